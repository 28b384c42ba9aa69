"""Which column of a list is which: by its header, as the common programs write it, or as one says.

A column is known by its folded header: "Prix de vente TTC" is "prix de vente ttc".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.search_text import fold


class Layout(StrEnum):
    """Who wrote the list."""

    COMPTOIR = "comptoir"
    WOOCOMMERCE = "woocommerce"
    PRESTASHOP = "prestashop"
    ODOO = "odoo"
    LIST = "list"


FIELDS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "nom",
        "produit",
        "designation",
        "libelle",
        "titre",
        "title",
        "item name",
        "article",
        "product name",
        "nom du produit",
    ),
    "brand": ("brand", "marque", "brands", "manufacturer", "fabricant"),
    "category": ("category", "categorie", "rayon", "famille"),
    "categories": (
        "categories",
        "categories x y z",
        "product category",
        "categorie de produits",
    ),
    "description": (
        "description",
        "descriptif",
        "short description",
        "description courte",
        "sales description",
    ),
    "kind": ("kind", "nature"),
    "flags": ("flags", "particularites"),
    "allergens": ("allergens", "allergenes", "allergens list", "allergen"),
    "options": ("options", "declinaison", "variante", "attributs", "variant values"),
    "reference": (
        "reference",
        "sku",
        "ref",
        "internal reference",
        "reference interne",
        "ugs",
        "code article",
    ),
    "barcodes": (
        "barcodes",
        "barcode",
        "ean",
        "ean13",
        "ean 13",
        "code barres",
        "codes barres",
        "gtin",
        "gtin upc ean or isbn",
        "gtin upc ean ou isbn",
        "upc",
    ),
    "price": (
        "price",
        "prix",
        "prix ttc",
        "prix de vente ttc",
        "prix vente ttc",
        "price tax incl",
        "price tax included",
        "prix de vente",
        "pv ttc",
        "regular price",
        "tarif regulier",
        "sales price",
    ),
    "net_price": ("price tax excluded", "price tax excl", "prix ht", "prix de vente ht", "pv ht"),
    "cost": (
        "purchase price",
        "cost",
        "cout",
        "prix d achat",
        "prix achat",
        "wholesale price",
        "prix d achat ht",
        "cost of goods",
    ),
    "vat": ("vat", "tva", "taux tva", "taux de tva", "tax", "customer taxes", "taxes a la vente"),
    "unit": ("unit", "unite", "unit of measure", "unite de mesure"),
    "stock": (
        "stock",
        "quantite",
        "quantity",
        "qty",
        "quantity on hand",
        "quantite en stock",
        "current quantity",
    ),
    "content": ("content", "contenance", "contenu", "contenu net", "net content"),
    "place": ("place", "emplacement"),
    "supplier_ref": ("supplier reference", "reference fournisseur", "ref fournisseur"),
}
"""Folded words of a header that mean one of our columns, ours and those of common exports.

The likeliest word first: where a file has several of them, that column counts.
"""
_WOO = {
    "type": ("type",),
    "parent": ("parent",),
    "identity": ("id",),
}
_MARKS: tuple[tuple[Layout, tuple[frozenset[str], ...]], ...] = (
    (Layout.COMPTOIR, (frozenset({"name", "kind", "flags", "barcodes", "vat", "online"}),)),
    (
        Layout.WOOCOMMERCE,
        (
            frozenset({"type", "sku", "name", "published", "regular price"}),
            frozenset({"type", "ugs", "nom", "tarif regulier"}),
        ),
    ),
    (
        Layout.PRESTASHOP,
        (
            frozenset({"product id", "name", "reference", "price tax excl"}),
            frozenset({"product id", "name", "price tax excluded"}),
            frozenset({"id", "nom", "reference", "prix ht", "etat"}),
        ),
    ),
    (
        Layout.ODOO,
        (
            frozenset({"name", "internal reference", "sales price"}),
            frozenset({"nom", "reference interne", "prix de vente"}),
            frozenset({"external id", "name", "sales price"}),
        ),
    ),
)
_AXIS = re.compile(r"(?:attribute (\d+) name|nom de l attribut (\d+))")
_VALUES = re.compile(r"(?:attribute (\d+) value s|valeur s de l attribut (\d+))")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each of our columns stands in a list, the first being 0."""

    layout: Layout
    places: Mapping[str, int]
    #: Of each axis the column of its name and the column of its values.
    axes: tuple[tuple[int, int], ...] = ()

    def moved(self, places: Mapping[str, int]) -> "Columns":
        """Return the columns as a person has matched them."""
        own = {name: at for name, at in self.places.items() if name in _WOO}
        return Columns(self.layout, {**own, **places}, self.axes)


def recognise(header: Sequence[str]) -> Columns:
    """Return who wrote a list and what its columns are, as far as the header says."""
    # The star marks what PrestaShop wants filled in; folded, it is gone.
    folded = [fold(cell) for cell in header]
    known = set(folded)
    layout = next(
        (name for name, marks in _MARKS if any(mark <= known for mark in marks)), Layout.LIST
    )
    wanted = FIELDS | _WOO if layout is Layout.WOOCOMMERCE else FIELDS
    places = {
        field: folded.index(next(word for word in words if word in known))
        for field, words in wanted.items()
        if not known.isdisjoint(words)
    }
    axes = _axes(folded) if layout is Layout.WOOCOMMERCE else ()
    return Columns(layout, places, axes)


def _axes(folded: Sequence[str]) -> tuple[tuple[int, int], ...]:
    names, values = (
        {
            next(filter(None, found.groups())): place
            for place, cell in enumerate(folded)
            if (found := pattern.fullmatch(cell))
        }
        for pattern in (_AXIS, _VALUES)
    )
    return tuple((place, values[number]) for number, place in names.items() if number in values)
