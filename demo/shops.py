"""The six shops' own databases, filled through the shop's services and joined to the marketplace."""

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import platformdirs

from demo import town
from demo.marketplace import Marketplace
from demo.town import SHOPS, TOWN, DemoProduct, DemoShop, Unit
from demo.town.pictures import render_photograph
from desktop.bootstrap import open_shop
from desktop.devices.imaging import for_the_web
from desktop.errors import WorldError
from desktop.services import cataloguing, house, link, photos
from desktop.services.cataloguing import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from desktop.services.staff import OWNER_CODE
from desktop.settings import Settings, ShopProfile
from fiscal import FolderKeyStore
from sync.kernel.clock import SystemClock
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.quantity import Unit as KernelUnit
from sync.kernel.vat import VatRate

PICTURE_PX = 720
_SYNC_PATIENCE_S = 120
_UNITS = {Unit.PIECE: KernelUnit.PIECE, Unit.KG: KernelUnit.KILOGRAM}

Tell = Callable[[str, int, int], None]


def demo_shop(slug: str) -> DemoShop:
    """Return the shop of that name."""
    return next(shop for shop in SHOPS if shop.slug == slug)


@dataclass(frozen=True, slots=True)
class Photographs:
    """The pictures of all products, drawn once a machine, several at a time."""

    of: dict[str, photos.Prepared]

    @classmethod
    def draw(cls, tell: Tell) -> "Photographs":
        """Draw what was not drawn before; `tell` hears of each picture."""
        products = [product for shop in SHOPS for product in shop.products]
        kept = _kept_folder()
        kept.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
            coming = [(each.sku, pool.submit(draw, each, kept)) for each in products]
            done: dict[str, photos.Prepared] = {}
            for sku, future in coming:
                done[sku] = future.result()
                tell("pictures", len(done), len(products))
        return cls(done)


def _kept_folder() -> Path:
    """Return where pictures are kept from one demonstration to the next, by their painters' text."""
    painters = hashlib.sha256()
    for source in sorted(Path(town.__file__).parent.rglob("*.py")):
        painters.update(source.read_bytes())
    cache = platformdirs.user_cache_dir("comptoir", appauthor=False)
    return Path(cache) / "demo" / painters.hexdigest()[:16]


def draw(product: DemoProduct, kept: Path) -> photos.Prepared:
    """Return a product's photograph as the studio would have made it ready."""
    file = kept / f"{product.sku}.webp"
    if not file.exists():
        picture = render_photograph(product, size=(PICTURE_PX, PICTURE_PX))
        coming = file.with_suffix(f".{os.getpid()}")
        coming.write_bytes(for_the_web(picture).webp)
        coming.replace(file)
    webp = file.read_bytes()
    return photos.Prepared(
        sha256=hashlib.sha256(webp).hexdigest(),
        webp=webp,
        width=PICTURE_PX,
        height=PICTURE_PX,
        codes=(),
    )


def settings_for(shop: DemoShop, language: str) -> Settings:
    """Return the settings the shop's owner would have typed."""
    return replace(
        Settings(),
        language=language,
        # Some hours ago: a demonstration at four in the morning must not meet the day's end, and
        # what it sells now is today's.
        closing_hour=max(0, SystemClock().now().astimezone(ZoneInfo(TOWN.zone)).hour - 6),
        profile=ShopProfile(
            name=shop.sign,
            legal_name=shop.legal_name,
            siret=shop.siret,
            vat_number=shop.vat_number,
            naf=shop.naf,
            street=shop.street,
            postcode=shop.postcode,
            city=shop.city,
            phone=shop.phone,
        ),
    )


def fill(shop: Shop, goods: DemoShop, pictures: Photographs) -> None:
    """Catalogue all the shop's goods and put them online, as if over some months."""
    for product in goods.products:
        photo = photos.keep(shop, pictures.of[product.sku])
        cataloguing.save_product(shop, draft_of(product, photo.sha256), OWNER_CODE)


def draft_of(product: DemoProduct, photo: str) -> ProductDraft:
    """Return a product of the town as the catalogue takes it."""
    unit = _UNITS[product.unit]
    flags = {
        "durable": product.is_durable,
        "meal_voucher": product.takes_meal_voucher,
        "fragile": product.is_fragile,
        "cold": product.is_chilled,
        "adults": product.is_for_adults,
        "fixed_price": product.look.kind == "book",
    }
    return ProductDraft(
        name=product.name,
        brand=product.brand,
        description=product.description,
        category_name=product.category[-1],
        vat=VatRate(product.vat_bp),
        unit=unit,
        flags=frozenset(name for name, holds in flags.items() if holds),
        photos=(photo,),
        is_online=True,
        variants=tuple(
            VariantDraft(
                price=Money(product.price_cents),
                sku=variant.sku,
                options=variant.options,
                codes=(variant.gtin,),
                opening_stock=Quantity(variant.stock_thousandths, unit),
            )
            for variant in product.variants
        ),
    )


def make_shop(
    folder: Path,
    goods: DemoShop,
    pictures: Photographs,
    hub: Marketplace,
    url: str,
    language: str,
) -> None:
    """Make a shop's data folder, join the marketplace at `url` and wait until all of it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(open_shop(folder, keys=FolderKeyStore(folder))) as shop:
        house.change_settings(shop, settings_for(goods, language))
        fill(shop, goods, pictures)
        link.enrol(shop, url, hub.invite(goods.slug))
        await_told(shop)


def await_told(shop: Shop, until: Callable[[], bool] = lambda: True) -> None:
    """Wait until nothing of the shop waits to go up, and whatever else is waited for.

    Raises:
        WorldError: demo_hub_failed, when it takes far too long.
    """
    pause, waited = Event(), 0
    while waited < _SYNC_PATIENCE_S * 20:
        status = link.link_status(shop)
        if status.is_online and not status.waiting and not status.photos and until():
            return
        pause.wait(0.05)
        waited += 1
    raise WorldError("demo_hub_failed", why=link.link_status(shop).detail)
