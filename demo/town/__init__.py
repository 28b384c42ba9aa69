"""The demonstration's town: six shops, their goods, their customers and a map."""

from demo.town import bakery, bookshop, clothes, florist, grocer, parapharmacy
from demo.town.customers import CUSTOMERS
from demo.town.geography import TOWN
from demo.town.records import (
    Area,
    DemoCustomer,
    DemoProduct,
    DemoShop,
    DemoVariant,
    Look,
    OpenPeriod,
    Person,
    Position,
    Street,
    Town,
    Unit,
)

#: The six shops, in the order in which they are presented.
SHOPS: tuple[DemoShop, ...] = (
    bakery.SHOP,
    bookshop.SHOP,
    clothes.SHOP,
    grocer.SHOP,
    parapharmacy.SHOP,
    florist.SHOP,
)

__all__ = [
    "CUSTOMERS",
    "SHOPS",
    "TOWN",
    "Area",
    "DemoCustomer",
    "DemoProduct",
    "DemoShop",
    "DemoVariant",
    "Look",
    "OpenPeriod",
    "Person",
    "Position",
    "Street",
    "Town",
    "Unit",
]
