"""The print queue in the shop's database, and the way of a document into it."""

from typing import Protocol


class Spooler(Protocol):
    """Whoever sends the queued jobs to their printers, on threads of its own."""

    def wake(self, printer: str) -> None:
        """Say that a job was queued for the printer of that code; returns at once."""
        ...

    def stop(self) -> None:
        """Let the job under way finish and join the threads; the rest stays queued."""
        ...
