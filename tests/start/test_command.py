"""The door, the words it understands, and what it says."""

import ast
import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from installer.start.checks import checks
from installer.start.command import Order, main, sentence_of, understand
from installer.start.console import Console
from installer.start.environment import RUN_LOCK, TEST_LOCK
from installer.start.pip import PipProgress, reason

HOUSE = Path(__file__).resolve().parents[2]


def the_door_under(python: tuple[int, int], path: str) -> "subprocess.CompletedProcess[str]":
    told = f"import sys, runpy; sys.version_info = {(*python, 1, 'final', 0)}"
    run = "runpy.run_path('start.py', run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", f"{told}; {run}"],
        cwd=HOUSE,
        env={"PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_old_python_is_turned_away_with_one_sentence(tmp_path: Path) -> None:
    nothing_newer = the_door_under((3, 8), str(tmp_path))

    assert nothing_newer.returncode == 3
    assert nothing_newer.stderr == (
        "Comptoir needs Python 3.11 or newer and this is 3.8: install one and start it with that.\n"
    )

    (tmp_path / "python3.12").touch(mode=0o755)
    newer_at_hand = the_door_under((2, 7), os.pathsep.join(["/nowhere", str(tmp_path)]))

    assert newer_at_hand.returncode == 3
    assert newer_at_hand.stderr == (
        "Comptoir needs Python 3.11 or newer and this is 2.7: start it with python3.12.\n"
    )


def test_old_python_can_read_the_door() -> None:
    tree = ast.parse((HOUSE / "start.py").read_text("utf-8"), feature_version=(3, 4))

    # Python 2.7 and 3.5 stop at these before they reach the sentence.
    beyond_them = (ast.JoinedStr, ast.AnnAssign, ast.arg, ast.NamedExpr, ast.Await, ast.Starred)
    assert not [node for node in ast.walk(tree) if isinstance(node, beyond_them)]


def test_the_start_stands_on_the_standard_library_alone() -> None:
    files = [HOUSE / "start.py", *(HOUSE / "installer" / "start").glob("*.py")]
    named = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                named.add(node.module or "")

    ours = {name for name in named if name.startswith("installer.start")}
    assert {name.split(".")[0] for name in named - ours} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ([], Order(RUN_LOCK, ("comptoir", "demo"), wants_window=True)),
        (["demo"], Order(RUN_LOCK, ("comptoir", "demo"), wants_window=True)),
        (
            ["--headless", "--out", "x"],
            Order(RUN_LOCK, ("comptoir", "demo", "--headless", "--out", "x")),
        ),
        (["test"], Order(TEST_LOCK, (), runs_checks=True)),
        (["test", "-k", "till"], Order(TEST_LOCK, ("-k", "till"), runs_checks=True)),
        (["setup"], Order(RUN_LOCK, ())),
        (["shop"], Order(RUN_LOCK, ("comptoir",), wants_window=True)),
        (["hub", "serve"], Order(RUN_LOCK, ("comptoir-hub", "serve"))),
        (["scan", "a.png"], Order(RUN_LOCK, ("comptoir", "scan", "a.png"))),
        (["demo", "--help"], Order(RUN_LOCK, ("comptoir", "demo", "--help"), wants_window=True)),
    ],
)
def test_words_are_understood(words: list[str], order: Order) -> None:
    assert understand(words) == order


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_comes_at_once(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 0
    assert capsys.readouterr().out.startswith("Usage: python3 start.py [WORD] [ARGUMENTS]\n")


def test_checks_stand_in_their_order_and_pytest_gets_the_words() -> None:
    assert [" ".join(check.command) for check in checks(["tests/sync", "-x"])] == [
        "ruff check .",
        "ruff format --check .",
        "mypy",
        "lint-imports",
        "pytest -n 2 --dist worksteal tests/sync -x",
    ]


@pytest.mark.parametrize(
    ("failure", "begins"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full: free some space"),
        (PermissionError(errno.EACCES, "denied", "/a/.venv"), "This folder cannot be written to"),
        (OSError(errno.EROFS, "Read-only file system", "/a"), "This folder cannot be written to"),
        (FileNotFoundError(errno.ENOENT, "No such file", "x.lock"), "The system refused: No such"),
    ],
)
def test_refusal_of_the_system_is_one_sentence(failure: OSError, begins: str) -> None:
    said = sentence_of(failure)

    assert said.startswith(begins)
    assert "start again" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("printed", "begins"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space", "The disk is"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", "A downloaded"),
        (
            (
                "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'\n"
                "ERROR: No matching distribution found for numpy==2.4.6"
            ),
            "The package index cannot be reached",
        ),
        ("ERROR: No matching distribution found for pysqlite3==0.6.1", "pip finds no pysqlite3==0"),
        ("noise\nERROR: Cannot uninstall x", "pip could not install the packages (ERROR: Cannot"),
        ("Killed", "pip could not install the packages (it gave no reason)"),
    ],
)
def test_failure_of_pip_is_one_sentence(printed: str, begins: str) -> None:
    said = reason(printed.splitlines(), Path(".venv/start.log"))

    assert said.startswith(begins)
    assert "\n" not in said


def test_long_step_is_told_by_quarters_where_lines_stay() -> None:
    stream = io.StringIO()
    console = Console(stream)

    for done in range(1, 73):
        console.count("Fetching", done, 72)
    console.count("Unpacking", 1, 1)
    console.step("Done")

    assert stream.getvalue().splitlines() == [
        *("Fetching: 18 of 72", "Fetching: 36 of 72", "Fetching: 54 of 72", "Fetching: 72 of 72"),
        *("Unpacking: 1 of 1", "Done"),
    ]


def test_long_step_is_rewritten_in_place_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    console = Console(stream)

    console.count("Fetching packages", 10, 10)
    console.count("Unpacking", 1, 10)
    console.step("Done")

    assert stream.getvalue() == (
        "\rFetching packages: 10 of 10\rUnpacking: 1 of 10         \nDone\n"
    )


def test_packages_are_counted_from_what_pip_says_and_does(tmp_path: Path) -> None:
    stream = io.StringIO()
    progress = PipProgress(Console(stream), tmp_path, pins=3)

    for line in [
        "Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment",
        "Requirement already satisfied: rich==15.0.0 in ./lib (from -r requirements.lock)",
        "Collecting numpy==2.4.6",
        "Installing collected packages: numpy, six",
    ]:
        progress.hear(line)
    metadata = tmp_path / "numpy-2.4.6.dist-info"
    metadata.mkdir()
    (metadata / "INSTALLER").touch()
    progress.look()
    progress.hear("Successfully installed numpy-2.4.6 six-1.17.0")

    assert stream.getvalue().splitlines() == [
        *("Fetching packages: 1 of 2", "Fetching packages: 2 of 2"),
        *("Unpacking packages: 1 of 2", "Unpacking packages: 2 of 2"),
    ]
