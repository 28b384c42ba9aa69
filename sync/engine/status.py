"""What the counter is told about the sync: never a question, only a pill and three counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sync.engine.outbox import Waiting


class Link(StrEnum):
    """How the shop stands with the hub."""

    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"
    """No answer, or one that is no hub's; tried again by itself."""
    REVOKED = "revoked"
    """The owner took this device out of the shop; only a new enrolment helps."""
    OUTDATED = "outdated"
    """The hub speaks another version of the protocol; what happened stays here until an update."""
    STUCK = "stuck"
    """The hub answers, but the logs do not come together; `detail` is for the support."""


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """One look at the sync; announced whenever something in it changes."""

    link: Link
    since: datetime
    """When `link` became what it is."""
    waiting: Waiting
    clock_offset: timedelta
    """Hub time less device time; beyond two minutes the counter shows a banner."""
    detail: str = ""


Announce = Callable[[SyncStatus], None]
"""Called on the sync thread; must hand over and return at once."""
