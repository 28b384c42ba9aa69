"""How many connections one address may hold, and how long a request may take to be said.

Whoever opens a thousand lines and says a byte a minute on each (slow loris) would keep everybody
else out; the pace of requests (`pace`) does not see what never becomes a request.
"""

import asyncio
from collections import Counter

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from marketplace.web.pace import is_of_elsewhere

HEAD_S = 20.0
BODY_S = 120.0
MOST_CONNECTIONS = 200
"""A shop's or a market hall's whole Wi-Fi behind one address, tills' streams included."""

_held: Counter[str] = Counter()


class PatientProtocol(H11Protocol):
    """Speaks HTTP/1.1 with whoever comes to the point."""

    _address = ""
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a line, or cut it when its address holds too many."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if address and is_of_elsewhere(address):
            self._address = address
            _held[address] += 1
            if _held[address] > MOST_CONNECTIONS:
                transport.abort()
                return
        self._await_within(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let a line go."""
        self._stop_waiting()
        if self._address:
            _held[self._address] -= 1
            if not _held[self._address]:
                del _held[self._address]
            self._address = ""
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and see whether the request is whole by now."""
        before = self.conn.their_state
        if before is h11.IDLE and self._deadline is None:
            # The next request on a line that was kept.
            self._await_within(HEAD_S)
        super().data_received(data)
        after = self.conn.their_state
        if after is before:
            return
        self._stop_waiting()
        if after is h11.SEND_BODY:
            self._await_within(BODY_S)

    def _await_within(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.abort()
