"""A small checkout with its own package index on loopback: real pip, real environment, no network."""

import base64
import compileall
import hashlib
import io
import os
import shutil
import subprocess
import sys
import threading
import venv
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import distribution
from pathlib import Path

import pytest

from installer.start import outline

HOUSE = Path(__file__).resolve().parents[2]

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "comptoir"
version = "0"

[tool.setuptools]
"""

#: The smallest builder of an editable wheel: the project's command, and a path to the checkout.
BACKEND = """
import pathlib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "comptoir-0-py3-none-any.whl"
    info = "comptoir-0.dist-info/"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        wheel.writestr("comptoir.pth", str(pathlib.Path(__file__).parent))
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: comptoir\\nVersion: 0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\ncomptoir = shop:main\\ncomptoir-hub = shop:hub\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""

#: What stands for the application: says what it was told, and answers with a code of its own.
SHOP = """
import sys
def main():
    import bread
    print("comptoir", *sys.argv[1:], bread.WEIGHT_G)
    return 7 if "seven" in sys.argv else 0
def hub():
    print("comptoir-hub", *sys.argv[1:])
"""


@dataclass(frozen=True)
class Pin:
    """A package of one module, as a lock may name it, with the commands it brings."""

    name: str
    version: str
    content: str
    commands: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.version}-py3-none-any.whl"


def wheel(pin: Pin) -> bytes:
    """Returns the bytes of the package's wheel; each command is a function `main` of the module."""
    name, content = pin.name, pin.content
    info = f"{name}-{pin.version}.dist-info"
    commands = "".join(f"{command} = {name}:main\n" for command in pin.commands)
    files = {
        f"{name}.py": content,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {pin.version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{commands}",
    }
    record = "".join(
        f"{path},sha256={_digest(text.encode())},{len(text.encode())}\n"
        for path, text in files.items()
    )
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    return _zipped(files)


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _zipped(files: Mapping[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)  # without the hour: the same bytes again
    return held.getvalue()


@dataclass
class Index:
    """A package index: serves wheels, and holds a download back while its gate is shut."""

    url: str = ""
    wheels: dict[str, bytes] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str) -> bytes | None:
        """Returns what stands at a path of the index, or None."""
        last = path.rstrip("/").rsplit("/", 1)[-1]
        if last in self.wheels:
            self.asked.set()
            assert self.gate.wait(60)
            return self.wheels[last]
        links = [
            f'<a href="/files/{each}">{each}</a>'
            for each in self.wheels
            if each.split("-")[0] == last
        ]
        return "\n".join(links).encode() if links else None


@pytest.fixture
def index() -> Iterator[Index]:
    with serving() as served:
        yield served


@contextmanager
def serving() -> Iterator[Index]:
    """Serves an index, open, until it is left."""
    served = Index()
    served.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = served.answer(self.path)
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            try:
                self.wfile.write(content or b"")
            except ConnectionError:
                self.close_connection = True  # the start that asked was killed

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False
        served.url = f"http://127.0.0.1:{server.server_port}/simple"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            served.gate.set()
            server.shutdown()
            thread.join()


@dataclass
class Checkout:
    """A checkout of its own, with the real start.py and a tiny application behind it."""

    root: Path
    index: Index

    def lock(self, *pins: Pin, tools: tuple[Pin, ...] = ()) -> None:
        """Locks packages, and tools for the tests beside them, and serves them all."""
        for pin in (*pins, *tools):
            self.index.wheels[pin.file_name] = wheel(pin)
        run = "".join(self._line(pin) for pin in pins)
        (self.root / "requirements.lock").write_text(run)
        test = "".join(self._line(pin) for pin in tools)
        (self.root / "requirements-test.lock").write_text(run + test)

    def _line(self, pin: Pin) -> str:
        digest = hashlib.sha256(self.index.wheels[pin.file_name]).hexdigest()
        return f"{pin.name}=={pin.version} \\\n    --hash=sha256:{digest}\n"

    @property
    def variables(self) -> dict[str, str]:
        """A plain environment whose pip knows only our index."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": self.index.url,
            "PIP_RETRIES": "0",
            "PIP_NO_CACHE_DIR": "1",
        }

    def begin(self, *words: str, **variables: str) -> "subprocess.Popen[str]":
        """Starts `start.py` and returns at once."""
        return subprocess.Popen(
            [sys.executable, str(self.root / "start.py"), *words],
            env={**self.variables, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def start(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Runs `start.py` to its end."""
        with self.begin(*words, **variables) as process:
            out, err = process.communicate(timeout=100)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    @property
    def stamp(self) -> Path:
        """Where it is written what the environment is known to hold."""
        return self.root / ".venv" / "comptoir.json"

    @property
    def packages(self) -> Path:
        """The folder its packages are installed in."""
        [found] = self.root.glob(".venv/lib/python*/site-packages")
        return found


#: The one package the small application needs.
BREAD = Pin("bread", "1.0", "WEIGHT_G = 250\n")


@pytest.fixture
def bread() -> Pin:
    """The one package the small application needs."""
    return BREAD


@pytest.fixture
def pin() -> type[Pin]:
    """Makes further packages to lock."""
    return Pin


@pytest.fixture
def bare_checkout(tmp_path: Path, index: Index) -> Checkout:
    """A checkout nobody has started yet: its first start makes an environment, four seconds."""
    return _laid_out(tmp_path / "a checkout", index)


@pytest.fixture
def checkout(bare_checkout: Checkout, installed_pip: Path) -> Checkout:
    """A checkout whose environment holds pip and nothing else."""
    _make_environment(bare_checkout.root, installed_pip)
    return bare_checkout


@pytest.fixture
def prepared_checkout(index: Index, prepared: "_Prepared") -> Iterator[Checkout]:
    """A checkout that was started before and has been ready since."""
    # In the place it was made in: programs in an environment name it by its full path.
    shutil.copytree(prepared.kept, prepared.root, symlinks=True, copy_function=_copy_or_link)
    made = Checkout(prepared.root, index)
    made.lock(BREAD)
    yield made
    shutil.rmtree(prepared.root, ignore_errors=True)


@dataclass(frozen=True)
class _Prepared:
    """A checkout that is ready, as it is kept, and the place it was made in and belongs to."""

    kept: Path
    root: Path


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, installed_pip: Path) -> _Prepared:
    place = tmp_path_factory.mktemp("prepared")
    with serving() as served:
        made = _laid_out(place / "a checkout", served)
        _make_environment(made.root, installed_pip)
        ready = made.start("scan")
        assert ready.returncode == 0, ready.stderr
    return _Prepared(made.root.rename(place / "kept"), place / "a checkout")


@pytest.fixture(scope="session")
def installed_pip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that installing pip puts into an environment, compiled, under the environment's paths."""
    place = tmp_path_factory.mktemp("pip")
    venv.EnvBuilder(symlinks=True).create(place / "made")
    [packages] = place.glob("made/lib/python*/site-packages")
    for file in distribution("pip").files or []:
        target = packages / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file.locate(), target)  # with its time, or what is compiled counts for stale
    compileall.compile_dir(packages, quiet=2)
    for name in ("bin", packages.relative_to(place / "made")):
        brought = [file for file in (place / "made" / name).rglob("*") if _is_installed(file)]
        for each in brought:
            target = place / "pip" / each.relative_to(place / "made")
            target.parent.mkdir(parents=True, exist_ok=True)
            each.rename(target)
    return place / "pip"


def _is_installed(file: Path) -> bool:
    """Whether a file came with pip and not with the environment itself."""
    return file.is_file() and (file.parent.name != "bin" or file.name.startswith("pip"))


def _laid_out(root: Path, index: Index) -> Checkout:
    shutil.copytree(HOUSE / "installer" / "start", root / "installer" / "start")
    (root / "installer" / "__init__.py").touch()
    shutil.copy(HOUSE / "start.py", root)
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "shop.py").write_text(SHOP)
    made = Checkout(root, index)
    made.lock(BREAD)
    return made


def _make_environment(root: Path, installed_pip: Path) -> None:
    venv.EnvBuilder(symlinks=True).create(root / ".venv")
    shutil.copytree(installed_pip, root / ".venv", copy_function=_copy_or_link, dirs_exist_ok=True)
    _lay_outline(root)


def _lay_outline(root: Path) -> None:
    """Put what draws outlines into its place, known by its hash: no start asks pip for it."""
    model = b"what the network weighs"
    place = outline.folder_in(root / ".venv") / outline.MODEL_FILE
    place.parent.mkdir(parents=True)
    place.write_bytes(model)
    known = root / "installer" / "start" / "outline.py"
    source = known.read_text("utf-8")
    assert outline.MODEL_SHA256 in source
    told = source.replace(outline.MODEL_SHA256, hashlib.sha256(model).hexdigest())
    known.write_text(told, "utf-8")


def _copy_or_link(source: str, target: str) -> None:
    """Shares pip's own thousand files, which nobody writes into; all others are copies."""
    if f"{os.sep}pip{os.sep}" in source.rpartition("site-packages")[2]:
        os.link(source, target)
    else:
        shutil.copy2(source, target)
