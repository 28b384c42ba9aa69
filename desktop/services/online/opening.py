"""When the shop is open: told to the marketplace, and taken from it when another counter said so."""

from dataclasses import replace
from datetime import date, time

from msgspec import structs

from desktop.domain.cells import one_line
from desktop.errors import RefusedError
from desktop.services.shop import Shop
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.settings import Settings
from sync.contract import v1
from sync.kernel.promise import OpeningSpan, SpecialDays

MOST_SPECIAL = 100
"""The marketplace takes no more."""
REASON_LETTERS = 120


def checked(special: tuple[SpecialDays, ...]) -> tuple[SpecialDays, ...]:
    """Return special days in their order, reasons trimmed.

    Raises:
        RefusedError: too_many_special_days.
    """
    if len(special) > MOST_SPECIAL:
        raise RefusedError("too_many_special_days", most=MOST_SPECIAL)
    return tuple(
        sorted(replace(each, reason=one_line(each.reason, REASON_LETTERS)) for each in special)
    )


def tell_hours(shop: Shop) -> None:
    """Tell the marketplace when the shop is open; called when that was changed."""
    with shop.begin() as work:
        outbox.append(work, "shop.hours", _message(shop.settings))
        work.commit()


def with_hours(work: UnitOfWork, settings: Settings, told: v1.ShopHours | None) -> Settings:
    """Return settings with the hours the marketplace says, unless ours are on their way to it.

    A marketplace that knows none does not make the shop forget its own.
    """
    if told is None or not told.week or told == _message(settings):
        return settings
    read = _read(told)
    if read is None or outbox.is_on_its_way(work, "shop.hours"):
        return settings
    opening, special = read
    return structs.replace(
        settings,
        opening=opening,
        special_days=special,
        opens_on_holidays=told.opens_on_holidays,
    )


def _message(settings: Settings) -> v1.ShopHours:
    return v1.ShopHours(
        week=tuple(
            (span.weekday, _minute(span.opens), _minute(span.closes))
            for span in sorted(settings.opening)
        ),
        special=tuple(
            v1.SpecialDays(
                first=each.first.isoformat(),
                last=each.last.isoformat(),
                openings=tuple(
                    (_minute(opens), _minute(closes)) for opens, closes in each.openings
                ),
                reason=each.reason,
            )
            for each in sorted(settings.special_days)
        ),
        opens_on_holidays=settings.opens_on_holidays,
    )


def _read(
    told: v1.ShopHours,
) -> tuple[tuple[OpeningSpan, ...], tuple[SpecialDays, ...]] | None:
    """Return what was told; None for hours that are none, which change nothing here."""
    try:
        opening = tuple(
            OpeningSpan(day, _clock(opens), _clock(closes)) for day, opens, closes in told.week
        )
        special = tuple(
            SpecialDays(
                date.fromisoformat(each.first),
                date.fromisoformat(each.last),
                tuple((_clock(opens), _clock(closes)) for opens, closes in each.openings),
                one_line(each.reason, REASON_LETTERS),
            )
            for each in told.special
        )
    except ValueError:
        return None
    return tuple(sorted(opening)), tuple(sorted(special))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
