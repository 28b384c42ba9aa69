"""The papers of an order as documents: labels, the preparer's ticket, the packing slip, the list.

Of the customer only what one calls out stands on them; an address only where somebody carries the
goods there. The customer's secret, telephone number and e-mail address stand on none. A message may
hold any of them: it is for who prepares or drives, and on nothing that leaves with the goods.
"""

import re
from collections.abc import Iterable

from sqlalchemy import select

from desktop.domain.allergens import together
from desktop.domain.order_codes import OrderCode
from desktop.domain.preparation import LineState
from desktop.errors import RefusedError
from desktop.services.carriage import relay
from desktop.services.carriage.relay import ParcelView
from desktop.services.goods.catalogue import PRODUCTS, VARIANTS
from desktop.services.online.bags import allergens_of, bags_here, delivered_ids, told_of
from desktop.services.online.orders import ORDERS, OrderLineView, OrderView, read_order
from desktop.services.online.pickup import checks_of
from desktop.services.online.walks import stops_of
from desktop.services.papers.receipts import letterhead
from desktop.services.shop import Shop
from desktop.services.unit_of_work import Look
from printing.documents import (
    BagPlace,
    Care,
    HandoverMode,
    KeptParcel,
    Packed,
    PackingLine,
    PackingSlip,
    PickingLine,
    PickingSlip,
    PickupLabel,
    PreparationList,
    WaitingOrder,
    Whereabouts,
)
from sync.kernel.allergens import CODES, NONE, in_order
from sync.kernel.quantity import Unit

_NAMED_IN_FULL = frozenset({HandoverMode.PARCEL, HandoverMode.MERCHANT, HandoverMode.EXPRESS})
"""What is carried to a home bears the name that stands on its door."""
_ELSEWHERE = {
    "out": Whereabouts.ROUND,
    "deposited": Whereabouts.RELAY,
    "failed": Whereabouts.NOT_GIVEN,
}
_KEPT = frozenset({Care.COLD, Care.FROZEN, Care.FRAGILE})
"""What is said bag by bag, where the bags were told apart."""
_FIGURES = re.compile(r"\d.*\d")
_LOOKED_AT = {"age": Care.ADULTS, "identity": Care.IDENTITY}
_TO_PREPARE = ("placed", "accepted", "preparing")


def bags_of(order: OrderView) -> int:
    """Return how many labels an order wants; one, with blanks, until its bags are counted."""
    return max(order.bags, 1)


def label_of(shop: Shop, look: Look, order: OrderView, bag: int) -> PickupLabel:
    """Return the label of one bag, counted from 1.

    Until the order was called ready nobody knows how many there are, and the label says none. Its
    QR code leads the staff's scanner to the order. What it comes from is a number of the shop's,
    never the customer's secret.

    Raises:
        RefusedError: no_such_bag.
    """
    if not 1 <= bag <= bags_of(order):
        raise RefusedError("no_such_bag", bag=bag)
    mode = HandoverMode(order.mode)
    told = order.bag_list[bag - 1] if bag <= len(order.bag_list) else None
    is_at_home = mode in _NAMED_IN_FULL and order.destination is not None
    return PickupLabel(
        shop=letterhead(shop.settings),
        short_number=order.short_number,
        order_number=order.number,
        customer=_recipient(order) if is_at_home else called_out(order.customer_name),
        bag=bag,
        bags=order.bags,
        mode=mode,
        promised_at=order.promised_from,
        promised_until=order.promised_to if order.promised_to > order.promised_from else None,
        shelf=order.shelf if told is None else told.shelf,
        qr_text=OrderCode(order.number, bag if order.bags else 0).text,
        care=_care(look, order, None if told is None else told.keep),
        allergens=_allergens(look, order),
        to_pay=order.to_pay or None,
        printed_at=shop.clock.now(),
        address=_address(order, mode),
        box=order.box,
    )


def called_out(name: str) -> str:
    """Return first name and initial: "Camille Dubois" is called "Camille D.".

    Who typed a telephone number or an address instead is called by what is left of the name.
    """
    words = _words_of(name)
    if len(words) < 2:
        return "".join(words)
    return f"{words[0]} {words[-1][:1].upper()}."


def _words_of(name: str) -> list[str]:
    """Return a name's words: no telephone number, no mail address."""
    return [word for word in name.split() if "@" not in word and not _FIGURES.search(word)]


def _recipient(order: OrderView) -> str:
    at_home = "" if order.destination is None else order.destination.name
    return " ".join(_words_of(at_home) or _words_of(order.customer_name))


def _address(order: OrderView, mode: HandoverMode) -> tuple[str, ...]:
    """Return where the goods are carried; what opens a door stands on the round's sheet alone."""
    to = order.destination
    if to is None or mode is HandoverMode.COLLECT:
        return ()
    name = to.name if to.kind != "home" else ""
    detail = to.detail if mode is HandoverMode.PARCEL else ""
    town = f"{to.postcode} {to.city}".strip()
    return tuple(line.strip() for line in (name, to.street, detail, town) if line.strip())


def _care(look: Look, order: OrderView, keep: str | None) -> tuple[Care, ...]:
    """Return what the carrier must know: of this bag, and of whatever is in the order."""
    rows = look.connection.scalars(
        select(PRODUCTS.c.flags)
        .join(VARIANTS, VARIANTS.c.product_id == PRODUCTS.c.id)
        .where(VARIANTS.c.id.in_(delivered_ids(order)))
    )
    flags = {flag for flags in rows for flag in flags}
    wanted = {care for care in Care if care.value in flags}.union(_looked_at(look, order))
    if keep is not None:
        wanted = (wanted - _KEPT) | {care for care in _KEPT if care.value == keep}
    return tuple(care for care in Care if care in wanted)


def _looked_at(look: Look, order: OrderView) -> tuple[Care, ...]:
    """Return whose papers have to be looked at before an order leaves; a box by what is in it."""
    asked = {_LOOKED_AT[each.check] for each in checks_of(look, order)}
    return tuple(care for care in Care if care in asked)


def _allergens(look: Look, order: OrderView) -> tuple[str, ...]:
    """Return what is in the bags: what the sheets say, and what stands only in their words."""
    sheets = allergens_of(look.connection, delivered_ids(order))
    own = {word.casefold(): word for each in sheets.values() for word in each if word not in CODES}
    if own:
        return (*in_order(code for each in sheets.values() for code in each if code != NONE), *own)
    return together(sheets.values())


# --- lists --------------------------------------------------------------------------------------


def slip_of(shop: Shop, look: Look, order: OrderView) -> PickingSlip:
    """Return the preparer's ticket, place by place as one walks past them."""
    shown = [each for stop in stops_of(shop, look, [order]) for each in stop.lines]
    return PickingSlip(
        shop=letterhead(shop.settings),
        short_number=order.short_number,
        order_number=order.number,
        customer=called_out(order.customer_name),
        mode=HandoverMode(order.mode),
        placed_at=order.placed_at,
        promised_at=order.promised_from,
        lines=tuple(_picking_line(each.line, each.place, each.code) for each in shown),
        note=order.note,
        qr_text=OrderCode(order.number).text,
        if_missing=order.if_missing,
        to_pay=order.to_pay or None,
        letter=order.walk_letter,
        checks=_looked_at(look, order),
        proxy=called_out(order.proxy_name),
    )


def _picking_line(line: OrderLineView, place: str, code: str) -> PickingLine:
    is_missing = line.state is LineState.MISSING
    return PickingLine(
        label=line.delivered_label,
        quantity=line.quantity if is_missing else line.delivered_quantity,
        place=place,
        gtin=code,
        is_weighed=line.quantity.unit is not Unit.PIECE,
        is_picked=not line.is_open and not is_missing,
        in_bag=line.picked if line.is_open and line.picked else None,
        is_missing=is_missing,
        instead_of=line.label if line.substitute_label else "",
        comes_out=line.comes_out or None,
    )


def packing_of(shop: Shop, look: Look, order: OrderView) -> PackingSlip:
    """Return what is in the bags, for the customer."""
    held = allergens_of(look.connection, delivered_ids(order))
    return PackingSlip(
        shop=letterhead(shop.settings),
        short_number=order.short_number,
        order_number=order.number,
        customer=called_out(order.customer_name),
        mode=HandoverMode(order.mode),
        placed_at=order.placed_at,
        bags=order.bags,
        lines=tuple(
            _packing_line(line, held.get(line.delivered_variant_id, ())) for line in order.lines
        ),
        total=order.total,
        to_pay=order.to_pay or None,
        printed_at=shop.clock.now(),
    )


def _packing_line(line: OrderLineView, allergens: tuple[str, ...]) -> PackingLine:
    packed = {
        LineState.SUBSTITUTED: Packed.REPLACED,
        LineState.MISSING: Packed.MISSING,
    }.get(line.state, Packed.GIVEN)
    quantity = line.quantity if packed is Packed.MISSING else line.delivered_quantity
    return PackingLine(
        label=line.delivered_label,
        quantity=quantity,
        amount=line.gross,
        packed=packed,
        instead_of=line.label if packed is Packed.REPLACED else "",
        allergens=allergens,
    )


def list_of(shop: Shop, look: Look) -> PreparationList:
    """Return all open orders, and what is kept for others, for a shop without its PC."""
    ids = look.connection.execute(
        select(ORDERS.c.id, ORDERS.c.state)
        .where(ORDERS.c.state.in_((*_TO_PREPARE, "ready")))
        .order_by(ORDERS.c.promised_from, ORDERS.c.number)
    ).all()
    waiting = [read_order(look.connection, row.id) for row in ids if row.state == "ready"]
    return PreparationList(
        shop=letterhead(shop.settings),
        printed_at=shop.clock.now(),
        to_prepare=tuple(
            slip_of(shop, look, read_order(look.connection, row.id))
            for row in ids
            if row.state != "ready"
        ),
        waiting=tuple(_waiting(look, waiting)),
        parcels=tuple(_parcel(each) for each in relay.kept(look)),
    )


def _waiting(look: Look, found: Iterable[OrderView]) -> Iterable[WaitingOrder]:
    for order in found:
        yield WaitingOrder(
            short_number=order.short_number,
            order_number=order.number,
            customer=called_out(order.customer_name),
            mode=HandoverMode(order.mode),
            bags=bags_of(order),
            places=_places(order),
            where=_where(order),
            box=order.box,
            is_rest=any(line.handed_at is not None for line in order.lines),
            to_pay=order.to_pay or None,
            checks=_looked_at(look, order),
            proxy=called_out(order.proxy_name),
        )


def _parcel(kept: ParcelView) -> KeptParcel:
    return KeptParcel(
        short_number=kept.short_number,
        order_number=kept.number,
        customer=called_out(kept.customer_name),
        from_shop=kept.from_shop,
        bags=kept.bags,
        shelf=kept.shelf,
        proxy=called_out(kept.proxy_name),
        is_ended=kept.is_ended,
    )


def _where(order: OrderView) -> Whereabouts:
    is_locked = order.carriage == "deposited" and order.mode == HandoverMode.LOCKER
    return Whereabouts.LOCKER if is_locked else _ELSEWHERE.get(order.carriage, Whereabouts.SHOP)


def _places(order: OrderView) -> tuple[BagPlace, ...]:
    """Return where the bags stand that are in the shop still, by their labels' numbers."""
    if order.carriage:
        return ()
    told = told_of(order)
    at: dict[str, list[int]] = {}
    for number in sorted(number for each in bags_here(order) for number in each.numbers):
        at.setdefault(told[number - 1].shelf, []).append(number)
    return tuple(BagPlace(numbers=tuple(numbers), shelf=shelf) for shelf, numbers in at.items())
