"""The environment as its user meets it: `start.py` run for real in a small checkout."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.start.conftest import Checkout, Pin


def test_first_start_prepares_and_hands_words_and_exit_code_over(bare_checkout: Checkout) -> None:
    checkout = bare_checkout
    first = checkout.start("doctor", "--json", "seven", "é € ' \"")

    assert first.returncode == 7, first.stderr
    assert first.stdout == "comptoir doctor --json seven é € ' \" 250\n"
    told = first.stderr.splitlines()
    assert told[0].startswith("Making Python's environment in ")
    assert "Fetching packages: 1 of 1" in told
    assert "Unpacking packages: 1 of 1" in told
    assert told[-3] == "Installing Comptoir itself"
    assert told[-1].startswith("Products will be cut out less well: ")

    checkout.index.asked.clear()
    second = checkout.start("hub", "serve")

    assert (second.returncode, second.stdout) == (0, "comptoir-hub serve\n")
    assert second.stderr == "", "a prepared checkout has nothing to tell"
    assert not checkout.index.asked.is_set()


def test_no_word_and_options_alone_start_the_demonstration(prepared_checkout: Checkout) -> None:
    checkout = prepared_checkout
    assert checkout.start("--headless", "--out", "a b").stdout == (
        "comptoir demo --headless --out a b 250\n"
    )
    assert checkout.start("demo", "--headless").stdout == "comptoir demo --headless 250\n"


def test_start_interrupted_while_pip_works_goes_on_at_the_next(checkout: Checkout) -> None:
    checkout.index.gate.clear()
    interrupted = checkout.begin("setup")
    assert checkout.index.asked.wait(60)
    interrupted.send_signal(signal.SIGTERM)
    checkout.index.gate.set()
    _, told = interrupted.communicate(timeout=60)

    assert interrupted.returncode == 130
    assert told.splitlines()[-1] == "Stopped. Start again and it goes on where it stopped."
    assert checkout.start("scan").stdout == "comptoir scan 250\n"


def test_next_start_waits_for_the_pip_of_a_killed_one(checkout: Checkout) -> None:
    checkout.index.gate.clear()
    killed = checkout.begin("setup")
    assert checkout.index.asked.wait(60)
    killed.kill()
    killed.communicate(timeout=60)

    following = checkout.begin("scan")
    first_line = following.stderr.readline()
    checkout.index.gate.set()
    out, told = following.communicate(timeout=60)

    assert first_line == "Another start is at work in this folder: waiting for it\n"
    assert (following.returncode, out) == (0, "comptoir scan 250\n"), told


def test_two_starts_at_once_prepare_once(checkout: Checkout) -> None:
    checkout.index.gate.clear()
    one = checkout.begin("scan")
    assert checkout.index.asked.wait(60)
    other = checkout.begin("verify")
    waiting = other.stderr.readline()
    checkout.index.gate.set()
    out_one, _ = one.communicate(timeout=60)
    out_other, rest = other.communicate(timeout=60)

    assert (out_one, out_other) == ("comptoir scan 250\n", "comptoir verify 250\n")
    assert (waiting, rest) == ("Another start is at work in this folder: waiting for it\n", "")


def test_package_torn_by_a_killed_pip_is_installed_again(prepared_checkout: Checkout) -> None:
    checkout = prepared_checkout
    (checkout.packages / "bread.py").write_text("WEI")
    (checkout.packages / "bread-1.0.dist-info" / "INSTALLER").unlink()
    (checkout.packages / "~read").mkdir()
    checkout.stamp.unlink()

    assert checkout.start("scan").stdout == "comptoir scan 250\n"
    assert not (checkout.packages / "~read").exists()


def first_said(checkout: Checkout) -> str:
    """Begin a start and stop it when it has said what it does first."""
    starting = checkout.begin("scan")
    line = starting.stderr.readline()
    starting.send_signal(signal.SIGTERM)
    starting.communicate(timeout=60)
    return str(line)


def test_environment_whose_python_is_gone_is_made_anew(prepared_checkout: Checkout) -> None:
    python = prepared_checkout.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    assert first_said(prepared_checkout).startswith("Making Python's environment in ")


def test_environment_whose_making_was_interrupted_is_made_anew(checkout: Checkout) -> None:
    [pip_metadata] = checkout.packages.glob("pip-*.dist-info")
    (pip_metadata / "RECORD").unlink()

    assert first_said(checkout).startswith("Making Python's environment in ")


def test_changed_lock_and_project_are_installed_and_what_left_is_removed(
    prepared_checkout: Checkout, bread: Pin, pin: type[Pin]
) -> None:
    checkout = prepared_checkout
    checkout.lock(bread, pin("butter", "2", "SALT = True\n"))
    checkout.start("scan")
    assert (checkout.packages / "butter.py").exists()

    checkout.lock(pin("bread", "1.1", "WEIGHT_G = 400\n"))
    assert checkout.start("scan").stdout == "comptoir scan 400\n"
    assert not (checkout.packages / "butter.py").exists()

    project = checkout.root / "pyproject.toml"
    project.write_text(project.read_text() + 'package-dir = {"" = "."}\n')
    assert checkout.start("scan").stderr == "Installing Comptoir itself\n"
    project.write_text(project.read_text() + "\n[tool.ruff]\nline-length = 99\n")
    assert checkout.start("scan").stderr == "", "only what the installation depends on counts"


def test_interrupted_change_of_lock_is_not_taken_for_done(
    prepared_checkout: Checkout, bread: Pin, pin: type[Pin]
) -> None:
    checkout = prepared_checkout
    checkout.lock(pin("bread", "1.1", "WEIGHT_G = 400\n"))
    checkout.index.asked.clear()
    checkout.index.gate.clear()
    killed = checkout.begin("setup")
    assert checkout.index.asked.wait(60)
    killed.send_signal(signal.SIGTERM)
    killed.communicate(timeout=60)
    checkout.index.gate.set()

    # Back to the lock that was complete before: the stamp must not vouch for it any more.
    assert json.loads(checkout.stamp.read_text())["locks"] == {}
    checkout.lock(bread)
    again = checkout.start("scan")
    assert again.stdout == "comptoir scan 250\n"
    assert "Fetching packages: 1 of 1\n" in again.stderr


def test_moved_checkout_gets_an_environment_of_its_own(
    prepared_checkout: Checkout, tmp_path: Path
) -> None:
    """A moved one, a first one: whatever is wrong with an environment, it is made in one way."""
    checkout = prepared_checkout
    shutil.move(checkout.root, tmp_path / "elsewhere")
    checkout.root = tmp_path / "elsewhere"

    moved = checkout.start("scan")

    assert (moved.returncode, moved.stdout) == (0, "comptoir scan 250\n")
    assert moved.stderr.startswith("Making Python's environment in ")
    assert "a checkout" not in (checkout.root / ".venv" / "bin" / "comptoir").read_text()


def test_each_trouble_with_the_index_is_told_in_one_sentence(checkout: Checkout) -> None:
    def trouble(**variables: str) -> str:
        ended = checkout.start("scan", PIP_RETRIES="1", **variables)
        assert (ended.returncode, ended.stdout) == (3, "")
        assert "Traceback" not in ended.stderr
        return str(ended.stderr.splitlines()[-1])

    nobody_listens = "http://127.0.0.1:1/simple"
    assert trouble(PIP_INDEX_URL=nobody_listens) == (
        "The package index cannot be reached: check the network (and pip's configuration), then"
        " start again; it goes on where it stopped."
    )
    served = checkout.index.wheels.pop("bread-1.0-py3-none-any.whl")
    checkout.index.wheels["bread-1.0-cp32-none-amiga.whl"] = served
    assert trouble().startswith("pip finds no bread==1.0 made for this computer: ")
    checkout.index.wheels["bread-1.0-py3-none-any.whl"] = served + b"tampered"
    assert trouble().startswith("A downloaded package is not the one the lock names: start again")

    checkout.index.wheels["bread-1.0-py3-none-any.whl"] = served
    assert checkout.start("scan").stdout == "comptoir scan 250\n"


def test_every_check_runs_and_each_verdict_is_told(
    checkout: Checkout, bread: Pin, pin: type[Pin]
) -> None:
    tool = """
import os, pathlib, sys
def main():
    name = pathlib.Path(sys.argv[0]).name
    is_as_told = os.getcwd() == os.environ["HERE"] and not sys.dont_write_bytecode
    print(name, *sys.argv[1:], os.environ["QT_QPA_PLATFORM"], is_as_told)
    if name == "pytest":
        print("==== 3 passed in 0.10s ====")
    return 1 if name == os.environ.get("FAILS") else 0
"""
    tools = pin("tools", "1", tool, ("ruff", "mypy", "lint-imports", "pytest"))
    checkout.lock(bread, tools=(tools,))
    here = str(checkout.root)

    held = checkout.start("test", "-k", "bread", HERE=here, PYTHONDONTWRITEBYTECODE="1")

    assert held.returncode == 0, held.stderr
    assert [line for line in held.stdout.splitlines() if line.endswith("offscreen True")] == [
        "ruff check . offscreen True",
        "ruff format --check . offscreen True",
        "mypy offscreen True",
        "lint-imports offscreen True",
        "pytest -n 2 --dist worksteal -k bread offscreen True",
    ]
    assert "==== 3 passed in 0.10s ====" in held.stdout
    assert held.stdout.splitlines()[-1].startswith("All 5 checks hold, ")

    failed = checkout.start("test", HERE=here, FAILS="mypy")
    assert failed.returncode == 1
    assert "==== 3 passed in 0.10s ====" in failed.stdout
    assert failed.stdout.splitlines()[-1].startswith("1 of 5 checks failed in ")
    assert failed.stdout.splitlines()[-1].endswith(": mypy")

    # What the tests need holds all that a start needs.
    checkout.index.asked.clear()
    assert checkout.start("scan").stderr == ""
    assert not checkout.index.asked.is_set()
