"""One folder of keys for all tests, so that a till need not wait for a new one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fiscal.till import Till


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def till(keys: Path) -> Till:
    return Till(keys)


@pytest.fixture
def a_till(keys: Path) -> Callable[..., Till]:
    def build(**particulars: object) -> Till:
        return Till(keys, **particulars)  # type: ignore[arg-type]

    return build
