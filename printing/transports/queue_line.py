"""A job that is collected and then given to a print service of the system as a whole."""

from collections.abc import Callable

from printing.transports.line import PrinterStatus


class QueueLine:
    """Collects a job; the transport hands it over once it is finished and the line is left."""

    confirms = False

    def __init__(self, ask: Callable[[], PrinterStatus]) -> None:
        self.data = bytearray()
        self.is_finished = False
        self._ask = ask

    def status(self) -> PrinterStatus:
        """Return what the service knows, which is a fault or nothing."""
        return self._ask()

    def write(self, data: bytes, wait_s: float) -> int:  # noqa: ARG002 the protocol's
        """Take everything."""
        self.data += data
        return len(data)

    def marked(self, data: bytes) -> bytes:
        """Return the job: a service has no marker."""
        return data

    def is_confirmed(self, wait_s: float) -> bool:  # noqa: ARG002 the protocol's
        """Return that nobody will ever say so."""
        return False

    def finish(self) -> None:
        """Let the job be handed over."""
        self.is_finished = True
