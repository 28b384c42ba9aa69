"""A shop's state feed: which entities changed, in the one order every till reads them in.

The counter of a shop is bumped under its row's lock by the last statements of the writing
transaction, so numbers become visible in their own order and no reader can skip one (a sequence
or an `id > cursor` loses 15 % of the rows under concurrent commits, sync study § 2).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from msgspec import UNSET, Raw
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.models.sync import DeviceStream, Hub, ShopHead
from marketplace.services.database import Database
from marketplace.services.devices import Caller
from marketplace.services.doorbell import Doorbell
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.contract.canonical import encode
from sync.kernel.clock import Clock, milliseconds

_ANSWER = "op_result"
_TOUCHED = "feed.touched"
_HEADS = "feed.heads"

_BUMP = text(
    "INSERT INTO shop_head (shop_id, seq) VALUES (:shop, :step)"
    " ON CONFLICT (shop_id) DO UPDATE SET seq = shop_head.seq + excluded.seq RETURNING seq"
)
_POINT = text(
    "INSERT INTO feed (shop_id, entity, entity_id, seq, deleted, changed_at)"
    " VALUES (:shop, :entity, :id, :seq, :deleted, :at)"
    " ON CONFLICT (shop_id, entity, entity_id) DO UPDATE"
    " SET seq = excluded.seq, deleted = excluded.deleted, changed_at = excluded.changed_at"
)

_ROWS = text(
    "SELECT entity, entity_id, seq, deleted FROM feed"
    " WHERE shop_id = :shop AND seq > :after ORDER BY seq LIMIT :n"
)
_LONGEST_NUMBER = 18


class Render(Protocol):
    """Turns a feed row's pointer into the state it points at."""

    def __call__(
        self, session: Session, shop_id: str, entity: str, entity_id: str
    ) -> v1.Message | None:
        """Return the state, or None when there is no such thing any more."""
        ...


def attach(database: Database, doorbell: Doorbell, clock: Clock) -> None:
    """Have every write transaction number what it touched, and ring after it."""
    database.before_commit(lambda session: write_touched(session, clock.now()))
    database.after_commit(_ring(doorbell))


def touch(
    session: Session, shop_id: str, entity: str, entity_id: str, *, deleted: bool = False
) -> None:
    """Note that the tills of a shop must learn an entity's new state; numbered at the end."""
    session.info.setdefault(_TOUCHED, {})[shop_id, entity, entity_id] = deleted


def write_touched(session: Session, at: datetime) -> None:
    """Number the touched entities, shops in ascending order so that no two writers deadlock.

    Answers to a till's words come before what the words were about, whatever page a reader stops
    at: what a till keeps of an order hangs on what became of its own words.

    Nothing may be written after this in the transaction: the shops' counters are locked.
    """
    touched: dict[tuple[str, str, str], bool] = session.info.pop(_TOUCHED, {})
    heads: dict[str, int] = {}
    for shop_id in sorted({shop for shop, _, _ in touched}):
        rows = [(key, deleted) for key, deleted in touched.items() if key[0] == shop_id]
        rows.sort(key=_is_no_answer)
        head: int = session.execute(_BUMP, {"shop": shop_id, "step": len(rows)}).scalar_one()
        session.execute(
            _POINT,
            [
                {
                    "shop": shop_id,
                    "entity": entity,
                    "id": entity_id,
                    "seq": seq,
                    "deleted": deleted,
                    "at": milliseconds(at),
                }
                for seq, ((_, entity, entity_id), deleted) in enumerate(
                    rows, start=head - len(rows) + 1
                )
            ],
        )
        heads[shop_id] = head
    session.info[_HEADS] = heads


def _is_no_answer(row: tuple[tuple[str, str, str], bool]) -> bool:
    (_, entity, _), _ = row
    return entity != _ANSWER


def page(
    session: Session, caller: Caller, cursor: str, limit: int, render: Render
) -> v1.ChangesPage:
    """Return the rows after a cursor with the states they have in this session's snapshot.

    Raises:
        ProblemError: epoch, when the cursor belongs to another one or lies ahead of the feed;
            malformed.
    """
    epoch = session.scalars(select(Hub.epoch).where(Hub.id == 1)).one()
    told, after = read_cursor(cursor)
    if told and told != epoch:
        raise ProblemError(v1.Problem(error="epoch", epoch=epoch))
    rows = session.execute(_ROWS, {"shop": caller.shop_id, "after": after, "n": limit + 1}).all()
    if not rows and after > head_of(session, caller.shop_id):
        # The database was restored: what the till has read is not in it any more.
        raise ProblemError(v1.Problem(error="epoch", epoch=epoch))
    changes: list[v1.Change] = []
    size = 0
    for row in rows[:limit]:
        state = None if row.deleted else render(session, caller.shop_id, row.entity, row.entity_id)
        body = b"" if state is None else encode(state)
        size += len(body)
        if changes and size > v1.PAGE_MAX_BYTES:
            break
        changes.append(
            v1.Change(
                seq=row.seq,
                entity=row.entity,
                id=row.entity_id,
                ver=getattr(state, "ver", 0),
                deleted=state is None,
                state=Raw(body) if body else UNSET,
            )
        )
    return v1.ChangesPage(
        epoch=epoch,
        base=after,
        to=changes[-1].seq if changes else after,
        more=len(changes) < len(rows),
        changes=tuple(changes),
        applied=_applied(session, caller.device_id),
    )


def read_cursor(cursor: str) -> tuple[str, int]:
    """Return a cursor's epoch and number; an empty one has read nothing of no epoch.

    Raises:
        ProblemError: malformed.
    """
    if not cursor:
        return "", 0
    epoch, _, seq = cursor.partition(":")
    if not (epoch and seq.isascii() and seq.isdigit() and len(seq) <= _LONGEST_NUMBER):
        raise ProblemError(v1.Problem(error="malformed", detail="cursor"))
    return epoch, int(seq)


def head_of(session: Session, shop_id: str) -> int:
    """Return the number of a shop's latest change, 0 before the first."""
    return session.scalar(select(ShopHead.seq).where(ShopHead.shop_id == shop_id)) or 0


def _applied(session: Session, device_id: str) -> tuple[v1.Applied, ...]:
    rows = session.execute(
        select(DeviceStream.incarnation, DeviceStream.last_seq)
        .where(DeviceStream.device_id == device_id)
        .order_by(DeviceStream.opened_at, DeviceStream.incarnation)
    )
    return tuple(v1.Applied(incarnation=row.incarnation, seq=row.last_seq) for row in rows)


def _ring(doorbell: Doorbell) -> Callable[[Session], None]:
    def _ring_shops(session: Session) -> None:
        for shop_id, head in session.info.pop(_HEADS, {}).items():
            doorbell.ring(shop_id, head)

    return _ring_shops
