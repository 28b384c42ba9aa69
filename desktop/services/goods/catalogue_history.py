"""What was changed in the catalogue, by whom and when, and what undoing one change means.

A change keeps the product's rows before and after it. Undoing one takes back only what that one
changed: what was changed since stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange
from desktop.services.goods.catalogue import CATEGORIES
from desktop.services.shop import Shop
from desktop.services.team.staff import known
from desktop.services.views import StaffView
from sync.kernel.clock import milliseconds

_changes = table_of(CatalogueChange)

_UNTOLD = {"id", "product_id", "changed_at", "created_at", "position", "hub_ver", "price_ver"}
"""Columns that no reader of the history asks about."""
_PAGE = 50

Rows = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a change changed.

    `field` is a column's name, or photos, code, part, form. Before and after are as the column
    keeps them (cents, thousandths, basis points, ids by their names); None is nothing.
    """

    field: str
    before: object
    after: object
    #: Size and colour of the form it bears on; empty for the product itself.
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A line of the history."""

    id: str
    product_id: str
    product: str
    at: datetime
    #: Who did it: a name, or the code where nobody knows the name any more.
    by: str
    is_new: bool
    differences: tuple[Difference, ...]
    is_undone: bool
    #: The import or table edit it was part of.
    run_id: str


def history(shop: Shop, product_id: str = "", limit: int = _PAGE) -> tuple[ChangeView, ...]:
    """Return the latest changes, of one product or of all, the last first."""
    wanted = select(_changes).order_by(_changes.c.at.desc(), _changes.c.id.desc()).limit(limit)
    if product_id:
        wanted = wanted.where(_changes.c.product_id == product_id)
    with shop.look() as look:
        rows = look.connection.execute(wanted).all()
        people = known(look.connection, {row.staff_code for row in rows})
        names = {
            row.id: row.name
            for row in look.connection.execute(select(CATEGORIES.c.id, CATEGORIES.c.name))
        }
    return tuple(
        ChangeView(
            id=row.id,
            product_id=row.product_id,
            product=str(row.after["product"]["name"]),
            at=row.at,
            by=_name(people, row.staff_code),
            is_new=row.before is None,
            differences=() if row.before is None else differences(row.before, row.after, names),
            is_undone=row.undone_by is not None,
            run_id=row.run_id,
        )
        for row in rows
    )


def _name(people: Mapping[str, StaffView], code: str) -> str:
    """Return who has a code, or the code where nobody wrote a name down."""
    return people[code].name or code if code in people else code


def differences(before: Rows, after: Rows, categories: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return what differs between two states of a product, the product's own particulars first."""
    found = list(_columns_changed(before["product"], after["product"], "", categories))
    former = {each["id"]: each for each in before["variants"]}
    for each in after["variants"]:
        form = " · ".join(each["options"].values())
        old = former.get(each["id"])
        if old is None:
            found.append(Difference("form", None, form, form))
        else:
            found += _columns_changed(old, each, form, categories)
    found += _in_and_out("code", _codes(before), _codes(after))
    found += _in_and_out("part", _parts(before), _parts(after))
    if before["photos"] != after["photos"]:
        found.append(Difference("photos", len(before["photos"]), len(after["photos"])))
    return tuple(found)


def _columns_changed(
    before: Rows, after: Rows, form: str, categories: Mapping[str, str]
) -> Iterable[Difference]:
    for name, value in after.items():
        old = before.get(name)
        if name in _UNTOLD or old == value or not (old or value):
            continue
        if name == "category_id":
            was, is_now = categories.get(str(old), ""), categories.get(str(value), "")
            yield Difference(name, was, is_now, form)
        else:
            yield Difference(name, old, value, form)


def _in_and_out(
    field: str, before: Mapping[str, int], after: Mapping[str, int]
) -> Iterable[Difference]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            gone, come = name in before, name in after
            yield Difference(field, name if gone else None, name if come else None)


def _codes(snapshot: Rows) -> dict[str, int]:
    return {each["code"]: each["pack"] for each in snapshot["codes"]}


def _parts(snapshot: Rows) -> dict[str, int]:
    return {each["variant_id"]: each["quantity"] for each in snapshot.get("parts", ())}


# --- keeping and taking back --------------------------------------------------------------------


def taken_back(now: Rows, before: Rows, after: Rows, at: datetime) -> Rows:
    """Return the product as it is now, but for what one change changed: that is as it was before.

    Args:
        now: the product's rows as they stand.
        before: as they stood before the change.
        after: as they stood after it.
        at: when forms that the change had brought are archived.
    """
    former = {each["id"]: each for each in before["variants"]}
    later = {each["id"]: each for each in after["variants"]}
    variants = []
    for each in now["variants"]:
        if each["id"] in former and each["id"] in later:
            variants.append(_row_back(each, former[each["id"]], later[each["id"]]))
        elif each["id"] in later:
            gone = each["archived_at"] or milliseconds(at)
            # Its reference may be that of the form it had taken the place of.
            variants.append(each | {"archived_at": gone, "sku": each["id"]})
        else:
            variants.append(each)
    return {
        "product": _row_back(now["product"], before["product"], after["product"]),
        "variants": variants,
        "codes": _set_back(now, before, after, "codes", ("code",)),
        "parts": _set_back(now, before, after, "parts", ("bundle_id", "variant_id")),
        "photos": now["photos"] if before["photos"] == after["photos"] else before["photos"],
    }


def _row_back(now: Rows, before: Rows, after: Rows) -> Rows:
    changed = {name: old for name, old in before.items() if old != after.get(name)}
    return now | changed


def _set_back(now: Rows, before: Rows, after: Rows, what: str, key: tuple[str, ...]) -> list[Rows]:
    standing, old, new = (
        {tuple(each[name] for name in key): each for each in kept.get(what, ())}
        for kept in (now, before, after)
    )
    for ident in old.keys() | new.keys():
        if old.get(ident) == new.get(ident):
            continue
        if ident in old:
            standing[ident] = old[ident]
        else:
            standing.pop(ident, None)
    return list(standing.values())
