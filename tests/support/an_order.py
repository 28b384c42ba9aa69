"""Orders for tests: placed by the marketplace on what the shop has, and brought as far as asked."""

from dataclasses import dataclass

from desktop.services.online import orders, preparation
from desktop.services.online.orders import OrderView
from desktop.services.shop import Shop
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.ids import new_id
from sync.kernel.pickup_code import PickupCode
from sync.kernel.quantity import Quantity, Unit
from tests.support.a_hub import AHub, an_order
from tests.support.a_shop import found


@dataclass(frozen=True)
class Placed:
    """An order at the counter, and the code its customer holds."""

    shop: Shop
    id: str
    code: PickupCode

    @property
    def view(self) -> OrderView:
        return orders.order(self.shop, self.id)

    def line(self, place: int = 0) -> str:
        """Return the id of a line."""
        return self.view.lines[place].id

    def in_preparation(self) -> "Placed":
        orders.accept(self.shop, self.id)
        orders.start_preparing(self.shop, self.id)
        return self

    def ready(self, bags: int = 1, shelf: str = "B3") -> "Placed":
        """Pick whatever is open and put the bags on the shelf."""
        self.in_preparation()
        for line in self.view.lines:
            preparation.pick_by_hand(self.shop, self.id, line.id)
        orders.mark_ready(self.shop, self.id, bags, shelf)
        return self


def placed(
    shop: Shop, *wanted: tuple[str, int], number: str = "00421937", **changed: object
) -> Placed:
    """Have an order come for articles by name, in pieces (grams of what is weighed)."""
    code = pickup_code.draw(number)
    lines = tuple(line_of(shop, name, count) for name, count in wanted)
    facts = {
        "number": number,
        "lines": lines,
        "total_cents": sum(line.gross_cents for line in lines),
        "commitment": pickup_code.commit(code),
    }
    order = an_order(**facts | changed)
    AHub(shop).tells("order", order.order, order).sends()
    return Placed(shop, order.order, code)


def line_of(shop: Shop, name: str, count: int) -> v1.OrderLine:
    """Return a line of an article by name, in pieces (grams of what is weighed)."""
    item = found(shop, name)
    weighed = item.unit is not Unit.PIECE
    quantity = Quantity(count, item.unit) if weighed else Quantity.pieces(count)
    return v1.OrderLine(
        line=new_id(),
        variant=item.variant_id,
        label=item.full_label,
        quantity=quantity.thousandths,
        unit=item.unit.value,
        unit_price_cents=item.price.cents,
        gross_cents=quantity.price(item.price).cents,
        vat_bp=item.vat.basis_points,
    )
