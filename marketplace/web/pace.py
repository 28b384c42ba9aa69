"""How often one address may ask for what is costly: searches, forms, enrolments."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

PER_S = 10.0
AT_ONCE = 100.0
"""A market day's queue behind one address, and no more than a counter's Wi-Fi can type."""
_MOST_ADDRESSES = 10_000


class Pace:
    """Sends whoever asks too often away before anything is looked up.

    This machine itself is not counted: a proxy on it that names nobody speaks for everybody.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        refuse: ASGIApp,
        costly: tuple[str, ...],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Stand before an application.

        Args:
            app: what is asked.
            refuse: answers in its place.
            costly: paths that cost even when they are only read.
            clock: seconds that never go back.
        """
        self._app, self._refuse = app, refuse
        self._costly = costly
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or send it away."""
        if scope["type"] == "http" and self._is_costly(scope) and not self._may_ask(scope):
            await self._refuse(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_costly(self, scope: Scope) -> bool:
        path: str = scope["path"]
        return path.startswith(self._costly)

    def _may_ask(self, scope: Scope) -> bool:
        address = (scope.get("client") or ("", 0))[0]
        if not is_of_elsewhere(address):
            return True
        now = self._clock()
        left, at = self._left.pop(address, (AT_ONCE, now))
        left = min(AT_ONCE, left + (now - at) * PER_S)
        may = left >= 1
        self._left[address] = (left - may, now)
        if len(self._left) > _MOST_ADDRESSES:
            self._left.popitem(last=False)
        return may


def is_of_elsewhere(address: str) -> bool:
    """Tell whether an address is another machine's."""
    try:
        return not ip_address(address).is_loopback
    except ValueError:
        return False
