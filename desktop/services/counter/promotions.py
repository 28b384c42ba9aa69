"""The shop's promotions: written down, changed, stopped, and read in one go for the basket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, func, insert, select, update

from desktop.domain.cells import one_line
from desktop.domain.promotions import (
    DAY_MINUTES,
    EVERY_DAY,
    Promotion,
    PromotionKind,
    Target,
    in_force,
)
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product, Variant
from desktop.models.promotion import Promotion as PromotionRow
from desktop.services.goods import bundles
from desktop.services.shop import Shop, Topic
from desktop.services.team import staff as people
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.ids import new_id

_promotions = table_of(PromotionRow)
_category, _products, _variants = table_of(Category), table_of(Product), table_of(Variant)

NAME_LETTERS = 80
GROUP_LETTERS = 40
_TERMS = ("basis_points", "cents", "count", "paid")

_Row = Row[*tuple[Any, ...]]
_TargetIds = Mapping[str, list[str]]


class Aim(StrEnum):
    """What a target names; the values are the keys in the row."""

    VARIANT = "variant"
    PRODUCT = "product"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRef:
    """Something a promotion bears on, by its name for the screen."""

    aim: Aim
    id: str
    name: str = ""


class Standing(StrEnum):
    """Where a promotion stands today."""

    RUNS = "runs"
    TO_COME = "to_come"
    OVER = "over"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionDraft:
    """A promotion as the form holds it; a menu's targets are its parts."""

    name: str
    kind: PromotionKind
    basis_points: int = 0
    cents: int = 0
    count: int = 0
    paid: int = 0
    targets: tuple[TargetRef, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    weekdays: int = EVERY_DAY
    from_minute: int = 0
    until_minute: int = DAY_MINUTES
    customer_group: str = ""

    def rule(self, ident: str = "", position: int = 0) -> Promotion:
        """Return the rule it makes, its categories not yet widened by their branches.

        Raises:
            RefusedError: promotion_name, promotion_terms, promotion_never.
        """
        name = one_line(self.name, NAME_LETTERS)
        if not name:
            raise RefusedError("promotion_name")
        return Promotion(
            id=ident,
            name=name,
            kind=self.kind,
            basis_points=self.basis_points,
            cents=self.cents,
            count=self.count,
            paid=self.paid,
            targets=_targets(self.kind, _ids_of(self.targets), {}),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            weekdays=self.weekdays,
            from_minute=self.from_minute,
            until_minute=self.until_minute,
            customer_group=one_line(self.customer_group, GROUP_LETTERS),
            position=position,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionView:
    """A promotion on the list."""

    id: str
    draft: PromotionDraft
    standing: Standing
    created_at: datetime


def read(shop: Shop) -> tuple[Promotion, ...]:
    """Return the promotions that are not stopped, for whoever keeps them until the catalogue changes."""
    with shop.look() as look:
        return read_from(look.connection)


def read_from(connection: Connection) -> tuple[Promotion, ...]:
    """Return the promotions that are not stopped, their categories with all branches, and bundles."""
    rows = connection.execute(
        select(_promotions)
        .where(_promotions.c.stopped_at.is_(None))
        .order_by(_promotions.c.position, _promotions.c.id)
    ).all()
    needs_tree = any(row.targets.get(Aim.CATEGORY) for row in rows)
    tree = _branches(connection) if needs_tree else {}
    return (*bundles.as_promotions(connection), *(_promotion(row, tree) for row in rows))


def now_for(shop: Shop, held: Iterable[Promotion], groups: Iterable[str]) -> tuple[Promotion, ...]:
    """Return what of these holds at this moment for members of the groups. Reads no database."""
    return in_force(tuple(held), shop.clock.now().astimezone(shop.zone), frozenset(groups))


def promotions(shop: Shop) -> tuple[PromotionView, ...]:
    """Return all promotions: those that run, then those to come, then what is over or stopped."""
    with shop.look() as look:
        connection = look.connection
        rows = connection.execute(
            select(_promotions).order_by(_promotions.c.position, _promotions.c.id)
        ).all()
        names = _names(connection, rows)
    today = shop.clock.now().astimezone(shop.zone).date()
    views = [_view(row, names, today) for row in rows]
    order = tuple(Standing)
    return tuple(sorted(views, key=lambda view: order.index(view.standing)))


def groups(shop: Shop) -> tuple[str, ...]:
    """Return the customer groups that promotions ask for, in alphabetical order."""
    with shop.look() as look:
        found = look.connection.scalars(select(_promotions.c.customer_group).distinct()).all()
    return tuple(sorted(group for group in found if group))


def add(shop: Shop, draft: PromotionDraft, staff: str, approved_by: str = "") -> str:
    """Write a promotion down and return its id; it holds from the next line on.

    Raises:
        RefusedError: promotion_name, promotion_terms, promotion_never, needs_approval.
    """
    with shop.begin() as work:
        people.require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        last = work.connection.execute(select(func.max(_promotions.c.position))).scalar()
        rule = draft.rule(new_id(), 0 if last is None else last + 1)
        work.connection.execute(
            insert(_promotions).values(
                id=rule.id, position=rule.position, created_at=work.at, **_columns(draft, rule)
            )
        )
        _commit(work)
    return rule.id


def change(
    shop: Shop, promotion_id: str, draft: PromotionDraft, staff: str, approved_by: str = ""
) -> None:
    """Change a promotion, a stopped one runs again; tickets keep what they were sold with.

    Raises:
        RefusedError: unknown_promotion; as `add`.
    """
    with shop.begin() as work:
        people.require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        rule = draft.rule(promotion_id)
        _update(work, promotion_id, stopped_at=None, **_columns(draft, rule))
        _commit(work)


def stop(shop: Shop, promotion_id: str, staff: str, approved_by: str = "") -> None:
    """Have a promotion given no more.

    Raises:
        RefusedError: unknown_promotion, needs_approval.
    """
    with shop.begin() as work:
        people.require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        _update(work, promotion_id, stopped_at=work.at)
        _commit(work)


def _update(work: UnitOfWork, promotion_id: str, **columns: object) -> None:
    changed = work.connection.execute(
        update(_promotions).where(_promotions.c.id == promotion_id).values(**columns)
    )
    if not changed.rowcount:
        raise RefusedError("unknown_promotion")


def _commit(work: UnitOfWork) -> None:
    work.changed(Topic.CATALOGUE)
    work.commit()


def _columns(draft: PromotionDraft, rule: Promotion) -> dict[str, object]:
    return {
        "name": rule.name,
        "kind": rule.kind.value,
        "terms": {term: getattr(rule, term) for term in _TERMS if getattr(rule, term)},
        "targets": _ids_of(draft.targets),
        "starts_on": rule.starts_on,
        "ends_on": rule.ends_on,
        "weekdays": rule.weekdays,
        "from_minute": rule.from_minute,
        "until_minute": rule.until_minute,
        "customer_group": rule.customer_group,
    }


def _ids_of(targets: Iterable[TargetRef]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for target in targets:
        ids.setdefault(target.aim.value, []).append(target.id)
    return ids


def _promotion(row: _Row, tree: Mapping[str, frozenset[str]]) -> Promotion:
    return replace(
        _draft(row, {}).rule(row.id, row.position),
        targets=_targets(PromotionKind(row.kind), row.targets, tree),
    )


def _targets(
    kind: PromotionKind, ids: _TargetIds, tree: Mapping[str, frozenset[str]]
) -> tuple[Target, ...]:
    """Return what a promotion bears on: of a menu each id is a part of its own."""
    variants, products = ids.get(Aim.VARIANT, []), ids.get(Aim.PRODUCT, [])
    branches = [tree.get(each, frozenset({each})) for each in ids.get(Aim.CATEGORY, [])]
    if kind is PromotionKind.MENU:
        return (
            *(Target(variants=frozenset({each})) for each in variants),
            *(Target(products=frozenset({each})) for each in products),
            *(Target(categories=branch) for branch in branches),
        )
    if not (variants or products or branches):
        return ()
    return (
        Target(
            variants=frozenset(variants),
            products=frozenset(products),
            categories=frozenset().union(*branches),
        ),
    )


def _branches(connection: Connection) -> dict[str, frozenset[str]]:
    """Return each category with everything below it."""
    parents = {
        row.id: row.parent_id
        for row in connection.execute(select(_category.c.id, _category.c.parent_id))
    }
    below: dict[str, set[str]] = {each: {each} for each in parents}
    for each, parent in parents.items():
        above, seen = parent, {each}
        while above in parents and above not in seen:
            below[above].add(each)
            seen.add(above)
            above = parents[above]
    return {each: frozenset(found) for each, found in below.items()}


def _draft(row: _Row, names: Mapping[str, str]) -> PromotionDraft:
    terms = {term: int(row.terms.get(term, 0)) for term in _TERMS}
    return PromotionDraft(
        name=row.name,
        kind=PromotionKind(row.kind),
        targets=tuple(
            TargetRef(aim=Aim(aim), id=each, name=names.get(each, ""))
            for aim, ids in row.targets.items()
            for each in ids
        ),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        weekdays=row.weekdays,
        from_minute=row.from_minute,
        until_minute=row.until_minute,
        customer_group=row.customer_group,
        **terms,
    )


def _view(row: _Row, names: Mapping[str, str], today: date) -> PromotionView:
    if row.stopped_at is not None:
        standing = Standing.STOPPED
    elif row.ends_on is not None and row.ends_on < today:
        standing = Standing.OVER
    elif row.starts_on is not None and row.starts_on > today:
        standing = Standing.TO_COME
    else:
        standing = Standing.RUNS
    return PromotionView(
        id=row.id, draft=_draft(row, names), standing=standing, created_at=row.created_at
    )


def _names(connection: Connection, rows: Iterable[_Row]) -> dict[str, str]:
    wanted: dict[str, set[str]] = {}
    for row in rows:
        for aim, ids in row.targets.items():
            wanted.setdefault(aim, set()).update(ids)
    sources = {
        Aim.CATEGORY: select(_category.c.id, _category.c.name),
        Aim.PRODUCT: select(_products.c.id, _products.c.name),
        Aim.VARIANT: select(_variants.c.id, _products.c.name).join(
            _products, _products.c.id == _variants.c.product_id
        ),
    }
    names: dict[str, str] = {}
    for aim, source in sources.items():
        ids = wanted.get(aim)
        if ids:
            column = source.selected_columns[0]
            names |= {row[0]: row[1] for row in connection.execute(source.where(column.in_(ids)))}
    return names
