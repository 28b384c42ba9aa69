"""All open orders on one paper, so that a shop goes on when its PC does not."""

from collections.abc import Iterator

from printing.blocks import Align, Block, Size, Stroke
from printing.documents import KeptParcel, PickingSlip, PreparationList, WaitingOrder, Whereabouts
from printing.layout.figures import Figures
from printing.layout.heading import add_warnings, figures_for
from printing.layout.order_wording import OrderWording, order_wording
from printing.layout.paper import SEPARATOR, Paper, Strip
from printing.layout.slip import add_blanks, add_checks, add_places
from printing.layout.wording import Wording, wording

_NOTE_LETTERS = 160
_GIVEN_BY_HAND = frozenset({Whereabouts.SHOP, Whereabouts.ROUND})


def lay_out_preparation_list(
    document: PreparationList, paper: Paper, locale: str
) -> tuple[Block, ...]:
    """Return the list as blocks: what is to be prepared, then what stands ready."""
    words, orders = wording(locale), order_wording(locale)
    figures = figures_for(document.shop, words)
    strip = Strip(paper)
    add_warnings(strip, document, document.printed_at, figures)
    strip.banner(orders.preparation_list, Size.TALL)
    strip.line(document.shop.name, Align.CENTRE, bold=True)
    strip.line(orders.printed.format(at=figures.minute(document.printed_at)), Align.CENTRE)
    strip.line(orders.by_hand)
    strip.feed()
    strip.banner(orders.to_prepare.format(count=len(document.to_prepare)), Size.TALL)
    if not document.to_prepare:
        strip.line(orders.none_to_prepare)
    for place, slip in enumerate(document.to_prepare):
        _begin(strip, place)
        _add_order(strip, slip, orders, words, figures)
    strip.part()
    strip.feed()
    strip.banner(orders.waiting.format(count=len(document.waiting)), Size.TALL)
    if not document.waiting:
        strip.line(orders.none_waiting)
    for place, order in enumerate(document.waiting):
        _begin(strip, place)
        _add_waiting(strip, order, orders, words, figures)
    if document.parcels:
        strip.part()
        strip.feed()
        strip.banner(orders.parcels.format(count=len(document.parcels)), Size.TALL)
        strip.line(orders.parcels_by_hand)
    for place, parcel in enumerate(document.parcels):
        _begin(strip, place)
        _add_parcel(strip, parcel, orders, words)
    strip.cut()
    return tuple(strip.blocks)


def _begin(strip: Strip, place: int) -> None:
    """Keep an order whole on its page; the first stays with the heading it stands under."""
    if place:
        strip.part()


def _add_order(
    strip: Strip, slip: PickingSlip, orders: OrderWording, words: Wording, figures: Figures
) -> None:
    strip.feed()
    strip.rule(Stroke.THICK)
    strip.headline(slip.short_number, slip.customer)
    promise = words.promised.format(
        day=figures.day(slip.promised_at), start=figures.hour(slip.promised_at)
    )
    strip.line(promise, size=Size.TALL, bold=True)
    strip.pair(words.modes[slip.mode], slip.order_number)
    if slip.if_missing:
        rule = orders.rules.get(slip.if_missing, "")
        strip.line(f"{words.if_missing}{words.colon}{rule}")
    add_places(strip, slip, words, figures)
    if slip.note:
        note = slip.note[:_NOTE_LETTERS]
        strip.note(f"{words.note}{words.colon}{' '.join(note.split())}")
    strip.rule(Stroke.DASHED)
    add_blanks(strip, slip, words, figures)
    strip.line(orders.handed_blank)


def _add_waiting(
    strip: Strip, order: WaitingOrder, orders: OrderWording, words: Wording, figures: Figures
) -> None:
    strip.rule()
    strip.headline(order.short_number, order.customer)
    due = words.paid if order.to_pay is None else f"{words.to_pay} {figures.money(order.to_pay)}"
    strip.pair(_counted(_bags(order), orders), due, bold=True)
    for standing in _standing(order, orders, words):
        strip.line(standing, bold=True)
    if order.is_rest:
        strip.line(orders.rest)
    strip.pair(words.modes[order.mode], order.order_number)
    add_checks(strip, order.checks, order.proxy, words)
    if order.where in _GIVEN_BY_HAND:
        strip.line(orders.handed_blank)


def _add_parcel(strip: Strip, parcel: KeptParcel, orders: OrderWording, words: Wording) -> None:
    strip.rule()
    strip.headline(parcel.short_number, parcel.customer)
    strip.pair(_counted(parcel.bags, orders), parcel.order_number, bold=True)
    if parcel.shelf:
        strip.line(f"{words.shelf} {parcel.shelf}", bold=True)
    strip.line(orders.parcel_from.format(shop=parcel.from_shop))
    if parcel.is_ended:
        strip.banner(orders.parcel_ended)
        return
    add_checks(strip, (), parcel.proxy, words)
    strip.line(orders.handed_blank)


def _counted(bags: int, orders: OrderWording) -> str:
    return orders.bags_one if bags == 1 else orders.bags.format(count=bags)


def _bags(order: WaitingOrder) -> int:
    """Return how many bags there are; of those in the shop, how many still are."""
    return sum(len(place.numbers) for place in order.places) or order.bags


def _standing(order: WaitingOrder, orders: OrderWording, words: Wording) -> Iterator[str]:
    """Yield where the bags are, those that are told apart by what stands on their labels."""
    if order.where is not Whereabouts.SHOP:
        box = f"{orders.box} {order.box}" if order.box else ""
        yield SEPARATOR.join(filter(None, (orders.elsewhere[order.where], box)))
        return
    are_told_apart = len(order.places) > 1 or _bags(order) < order.bags
    for place in order.places:
        said = orders.bag_number if len(place.numbers) == 1 else orders.bag_numbers
        which = said.format(numbers=", ".join(map(str, place.numbers)))
        if are_told_apart:
            yield f"{which}{words.colon}{place.shelf}" if place.shelf else which
        elif place.shelf:
            yield f"{words.shelf} {place.shelf}"
