"""A real marketplace on a free loopback port, in a thread, with a data folder of its own.

with running_hub(tmp_path / "hub") as hub:
    found_market(hub)
    httpx2.get(hub.base_url)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket
from threading import Event, Thread

from fastapi import FastAPI

from marketplace.app import HubServer, create_app
from marketplace.services.database import Database
from marketplace.services.hub import Hub
from marketplace.settings import Settings
from sync.kernel.clock import Clock
from tests.support.hub_database import url_in


@dataclass(frozen=True)
class RunningHub:
    """Where it answers and what it is made of."""

    base_url: str
    hub: Hub

    @property
    def database(self) -> Database:
        """Its database, to look behind the pages."""
        return self.hub.database


class _AnnouncedServer(HubServer):
    """Says when it has begun to answer, so that no test has to try."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app)
        self.has_begun = Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.has_begun.set()


@contextmanager
def running_hub(
    folder: Path, clock: Clock | None = None, port: int = 0, public_url: str = ""
) -> Iterator[RunningHub]:
    """Run a marketplace over `folder` until the block ends; the folder may hold one already."""
    door = socket(AF_INET, SOCK_STREAM)
    door.bind(("127.0.0.1", port))
    door.listen(128)
    app = create_app(Settings(url_in(folder), folder, public_url), clock)
    server = _AnnouncedServer(app)
    thread = Thread(target=server.run, kwargs={"sockets": [door]}, name="hub")
    thread.start()
    try:
        assert server.has_begun.wait(20), "the marketplace did not start"
        yield RunningHub(f"http://127.0.0.1:{door.getsockname()[1]}", app.state.hub)
    finally:
        server.should_exit = True
        thread.join(20)
        door.close()
        assert not thread.is_alive(), "the marketplace did not stop"
