"""The till W01 that the marketplace keeps for each shop: turnover that was paid online, once.

Money that came in before the goods left is an advance with its VAT (due when it is received, CGI,
art. 269, 2 a); when the order ends the advance is taken back and what left is a sale; what comes
back afterwards is a refund of it. A journal is brought in line with its order in the transaction
that changed the order, and each thing is entered once, whatever is told again and in which order.

The shop's counters get every record through the feed and keep it: what is altered here later does
not fit what they hold.
"""

import logging
from datetime import datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fiscal import (
    ArchiveBody,
    ArchiveRefusedError,
    EventBody,
    FiscalError,
    FolderKeyStore,
    GenesisBody,
    Journal,
    KeySigner,
    Seller,
    Signer,
    software_id,
)
from fiscal.archive import write_archive
from fiscal.journal import DAY_STARTS_AT
from marketplace.errors import Refusal, StorageError
from marketplace.models.money import OnlinePayment
from marketplace.models.orders import OrderEvent, ShopOrder
from marketplace.models.town import Shop, Town
from marketplace.services import jobs, web_till_waiting
from marketplace.services.database import Database
from marketplace.services.web_till_entries import OPERATOR, OrderEntries
from marketplace.services.web_till_rows import Rows, lock
from sync.kernel.clock import Clock, milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import Actor

_log = logging.getLogger(__name__)

TILL = "W01"
CLOSE_JOB = "web_till.close"
_KEY = "web-till"
_FOLLOWED = "web_till.followed"

NOT_ENTERED = "not_entered"
"""Kind of the event of an order that could not be entered."""


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
        if not OrderEntries(session, order).is_anything_missing:
            return
        at = self._clock.now()
        lock(session, order.shop_id)
        if web_till_waiting.waits(session, order.shop_id, at):
            return
        # Looked at again: who held the lock may have entered it.
        entries = OrderEntries(session, order)
        if not entries.is_anything_missing:
            return
        shop = session.get_one(Shop, order.shop_id)
        zone = ZoneInfo(session.get_one(Town, shop.town_id).zone)
        journal = _journal(session, shop, zone, self.signer, at)
        if not journal.head().seq:
            journal.open_till(_genesis(shop, zone), operator=OPERATOR)
        journal.close_forgotten()
        entries.write(journal, _seller(shop))
        session.flush()
        _close_later(session, shop.id, journal, zone, at)

    def close(self, session: Session, shop_id: str, at: datetime) -> None:
        """Close the days, months and years of a shop's journal that are over."""
        lock(session, shop_id)
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
        lock(session, shop_id)
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


def not_entered(session: Session) -> list[str]:
    """Return the orders that could not be entered and still are not."""
    failed = select(OrderEvent.order_id).where(OrderEvent.kind == NOT_ENTERED)
    told = session.scalars(
        select(ShopOrder).where(ShopOrder.id.in_(failed)).order_by(ShopOrder.id)
    ).all()
    return [order.id for order in told if OrderEntries(session, order).is_anything_missing]


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


def _paid_at(session: Session, order: ShopOrder) -> datetime | None:
    return session.scalar(
        select(func.max(OnlinePayment.paid_at)).where(OnlinePayment.group_id == order.group_id)
    )
