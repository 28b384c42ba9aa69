"""The rule of the business day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def business_day(at: datetime, zone: ZoneInfo, closing_hour: int) -> date:
    """Return the day a sale counts for: up to `closing_hour` at night it is still yesterday's."""
    local = at.astimezone(zone)
    if local.timetz().replace(tzinfo=None) < time(closing_hour):
        return local.date() - timedelta(days=1)
    return local.date()
