"""The preparer's slip: what to take, where, and what to do when it is missing."""

from itertools import groupby

from printing.blocks import Block, Size, Stroke
from printing.documents import PickingLine, PickingSlip
from printing.layout.figures import Figures
from printing.layout.heading import add_warnings, figures_for
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
    count = len(slip.lines)
    strip.line(words.items_one if count == 1 else words.items.format(count=count))
    for place, lines in groupby(slip.lines, key=lambda line: line.place):
        strip.rule()
        strip.line(place or words.place_unknown, size=Size.TALL, bold=True)
        for line in lines:
            _add_line(strip, line, words, figures)
    strip.rule()
    if slip.note:
        strip.line(f"{words.note}{words.colon}", bold=True)
        strip.note(slip.note)
        strip.rule(Stroke.DASHED)
    strip.qr(slip.qr_text)
    strip.cut()
    return tuple(strip.blocks)


def _add_line(strip: Strip, line: PickingLine, words: Wording, figures: Figures) -> None:
    strip.pair(f"[ ] {line.label}", f"× {figures.quantity(line.quantity)}", bold=True)
    strip.line(line.detail, indent=4)
    strip.line(line.gtin, indent=4)
    if line.if_missing:
        strip.line(f"{words.if_missing}{words.colon}{line.if_missing}", indent=4)
    strip.note(line.note, indent=4)
