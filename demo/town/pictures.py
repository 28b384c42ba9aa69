"""Photographs of the demonstration's goods, drawn by this code when they are asked for.

Each picture depends on nothing but the product's sku, the variant's colour and the size: the
same call on the same machine gives the same bytes.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from PIL import Image

from demo.town import SHOPS
from demo.town.records import DemoProduct, DemoShop, DemoVariant
from demo.town.studio import (
    accessories,
    bread,
    care,
    deli,
    flowers,
    garments,
    packs,
    paper,
    pastry,
    plants,
    things,
    vessels,
)
from demo.town.studio.counter import counter_frame
from demo.town.studio.facade import facade
from demo.town.studio.frame import Frame
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.surfaces import SETS, backdrop

#: Painters by `Look.kind`.
PAINTERS: dict[str, Painter] = {
    **bread.PAINTERS,
    **pastry.PAINTERS,
    **vessels.PAINTERS,
    **packs.PAINTERS,
    **deli.PAINTERS,
    **paper.PAINTERS,
    **garments.PAINTERS,
    **accessories.PAINTERS,
    **care.PAINTERS,
    **flowers.PAINTERS,
    **plants.PAINTERS,
    **things.PAINTERS,
}

_TAKES = 2


def render_photograph(
    product: DemoProduct,
    size: tuple[int, int] = (1200, 1200),
    *,
    variant: DemoVariant | None = None,
) -> Image.Image:
    """The product's picture as RGB; of a garment in the variant's colour, else in its first.

    Args:
        product: One of the town's products.
        size: Width and height in pixels; the product is in the centred square.
        variant: Whose colour to show.
    """
    colour = (variant or product.variants[0]).colour or product.look.colour
    rng = _chance(product.sku)
    painter = PAINTERS[product.look.kind]
    width, height = size
    take = int(rng.integers(_TAKES))
    shop = _shop_of(product.sku)
    frame = Frame(backdrop(shop, painter.stance, take, height, width), rng)
    painter.paint(Shot(frame, product, product.look, colour, rng))
    return frame.develop(warmth=SETS[shop].warmth)


def render_shopfront(shop: DemoShop, size: tuple[int, int] = (1600, 900)) -> Image.Image:
    """The shop's front with its sign, awning and window, as RGB."""
    return facade(shop, size, _chance(shop.slug)).develop(contrast=0.12)


def render_shelf_photo(
    product: DemoProduct, tilt_deg: float = 0.0, *, variant: DemoVariant | None = None
) -> Image.Image:
    """A frame of the counter's camera, 1280 × 720: the pack held with its barcode up.

    Args:
        product: One of the town's products.
        tilt_deg: How far the pack is turned in the hand, clockwise.
        variant: Whose barcode is printed on it; the first when not given.
    """
    gtin = (variant or product.variants[0]).gtin
    rng = _chance(f"{gtin} {tilt_deg:.3f}")
    return counter_frame(product, _shop_of(product.sku), gtin, tilt_deg, rng)


def _chance(name: str) -> np.random.Generator:
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return np.random.Generator(np.random.PCG64(seed))


@lru_cache(maxsize=1)
def _shops_by_sku() -> dict[str, str]:
    return {product.sku: shop.slug for shop in SHOPS for product in shop.products}


def _shop_of(sku: str) -> str:
    return _shops_by_sku()[sku]
