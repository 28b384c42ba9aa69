"""The rooms of the window: the one place that knows all screens, none of which knows another.

A screen's module is loaded when its room is first entered, so that the sale screen is there at once.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from desktop.ui.desk import Desk
from desktop.ui.screen import Screen


def _room(folder: str, screen: str, module: str = "screen") -> Callable[[Desk], Screen]:
    def enter(desk: Desk) -> Screen:
        make = getattr(import_module(f"desktop.ui.{folder}.{module}"), screen)
        return cast("Screen", make(desk))

    return enter


ROOMS: Mapping[str, Callable[[Desk], Screen]] = {
    "sale": _room("sale", "SaleScreen"),
    "orders": _room("orders", "OrdersScreen"),
    "pickup": _room("pickup", "PickupScreen"),
    "rounds": _room("rounds", "RoundsScreen"),
    "catalogue": _room("catalogue", "CatalogueScreen"),
    "table": _room("catalogue", "TableScreen", "table_screen"),
    "sections": _room("catalogue", "SectionsScreen", "sections_screen"),
    "review": _room("review", "ReviewScreen"),
    "studio": _room("studio", "StudioScreen"),
    "prices": _room("prices", "PricesScreen"),
    "tags": _room("tags", "TagsScreen"),
    "stock": _room("stock", "StockScreen"),
    "imports": _room("imports", "ImportsScreen"),
    "promotions": _room("promotions", "PromotionsScreen"),
    "customers": _room("customers", "CustomersScreen"),
    "till": _room("till", "TillScreen"),
    "settings": _room("settings", "SettingsScreen"),
    "welcome": _room("welcome", "WelcomeScreen"),
}
