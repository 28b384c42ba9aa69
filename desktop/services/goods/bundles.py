"""Bundles: several articles at one price, sold piece by piece so that VAT and stock stay right.

A bundle in the basket is its pieces, and its price the set promotion that makes them so cheap:
the same rules spread it over the pieces (`domain.best_deal`), so each bears its own VAT, leaves its
own stock and is worth what was paid for it when it comes back. Whoever picks the pieces one by one
pays the bundle's price too.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from desktop.domain.promotions import Promotion, PromotionKind, Target
from desktop.domain.sellable import FIXED_PRICE, LineKind
from desktop.errors import RefusedError
from desktop.services.goods.catalogue import PARTS, PRODUCTS, VARIANTS
from desktop.services.goods.product_drafts import ProductDraft, VariantDraft
from desktop.services.prepared import AnyConnection, Prepared
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Unit

_pieces = Prepared(
    "SELECT bundle_id, variant_id, quantity FROM bundle_item "
    "WHERE bundle_id IN (SELECT value FROM json_each(:ids)) ORDER BY bundle_id, variant_id"
)

FIRST = -1
"""Before the shop's own promotions: on a tie the bundle that was asked for gives its name."""


def as_promotions(connection: Connection) -> tuple[Promotion, ...]:
    """Return each bundle on sale as the set promotion that makes its pieces cost its price."""
    rows = connection.execute(
        select(PARTS, VARIANTS.c.price_cents, PRODUCTS.c.name, VARIANTS.c.options)
        .join(VARIANTS, VARIANTS.c.id == PARTS.c.bundle_id)
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .where(
            VARIANTS.c.archived_at.is_(None),
            PRODUCTS.c.archived_at.is_(None),
            VARIANTS.c.price_cents > 0,
        )
        .order_by(PARTS.c.bundle_id, PARTS.c.variant_id)
    ).all()
    pieces: defaultdict[str, list[Target]] = defaultdict(list)
    heads = {}
    for row in rows:
        part = Target(variants=frozenset({row.variant_id}))
        pieces[row.bundle_id] += [part] * (row.quantity // 1000)
        words = " · ".join(row.options.values())
        heads[row.bundle_id] = (f"{row.name} {words}".strip(), row.price_cents)
    return tuple(
        Promotion(
            id=bundle_id,
            name=name,
            kind=PromotionKind.MENU,
            cents=cents,
            targets=tuple(pieces[bundle_id]),
            position=FIRST,
        )
        for bundle_id, (name, cents) in heads.items()
        if len(pieces[bundle_id]) > 1
    )


def pieces_of(
    connection: AnyConnection, variant_ids: Iterable[str]
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return the pieces, in thousandths, of those of these variants that are bundles."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in _pieces.all(connection, {"ids": json.dumps(sorted(variant_ids))}):
        found[row.bundle_id].append((row.variant_id, row.quantity))
    return {bundle: tuple(parts) for bundle, parts in found.items()}


def refuse_unfit_parts(connection: Connection, draft: ProductDraft) -> None:
    """See that a bundle's pieces can be sold in one.

    Raises:
        RefusedError: bundle_part, naming an article that cannot be part of one: a bundle itself,
            goods by weight, a deposit, a book (whose price is fixed by law); unknown_article;
            bundle_dearer than its pieces together; bundle_is_piece, when the article is a piece of
            another bundle.
    """
    for each in draft.variants:
        if each.parts:
            _refuse_unfit(connection, each)


def _refuse_unfit(connection: Connection, bundle: VariantDraft) -> None:
    wanted = {variant_id: pieces.thousandths // 1000 for variant_id, pieces in bundle.parts}
    rows = connection.execute(
        select(
            VARIANTS.c.id,
            VARIANTS.c.price_cents,
            VARIANTS.c.archived_at,
            PRODUCTS.c.name,
            PRODUCTS.c.kind,
            PRODUCTS.c.unit,
            PRODUCTS.c.flags,
            PARTS.c.bundle_id,
        )
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .outerjoin(PARTS, PARTS.c.bundle_id == VARIANTS.c.id)
        .where(VARIANTS.c.id.in_(list(wanted)))
        .distinct()
    ).all()
    found = {row.id: row for row in rows}
    if found.keys() != wanted.keys():
        raise RefusedError("unknown_article")
    for row in found.values():
        is_fit = (
            row.unit == Unit.PIECE.value
            and row.kind != LineKind.DEPOSIT.value
            and FIXED_PRICE not in row.flags
            and row.bundle_id is None
            and row.id != bundle.id
        )
        if not is_fit:
            raise RefusedError("bundle_part", product=row.name)
    apart = total_of([Money(row.price_cents * wanted[row.id]) for row in found.values()])
    if bundle.price > apart:
        raise RefusedError("bundle_dearer", amount=apart)
    if bundle.id and _is_piece(connection, bundle.id):
        raise RefusedError("bundle_is_piece")


def _is_piece(connection: Connection, variant_id: str) -> bool:
    found = connection.execute(
        select(PARTS.c.bundle_id).where(PARTS.c.variant_id == variant_id).limit(1)
    ).first()
    return found is not None
