"""The project's own Python environment, `.venv`: made, filled from the lock, kept, repaired."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tomllib
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from installer.start import outline
from installer.start.console import Console, StartError
from installer.start.pip import PipProgress, has_whole_pip, reason, repair
from installer.start.programs import ask, follow
from installer.start.turnstile import alone

RUN_LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"
#: Each lock and those whose every line it repeats.
CONTAINS = {RUN_LOCK: (RUN_LOCK,), TEST_LOCK: (TEST_LOCK, RUN_LOCK)}
#: Measured: 0.8 GB with the test tools, 0.3 GB in pip's cache, and pip unpacks before it copies.
ROOM_NEEDED_BYTES = 1_500_000_000

START_LOCK = "start.lock"

_PROBE = """
import json, sys, sysconfig
print(json.dumps({
    "python": "%d.%d" % sys.version_info[:2],
    "packages": sysconfig.get_path("purelib"),
}))
"""
#: What of the caller's variables no program inside is told: another Python's places, and not to
#: keep what it compiled, or each of the processes a demonstration and the tests start compiles anew.
_LEFT_OUTSIDE = {"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)


@dataclass(frozen=True)
class Stamp:
    """What the environment is known to hold; written last, so that an interruption leaves none."""

    #: The checkout it was made for: programs in the environment name it by its full path.
    root: str = ""
    #: Python's version as '3.11'.
    python: str = ""
    #: Lock file -> SHA-256 of the text that was installed.
    locks: dict[str, str] = field(default_factory=dict)
    #: SHA-256 of what the project's own installation depends on.
    project: str = ""
    #: Every package a lock brought here, so that one that leaves the lock leaves the environment.
    packages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Interpreter:
    """The environment's Python, as it says itself."""

    python: str
    packages: Path


class Environment:
    """The `.venv` of one checkout."""

    def __init__(self, root: Path, console: Console, variables: Mapping[str, str]) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.programs = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self._console = console
        self._inherited: tuple[int, ...] = ()
        self._given = dict(variables)

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables for a program that runs inside."""
        inside = {k: v for k, v in self._given.items() if k not in _LEFT_OUTSIDE}
        inside["VIRTUAL_ENV"] = str(self.folder)
        inside["PATH"] = os.pathsep.join([str(self.programs), self._given.get("PATH", os.defpath)])
        return inside

    def program(self, name: str) -> str:
        """Returns the full path of a program of the environment."""
        return str(self.programs / (f"{name}.exe" if os.name == "nt" else name))

    @property
    def is_usable(self) -> bool:
        """Whether its Python runs and was made for this checkout; not yet what it holds."""
        return self._probe() is not None and self._read_stamp().root in {"", str(self.root)}

    def prepare(self, lock: str) -> None:
        """Makes the environment hold exactly what a lock and the project say.

        Costs one look at the stamp when it already does. Can be interrupted at any point and
        called again.

        Raises:
            StartError: the disk, the network or the package index is in the way.
        """
        if self._is_ready(lock, self._read_stamp(), self._probe()):
            return
        self._prepare(lock)

    def supply_outline(self) -> None:
        """Fetches the network that cuts products out, when an earlier start could not."""
        if not outline.is_there(self.folder):
            with self._alone():
                outline.supply(self.folder, self._pip_download, self._console)

    def _prepare(self, lock: str) -> None:
        with self._alone():
            interpreter = self._probe()
            stamp = self._read_stamp()
            if self._is_ready(lock, stamp, interpreter):
                return
            self._check_room()
            if (
                interpreter is None
                or stamp.root not in {"", str(self.root)}
                or not has_whole_pip(interpreter.packages)
            ):
                stamp = Stamp()
                interpreter = self._make()
            if repair(interpreter.packages):
                stamp = replace(stamp, locks={}, project="")
            filled = self._fill(lock, stamp, interpreter)
            self._install_project(filled)
            if filled is not stamp:
                # With new packages only: a shop without a network is not kept waiting each time.
                outline.supply(self.folder, self._pip_download, self._console)

    def _is_ready(self, lock: str, stamp: Stamp, interpreter: Interpreter | None) -> bool:
        return (
            interpreter is not None
            and stamp.root == str(self.root)
            and stamp.python == interpreter.python
            and stamp.locks.get(lock) == self._hash_of(lock)
            and stamp.project == self._project_hash()
            and Path(self.program("comptoir")).exists()
        )

    # What the environment is.

    def _probe(self) -> Interpreter | None:
        if not (self.folder / "pyvenv.cfg").exists():
            return None
        try:
            _, said = ask([self.program("python"), "-I", "-c", _PROBE])
            told = json.loads(said)
        except (OSError, ValueError):
            return None
        return Interpreter(told["python"], Path(told["packages"]))

    @property
    def _stamp_file(self) -> Path:
        return self.folder / "comptoir.json"

    def _read_stamp(self) -> Stamp:
        try:
            return Stamp(**json.loads(self._stamp_file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return Stamp()

    def _write_stamp(self, stamp: Stamp) -> None:
        new = self._stamp_file.with_suffix(".new")
        new.write_text(json.dumps(asdict(stamp), indent=1), "utf-8")
        new.replace(self._stamp_file)

    def _hash_of(self, lock: str) -> str:
        return hashlib.sha256((self.root / lock).read_bytes()).hexdigest()

    def _names_in(self, lock: str) -> set[str]:
        text = (self.root / lock).read_text("utf-8")
        return {re.sub(r"[-_.]+", "-", name).lower() for name in _PINNED.findall(text)}

    def _project_hash(self) -> str:
        told = tomllib.loads((self.root / "pyproject.toml").read_text("utf-8"))
        parts = [
            told["build-system"],
            told["project"],
            told["tool"]["setuptools"],
            sorted(package.parent.name for package in self.root.glob("*/__init__.py")),
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    # Making it.

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(exist_ok=True)
        with alone(self.folder / START_LOCK, self._tell_waiting) as descriptor:
            self._inherited = (descriptor,)
            yield

    def _tell_waiting(self) -> None:
        self._console.step("Another start is at work in this folder: waiting for it")

    def _check_room(self) -> None:
        free = shutil.disk_usage(self.root).free
        if not self._stamp_file.exists() and free < ROOM_NEEDED_BYTES:
            raise StartError(
                f"Comptoir needs {ROOM_NEEDED_BYTES / 1e9:.1f} GB of free disk and"
                f" {self.root} has {free / 1e9:.1f} GB: free some space, then start again."
            )

    def _make(self) -> Interpreter:
        self._console.step(f"Making Python's environment in {self.folder}")
        for left_over in self.folder.iterdir():
            if left_over.name == START_LOCK:
                continue
            if left_over.is_dir() and not left_over.is_symlink():
                shutil.rmtree(left_over)
            else:
                left_over.unlink()
        try:
            venv.EnvBuilder(with_pip=True, symlinks=os.name == "posix").create(self.folder)
        except subprocess.CalledProcessError as failure:
            raise StartError(
                f"Python could not make an environment in {self.folder} (its ensurepip ended with"
                f" {failure.returncode}): free some disk space or reinstall Python, then start"
                " again."
            ) from failure
        interpreter = self._probe()
        if interpreter is None:
            raise StartError(
                f"The environment in {self.folder} does not run: delete that folder, then start"
                " again."
            )
        return interpreter

    def _fill(self, lock: str, stamp: Stamp, interpreter: Interpreter) -> Stamp:
        wanted = self._hash_of(lock)
        if stamp.locks.get(lock) == wanted and stamp.python == interpreter.python:
            return stamp
        if stamp.root:
            self._write_stamp(replace(stamp, locks={}, project=""))
        self._pip_install(lock, interpreter)
        names = self._names_in(lock)
        gone = sorted(set(stamp.packages) - names - self._names_in(TEST_LOCK))
        if gone:
            self._pip("uninstall", "--yes", *gone)
        filled = Stamp(
            root=str(self.root),
            python=interpreter.python,
            locks={each: self._hash_of(each) for each in CONTAINS[lock]},
            packages=sorted(names | (set(stamp.packages) - set(gone))),
        )
        self._write_stamp(filled)
        return filled

    def _install_project(self, stamp: Stamp) -> None:
        wanted = self._project_hash()
        if stamp.project == wanted and Path(self.program("comptoir")).exists():
            return
        self._write_stamp(replace(stamp, project=""))
        self._console.step("Installing Comptoir itself")
        here = ("--no-deps", "--no-build-isolation", "--editable", str(self.root))
        self._pip("install", "--quiet", *here)
        if not Path(self.program("comptoir")).exists():
            raise StartError(
                "pip installed the project without its command `comptoir`: see [project.scripts]"
                " in pyproject.toml, then start again."
            )
        self._write_stamp(replace(stamp, project=wanted))

    # pip.

    def _pip_install(self, lock: str, interpreter: Interpreter) -> None:
        self._console.step(f"Installing the packages of {lock} (a minute or two the first time)")
        pins = len(_PINNED.findall((self.root / lock).read_text("utf-8")))
        progress = PipProgress(self._console, interpreter.packages, pins)
        hashed = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
        self._pip("install", *hashed, "-r", str(self.root / lock), progress=progress)

    def _pip_download(self, arguments: list[str]) -> bool:
        try:
            self._pip(*arguments)
        except StartError:
            return False
        return True

    def _pip(self, *arguments: str, progress: PipProgress | None = None) -> None:
        """Runs the environment's pip with the user's own pip configuration."""
        said: list[str] = []

        def heard(line: str) -> None:
            said.append(line)
            if progress is not None:
                progress.hear(line)

        pip = (self.program("python"), "-P", "-m", "pip", "--disable-pip-version-check")
        exit_code = follow(
            [*pip, "--no-input", *arguments],
            {**self.variables, "PYTHONUNBUFFERED": "1", "PIP_PROGRESS_BAR": "off"},
            heard=heard,
            silent=progress.look if progress is not None else lambda: None,
            inherited=self._inherited,
        )
        (self.folder / "start.log").write_text("\n".join(said) + "\n", "utf-8")
        if exit_code:
            raise StartError(reason(said, self.folder / "start.log"))
