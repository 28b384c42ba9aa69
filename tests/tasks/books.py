"""What the database says happened: tickets, money, events, and whether the journal verifies."""

import json

from sqlalchemy import text

from desktop.services.books import integrity
from desktop.services.counter import sales
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.views import SaleView, TillReportView
from fiscal import EventCode, Kind


class Books:
    """Reads of the shop's database after a task."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    @property
    def tickets(self) -> list[SaleView]:
        """Return today's tickets, the first one first."""
        return [sales.sale(self.shop, each.id) for each in reversed(sales.sales_today(self.shop))]

    @property
    def last(self) -> SaleView:
        """Return the latest ticket."""
        return self.tickets[-1]

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        """Return the latest ticket's lines: label, thousandths, cents."""
        return [
            (line.label, line.quantity.thousandths, line.gross.cents) for line in self.last.lines
        ]

    @property
    def paid(self) -> list[tuple[str, int]]:
        """Return how the latest ticket was paid: means, cents."""
        return [(tender.means.value, tender.amount.cents) for tender in self.last.tenders]

    @property
    def closings(self) -> tuple[TillReportView, ...]:
        """Return the Z closings, latest first."""
        return till_sessions.reports(self.shop)

    @property
    def in_drawer(self) -> int:
        """Return the cents that should lie in the drawer."""
        return till_sessions.till_state(self.shop).expected_cash.cents

    def told(self, code: EventCode) -> int:
        """Return how often the journal has an event."""
        with self.shop.look() as look:
            rows = look.connection.execute(
                text("SELECT c FROM journal_record WHERE kind = :kind"), {"kind": Kind.EVENT.value}
            ).scalars()
            bodies = [json.loads(bytes(row))["b"] for row in rows]
        return sum(body["code"] == int(code) for body in bodies)

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with self.shop.look() as look:
            counted = look.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 a name of ours
        return int(counted)

    def check_journal(self) -> None:
        """Fail when the journal does not verify."""
        report = integrity.check_journal(self.shop)
        assert report.is_sound, report.findings
