"""How fast the shop takes orders: paused, busy, a product off; each until an instant, or at once over.

What was said here leads until the marketplace's word includes it; what another counter of the shop
said comes with that word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.domain.pace import BUSY_STEP, MOST_BUSY, Until, end_of, is_open_ended, opening_from
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Product, Variant
from desktop.models.house import Enrolment, SettingValue
from desktop.models.orders import ProductOff
from desktop.models.sync import OutboxOp, Stream
from desktop.services.shop import Shop, Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.contract.canonical import MalformedMessageError, decode
from sync.kernel.clock import from_milliseconds, milliseconds

_settings = table_of(SettingValue)
_enrolments = table_of(Enrolment)
_ops = table_of(OutboxOp)
_streams = table_of(Stream)
_products = table_of(Product)
_variants = table_of(Variant)
_off = table_of(ProductOff)

PACE = "order_pace"
"""Key of what was said here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OffView:
    """A product the town cannot order for now."""

    product_id: str
    name: str
    until: datetime
    #: Until somebody says otherwise.
    is_open_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How the shop takes orders at this moment; what is over is not told."""

    #: None while it takes orders.
    paused_until: datetime | None = None
    extra_minutes: int = 0
    extra_until: datetime | None = None
    #: The town has paused the shop: only the town ends that.
    is_paused_by_town: bool = False
    off: tuple[OffView, ...] = ()
    #: The pause lasts until somebody says otherwise.
    is_open_ended: bool = False

    @property
    def is_paused(self) -> bool:
        """Tell whether the shop's pages take no orders."""
        return self.paused_until is not None or self.is_paused_by_town


class _Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was said at this counter, and the operation that told it."""

    op: str = ""
    paused_until: int = 0
    extra_minutes: int = 0
    extra_until: int = 0


def pace(shop: Shop) -> Pace:
    """Return how the shop takes orders now."""
    with shop.look() as look:
        return _read(look.connection, shop.clock.now())


def _read(connection: Connection, now: datetime) -> Pace:
    told = _told(connection)
    said = _own(connection)
    leading: _Said | v1.ShopEntity = said
    if told is not None and not _is_ahead(connection, said.op):
        leading = told
    paused = _instant(leading.paused_until, now)
    extra = _instant(leading.extra_until, now)
    off = connection.execute(
        select(_off.c.product_id, _off.c.until, _products.c.name)
        .join(_products, _products.c.id == _off.c.product_id)
        .where(_off.c.until > now)
        .order_by(_off.c.until, _products.c.name)
    ).all()
    return Pace(
        paused_until=paused,
        extra_minutes=leading.extra_minutes if extra else 0,
        extra_until=extra,
        is_open_ended=paused is not None and is_open_ended(paused, now),
        is_paused_by_town=told is not None and told.paused,
        off=tuple(
            OffView(
                product_id=row.product_id,
                name=row.name,
                until=row.until,
                is_open_ended=is_open_ended(row.until, now),
            )
            for row in off
        ),
    )


def _told(connection: Connection) -> v1.ShopEntity | None:
    raw = connection.execute(select(_enrolments.c.shop)).scalar()
    if raw is None:
        return None
    try:
        return decode(raw, v1.ShopEntity)
    except MalformedMessageError:
        return None


def _own(connection: Connection) -> _Said:
    kept = connection.execute(select(_settings.c.value).where(_settings.c.key == PACE)).scalar()
    try:
        return msgspec.convert(kept, _Said) if isinstance(kept, Mapping) else _Said()
    except msgspec.ValidationError:
        return _Said()


def _is_ahead(connection: Connection, op_id: str) -> bool:
    if not op_id:
        return False
    ahead = (
        select(_ops.c.op_id)
        .join(_streams, _streams.c.incarnation == _ops.c.incarnation)
        .where(_ops.c.op_id == op_id, _ops.c.seq > _streams.c.applied_seq)
    )
    return connection.execute(ahead).first() is not None


def _instant(told: int, now: datetime) -> datetime | None:
    instant = from_milliseconds(told) if told else None
    return instant if instant is not None and instant > now else None


# --- said ---------------------------------------------------------------------------------------


def pause(shop: Shop, until: Until | datetime) -> Pace:
    """Have the shop's pages take no orders until then; return how it stands now.

    Raises:
        RefusedError: end_is_past.
    """
    return _say(shop, lambda _now: v1.ShopPace(paused_until=_told_as(_end(shop, until))))


def resume(shop: Shop) -> Pace:
    """Take orders again."""
    return _say(shop, lambda _now: v1.ShopPace(paused_until=0))


def be_busier(shop: Shop, until: Until | datetime = Until.EVENING) -> Pace:
    """Have promises be a quarter of an hour later than they are now, until then.

    Raises:
        RefusedError: end_is_past.
    """
    return _say(
        shop,
        lambda now: v1.ShopPace(
            extra_minutes=min(now.extra_minutes + BUSY_STEP, MOST_BUSY),
            extra_until=_told_as(_end(shop, until)),
        ),
    )


def be_usual(shop: Shop) -> Pace:
    """Promise as usual again."""
    return _say(shop, lambda _now: v1.ShopPace(extra_minutes=0, extra_until=0))


def put_back(shop: Shop, before: Pace) -> Pace:
    """Undo: have the pace be what it was before, as far as that is not over."""
    at = shop.clock.now()
    was, is_over = _said_of(before), before.extra_until is None or before.extra_until <= at

    def undone(now: Pace) -> v1.ShopPace:
        stands = _said_of(now)
        paused = was.paused_until if was.paused_until > milliseconds(at) else 0
        busy = (0, 0) if is_over else (was.extra_minutes, was.extra_until)
        is_busy_as_now = busy == (stands.extra_minutes, stands.extra_until)
        return v1.ShopPace(
            paused_until=None if paused == stands.paused_until else paused,
            extra_minutes=None if is_busy_as_now else busy[0],
            extra_until=None if is_busy_as_now else busy[1],
        )

    return _say(shop, undone)


def _end(shop: Shop, until: Until | date | datetime) -> datetime:
    now = shop.clock.now()
    if isinstance(until, date) and not isinstance(until, datetime):
        until = opening_from(until, shop.settings.hours, shop.zone)
    if isinstance(until, Until):
        return end_of(until, now, shop.settings.hours, shop.zone)
    if until <= now:
        raise RefusedError("end_is_past")
    return until


def _say(shop: Shop, word: Callable[[Pace], v1.ShopPace]) -> Pace:
    """Tell the town one thing, and nothing of the rest: another counter may have said that anew."""
    with shop.begin() as work:
        now = _read(work.connection, work.at)
        message = word(now)
        spoken = {
            field: value
            for field, value in msgspec.structs.asdict(message).items()
            if value is not None
        }
        said = msgspec.structs.replace(
            _said_of(now), op=outbox.append(work, "shop.pace", message), **spoken
        )
        row = upsert(_settings).values(key=PACE, value=msgspec.to_builtins(said))
        work.connection.execute(
            row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
        )
        work.changed(Topic.ORDERS)
        work.commit()
    return pace(shop)


def _said_of(now: Pace) -> _Said:
    return _Said(
        paused_until=_told_as(now.paused_until),
        extra_minutes=now.extra_minutes,
        extra_until=_told_as(now.extra_until),
    )


def _told_as(instant: datetime | None) -> int:
    return 0 if instant is None else milliseconds(instant)


# --- a product ------------------------------------------------------------------------------------


def take_off(shop: Shop, product_id: str, until: Until | date | datetime) -> OffView:
    """Have the town not order a product until then; the counter sells it all the same.

    A day is its first opening, or that of the next day on which the shop opens.

    Raises:
        RefusedError: unknown_product, end_is_past.
    """
    end = _end(shop, until)
    with shop.begin() as work:
        name = work.connection.execute(
            select(_products.c.name).where(_products.c.id == product_id)
        ).scalar()
        if name is None:
            raise RefusedError("unknown_product")
        write_off(work, product_id, end)
        outbox.append(
            work, "product.off", v1.ProductOff(product=product_id, until=milliseconds(end))
        )
        work.commit()
    open_ended = is_open_ended(end, shop.clock.now())
    return OffView(product_id=product_id, name=name, until=end, is_open_ended=open_ended)


def take_off_article(shop: Shop, variant_id: str, until: Until | datetime) -> OffView:
    """Have the town not order the product of an article until then.

    Raises:
        RefusedError: unknown_product, end_is_past.
    """
    return take_off(shop, product_of(shop, variant_id), until)


def bring_back(shop: Shop, product_id: str) -> None:
    """Have the town order the product again."""
    with shop.begin() as work:
        write_off(work, product_id, None)
        outbox.append(work, "product.off", v1.ProductOff(product=product_id, until=0))
        work.commit()


def write_off(work: UnitOfWork, product_id: str, until: datetime | None) -> None:
    """Note until when a product is off, in a transaction of the caller; None: it is there."""
    if until is None:
        gone = work.connection.execute(delete(_off).where(_off.c.product_id == product_id))
        if gone.rowcount:
            work.changed(Topic.ORDERS, Topic.CATALOGUE)
        return
    row = upsert(_off).values(product_id=product_id, until=until)
    work.connection.execute(
        row.on_conflict_do_update(index_elements=["product_id"], set_={"until": until})
    )
    work.changed(Topic.ORDERS, Topic.CATALOGUE)


def off_until(shop: Shop, product_id: str) -> datetime | None:
    """Return until when a product is off; None when the town can order it."""
    off = off_of(shop, product_id)
    return None if off is None else off.until


def off_of(shop: Shop, product_id: str) -> OffView | None:
    """Return how a product is off; None when the town can order it."""
    return next((each for each in pace(shop).off if each.product_id == product_id), None)


def product_of(shop: Shop, variant_id: str) -> str:
    """Return the product a line's article belongs to.

    Raises:
        RefusedError: unknown_product.
    """
    with shop.look() as look:
        found = look.connection.execute(
            select(_variants.c.product_id).where(_variants.c.id == variant_id)
        ).scalar()
    if found is None:
        raise RefusedError("unknown_product")
    return str(found)
