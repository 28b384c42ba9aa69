"""What the program notes for itself, in the data folder."""

import logging
from pathlib import Path

_LOG_BYTES = 1_000_000


def keep_log(folder: Path) -> None:
    """Write what the program notes for itself into the data folder: a few files, no more."""
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415 it loads what talks to mail servers

    log = RotatingFileHandler(
        folder / "comptoir.log", maxBytes=_LOG_BYTES, backupCount=3, encoding="utf-8", delay=True
    )
    log.setFormatter(_LogLine())
    logging.getLogger().addHandler(log)


class _LogLine(logging.Formatter):
    """When, where, what, and the reference that a person at the counter was told."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s %(reference)s")

    def format(self, record: logging.LogRecord) -> str:
        record.reference = getattr(record, "reference", "")
        return super().format(record)
