"""What is sold and not online becomes a draft; a week of trade tells what that is worth."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from demo.town import SHOPS
from desktop.domain.cart import Cart
from desktop.domain.sellable import free_amount
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Product, ProductPhoto
from desktop.services.counter import selling
from desktop.services.drafting import drafts, reviewing, unlisted
from desktop.services.drafting.drafts import DraftView
from desktop.services.drafting.reviewing import Confirmed
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import Lack, ProductQuery
from desktop.services.money import vouchers
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, AShop, Goods, a_shop, paid_in_cash, sell, stock_shelf

_PRODUCTS, _PHOTOS = table_of(Product), table_of(ProductPhoto)


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Bougie", 1490, category="Maison", code="3760091726964")
        .with_product("Vase", 2900, category="Maison")
        .with_product("Savon", 590, category="Bain")
    )


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def product_id(shop: Shop, name: str) -> str:
    (found,) = catalogue.products(shop, ProductQuery(text=name)).products
    return found.id


def picture(shop: Shop, *names: str) -> None:
    """Give products a photograph that is already there."""
    with shop.begin() as work:
        work.connection.execute(
            insert(_PHOTOS),
            [
                {"product_id": product_id(shop, name), "position": 0, "sha256": "a" * 64}
                for name in names
            ],
        )
        work.commit()


def online(shop: Shop, *names: str) -> None:
    with shop.begin() as work:
        ids = [product_id(shop, name) for name in names]
        work.connection.execute(
            update(_PRODUCTS).where(_PRODUCTS.c.id.in_(ids)).values(online=True)
        )
        work.commit()


def sell_free(shop: Shop, label: str, cents: int) -> None:

    cart = Cart().add(free_amount(label, Money(cents), VatRate(2000)), Quantity.pieces(1))
    selling.take_payment(shop, paid_in_cash(cart))


def as_proposed(view: DraftView, category: str = "") -> Confirmed:
    assert view.price is not None
    return Confirmed(
        name=view.best("name"),
        price=view.price,
        vat=VatRate(int(view.best("vat"))),
        category=category,
    )


def test_an_article_sold_and_not_online_is_one_draft_with_how_often_it_was_sold(
    shop: Shop,
) -> None:
    online(shop, "Savon")
    sell(shop, "Vase", "Bougie", "Savon")
    sell(shop, "Bougie")

    assert unlisted.gather(shop) == 2
    sell(shop, "Bougie")
    assert unlisted.gather(shop) == 0

    first, second = drafts.waiting(shop).drafts
    assert (first.best("name"), first.times_sold, first.price) == ("Bougie", 3, Money(1490))
    assert first.code == "3760091726964"
    assert (second.best("name"), second.times_sold) == ("Vase", 1)
    assert second.best("vat") == "2000"


def test_a_sale_writes_no_draft_itself(shop: Shop) -> None:
    sell(shop, "Vase")

    assert drafts.count(shop) == 0


def test_an_article_put_online_otherwise_is_not_asked_about_any_more(shop: Shop) -> None:
    sell(shop, "Vase")
    unlisted.gather(shop)
    online(shop, "Vase")

    assert drafts.count(shop) == 0


def test_what_was_refused_is_not_asked_again_however_often_it_is_sold(shop: Shop) -> None:
    sell(shop, "Vase")
    unlisted.gather(shop)
    (view,) = drafts.waiting(shop).drafts
    drafts.refuse(shop, view.id, OWNER)

    sell(shop, "Vase")
    unlisted.gather(shop)

    assert drafts.count(shop) == 0


def test_a_free_amount_and_an_unknown_barcode_become_drafts_once_each(shop: Shop) -> None:
    sell_free(shop, "Bouquet rond", 2500)
    sell_free(shop, "bouquet  rond", 2500)
    sell_free(shop, "3017620422003", 450)
    sell_free(shop, "Divers", 100)

    assert unlisted.gather(shop, nameless=("Divers",)) == 2
    sell_free(shop, "Bouquet rond", 2500)
    assert unlisted.gather(shop, nameless=("Divers",)) == 0

    bouquet, unknown = drafts.waiting(shop).drafts
    assert (bouquet.best("name"), bouquet.times_sold) == ("Bouquet rond", 3)
    assert (unknown.code, unknown.best("name"), unknown.price) == ("3017620422003", "", Money(450))


def test_what_was_taken_back_or_paid_in_advance_becomes_no_draft(shop: Shop) -> None:

    cart = Cart().add(vouchers.gift_card("Carte cadeau", Money(2000)), Quantity.pieces(1))
    selling.take_payment(shop, paid_in_cash(cart))

    assert unlisted.gather(shop) == 0


def test_a_yes_puts_the_article_online_and_can_be_taken_back(shop: Shop) -> None:
    picture(shop, "Vase")
    sell(shop, "Vase")
    unlisted.gather(shop)
    (view,) = drafts.waiting(shop).drafts

    done = reviewing.accept(shop, view.id, as_proposed(view, "Maison"), OWNER)

    assert done.saved.product.is_online
    assert done.saved.product.id == view.product_id
    drafts.undo(shop, view.id, OWNER)
    assert not catalogue.product(shop, done.saved.product.id).is_online
    assert drafts.count(shop) == 1


def test_a_yes_without_a_photograph_is_refused_and_the_draft_waits(shop: Shop) -> None:
    sell(shop, "Vase")
    unlisted.gather(shop)
    (view,) = drafts.waiting(shop).drafts

    with pytest.raises(RefusedError, match="not_ready_for_online") as refused:
        reviewing.accept(shop, view.id, as_proposed(view, "Maison"), OWNER)

    assert refused.value.facts["missing"] == "photo"
    assert drafts.count(shop) == 1


def test_something_new_is_kept_and_told_what_it_lacks(shop: Shop) -> None:
    sell_free(shop, "Bouquet rond", 2500)
    unlisted.gather(shop)
    (view,) = drafts.waiting(shop).drafts

    done = reviewing.accept(shop, view.id, as_proposed(view, "Fleurs"), OWNER)

    assert done.lacks == (Lack.PHOTO,)
    assert done.saved.product.price_range == (Money(2500), Money(2500))
    assert done.saved.product.category == "Fleurs"
    assert selling.search(shop, "bouquet")[0].price == Money(2500)


# --- a week of trade ----------------------------------------------------------------------------

LINES, BASKET, DAYS, AN_EVENING = 3_000, 10, 7, 20


@dataclass
class Week:
    """What a simulated week came to."""

    sold: int
    online_before: int
    online_after: int
    inputs: int


def trade_week(builder: AShop, seed: int, pictured: int) -> Week:
    """Sell 3,000 lines of the demo's goods, two in five online, and review every evening.

    `pictured` is how many in a hundred of those not online have a photograph. One key answers a
    draft: yes where everything is there, else later.
    """
    chance = random.Random(seed)
    goods = [
        Goods(
            name=f"{each.name} z{place:03d}",
            price=each.price_cents,
            vat=each.vat_bp,
            category=each.category[0],
            stock=1_000,
        )
        for place, each in enumerate(each for shop in SHOPS for each in shop.products)
    ]
    with builder.opened() as shop:
        stock_shelf(shop, goods)
        views = {view.name: view.id for view in _all(shop)}
        chance.shuffle(goods)
        shown = goods[: len(goods) * 2 // 5]
        ready = [each for each in goods[len(shown) :] if chance.randrange(100) < pictured]
        with shop.begin() as work:
            work.connection.execute(
                insert(_PHOTOS),
                [
                    {"product_id": views[each.name], "position": 0, "sha256": "a" * 64}
                    for each in [*shown, *ready]
                ],
            )
            work.connection.execute(
                update(_PRODUCTS)
                .where(_PRODUCTS.c.id.in_([views[each.name] for each in shown]))
                .values(online=True)
            )
            work.commit()
        # A few goods make most of the turnover, as in any shop.
        chance.shuffle(goods)
        weights = [1 / (place + 5) for place in range(len(goods))]
        sold: set[str] = set()
        inputs = 0
        for _day in range(DAYS):
            for _ticket in range(LINES // BASKET // DAYS):
                names = [each.name for each in chance.choices(goods, weights, k=BASKET)]
                sold.update(names)
                sell(shop, *names)
            unlisted.gather(shop)
            for view in drafts.waiting(shop, limit=AN_EVENING).drafts:
                inputs += 1
                if view.photos:
                    reviewing.accept(shop, view.id, as_proposed(view), OWNER)
                else:
                    drafts.later(shop, view.id, OWNER)
            builder.clock.instant += timedelta(days=1)
            till_sessions.close_forgotten(shop)
            till_sessions.open_till(shop, Money(100_00), OWNER)
        online_now = {view.name for view in _all(shop) if view.is_online}
        before = {each.name for each in shown}
        return Week(
            sold=len(sold),
            online_before=len(before & sold),
            online_after=len(online_now & sold),
            inputs=inputs,
        )


def _all(shop: Shop) -> tuple[catalogue.ProductView, ...]:
    return catalogue.products(shop, ProductQuery(limit=1_000)).products


def test_a_week_of_evenings_brings_what_was_sold_online(tmp_path: Path) -> None:
    week = trade_week(a_shop(tmp_path), seed=7, pictured=70)

    share = week.online_after * 100 // week.sold
    assert week.online_before * 100 // week.sold < 50
    assert share >= 60, week
    # At four seconds an input, ten minutes in the whole week.
    assert week.inputs <= 150, week
