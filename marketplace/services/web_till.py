"""The till W01 that the marketplace keeps for each shop: turnover that was paid online, once.

Money that came in before the goods left is an advance with its VAT (due when it is received, CGI,
art. 269, 2 a); when the order ends the advance is taken back and what left is a sale; what comes
back afterwards is a refund of it. A journal is brought in line with its order in the transaction
that changed the order, and each thing is entered once, whatever is told again and in which order.

The shop's counters get every record through the feed and keep it: what is altered here later does
not fit what they hold.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fiscal import (
    ArchiveBody,
    ArchiveRefusedError,
    Channel,
    EventBody,
    FiscalError,
    FolderKeyStore,
    GenesisBody,
    Head,
    Journal,
    KeySigner,
    Kind,
    Line,
    Means,
    NotCanonicalError,
    Payment,
    PrepayBody,
    Reference,
    RefundBody,
    RefundReason,
    SaleBody,
    Sealed,
    Seller,
    Signer,
    VatLine,
    refund_vat,
    software_id,
    vat_line,
    vat_lines,
    verify_quick,
)
from fiscal.archive import write_archive
from fiscal.journal import DAY_STARTS_AT
from marketplace.errors import Refusal, StorageError
from marketplace.models.money import OnlinePayment
from marketplace.models.orders import OrderEvent, OrderLine, ShopOrder
from marketplace.models.town import Shop, Town
from marketplace.models.web_till import WebTillEntry, WebTillHead, WebTillRecord
from marketplace.services import feed, jobs, web_till_waiting
from marketplace.services.database import Database
from sync.contract import v1
from sync.kernel.clock import Clock, milliseconds
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OPEN, Actor, OrderState
from sync.kernel.quantity import Quantity, Unit

_log = logging.getLogger(__name__)

TILL = "W01"
ENTITY = "web_record"
CLOSE_JOB = "web_till.close"
OPERATOR = "hub"
_KEY = "web-till"
_FOLLOWED = "web_till.followed"
_PAGE = 500
_VOID = frozenset({OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED})

NOT_ENTERED = "not_entered"
"""Kind of the event of an order that could not be entered."""

PAID, ENDED, SOLD = "paid", "ended", "sold"
GIVEN_BACK = "back:"
"""Before the number of a refund that came back from a counter."""


class WebTills:
    """The shops' journals, and the key they are signed with."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Prepare; the key is made when something is first signed."""
        self._folder = folder
        self._clock = clock

    @cached_property
    def signer(self) -> Signer:
        """Return the key, in a file only its owner may read."""
        return KeySigner.obtain(FolderKeyStore(self._folder), _KEY)

    def attach(self, database: Database) -> None:
        """Have every write transaction enter what it changed of an order that was paid online."""
        database.before_commit(self.write_followed)

    def write_followed(self, session: Session) -> None:
        """Enter what is missing of the orders this transaction has changed."""
        followed: dict[str, None] = session.info.pop(_FOLLOWED, {})
        orders = [session.get_one(ShopOrder, order_id) for order_id in followed]
        # In one order of the shops, so that no two writers deadlock.
        for order in sorted(orders, key=lambda each: (each.shop_id, each.id)):
            self._try_to_enter(session, order)

    def _try_to_enter(self, session: Session, order: ShopOrder) -> None:
        """Enter an order; one that cannot be entered holds up neither its payment nor its shop.

        It is tried again when something of it changes, and `comptoir-hub doctor` names it.
        """
        try:
            with session.begin_nested():
                self.enter(session, order)
        except (FiscalError, ValueError, KeyError) as error:
            _log.exception("order_not_entered", extra={"order": order.id})
            session.add(
                OrderEvent(
                    id=new_id(),
                    shop_id=order.shop_id,
                    order_id=order.id,
                    at=self._clock.now(),
                    actor=Actor.HUB.value,
                    kind=NOT_ENTERED,
                    before=order.state,
                    after=order.state,
                    detail={"why": type(error).__name__},
                )
            )
            session.flush()

    def enter(self, session: Session, order: ShopOrder) -> None:
        """Bring a shop's journal in line with one order; what is in it already stays as it is."""
        if not order.paid_cents or _paid_at(session, order) is None:
            return
        if not _Book(session, order).is_anything_missing:
            return
        at = self._clock.now()
        _lock(session, order.shop_id)
        if web_till_waiting.waits(session, order.shop_id, at):
            return
        # Looked at again: who held the lock may have entered it.
        book = _Book(session, order)
        if not book.is_anything_missing:
            return
        shop = session.get_one(Shop, order.shop_id)
        zone = ZoneInfo(session.get_one(Town, shop.town_id).zone)
        journal = _journal(session, shop, zone, self.signer, at)
        if not journal.head().seq:
            journal.open_till(_genesis(shop, zone), operator=OPERATOR)
        journal.close_forgotten()
        book.write(journal, _seller(shop))
        session.flush()
        _close_later(session, shop.id, journal, zone, at)

    def close(self, session: Session, shop_id: str, at: datetime) -> None:
        """Close the days, months and years of a shop's journal that are over."""
        _lock(session, shop_id)
        shop = session.get(Shop, shop_id)
        if shop is None or Rows(session, shop_id).head().seq == 0:
            return
        if web_till_waiting.waits(session, shop_id, at):
            return
        zone = ZoneInfo(session.get_one(Town, shop.town_id).zone)
        _journal(session, shop, zone, self.signer, at).close_forgotten()
        session.flush()

    def note(self, session: Session, shop_id: str, event: EventBody) -> None:
        """Write an event into a shop's journal."""
        at = self._clock.now()
        _lock(session, shop_id)
        shop = session.get_one(Shop, shop_id)
        zone = ZoneInfo(session.get_one(Town, shop.town_id).zone)
        journal = _journal(session, shop, zone, self.signer, at)
        journal.close_forgotten()
        journal.record_event(event, operator=OPERATOR)

    def archive(self, database: Database, shop_id: str, target: Path) -> ArchiveBody:
        """Write all that was closed since a shop's last archive into a ZIP that checks itself.

        The file takes its name just before the journal's word on it is committed.

        Raises:
            Refusal: web_till_not_closed, when nothing was closed since the last one, or a day is
                open; web_till_waits, when counters have yet to say what they keep after a restore.
            StorageError: unreadable, when the place takes no file.
        """
        part = target.absolute().with_name(f"{target.name}.part")
        try:
            with database.write() as session:
                body = self._record_archive(session, shop_id, part)
                part.replace(target)
        except OSError as error:
            raise StorageError("unreadable", {"detail": str(target)}) from error
        finally:
            part.unlink(missing_ok=True)
        return body

    def _record_archive(self, session: Session, shop_id: str, part: Path) -> ArchiveBody:
        at = self._clock.now()
        shop, store = session.get_one(Shop, shop_id), Rows(session, shop_id)
        if web_till_waiting.waits(session, shop_id, at):
            raise Refusal("web_till_waits", {"sign": shop.sign})
        self.close(session, shop_id, at)
        try:
            body = write_archive(part, store, self.signer, clock_ms=lambda: milliseconds(at))
        except ArchiveRefusedError as error:
            raise Refusal("web_till_not_closed", {"sign": shop.sign}) from error
        zone = ZoneInfo(session.get_one(Town, shop.town_id).zone)
        journal = _journal(session, shop, zone, self.signer, at)
        journal.record_archive(body, operator=OPERATOR)
        return body


def follow(session: Session, order: ShopOrder) -> None:
    """Have the journal brought in line with an order before this transaction is committed."""
    if order.paid_cents:
        session.info.setdefault(_FOLLOWED, {})[order.id] = None


def web_record_entity(session: Session, shop_id: str, entity_id: str) -> v1.Message | None:
    """Return a record of a shop's journal, for its counters to keep."""
    row = session.get(WebTillRecord, (shop_id, int(entity_id)))
    if row is None:
        return None
    return v1.WebRecordEntity(seq=row.seq, c=row.c.decode(), h=row.h.hex(), s=row.s.hex())


def rows_of(session: Session, shop_id: str) -> Iterator[Sealed]:
    """Yield a shop's records in order, for whoever verifies them."""
    return Rows(session, shop_id).after(0)


def not_entered(session: Session) -> list[str]:
    """Return the orders that could not be entered and still are not."""
    failed = select(OrderEvent.order_id).where(OrderEvent.kind == NOT_ENTERED)
    told = session.scalars(
        select(ShopOrder).where(ShopOrder.id.in_(failed)).order_by(ShopOrder.id)
    ).all()
    return [order.id for order in told if _Book(session, order).is_anything_missing]


def rows_to_write(session: Session, shop_id: str) -> "Rows":
    """Return a shop's journal for this transaction alone."""
    _lock(session, shop_id)
    return Rows(session, shop_id)


def is_sound(session: Session, shop_id: str) -> bool:
    """Tell whether a shop's chain of records is whole and ends where its head says."""
    store = Rows(session, shop_id)
    try:
        pinned = bytes.fromhex(store.get(1).record().b["pub"])
    except (NotCanonicalError, KeyError, ValueError):
        return False
    report = verify_quick(store.after(0), pinned)
    return report.is_sound and report.records == store.head().seq


# --- the journal ----------------------------------------------------------------------------------


class Rows:
    """The rows of one shop's journal, in the caller's transaction."""

    def __init__(self, session: Session, shop_id: str) -> None:
        self._session = session
        self._shop_id = shop_id

    def head(self) -> Head:
        """Return the head stored with the last record; an empty one when there is none."""
        row = self._session.get(WebTillHead, self._shop_id)
        return Head() if row is None else Head.from_json(row.state)

    def append(self, sealed: Sealed, kind: Kind, head: Head) -> None:
        """Insert the row, replace the head and have the counters told."""
        self._session.add(
            WebTillRecord(
                shop_id=self._shop_id,
                seq=sealed.seq,
                kind=kind.value,
                kno=head.kind(kind).kno,
                c=sealed.c,
                h=sealed.h,
                s=sealed.s,
            )
        )
        row = self._session.get(WebTillHead, self._shop_id)
        if row is None:
            row = WebTillHead(shop_id=self._shop_id)
            self._session.add(row)
        row.state = head.to_json().encode()
        self._session.flush()
        feed.touch(self._session, self._shop_id, ENTITY, str(sealed.seq))

    def get(self, seq: int) -> Sealed:
        """Return one row; KeyError when there is none."""
        row = self._session.get(WebTillRecord, (self._shop_id, seq))
        if row is None:
            raise KeyError(seq)
        return Sealed(row.seq, row.c, row.h, row.s)

    def after(self, seq: int, upto: int | None = None) -> Iterator[Sealed]:
        """Yield the rows above `seq` (and up to `upto`) in order, a page at a time."""
        rows = (
            select(WebTillRecord.seq, WebTillRecord.c, WebTillRecord.h, WebTillRecord.s)
            .where(WebTillRecord.shop_id == self._shop_id)
            .order_by(WebTillRecord.seq)
            .limit(_PAGE)
        )
        if upto is not None:
            rows = rows.where(WebTillRecord.seq <= upto)
        while page := self._session.execute(rows.where(WebTillRecord.seq > seq)).all():
            yield from (Sealed(*row) for row in page)
            seq = page[-1].seq

    def of_kind(self, kind: Kind, after: int) -> Iterator[Sealed]:
        """Yield the rows of one kind above the sequence number `after`, in order."""
        rows = (
            select(WebTillRecord.seq, WebTillRecord.c, WebTillRecord.h, WebTillRecord.s)
            .where(
                WebTillRecord.shop_id == self._shop_id,
                WebTillRecord.kind == kind.value,
                WebTillRecord.seq > after,
            )
            .order_by(WebTillRecord.kno)
        )
        yield from (Sealed(*row) for row in self._session.execute(rows).all())


def _journal(session: Session, shop: Shop, zone: ZoneInfo, signer: Signer, at: datetime) -> Journal:
    return Journal(
        Rows(session, shop.id),
        signer,
        clock_ms=lambda: milliseconds(at),
        till=TILL,
        establishment=shop.siret or shop.id,
        software=software_id(),
        tz=zone,
    )


def _lock(session: Session, shop_id: str) -> None:
    """Have this transaction alone write a shop's journal, from where it stands now."""
    session.get(WebTillHead, shop_id, with_for_update=True, populate_existing=True)


def _genesis(shop: Shop, zone: ZoneInfo) -> GenesisBody:
    return GenesisBody(country=shop.country, seller=_seller(shop), zone=zone.key)


def _seller(shop: Shop) -> Seller:
    return Seller(
        name=shop.legal_name or shop.sign,
        address=", ".join(part for part in (shop.street, f"{shop.postcode} {shop.city}") if part),
        registration=shop.siret,
        vat_number=shop.vat_number,
        naf=shop.naf,
    )


def _close_later(
    session: Session, shop_id: str, journal: Journal, zone: ZoneInfo, at: datetime
) -> None:
    """Have the open day closed when it is over, whether something is sold then or not."""
    ends = datetime.combine(
        journal.business_day() + timedelta(days=1), time(DAY_STARTS_AT), tzinfo=zone
    )
    name = f"{CLOSE_JOB}:{shop_id}:{ends:%Y-%m-%d}"
    jobs.schedule(session, CLOSE_JOB, {"shop": shop_id}, max(ends, at), name)


# --- one order ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A line as it left."""

    row: OrderLine
    line: Line


class _Book:
    """What of an order should be in the journal, and what is."""

    def __init__(self, session: Session, order: ShopOrder) -> None:
        self._session = session
        self._order = order
        self._lines = session.scalars(
            select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
        ).all()
        self._entered = {
            entry.what: entry.seq
            for entry in session.scalars(
                select(WebTillEntry).where(WebTillEntry.order_id == order.id)
            )
        }
        self._know_given_back()

    def _know_given_back(self) -> None:
        """Have the lines of refunds that counters gave back count as entered: they are alike."""
        given: Counter[tuple[str, int]] = Counter()
        for what, seq in self._entered.items():
            if what.startswith(GIVEN_BACK):
                body = Rows(self._session, self._order.shop_id).get(seq).record().b
                given.update((line.get("sku", ""), -line["ttc"]) for line in body["lines"])
        if not given:
            return
        for part in self._parts():
            alike = (part.line.sku, part.line.ttc)
            if (
                part.row.returned_at is not None
                and given[alike]
                and part.row.id not in self._entered
            ):
                given[alike] -= 1
                self._entered[part.row.id] = 0

    @property
    def is_anything_missing(self) -> bool:
        """Tell whether there is something to enter."""
        return (
            PAID not in self._entered
            or (self._has_ended and ENDED not in self._entered)
            or bool(self._back())
        )

    @property
    def _has_ended(self) -> bool:
        return OrderState(self._order.state) not in OPEN

    def write(self, journal: Journal, seller: Seller) -> None:
        """Enter what is missing: the advance, its end with the sale, what came back."""
        if PAID not in self._entered:
            self._write_advance(journal, seller)
        if self._has_ended and ENDED not in self._entered:
            self._write_end(journal, seller)
        if self._back():
            self._write_refund(journal, seller)

    def _write_advance(self, journal: Journal, seller: Seller) -> None:
        paid = self._order.paid_cents
        advance = PrepayBody(
            seller=seller,
            vat=self._ordered_vat(),
            payments=(Payment(means=Means.ONLINE, amount=paid),),
            order=self._order.id,
        )
        self._enter(PAID, journal.record_prepayment(advance, operator=OPERATOR))

    def _write_end(self, journal: Journal, seller: Seller) -> None:
        """Take the advance back whole: what left is a sale paid by it, the rest is refunded."""
        order = self._order
        parts = self._parts()
        sold = sum(part.line.ttc for part in parts)
        payments = (
            Payment(means=Means.ADVANCE, amount=-sold),
            Payment(means=Means.ONLINE, amount=sold - order.paid_cents),
        )
        taken_back = PrepayBody(
            seller=seller,
            vat=tuple(
                VatLine(each.rate, -each.ttc, -each.ht, -each.vat) for each in self._ordered_vat()
            ),
            payments=tuple(payment for payment in payments if payment.amount),
            order=order.id,
            original=self._reference(self._entered[PAID]),
        )
        self._enter(ENDED, journal.record_prepayment(taken_back, operator=OPERATOR))
        if not sold:
            return
        lines = tuple(part.line for part in parts)
        sale = SaleBody(
            seller=seller,
            lines=lines,
            vat=vat_lines(lines),
            payments=(Payment(means=Means.ADVANCE, amount=sold),),
            channel=Channel.ONLINE,
            order=order.id,
        )
        self._enter(SOLD, journal.record_sale(sale, operator=OPERATOR))

    def _write_refund(self, journal: Journal, seller: Seller) -> None:
        back = self._back()
        gone = {part.row.id for part in back}
        left: dict[int, int] = {}
        for part in self._parts():
            if part.row.id in gone or part.row.id not in self._entered:
                left[part.line.rate] = left.get(part.line.rate, 0) + part.line.ttc
        given: dict[int, int] = {}
        for part in back:
            given[part.line.rate] = given.get(part.line.rate, 0) + part.line.ttc
        refund = RefundBody(
            seller=seller,
            lines=tuple(_mirrored(part.line) for part in back),
            vat=tuple(
                refund_vat(rate, left[rate], cents)
                for rate, cents in sorted(given.items(), reverse=True)
            ),
            payments=(Payment(means=Means.ONLINE, amount=-sum(given.values())),),
            original=self._reference(self._entered[SOLD]),
            reason=RefundReason.RETURN,
            channel=Channel.ONLINE,
            order=self._order.id,
        )
        sealed = journal.record_refund(refund, operator=OPERATOR)
        for part in back:
            self._enter(part.row.id, sealed)

    def _back(self) -> list[_Part]:
        """Return the lines that came back after they were sold and are not entered yet."""
        if not (SOLD in self._entered or (self._has_ended and ENDED not in self._entered)):
            return []
        return [
            part
            for part in self._parts()
            if part.row.returned_at is not None and part.row.id not in self._entered
        ]

    def _parts(self) -> list[_Part]:
        """Return what left: nothing of an order that was given up."""
        if OrderState(self._order.state) in _VOID:
            return []
        return [
            _Part(row, _line_of(row))
            for row in self._lines
            if row.state != v1.LineState.MISSING and row.gross_cents
        ]

    def _ordered_vat(self) -> tuple[VatLine, ...]:
        """Return the VAT of what was ordered and paid."""
        per_rate: dict[int, int] = {}
        for row in self._lines:
            per_rate[row.vat_bp] = per_rate.get(row.vat_bp, 0) + row.ordered_cents
        return tuple(
            vat_line(cents, rate) for rate, cents in sorted(per_rate.items(), reverse=True) if cents
        )

    def _enter(self, what: str, sealed: Sealed) -> None:
        self._entered[what] = sealed.seq
        self._session.add(WebTillEntry(order_id=self._order.id, what=what, seq=sealed.seq))

    def _reference(self, seq: int) -> Reference:
        return Reference(seq, Rows(self._session, self._order.shop_id).get(seq).h)


def _line_of(row: OrderLine) -> Line:
    """Return a line as the customer got it."""
    given = row.substitute or {
        "variant": row.variant,
        "label": row.label,
        "quantity": row.picked or row.quantity,
        "unit_price_cents": row.unit_price_cents,
        "vat_bp": row.vat_bp,
    }
    unit = Unit(given.get("unit", row.unit))
    quantity = Quantity(given["quantity"], unit)
    full = quantity.price(Money(given["unit_price_cents"])).cents
    return Line(
        label=given["label"],
        sku=given["variant"],
        quantity=quantity.thousandths,
        unit=unit.value,
        unit_price=given["unit_price_cents"],
        discount=max(0, full - row.gross_cents),
        ttc=row.gross_cents,
        rate=given["vat_bp"],
    )


def _mirrored(line: Line) -> Line:
    return Line(
        label=line.label,
        sku=line.sku,
        quantity=-line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount=-line.discount,
        ttc=-line.ttc,
        rate=line.rate,
    )


def _paid_at(session: Session, order: ShopOrder) -> datetime | None:
    return session.scalar(
        select(func.max(OnlinePayment.paid_at)).where(OnlinePayment.group_id == order.group_id)
    )
