"""The doorbell: tells whoever listens that a shop's feed has moved. The feed is the truth."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MOST_EARS = 4
"""Of one device: a line that broke unseen may outlive the next two."""


class Listener:
    """One open connection's ear; it belongs to the event loop it was made in."""

    def __init__(self, device_id: str) -> None:
        self.device_id = device_id
        self.is_revoked = False
        self.is_closing = False
        self._loop = asyncio.get_running_loop()
        self._moved = asyncio.Event()
        self._head = 0

    async def heard(self, patience_s: float) -> int | None:
        """Wait for a ring and return the feed's newest head; None when nothing rang in time.

        Rings that come close together are heard as one.
        """
        try:
            async with asyncio.timeout(patience_s):
                await self._moved.wait()
        except TimeoutError:
            return None
        self._moved.clear()
        return self._head

    def wake(self, head: int = 0, *, revoked: bool = False, closing: bool = False) -> None:
        """Ring, from any thread."""

        def _ring() -> None:
            self._head = max(self._head, head)
            self.is_revoked = self.is_revoked or revoked
            self.is_closing = self.is_closing or closing
            self._moved.set()

        try:
            self._loop.call_soon_threadsafe(_ring)
        except RuntimeError:
            # The loop ended between the look into the list and the ring: nobody is there to hear.
            return


class Doorbell:
    """Every open ear of this process, by shop."""

    def __init__(self) -> None:
        self._lock = Lock()
        #: The newest of a shop last.
        self._listeners: dict[str, dict[Listener, None]] = {}
        self._is_closed = False

    @contextmanager
    def listening(self, shop_id: str, device_id: str = "") -> Iterator[Listener]:
        """Yield an ear for a shop's feed; call inside a running event loop.

        A device that opens one after the other has its oldest closed.
        """
        listener = Listener(device_id)
        with self._lock:
            ears = self._listeners.setdefault(shop_id, {})
            ears[listener] = None
            own = [one for one in ears if one.device_id == device_id] if device_id else []
            is_closed = self._is_closed
        for old in own[:-MOST_EARS]:
            old.wake(closing=True)
        if is_closed:
            listener.wake(closing=True)
        try:
            yield listener
        finally:
            with self._lock:
                ears = self._listeners[shop_id]
                ears.pop(listener, None)
                if not ears:
                    del self._listeners[shop_id]

    def ring(self, shop_id: str, head: int) -> None:
        """Tell every ear of a shop that its feed stands at `head`; from any thread."""
        for listener in self._ears(shop_id):
            listener.wake(head)

    def revoke(self, shop_id: str, device_id: str) -> None:
        """Tell a device's open connections that it is no longer welcome."""
        for listener in self._ears(shop_id):
            if listener.device_id == device_id:
                listener.wake(revoked=True)

    def close(self) -> None:
        """End every open connection, now and from now on: the marketplace is going down."""
        with self._lock:
            self._is_closed = True
            ears = [listener for group in self._listeners.values() for listener in group]
        for listener in ears:
            listener.wake(closing=True)

    def _ears(self, shop_id: str) -> list[Listener]:
        with self._lock:
            return list(self._listeners.get(shop_id, ()))
