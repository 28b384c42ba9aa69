"""The shop's tables, one subject a file: columns and constraints, no rules."""

from desktop.models import catalogue, house, journal, orders, paper, sale, search, stock, sync, till
from desktop.models.base import Base

__all__ = [
    "Base",
    "catalogue",
    "house",
    "journal",
    "orders",
    "paper",
    "sale",
    "search",
    "stock",
    "sync",
    "till",
]
