"""The shop's side of the conversation, all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sync.engine.anchoring import AnchorStore
from sync.engine.inbox import InboxStore
from sync.engine.outbox import OutboxStore
from sync.engine.uploads import UploadStore

Result = TypeVar("Result")


class RunOnLedger(Protocol):
    """Runs a piece of work on the one thread that writes the shop's database, and waits for it."""

    def __call__(self, work: Callable[[], Result]) -> Result:
        """Return what the work returned; raise what it raised."""
        ...


@dataclass(frozen=True, slots=True)
class Stores:
    """The shop's side of the conversation; every call goes through `RunOnLedger`."""

    outbox: OutboxStore
    inbox: InboxStore
    uploads: UploadStore
    anchors: AnchorStore
