"""What every test stands on: no display, no network but loopback, no leftovers."""

import gc
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A package of the printing room's brings a `tests` of its own: ours is found first, whatever is
# collected first.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support import hub_database, loaded_program

# How long an example takes is the machine's business, and another program's.
settings.register_profile("any pace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any pace")

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the marketplaces of the tests stand on a server (`hub_database`)."""
    parser.addoption(
        "--hub-database",
        metavar="URL",
        help="postgresql+psycopg://…: a server on which every test's marketplace is made",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Go to the server that was named, if one was."""
    config.addinivalue_line("markers", "sqlite_hub: about the marketplace's SQLite file itself")
    config.addinivalue_line("markers", "server_hub: about a marketplace on --hub-database only")
    if config.getoption("--hub-database"):
        hub_database.use(config.getoption("--hub-database"))


def pytest_unconfigure() -> None:
    """Leave nothing on the server."""
    hub_database.give_back()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the slow tests first: one that begins last would leave the other processor idle."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    other = "sqlite_hub" if hub_database.is_on_a_server() else "server_hub"
    of_the_other = [item for item in items if item.get_closest_marker(other)]
    if of_the_other:
        config.hook.pytest_deselected(items=of_the_other)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


@pytest.fixture(scope="session", autouse=True)
def loaded_programs() -> Iterator[None]:
    """End with the session what was loaded once for its commands."""
    yield
    loaded_program.end_all()


@pytest.fixture(scope="session", autouse=True)
def cheap_pins() -> Iterator[None]:
    """Make a PIN cost next to nothing; what it costs in a shop `services/team/test_staff` holds."""
    sign_in = sys.modules.get("desktop.services.team.sign_in")
    with pytest.MonkeyPatch.context() as patch:
        if sign_in is not None:  # else nobody here chooses a PIN
            hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
            patch.setattr(sign_in, "_hasher", lambda: hasher)
        yield


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that asks for any address outside this machine."""
    connect = socket.socket.connect

    def guarded(sock: socket.socket, address: object) -> None:
        if sock.family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
            assert str(address[0]) in _LOOPBACK, f"the network is unplugged: {address}"
        connect(sock, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


def pytest_collection_finish() -> None:
    """Keep what was collected out of the collector's rounds: it stays until the end."""
    gc.collect()
    gc.freeze()
