"""Where a window of its own stood, so that it opens there again."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.house import SettingValue
from desktop.services.shop import Shop

_settings = table_of(SettingValue)
_PREFIX = "window_place:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A window's place on the screens of this PC, in points."""

    is_open: bool = False
    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0
    is_full: bool = False


def place_of(shop: Shop, window: str) -> Place:
    """Return where a window stood; closed and nowhere when that is not known."""
    with shop.look() as look:
        kept = look.connection.execute(
            select(_settings.c.value).where(_settings.c.key == _PREFIX + window)
        ).scalar()
    try:
        return msgspec.convert(kept, Place) if kept is not None else Place()
    except msgspec.ValidationError:
        return Place()


def keep_place(shop: Shop, window: str, place: Place) -> None:
    """Keep where a window stands."""
    value = msgspec.to_builtins(place)
    with shop.begin() as work:
        row = upsert(_settings).values(key=_PREFIX + window, value=value)
        work.connection.execute(
            row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
        )
        work.commit()
