"""What was sold but is not online becomes a draft, once an article, with how often it was sold.

Nothing of it is written while a customer waits: the lines of the tickets are there anyway, and are
gone through when somebody looks at what is to be sorted, from where the last look ended.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnClause, Connection, Row, func, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.domain.barcodes import normalise_code
from desktop.domain.proposal import Field, Proposal
from desktop.domain.search_text import fold
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import SettingValue
from desktop.models.sale import Sale, SaleLine
from desktop.services.drafting import drafts
from desktop.services.drafting.drafts import DRAFTS, DraftNew
from desktop.services.goods.catalogue import CATEGORIES, CODES, PHOTOS, PRODUCTS, VARIANTS
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money

PIECE = 2000
"""Lines gone through in one transaction: some 50 ms."""
_FIRST_LOOK = timedelta(days=30)
"""How far back the first look of a till goes that has sold for years."""
_SEEN = "unlisted_seen"
_SALES, _LINES, _SETTINGS = table_of(Sale), table_of(SaleLine), table_of(SettingValue)
_place: ColumnClause[int] = literal_column("sale_line.rowid")
"""Lines are only ever added, so their places are the order in which they were sold."""
_SHORTEST_CODE = 8
_Line = Row[*tuple[Any, ...]]


@dataclass(slots=True)
class _Sold:
    """An article of one name and code, and how often it was sold."""

    line: _Line
    times: int = 0


def gather(shop: Shop, nameless: Collection[str] = ()) -> int:
    """Go through what was sold since the last time, and return how many new drafts there are.

    Args:
        shop: the open shop.
        nameless: names of free amounts that tell nothing ("Divers"): they become no draft.
    """
    quiet = {fold(name) for name in nameless}
    made = 0
    while (found := _gather_piece(shop, quiet)) is not None:
        made += found
    return made


def _gather_piece(shop: Shop, nameless: Collection[str]) -> int | None:
    """Go through one stretch of lines; None when there is none left."""
    with shop.look() as look:
        seen = _seen(look.connection, shop)
        newest = look.connection.scalar(select(func.max(_place)).select_from(_LINES)) or 0
    if newest <= seen:
        return None
    with shop.begin() as work:
        lines = work.connection.execute(
            select(
                _place.label("place"),
                _LINES.c.variant_id,
                _LINES.c.label,
                _LINES.c.unit,
                _LINES.c.unit_price_cents,
                _LINES.c.list_price_cents,
                _LINES.c.vat_bp,
                _LINES.c.kind,
                _LINES.c.quantity,
                _SALES.c.kind.label("ticket"),
                _SALES.c.staff_code,
            )
            .join(_SALES, _SALES.c.id == _LINES.c.sale_id)
            .where(_place > seen)
            .order_by(_place)
            .limit(PIECE)
        ).all()
        sold = [
            line
            for line in lines
            if line.ticket == "sale" and line.quantity > 0 and line.kind in ("goods", "service")
        ]
        made = _note_articles(work, [line for line in sold if line.variant_id])
        made += _note_free(work, [line for line in sold if not line.variant_id], nameless)
        _remember(work, lines[-1].place)
        work.commit()
    return made


def _seen(connection: Connection, shop: Shop) -> int:
    """Return the place of the last line that was gone through."""
    kept = connection.scalar(select(_SETTINGS.c.value).where(_SETTINGS.c.key == _SEEN))
    if kept is not None:
        return int(kept)
    first = connection.scalar(
        select(func.min(_place))
        .select_from(_LINES.join(_SALES, _SALES.c.id == _LINES.c.sale_id))
        .where(_SALES.c.at >= shop.clock.now() - _FIRST_LOOK)
    )
    if first is None:
        return connection.scalar(select(func.max(_place)).select_from(_LINES)) or 0
    return int(first) - 1


def _remember(work: UnitOfWork, place: int) -> None:
    row = upsert(_SETTINGS).values(key=_SEEN, value=place)
    work.connection.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )


# --- articles of the catalogue ------------------------------------------------------------------


def _note_articles(work: UnitOfWork, lines: list[_Line]) -> int:
    by_product = _unlisted(work.connection, {line.variant_id for line in lines})
    sold: defaultdict[str, int] = defaultdict(int)
    lines_of: dict[str, _Line] = {}
    for line in lines:
        product = by_product.get(line.variant_id)
        if product is not None:
            sold[product.id] += 1
            lines_of.setdefault(product.id, line)
    known = _known(work.connection, sold)
    products = {product.id: product for product in by_product.values()}
    for product_id, times in sold.items():
        if product_id in known:
            _sold_again(work, known[product_id], times)
        else:
            _add_article(work, products[product_id], lines_of[product_id], times)
    return len(sold.keys() - known.keys())


def _unlisted(connection: Connection, variant_ids: Collection[str]) -> dict[str, _Line]:
    """Return the product of each of these articles that is in the catalogue and not online."""
    rows = connection.execute(
        select(VARIANTS.c.id.label("variant_id"), PRODUCTS, CATEGORIES.c.name.label("category"))
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .outerjoin(CATEGORIES, CATEGORIES.c.id == PRODUCTS.c.category_id)
        .where(
            VARIANTS.c.id.in_(variant_ids),
            PRODUCTS.c.online.is_(False),
            PRODUCTS.c.archived_at.is_(None),
            PRODUCTS.c.kind != "deposit",
        )
    ).all()
    return {row.variant_id: row for row in rows}


def _known(connection: Connection, product_ids: Collection[str]) -> dict[str, str]:
    """Return the draft of each product that was asked about before, whatever was answered."""
    rows = connection.execute(
        select(DRAFTS.c.product_id, DRAFTS.c.id).where(
            DRAFTS.c.source == "sale", DRAFTS.c.product_id.in_(product_ids)
        )
    ).all()
    return {row.product_id: row.id for row in rows}


def _sold_again(work: UnitOfWork, draft_id: str, times: int) -> None:
    work.connection.execute(
        update(DRAFTS).where(DRAFTS.c.id == draft_id).values(times_sold=DRAFTS.c.times_sold + times)
    )


def _add_article(work: UnitOfWork, product: _Line, line: _Line, times: int) -> None:
    proposed: dict[Field, tuple[Proposal, ...]] = {
        "name": (Proposal(product.name, "catalogue", 100),),
        "vat": (Proposal(str(product.vat_bp), "catalogue", 100),),
        "unit": (Proposal(product.unit, "catalogue", 100),),
    }
    if product.category is not None:
        proposed["category"] = (Proposal(product.category, "catalogue", 100),)
    code = work.connection.scalar(
        select(func.min(CODES.c.code)).where(CODES.c.variant_id == line.variant_id)
    )
    photos = work.connection.scalars(
        select(PHOTOS.c.sha256).where(PHOTOS.c.product_id == product.id).order_by(PHOTOS.c.position)
    ).all()
    standing = work.connection.scalar(
        select(VARIANTS.c.price_cents).where(VARIANTS.c.id == line.variant_id)
    )
    drafts.add(
        work,
        DraftNew(
            source="sale",
            staff=line.staff_code,
            code=code or "",
            price=None if standing is None else Money(standing),
            proposals=proposed,
            photos=tuple(photos),
            variant_id=line.variant_id,
            product_id=product.id,
            times_sold=times,
        ),
    )


# --- free amounts and codes nobody knew ---------------------------------------------------------


def _note_free(work: UnitOfWork, lines: list[_Line], nameless: Collection[str]) -> int:
    """Draft what was sold by its name or its unknown code; one a name or code."""
    sold: dict[str, _Sold] = {}
    for line in lines:
        key = _key_of(line.label)
        if key and key not in nameless:
            sold.setdefault(key, _Sold(line)).times += 1
    if not sold:
        return 0
    known = _known_free(work.connection)
    catalogued = set(
        work.connection.scalars(select(CODES.c.code).where(CODES.c.code.in_(sold))).all()
    )
    made = 0
    for key, each in sold.items():
        if key in known:
            _sold_again(work, known[key], each.times)
        elif key not in catalogued:
            _add_free(work, each)
            made += 1
    return made


def _known_free(connection: Connection) -> Mapping[str, str]:
    rows = connection.execute(
        select(DRAFTS.c.id, DRAFTS.c.code, DRAFTS.c.proposals).where(
            DRAFTS.c.source == "sale", DRAFTS.c.variant_id.is_(None)
        )
    ).all()
    known: dict[str, str] = {}
    for row in rows:
        names = row.proposals.get("name") or [{"value": ""}]
        known[row.code or fold(str(names[0]["value"]))] = row.id
    return known


def _add_free(work: UnitOfWork, sold: _Sold) -> None:
    line, code = sold.line, _code_in(sold.line.label)
    proposed: dict[Field, tuple[Proposal, ...]] = {
        "vat": (Proposal(str(line.vat_bp), "history", 90),),
        "unit": (Proposal(line.unit, "history", 90),),
    }
    if not code:
        proposed["name"] = (Proposal(line.label, "history", 70),)
    price = line.unit_price_cents if line.list_price_cents is None else line.list_price_cents
    drafts.add(
        work,
        DraftNew(
            source="sale",
            staff=line.staff_code,
            code=code,
            price=Money(price),
            proposals=proposed,
            times_sold=sold.times,
        ),
    )


def _key_of(label: str) -> str:
    return _code_in(label) or fold(label)


def _code_in(label: str) -> str:
    """Return the article number that a line is called after: the scanner read it, nobody knew it."""
    text = label.strip()
    if len(text) < _SHORTEST_CODE or not (text.isascii() and text.isdigit()):
        return ""
    try:
        return normalise_code(text)
    except RefusedError:
        return ""
