"""A shop to learn in: the same goods and people, a journal of its own that counts for nothing.

It lies in a folder inside the shop's, with its own database, key and journal (`X-T01`, every record
marked `trn`), so that no rule can mix up what is real: totals, stock, numbers and the marketplace
are another folder's. The real journal is told when it begins and ends (events 420 and 421), with
the head of the training journal and who answers for it (BOI-TVA-DECLA-30-10-30, school mode).
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from msgspec import structs
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as insert_or_replace

from desktop.devices.locker import SIMULATED_BANK, SIMULATED_BOARD, knows_its_doors
from desktop.devices.terminal import SIMULATED
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import (
    Category,
    Medium,
    Product,
    ProductPhoto,
    Variant,
    VariantCode,
)
from desktop.models.house import SettingValue, Staff
from desktop.models.promotion import Promotion
from desktop.models.stock import StockLevel
from desktop.services.books.journal import ensure_begun, journal_of
from desktop.services.counter.search_index import index_products
from desktop.services.database import FILE_NAME, open_to_read
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.upkeep import house
from desktop.settings import LockerSettings, Settings
from fiscal import EventBody, EventCode, Head
from fiscal.journal import TRAINING_PREFIX

FOLDER = "training"
_SETTING = "training"
_AT_ONCE = 500

_settings = table_of(SettingValue)
_products = table_of(Product)
_variants = table_of(Variant)
_COPIED = tuple(
    table_of(entity)
    for entity in (
        *(Category, Product, Variant, VariantCode, Medium, ProductPhoto),
        *(StockLevel, Promotion, Staff),
    )
)
"""What both shops share, in an order in which nothing refers to what is not there yet."""


@dataclass(frozen=True, slots=True)
class Session:
    """A training that is going on."""

    #: Code of who answers for it.
    responsible: str


def running(shop: Shop) -> Session | None:
    """Return the training that is going on, None when there is none."""
    with shop.look() as look:
        return _running(look.connection)


def begin(shop: Shop, *, staff: str, approved_by: str = "") -> Session:
    """Write into the real journal that a training begins; the caller opens its shop.

    Raises:
        RefusedError: needs_approval, training_running, training_inside.
    """
    if shop.is_training:
        raise RefusedError("training_inside")
    with shop.begin() as work:
        require(work, staff, Act.TRAIN, approved_by=approved_by)
        if _running(work.connection) is not None:
            raise RefusedError("training_running")
        ensure_begun(work, staff)
        responsible = approved_by or staff
        _tell(work, EventCode.TRAINING_ON, staff, responsible)
        work.connection.execute(insert(_settings).values(key=_SETTING, value=responsible))
        work.changed(Topic.SETTINGS)
        work.commit()
    return Session(responsible)


def end(shop: Shop, *, staff: str = "") -> None:
    """Write into the real journal that the training is over; nothing when there was none.

    Called as well when a shop is opened, for a training that a crash cut short.
    """
    with shop.look() as look:
        if _running(look.connection) is None:
            return
    with shop.begin() as work:
        session = _running(work.connection)
        if session is None:
            return
        _tell(work, EventCode.TRAINING_OFF, staff or session.responsible, session.responsible)
        work.connection.execute(delete(_settings).where(_settings.c.key == _SETTING))
        work.changed(Topic.SETTINGS)
        work.commit()


def furnish(shop: Shop, practice: Shop) -> None:
    """Bring the goods, prices, people and settings of the shop into the one to learn in.

    Customers stay out of it. What was learnt on before stays; the stock is the real one again.
    """
    wanted = _practice_settings(shop.settings)
    if practice.settings != wanted:
        house.change_settings(practice, wanted)
    with shop.look() as look, practice.begin() as work:
        known = _stamps(work.connection)
        # A number that one article has given to another since would be there twice on the way.
        work.connection.execute(update(_variants).values(sku=_variants.c.id))
        for table in _COPIED:
            _copy(look.connection, work.connection, table)
        stamps = _stamps(work.connection)
        changed = [product for product, stamp in stamps.items() if known.get(product) != stamp]
        index_products(work.connection, changed)
        work.changed(Topic.CATALOGUE, Topic.STAFF)
        work.commit()


def _practice_settings(settings: Settings) -> Settings:
    """Return the settings of the shop to learn in: no drawer, no terminal and no lockers but simulators."""
    return structs.replace(
        settings,
        till=f"{TRAINING_PREFIX}{settings.till}",
        opens_drawer=False,
        terminal=SIMULATED if settings.terminal else "",
        lockers=tuple(map(_simulated, settings.lockers)),
    )


def _running(connection: Connection) -> Session | None:
    found = connection.execute(
        select(_settings.c.value).where(_settings.c.key == _SETTING)
    ).scalar()
    return None if found is None else Session(str(found))


def _tell(work: UnitOfWork, code: EventCode, staff: str, responsible: str) -> None:
    head = _head_of_practice(work.shop)
    details = {"seq": head.seq, "h": head.h, "by": responsible}
    journal_of(work).record_event(EventBody(code=code, details=details), operator=staff)


def _head_of_practice(shop: Shop) -> Head:
    """Return where the training journal stands, a blank head before its first day.

    Read from its file, whether it is open or not.
    """
    file = shop.folder / FOLDER / FILE_NAME
    if not file.exists():
        return Head()
    till = f"{TRAINING_PREFIX}{shop.settings.till}"
    with closing(open_to_read(file)) as opened:
        query = "SELECT state FROM journal_head WHERE till = ?"
        row = opened.execute(query, (till,)).fetchone()
    return Head() if row is None else Head.from_json(row[0])


def _stamps(connection: Connection) -> dict[str, object]:
    columns = (_products.c.id, _products.c.changed_at)
    return {row.id: row.changed_at for row in connection.execute(select(*columns)).all()}


def _copy(source: Connection, target: Connection, table: Table) -> None:
    rows = source.execute(select(table).order_by(*_order(table))).mappings()
    for page in rows.partitions(_AT_ONCE):
        target.execute(_upsert(table), [dict(row) for row in page])


def _order(table: Table) -> Iterable[Any]:
    """Return an order in which a branch of the tree comes after the one it grows from."""
    if table.name == "category":
        return (table.c.parent_id.is_not(None), table.c.parent_id, table.c.id)
    return tuple(table.primary_key.columns)


def _upsert(table: Table) -> Insert:
    keys = [column.name for column in table.primary_key.columns]
    new = insert_or_replace(table)
    others = {
        column.name: new.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    if not others:
        return new.on_conflict_do_nothing()
    return new.on_conflict_do_update(index_elements=keys, set_=others)


def _simulated(bank: LockerSettings) -> LockerSettings:
    """Return a bank of which no door opens: the simulator of its kind."""
    is_networked = knows_its_doors(bank.address)
    return structs.replace(
        bank, address=SIMULATED_BANK if is_networked else SIMULATED_BOARD, key=""
    )
