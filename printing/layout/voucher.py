"""Gift cards, credit notes, and the receipt of an advance."""

from printing.blocks import Align, Block, Size
from printing.documents import VoucherPaper, VoucherPaperKind
from printing.layout.figures import Figures
from printing.layout.heading import add_shop, add_warnings, figures_for
from printing.layout.paper import Paper, Strip
from printing.layout.wording import Wording, wording


def lay_out_voucher(voucher: VoucherPaper, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the voucher as blocks: what it is worth first, its code as QR and in figures."""
    words = wording(locale)
    figures = figures_for(voucher.shop, words)
    strip = Strip(paper)
    add_shop(strip, voucher.shop, words)
    strip.feed()
    add_warnings(strip, voucher, voucher.issued_at, figures)
    strip.banner(words.vouchers[voucher.kind], Size.TALL)
    strip.feed()
    strip.title(figures.money(voucher.amount), Size.HUGE, Size.LARGE)
    strip.feed()
    strip.pair(words.ticket, voucher.ticket)
    strip.line(figures.minute(voucher.issued_at))
    if voucher.note:
        strip.note(voucher.note)
    if voucher.kind is not VoucherPaperKind.ADVANCE:
        _add_code(strip, voucher, words, figures)
    strip.cut()
    return tuple(strip.blocks)


def _add_code(strip: Strip, voucher: VoucherPaper, words: Wording, figures: Figures) -> None:
    until = words.voucher_no_end
    if voucher.expires_on is not None:
        until = words.voucher_until.format(day=figures.date(voucher.expires_on))
    strip.line(until)
    strip.rule()
    strip.qr(voucher.qr_text)
    strip.title(voucher.code, Size.TALL, Size.NORMAL)
    strip.line(words.voucher_use, Align.CENTRE)
