"""The preparer's slip: what to take, where, and what to do when it is missing."""

from itertools import groupby

from printing.blocks import Block, Size, Stroke
from printing.documents import Care, PickingLine, PickingSlip
from printing.layout.figures import Figures
from printing.layout.heading import add_warnings, figures_for
from printing.layout.order_wording import order_wording
from printing.layout.paper import Paper, Strip
from printing.layout.wording import Wording, wording


def lay_out_picking_slip(slip: PickingSlip, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the slip as blocks, consecutive lines of one place under one heading."""
    words = wording(locale)
    figures = figures_for(slip.shop, words)
    strip = Strip(paper)
    add_warnings(strip, slip, slip.placed_at, figures)
    strip.banner(words.slip_news.get(slip.news, words.picking_slip), Size.TALL)
    strip.feed()
    strip.title(slip.short_number, Size.HUGE, Size.LARGE)
    strip.title(slip.customer, Size.LARGE, Size.TALL)
    strip.feed()
    strip.pair(words.modes[slip.mode], slip.order_number)
    strip.pair(words.placed, figures.minute(slip.placed_at))
    promise = words.promised.format(
        day=figures.day(slip.promised_at), start=figures.hour(slip.promised_at)
    )
    strip.title(promise, Size.TALL)
    if slip.letter:
        strip.banner(order_wording(locale).letter.format(letter=slip.letter), Size.TALL)
    count = sum(not line.is_missing for line in slip.lines)
    strip.line(words.items_one if count == 1 else words.items.format(count=count))
    if slip.if_missing:
        rule = order_wording(locale).rules.get(slip.if_missing, "")
        strip.line(f"{words.if_missing}{words.colon}{rule}")
    add_places(strip, slip, words, figures)
    strip.rule()
    add_blanks(strip, slip, words, figures)
    if slip.note:
        strip.line(f"{words.note}{words.colon}", bold=True)
        strip.note(slip.note)
        strip.rule(Stroke.DASHED)
    strip.qr(slip.qr_text)
    strip.cut()
    return tuple(strip.blocks)


def add_places(strip: Strip, slip: PickingSlip, words: Wording, figures: Figures) -> None:
    """Add what is to be taken, consecutive lines of one place under one heading."""
    for place, lines in groupby(slip.lines, key=lambda line: line.place):
        strip.rule()
        strip.line(place or words.place_unknown, size=Size.TALL, bold=True)
        for line in lines:
            _add_line(strip, line, words, figures)


def add_blanks(strip: Strip, slip: PickingSlip, words: Wording, figures: Figures) -> None:
    """Add what is taken for the order, and blanks for its bags: the paper is enough without a PC."""
    if slip.to_pay is not None:
        strip.pair(words.to_pay, figures.money(slip.to_pay), Size.TALL, bold=True)
    add_checks(strip, slip.checks, slip.proxy, words)
    orders = order_wording(words.locale)
    strip.pair(orders.bags_blank, orders.shelf_blank)


def add_checks(strip: Strip, checks: tuple[Care, ...], proxy: str, words: Wording) -> None:
    """Add whose papers have to be looked at before an order leaves, and who may collect it."""
    if checks:
        strip.banners([words.care[care] for care in checks], Size.TALL)
    if proxy:
        strip.line(order_wording(words.locale).proxy.format(name=proxy), bold=True)


def _add_line(strip: Strip, line: PickingLine, words: Wording, figures: Figures) -> None:
    orders, quantity = order_wording(words.locale), figures.quantity(line.quantity)
    if line.is_missing:
        strip.pair(f"[-] {line.label}", f"× {quantity}")
        strip.line(orders.not_taken, indent=4, bold=True)
        return
    tick = "[x]" if line.is_picked else "[ ]"
    strip.pair(f"{tick} {line.label}", f"× {quantity}", bold=True)
    if line.instead_of:
        strip.line(orders.instead_of.format(label=line.instead_of), indent=4)
    if line.comes_out is not None:
        strip.line(orders.comes_out.format(quantity=figures.quantity(line.comes_out)), indent=4)
    if line.in_bag is not None:
        strip.line(orders.in_bag.format(quantity=figures.quantity(line.in_bag)), indent=4)
    if line.is_weighed and not line.is_picked:
        strip.line(orders.weight_blank.format(unit=figures.unit(line.quantity)), indent=4)
    strip.line(line.detail, indent=4)
    strip.line(line.gtin, indent=4)
    if line.if_missing:
        strip.line(f"{words.if_missing}{words.colon}{line.if_missing}", indent=4)
    strip.note(line.note, indent=4)
