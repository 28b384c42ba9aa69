"""Moving stock: a movement for ever, and the level that is the movements' sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.stock import StockLevel, StockMovement
from desktop.services.prepared import Prepared, PreparedInsert
from desktop.services.shop import Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.ids import new_id, new_ids

Why = Literal["opening", "received", "loss", "return", "correction"]
"""What moves stock beside sales and counts, as the marketplace is told."""

_TOLD_AT_ONCE = 250
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


def move_all_and_tell(
    work: UnitOfWork, moves: Sequence[tuple[str, int]], why: Why, ref: str = ""
) -> None:
    """Write many movements of one cause, and what tells the marketplace: some hundred a message.

    Args:
        work: the running transaction.
        moves: of each its variant and its thousandths.
        why: what made them.
        ref: the import or delivery they belong to.
    """
    for start in range(0, len(moves), _TOLD_AT_ONCE):
        told = tuple(moves[start : start + _TOLD_AT_ONCE])
        _book(
            work,
            told,
            outbox.append(work, "stock.moves", v1.StockMoves(moves=told, why=why, ref=ref)),
            why,
            ref,
        )


def _book(
    work: UnitOfWork, moves: Sequence[tuple[str, int]], op_id: str, why: str, ref: str
) -> None:
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
        for row_id, (variant_id, delta) in zip(new_ids(len(moves)), moves, strict=True)
    ]
    _add_movement.run_many(work.connection, rows)
    _add_to_level.run_many(
        work.connection, [{"variant_id": each, "delta": delta} for each, delta in moves]
    )
    work.changed(Topic.CATALOGUE)


def move_and_tell(
    work: UnitOfWork,
    variant_id: str,
    delta: int,
    why: Why,
    ref: str = "",
) -> None:
    """Write one movement beside sales and counts, and the operation that tells the marketplace."""
    message = v1.StockMove(move=new_id(), variant=variant_id, delta=delta, why=why, ref=ref)
    op_id = outbox.append(work, "stock.move", message)
    move(work, [Move(variant_id, delta)], why=why, ref=ref, op_id=op_id)
    work.changed(Topic.CATALOGUE)
