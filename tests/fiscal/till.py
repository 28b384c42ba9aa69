"""A till for the tests: a store in memory, a key in a folder, a clock that is set by hand."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import settings

from fiscal import (
    FileSigner,
    GenesisBody,
    Head,
    Journal,
    Kind,
    Line,
    LineType,
    Means,
    Payment,
    Reference,
    RefundBody,
    RefundReason,
    SaleBody,
    Sealed,
    Seller,
    Signer,
    SignerUnavailableError,
    refund_vat,
    vat_lines,
)

#: For property tests: a loaded machine must not fail them.
UNHURRIED = settings(deadline=None, max_examples=60)

PARIS = ZoneInfo("Europe/Paris")
SELLER = Seller(
    name="Épicerie du Pont",
    address="3 quai de la Garonne, 47200 Marmande",
    registration="12345678900011",
    vat_number="FR32123456789",
    naf="47.29Z",
)
GENESIS = GenesisBody(country="FR", seller=SELLER, zone="Europe/Paris")


class MemoryStore:
    """Keeps the rows in a list; snapshots stand for transactions."""

    def __init__(self) -> None:
        self.rows: list[Sealed] = []
        self.kinds: list[Kind] = []
        self._head = Head().to_json()

    def head(self) -> Head:
        return Head.from_json(self._head)

    def append(self, sealed: Sealed, kind: Kind, head: Head) -> None:
        if sealed.seq != len(self.rows) + 1:
            message = f"gap at {sealed.seq}"
            raise ValueError(message)
        self.rows.append(sealed)
        self.kinds.append(kind)
        self._head = head.to_json()

    def get(self, seq: int) -> Sealed:
        if not 0 < seq <= len(self.rows):
            raise KeyError(seq)
        return self.rows[seq - 1]

    def after(self, seq: int, upto: int | None = None) -> Iterator[Sealed]:
        return iter(self.rows[seq:upto])

    def of_kind(self, kind: Kind, after: int) -> Iterator[Sealed]:
        return (
            row
            for row, is_kind in zip(self.rows, self.kinds, strict=True)
            if is_kind is kind and row.seq > after
        )

    def snapshot(self) -> tuple[int, str]:
        return len(self.rows), self._head

    def rollback(self, snapshot: tuple[int, str]) -> None:
        size, self._head = snapshot
        del self.rows[size:], self.kinds[size:]


class WallClock:
    """A clock set by hand, in the shop's local time."""

    def __init__(self, local: str = "2026-11-21 10:00:00") -> None:
        self.now_ms = 0
        self.set(local)

    def __call__(self) -> int:
        return self.now_ms

    def set(self, local: str, *, fold: int = 0) -> None:
        moment = datetime.fromisoformat(local).replace(tzinfo=PARIS, fold=fold)
        self.now_ms = round(moment.timestamp() * 1000)

    def pass_s(self, seconds: int) -> None:
        self.now_ms += seconds * 1000


class BrittleSigner:
    """A signer that can be put out of reach."""

    level = "file"

    def __init__(self, inner: Signer) -> None:
        self.inner = inner
        self.is_away = False

    @property
    def public_key(self) -> bytes:
        return self.inner.public_key

    def sign(self, digest: bytes) -> bytes:
        if self.is_away:
            raise SignerUnavailableError("away")
        return self.inner.sign(digest)


class Till:
    """One opened till with everything it stands on."""

    def __init__(
        self,
        folder: Path,
        *,
        code: str = "T01",
        local: str = "2026-11-21 10:00:00",
        is_training: bool = False,
        fiscal_year_end: tuple[int, int] = (12, 31),
    ) -> None:
        self.store = MemoryStore()
        self.clock = WallClock(local)
        self.signer = BrittleSigner(FileSigner(folder, code, deterministic=True))
        self.code = code
        self.is_training = is_training
        self.fiscal_year_end = fiscal_year_end
        self.journal = self.journal_with(self.signer)
        self.journal.open_till(GENESIS, operator="00")

    def journal_with(self, signer: Signer) -> Journal:
        return Journal(
            self.store,
            signer,
            clock_ms=self.clock,
            till=self.code,
            establishment="12345678900011",
            software="1.0.0+test",
            tz=PARIS,
            is_training=self.is_training,
            fiscal_year_end=self.fiscal_year_end,
        )

    @property
    def rows(self) -> list[Sealed]:
        return self.store.rows

    @property
    def pub(self) -> bytes:
        return self.signer.public_key

    def sell(self, *amounts: int, means: Means = Means.CASH, rate: int = 2000) -> Sealed:
        return self.journal.record_sale(a_sale(*amounts, means=means, rate=rate), operator="01")

    def sell_on(self, sales: int, *, every_s: int = 60) -> None:
        for number in range(sales):
            self.clock.pass_s(every_s)
            self.sell(100 + number % 50)


def goods(ttc: int, rate: int = 2000, label: str = "Pain") -> Line:
    sign = -1 if ttc < 0 else 1
    return Line(label=label, quantity=1000 * sign, unit_price=abs(ttc), ttc=ttc, rate=rate)


def deposit(ttc: int) -> Line:
    return Line(
        label="Consigne",
        quantity=1000,
        unit_price=ttc,
        ttc=ttc,
        rate=0,
        type=LineType.DEPOSIT,
    )


def a_sale(*amounts: int, means: Means = Means.CASH, rate: int = 2000) -> SaleBody:
    lines = tuple(goods(amount, rate) for amount in amounts)
    return SaleBody(
        seller=SELLER,
        lines=lines,
        vat=vat_lines(lines),
        payments=(Payment(means=means, amount=sum(amounts)),),
    )


def a_refund(
    original: Sealed, amount: int, *, ttc_before: int, rate: int = 2000, means: Means = Means.CASH
) -> RefundBody:
    return RefundBody(
        seller=SELLER,
        lines=(goods(-amount, rate),),
        vat=(refund_vat(rate, ttc_before, amount),),
        payments=(Payment(means=means, amount=-amount),),
        original=Reference(original.seq, original.h),
        reason=RefundReason.RETURN,
    )
