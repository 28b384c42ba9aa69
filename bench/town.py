"""A shop of any size to measure with: French names, an EAN-13 each, always the same."""

import random
from contextlib import closing
from pathlib import Path

from msgspec import structs
from sqlalchemy import insert

from desktop.bootstrap import open_shop
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product, Variant, VariantCode
from desktop.models.stock import StockLevel
from desktop.services.counter import search_index
from desktop.services.team.crew import OWNER_CODE
from desktop.services.till import till_sessions
from desktop.services.upkeep import house
from fiscal import FolderKeyStore
from sync.kernel import gtin
from sync.kernel.ids import new_id
from sync.kernel.money import Money

_WHAT = ("Confiture", "Savon", "Carnet", "Écharpe", "Comté", "Tisane", "Bougie", "Huile", "Miel")
_HOW = ("artisanal", "de lavande", "à l'ancienne", "bio", "d'été", "fumé", "doux", "au citron")
_WHO = ("L'Atelier fermier", "Maison Béraud", "Les Œillets", "Côté Jardin", "Le Vélo bleu")
_SECTIONS = ("Épicerie", "Hygiène", "Papeterie", "Mode", "Crèmerie", "Maison")


def stock_shelf(folder: Path, count: int, seed: int = 7) -> list[str]:
    """Make a shop with so many products and its till open; return their codes."""
    chance = random.Random(seed)
    codes: list[str] = []
    with closing(open_shop(folder, keys=FolderKeyStore(folder), prints=False, talks=False)) as shop:
        with shop.begin() as work:
            sections = [new_id() for _ in _SECTIONS]
            work.connection.execute(
                insert(table_of(Category)),
                [
                    {"id": made, "name": name, "position": place, "colour": place}
                    for place, (made, name) in enumerate(zip(sections, _SECTIONS, strict=True))
                ],
            )
            products: list[dict[str, object]] = []
            variants: list[dict[str, object]] = []
            for number in range(count):
                product, variant = new_id(), new_id()
                name = (
                    f"{chance.choice(_WHAT)} {chance.choice(_HOW)} {chance.choice(_WHO)} {number}"
                )
                codes.append(gtin.make_in_store(number))
                products.append(
                    {
                        "id": product,
                        "name": name,
                        "brand": "",
                        "description": "",
                        "category_id": chance.choice(sections),
                        "kind": "goods",
                        "vat_bp": chance.choice((550, 2000)),
                        "unit": "piece",
                        "flags": [],
                        "online": False,
                        "created_at": work.at,
                        "changed_at": work.at,
                        "hub_ver": 0,
                    }
                )
                variants.append(
                    {
                        "id": variant,
                        "product_id": product,
                        "position": 0,
                        "sku": f"B{number:06d}",
                        "options": {},
                        "price_cents": chance.randrange(90, 9000),
                        "price_ver": 0,
                        "buffer": 0,
                    }
                )
            work.connection.execute(insert(table_of(Product)), products)
            work.connection.execute(insert(table_of(Variant)), variants)
            work.connection.execute(
                insert(table_of(VariantCode)),
                [
                    {"code": code, "variant_id": each["id"], "pack": 1000}
                    for code, each in zip(codes, variants, strict=True)
                ],
            )
            work.connection.execute(
                insert(table_of(StockLevel)),
                [
                    {"variant_id": each["id"], "on_hand": 10_000, "reserved": 0, "is_stale": False}
                    for each in variants
                ],
            )
            search_index.index_products(work.connection, [str(each["id"]) for each in products])
            work.commit()
        # A shop without a name is a new one, and opens on its welcome instead of its sale.
        profile = structs.replace(shop.profile, name="L'Étal de mesure")
        house.change_settings(shop, structs.replace(shop.settings, profile=profile))
        till_sessions.open_till(shop, Money(10_000), OWNER_CODE)
    return codes
