"""A marketplace with a small town, on a clock that stands, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from marketplace.app import create_app
from marketplace.services.hub import open_hub
from marketplace.settings import Settings
from sync.kernel.clock import SetClock
from tests.marketplace.shopper import Shopper
from tests.marketplace.towns import OpenTown, Web
from tests.support import hub_database
from tests.support.a_market import TUESDAY_NOON, Market, found_market


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Market]:
    """Found the town once; each test works on a copy of it."""
    folder = tmp_path_factory.mktemp("founded")
    hub = open_hub(Settings(hub_database.url_in(folder), folder), SetClock(TUESDAY_NOON))
    with hub.database.write() as session:
        market = found_market(session)
    hub.close()
    return folder, market


@pytest.fixture
def clock() -> SetClock:
    return SetClock(TUESDAY_NOON)


@pytest.fixture
def settings(founded: tuple[Path, Market], tmp_path: Path) -> Settings:
    hub_database.copy(founded[0], tmp_path)
    return Settings(hub_database.url_in(tmp_path), tmp_path)


@pytest.fixture
def town(settings: Settings, founded: tuple[Path, Market], clock: SetClock) -> Iterator[OpenTown]:
    """The town without its pages: services on a real database file."""
    hub = open_hub(settings, clock)
    yield OpenTown(hub, clock, founded[1])
    hub.close()


@pytest.fixture
def web(settings: Settings, founded: tuple[Path, Market], clock: SetClock) -> Iterator[Web]:
    """The town with its pages, and somebody who looks at them."""
    app = create_app(settings, clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield OpenTown(app.state.hub, clock, founded[1]), Shopper(client)
