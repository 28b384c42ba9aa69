"""The rules of the drawer and of the business day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sync.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Drawer:
    """What should lie in the drawer: the float, the cash taken and the cash moved by hand."""

    opening_float: Money
    cash_sales: Money
    #: Put in less taken out.
    moved: Money

    @property
    def expected(self) -> Money:
        """Return what should be counted."""
        return self.opening_float + self.cash_sales + self.moved

    def difference(self, counted: Money) -> Money:
        """Return counted less expected: negative is missing."""
        return counted - self.expected


def business_day(at: datetime, zone: ZoneInfo, closing_hour: int) -> date:
    """Return the day a sale counts for: up to `closing_hour` at night it is still yesterday's."""
    local = at.astimezone(zone)
    if local.timetz().replace(tzinfo=None) < time(closing_hour):
        return local.date() - timedelta(days=1)
    return local.date()
