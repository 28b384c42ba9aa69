"""Lockers through the real window: a door opened, a parcel in, the customer at the counter."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from desktop.devices.locker_simulators import (
    BankFault,
    LockerBankSimulator,
    LockerBoardSimulator,
)
from desktop.services.carriage import locker_emptying, on_the_road, rounds
from desktop.services.carriage.rounds import StopState
from desktop.settings import LockerSettings
from desktop.ui.rounds.screen import RoundsScreen
from desktop.ui.screen import Errand
from sync.kernel.clock import SetClock
from sync.kernel.order_states import OrderState
from tests.services.carriage.a_locker import to_lock
from tests.support.a_shop import OWNER, AShop
from tests.support.an_order import Placed
from tests.ui.conftest import Counter, Opener


@pytest.fixture
def bank() -> Iterator[LockerBankSimulator]:
    with LockerBankSimulator({"1": "S", "2": "M", "3": "L"}) as made:
        yield made


def with_lockers(address: str, plan: str = "") -> Callable[[AShop], AShop]:
    banks = (LockerSettings(code="wall", name="Mur", address=address, plan=plan),)

    def build(builder: AShop) -> AShop:
        return builder.with_product(
            "Thé noir Assam", 790, vat=550, code="3017620422003"
        ).with_settings(lockers=banks)  # fmt: skip

    return build


def in_the_room(at: Counter) -> RoundsScreen:
    at.window.errand(Errand("rounds"))
    at.settle()
    screen = at.window.screen_of("rounds")
    assert isinstance(screen, RoundsScreen)
    return screen


def at_the_lockers(at: Counter) -> RoundsScreen:
    screen = in_the_room(at)
    screen.part.choose("lockers")
    at.settle()
    return screen


def on_a_round(at: Counter) -> Placed:
    wanted = to_lock(at.shop)
    made = rounds.plan(at.shop, [wanted.id], OWNER)
    on_the_road.begin(at.shop, made.id, OWNER)
    in_the_room(at)
    at.press(f"rounds-round-{made.id}")
    at.press(f"round-stop-{wanted.view.number}")
    return wanted


def test_a_stop_at_a_locker_opens_a_door_and_ends_with_it_shut(
    counter: Opener, bank: LockerBankSimulator
) -> None:
    at = counter(with_lockers(bank.address))
    wanted = on_a_round(at)
    assert at.text("locker-head") == "Déposer dans un casier"
    at.press("locker-main")
    assert at.text("locker-head") == "Porte 1 ouverte"
    at.press("locker-small")
    assert at.text("locker-head") == "Porte 2 ouverte"
    # Pressed too soon: the bank says that the door is open.
    at.press("locker-main")
    assert wanted.view.carriage == "out"
    assert at.text("locker-head") == "Porte 2 ouverte"
    bank.shut("2")
    at.press("locker-main")
    assert (wanted.view.carriage, wanted.view.box) == ("deposited", "2")
    (made,) = rounds.rounds(at.shop)
    assert made.stops[0].state is StopState.DELIVERED
    assert at.sees("round-main")


def test_a_bank_that_is_away_leaves_the_way_by_hand_and_the_way_back(
    counter: Opener, bank: LockerBankSimulator
) -> None:
    bank.fault = BankFault.JAMS
    at = counter(with_lockers(bank.address))
    wanted = on_a_round(at)
    at.press("locker-main")
    assert at.text("locker-head") == "La porte 1 ne s'est pas ouverte"
    at.press("locker-cancel")
    at.press("locker-confirm-yes")
    bank.fault = BankFault.GARBAGE
    at.press("locker-main")
    assert at.text("locker-head") == "Déposer dans un casier"
    at.find("locker-box").setProperty("text", "3")
    at.find("locker-code").setProperty("text", "4711")
    at.press("locker-note")
    assert (wanted.view.carriage, wanted.view.box) == ("deposited", "3")

    at.press("round-back")
    other = on_a_round(at)
    at.press("locker-not-given")
    at.press("stop-fail")
    assert other.view.carriage == "failed"


def test_before_a_bare_board_a_person_says_what_the_door_did(counter: Opener) -> None:
    with LockerBoardSimulator() as board:
        at = counter(with_lockers(board.address, "1-2 S"))
        wanted = to_lock(at.shop)
        at_the_lockers(at)
        at.press(f"locker-order-{wanted.view.number}")
        at.press("locker-main")
        assert at.text("locker-head") == "La porte 1 s'est-elle ouverte\N{NO-BREAK SPACE}?"
        at.press("locker-shut")
        assert at.text("locker-head") == "La porte 1 ne s'est pas ouverte"
        at.press("locker-other")
        at.press("locker-main")
        at.press("locker-main")
        assert wanted.view.box == "2"

        # The customer has no keypad there, and shows the code at the pickup desk.
        at.window.errand(Errand("pickup", "check", wanted.code.text))
        at.settle()
        assert at.text("locker-head") == "Derrière la porte 2"
        at.press("locker-main")
        at.press("locker-main")
        assert at.text("locker-head") == "Porte 2 ouverte"
        at.press("locker-main")
        assert wanted.view.state is OrderState.DELIVERED
        assert board.refused == []
        for _call in range(3):
            assert board.calls.acquire(timeout=10)
        assert board.pulled == [1, 2, 2]


def test_no_door_opens_for_somebody_who_has_gone_elsewhere(
    counter: Opener, bank: LockerBankSimulator
) -> None:
    at = counter(with_lockers(bank.address))
    wanted = to_lock(at.shop)
    screen = at_the_lockers(at)
    at.press(f"locker-order-{wanted.view.number}")
    # Two acts of one hand, before the bank has said a word.
    screen.deposit.main.click()
    screen.deposit.left.emit()
    at.settle()
    assert locker_emptying.overview(at.shop).unfinished == ()
    at.press(f"locker-order-{wanted.view.number}")
    at.press("locker-main")
    assert at.text("locker-head") == "Porte 1 ouverte"


def test_what_nobody_came_for_is_fetched_and_what_was_taken_is_heard(
    counter: Opener, bank: LockerBankSimulator
) -> None:
    at = counter(with_lockers(bank.address))
    one, other = to_lock(at.shop), to_lock(at.shop)
    at_the_lockers(at)
    for wanted in (one, other):
        at.press(f"locker-order-{wanted.view.number}")
        at.press("locker-main")
        bank.shut("1")
        bank.shut("2")
        at.press("locker-main")
    first, second = locker_emptying.overview(at.shop).kept
    bank.collect(second.id)
    at.window.locker_watch.look()
    at.settle()
    assert other.view.state is OrderState.DELIVERED
    assert bank.collected == []
    assert not at.sees(f"locker-deposit-{other.view.number}")
    at.press("locker-hear")
    assert at.text("banner-words") == "Rien de nouveau aux casiers."

    assert isinstance(at.shop.clock, SetClock)
    at.shop.clock.advance(timedelta(days=4))
    in_the_room(at).refresh()
    at.settle()
    (due,) = locker_emptying.overview(at.shop).due
    assert due.id == first.id
    at.press(f"locker-deposit-{one.view.number}")
    at.press("locker-main")
    assert at.text("locker-head") == "Porte 1 ouverte"
    at.find("locker-shelf").setProperty("text", "C1")
    at.press("locker-main")
    assert (one.view.carriage, one.view.shelf) == ("", "C1")


def test_lockers_are_set_up_tried_and_kept(counter: Opener, bank: LockerBankSimulator) -> None:
    at = counter(with_lockers("simulator"))
    at.settings("devices")
    at.find("settings-locker-days-0").setProperty("text", "99")
    at.press("settings-locker-try-0")
    assert "1 à 30 jours" in at.text("settings-locker-told-0")
    at.find("settings-locker-days-0").setProperty("text", "5")
    at.press("settings-locker-try-0")
    assert at.text("settings-locker-told-0").endswith("petites 2, moyennes 1, grandes 1.")
    at.find("settings-locker-kind-0").setProperty("currentIndex", 0)
    at.find("settings-locker-address-0").setProperty("text", bank.address)
    at.find("settings-locker-door-0").setProperty("text", "2")
    at.press("settings-locker-open-0")
    assert at.text("settings-locker-told-0") == "La porte 2 s'est ouverte."
    assert bank.opened == [("2", "trial")]
    at.press("settings-save")
    (kept,) = at.shop.settings.lockers
    assert (kept.address, kept.keep_days, kept.code) == (bank.address, 5, "wall")
    at.press("settings-locker-away-0")
    at.press("settings-save")
    assert at.shop.settings.lockers == ()
