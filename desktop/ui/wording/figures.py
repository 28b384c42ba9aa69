"""How amounts, quantities, rates and times are written and read. Integers all the way."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desktop.ui.wording.language import Language
from sync.kernel.clock import shop_day
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

NARROW_SPACE = "\u202f"
HARD_SPACE = "\u00a0"
MINUS = "\u2212"
_AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{0,2}))?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:h]?(\d{2})?", re.ASCII)
_WEIGHT = re.compile(r"(\d{1,5})(?:[.,](\d{0,3}))?", re.ASCII)
_DAYS = {
    Language.FRENCH: ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    Language.ENGLISH: (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
}
_MONTHS = {
    Language.FRENCH: (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    Language.ENGLISH: (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_KEYS = {
    "Esc": "Échap",
    "Del": "Suppr",
    "Return": "Entrée",
    "Shift": "Maj",
    "Up": "Haut",
    "Down": "Bas",
}
_UNITS = {Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"}
_PIECE = {Language.FRENCH: "pièce", Language.ENGLISH: "piece"}


class Figures:
    """Writes figures the way a language does, times in the shop's zone."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone
        self.point = "," if language is Language.FRENCH else "."
        self._group = NARROW_SPACE if language is Language.FRENCH else ","

    def amount(self, money: Money) -> str:
        """Return the figure without its currency: 1 234,56."""
        whole, cents = divmod(abs(money.cents), 100)
        sign = MINUS if money.cents < 0 else ""
        grouped = f"{whole:,}".replace(",", self._group)
        return f"{sign}{grouped}{self.point}{cents:02d}"

    def money(self, money: Money) -> str:
        """Return the figure with its currency: 19,36 € or €19.36."""
        symbol = "€" if money.currency == "EUR" else money.currency
        if self.language is Language.FRENCH:
            return f"{self.amount(money)}{HARD_SPACE}{symbol}"
        sign = MINUS if money.cents < 0 else ""
        return f"{sign}{symbol}{self.amount(Money(abs(money.cents), money.currency))}"

    def round_money(self, money: Money) -> str:
        """Return a banknote's name: 20 € rather than 20,00 €."""
        whole, cents = divmod(money.cents, 100)
        if cents:
            return self.money(money)
        return f"{whole}{HARD_SPACE}€" if self.language is Language.FRENCH else f"€{whole}"

    def price(self, money: Money, unit: Unit) -> str:
        """Return a price with what it is for when that is not a piece: 28,90 €/kg."""
        suffix = "" if unit is Unit.PIECE else f"/{_UNITS[unit]}"
        return self.money(money) + suffix

    def per_measure(self, money: Money, unit: Unit) -> str:
        """Return the price of one measure of what is sold in packs: 16,80 €/kg, 0,30 €/pièce."""
        return f"{self.money(money)}/{_UNITS.get(unit) or _PIECE[self.language]}"

    def quantity(self, quantity: Quantity) -> str:
        """Return 2 for two pieces and 0,310 kg for a weight."""
        sign = MINUS if quantity.thousandths < 0 else ""
        whole, rest = divmod(abs(quantity.thousandths), 1000)
        if quantity.unit is Unit.PIECE:
            return f"{sign}{whole}" if not rest else f"{sign}{whole}{self.point}{rest:03d}"
        return f"{sign}{whole}{self.point}{rest:03d}{HARD_SPACE}{_UNITS[quantity.unit]}"

    def count(self, quantity: Quantity) -> str:
        """Return a quantity as one types it into a field: 2 or 0,31."""
        whole, rest = divmod(abs(quantity.thousandths), 1000)
        sign = "-" if quantity.thousandths < 0 else ""
        decimals = f"{rest:03d}".rstrip("0")
        return f"{sign}{whole}{self.point}{decimals}" if decimals else f"{sign}{whole}"

    def rate(self, rate: VatRate) -> str:
        """Return 5,5 % from 550 basis points."""
        return self.percent(rate.basis_points)

    def percent(self, basis_points: int) -> str:
        """Return any share of a hundred, as `rate` does: 100 % from 10,000 basis points."""
        figure = self.share(basis_points)
        return f"{figure}{HARD_SPACE}%" if self.language is Language.FRENCH else f"{figure}%"

    def share(self, basis_points: int) -> str:
        """Return a share of a hundred as one types it into a field: 5,5."""
        whole, rest = divmod(basis_points, 100)
        decimals = f"{rest:02d}".rstrip("0")
        return f"{whole}{self.point}{decimals}" if decimals else f"{whole}"

    def time(self, instant: datetime) -> str:
        """Return the shop's wall time: 10:42."""
        return f"{instant.astimezone(self.zone):%H:%M}"

    def day(self, instant: datetime) -> str:
        """Return the shop's day in words: mercredi 12 mars, jeudi 1er avril."""
        local = instant.astimezone(self.zone)
        name = _DAYS[self.language][local.weekday()]
        month = _MONTHS[self.language][local.month - 1]
        first = "er" if local.day == 1 and self.language is Language.FRENCH else ""
        return f"{name} {local.day}{first} {month}"

    def short_day(self, instant: datetime) -> str:
        """Return the shop's day for a narrow column: 12/03/26."""
        return f"{instant.astimezone(self.zone):%d/%m/%y}"

    def month(self, day: date) -> str:
        """Return a day's month with its year: mars 2027."""
        return f"{_MONTHS[self.language][day.month - 1]} {day.year}"

    def date(self, day: date) -> str:
        """Return a day with its year: 3 mars 2027."""
        month = _MONTHS[self.language][day.month - 1]
        if self.language is Language.FRENCH:
            return f"{day.day}{'er' * (day.day == 1)} {month} {day.year}"
        return f"{day.day} {month} {day.year}"

    def moment(self, instant: datetime, now: datetime) -> str:
        """Return the time, with the day before it when it is not today."""
        if shop_day(instant, self.zone) == shop_day(now, self.zone):
            return self.time(instant)
        return f"{self.day(instant)} {self.time(instant)}"

    def span(self, length: timedelta) -> str:
        """Return a length of time in the coarsest honest words: 14 min, 1 h 20, 3 j."""
        minutes = int(abs(length).total_seconds()) // 60
        if minutes < 60:
            return f"{minutes}{HARD_SPACE}min"
        hours, rest = divmod(minutes, 60)
        if hours < 24:
            return f"{hours}{HARD_SPACE}h" + (f"{HARD_SPACE}{rest:02d}" if rest else "")
        day = "j" if self.language is Language.FRENCH else "d"
        return f"{hours // 24}{HARD_SPACE}{day}"

    def keys(self, sequence: str) -> str:
        """Return a key as it is printed on keyboards of the language: Suppr for Del."""
        parts = sequence.split("+") if len(sequence) > 1 else [sequence]
        if self.language is Language.FRENCH:
            parts = [_KEYS.get(part, part) for part in parts]
        return "+".join("Enter" if part == "Return" else part for part in parts)

    def edit(self, money: Money) -> str:
        """Return an amount as one types it into a field: 12,50."""
        return self.amount(money).replace(self._group, "")


def read_money(text: str) -> Money | None:
    """Return the amount typed into a field, or None when it is none: both 12,5 and 12.50 are."""
    found = _AMOUNT.fullmatch(re.sub(r"[\s€]", "", text))
    if found is None:
        return None
    return Money(int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")))


def read_time(text: str) -> time | None:
    """Return the time of day typed into a field, or None: 14:30, 14h30, 14 h and 1430 are some."""
    found = _CLOCK.fullmatch(re.sub(r"\s", "", text).lower())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def read_thousandths(text: str) -> int | None:
    """Return a typed weight or count in thousandths, or None: 0,31 is 310."""
    found = _WEIGHT.fullmatch(re.sub(r"\s", "", text))
    if found is None:
        return None
    return int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))


def read_rate(text: str) -> VatRate | None:
    """Return a typed rate, or None: 5,5 % is 550 basis points."""
    amount = read_money(text.replace("%", ""))
    if amount is None or amount.cents >= 10_000:
        return None
    return VatRate(amount.cents)
