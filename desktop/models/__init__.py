"""The shop's tables, one subject a file: columns and constraints, no rules."""

from desktop.models import (
    catalogue,
    customer,
    draft,
    house,
    invoice,
    journal,
    orders,
    paper,
    promotion,
    sale,
    search,
    stock,
    supply,
    sync,
    terminal,
    till,
    voucher,
)
from desktop.models.base import Base

__all__ = [
    "Base",
    "catalogue",
    "customer",
    "draft",
    "house",
    "invoice",
    "journal",
    "orders",
    "paper",
    "promotion",
    "sale",
    "search",
    "stock",
    "supply",
    "sync",
    "terminal",
    "till",
    "voucher",
]
