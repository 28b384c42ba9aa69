"""What must hold in a shop that died: its database against everything it ever acknowledged."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from desktop.bootstrap import open_shop
from desktop.errors import ShopError
from desktop.services.books.inspection import inspect
from desktop.services.books.journal import SqlStore
from desktop.services.shop import Shop
from fiscal import FolderKeyStore, replay


@dataclass(frozen=True, slots=True)
class Paid:
    """A sale or refund that was acknowledged."""

    sale_id: str
    number: str
    cents: int


def faults(folder: Path, paid: list[Paid]) -> list[str]:
    """Open a shop that died and return what is wrong with it; nothing is right."""
    try:
        with closing(
            open_shop(folder, keys=FolderKeyStore(folder), prints=False, talks=False)
        ) as shop:
            found = _in_the_books(shop, paid)
    except ShopError as error:
        return [f"it does not open: {error.code}"]
    return found + [
        f"journal, record {finding.seq}: {finding.message}"
        for journal in inspect(folder)
        for finding in journal.report.findings
    ]


def _in_the_books(shop: Shop, paid: list[Paid]) -> list[str]:
    found: list[str] = []
    with shop.look() as look:
        connection = look.connection
        (verdict,) = connection.execute(text("PRAGMA integrity_check(1)")).one()
        if verdict != "ok":
            found.append(f"database: {verdict}")
        rows = connection.execute(
            text("SELECT id, number, due_cents, journal_seq FROM sale ORDER BY journal_seq")
        ).all()
        kept = {row.id: (row.number, row.due_cents) for row in rows}
        lost = [each for each in paid if kept.get(each.sale_id) != (each.number, each.cents)]
        if lost:
            found.append(f"{len(lost)} of {len(paid)} paid sales are lost, the first {lost[0]}")
        numbers = [int(row.number[-6:]) for row in rows]
        if numbers != list(range(1, len(rows) + 1)):
            found.append("ticket numbers have gaps or doubles")
        found += _in_the_journal(shop, connection, [row.number for row in rows])
        found += _in_step(connection)
    return found


def _in_the_journal(shop: Shop, connection: Connection, numbers: list[str]) -> list[str]:
    store = SqlStore(connection, shop.settings.till)
    records = list(store.after(0))
    found: list[str] = []
    if [record.seq for record in records] != list(range(1, len(records) + 1)):
        found.append("the journal has gaps")
    if replay(records) != store.head():
        found.append("the journal's totals are not those of its records")
    if [record.number() for record in records if record.number()] != numbers:
        found.append("journal and sales tell of different tickets")
    return found


def _in_step(connection: Connection) -> list[str]:
    """Return what stock, payments and outbox say otherwise than the sales."""
    found: list[str] = []
    for what, query in _STEPS.items():
        odd = connection.execute(text(query)).scalar_one()
        if odd:
            found.append(f"{what}: {odd}")
    return found


_STEPS = {
    "sales that the outbox does not tell once": (
        "SELECT count(*) FROM sale s WHERE (SELECT count(*) FROM outbox o WHERE "
        "o.kind = 'sale.closed' AND json_extract(CAST(o.body AS TEXT), '$.sale') = s.id) <> 1"
    ),
    "sales whose payments do not add up": (
        "SELECT count(*) FROM sale s WHERE s.due_cents <> "
        "(SELECT ifnull(sum(t.cents), 0) FROM sale_tender t WHERE t.sale_id = s.id)"
    ),
    "sales whose lines do not add up": (
        "SELECT count(*) FROM sale s WHERE s.gross_cents + s.outside_cents <> "
        "(SELECT ifnull(sum(l.gross_cents), 0) FROM sale_line l WHERE l.sale_id = s.id)"
    ),
    "sales whose goods did not leave the stock": (
        "SELECT count(*) FROM sale s WHERE "
        "(SELECT ifnull(sum(m.delta), 0) FROM stock_movement m WHERE m.ref = s.id) <> "
        "-(SELECT sum(l.quantity) FROM sale_line l WHERE l.sale_id = s.id)"
    ),
}
