"""A journal of what was paid online, as the marketplace would tell it to a shop."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.services.shop import Shop
from fiscal import (
    Channel,
    FileSigner,
    GenesisBody,
    Head,
    Journal,
    Kind,
    Line,
    Means,
    Payment,
    PrepayBody,
    Reference,
    SaleBody,
    Sealed,
    Seller,
    vat_lines,
)
from sync.contract import v1
from sync.kernel.clock import milliseconds
from tests.support.a_hub import AHub

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Rows:
    """A journal in memory."""

    def __init__(self) -> None:
        self.rows: list[Sealed] = []
        self._head = Head()

    def head(self) -> Head:
        return self._head

    def append(self, sealed: Sealed, _kind: Kind, head: Head) -> None:
        self.rows.append(sealed)
        self._head = head

    def get(self, seq: int) -> Sealed:
        return self.rows[seq - 1]

    def after(self, seq: int, upto: int | None = None) -> Iterator[Sealed]:
        return iter(self.rows[seq:upto])

    def of_kind(self, kind: Kind, after: int) -> Iterator[Sealed]:
        return (row for row in self.rows[after:] if row.record().k is kind)


def a_web_till(folder: Path) -> list[Sealed]:
    """Return the records of an order of 7.02 at 5.5 % and 12.67 at 20 %, paid, handed over, and its day closed."""
    rows, now = Rows(), [NOON]
    journal = Journal(
        rows,
        FileSigner(folder, "web"),
        clock_ms=lambda: milliseconds(now[0]),
        till="W01",
        establishment="73282932000074",
        software="1.0.0+test",
        tz=ZoneInfo("Europe/Paris"),
    )
    seller = Seller(name="Épicerie", address="1 rue Haute", registration="73282932000074")
    journal.open_till(GenesisBody(country="FR", seller=seller, zone="Europe/Paris"), operator="hub")
    lines = (
        Line(label="Comté", quantity=1000, unit_price=702, ttc=702, rate=550),
        Line(label="Vin", quantity=1000, unit_price=1267, ttc=1267, rate=2000),
    )
    vat = vat_lines(lines)
    paid = Payment(means=Means.ONLINE, amount=1969)
    advance = journal.record_prepayment(
        PrepayBody(seller=seller, vat=vat, payments=(paid,), order="o"), operator="hub"
    )
    back = tuple(type(part)(part.rate, -part.ttc, -part.ht, -part.vat) for part in vat)
    journal.record_prepayment(
        PrepayBody(
            seller=seller,
            vat=back,
            payments=(Payment(means=Means.ADVANCE, amount=-1969),),
            order="o",
            original=Reference(advance.seq, advance.h),
        ),
        operator="hub",
    )
    used = Payment(means=Means.ADVANCE, amount=1969)
    journal.record_sale(
        SaleBody(
            seller=seller,
            lines=lines,
            vat=vat,
            payments=(used,),
            channel=Channel.ONLINE,
            order="o",
        ),
        operator="hub",
    )
    now[0] += timedelta(days=1)
    journal.close_forgotten()
    return rows.rows


def tell(shop: Shop, rows: Sequence[Sealed]) -> None:
    """Have the shop take the records in, as a page of the feed."""
    hub = AHub(shop)
    for row in rows:
        state = v1.WebRecordEntity(seq=row.seq, c=row.c.decode(), h=row.h.hex(), s=row.s.hex())
        hub.tells("web_record", str(row.seq), state)
    hub.sends()
