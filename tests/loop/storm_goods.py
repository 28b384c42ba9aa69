"""What goods and their money have to come to in a storm: prices, payments, returns, shelves."""

from collections import Counter as Tally
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from demo import sides
from desktop.domain.preparation import LineState
from desktop.models.base import table_of
from desktop.models.carriage import RoundStop
from desktop.services.online import orders
from desktop.services.online.orders import OrderLineView, OrderView
from marketplace.models.catalogue import Offer, StockMove
from marketplace.models.orders import OrderEvent, OrderLine, ShopOrder
from marketplace.models.sales import Sale, SaleLine
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Unit

from .storm_post import Post
from .storm_told import Told

if TYPE_CHECKING:
    from .order_storm import OrderStorm

GIVEN = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED})
_STOPS = table_of(RoundStop)
Goods = Tally[tuple[str, str]]
"""Thousandths, by order and variant."""


def hold_prices(storm: "OrderStorm", post: Post, order_id: str) -> None:
    """Hold: whatever was weighed or stands in for something costs no more than what was agreed.

    A portion costs what it weighs, up to that.
    """
    order = orders.order(post.counter.shop, order_id)
    for line in order.lines:
        storm.held["never above what was agreed"] += 1
        assert line.gross <= line.ordered, f"{order.number}: {line.label} costs {line.gross}"
        if line.state is LineState.PICKED and line.variant_id:
            worth = min(line.picked.price(line.unit_price), line.ordered)
            assert line.gross == worth, f"{order.number}: {line.gross} for {line.picked}"


def hold_returns(here: OrderView, told: Told) -> None:
    """Hold: what came back is written down, and somebody is asked where it was paid for twice.

    What was given twice, each on its ticket, may come back twice by these: that is asked already.
    """
    if any(times > 1 for times in told.came_back.values()):
        is_told = bool({"returned_twice", "handed_over_twice"} & told.questions)
        assert is_told, f"{here.number} paid back twice, in silence: {told.questions}"
    back = {line.id for line in here.lines if line.returned_at and line.variant_id}
    assert back == {*told.came_back}, f"{here.number}: {back} came back, {told.came_back}"


def hold_payment(storm: "OrderStorm", here: OrderView, told: Told) -> None:
    """Hold: a customer has paid what the order came to without what came back, or somebody is asked.

    That something came back while the rest still waited is no reason for another sum.
    """
    paid = total_of(told.paid) + storm.town.kept_online(here.id) - total_of(told.credited)
    kept = [line for line in here.lines if not line.returned_at]
    pieces = total_of([told.for_pieces.get(line.id, Money(0)) for line in kept])
    due = total_of([line.gross for line in kept]) - pieces
    due = due if here.state in GIVEN else Money(0)
    is_asked = any(not each.startswith("returned_while") for each in told.questions)
    assert paid == due or is_asked, f"{here.number} came to {due}, {paid} was paid, in silence"


def settle(storm: "OrderStorm") -> None:
    """Hold what is promised of all goods when all is over."""
    _hold_tickets(storm)
    _hold_shelves(storm)
    _hold_what_left(storm)
    _hold_proxies(storm)
    _hold_proofs(storm)


def _hold_tickets(storm: "OrderStorm") -> None:
    """Hold: no ticket asks more for a line than was agreed."""
    shop = storm.posts[0].counter.shop
    agreed = {
        line.id: line.ordered.cents
        for order_id in storm.told
        for line in orders.order(shop, order_id).lines
    }
    wanted = select(SaleLine.order_line_id, SaleLine.gross_cents).where(
        SaleLine.order_line_id != ""
    )
    with storm.town.hub.database.read() as session:
        for line_id, cents in session.execute(wanted):
            storm.held["never above what was agreed"] += 1
            assert cents <= agreed[line_id], f"{line_id}: {cents} for {agreed[line_id]}"


def _hold_shelves(storm: "OrderStorm") -> None:
    """Hold: both counters and the town count the same goods, and nothing is held for anybody."""
    here, there = (sides.read_shop(post.counter.folder).stock for post in storm.posts)
    with storm.town.hub.database.read() as session:
        offers = session.scalars(select(Offer).where(Offer.variant.in_([*here]))).all()
        town = {each.variant: each.on_hand for each in offers}
        held = [each.variant for each in offers if each.reserved]
    storm.held["one count of the shelves"] += len(town)
    odd = {each: (here[each], there.get(each), town.get(each)) for each in here}
    assert here == there == town, [each for each in odd.items() if len({*each[1]}) > 1]
    assert not held, f"held for nobody: {held}"


def _hold_what_left(storm: "OrderStorm") -> None:
    """Hold: off the shelves is what each customer has, but where somebody is asked.

    What two counters weighed for the same money is told apart by nobody: either portion may be it.
    """
    off = _off_the_shelves(storm)
    shop = storm.posts[0].counter.shop
    for order_id, told in storm.told.items():
        here = orders.order(shop, order_id)
        if told.questions or told.for_pieces:
            continue
        has: Tally[str] = Tally()
        weighed = set[str]()
        for line in here.lines:
            variant, thousandths = what_left(here, line)
            if variant and not line.returned_at:
                has[variant] += thousandths
                weighed |= set() if line.quantity.unit is Unit.PIECE else {variant}
        gone = {variant: n for (order, variant), n in off.items() if order == order_id and n}
        storm.held["off the shelves is what the customer has"] += 1
        is_so = gone.keys() == has.keys() and all(
            gone[each] == has[each] for each in gone if each not in weighed
        )
        assert is_so, f"{here.number} {here.state}: {gone} left the shelves, {has} is there"


def _off_the_shelves(storm: "OrderStorm") -> Goods:
    with storm.town.hub.database.read() as session:
        of_sale = {row.id: row.order_id for row in session.execute(select(Sale.id, Sale.order_id))}
        moves = session.execute(
            select(StockMove.ref, StockMove.variant, func.sum(StockMove.delta)).group_by(
                StockMove.ref, StockMove.variant
            )
        )
        off: Goods = Tally()
        for ref, variant, delta in moves:
            off[of_sale.get(ref, ref), variant] -= delta
    return off


def _hold_proxies(storm: "OrderStorm") -> None:
    """Hold: that somebody else collected is written down, as often as it was so."""
    wanted = select(OrderEvent.order_id, OrderEvent.detail).where(OrderEvent.kind == "handed_over")
    with storm.town.hub.database.read() as session:
        told = [row.order_id for row in session.execute(wanted) if row.detail.get("proxy")]
    came = Tally({each: told.by_proxy for each, told in storm.told.items() if told.by_proxy})
    storm.held["somebody else only by consent"] += came.total()
    assert Tally(told) == came, f"somebody else came: {came}, and {told} is written down"


def _hold_proofs(storm: "OrderStorm") -> None:
    """Hold: each picture that was taken at a door lies whole at the counter that took it."""
    for post in storm.posts:
        shop = post.counter.shop
        taken = {
            (order_id, each)
            for order_id, told in storm.told.items()
            for where, each in told.proofs
            if where == post.name
        }
        with shop.look() as look:
            written = look.connection.execute(
                select(_STOPS.c.order_id, _STOPS.c.proof_sha256).where(_STOPS.c.proof_sha256 != "")
            ).all()
        assert {(row.order_id, row.proof_sha256) for row in written} == taken, "proofs are lost"
        for _order, each in sorted(taken):
            storm.held["a proof is kept whole"] += 1
            assert sha256(shop.photo_path(each).read_bytes()).hexdigest() == each, each


def what_left(order: OrderView, line: OrderLineView) -> tuple[str, int]:
    """Return by variant and thousandths what of a line left, by a counter."""
    if order.state not in GIVEN or not line.variant_id or not line.delivered_quantity:
        return "", 0
    return line.delivered_variant_id, line.delivered_quantity.thousandths


def what_left_there(order: ShopOrder, line: OrderLine) -> tuple[str, int]:
    """Return the same by the town."""
    if order.state not in GIVEN or not line.variant or line.state == LineState.MISSING:
        return "", 0
    if line.substitute is not None:
        return line.substitute["variant"], line.substitute["quantity"]
    return line.variant, line.picked if line.state == LineState.PICKED else line.quantity
