"""Moving stock: a movement for ever, and the level that is the movements' sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.stock import StockLevel, StockMovement
from desktop.services import outbox
from desktop.services.prepared import Prepared, PreparedInsert
from desktop.services.shop import Topic
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.ids import new_id, new_ids

_movements = table_of(StockMovement)
_levels = table_of(StockLevel)
_add_movement = PreparedInsert(_movements)
_new_level = upsert(_levels).values(
    variant_id=bindparam("variant_id"), on_hand=bindparam("delta"), reserved=0, is_stale=False
)
_add_to_level = Prepared(
    _new_level.on_conflict_do_update(
        index_elements=["variant_id"], set_={"on_hand": _levels.c.on_hand + bindparam("delta")}
    )
)


@dataclass(frozen=True, slots=True)
class Move:
    """A change of one variant's stock, in thousandths of its unit."""

    variant_id: str
    delta: int


def move(
    work: UnitOfWork, moves: Sequence[Move], *, why: str, ref: str = "", op_id: str = ""
) -> None:
    """Write movements and levels. The level may become negative: what is sold was in the hand.

    Args:
        work: the running transaction.
        moves: what changed.
        why: as `StockMovement.why` lists them.
        ref: sale, count or delivery they belong to.
        op_id: the operation that tells the hub; empty for what the hub told us.
    """
    if not moves:
        return
    _add_movement.run_many(
        work.connection,
        [
            {
                "id": new_id(),
                "variant_id": each.variant_id,
                "delta": each.delta,
                "why": why,
                "ref": ref,
                "at": work.at,
                "op_id": op_id,
            }
            for each in moves
        ],
    )
    _add_to_level.run_many(
        work.connection,
        [{"variant_id": each.variant_id, "delta": each.delta} for each in moves],
    )


def book(
    work: UnitOfWork, told: Sequence[tuple[str, int, str]], *, why: str, ref: str = ""
) -> None:
    """Write many movements that operations of the same transaction tell the marketplace.

    Args:
        work: the running transaction.
        told: of each its variant, its thousandths and the operation.
        why: as `StockMovement.why` lists them.
        ref: the import or delivery they belong to.
    """
    rows = [
        {
            "id": row_id,
            "variant_id": variant_id,
            "delta": delta,
            "why": why,
            "ref": ref,
            "at": work.at,
            "op_id": op_id,
        }
        for row_id, (variant_id, delta, op_id) in zip(new_ids(len(told)), told, strict=True)
    ]
    _add_movement.run_many(work.connection, rows)
    _add_to_level.run_many(
        work.connection, [{"variant_id": each, "delta": delta} for each, delta, _ in told]
    )
    work.changed(Topic.CATALOGUE)


def move_and_tell(
    work: UnitOfWork,
    variant_id: str,
    delta: int,
    why: Literal["opening", "received", "loss", "return", "correction"],
    ref: str = "",
) -> None:
    """Write one movement beside sales and counts, and the operation that tells the marketplace."""
    message = v1.StockMove(move=new_id(), variant=variant_id, delta=delta, why=why, ref=ref)
    op_id = outbox.append(work, "stock.move", message)
    move(work, [Move(variant_id, delta)], why=why, ref=ref, op_id=op_id)
    work.changed(Topic.CATALOGUE)
