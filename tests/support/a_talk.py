"""A shop's conversation with a town that answers as it is told."""

from datetime import timedelta

from desktop.services.shop import Shop
from sync.contract import v1
from sync.engine.asking import Ask, UnreachableError
from sync.engine.outbox import Waiting
from sync.engine.status import Link, SyncStatus


class ATalk:
    """A talk that is online and answers as it is told, counting what it is asked."""

    def __init__(self, shop: Shop, answer: v1.Message | None) -> None:
        self._shop, self._answer = shop, answer
        self.asked: list[str] = []

    def ask(self, ask: Ask) -> v1.Message:
        """Answer."""
        self.asked.append(ask.query["gtins"])
        if self._answer is None:
            raise UnreachableError("no line")
        return self._answer

    def picture(self, sha256: str, most_bytes: int, patience_s: int) -> bytes:
        """Have none."""
        raise UnreachableError(f"{sha256} {most_bytes} {patience_s}")

    def status(self) -> SyncStatus:
        """Be online."""
        now = self._shop.clock.now()
        return SyncStatus(Link.ONLINE, now, Waiting(0, 0, 0), timedelta(0))

    def poke(self) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""
