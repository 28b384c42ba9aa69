"""What a shop says of its goods, as it arrives."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.errors import Refusal, StorageError
from marketplace.models.catalogue import Offer, PriceChange, Product, Sheet, StockMove
from marketplace.models.sync import Feed
from marketplace.services import catalogue, shelves, stock
from marketplace.services.hub import Hub, open_hub
from marketplace.settings import Settings
from sync.contract import v1
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from tests.marketplace.towns import OpenTown
from tests.support.a_market import TUESDAY_NOON, a_product, a_shop, a_town
from tests.support.hub_database import url_in

NUTS = "3017620422003"


def fields(variant: str, **more: object) -> v1.VariantFields:
    return v1.VariantFields(variant=variant, sku=f"R-{variant[-4:]}", **more)


def test_absent_fields_stay_as_they_are(town: OpenTown) -> None:
    shop, product = town.market.shops["Fil & Marée"], town.market.products["Sac à vélo"]
    with town.database.write() as session:
        catalogue.set_product(
            session, shop, v1.ProductSet(product=product, brand="Pédale"), town.clock.now()
        )
    with town.database.read() as session:
        seen = catalogue.product_entity(session, shop, product)
    assert seen is not None
    assert (seen.name, seen.brand, seen.online, seen.ver) == ("Sac à vélo", "Pédale", True, 2)
    assert len(seen.variants) == 1


def test_address_stays_when_the_name_changes_and_never_clashes(town: OpenTown) -> None:
    shop = town.market.shops["Fil & Marée"]
    with town.database.write() as session:
        first, _ = a_product(session, shop, "Écharpe")
        second, _ = a_product(session, shop, "Echarpe !")
        third, _ = a_product(session, shop, "???")
        catalogue.set_product(
            session, shop, v1.ProductSet(product=first, name="Foulard"), town.clock.now()
        )
        slugs = {one: session.get_one(Product, one).slug for one in (first, second, third)}
    assert slugs[first] == "echarpe"
    assert slugs[second].startswith("echarpe-")
    assert slugs[third] == "article"


def test_product_of_another_shop_is_unknown(town: OpenTown) -> None:
    product = town.market.products["Sac à vélo"]
    foreign = town.market.shops["La Mie Dorée"]
    message = v1.ProductSet(product=product, name="Volé")
    with town.database.write() as session, pytest.raises(Refusal, match="unknown_product"):
        catalogue.set_product(session, foreign, message, town.clock.now())
    with town.database.read() as session:
        assert catalogue.product_entity(session, foreign, product) is None
        assert stock.stock_entity(session, foreign, town.market.variants["Sac à vélo"]) is None


def test_variant_of_another_product_is_refused(town: OpenTown) -> None:
    shop, variant = town.market.shops["Fil & Marée"], town.market.variants["Sac à vélo"]
    message = v1.ProductSet(product=new_id(), name="X", variants=(fields(variant),))
    with town.database.write() as session, pytest.raises(Refusal, match="variant_elsewhere"):
        catalogue.set_product(session, shop, message, town.clock.now())


def test_variant_left_out_is_archived_and_comes_back(town: OpenTown) -> None:
    shop, product = town.market.shops["Fil & Marée"], town.market.products["Pull marin"]
    kept, dropped = town.market.variants["Pull marin"], town.market.variants["Pull marin 1"]
    for variants, archived in (((kept,), True), ((kept, dropped), False)):
        message = v1.ProductSet(product=product, variants=tuple(map(fields, variants)))
        with town.database.write() as session:
            catalogue.set_product(session, shop, message, town.clock.now())
        assert town.offer("Pull marin 1").archived is archived
        assert town.offer("Pull marin 1").on_hand == 4000


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 201},
        {"description": "x" * 5001},
        {"vat_bp": -1},
        {"vat_bp": 10_000},
        {"photos": tuple("x" for _ in range(501))},
        {"category": ("x" * 201,)},
        {"variants": (fields("a"), fields("a"))},
        {"variants": (fields("a", buffer=-1),)},
        {"variants": (fields("a", price_cents=-1),)},
        {"variants": (fields("a", price_cents=100_000_001),)},
        {"variants": (fields("a", options={"x": "y" * 300}),)},
    ],
)
def test_what_cannot_be_is_refused_whole(town: OpenTown, wrong: dict[str, Any]) -> None:
    product = new_id()
    message = v1.ProductSet(product=product, **wrong)
    with town.database.write() as session, pytest.raises(Refusal):
        catalogue.set_product(session, town.market.shops["Fil & Marée"], message, town.clock.now())
    with town.database.read() as session:
        assert session.get(Product, product) is None


def test_last_price_wins_and_a_stale_one_is_told(town: OpenTown) -> None:
    shop, variant = town.market.shops["Fil & Marée"], town.market.variants["Sac à vélo"]

    def set_price(cents: int, base_ver: int) -> bool:
        message = v1.PriceSet(variant=variant, price_cents=cents, base_ver=base_ver)
        with town.database.write() as session:
            return catalogue.set_price(session, shop, message, town.clock.now())

    assert set_price(6000, 1) is False
    assert set_price(5900, 1) is True
    assert set_price(5900, 1) is False, "the same price hides nothing from anybody"
    offer = town.offer("Sac à vélo")
    assert (offer.price_cents, offer.price_ver) == (5900, 4)
    with town.database.read() as session:
        prices = session.scalars(
            select(PriceChange.price_cents)
            .where(PriceChange.offer_id == offer.id)
            .order_by(PriceChange.ver)
        ).all()
    assert prices == [6500, 6000, 5900, 5900]


def test_a_new_form_brings_its_first_price_and_no_later_one(town: OpenTown) -> None:
    shop, product, variant = town.market.shops["Fil & Marée"], new_id(), new_id()
    for cents in (790, 890):
        forms = (fields(variant, price_cents=cents),)
        message = v1.ProductSet(product=product, name="Gants", variants=forms)
        with town.database.write() as session:
            catalogue.set_product(session, shop, message, town.clock.now())
    with town.database.read() as session:
        offer = session.scalars(select(Offer).where(Offer.variant == variant)).one()
        kept = session.scalars(
            select(PriceChange.price_cents).where(PriceChange.offer_id == offer.id)
        ).all()
        assert (offer.price_cents, offer.price_ver, kept) == (790, 1, [790])


@pytest.mark.parametrize("cents", [-1, 100_000_001])
def test_absurd_price_is_refused(town: OpenTown, cents: int) -> None:
    shop, variant = town.market.shops["Fil & Marée"], town.market.variants["Sac à vélo"]
    message = v1.PriceSet(variant=variant, price_cents=cents)
    with town.database.write() as session, pytest.raises(Refusal, match="wrong_value"):
        catalogue.set_price(session, shop, message, town.clock.now())


def test_price_of_an_unknown_variant_is_refused(town: OpenTown) -> None:
    shop = town.market.shops["Fil & Marée"]
    message = v1.PriceSet(variant=new_id(), price_cents=1)
    with town.database.write() as session, pytest.raises(Refusal, match="unknown_variant"):
        catalogue.set_price(session, shop, message, town.clock.now())


def test_goods_counted_before_their_variant_was_known_are_there(town: OpenTown) -> None:
    shop, variant, now = town.market.shops["Fil & Marée"], new_id(), town.clock.now()
    with town.database.write() as session:
        stock.move(session, shop, variant, 5000, "opening", "", now)
        stock.move(session, shop, variant, -1000, "sale", "s", now)
        message = v1.ProductSet(product=new_id(), name="Gants", variants=(fields(variant),))
        catalogue.set_product(session, shop, message, now)
        seen = stock.stock_entity(session, shop, variant)
    assert seen == v1.StockEntity(variant=variant, on_hand=4000, reserved=0)


def test_count_moves_by_the_difference_the_till_saw(town: OpenTown) -> None:
    shop, variant = town.market.shops["Fil & Marée"], town.market.variants["Sac à vélo"]
    with town.database.write() as session:
        message = v1.StockCount(count=new_id(), variant=variant, counted=3000, delta=2000)
        stock.count(session, shop, message, town.clock.now())
    assert town.offer("Sac à vélo").on_hand == 3000
    with town.database.read() as session:
        assert session.scalars(select(StockMove.counted).where(StockMove.why == "count")).all() == [
            3000
        ]


def test_changes_reach_the_feed(town: OpenTown) -> None:
    shop = town.market.shops["Fil & Marée"]
    with town.database.write() as session:
        product, (variant,) = a_product(session, shop, "Bonnet")
    with town.database.read() as session:
        rows = session.execute(select(Feed.entity, Feed.entity_id).where(Feed.shop_id == shop))
        told = {(row.entity, row.entity_id) for row in rows}
    assert ("product", product) in told
    assert ("stock", variant) in told


def test_sheet_is_shared_and_written_by_its_first_shop(town: OpenTown) -> None:
    codes = {"barcodes": (v1.Barcode(gtin=NUTS),)}
    with town.database.write() as session:
        for sign, name in (("La Mie Dorée", "Pâte"), ("Maison Castagné", "Autre nom")):
            message = v1.ProductSet(
                product=new_id(), name=name, variants=(fields(new_id(), **codes),)
            )
            catalogue.set_product(session, town.market.shops[sign], message, town.clock.now())
    with town.database.read() as session:
        assert session.get_one(Sheet, NUTS).name == "Pâte"
        assert (
            session.scalar(select(func.count()).select_from(Offer).where(Offer.gtin == NUTS)) == 2
        )


@pytest.mark.parametrize("code", ["2012345678900", "2", "12345", "3017620422004"])
def test_in_store_and_wrong_numbers_get_no_sheet(town: OpenTown, code: str) -> None:
    with town.database.write() as session:
        message = v1.ProductSet(
            product=new_id(),
            name="X",
            variants=(fields(new_id(), barcodes=(v1.Barcode(gtin=code),)),),
        )
        catalogue.set_product(session, town.market.shops["Fil & Marée"], message, town.clock.now())
        assert session.scalar(select(func.count()).select_from(Sheet)) == 0


def test_six_pack_is_not_the_article(town: OpenTown) -> None:
    with town.database.write() as session:
        message = v1.ProductSet(
            product=new_id(),
            name="X",
            variants=(fields(new_id(), barcodes=(v1.Barcode(gtin=NUTS, pack=6000),)),),
        )
        catalogue.set_product(session, town.market.shops["Fil & Marée"], message, town.clock.now())
        assert session.scalar(select(func.count()).select_from(Sheet)) == 0


def test_stock_moves_cannot_be_changed(town: OpenTown) -> None:
    for statement in ("UPDATE stock_move SET delta = 0", "DELETE FROM stock_move"):
        with pytest.raises((DBAPIError, StorageError)), town.database.write() as session:
            session.execute(text(statement))


def test_reserving_asks_for_what_can_be_sold(town: OpenTown) -> None:
    shop, product = town.market.shops["Fil & Marée"], town.market.products["Sac à vélo"]
    offer, variant = town.offer("Sac à vélo"), town.market.variants["Sac à vélo"]
    with town.database.write() as session:
        message = v1.ProductSet(product=product, variants=(fields(variant, buffer=500),))
        catalogue.set_product(session, shop, message, town.clock.now())
        assert not stock.reserve_if_there(session, offer.id, 501)
        assert stock.reserve_if_there(session, offer.id, 500)
        assert not stock.reserve_if_there(session, offer.id, 1)
        assert not stock.reserve_if_there(session, new_id(), 1)


def a_bundle(session: Session, shop: str, **pieces: int) -> tuple[str, dict[str, str]]:
    """Put a bundle of these pieces, three of each in stock, into the window."""
    variants = {name: a_product(session, shop, name, stock=3_000)[1][0] for name in pieces}
    product, (bundle,) = a_product(session, shop, "Panier", 2000, stock=0)
    parts = {variants[name]: count for name, count in pieces.items()}
    message = v1.ProductSet(product=product, variants=(fields(bundle, parts=parts),))
    catalogue.set_product(session, shop, message, TUESDAY_NOON)
    return bundle, variants


def offer_of(session: Session, variant: str) -> Offer:
    return session.scalars(
        select(Offer).where(Offer.variant == variant).execution_options(populate_existing=True)
    ).one()


def test_a_bundle_is_as_available_as_its_scarcest_piece(town: OpenTown) -> None:
    shop = town.market.shops["Fil & Marée"]
    with town.database.write() as session:
        bundle, variants = a_bundle(session, shop, Bol=1000, Thé=2000)
        assert shelves.available(offer_of(session, bundle)) == 1000
        stock.move(session, shop, variants["Thé"], 4000, "received", "", TUESDAY_NOON)
        assert shelves.available(offer_of(session, bundle)) == 3000


def test_an_order_of_a_bundle_holds_and_takes_its_pieces(town: OpenTown) -> None:
    shop = town.market.shops["Fil & Marée"]
    with town.database.write() as session:
        bundle, variants = a_bundle(session, shop, Bol=1000, Thé=2000)
        assert stock.reserve_if_there(session, offer_of(session, bundle).id, 1000)
        assert offer_of(session, variants["Thé"]).reserved == 2000
        assert shelves.available(offer_of(session, bundle)) == 0
        stock.move(session, shop, bundle, -1000, "sale", "", TUESDAY_NOON)
        stock.release(session, shop, bundle, 1000)
        held = {name: offer_of(session, variant) for name, variant in variants.items()}
        assert {name: (each.on_hand, each.reserved) for name, each in held.items()} == {
            "Bol": (2000, 0),
            "Thé": (1000, 0),
        }
        assert offer_of(session, bundle).on_hand == 0


def test_a_bundle_whose_last_piece_is_gone_is_not_sold(town: OpenTown) -> None:
    shop = town.market.shops["Fil & Marée"]
    with town.database.write() as session:
        bundle, _variants = a_bundle(session, shop, Bol=1000, Thé=4000)
        assert not stock.reserve_if_there(session, offer_of(session, bundle).id, 1000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": -1, "content_unit": "kg"},
        {"content": 5},
        {"content_unit": "kg"},
        {"content": 10**12, "content_unit": "kg"},
        {"parts": {"x" * 300: 1000}},
        {"parts": {"x": 0}},
        {"parts": {"x": -5}},
        {"parts": {str(number): 1000 for number in range(600)}},
    ],
)
def test_a_content_or_bundle_that_cannot_be_is_refused(
    town: OpenTown, wrong: dict[str, object]
) -> None:
    product, variant = town.market.products["Sac à vélo"], town.market.variants["Sac à vélo"]
    message = v1.ProductSet(product=product, variants=(fields(variant, **wrong),))
    with pytest.raises(Refusal), town.database.write() as session:
        catalogue.set_product(session, town.market.shops["Fil & Marée"], message, TUESDAY_NOON)


def test_a_content_comes_back_to_the_tills(town: OpenTown) -> None:
    shop = town.market.shops["Fil & Marée"]
    product, variant = town.market.products["Sac à vélo"], town.market.variants["Sac à vélo"]
    sheet = fields(variant, content=750, content_unit="l", parts={"autre": 2000})
    with town.database.write() as session:
        message = v1.ProductSet(product=product, variants=(sheet,))
        catalogue.set_product(session, shop, message, TUESDAY_NOON)
    with town.database.read() as session:
        entity = catalogue.product_entity(session, shop, product)
    assert entity is not None
    assert entity.variants == (sheet,)


STEP = st.tuples(
    st.sampled_from(["move", "reserve", "release", "sell"]),
    st.integers(min_value=1, max_value=5000),
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, str]]:
    folder = tmp_path_factory.mktemp("stock")
    hub = open_hub(Settings(url_in(folder), folder), SetClock(TUESDAY_NOON))
    with hub.database.write() as session:
        shop = a_shop(session, a_town(session), "Fil & Marée").id
    yield hub, shop
    hub.close()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, max_size=30))
def test_stock_is_always_the_sum_of_its_moves_and_never_oversold_online(
    bench: tuple[Hub, str], steps: list[tuple[str, int]]
) -> None:
    hub, shop = bench
    with hub.database.write() as session:
        _, (variant,) = a_product(session, shop, "Article", stock=10_000)
        offer_id = session.scalars(select(Offer.id).where(Offer.variant == variant)).one()
        held: list[int] = []
        for what, amount in steps:
            if what == "reserve" and stock.reserve_if_there(session, offer_id, amount):
                held.append(amount)
                now = stock.stock_entity(session, shop, variant)
                assert now is not None
                assert now.on_hand >= now.reserved
            elif what == "release" and held:
                stock.release(session, shop, variant, held.pop())
            elif what == "sell":
                stock.move(session, shop, variant, -amount, "sale", "", TUESDAY_NOON)
            elif what == "move":
                stock.move(session, shop, variant, amount, "received", "", TUESDAY_NOON)
        seen = stock.stock_entity(session, shop, variant)
        moved = session.scalar(
            select(func.sum(StockMove.delta)).where(StockMove.variant == variant)
        )
    assert seen is not None
    assert (seen.on_hand, seen.reserved) == (moved, sum(held))
