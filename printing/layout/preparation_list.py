"""All open orders on one paper, so that a shop goes on when its PC does not."""

from printing.blocks import Align, Block, Size, Stroke
from printing.documents import PickingSlip, PreparationList, WaitingBag
from printing.layout.figures import Figures
from printing.layout.heading import add_warnings, figures_for
from printing.layout.order_wording import OrderWording, order_wording
from printing.layout.paper import Paper, Strip
from printing.layout.slip import add_blanks, add_checks, add_places
from printing.layout.wording import Wording, wording

_NOTE_LETTERS = 160


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
    for slip in document.to_prepare:
        _add_order(strip, slip, orders, words, figures)
    strip.feed()
    strip.banner(orders.waiting.format(count=len(document.waiting)), Size.TALL)
    if not document.waiting:
        strip.line(orders.none_waiting)
    for bag in document.waiting:
        _add_waiting(strip, bag, orders, words, figures)
    strip.cut()
    return tuple(strip.blocks)


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
    strip: Strip, bag: WaitingBag, orders: OrderWording, words: Wording, figures: Figures
) -> None:
    strip.rule()
    strip.headline(bag.short_number, bag.customer)
    bags = orders.bags_one if bag.bags == 1 else orders.bags.format(count=bag.bags)
    place = f" · {words.shelf} {bag.shelf}" if bag.shelf else ""
    due = words.paid if bag.to_pay is None else f"{words.to_pay} {figures.money(bag.to_pay)}"
    strip.pair(f"{bags}{place}", due, bold=True)
    strip.pair(words.modes[bag.mode], bag.order_number)
    add_checks(strip, bag.checks, bag.proxy, words)
    strip.line(orders.handed_blank)
