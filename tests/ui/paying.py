"""A shop with a loaf and a scarf, baskets at its payment, and what was paid."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from desktop.devices.terminal_simulator import TerminalSimulator
from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.services.counter import selling
from desktop.services.money import advances, vouchers
from desktop.services.money.advances import AdvanceView
from desktop.services.shop import Shop
from desktop.services.views import SaleView
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, AShop, a_cart, paid_in_cash
from tests.ui.conftest import Counter

BREAD, SCARF = "3017620422003", "3274080005003"


def with_goods(builder: AShop) -> AShop:
    return builder.with_product(
        "Baguette", 13_00, vat=550, code=BREAD, flags=("meal_voucher",), stock=50
    ).with_product("Écharpe", 49_00, code=SCARF, stock=50)


def connected(simulator: TerminalSimulator) -> Callable[[AShop], AShop]:
    return lambda builder: with_goods(builder).with_settings(terminal=simulator.address)


def last_sale(shop: Shop) -> SaleView:
    return selling.sale(shop, selling.sales_today(shop)[0].id)


def paid(view: SaleView) -> list[tuple[str, int]]:
    return [(tender.means.value, tender.amount.cents) for tender in view.tenders]


def pay_for(at: Counter, *codes: str) -> Counter:
    for code in codes:
        at.scan(code)
    at.key(Qt.Key.Key_F12)
    return at


def a_gift_card(shop: Shop, cents: int) -> vouchers.VoucherView:
    item = vouchers.gift_card("Carte cadeau", Money(cents))
    done = selling.take_payment(shop, paid_in_cash(Cart().add(item, Quantity.pieces(1))))
    (card,) = vouchers.of_sale(shop, done.sale_id)
    return card


def an_advance(shop: Shop, customer_id: str = "") -> AdvanceView:
    return advances.take(
        shop,
        a_cart(shop, "écharpe"),
        Tenders().add(Means.CASH, Money(20_00)),
        OWNER,
        advance_id=new_id(),
        customer_id=customer_id,
    )
