"""One change made to many products: told beforehand, made in batches, taken back as a whole.

The window asks for one batch after the other, so that a sale is never behind more than one of them
and whoever cancels keeps what is done. All of it is one run of the history.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from desktop.domain.repricing import Repricing
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange, PriceChange
from desktop.models.supply import Supplier
from desktop.services.goods import planned_prices
from desktop.services.goods.catalogue import (
    PRODUCTS,
    VARIANTS,
    Lack,
    ProductView,
    missing_for_online,
    read_products,
)
from desktop.services.goods.categories import category_named
from desktop.services.goods.planned_prices import Days
from desktop.services.goods.product_drafts import DEAREST
from desktop.services.goods.product_history import close_changes, snapshots
from desktop.services.goods.product_rows import price_row
from desktop.services.goods.taking_back import take_all_back
from desktop.services.shop import Shop
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money
from sync.kernel.vat import VatRate

BATCH = 25
"""Products a transaction: 30 to 70 ms of CPU among 100,000, which a sale may wait."""
LOOK = 500
"""Products looked at for one piece of a forecast."""
_CHANGES, _PRICES, _SUPPLIERS = table_of(CatalogueChange), table_of(PriceChange), table_of(Supplier)
_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MassEdit:
    """What is to be changed; what is None stays as it is."""

    #: Name of a section, made when there is none of that name.
    category: str | None = None
    vat: VatRate | None = None
    is_online: bool | None = None
    price: Repricing | None = None
    #: When the price is to hold; None: from now on.
    days: Days | None = None
    #: Empty takes the supplier off.
    supplier_id: str | None = None
    add_flags: frozenset[str] = frozenset()
    drop_flags: frozenset[str] = frozenset()
    is_archived: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether it would change nothing."""
        return replace(self, days=None) == MassEdit()


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A price before and after, of an article of that name."""

    name: str
    before: Money
    after: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What an edit would do, told before it is done."""

    #: How many products it would change.
    products: int
    #: Prices that would change, and some of them.
    prices: int = 0
    examples: tuple[PriceStep, ...] = ()
    #: Products that stay as they are because they would be so already.
    already: int = 0
    #: Products that cannot go online, by what they lack first.
    lacks: Mapping[Lack, int] = field(default_factory=dict)
    #: Products some of whose prices would leave what a price may be.
    too_dear: int = 0
    #: Articles whose price changes on these days already: they are left to that.
    planned: int = 0

    def __add__(self, other: "Forecast") -> "Forecast":
        """Return what both would do together: a long selection is looked at piece by piece."""
        return Forecast(
            products=self.products + other.products,
            prices=self.prices + other.prices,
            examples=(*self.examples, *other.examples)[:_EXAMPLES],
            already=self.already + other.already,
            lacks=Counter(self.lacks) + Counter(other.lacks),
            too_dear=self.too_dear + other.too_dear,
            planned=self.planned + other.planned,
        )


@dataclass(frozen=True, slots=True)
class BatchDone:
    """What a batch came to."""

    changed: int
    left_alone: int


def forecast(shop: Shop, product_ids: Sequence[str], edit: MassEdit) -> Forecast:
    """Return what would happen to how many of at most `LOOK` products; nothing is written.

    Raises:
        RefusedError: plan_never.
    """
    if edit.days is not None:
        planned_prices.check_days(shop, edit.days)
    changed = prices = already = too_dear = planned = 0
    examples: list[PriceStep] = []
    lacks: Counter[Lack] = Counter()
    with shop.look() as look:
        views = read_products(shop, look.connection, product_ids)
        for view, plan in _plans(shop, look.connection, views, edit):
            changed += plan.is_change
            already += plan.is_already
            too_dear += plan.is_too_dear
            planned += plan.planned_already
            prices += len(plan.prices)
            lacks.update(plan.lacks[:1])
            if len(examples) < _EXAMPLES:
                examples += _steps(view, plan)
    return Forecast(
        products=changed,
        prices=prices,
        examples=tuple(examples[:_EXAMPLES]),
        already=already,
        lacks=dict(lacks),
        too_dear=too_dear,
        planned=planned,
    )


def apply(
    shop: Shop,
    run_id: str,
    product_ids: Sequence[str],
    edit: MassEdit,
    staff: str,
    approved_by: str = "",
) -> BatchDone:
    """Make the change to a batch of products in one transaction.

    Args:
        shop: the open shop.
        run_id: the same for all batches of one change.
        product_ids: at most a few dozen of them; `BATCH` is a good number.
        edit: the change.
        staff: code of who does it.
        approved_by: code of who stands for it.

    Raises:
        RefusedError: needs_approval, unknown_supplier, plan_never.
    """
    if edit.days is not None:
        planned_prices.check_days(shop, edit.days)
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        views = read_products(shop, work.connection, product_ids)
        plans = [
            (view, plan)
            for view, plan in _plans(shop, work.connection, views, edit)
            if plan.is_change
        ]
        now = [(view, plan) for view, plan in plans if plan.is_sheet_change or edit.days is None]
        before = snapshots(work.connection, [view.id for view, _plan in now])
        _write(work, now, edit, staff)
        close_changes(work, before, staff, run_id)
        if edit.days is not None:
            prices = {
                key: Money(cents) for _view, plan in plans for key, cents in plan.prices.items()
            }
            planned_prices.write_plans(work, prices, edit.days, staff, run_id)
        work.commit()
    return BatchDone(changed=len(plans), left_alone=len(product_ids) - len(plans))


def undo_batch(
    shop: Shop, run_id: str, staff: str, limit: int = BATCH, approved_by: str = ""
) -> int:
    """Take back some changes of a run, and return how many are left.

    What somebody has taken back one by one is passed over.

    Raises:
        RefusedError: needs_approval; what `take_all_back` raises.
    """
    left = (
        select(_CHANGES)
        .where(_CHANGES.c.run_id == run_id, _CHANGES.c.undone_by.is_(None))
        .order_by(_CHANGES.c.id.desc())
    )
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        take_all_back(work, work.connection.execute(left.limit(limit)).all(), staff)
        rest = work.connection.scalar(select(func.count()).select_from(left.subquery())) or 0
        rest += planned_prices.withdraw_run(work, run_id, staff, limit)
        work.commit()
    return rest


def suppliers(shop: Shop) -> tuple[tuple[str, str], ...]:
    """Return id and name of the shop's suppliers, by name."""
    with shop.look() as look:
        found = look.connection.execute(
            select(_SUPPLIERS.c.id, _SUPPLIERS.c.name)
            .where(_SUPPLIERS.c.archived_at.is_(None))
            .order_by(func.lower(_SUPPLIERS.c.name))
        ).all()
    return tuple((row.id, row.name) for row in found)


# --- what becomes of one product ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an edit makes of one product."""

    columns: Mapping[str, object]
    #: New price in cents by variant.
    prices: Mapping[str, int]
    changes_supplier: bool
    lacks: tuple[Lack, ...]
    is_too_dear: bool
    #: How many of its forms have a price planned for these days.
    planned_already: int = 0

    @property
    def is_sheet_change(self) -> bool:
        return bool(self.columns or self.changes_supplier)

    @property
    def is_change(self) -> bool:
        return self.is_sheet_change or bool(self.prices)

    @property
    def is_already(self) -> bool:
        return not (self.is_change or self.lacks or self.is_too_dear or self.planned_already)


def _plans(
    shop: Shop, connection: Connection, views: Sequence[ProductView], edit: MassEdit
) -> list[tuple[ProductView, _Plan]]:
    """Return what an edit makes of products; a price that is planned already is left alone."""
    plans = [(view, _plan(view, edit)) for view in views]
    if edit.days is None:
        return plans
    wanted = [each for _view, plan in plans for each in plan.prices]
    taken = planned_prices.already_planned(shop, connection, wanted, edit.days)
    return [
        (
            view,
            replace(
                plan,
                prices={each: cents for each, cents in plan.prices.items() if each not in taken},
                planned_already=len(taken.keys() & plan.prices.keys()),
            ),
        )
        for view, plan in plans
    ]


def _plan(view: ProductView, edit: MassEdit) -> _Plan:
    wanted: dict[str, object] = {}
    if edit.category is not None and edit.category.casefold() != view.category.casefold():
        wanted["category"] = edit.category
    if edit.vat is not None and edit.vat != view.vat:
        wanted["vat_bp"] = edit.vat.basis_points
    flags = (view.flags | edit.add_flags) - edit.drop_flags
    if flags != view.flags:
        wanted["flags"] = sorted(flags)
    if edit.is_archived is not None and edit.is_archived != view.is_archived:
        wanted["archived"] = edit.is_archived
    lacks: tuple[Lack, ...] = ()
    if edit.is_online is not None and edit.is_online != view.is_online:
        if edit.is_online:
            lacks = _lacks_after(view, edit)
        if not lacks:
            wanted["online"] = edit.is_online
    prices, is_too_dear = _new_prices(view, edit.price)
    supplier = edit.supplier_id
    return _Plan(
        columns=wanted,
        prices=prices,
        changes_supplier=supplier is not None
        and any((each.supplier_id or "") != supplier for each in view.variants),
        lacks=lacks,
        is_too_dear=is_too_dear,
    )


def _lacks_after(view: ProductView, edit: MassEdit) -> tuple[Lack, ...]:
    """Return what would still be missing once the rest of the edit is made."""
    given = {Lack.STOCK} | ({Lack.CATEGORY} if edit.category else set())
    return tuple(lack for lack in missing_for_online(view) if lack not in given)


def _new_prices(view: ProductView, change: Repricing | None) -> tuple[dict[str, int], bool]:
    if change is None:
        return {}, False
    prices = {each.id: change.of(each.price) for each in view.variants}
    if any(price > DEAREST for price in prices.values()):
        return {}, True
    moved = {
        each.id: prices[each.id].cents for each in view.variants if prices[each.id] != each.price
    }
    return moved, False


def _steps(view: ProductView, plan: _Plan) -> list[PriceStep]:
    return [
        PriceStep(
            f"{view.name} {each.options_text}".strip(), each.price, Money(plan.prices[each.id])
        )
        for each in view.variants
        if each.id in plan.prices
    ]


# --- writing ------------------------------------------------------------------------------------


def _write(
    work: UnitOfWork, plans: Sequence[tuple[ProductView, _Plan]], edit: MassEdit, staff: str
) -> None:
    connection = work.connection
    category_id = None if not edit.category else category_named(connection, edit.category)
    for view, plan in plans:
        columns = dict(plan.columns)
        if "category" in columns:
            del columns["category"]
            columns["category_id"] = category_id
        if "archived" in columns:
            is_archived = columns.pop("archived")
            columns["archived_at"] = work.at if is_archived else None
            if is_archived:
                columns["online"] = False
        connection.execute(
            update(PRODUCTS).where(PRODUCTS.c.id == view.id).values(changed_at=work.at, **columns)
        )
    prices = {
        key: cents
        for _view, plan in plans
        for key, cents in plan.prices.items()
        if edit.days is None
    }
    for variant_id, cents in prices.items():
        connection.execute(
            update(VARIANTS).where(VARIANTS.c.id == variant_id).values(price_cents=cents)
        )
    if prices:
        connection.execute(
            insert(_PRICES),
            [price_row(key, cents, work.at, staff) for key, cents in prices.items()],
        )
    if edit.supplier_id is not None:
        _write_supplier(work, [view.id for view, _plan in plans], edit.supplier_id)


def _write_supplier(work: UnitOfWork, product_ids: Sequence[str], supplier_id: str) -> None:
    known: Row[Any] | None = work.connection.execute(
        select(_SUPPLIERS.c.id).where(_SUPPLIERS.c.id == supplier_id)
    ).one_or_none()
    if supplier_id and known is None:
        raise RefusedError("unknown_supplier")
    work.connection.execute(
        update(VARIANTS)
        .where(VARIANTS.c.product_id.in_(product_ids))
        .values(supplier_id=supplier_id or None)
    )
