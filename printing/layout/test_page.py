"""The page that shows what a printer can do."""

from printing.blocks import Align, Block, Size
from printing.documents import TestPage
from printing.layout.heading import figures_for
from printing.layout.paper import Paper, Strip
from printing.layout.wording import wording

ACCENTS = "àâäçéèêëîïôöùûüÿ œæ ÀÂÇÉÈÊËÎÏÔÙÛ ŒÆ « € » – ’ …"
SAMPLE_CUSTOMER = "Éloïse Ç."
"""Whose label tries a printer that knows labels only."""
_SAMPLE_GTIN = "3017620422003"


def lay_out_test_page(page: TestPage, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the test page as blocks."""
    words = wording(locale)
    figures = figures_for(page.shop, words)
    strip = Strip(paper)
    strip.banner(words.test_title, Size.TALL)
    strip.feed()
    strip.title(page.shop.name, Size.LARGE, Size.TALL)
    strip.line(figures.second(page.printed_at), Align.CENTRE)
    strip.rule()
    strip.pair(words.test_printer, page.printer)
    strip.pair(words.test_profile, page.profile)
    strip.pair(words.test_connection, page.connection)
    strip.rule()
    strip.line(words.test_accents, bold=True)
    strip.line(ACCENTS)
    strip.rule()
    strip.line(words.test_alignment, bold=True)
    strip.line("1234567890" * (paper.columns // 10) + "1234567890"[: paper.columns % 10])
    strip.line(words.test_left)
    strip.line(words.test_centre, Align.CENTRE)
    strip.line(words.test_right, Align.RIGHT)
    strip.rule()
    strip.line(words.test_sizes, bold=True)
    for size in (Size.NORMAL, Size.TALL, Size.LARGE, Size.HUGE):
        strip.line("12,50 €"[: paper.columns // size.wide], size=size)
    strip.rule()
    strip.line(words.test_codes, bold=True)
    strip.qr("COMPTOIR TEST 0123456789")
    strip.feed()
    strip.barcode(_SAMPLE_GTIN)
    strip.feed()
    strip.line(words.test_end, Align.CENTRE)
    strip.cut()
    return tuple(strip.blocks)
