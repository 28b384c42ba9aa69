"""The shops of the town, kept so that whose a pickup code is can be told with no network."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.domain.cells import one_line
from desktop.models.base import table_of
from desktop.models.house import SettingValue
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1

_settings = table_of(SettingValue)
TOWN = "town_shops"
"""Key of what the marketplace told: tag -> name, address, and whether it is this shop."""
_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A shop of the town, as it stands above its door."""

    name: str
    address: str
    #: It is this very shop.
    is_own: bool = False


def keep(work: UnitOfWork, told: v1.TownEntity) -> None:
    """Keep the town's shops as the marketplace tells them, all of them."""
    shops = {
        each.tag: [
            one_line(each.name, _LETTERS),
            one_line(", ".join(part for part in (each.street, each.city) if part), _LETTERS),
            each.tag == told.own,
        ]
        for each in told.shops
    }
    row = upsert(_settings).values(key=TOWN, value=shops)
    work.connection.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )


def of_tag(connection: Connection, tag: str) -> Neighbour | None:
    """Return the shop whose orders bear the tag; None where the town told of none."""
    kept = connection.execute(select(_settings.c.value).where(_settings.c.key == TOWN)).scalar()
    told = kept.get(tag) if isinstance(kept, Mapping) else None
    match told:
        case [str(name), str(address), bool(is_own)]:
            return Neighbour(name, address, is_own)
        case _:
            return None
