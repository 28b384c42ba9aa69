"""An invoice on A4, for people: as many pages as its lines need."""

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from printing.documents import Invoice, Party
from printing.drivers.pdf import POINTS_PER_MM, register_fonts
from printing.drivers.typeface import Weight
from printing.layout.figures import Figures
from printing.layout.heading import figures_for
from printing.layout.invoice_wording import InvoiceWording, invoice_wording, settled
from printing.layout.wording import wording
from printing.safe_text import SafeText
from sync.kernel.money import Money

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import BaseDocTemplate, Flowable, Paragraph, Table

_WIDTH_MM, _HEIGHT_MM, _MARGIN_MM = 210.0, 297.0, 18.0
_MM = POINTS_PER_MM
_INNER = (_WIDTH_MM - 2 * _MARGIN_MM) * _MM
_SIZE, _SMALL, _TITLE = 9.0, 7.5, 18.0
_GREY = 0.45
_FOOT_MM = 12.0
_LABEL_LIMIT, _MENTION_LIMIT = 200, 600
#: Shares of the width: label, quantity, unit price, reduction, rate, net.
_COLUMNS = (0.38, 0.13, 0.13, 0.12, 0.09, 0.15)
_VAT_COLUMNS = (0.2, 0.27, 0.27, 0.26)


def render_invoice(invoice: Invoice, locale: str) -> bytes:
    """Return the invoice as a PDF; the same document gives the same bytes."""
    register_fonts()
    pages = _build(_Page(invoice, locale, pages=0))[1]
    return _build(_Page(invoice, locale, pages=pages))[0]


def _build(page: "_Page") -> tuple[bytes, int]:
    """Return the PDF and how many pages it came to."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate  # noqa: PLC0415 start-up

    pdf = io.BytesIO()
    template = BaseDocTemplate(
        pdf,
        pagesize=(_WIDTH_MM * _MM, _HEIGHT_MM * _MM),
        invariant=1,
        lang=page.figures.words.language,
        title=f"{page.words.kinds[page.invoice.kind]} {page.invoice.number}",
        author=SafeText(page.invoice.seller.name),
        creator="Comptoir",
        initialFontName=Weight.REGULAR.font_name,
    )
    frame = Frame(
        _MARGIN_MM * _MM,
        (_MARGIN_MM + _FOOT_MM) * _MM,
        _INNER,
        (_HEIGHT_MM - 2 * _MARGIN_MM - _FOOT_MM) * _MM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=page.draw))
    template.build(page.story())
    return pdf.getvalue(), template.page


class _Page:
    """What stands on the pages."""

    def __init__(self, invoice: Invoice, locale: str, pages: int) -> None:
        self.invoice = invoice
        self.pages = pages
        self.words: InvoiceWording = invoice_wording(locale)
        self.figures: Figures = figures_for(invoice.shop, wording(locale))

    def story(self) -> "list[Flowable]":
        """Return the parts of the paper from top to bottom."""
        from reportlab.platypus import KeepTogether, Spacer  # noqa: PLC0415 start-up time

        gap = Spacer(0, 6 * _MM)
        foot = [self._sums(), gap, *self._mentions()]
        return [self._head(), gap, self._addressees(), gap, self._lines(), gap, KeepTogether(foot)]

    def draw(self, canvas: "Canvas", template: "BaseDocTemplate") -> None:
        """Draw what stands on every page whatever its lines."""
        self._draw_band(canvas)
        self._draw_foot(canvas, template.page)

    def _draw_band(self, canvas: "Canvas") -> None:
        """Draw across the top of each page what makes it no original."""
        told = self._warning()
        if not told:
            return
        top = (_HEIGHT_MM - 12) * _MM
        canvas.setFillGray(0)
        canvas.rect(0, top, _WIDTH_MM * _MM, 7 * _MM, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.setFont(Weight.SEMIBOLD.font_name, _SIZE)
        canvas.drawCentredString(_WIDTH_MM / 2 * _MM, top + 2.2 * _MM, told)
        canvas.setFillGray(0)

    def _draw_foot(self, canvas: "Canvas", page: int) -> None:
        """Draw who sells, what made the paper, and the page's number."""
        marks = self.invoice.fiscal
        made_by = f"{marks.software} · {marks.fiscal_version}".strip(" ·")
        if marks.attestation:
            made_by = f"{made_by} · {marks.attestation}"
        canvas.setFillGray(_GREY)
        canvas.setFont(Weight.REGULAR.font_name, _SMALL)
        middle, base = _WIDTH_MM / 2 * _MM, _MARGIN_MM * _MM
        canvas.drawCentredString(middle, base + 3.6 * _MM, SafeText(self._identity()))
        canvas.drawCentredString(middle, base, SafeText(made_by))
        numbered = self.words.page.format(page=page, pages=self.pages)
        canvas.drawRightString((_WIDTH_MM - _MARGIN_MM) * _MM, base, numbered)

    def _warning(self) -> str:
        if self.invoice.is_training:
            return self.words.training
        again = self.invoice.duplicate
        if again is None:
            return ""
        at = self.figures.second(again.issued_at)
        told = self.words.duplicate.format(number=again.number, at=at, operator=again.operator)
        return SafeText(told)

    def _identity(self) -> str:
        seller = self.invoice.seller
        parts = (seller.name, *self._numbers(seller))
        return " · ".join(part for part in parts if part)

    def _numbers(self, party: Party) -> tuple[str, ...]:
        is_belgian = party.country == "BE"
        name = self.words.enterprise_number if is_belgian else self.words.registration
        if not is_belgian and len(party.registration.replace(" ", "")) > 9:
            name = "SIRET"
        told = ((name, party.registration), (self.words.vat_number, party.vat_number))
        return tuple(f"{label} {number}" for label, number in told if number)

    def _head(self) -> "Table":
        invoice, words, figures = self.invoice, self.words, self.figures
        title = [
            _words(f"{words.kinds[invoice.kind]}", size=_TITLE, weight=Weight.EXTRABOLD, align=2),
            _words(invoice.number, size=_SIZE + 3, weight=Weight.SEMIBOLD, align=2),
        ]
        facts = [
            (words.issued, figures.day_of(invoice.issued_at)),
            (words.supplied, figures.second(invoice.supplied_at)),
            (words.ticket, invoice.ticket),
            (words.corrects, invoice.corrects),
        ]
        title += [_words(f"{label} {fact}", align=2) for label, fact in facts if fact]
        shop = invoice.shop
        contact = " · ".join(part for part in (shop.phone, shop.website) if part)
        seller = self._party(invoice.seller, heading=shop.name)
        seller += [_words(contact)] if contact else []
        return _columns([seller, title], (0.55, 0.45))

    def _addressees(self) -> "Table":
        buyer = [_words(self.words.buyer, size=_SMALL, is_grey=True)]
        buyer += self._party(self.invoice.buyer)
        supply = [_words(self.words.supplies[self.invoice.supply], is_grey=True)]
        return _columns([supply, buyer], (0.55, 0.45))

    def _party(self, party: Party, heading: str = "") -> "list[Paragraph]":
        title = heading or party.name
        lines = [_words(title, size=_SIZE + 2, weight=Weight.SEMIBOLD)]
        rest = [party.name if heading and heading != party.name else "", party.street]
        rest.append(f"{party.postcode} {party.city}".strip())
        rest.append(party.country if party.country != self.invoice.shop.country else "")
        return [*lines, *(_words(text) for text in (*rest, *self._numbers(party)) if text)]

    def _lines(self) -> "Table":
        from reportlab.platypus import Table  # noqa: PLC0415 start-up time

        words, figures = self.words, self.figures
        titles = (words.label, words.quantity, words.unit_net, words.reduction, words.rate)
        head = [
            _words(title, is_grey=True, align=2 if place else 0)
            for place, title in enumerate((*titles, words.net))
        ]
        rows = [head]
        for line in self.invoice.lines:
            cells = (
                figures.quantity(line.quantity),
                figures.fine(line.unit_net),
                figures.amount(-line.reduction) if line.reduction else "",
                "–" if line.is_outside else figures.rate(line.rate),
                figures.amount(line.net),
            )
            label = _words(line.label, limit=_LABEL_LIMIT)
            rows.append([label, *(_words(cell, align=2) for cell in cells)])
        widths = [share * _INNER for share in _COLUMNS]
        return Table(rows, widths, repeatRows=1, style=_ruled())

    def _sums(self) -> "Table":
        from reportlab.platypus import Spacer  # noqa: PLC0415 start-up time

        invoice, words, figures = self.invoice, self.words, self.figures
        sums = [(words.total_net, invoice.net_total), (words.total_vat, invoice.vat_total)]
        sums.append((words.total_gross, invoice.gross_total))
        sums += [(words.outside, invoice.outside_total)] if invoice.outside_total else []
        sums += [(words.rounding, invoice.rounding)] if invoice.rounding else []
        loud = [(words.due, invoice.due)]
        remaining = invoice.due - invoice.paid
        quiet = [(words.paid, invoice.paid), (words.remaining, remaining)]
        right = [self._sum(label, amount) for label, amount in sums]
        right += [self._sum(label, amount, weight=Weight.SEMIBOLD) for label, amount in loud]
        right += [self._sum(label, amount) for label, amount in quiet]
        told = wording(figures.words.locale).means
        paid = [
            f"{each.label or told.get(each.means, each.means)} {figures.money(each.amount)}"
            for each in invoice.tenders
        ]
        gap = Spacer(0, 2 * _MM)
        left: list[Flowable] = [self._vat_table(), gap] if invoice.vat_rows else []
        left.append(_words(f"{words.paid_by} : {', '.join(paid)}", limit=_MENTION_LIMIT))
        return _columns([left, right], (0.55, 0.45))

    def _sum(self, label: str, amount: Money, weight: Weight = Weight.REGULAR) -> "Table":
        cells = [_words(label, weight=weight), _words(self.figures.money(amount), weight, align=2)]
        return _columns([[cells[0]], [cells[1]]], (0.27, 0.18), gap=1)

    def _vat_table(self) -> "Table":
        from reportlab.platypus import Table  # noqa: PLC0415 start-up time

        words, figures = self.words, self.figures
        titles = (words.rate, words.net, words.vat, words.gross)
        rows = [
            [
                _words(title, is_grey=True, align=2 if place else 0)
                for place, title in enumerate(titles)
            ]
        ]
        for row in self.invoice.vat_rows:
            cells = (figures.rate(row.rate), *map(figures.amount, (row.net, row.vat, row.gross)))
            rows.append([_words(cell, align=2 if place else 0) for place, cell in enumerate(cells)])
        widths = [share * _INNER * 0.5 for share in _VAT_COLUMNS]
        return Table(rows, widths, style=_ruled(), hAlign="LEFT")

    def _mentions(self) -> "list[Paragraph]":
        invoice, words = self.invoice, self.words
        standing = settled(words, invoice.kind, is_paid=invoice.paid == invoice.due)
        told = (standing, *invoice.exemptions, *invoice.mentions)
        return [_words(text, size=_SMALL, limit=_MENTION_LIMIT) for text in told]


def _words(
    text: str,
    weight: Weight = Weight.REGULAR,
    *,
    size: float = _SIZE,
    align: int = 0,
    is_grey: bool = False,
    limit: int = _LABEL_LIMIT,
) -> "Paragraph":
    """Return a text that wraps; what came from outside is no markup."""
    from reportlab.lib.colors import Color  # noqa: PLC0415 start-up time
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus import Paragraph  # noqa: PLC0415

    grey = _GREY if is_grey else 0
    style = ParagraphStyle(
        "words",
        fontName=weight.font_name,
        fontSize=size,
        leading=size * 1.35,
        alignment=align,
        textColor=Color(grey, grey, grey),
    )
    return Paragraph(escape(SafeText(text, limit=limit)), style)


def _columns(parts: "list[list[Flowable]]", shares: tuple[float, ...], gap: float = 0) -> "Table":
    from reportlab.platypus import Table  # noqa: PLC0415 start-up time

    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), gap),
        ("BOTTOMPADDING", (0, 0), (-1, -1), gap),
    ]
    return Table([parts], [share * _INNER for share in shares], style=style)


def _ruled() -> "list[tuple[object, ...]]":
    from reportlab.lib.colors import Color  # noqa: PLC0415 start-up time

    line = Color(0.8, 0.8, 0.8)
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, Color(0, 0, 0)),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, line),
    ]
