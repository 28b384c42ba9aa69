"""The `comptoir` command. Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 the world failed."""

import io
import logging
import os
import sys
import tempfile
import traceback
from typing import Annotated, NoReturn

import typer

from desktop.commands.console import (
    EXIT_NO,
    EXIT_USE,
    EXIT_WORLD,
    DataFolder,
    complain,
    data_folder,
    sentence_of,
    words,
)
from desktop.errors import RefusedError, ShopError, WorldError
from desktop.ui.wording import Language

app = typer.Typer(
    name="comptoir",
    help="The till and back office of a shop. Without a command it opens the shop.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> NoReturn:
    """Run the command line and end with its exit code; an error is one sentence on stderr."""
    _quieten()
    try:
        _add_commands(sys.argv[1:])
        code = app(prog_name="comptoir", standalone_mode=False)
    except typer.TyperException as error:
        message = " ".join(error.format_message().split())
        complain(words()("command.not_understood", message=message))
        sys.exit(EXIT_USE)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(EXIT_NO)
    except ShopError as error:
        complain(sentence_of(error))
        sys.exit(EXIT_NO if isinstance(error, RefusedError) else EXIT_WORLD)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_WORLD)
    except Exception:  # noqa: BLE001 the last resort: whoever stands there reads no traceback
        complain(words()("command.bug", file=_keep_trace()))
        sys.exit(EXIT_WORLD)
    sys.exit(code if isinstance(code, int) else 0)


def _quieten() -> None:
    """Leave the terminal to sentences; what the program notes for itself goes into its log."""
    if not os.environ.get("COMPTOIR_DEBUG"):
        logging.getLogger().addHandler(logging.NullHandler())
    else:
        logging.basicConfig(level=logging.DEBUG)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # An old console has no letters for some names; a question mark will do.
            stream.reconfigure(errors="replace")


def _add_commands(asked: list[str]) -> None:
    """Add the commands, when a word was said: the shop opens without one, and waits for none.

    Those of the rooms above this one are read only where they are called for, or all for the help.
    """
    if not asked:
        return
    from importlib.metadata import entry_points  # noqa: PLC0415 reading it costs a third of a window

    from desktop.commands import books, lists, pictures, upkeep  # noqa: PLC0415 see above
    from desktop.commands.sheets import sheets_app  # noqa: PLC0415 see above

    app.add_typer(sheets_app, name="sheets")
    app.command("import")(lists.import_list)
    for command in (
        *(upkeep.doctor, upkeep.forget_pins, upkeep.backup, upkeep.restore),
        *(pictures.scan, pictures.photo),
        *(lists.export, lists.tags),
        *(books.verify, books.book, books.archive, books.new_journal),
    ):
        app.command()(command)
    for plugin in entry_points(group="comptoir.commands"):
        if plugin.name in asked or "--help" in asked[:1]:
            app.command(plugin.name)(plugin.load())


def _keep_trace() -> str:
    """Write what went wrong in the program to a file of its own and return its name."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="comptoir-", suffix=".log", delete=False, encoding="utf-8", errors="replace"
    ) as file:
        traceback.print_exc(file=file)
        return file.name


def _end_at_once(error: WorldError) -> None:
    """Say what is wrong and end before Qt ends the process with a dump of memory."""
    complain(sentence_of(error))
    sys.stderr.flush()
    os._exit(EXIT_WORLD)


@app.callback(invoke_without_command=True)
def open_window(
    context: typer.Context,
    data: DataFolder = None,
    language: Annotated[str | None, typer.Option("--lang", help="fr or en.")] = None,
) -> None:
    """Open the shop."""
    if context.invoked_subcommand is None:
        if language is not None and language not in set(Language):
            raise typer.BadParameter("--lang is fr or en")
        # Here, because the other commands need no window; and in this order, because the frame is
        # to stand on the screen while everything else is loaded.
        from desktop.ui.opening import Opening, make_application  # noqa: PLC0415

        application = make_application(_end_at_once)
        opening = Opening()
        opening.stand()
        from desktop.counter_window import run_window  # noqa: PLC0415

        code = run_window(data_folder(data), language, opening=opening)
        # Qt's application must outlive its windows.
        del application
        raise typer.Exit(code)
