"""The X reading and the closings of a till."""

from fiscal.legal import LegalKey
from printing.blocks import Align, Block, Size, Stroke
from printing.documents import ReportKind, TillReport
from printing.layout.figures import Figures
from printing.layout.heading import (
    add_fiscal_foot,
    add_shop,
    add_warnings,
    figures_for,
    legal_text,
)
from printing.layout.paper import Paper, Strip
from printing.layout.wording import Wording, wording


def lay_out_report(report: TillReport, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the report as blocks."""
    words = wording(locale)
    figures = figures_for(report.shop, words)
    strip = Strip(paper)
    add_shop(strip, report.shop, words)
    strip.feed()
    add_warnings(strip, report, report.made_at, figures)
    _add_heading(strip, report, words, figures)
    _add_turnover(strip, report, words, figures)
    _add_vat(strip, report, words, figures)
    _add_tenders(strip, report, words, figures)
    _add_cash(strip, report, words, figures)
    _add_activity(strip, report, words, figures)
    _add_seal(strip, report, words, figures)
    add_fiscal_foot(strip, report.fiscal, words, figures)
    if report.is_training:
        strip.banner(legal_text(report.shop, LegalKey.TRAINING, report.made_at, words))
    strip.cut()
    return tuple(strip.blocks)


def _add_heading(strip: Strip, report: TillReport, words: Wording, figures: Figures) -> None:
    if report.kind is ReportKind.X:
        title = legal_text(report.shop, LegalKey.X_READING, report.made_at, words)
        strip.title(title, Size.TALL)
    else:
        title = words.report_kinds[report.kind]
        number = words.report_number.format(number=report.number)
        strip.title(f"{title} {number}", Size.LARGE, Size.TALL)
    if report.is_automatic:
        strip.line(words.automatic, Align.CENTRE)
    strip.feed()
    strip.pair(words.till, report.till)
    strip.pair(words.operator, report.operator)
    if report.first_day == report.last_day:
        strip.pair(words.business_day, figures.date(report.first_day))
    else:
        days = f"{figures.date(report.first_day)} – {figures.date(report.last_day)}"
        strip.pair(words.period, days)
    strip.pair(words.opened, figures.second(report.opened_at))
    strip.pair(words.made, figures.second(report.made_at))


def _section(strip: Strip, title: str) -> None:
    strip.rule(Stroke.THIN)
    strip.line(title.upper(), bold=True)


def _add_turnover(strip: Strip, report: TillReport, words: Wording, figures: Figures) -> None:
    strip.rule(Stroke.THICK)
    strip.pair(words.sales, figures.amount(report.sales_total))
    strip.pair(words.refunds, figures.amount(report.refunds_total))
    strip.headline(words.turnover, figures.money(report.gross_total))
    strip.pair(words.turnover_net, figures.amount(report.net_total))
    strip.pair(words.vat, figures.amount(report.vat_total))
    for label, amount in (
        (words.reductions, report.reductions_total),
        (words.deposits, report.deposits_total),
        (words.advances, report.advances_total),
        (words.cash_rounding, report.cash_rounding_total),
    ):
        if amount is not None:
            strip.pair(label, figures.amount(amount))


def _add_vat(strip: Strip, report: TillReport, words: Wording, figures: Figures) -> None:
    if not report.vat_rows:
        return
    _section(strip, words.vat)
    rows = [
        (
            f"{row.code} {figures.rate(row.rate)}".strip(),
            figures.amount(row.net),
            figures.amount(row.vat),
            figures.amount(row.gross),
        )
        for row in report.vat_rows
    ]
    strip.table((words.rate, words.net, words.vat, words.gross), rows)


def _add_tenders(strip: Strip, report: TillReport, words: Wording, figures: Figures) -> None:
    if not report.tenders:
        return
    _section(strip, words.tenders)
    for tender in report.tenders:
        label = tender.label or words.means.get(tender.means.lower(), tender.means)
        strip.pair(label, figures.amount(tender.amount))


def _add_cash(strip: Strip, report: TillReport, words: Wording, figures: Figures) -> None:
    cash = report.cash
    if cash is None:
        return
    _section(strip, words.cash)
    strip.pair(words.opening_float, figures.amount(cash.opening_float))
    strip.pair(words.cash_takings, figures.amount(cash.takings))
    for movement in cash.movements:
        strip.pair(movement.label, figures.amount(movement.amount))
    strip.pair(words.cash_expected, figures.amount(cash.expected), bold=True)
    counted = words.cash_not_counted if cash.counted is None else figures.amount(cash.counted)
    strip.pair(words.cash_counted, counted)
    if cash.difference is not None:
        strip.pair(words.cash_difference, figures.amount(cash.difference), bold=True)


def _add_activity(strip: Strip, report: TillReport, words: Wording, figures: Figures) -> None:
    _section(strip, words.activity)
    for row in report.counts:
        strip.pair(words.counts.get(row.what, row.what), figures.count(row.count))
    if report.first_ticket:
        strip.pair(words.tickets, f"{report.first_ticket} – {report.last_ticket}")
    if report.first_sequence:
        strip.pair(words.records, f"{report.first_sequence} – {report.last_sequence}")


def _add_seal(strip: Strip, report: TillReport, words: Wording, figures: Figures) -> None:
    """Add how far the marketplace has countersigned the journal."""
    if report.anchored_at is None:
        strip.line(words.not_anchored)
    else:
        at = figures.minute(report.anchored_at)
        strip.line(words.anchored.format(sequence=report.anchored_sequence, at=at))
    if report.unanchored_records:
        strip.line(words.unanchored.format(count=figures.count(report.unanchored_records)))
