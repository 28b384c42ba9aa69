"""Every table, so that whoever imports one knows them all and foreign keys find their ends."""

from marketplace.models import (
    catalogue,
    guards,
    jobs,
    money,
    orders,
    people,
    sales,
    steward,
    sync,
    town,
    web_till,
)

__all__ = [
    "catalogue",
    "guards",
    "jobs",
    "money",
    "orders",
    "people",
    "sales",
    "steward",
    "sync",
    "town",
    "web_till",
]
