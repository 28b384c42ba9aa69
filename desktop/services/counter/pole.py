"""The pole display as the windows know it: two rows to show, an address to stand at."""

from threading import Lock
from typing import TYPE_CHECKING

from desktop.errors import WorldError

if TYPE_CHECKING:
    from desktop.devices.display import Frame, PoleDisplay

_PATIENCE_S = 2.0

PoleRow = tuple[str, str]
"""What stands on the left of a row, and the amount on its right."""


class CounterPole:
    """The shop's pole display, or none.

    `show` returns at once, whatever the display does. `stand` and `close` may wait a second for a
    display that is dead: not to be called on the main thread, but at the very end.
    """

    def __init__(self) -> None:
        """Have none yet."""
        self._lock = Lock()
        self._display: PoleDisplay | None = None
        self._address = ""
        self._is_closed = False

    def stand(self, address: str) -> None:
        """Go to the display of that address; none with an empty one."""
        with self._lock:
            if address == self._address or self._is_closed:
                return
            before, self._display, self._address = self._display, None, address
        if before is not None:
            before.close()
        if address:
            self._start(address)

    def show(self, upper: PoleRow, lower: PoleRow) -> None:
        """Show two rows."""
        with self._lock:
            if self._display is not None:
                self._display.show(_frame(upper, lower))

    def close(self) -> None:
        """End for good."""
        with self._lock:
            self._is_closed = True
            before, self._display = self._display, None
        if before is not None:
            before.close()

    def _start(self, address: str) -> None:
        # Here, because most shops have none and the drivers load fonts of letters.
        from desktop.devices.display import PoleDisplay  # noqa: PLC0415

        with self._lock:
            if not self._is_closed and self._address == address and self._display is None:
                self._display = PoleDisplay(address)


def try_pole(address: str, upper: PoleRow, lower: PoleRow) -> None:
    """Show two rows once, on a line of its own. Waits: not on the main thread.

    Raises:
        WorldError: device_address, pole_unreachable.
    """
    from desktop.devices.display import show_once  # noqa: PLC0415 see `CounterPole`

    try:
        show_once(address, _frame(upper, lower))
    except ValueError as error:
        raise WorldError("device_address", address=address) from error
    except OSError as error:
        raise WorldError("pole_unreachable", address=address) from error


def reach_pole(address: str) -> None:
    """See that somebody is at an address; nothing is shown there.

    Raises:
        WorldError: device_address, pole_unreachable.
    """
    from desktop.devices.line import SerialMode, open_line  # noqa: PLC0415 see `CounterPole`

    try:
        open_line(address, SerialMode(), _PATIENCE_S).close()
    except ValueError as error:
        raise WorldError("device_address", address=address) from error
    except OSError as error:
        raise WorldError("pole_unreachable", address=address) from error


def _frame(upper: PoleRow, lower: PoleRow) -> "Frame":
    from desktop.devices.display import Frame  # noqa: PLC0415 see `CounterPole`

    return Frame(upper, lower)
