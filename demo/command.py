"""`comptoir demo`: the town, its marketplace, and the grocer's till, or a whole day without a screen."""

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from demo.wording import say
from desktop.errors import WorldError
from desktop.ui.no_display import refuse_without_display

_SATURDAY_SEED = 8


def demo(
    *,
    headless: Annotated[
        bool, typer.Option("--headless", help="Play the day without a screen.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the day's pictures and papers go.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Keep the town here and find it again.")
    ] = None,
    port: Annotated[
        int, typer.Option("--port", help="The storefront's port; 0 takes a free one.")
    ] = 0,
    language: Annotated[str, typer.Option("--lang", help="fr or en.")] = "fr",
    saturday: Annotated[
        bool,
        typer.Option("--saturday", help="Live a Saturday of sixty orders instead, in minutes."),
    ] = False,
) -> None:
    """Show the mission on real input: a town of six shops, its marketplace, and a day in it."""
    if language not in {"fr", "en"}:
        raise typer.BadParameter("--lang is fr or en")
    if saturday:
        _live_saturday(out or Path("saturday"), language)
    elif headless or out is not None or not _has_display():
        _play_day(out or Path("day"), language, port)
    else:
        _open_for_a_person(data, language, port)


def _has_display() -> bool:
    try:
        refuse_without_display()
    except WorldError:
        return False
    return True


def free_port(wanted: int = 0) -> int:
    """Return the port asked for, or one that is free.

    Raises:
        WorldError: port_taken.
    """
    try:
        with socket.create_server(("127.0.0.1", wanted)) as probe:
            port: int = probe.getsockname()[1]
    except OSError as error:
        raise WorldError("port_taken", port=wanted) from error
    return port


def _tell(text: str) -> None:
    typer.echo(text, err=True)


class Counter:
    """One line on stderr that counts: what is being made, how much of it."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, what: str, done: int, of: int) -> None:
        """Show how far it is."""
        text = say(what, self._language, done=done, of=of)
        if sys.stderr.isatty():
            typer.echo(f"\r{text}", nl=done == of, err=True)
        elif done == of:
            _tell(text)


def _play_day(out: Path, language: str, port: int) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Here, after the platform is chosen, because Qt reads it once.
    from PySide6.QtCore import qInstallMessageHandler  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from demo.day import Day  # noqa: PLC0415
    from demo.record import DayRecord, StepFailedError  # noqa: PLC0415
    from demo.scene import set_scene  # noqa: PLC0415

    qInstallMessageHandler(_pass_on)
    application = QApplication.instance() or QApplication([])
    record = DayRecord(out)
    with _temporary_folder() as folder, ExitStack() as stack:
        with record.step("the marketplace starts and six shops join it") as step:
            scene = stack.enter_context(
                set_scene(folder, free_port(port), language, Counter(language))
            )
            step.check("the storefront answers", holds=True)
        day = Day(scene, record)
        try:
            day.run()
        except StepFailedError as failed:
            day.stage.picture(record.picture_path("failed"))
            _tell(f"comptoir: {failed}")
            raise typer.Exit(1) from failed
    _tell(say("day_done", language, folder=out))
    del application


def _live_saturday(out: Path, language: str) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Here, after the platform is chosen, because Qt reads it once.
    from PySide6.QtCore import qInstallMessageHandler  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from demo.record import DayRecord, StepFailedError  # noqa: PLC0415
    from demo.saturday.album import Album  # noqa: PLC0415

    qInstallMessageHandler(_pass_on)
    application = QApplication.instance() or QApplication([])
    with _temporary_folder() as folder:
        try:
            Album(folder, DayRecord(out), language).fill(_SATURDAY_SEED)
        except StepFailedError as failed:
            _tell(f"comptoir: {failed}")
            raise typer.Exit(1) from failed
    _tell(say("day_done", language, folder=out))
    del application


def _pass_on(_kind: object, _context: object, text: str) -> None:
    """Pass Qt's words on, but for the screenless platform's excuse for having no window frames."""
    if "propagateSizeHints" not in text:
        _tell(text)


def _open_for_a_person(data: Path | None, language: str, port: int) -> None:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 as above

    from demo.scene import set_scene  # noqa: PLC0415

    application = QApplication([])
    application.setApplicationName("Comptoir")
    with ExitStack() as stack:
        folder = data or stack.enter_context(_temporary_folder())
        town = stack.enter_context(set_scene(folder, free_port(port), language, Counter(language)))
        _tell(say("storefront", language, url=town.hub.url))
        town.opened.window.showMaximized()
        application.exec()


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="comptoir-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
