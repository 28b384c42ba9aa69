"""What commands are told and say at a terminal."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from desktop.errors import ShopError, WorldError
from desktop.settings import Settings
from desktop.ui.wording import Language, Wording

EXIT_NO, EXIT_USE, EXIT_WORLD = 1, 2, 3

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", help="The shop's data folder.", envvar="COMPTOIR_DATA"),
]
AsJson = Annotated[bool, typer.Option("--json", help="The result as JSON.")]


def words() -> Wording:
    """Return the words in the language of this machine, French where it says nothing."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    is_english = spoken.lower().startswith("en")
    language = Language.ENGLISH if is_english else Language.FRENCH
    return Wording(language, Settings().zone)


def data_folder(given: Path | None) -> Path:
    """Return the folder asked for, or the one this system keeps a person's data in."""
    return given or Path(platformdirs.user_data_dir("comptoir", appauthor=False))


def shop_in(given: Path | None) -> Path:
    """Return the folder of a shop that is there: only the window and a first import found one.

    Raises:
        WorldError: no_shop_here.
    """
    from desktop.services.database import FILE_NAME  # noqa: PLC0415 each command loads what it needs

    folder = data_folder(given)
    if not (folder / FILE_NAME).exists():
        raise WorldError("no_shop_here", folder=str(folder))
    return folder


@contextmanager
def progress(is_silent: bool) -> "Iterator[Callable[[int], None]]":
    """Yield what shows on stderr how many lines were looked at, and leave the line clean."""
    if is_silent or not sys.stderr.isatty():
        yield lambda _lines: None
        return
    yield lambda lines: typer.echo(f"\r{lines}", nl=False, err=True)
    typer.echo("\r", nl=False, err=True)


def complain(sentence: str) -> None:
    """Write one sentence to stderr."""
    typer.echo(f"comptoir: {sentence}", err=True)


def sentence_of(error: ShopError) -> str:
    """Return what went wrong and what to do now."""
    refusal = words().refusal(error)
    return f"{refusal.message} {refusal.next_step}"
