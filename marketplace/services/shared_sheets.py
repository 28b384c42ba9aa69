"""What all shops of a town say of an article: the sheet a shop that has not typed it is proposed.

Only what stands in the windows is passed on, never a price, a stock, a description or a shop's
name. Each shop has one voice. An in-store number means another thing in every shop and has none.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Literal, TypeVar, cast

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from marketplace.models.catalogue import Offer, Product, Sheet
from marketplace.models.sync import Blob
from marketplace.models.town import Shop
from marketplace.services.french import fold
from marketplace.services.shelves import for_sale
from sync.contract import v1
from sync.kernel import gtin

UnitName = Literal["piece", "kg", "l", "m"]
Value = TypeVar("Value", bound=Hashable)
_Voice = tuple[Offer, Product]


def of_town(session: Session, shop_id: str, gtins: Sequence[str]) -> tuple[v1.TownSheet, ...]:
    """Return the sheets of those articles that shops of the asking shop's town publish."""
    wanted = _public_numbers(gtins)
    if not wanted:
        return ()
    town_id = session.get_one(Shop, shop_id).town_id
    voices = _voices(session, town_id, wanted)
    written = select(Sheet.gtin, Sheet.author_shop_id).where(Sheet.gtin.in_(list(voices)))
    authors = {row.gtin: row.author_shop_id for row in session.execute(written)}
    pictures = _held(session, voices)
    return tuple(
        _sheet(number, voices[number], authors.get(number, ""), pictures)
        for number in wanted
        if number in voices
    )


def _public_numbers(gtins: Iterable[str]) -> list[str]:
    numbers = (gtin.normalise(each) for each in gtins if gtin.is_gtin(each))
    public = dict.fromkeys(number for number in numbers if not gtin.is_in_store(number))
    return list(public)[: v1.SHEETS_MAX]


def _voices(session: Session, town_id: str, wanted: Sequence[str]) -> dict[str, list[_Voice]]:
    """Return for each number one offer a shop, of goods that stand in its window."""
    rows: Sequence[Row[Offer, Product]] = session.execute(
        select(Offer, Product)
        .join(Product, Product.id == Offer.product_id)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Offer.gtin.in_(wanted), Offer.archived.is_(False))
        .where(Shop.town_id == town_id, for_sale())
        .order_by(Product.created_at, Product.id, Offer.position)
    ).all()
    heard: set[tuple[str | None, str]] = set()
    voices: defaultdict[str, list[_Voice]] = defaultdict(list)
    for offer, product in rows:
        if offer.gtin is not None and (offer.gtin, product.shop_id) not in heard:
            heard.add((offer.gtin, product.shop_id))
            voices[offer.gtin].append((offer, product))
    return dict(voices)


def _held(session: Session, voices: dict[str, list[_Voice]]) -> frozenset[str]:
    """Return those of the leading pictures that are here whole."""
    leading = {
        product.photos[0] for each in voices.values() for _, product in each if product.photos
    }
    return frozenset(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(leading))))


def _sheet(
    number: str, voices: Sequence[_Voice], author: str, pictures: frozenset[str]
) -> v1.TownSheet:
    # Who wrote the sheet first is heard first where as many say one thing as another.
    ordered = sorted(voices, key=lambda voice: voice[1].shop_id != author)
    products = [product for _, product in ordered]
    contents = [(offer.content, offer.content_unit) for offer, _ in ordered if offer.content]
    rates = {product.vat_bp for product in products}
    name = _most((product.name for product in products), fold) or ""
    content = _most(contents, _itself) if len(set(contents)) == 1 else None
    photos = [
        product.photos[0]
        for product in sorted(products, key=lambda each: fold(each.name) != fold(name))
        if product.photos and product.photos[0] in pictures
    ]
    return v1.TownSheet(
        gtin=number,
        name=name,
        brand=_most((product.brand for product in products if product.brand), fold) or "",
        category=_most((tuple(product.category) for product in products), _itself) or (),
        unit=cast("UnitName", _most((product.unit for product in products), _itself)),
        vat_bp=rates.pop() if len(rates) == 1 else None,
        content=content[0] if content else 0,
        content_unit=cast("UnitName", content[1]) if content else "",
        photo=photos[0] if photos else "",
        shops=len(voices),
    )


def _itself(value: Hashable) -> Hashable:
    return value


def _most(values: Iterable[Value], key: Callable[[Value], Hashable]) -> Value | None:
    """Return what most say, as the first of them wrote it; None when nobody says anything."""
    told = list(values)
    counts = Counter(key(value) for value in told)
    return max(told, key=lambda value: counts[key(value)], default=None)
