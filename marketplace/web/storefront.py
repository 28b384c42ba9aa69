"""The town's window: home, shops, products, aisles, search."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse

from marketplace.services import directory, shelves
from marketplace.services.shelves import Band, OfferView, ProductPage
from marketplace.web import json_ld, town_map
from marketplace.web.page import Page, ThePage
from sync.kernel.allergen_names import allergen_names
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

router = APIRouter(include_in_schema=False)

_WEIGHTS = (100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000)
_MOST_PIECES_OFFERED = 20
_LAST_PAGE = 10_000

PageNumber = Annotated[int, Query(ge=1, le=_LAST_PAGE)]


@router.get("/")
def home(page: ThePage) -> HTMLResponse:
    """Show the town: its shops first, where they are, then what is new in their windows."""
    with page.open() as session:
        shops = directory.shop_cards(session, page.home, page.now)
        aisles = shelves.aisles(session, page.home)
        newest = shelves.newest(session, page.home)
        signatures = shelves.signatures(session, page.home)
    return page.render(
        "home.html",
        shops=sorted(shops, key=lambda shop: not shop.opening.is_open),
        open_count=sum(shop.opening.is_open for shop in shops),
        aisles=aisles,
        newest=newest,
        signatures=signatures,
        drawing=town_map.draw(page.home.map, shops),
    )


@router.get("/boutiques")
def shops(page: ThePage) -> HTMLResponse:
    """Show every shop of the town in a list and on the map."""
    with page.open() as session:
        cards = directory.shop_cards(session, page.home, page.now)
    return page.render("shops.html", shops=cards, drawing=town_map.draw(page.home.map, cards))


@router.get("/boutiques/{shop_slug}")
def shop(page: ThePage, shop_slug: str) -> HTMLResponse:
    """Show a shop: its front, its people, its hours, its goods."""
    with page.open() as session:
        seen = directory.shop_page(session, page.home, shop_slug, page.now)
        products = shelves.of_shop(session, page.home, seen.card.id) if seen.card.is_selling else ()
    return page.render(
        "shop.html",
        shop=seen,
        products=products,
        drawing=town_map.draw(page.home.map, [seen.card], scale=2),
        json_ld=json_ld.shop(seen, page.home, page.public_url),
    )


@router.get("/boutiques/{shop_slug}/{product_slug}")
def product(page: ThePage, shop_slug: str, product_slug: str, v: str = "") -> HTMLResponse:
    """Show a product; `v` names the form that is chosen already."""
    with page.open() as session:
        seen = shelves.product_page(session, page.home, shop_slug, product_slug, page.now)
        more = shelves.of_shop(session, page.home, seen.shop.id)
    return product_answer(page, seen, more, chosen=v)


def product_answer(
    page: Page,
    seen: ProductPage,
    more: tuple[shelves.ProductCard, ...],
    *,
    chosen: str = "",
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Return a product's page, with a problem said where it arose."""
    is_sold = seen.shop.is_selling
    there = [offer for offer in seen.offers if is_sold and offer.band is not Band.NONE]
    ids = [offer.id for offer in there]
    return page.render(
        "product.html",
        status,
        product=seen,
        allergens=allergen_names(seen.allergens, page.words.language),
        there=there,
        chosen=chosen if chosen in ids else (ids[0] if ids else ""),
        axis=_axis(seen.offers),
        amounts=_amounts(seen, there),
        more=[card for card in more if card.id != seen.id][:8],
        problem=problem,
        json_ld=json_ld.product(seen, page.home, page.public_url),
    )


def _axis(offers: tuple[OfferView, ...]) -> str:
    """Return the axis forms are grouped by: of two axes the one with fewer values, else none."""
    values: dict[str, set[str]] = {}
    for offer in offers:
        for name, value in offer.options:
            values.setdefault(name, set()).add(value)
    if len(values) != 2 or len(offers) < 4:
        return ""
    return min(values, key=lambda name: len(values[name]))


def _amounts(seen: ProductPage, there: list[OfferView]) -> tuple[tuple[int, int | None], ...]:
    """Return the amounts the page offers, in thousandths, each with its price if that is one."""
    if not there:
        return ()
    most = max(offer.available for offer in there)
    is_counted = seen.kind == "goods"
    if seen.unit == Unit.PIECE:
        pieces = min(most // 1000, _MOST_PIECES_OFFERED) if is_counted else _MOST_PIECES_OFFERED
        return tuple((count * 1000, None) for count in range(1, pieces + 1))
    prices = {offer.price_cents for offer in there}
    price = Money(prices.pop()) if len(prices) == 1 else None
    return tuple(
        (weight, Quantity(weight, Unit(seen.unit)).price(price).cents if price else None)
        for weight in _WEIGHTS
        if weight <= most or not is_counted
    )


@router.get("/rayons/{aisle}")
def aisle(page: ThePage, aisle: str, p: PageNumber = 1) -> HTMLResponse:
    """Show an aisle over all shops, page by page."""
    with page.open() as session:
        label, count, products = shelves.of_aisle(session, page.home, aisle, p)
        aisles = shelves.aisles(session, page.home)
    return page.render(
        "aisle.html",
        aisle=aisle,
        label=label,
        count=count,
        products=products,
        aisles=aisles,
        page_number=p,
        has_next=p * shelves.PAGE < count,
    )


@router.get("/recherche")
def search(page: ThePage, q: str = "") -> HTMLResponse:
    """Show the shops and products that answer a query."""
    with page.open() as session:
        found = shelves.find(session, page.home, q, page.now)
        aisles = shelves.aisles(session, page.home)
    return page.render("search.html", query=q.strip()[:200], found=found, aisles=aisles)
