"""A marketplace with two shops, made once per run and copied for each test."""

from pathlib import Path

import pytest

from sync.kernel.clock import SetClock

from .simulator import NOON
from .town import found_town


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    found_town(folder, SetClock(NOON))
    return folder
