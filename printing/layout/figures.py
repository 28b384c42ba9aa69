"""Numbers, money and hours as the reader's language writes them.

Babel is imported when the first figure is written: it costs 0.15 s, which the start of the app
must not pay.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from printing.layout.wording import Wording, wording
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

_CENTS = Decimal(100)
_THOUSANDTHS = Decimal(1000)
_TEN_THOUSANDTHS = Decimal(10_000)


@lru_cache(maxsize=4096)
def _decimal(units: int, scale: Decimal, pattern: str, locale: str) -> str:
    """Return units / scale; a shop's prices and quantities are a few hundred, again and again."""
    from babel.numbers import format_decimal  # noqa: PLC0415 start-up time

    return format_decimal(Decimal(units) / scale, format=pattern, locale=locale)


@dataclass(frozen=True, slots=True)
class Figures:
    """Writes figures in one language and tells hours in one zone."""

    words: Wording
    zone: ZoneInfo

    def amount(self, money: Money) -> str:
        """Return the amount with its two decimals and no currency: "1 234,50"."""
        return _decimal(money.cents, _CENTS, "#,##0.00", self.words.locale)

    def fine(self, ten_thousandths: int) -> str:
        """Return a unit price with two to four decimals and no currency: "0,8333"."""
        return _decimal(ten_thousandths, _TEN_THOUSANDTHS, "#,##0.00##", self.words.locale)

    def money(self, money: Money) -> str:
        """Return the amount with its currency: "1 234,50 €"."""
        from babel.numbers import format_currency  # noqa: PLC0415 start-up time

        return format_currency(
            Decimal(money.cents) / _CENTS, money.currency, locale=self.words.locale
        )

    def quantity(self, quantity: Quantity) -> str:
        """Return the quantity, pieces without a unit: "3", "0,345 kg"."""
        pattern = "#,##0.###" if quantity.unit is Unit.PIECE else "#,##0.000"
        number = _decimal(quantity.thousandths, _THOUSANDTHS, pattern, self.words.locale)
        return number if quantity.unit is Unit.PIECE else f"{number}\u00a0{self.unit(quantity)}"

    def unit(self, quantity: Quantity) -> str:
        """Return the printed name of the quantity's unit."""
        return self.words.units[quantity.unit.value]

    def rate(self, rate: VatRate) -> str:
        """Return a VAT rate in per cent: "5,5 %"."""
        number = _decimal(rate.basis_points, _CENTS, "0.0#", self.words.locale)
        space = "\u00a0" if self.words.locale.startswith("fr") else ""
        return f"{number}{space}%"

    def count(self, number: int) -> str:
        """Return a whole number with its groups of thousands."""
        from babel.numbers import format_decimal  # noqa: PLC0415 start-up time

        return format_decimal(number, locale=self.words.locale)

    def second(self, instant: datetime) -> str:
        """Return date and time to the second, as the law asks on a ticket."""
        return self._local(instant).strftime("%d/%m/%Y\u00a0%H:%M:%S")

    def minute(self, instant: datetime) -> str:
        """Return date and time to the minute."""
        return self._local(instant).strftime("%d/%m/%Y\u00a0%H:%M")

    def day(self, instant: datetime) -> str:
        """Return the day with its name, for people: "sam. 22 nov."."""
        from babel.dates import format_datetime  # noqa: PLC0415 start-up time

        return format_datetime(self._local(instant), "EEE d MMM", locale=self.words.locale)

    def hour(self, instant: datetime) -> str:
        """Return the time of day: "16:00"."""
        return self._local(instant).strftime("%H:%M")

    def day_of(self, instant: datetime) -> str:
        """Return the calendar day of an instant in figures."""
        return self.date(self._local(instant).date())

    def date(self, day: date) -> str:
        """Return a calendar day in figures."""
        return day.strftime("%d/%m/%Y")

    def _local(self, instant: datetime) -> datetime:
        if instant.tzinfo is None:
            raise ValueError("an instant without a zone cannot be told")
        return instant.astimezone(self.zone)


def warm_up_figures(locale: str) -> None:
    """Read the locale's tables now, so that the first figure does not wait for them."""
    figures = Figures(wording(locale), ZoneInfo("UTC"))
    figures.money(Money(0))
    figures.day(datetime(2000, 1, 1, tzinfo=UTC))
