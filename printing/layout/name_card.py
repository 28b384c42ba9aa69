"""A card or badge to be cut out: the name, its code, and the number for who has no scanner."""

from printing.blocks import Align, Block, Size
from printing.documents import NameCard
from printing.layout.paper import Paper, Strip


def lay_out_name_card(card: NameCard, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the card as blocks."""
    del locale
    strip = Strip(paper)
    strip.line(card.shop.name, Align.CENTRE)
    strip.title(card.name, Size.TALL, Size.NORMAL)
    strip.qr(card.qr_text)
    strip.line(card.number, Align.CENTRE)
    strip.feed()
    strip.cut()
    return tuple(strip.blocks)
