"""Data folders the commands are run on."""

import shutil
from pathlib import Path

import pytest

from desktop.services.till import till_sessions
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, a_shop, sell


@pytest.fixture(scope="session")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a shop with a day of three sales, its app closed."""
    place = tmp_path_factory.mktemp("sold")
    with a_shop(place).with_product("Thé", 790, vat=550).opened() as shop:
        for count in (1, 2, 3):
            sell(shop, ("the", count))
        till_sessions.close_till(shop, Money(100_00 + 6 * 790), OWNER)
    return place / "shop"


@pytest.fixture
def folder(tmp_path: Path, sold: Path) -> Path:
    """Return that shop, to do with as one likes."""
    return shutil.copytree(sold, tmp_path / "shop")


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    """Return a shop that sold and closed on Monday 23 November 2026."""
    with a_shop(tmp_path).with_product("Thé", 5_00).opened() as shop:
        sell(shop, "Thé")
        till_sessions.close_till(shop, None, OWNER)
    return tmp_path / "shop"
