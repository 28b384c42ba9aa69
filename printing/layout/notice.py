"""Words for the counter, large enough to be read by who stands before it."""

from printing.blocks import Align, Block, Size
from printing.documents import CounterNotice
from printing.layout.paper import Paper, Strip


def lay_out_notice(notice: CounterNotice, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the notice as blocks; its words came in the reader's language."""
    del locale
    strip = Strip(paper)
    strip.title(notice.shop.name, Size.LARGE, Size.TALL)
    strip.feed()
    strip.line(notice.text, Align.CENTRE, size=Size.TALL)
    strip.feed()
    strip.cut()
    return tuple(strip.blocks)
