"""Article numbers the shop makes for goods that have none: internal EAN-13."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from desktop.domain.barcodes import CodeSeries, series_of
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CodeSeries as CodeSeriesRow
from desktop.models.catalogue import VariantCode
from desktop.services.goods.catalogue import VARIANTS, read_product
from desktop.services.goods.cataloguing import ProductDraft, draft_of, write_product
from desktop.services.shop import Shop
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork

_series, _codes = table_of(CodeSeriesRow), table_of(VariantCode)


def draw(work: UnitOfWork, count: int = 1) -> tuple[str, ...]:
    """Return new article numbers, which neither this till nor another will ever give again.

    They are spent with the transaction; no article bears them yet.

    Raises:
        RefusedError: code_prefix_taken, when the shop's scales write their weights under the
            prefix; code_prefix_unfit, code_series_unknown, codes_used_up.
    """
    if count <= 0:
        return ()
    series = _series_of_shop(work.shop)
    first = _last(work, series) + 1
    last = first + count - 1
    numbers = tuple(series.number(serial) for serial in range(first, last + 1))
    row = insert(_series).values(series=series.head, last=last)
    work.connection.execute(
        row.on_conflict_do_update(index_elements=[_series.c.series], set_={"last": last})
    )
    return numbers


def give_codes(
    shop: Shop, variant_ids: Sequence[str], staff: str, approved_by: str = ""
) -> Mapping[str, str]:
    """Give a number to each of these articles that has no code, and return the new ones by article.

    It is a change of the catalogue as any other: in the history, told to the marketplace.

    Raises:
        RefusedError: as `draw`; needs_approval; unknown_article.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        given = write_codes(work, variant_ids, staff)
        work.commit()
    return given


def write_codes(work: UnitOfWork, variant_ids: Sequence[str], staff: str) -> Mapping[str, str]:
    """Give a number to each article without a code, in a transaction of the caller.

    Raises:
        RefusedError: as `draw`; unknown_article.
    """
    bare = _without_code(work, variant_ids)
    given = dict(zip(bare, draw(work, len(bare)), strict=True))
    for product_id in dict.fromkeys(bare.values()):
        view = read_product(work.shop, work.connection, product_id)
        write_product(work, _with_codes(draft_of(view), given), staff)
    return given


def _series_of_shop(shop: Shop) -> CodeSeries:
    settings = shop.settings
    series = series_of(settings.code_prefix, settings.till, settings.code_series)
    if any(series.head.startswith(layout.prefix) for layout in settings.weighed_layouts):
        raise RefusedError("code_prefix_taken", prefix=settings.code_prefix)
    return series


def _last(work: UnitOfWork, series: CodeSeries) -> int:
    """Return the last serial of the series: what was noted, or what some article already bears."""
    noted = work.connection.scalar(select(_series.c.last).where(_series.c.series == series.head))
    borne = work.connection.scalar(
        select(func.max(_codes.c.code)).where(
            _codes.c.code.between(series.head, f"{series.head}:"),
            _codes.c.code.op("GLOB")(series.head + "[0-9]" * 8),
        )
    )
    return max(noted or 0, series.serial(borne or ""))


def _without_code(work: UnitOfWork, variant_ids: Sequence[str]) -> dict[str, str]:
    """Return the product of each article that has no code, in the order asked for.

    Raises:
        RefusedError: unknown_article.
    """
    rows = work.connection.execute(
        select(VARIANTS.c.id, VARIANTS.c.product_id, func.count(_codes.c.code).label("codes"))
        .outerjoin(_codes, _codes.c.variant_id == VARIANTS.c.id)
        .where(VARIANTS.c.id.in_(variant_ids), VARIANTS.c.archived_at.is_(None))
        .group_by(VARIANTS.c.id)
    ).all()
    found = {row.id: row for row in rows}
    if len(found) < len(set(variant_ids)):
        raise RefusedError("unknown_article")
    return {each: found[each].product_id for each in variant_ids if not found[each].codes}


def _with_codes(draft: ProductDraft, given: Mapping[str, str]) -> ProductDraft:
    variants = tuple(
        replace(each, codes=(given[each.id],)) if each.id in given else each
        for each in draft.variants
    )
    return replace(draft, variants=variants)
