"""`python3 start.py`: the words it takes, and the way from nothing to a running Comptoir."""

import errno
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from installer.start import system
from installer.start.checks import run_checks
from installer.start.console import DONE, INTERRUPTED, WORLD_FAILED, Console, StartError
from installer.start.environment import RUN_LOCK, TEST_LOCK, Environment
from installer.start.programs import become

ROOT = Path(__file__).resolve().parents[2]

USAGE = """\
Usage: python3 start.py [WORD] [ARGUMENTS]

Gets what this computer lacks, makes the environment in .venv, installs the locked packages, then
does what WORD says. It can be stopped and started again at any point.

  (no word)        the demonstration: a town, its marketplace, and a shop's counter
  --headless --out DIR
                   the demonstration without a screen; writes what it saw to DIR
  test             every check: ruff, mypy, import contracts, pytest; ARGUMENTS go to pytest
  setup            only the preparation
  shop             the shop's own application (comptoir)
  hub              the marketplace's command (comptoir-hub)
  any other word   a command of comptoir: doctor, scan, verify, ...

Exit code: that of what was started; 3 when this computer lacks something, with one sentence."""


@dataclass(frozen=True)
class Order:
    """What the user asked for: the lock it takes, and the command to end in (empty: none)."""

    lock: str
    command: tuple[str, ...]
    wants_window: bool = False
    runs_checks: bool = False


def understand(arguments: Sequence[str]) -> Order:
    """Returns the order that the words after `start.py` give."""
    word, *rest = arguments or ["demo"]
    if word.startswith("-"):
        word, rest = "demo", list(arguments)
    match word:
        case "test":
            return Order(TEST_LOCK, tuple(rest), runs_checks=True)
        case "setup":
            return Order(RUN_LOCK, ())
        case "hub":
            return Order(RUN_LOCK, ("comptoir-hub", *rest))
        case "shop":
            return Order(RUN_LOCK, ("comptoir", *rest), wants_window=True)
        case "demo":
            wants_window = "--headless" not in rest
            return Order(RUN_LOCK, ("comptoir", "demo", *rest), wants_window=wants_window)
        case _:
            return Order(RUN_LOCK, ("comptoir", word, *rest))


def main(arguments: Sequence[str]) -> int:
    """Does what the words say and returns the exit code."""
    if arguments and arguments[0] in {"-h", "--help"}:
        print(USAGE)  # noqa: T201 - the help is this command's output
        return DONE
    console = Console()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _carry_out(understand(arguments), console, os.environ)
    except StartError as failure:
        console.step(str(failure))
    except KeyboardInterrupt:
        console.step("Stopped. Start again and it goes on where it stopped.")
        return INTERRUPTED
    except OSError as failure:
        console.step(sentence_of(failure))
    return WORLD_FAILED


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _carry_out(order: Order, console: Console, variables: Mapping[str, str]) -> int:
    environment = Environment(ROOT, console, variables)
    screen = bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))
    wants = system.Wants(
        screen=order.wants_window and screen,
        tests=order.runs_checks,
        environment=not environment.is_usable,
    )
    system.supply(_probing(wants), console, variables)
    environment.prepare(order.lock)
    if order.runs_checks:
        return run_checks(environment, order.command)
    if not order.command:
        environment.supply_outline()
        console.step("Ready.")
        return DONE
    name, *rest = order.command
    return become([environment.program(name), *rest], environment.variables)


def _probing(wants: system.Wants) -> Callable[[], Sequence[system.Lack]]:
    return lambda: system.lacks(wants)


def sentence_of(failure: OSError) -> str:
    """Returns what the user reads when the system refused something."""
    where = f" ({failure.filename})" if failure.filename else ""
    if failure.errno == errno.ENOSPC:
        return "The disk is full: free some space, then start again; it goes on where it stopped."
    if failure.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"This folder cannot be written to{where}: use a checkout that belongs to you, then"
            " start again."
        )
    return (
        f"The system refused: {failure.strerror or failure}{where}. Settle that, then start again."
    )
