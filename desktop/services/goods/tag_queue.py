"""Which shelf tags do not say what is so any more: written by every change of the catalogue."""

from collections.abc import Iterable, Mapping
from typing import cast

from sqlalchemy import bindparam, case, delete
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.catalogue import TagDue
from desktop.services.prepared import Prepared
from desktop.services.shop import Topic
from desktop.services.unit_of_work import UnitOfWork

_tags = table_of(TagDue)
_new = upsert(_tags).values(
    variant_id=bindparam("variant_id"),
    since=bindparam("since"),
    why=bindparam("why"),
    job_id="",
)
_put_on = Prepared(
    _new.on_conflict_do_update(
        index_elements=["variant_id"],
        set_={
            "since": _new.excluded.since,
            "why": case(
                ((_tags.c.why == "new") & (_tags.c.job_id == ""), "new"),
                else_=_new.excluded.why,
            ),
            "job_id": "",
        },
    )
)

Snapshot = Mapping[str, object]
"""A product's rows as the history keeps them (`product_history.snapshots`)."""


def mark(work: UnitOfWork, reasons: Mapping[str, str]) -> None:
    """Put shelf tags on the queue, each with its reason: new, price, name or content.

    One that waits as new stays so; one whose paper is under way is due again.
    """
    rows = [
        {"variant_id": variant_id, "since": work.at, "why": why}
        for variant_id, why in reasons.items()
    ]
    _put_on.run_many(work.connection, rows)


def forget(work: UnitOfWork, variant_ids: Iterable[str]) -> None:
    """Take articles off the queue that stand on no shelf any more."""
    gone = list(variant_ids)
    if gone:
        work.connection.execute(delete(_tags).where(_tags.c.variant_id.in_(gone)))


def paper_is_out(work: UnitOfWork, job_id: str) -> None:
    """Take off what a paper said that came out; what changed in the meantime stays due."""
    gone = work.connection.execute(delete(_tags).where(_tags.c.job_id == job_id))
    if gone.rowcount:
        work.changed(Topic.CATALOGUE)


def mark_changed(work: UnitOfWork, changes: Iterable[tuple[Snapshot | None, Snapshot]]) -> None:
    """Put the tags on the queue that changes made wrong, each given as before and after."""
    gone: set[str] = set()
    why: dict[str, str] = {}
    for before, after in changes:
        former, standing = {} if before is None else _tagged(before), _tagged(after)
        gone |= former.keys() - standing.keys()
        why |= {each: _why(former.get(each), tag) for each, tag in standing.items()}
    forget(work, gone)
    mark(work, {variant_id: reason for variant_id, reason in why.items() if reason})


def _why(before: Mapping[str, object] | None, after: Mapping[str, object]) -> str:
    if before is None:
        return "new"
    return next((part for part in after if before[part] != after[part]), "")


def _tagged(snapshot: Snapshot) -> dict[str, dict[str, object]]:
    """Return what the shelf tag of each article says, the most pressing first."""
    product = cast("dict[str, object]", snapshot["product"])
    if product["kind"] != "goods" or product["archived_at"] is not None:
        return {}
    return {
        str(each["id"]): {
            "price": (each["price_cents"], each.get("deposit_variant_id")),
            "content": (each.get("content"), each.get("content_unit"), product["unit"]),
            "name": (product["name"], product["brand"], product.get("origin"), each["options"]),
        }
        for each in cast("list[dict[str, object]]", snapshot["variants"])
        if each["archived_at"] is None
    }
