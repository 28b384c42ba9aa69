"""Amounts, quantities and instants the way the town's people read them."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from markupsafe import Markup

from marketplace.services.promises import OpeningState
from marketplace.web.wording import Words
from sync.kernel.promise import OpeningSpan

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NBSP = "\u00a0"
_TIES = re.compile(r"(?<=\d) (?=(?:kg|g|l|cl|ml|cm|mm|m)\b)|(?<=«) | (?=[»:;!?%€])")
_MEASURES = {"kg": ("kg", "g"), "l": ("l", "ml"), "m": ("m", "mm")}


def money(cents: int, language: str) -> str:
    """Return an amount: `1 234,50 €` or `€1,234.50`."""
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    if language == "en":
        return f"{sign}€{euros:,}.{rest:02d}"
    return f"{sign}{euros:,}".replace(",", _NBSP) + f",{rest:02d}{_NBSP}€"


def unit_price(words: Words, cents: int, unit: str) -> str:
    """Return a price with what it buys: `27,90 € le kg`; a piece needs no saying."""
    price = money(cents, words.language)
    return price if unit == "piece" else words(f"per_{unit}", price=price)


def measure_price(words: Words, cents: int, measure: str) -> str:
    """Return the price per measure of a pack's content: `23,60 € le kg`, `0,25 € la pièce`."""
    return words(f"per_{measure}", price=money(cents, words.language))


def quantity(thousandths: int, unit: str, language: str) -> str:
    """Return an amount of goods: `3`, `250 g`, `1,5 kg`."""
    if unit == "piece" and thousandths % 1000 == 0:
        return str(thousandths // 1000)
    large, small = _MEASURES.get(unit, ("", ""))
    if small and abs(thousandths) < 1000:
        return f"{thousandths}{_NBSP}{small}"
    whole, rest = divmod(thousandths, 1000)
    decimals = f"{rest:03d}".rstrip("0")
    mark = "." if language == "en" else ","
    number = f"{whole}{mark}{decimals}" if decimals else str(whole)
    return f"{number}{_NBSP}{large}".rstrip()


def typed_quantity(thousandths: int, unit: str) -> str:
    """Return a quantity as a form's field holds it: `3` or `0.250`."""
    if unit == "piece":
        return str(thousandths // 1000)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def shown_quantity(thousandths: int, unit: str, language: str) -> str:
    """Return a quantity as a field shows it to be changed: `3`, `0,250` or `0.250`."""
    typed = typed_quantity(thousandths, unit)
    return typed if language == "en" else typed.replace(".", ",")


def month_name(words: Words, month: str) -> str:
    """Return a month told as `2026-11`: `novembre 2026`."""
    year, _, number = month.partition("-")
    return f"{words('months').split()[int(number) - 1]}{_NBSP}{year}"


def day(words: Words, what: date) -> str:
    """Return a day: `mardi 24 novembre`."""
    return words(
        "day_format",
        weekday=words("weekdays").split()[what.weekday()],
        day=what.day,
        month=words("months").split()[what.month - 1],
    )


def moment(words: Words, instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return an instant as one would say it: `aujourd’hui à 16:30`, `mardi à 9:00`."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    time = clock(local)
    away = (local.date() - today).days
    if away == 0:
        return words("today_at", time=time)
    if away == 1:
        return words("tomorrow_at", time=time)
    if 1 < away < 7:
        return words("weekday_at", weekday=words("weekdays").split()[local.weekday()], time=time)
    return words("day_at", day=day(words, local.date()), time=time)


def clock(local: datetime) -> str:
    """Return the time of day of a local instant: `9:05`."""
    return f"{local.hour}:{local.minute:02d}"


def hour(instant: datetime, zone: ZoneInfo) -> str:
    """Return the time of day of an instant."""
    return clock(instant.astimezone(zone))


def opening(words: Words, state: OpeningState, now: datetime, zone: ZoneInfo) -> str:
    """Return whether a shop is open and until or from when."""
    if state.changes_at is None:
        return words("hours_unknown")
    if state.is_open:
        return words("open_until", time=clock(state.changes_at.astimezone(zone)))
    return words("opens_at", when=moment(words, state.changes_at, now, zone))


def span(what: OpeningSpan) -> str:
    """Return a stretch of opening: `9:00–12:30`."""
    return stretches([(what.opens, what.closes)])


def stretches(openings: Iterable[tuple[time, time]]) -> str:
    """Return stretches of opening: `9:00–12:30, 14:00–19:00`."""
    return ", ".join(
        f"{opens.hour}:{opens.minute:02d}–{closes.hour}:{closes.minute:02d}"
        for opens, closes in openings
    )


def colour(text: str) -> str:
    """Return a colour that may stand in a style sheet; anything else becomes the house's own."""
    return text if _COLOUR.fullmatch(text) else "#1f5f5b"


def unbroken(name: str) -> str:
    """Return a name that is not broken at its hyphens (word joiners stand on both sides)."""
    return name.replace("-", "\u2060-\u2060")


def tied(name: str) -> str:
    """Return a name whose measures and French marks stay with their word: `250 g`, `« Halle »`."""
    return _TIES.sub(_NBSP, name)


def siret(number: str) -> str:
    """Return a seller's number as it is written: `SIRET 074 152 638 00016`, on one line."""
    shown = number
    if len(number) == 14 and number.isdecimal():
        shown = _NBSP.join((number[:3], number[3:6], number[6:9], number[9:]))
    return f"SIRET{_NBSP}{shown}"


def telephone(number: str) -> str:
    """Return a number as a `tel:` link takes it."""
    return re.sub(r"[^0-9+]", "", number)


def data_block(document: object) -> Markup:
    """Return a document for a script element of data; `</script>` in it cannot end the element."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(safe)  # noqa: S704 the three signs that mean something to HTML are escaped


def percent(part: int, whole: int) -> str:
    """Return a share in whole per cent, or a dash of nothing."""
    return f"{part * 100 // whole}{_NBSP}%" if whole else "–"


def rate(basis_points: int, language: str) -> str:
    """Return a rate: `5,5 %`."""
    whole, rest = divmod(basis_points, 100)
    decimals = f"{rest:02d}".rstrip("0")
    mark = "." if language == "en" else ","
    number = f"{whole}{mark}{decimals}" if decimals else str(whole)
    return f"{number}{_NBSP}%"
