"""How often the first proposal is right: each of the town's products held out once."""

from collections import Counter
from pathlib import Path

from sqlalchemy import select, update

from demo.town import SHOPS, DemoShop
from desktop.domain.trades import usual_rate
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product
from desktop.services.counter.search_index import index_products
from desktop.services.drafting import neighbours
from desktop.services.shop import Shop
from fiscal.legal import vat_rates
from tests.support.a_shop import MORNING, AShop

_products, _categories = table_of(Product), table_of(Category)


def a_shop_of_the_town(folder: Path, town_shop: DemoShop) -> AShop:
    shop = AShop(folder)
    for product in town_shop.products:
        shop.with_product(
            product.name,
            product.price_cents,
            vat=product.vat_bp,
            brand=product.brand,
            category=product.category[-1],
            stock=0,
        )
    return shop


def held_out(shop: Shop, activity: str) -> Counter[str]:
    """Return how often category and VAT were right, and how often the most frequent would be."""
    rates = {rate.name: rate.rate for rate in vat_rates("FR", MORNING.date())}
    told: Counter[str] = Counter()
    with shop.look() as look:
        rows = look.connection.execute(select(_products)).all()
    for row in rows:
        others = [other for other in rows if other.id != row.id]
        category = Counter(other.category_id for other in others).most_common(1)[0][0]
        vat = Counter(other.vat_bp for other in others).most_common(1)[0][0]
        told["floor_category"] += category == row.category_id
        told["floor_vat"] += vat == row.vat_bp
        # Never committed: the next one finds it where it was.
        with shop.begin() as work:
            work.connection.execute(
                update(_products)
                .where(_products.c.id == row.id)
                .values(archived_at=work.at, category_id=None)
            )
            index_products(work.connection, [row.id])
            found = neighbours.habits(
                work.connection,
                row.name,
                row.brand,
                rates=rates,
                trade_rate=usual_rate(activity, "FR"),
            )
        best = [key for key, _ in found.category.best(3)]
        told["category"] += best[:1] == [row.category_id]
        told["category_of_three"] += row.category_id in best
        told["vat"] += [key for key, _ in found.vat.best(1)] == [str(row.vat_bp)]
        told["products"] += 1
    return told


def test_the_first_proposal_is_right_far_more_often_than_the_most_frequent_one(
    tmp_path: Path,
) -> None:
    told: Counter[str] = Counter()
    for town_shop in SHOPS:
        with a_shop_of_the_town(tmp_path / town_shop.slug, town_shop).opened() as shop:
            told += held_out(shop, town_shop.naf)
    assert told["products"] == 185
    assert told["category"] >= 111, told
    assert told["category_of_three"] >= 148, told
    assert told["category"] > 3 * told["floor_category"], told
    assert told["vat"] >= 170, told
    assert told["vat"] > told["floor_vat"], told
