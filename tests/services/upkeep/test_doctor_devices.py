"""The doctor looks at what stands on the counter: pole, scale, card terminal, ports."""

from pathlib import Path

import pytest

from desktop.devices.display_simulator import PoleSimulator
from desktop.devices.locker_simulators import LockerBankSimulator, LockerBoardSimulator
from desktop.devices.scale_simulator import Fault, ScaleSimulator
from desktop.devices.terminal_simulator import TerminalSimulator
from desktop.services.upkeep.doctor import Finding, Health, examine
from desktop.settings import LockerSettings, Settings
from desktop.ui.wording import Language, Wording
from sync.kernel.clock import SetClock
from tests.support.a_shop import MORNING

NOWHERE = "tcp://127.0.0.1:9"


def one(part: str, folder: Path, settings: Settings) -> Finding:
    found = examine(folder, settings, "", lambda: None, SetClock(MORNING))
    (finding,) = [each for each in found if each.part == part]
    for language in Language:
        assert Wording(language, settings.zone)(finding.code, **finding.facts)
    return finding


def test_what_a_shop_does_not_have_is_absent_and_no_trouble(tmp_path: Path) -> None:
    for part in ("pole", "scale", "terminal", "lockers"):
        assert one(part, tmp_path, Settings()).health is Health.ABSENT


def test_a_pole_that_is_there_is_good_and_shows_nothing_new(tmp_path: Path) -> None:
    with PoleSimulator() as pole:
        assert one("pole", tmp_path, Settings(pole=pole.address)).health is Health.GOOD
        assert pole.shows("", "")


def test_a_pole_that_is_away_is_told(tmp_path: Path) -> None:
    assert one("pole", tmp_path, Settings(pole=NOWHERE)).code == "doctor.pole_bad"
    assert one("pole", tmp_path, Settings(pole="COM3")).code == "doctor.pole_bad"


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.MOVING, Fault.NEGATIVE])
def test_a_scale_that_answers_is_a_good_one(tmp_path: Path, fault: Fault) -> None:
    with ScaleSimulator(0, fault) as scale:
        assert one("scale", tmp_path, Settings(scale=scale.address)).health is Health.GOOD


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.SILENT, "doctor.scale_silent"),
        (Fault.GARBAGE, "doctor.scale_unreadable"),
        (Fault.LOCKED, "doctor.scale_locked"),
    ],
)
def test_a_scale_that_cannot_be_read_is_told_with_its_reason(
    tmp_path: Path, fault: Fault, code: str
) -> None:
    dialect = "dialog06" if fault is Fault.LOCKED else "8217"
    with ScaleSimulator(310, fault) as scale:
        settings = Settings(scale=scale.address, scale_dialect=dialect)
        assert one("scale", tmp_path, settings).code == code


def test_a_scale_that_is_away_is_told(tmp_path: Path) -> None:
    assert one("scale", tmp_path, Settings(scale=NOWHERE)).code == "doctor.scale_unreachable"
    assert one("scale", tmp_path, Settings(scale="COM3")).code == "doctor.scale_address"


def test_a_terminal_is_reached_and_asked_for_nothing(tmp_path: Path) -> None:
    with TerminalSimulator() as terminal:
        assert one("terminal", tmp_path, Settings(terminal=terminal.address)).health is Health.GOOD
        assert terminal.asked == []
    away = Settings(terminal="127.0.0.1:9")
    assert one("terminal", tmp_path, away).code == "doctor.terminal_bad"


def test_lockers_are_asked_how_they_stand_and_open_nothing(tmp_path: Path) -> None:
    def of(address: str, plan: str = "", key: str = "") -> Settings:
        bank = LockerSettings(code="wall", name="Mur", address=address, plan=plan, key=key)
        return Settings(lockers=(bank,))

    with LockerBankSimulator(key="right") as bank:
        good = one("lockers", tmp_path, of(bank.address, key="right"))
        assert (good.health, good.facts["n"]) == (Health.GOOD, "4")
        bank.doors["3"].is_open = True
        ajar = one("lockers", tmp_path, of(bank.address, key="right"))
        assert (ajar.code, ajar.facts["boxes"]) == ("doctor.lockers_ajar", "3")
        denied = one("lockers", tmp_path, of(bank.address, key="wrong"))
        assert denied.code == "doctor.lockers_denied"
        assert bank.opened == []
    with LockerBoardSimulator() as board:
        assert one("lockers", tmp_path, of(board.address, "1-4 S")).health is Health.GOOD
        assert one("lockers", tmp_path, of(board.address, "one")).code == "doctor.lockers_wrong"
    assert one("lockers", tmp_path, of(NOWHERE, "1 S")).code == "doctor.lockers_silent"
    assert one("lockers", tmp_path, of("simulator")).health is Health.ABSENT


def test_the_ports_of_the_pc_are_named_or_said_to_be_none(tmp_path: Path) -> None:
    assert one("ports", tmp_path, Settings()).health is not Health.BAD
