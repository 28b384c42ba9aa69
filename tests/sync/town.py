"""A marketplace for tests: two shops with goods, and orders laid straight into its tables."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from marketplace.models.catalogue import Offer
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.models.sync import Device
from marketplace.models.town import Shop, ShopStatus, Town
from marketplace.services import catalogue, feed, stock, town
from marketplace.services.devices import Caller
from marketplace.services.hub import Hub, open_hub
from marketplace.settings import Settings
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.clock import Clock
from sync.kernel.ids import new_id
from tests.support import hub_database

VARIANTS = 3
OPENING_STOCK = 100_000
FILE = "hub.sqlite"


@dataclass(frozen=True, slots=True)
class ShopOfTest:
    """What a test needs to know of a shop."""

    id: str
    slug: str
    variants: tuple[str, ...]


def settings_in(folder: Path) -> Settings:
    return Settings(
        database_url=hub_database.url_in(folder, FILE),
        data_dir=folder,
        public_url="https://ville.example",
    )


def found_town(folder: Path, clock: Clock) -> None:
    """Make a marketplace with two shops in a folder; `copy_town` makes the others."""
    hub = open_hub(settings_in(folder), clock)
    at = clock.now()
    with hub.database.write() as session:
        place = town.create_town(session, town.NewTown(name="Marmande"), at)
        for sign in ("Librairie", "Épicerie"):
            shop = town.add_shop(
                session,
                place,
                town.NewShop(
                    sign=sign,
                    trade="shop",
                    lat_e6=44_500_000,
                    lon_e6=160_000,
                    status=ShopStatus.ACTIVE,
                    siret="12345678900011",
                ),
                at,
            )
            _stock_shop(session, shop.id, hub)
    hub.close()


def _stock_shop(session: Session, shop_id: str, hub: Hub) -> None:
    at = hub.clock.now()
    for place in range(VARIANTS):
        variant = new_id()
        fields = v1.VariantFields(variant=variant, sku=f"A{place}")
        product = v1.ProductSet(
            product=new_id(), name=f"Article {place}", online=True, variants=(fields,)
        )
        catalogue.set_product(session, shop_id, product, at)
        price = v1.PriceSet(variant=variant, price_cents=100)
        catalogue.set_price(session, shop_id, price, at)
        stock.move(session, shop_id, variant, OPENING_STOCK, "opening", "", at)


def copy_files(template: Path, folder: Path) -> None:
    """Copy a marketplace that nobody has open, its database too."""
    shutil.copytree(template, folder, ignore=shutil.ignore_patterns(FILE))
    hub_database.copy(template, folder, FILE)


def copy_town(template: Path, folder: Path, clock: Clock, *, is_durable: bool = True) -> Hub:
    """Open a copy of a marketplace; one that is not durable does not wait for the disk."""
    if not folder.exists():
        copy_files(template, folder)
    hub = open_hub(settings_in(folder), clock)
    if not is_durable and hub.database.is_sqlite:
        hub.database.close()
        event.listen(hub.database.engine, "connect", _do_not_wait)
    return hub


def _do_not_wait(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


def shops_of(hub: Hub) -> list[ShopOfTest]:
    with hub.database.read() as session:
        return [
            ShopOfTest(
                shop.id,
                shop.slug,
                tuple(
                    session.scalars(
                        select(Offer.variant)
                        .where(Offer.shop_id == shop.id)
                        .order_by(Offer.variant)
                    )
                ),
            )
            for shop in session.scalars(select(Shop).order_by(Shop.slug))
        ]


def add_device(hub: Hub, shop_id: str, name: str) -> Caller:
    """Let a device in without a code."""
    device = Device(
        id=new_id(),
        shop_id=shop_id,
        name=name,
        till=name,
        public_key=new_id(),
        enrolled_at=hub.clock.now(),
        revoked_at=None,
        last_seen=hub.clock.now(),
    )
    with hub.database.write() as session:
        session.add(device)
    return Caller(device.id, shop_id)


def place_order(hub: Hub, shop: ShopOfTest, variant: str, quantity: int = 1000) -> str:
    """Have a customer order one line; return the order's id."""
    at = hub.clock.now()
    order_id = new_id()
    with hub.database.write() as session:
        offer = session.scalars(
            select(Offer).where(Offer.shop_id == shop.id, Offer.variant == variant)
        ).one()
        code = pickup_code.draw(str(10_000_000 + session.query(ShopOrder).count()))
        group = _group(session, hub)
        session.add(group)
        session.flush()
        session.add(
            ShopOrder(
                id=order_id,
                group_id=group.id,
                shop_id=shop.id,
                number=code.order_number,
                state="placed",
                ver=1,
                mode="collect",
                promised_from=at,
                promised_to=at + timedelta(hours=2),
                payment="on_collection",
                paid_cents=0,
                ordered_cents=100,
                total_cents=100,
                secret=code.secret,
                commitment=pickup_code.commit(code),
                note="",
                reason="",
                bags=0,
                shelf="",
                placed_at=at,
                handed_over_by="",
                anomaly="",
            )
        )
        session.flush()
        held = stock.reserve_if_there(session, offer.id, quantity)
        session.add(_line(order_id, offer, quantity, reserved=quantity if held else 0))
        feed.touch(session, shop.id, "order", order_id)
    return order_id


def _group(session: Session, hub: Hub) -> OrderGroup:
    return OrderGroup(
        id=new_id(),
        town_id=session.scalars(select(Town.id)).one(),
        key=new_id(),
        body_hash="",
        token=new_id(),
        customer_name="Camille Durand",
        phone="0600000000",
        email="",
        language="fr",
        currency="EUR",
        total_cents=100,
        placed_at=hub.clock.now(),
    )


def _line(order_id: str, offer: Offer, quantity: int, reserved: int) -> OrderLine:
    return OrderLine(
        id=new_id(),
        order_id=order_id,
        position=0,
        product_id=offer.product_id,
        variant=offer.variant,
        label="Article",
        quantity=quantity,
        unit="piece",
        unit_price_cents=100,
        ordered_cents=100,
        vat_bp=2000,
        photo="",
        state="open",
        picked=0,
        gross_cents=100,
        reserved=reserved,
        substitute=None,
        substitute_reserved=0,
        returned_at=None,
    )
