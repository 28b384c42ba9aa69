"""What comes down: pages of the shop's state feed, as the engine hands them to the shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import UNSET

from sync.contract import v1
from sync.contract.canonical import MalformedMessageError, decode_words
from sync.engine.outbox import StreamState


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the shop has read: a number within an epoch of the hub.

    The empty epoch is the cursor of a shop that has read nothing yet.
    """

    epoch: str = ""
    seq: int = 0

    @property
    def text(self) -> str:
        """Return the form it has on the wire."""
        return f"{self.epoch}:{self.seq}" if self.epoch else ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One row of the feed: the latest state of an entity, or its end.

    `state` is one of the types of `v1.ENTITIES`. It is None when the entity was deleted, and when
    this version of the app cannot read it: then `unreadable` says why and the row is parked.
    """

    seq: int
    entity: str
    id: str
    ver: int
    is_deleted: bool
    state: v1.Message | None
    raw: bytes
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows to apply, and where the cursor stands after them."""

    arrivals: tuple[Arrival, ...]
    cursor: Cursor
    applied: tuple[v1.Applied, ...]
    """Per incarnation of the log, up to which own operation the states are complete.

    It rises with the last page only, since an own sale would vanish from the screen until the
    later pages are there; it falls with any page, when the hub was restored from a backup."""
    is_last: bool = True
    """The feed has been read to its present end."""


class InboxStore(Protocol):
    """The shop's keeping of what the hub says. Each method is one transaction."""

    def cursor(self) -> Cursor:
        """Return how far the shop has read."""
        ...

    def apply(self, page: Page) -> None:
        """Write rows, cursor and `applied` in one transaction.

        A row that is unreadable or cannot be written is parked with its raw text, and stands in
        the way of no other. Rows repeat: each is the whole state, the latest wins. `op_result`
        rows are what the hub made of own operations; they go to the log, exactly like the results
        of `OutboxStore.mark_acked`.
        """
        ...

    def reset_cursor(self, epoch: str) -> None:
        """Read the feed again from its beginning, in this epoch of the hub."""
        ...

    def tell_web_records(self, question: str, after: int) -> None:
        """Have the hub told what the shop keeps of W01 after a record: it has lost it, or may have.

        Asked twice, it is told twice: the hub knows what it has taken back.
        """
        ...


def read_page(page: v1.ChangesPage, streams: Sequence[StreamState]) -> Page:
    """Return a page of the wire in the form a shop applies.

    Args:
        page: what the hub sent.
        streams: the shop's logs; one the hub does not name has nothing in its states.
    """
    told = {applied.incarnation: applied.seq for applied in page.applied}
    return Page(
        arrivals=tuple(_read_change(change) for change in page.changes),
        cursor=Cursor(page.epoch, page.to),
        applied=tuple(
            v1.Applied(incarnation=stream.incarnation, seq=told.get(stream.incarnation, 0))
            for stream in streams
            if not page.more or told.get(stream.incarnation, 0) < stream.applied_seq
        ),
        is_last=not page.more,
    )


def _read_change(change: v1.Change) -> Arrival:
    raw = b"" if change.state is UNSET else bytes(change.state)
    state: v1.Message | None = None
    unreadable = ""
    if not change.deleted:
        try:
            state = decode_words(raw, v1.ENTITIES[change.entity])
        except KeyError:
            unreadable = "unknown entity"
        except MalformedMessageError as error:
            unreadable = str(error)
    return Arrival(
        change.seq, change.entity, change.id, change.ver, change.deleted, state, raw, unreadable
    )
