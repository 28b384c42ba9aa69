"""The driver's paper: stop by stop what to bring where, what to take, and who signed for it."""

from printing.blocks import Align, Block, Size, Stroke
from printing.documents import RoundSheet, RoundStopLine
from printing.layout.figures import Figures
from printing.layout.heading import add_warnings, figures_for
from printing.layout.paper import SEPARATOR, Paper, Strip
from printing.layout.round_wording import RoundWording, round_wording
from printing.layout.wording import Wording, wording

_NOTE_LETTERS = 160
_QR_DOTS = 4


def lay_out_round_sheet(document: RoundSheet, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the sheet as blocks, the stops in the order they are driven."""
    words, own = wording(locale), round_wording(locale)
    figures = figures_for(document.shop, words)
    strip = Strip(paper)
    add_warnings(strip, document, document.printed_at, figures)
    strip.banner(own.title, Size.TALL)
    strip.line(document.shop.name, Align.CENTRE, bold=True)
    strip.line(document.name, Align.CENTRE)
    strip.line(own.printed.format(at=figures.minute(document.printed_at)), Align.CENTRE)
    strip.feed()
    strip.pair(own.driver, document.driver or own.blank)
    strip.pair(own.stops, str(len(document.stops)))
    if document.to_collect:
        strip.pair(own.to_collect, figures.money(document.to_collect), bold=True)
    for place, stop in enumerate(document.stops, start=1):
        _add_stop(strip, place, stop, own, words, figures)
    strip.rule(Stroke.THICK)
    strip.line(own.shred)
    strip.cut()
    return tuple(strip.blocks)


def _add_stop(
    strip: Strip,
    place: int,
    stop: RoundStopLine,
    own: RoundWording,
    words: Wording,
    figures: Figures,
) -> None:
    strip.part()
    strip.feed()
    strip.rule(Stroke.THICK)
    strip.headline(f"[ ] {place}", stop.short_number)
    strip.line(stop.recipient, size=Size.TALL, bold=True)
    for part in stop.address:
        strip.line(part)
    if stop.detail:
        strip.note(" ".join(stop.detail[:_NOTE_LETTERS].split()))
    if stop.phone:
        strip.pair(words.phone, stop.phone)
    bags = own.bags_one if stop.bags == 1 else own.bags.format(count=stop.bags)
    hours = f"{figures.hour(stop.promised_at)}-{figures.hour(stop.promised_until)}"
    strip.pair(SEPARATOR.join((bags, words.modes[stop.mode])), hours, bold=True)
    if stop.to_collect is None:
        strip.line(words.paid)
    else:
        strip.headline(own.collect, figures.money(stop.to_collect))
    if stop.is_checked:
        strip.line(own.check, bold=True)
    if stop.note:
        strip.note(f"{words.note}{words.colon}{' '.join(stop.note[:_NOTE_LETTERS].split())}")
    if stop.map_link:
        strip.qr(stop.map_link, _QR_DOTS)
    strip.feed(2)
    strip.line(own.received)
    strip.feed(3)
    strip.line(own.failed)
