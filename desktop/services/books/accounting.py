"""What goes to the accountant: VAT journal, daily entries, FEC; each told to the fiscal journal.

Everything is read from the signed closings of a period; a day that is not closed is not in it.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, select

from desktop.domain.accounting import Chart, DayFigures, Entry, entry_of
from desktop.domain.cells import guard, write_decimal
from desktop.domain.roles import Act
from desktop.domain.sellable import OUTSIDE
from desktop.errors import RefusedError, WorldError
from desktop.models.base import table_of
from desktop.models.journal import JournalHead
from desktop.models.sale import Sale, SaleLine
from desktop.services.books import web_till
from desktop.services.books.journal import SqlStore, journal_of
from desktop.services.shop import Shop
from desktop.services.team.staff import require
from desktop.services.unit_of_work import Look
from fiscal import EventBody, EventCode, Kind, LineType, Record, Sealed
from printing.layout.accounting_wording import (
    FEC_COLUMNS,
    AccountingWording,
    accounting_wording,
)

_sales, _lines = table_of(Sale), table_of(SaleLine)
_heads = table_of(JournalHead)
_TICKETS = {Kind.SALE, Kind.REFUND}
_SEAL = 12
_SIREN = 9
_LABEL_LIMIT = 100


class Book(StrEnum):
    """A file for the accountant."""

    VAT = "vat"
    ENTRIES = "entries"
    FEC = "fec"


#: Data leaving the shop is event 110, an exchange with the accountant event 290.
_EVENTS = {
    Book.VAT: EventCode.DATA_EXPORTED,
    Book.ENTRIES: EventCode.ACCOUNTANT_EXCHANGE,
    Book.FEC: EventCode.ACCOUNTANT_EXCHANGE,
}


class _Journal(Protocol):
    """The records of one till, to be read."""

    def after(self, seq: int, upto: int | None = None) -> Iterator[Sealed]: ...

    def of_kind(self, kind: Kind, after: int) -> Iterator[Sealed]: ...


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    #: Closings in it, and lines under the heading.
    closings: int
    lines: int


def export_book(
    shop: Shop,
    book: Book,
    target: Path,
    first: date,
    last: date,
    *,
    staff: str,
    approved_by: str = "",
    till: str = "",
) -> Exported:
    """Write a book of a period to a file, whole or not at all, and tell the fiscal journal.

    What was paid online has books of its own: every counter of the shop holds that journal, and
    its figures must be taken once.

    Args:
        shop: the open shop.
        book: which one.
        target: the file.
        first: first business day.
        last: last business day, included.
        staff: code of who asks.
        approved_by: code of who allows it, where `staff` may not.
        till: whose closings: this till's and those it followed, or `web_till.TILL`.

    Raises:
        RefusedError: needs_approval, period_backwards, nothing_closed, account_invalid.
        WorldError: export_not_written.
    """
    if last < first:
        raise RefusedError("period_backwards")
    words = accounting_wording(shop.settings.language)
    with shop.begin() as work:
        require(work, staff, Act.EXPORT, approved_by=approved_by)
        days = tuple(_closed_days(work, first, last, till))
        if not days:
            raise RefusedError("nothing_closed")
        text, lines = _spell(shop, book, days, words)
        content = text.encode("utf-8" if book is Book.FEC else "utf-8-sig")
        details = {
            "what": book.value,
            "till": till or shop.settings.till,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        event = EventBody(code=_EVENTS[book], details=details)
        journal_of(work).record_event(event, operator=staff)
        _write(target, content)
        work.commit()
    return Exported(closings=len(days), lines=lines)


def book_name(shop: Shop, book: Book, last: date, till: str = "") -> str:
    """Return the name a book usually has; of a FEC it is law: SIREN, FEC, last day."""
    if book is Book.FEC:
        siren = "".join(sign for sign in shop.profile.siret if sign.isdigit())[:_SIREN]
        return f"{siren or '000000000'}FEC{last:%Y%m%d}{f'-{till}' if till else ''}.txt"
    name, code = "tva" if book is Book.VAT else "ecritures", till or shop.settings.till
    return f"{name}-{code}-{last:%Y-%m-%d}.csv"


def entries(shop: Shop, first: date, last: date, till: str = "") -> tuple[Entry, ...]:
    """Return the daily entries of a period, oldest first."""
    with shop.look() as look:
        return tuple(entry_of(day) for day in _closed_days(look, first, last, till))


def _closed_days(look: Look, first: date, last: date, till: str) -> Iterator[DayFigures]:
    """Yield the closed days in order: of this till and those whose place it took, or of another."""
    connection = look.connection
    if till == web_till.TILL:
        journals: list[_Journal] = [web_till.KeptRows(connection)]
    else:
        tills = connection.scalars(select(_heads.c.till)).all()
        journals = [SqlStore(connection, each) for each in tills]
    days = [day for each in journals for day in _closed_days_of(look, each, first, last)]
    yield from sorted(days, key=attrgetter("day"))


def _closed_days_of(look: Look, journal: _Journal, first: date, last: date) -> Iterator[DayFigures]:
    for row in journal.of_kind(Kind.CLOSE, 0):
        record = row.record()
        if record.b["per"] == "D" and first <= date.fromisoformat(record.b["to_bd"]) <= last:
            has_outside = record.b["out"] or _has_outside(look.connection, record)
            yield _figures(row, record, _deposits(journal, record.b) if has_outside else 0)


def _has_outside(connection: Connection, closing: Record) -> bool:
    """Tell whether a day sold packaging or vouchers; together they may come to nothing."""
    found = (
        select(_lines.c.position)
        .join(_sales, _sales.c.id == _lines.c.sale_id)
        .where(
            _sales.c.till == closing.till,
            _sales.c.journal_seq.between(closing.b["from_seq"], closing.b["to_seq"]),
            _lines.c.kind.in_(OUTSIDE),
        )
        .limit(1)
    )
    return connection.execute(found).first() is not None


def _figures(row: Sealed, record: Record, deposits: int) -> DayFigures:
    body = record.b
    cash = body["cash"]
    return DayFigures(
        till=record.till,
        number=body["n"],
        day=date.fromisoformat(body["to_bd"]),
        seal=row.h.hex()[:_SEAL],
        payments={item["means"].lower(): item["amount"] for item in body["pay"]},
        vat=_by_rate(body["vat"]),
        advance_vat=_by_rate(body["adv"]["vat"]),
        deposits=deposits,
        vouchers=body["out"] - deposits,
        rounding=body["round"],
        cash_moved=cash["in"] - cash["out"],
        difference=cash.get("diff", 0),
    )


def _by_rate(rows: Iterable[dict[str, Any]]) -> dict[int, tuple[int, int, int]]:
    return {row["rate"]: (row["ttc"], row["ht"], row["vat"]) for row in rows}


def _deposits(journal: _Journal, closing: dict[str, Any]) -> int:
    """Return how much of what is outside turnover was packaging; the rest were vouchers."""
    total = 0
    for row in journal.after(closing["from_seq"] - 1, closing["to_seq"]):
        record = row.record()
        if record.k in _TICKETS:
            lines = record.b["lines"]
            total += sum(line["ttc"] for line in lines if line["type"] == LineType.DEPOSIT)
    return total


def _spell(
    shop: Shop, book: Book, days: tuple[DayFigures, ...], words: AccountingWording
) -> tuple[str, int]:
    """Return a book's text and how many lines it has under its heading."""
    if book is Book.VAT:
        return _csv(words.vat_columns, _vat_rows(days, words))
    chart = Chart(shop.profile.country, shop.settings.accounts)
    made = [entry_of(day) for day in days]
    if book is Book.ENTRIES:
        return _csv(words.entry_columns, _entry_rows(made, chart, words))
    return _tabbed(FEC_COLUMNS, _fec_rows(made, chart, words))


def _vat_rows(days: Iterable[DayFigures], words: AccountingWording) -> Iterator[tuple[str, ...]]:
    for day in days:
        for kind, rates in ((words.turnover, day.vat), (words.advances, day.advance_vat)):
            for rate, amounts in sorted(rates.items(), reverse=True):
                what = (day.day.isoformat(), guard(day.till), str(day.number), kind)
                yield (*what, write_decimal(rate, 2), *(write_decimal(each, 2) for each in amounts))


def _entry_rows(
    made: Iterable[Entry], chart: Chart, words: AccountingWording
) -> Iterator[tuple[str, ...]]:
    for entry in made:
        text = words.entry.format(number=entry.number, till=entry.till, seal=entry.seal)
        what = (entry.day.isoformat(), words.journal, guard(_piece(entry)))
        for posting in entry.postings:
            account = (chart.account(posting.code), guard(words.account(posting.code)))
            sides = (write_decimal(posting.debit, 2), write_decimal(posting.credit, 2))
            yield (*what, *account, guard(text), *sides)


def _fec_rows(
    made: Iterable[Entry], chart: Chart, words: AccountingWording
) -> Iterator[tuple[str, ...]]:
    for entry in made:
        day = f"{entry.day:%Y%m%d}"
        text = words.entry.format(number=entry.number, till=entry.till, seal=entry.seal)
        for posting in entry.postings:
            yield (
                *(words.journal, words.journal_name, str(entry.number), day),
                *(chart.account(posting.code), words.account(posting.code), "", ""),
                *(_piece(entry), day, text),
                *(write_decimal(posting.debit, 2), write_decimal(posting.credit, 2)),
                *("", "", day, "", ""),
            )


def _piece(entry: Entry) -> str:
    return f"Z-{entry.till}-{entry.number:06d}"


def _csv(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> tuple[str, int]:
    text, count = io.StringIO(), 0
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(row)
        count += 1
    return text.getvalue(), count


def _tabbed(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> tuple[str, int]:
    """Return the lines of a FEC: no quotes, so that no cell may hold what parts cells or lines."""
    lines = ["\t".join(head)]
    lines += ["\t".join(_flat(cell) for cell in row) for row in rows]
    return "\r\n".join(lines) + "\r\n", len(lines) - 1


def _flat(cell: str) -> str:
    return guard(" ".join(cell.split()))[:_LABEL_LIMIT]


def _write(target: Path, content: bytes) -> None:
    coming = target.absolute().with_name(f"{target.name}.part")
    try:
        coming.write_bytes(content)
        coming.replace(target)
    except OSError as error:
        coming.unlink(missing_ok=True)
        raise WorldError("export_not_written", file=target.name) from error
