"""The six shops' own databases, filled through the shop's services and joined to the marketplace."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

from msgspec import structs

from demo.marketplace import Marketplace
from demo.pictures import Pictures, Tell
from demo.town import SHOPS, TOWN, DemoProduct, DemoShop, Unit
from demo.town.allergens import allergens_of
from demo.town.carriage import LOCKERS, carriage_of
from desktop.bootstrap import open_shop
from desktop.devices.locker import SIMULATED_BANK
from desktop.domain.sellable import AGE_18
from desktop.errors import WorldError
from desktop.services.drafting import kept_photos
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from desktop.services.team.crew import OWNER_CODE
from desktop.services.town import link
from desktop.services.upkeep import house
from desktop.settings import LockerSettings, Settings, ShopProfile
from fiscal import FolderKeyStore
from sync.kernel.clock import SystemClock
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.quantity import Unit as KernelUnit
from sync.kernel.vat import VatRate

_SYNC_PATIENCE_S = 120
_UNITS = {Unit.PIECE: KernelUnit.PIECE, Unit.KG: KernelUnit.KILOGRAM}


def demo_shop(slug: str) -> DemoShop:
    """Return the shop of that name."""
    return next(shop for shop in SHOPS if shop.slug == slug)


def settings_for(shop: DemoShop, language: str) -> Settings:
    """Return the settings the shop's owner would have typed."""
    return structs.replace(
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
        lockers=tuple(
            LockerSettings(
                code=locker.slug, name=locker.name, address=SIMULATED_BANK, place=locker.slug
            )
            for locker in LOCKERS
            if carriage_of(shop.slug).get("to_lockers")
        ),
    )


def fill(shop: Shop, goods: DemoShop, pictures: Pictures) -> None:
    """Catalogue all the shop's goods and put them online, as if over some months."""
    for product in goods.products:
        photo = kept_photos.keep(shop, pictures.photographs[product.sku])
        cataloguing.save_product(shop, draft_of(product, photo.sha256), OWNER_CODE)


def draft_of(product: DemoProduct, photo: str) -> ProductDraft:
    """Return a product of the town as the catalogue takes it."""
    unit = _UNITS[product.unit]
    flags = {
        "durable": product.is_durable,
        "meal_voucher": product.takes_meal_voucher,
        "fragile": product.is_fragile,
        "cold": product.is_chilled,
        AGE_18: product.is_for_adults,
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
        allergens=allergens_of(product.sku),
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


def make_shops(
    folder: Path,
    urls: Mapping[str, str],
    pictures: Pictures,
    hub: Marketplace,
    language: str,
    tell: Tell,
) -> None:
    """Make every shop's data folder, join the marketplace and wait until all of it is there.

    A shop sends its pictures up while the next one is being catalogued.

    Args:
        folder: where each shop gets a folder by its slug.
        urls: where each shop finds the marketplace.
        pictures: of all goods.
        hub: invites the shops.
        language: of the tills.
        tell: hears of each shop that is there.

    Raises:
        WorldError: demo_hub_failed.
    """
    with ThreadPoolExecutor(1) as operator, ExitStack() as open_shops:
        codes = {goods.slug: operator.submit(hub.invite, goods.slug) for goods in SHOPS}
        shops: list[Shop] = []
        for goods in SHOPS:
            home = folder / goods.slug
            home.mkdir(parents=True, exist_ok=True)
            shop = open_shops.enter_context(closing(open_shop(home, keys=FolderKeyStore(home))))
            house.change_settings(shop, settings_for(goods, language))
            fill(shop, goods, pictures)
            # All of them first: a busy machine would have an operator's command wait for a place
            # between the pictures of the shops that joined.
            invited = {slug: code.result() for slug, code in codes.items()}
            link.enrol(shop, urls[goods.slug], invited[goods.slug])
            shops.append(shop)
        for place, shop in enumerate(shops, 1):
            await_told(shop)
            tell("shops", place, len(shops))


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
