"""The lines to the banks: tried, refused, cut, and none in another's way."""

import socket
import threading
from pathlib import Path

import pytest

from desktop.devices.locker_simulators import (
    LockerBankSimulator,
)
from desktop.errors import ShopError
from desktop.services.carriage import (
    locker_emptying,
    locker_lines,
)
from desktop.services.carriage.locker_lines import line_to
from desktop.settings import LockerSettings
from tests.services.carriage.a_locker import ask, put_in, to_lock, with_banks


def test_both_kinds_can_be_tried_without_either(tmp_path: Path) -> None:
    wall = LockerSettings(code="wall", address="simulator")
    bare = LockerSettings(code="hall", address="simulator-board")
    standing = locker_lines.try_bank(locker_lines.trial_line(wall))
    assert (standing.has_feedback, standing.compartments) == (True, 4)
    assert locker_lines.try_bank(locker_lines.trial_line(bare)).compartments == 7
    assert locker_lines.is_opened(locker_lines.try_door(locker_lines.trial_line(wall), "1")) is True
    assert locker_lines.is_opened(locker_lines.try_door(locker_lines.trial_line(bare), "1")) is None
    assert (
        locker_lines.is_opened(locker_lines.try_door(locker_lines.trial_line(bare), "99")) is False
    )
    with with_banks(tmp_path, wall).opened() as shop:
        found = put_in(shop, to_lock(shop).id)
        assert ask(shop, to_lock(shop).id).deposit.box == "2"
        report = line_to(shop, "wall").play_customer(found.id)
        (taken,) = locker_emptying.hear(shop, "wall", report).taken
        assert taken.id == found.id


@pytest.mark.parametrize(
    ("address", "plan", "code"),
    [
        ("192.168.1.9", "1-2 S", "locker_address_wrong"),
        ("tcp://nowhere", "1-2 S", "locker_address_wrong"),
        ("serial:COM3", "one", "locker_plan_unread"),
        ("http://127.0.0.1:1", "", "locker_unreachable"),
        ("tcp://127.0.0.1:1", "1 S", "locker_unreachable"),
    ],
)
def test_a_bank_that_cannot_be_tried_is_told(address: str, plan: str, code: str) -> None:
    bank = LockerSettings(code="x", address=address, plan=plan)
    with pytest.raises(ShopError) as told_why:
        locker_lines.try_bank(locker_lines.trial_line(bank))
    assert told_why.value.code == code


def test_a_bank_with_a_bad_address_keeps_no_other_from_being_heard(
    tmp_path: Path, bank: LockerBankSimulator
) -> None:
    wrong = LockerSettings(code="typo", address="http://")
    fine = LockerSettings(code="wall", address=bank.address, place="gare")
    with with_banks(tmp_path, wrong, fine).opened() as shop:
        put_in(shop, to_lock(shop).id)
        assert list(locker_emptying.to_hear(shop)) == ["wall"]
        (refused,) = locker_lines.lines_to_banks(shop).refused
        assert refused.code == "locker_address_wrong"


def test_a_bank_that_falls_silent_is_waited_for_once_not_once_a_parcel() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        line = locker_lines.trial_line(LockerSettings(code="x", address=address))
        talk = threading.Thread(target=line.release, args=(["one", "two", "three"],))
        talk.start()
        server.accept()[0].close()
        talk.join(10)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
