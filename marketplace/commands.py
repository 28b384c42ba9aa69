"""What the parts of the `comptoir-hub` command share: its options, its words, an open marketplace."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from marketplace.errors import StorageError
from marketplace.services.hub import Hub, open_hub
from marketplace.settings import MailServer, Settings
from marketplace.web.wording import Words
from sync.kernel.clock import SystemClock

DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database",
        help="sqlite:///path or postgresql+psycopg://…; a plain path is a SQLite file.",
        envvar="COMPTOIR_HUB_DATABASE",
    ),
]
DataFolder = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Folder for pictures and keys; beside the SQLite file unless said.",
        envvar="COMPTOIR_HUB_DATA",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="The result as JSON.")]
DEFAULT_DATABASE = "sqlite:///hub.db"


class Payment(StrEnum):
    """Who takes payments online; the simulator moves no money."""

    NONE = "none"
    SIMULATOR = "simulator"


def words() -> Words:
    """Return the words of whoever types, by the locale."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return Words("en" if spoken.lower().startswith("en") else "fr")


def settings_of(
    database: str,
    data: Path | None,
    public_url: str = "",
    hosts: tuple[str, ...] = (),
    payment: Payment = Payment.NONE,
    mail: MailServer | None = None,
) -> Settings:
    """Return the settings of a command's options.

    Raises:
        StorageError: the address is no database's.
    """
    url = database if "://" in database else f"sqlite:///{database}"
    try:
        name = make_url(url).database
    except ArgumentError as error:
        raise StorageError("unreadable", {"detail": database}) from error
    if data is None:
        is_file = url.startswith("sqlite") and name is not None
        data = Path(name).absolute().parent if is_file and name else Path.cwd()
    provider: Literal["", "simulator"] = "simulator" if payment is Payment.SIMULATOR else ""
    return Settings(url, data, public_url.rstrip("/"), hosts, provider, mail)


@contextmanager
def opened(database: str, data: Path | None) -> Iterator[Hub]:
    """Yield the marketplace of a command's options."""
    hub = open_hub(settings_of(database, data), SystemClock())
    try:
        yield hub
    finally:
        hub.close()
