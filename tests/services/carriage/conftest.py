"""A bank with a computer, a bare board, and a shop that opens both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.devices.locker_simulators import (
    LockerBankSimulator,
    LockerBoardSimulator,
)
from desktop.services.shop import Shop
from desktop.settings import LockerSettings
from tests.services.carriage.a_locker import SIZES, with_banks


@pytest.fixture
def bank() -> Iterator[LockerBankSimulator]:
    with LockerBankSimulator(SIZES) as made:
        yield made


@pytest.fixture
def board() -> Iterator[LockerBoardSimulator]:
    with LockerBoardSimulator() as made:
        yield made


@pytest.fixture
def shop(tmp_path: Path, bank: LockerBankSimulator, board: LockerBoardSimulator) -> Iterator[Shop]:
    networked = LockerSettings(code="wall", name="Mur", address=bank.address, place="gare")
    bare = LockerSettings(code="hall", address=board.address, plan="1-2 S, 3 L", place="hall")
    with with_banks(tmp_path, networked, bare).opened() as opened:
        yield opened
