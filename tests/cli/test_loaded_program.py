"""What runs the commands of these tests runs them as the system would."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.loaded_program import LoadedProgram

PROGRAM = """
import os, pathlib, sys, loaded_before
print(loaded_before.PROCESS == os.getpid(), sys.argv[1:], sorted(os.environ), os.getcwd())
print(sys.stdin.read(), "é", file=sys.stderr, end="")
pathlib.Path("mine").write_text("here")
if "kill" in sys.argv:
    os.kill(os.getpid(), 9)
sys.exit(sys.argv[1])
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[LoadedProgram]:
    (tmp_path / "spoken").mkdir()
    (tmp_path / "spoken" / "__main__.py").write_text(PROGRAM, "utf-8")
    (tmp_path / "loaded_before.py").write_text("import os\nPROCESS = os.getpid()\n")
    program = LoadedProgram("spoken", ["loaded_before"], {"PYTHONPATH": str(tmp_path)})
    yield program
    program.end()


@pytest.mark.skipif(sys.platform != "linux", reason="2026-11-22: elsewhere nothing is forked")
def test_each_command_is_a_process_of_its_own(loaded: LoadedProgram, tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        done = loaded.run([name, "ä"], {name.upper(): "1"}, folder)
        assert done.stdout.split(" ", 1) == [
            "False",
            f"['{name}', 'ä'] ['{name.upper()}'] {folder}\n",
        ]
        assert (done.returncode, done.stderr) == (1, f" é{name}\n")
        assert (folder / "mine").read_text() == "here"
    assert loaded.run(["kill"], {}, tmp_path).returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="2026-11-22: elsewhere nothing is forked")
def test_the_process_that_loaded_ends_with_its_line(loaded: LoadedProgram, tmp_path: Path) -> None:
    loaded.run(["0"], {}, tmp_path)
    process = loaded._process
    assert process is not None
    loaded.end()
    assert process.returncode == 0
