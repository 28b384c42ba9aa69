"""An order into a compartment: one parcel a door, nothing guessed, nothing lost on the way."""

import logging
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from desktop.devices.locker import Answer, Outcome, Reason
from desktop.devices.locker_simulators import (
    BankFault,
    LockerBankSimulator,
    LockerBoardSimulator,
)
from desktop.domain.lockers import Size
from desktop.errors import WorldError
from desktop.services.carriage import (
    locker_emptying,
    lockers,
    on_the_road,
    rounds,
)
from desktop.services.carriage.locker_lines import line_to
from desktop.services.carriage.locker_rows import DEPOSITS, DepositState, DoorState
from desktop.services.carriage.on_the_road import Receipt
from desktop.services.carriage.rounds import StopState
from desktop.services.shop import Shop
from desktop.settings import LockerSettings
from sync.contract import v1
from tests.services.carriage.a_locker import (
    GARE,
    ask,
    cancel,
    code_on_disk,
    opened,
    put_in,
    to_lock,
    with_banks,
)
from tests.services.carriage.test_rounds import refusal, to_deliver, told
from tests.support.a_hub import AHub
from tests.support.a_shop import OWNER, open_again
from tests.support.an_order import placed

# --- putting in -----------------------------------------------------------------------------------


def test_a_parcel_is_put_in_and_its_customer_told_where_and_by_which_code(
    shop: Shop, bank: LockerBankSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = to_lock(shop)
    with caplog.at_level(logging.DEBUG):
        found = opened(shop, wanted.id, Size.MEDIUM)
        assert (found.box, found.state, found.door) == (
            "3", DepositState.OPENING, DoorState.OPENED,
        )  # fmt: skip
        assert (found.has_code, told(shop)) == (True, [])
        refused = refusal(lockers.confirm, shop, found.id, OWNER, line_to(shop, "wall").report())
        assert refused == "locker_door_open"
        bank.shut("3")
        done = lockers.confirm(shop, found.id, OWNER, line_to(shop, "wall").report())
    code = bank.code_of(done.id)
    (word,) = told(shop)
    assert (word.stage, word.box, word.opening_code) == ("deposited", "3", code)
    assert (done.state, done.door) == (DepositState.DEPOSITED, DoorState.SHUT)
    assert (wanted.view.carriage, wanted.view.box) == ("deposited", "3")
    assert code not in caplog.text
    assert code not in repr(done)


def test_a_stop_of_a_round_is_done_with_its_deposit(shop: Shop) -> None:
    wanted, other = to_lock(shop), to_lock(shop)
    made = rounds.plan(shop, [wanted.id, other.id], OWNER)
    on_the_road.begin(shop, made.id, OWNER)
    put_in(shop, wanted.id)
    states = {stop.order.id: stop.state for stop in rounds.round_of(shop, made.id).stops}
    assert states == {wanted.id: StopState.DELIVERED, other.id: StopState.PLANNED}
    on_the_road.fail(shop, made.id, other.id, OWNER, on_the_road.Failure.OTHER)
    on_the_road.bring_back(shop, made.id, other.id, OWNER)
    assert on_the_road.end(shop, made.id).ended_at is not None


def test_a_board_says_nothing_so_a_person_does(shop: Shop, board: LockerBoardSimulator) -> None:
    hall = v1.Destination(kind="locker", id="hall", name="Entrée")
    wanted = to_deliver(shop, mode="locker", destination=hall)
    found = opened(shop, wanted.id, locker="hall")
    assert board.calls.acquire(timeout=10)
    assert board.pulled == [1]
    assert (found.door, found.reason) == (DoorState.UNKNOWN, Reason.NO_FEEDBACK.value)
    assert lockers.say_door(shop, found.id, is_open=True).door is DoorState.OPENED
    done = lockers.confirm(shop, found.id, OWNER)
    assert (done.state, done.has_code) == (DepositState.DEPOSITED, False)
    (word,) = told(shop)
    assert (word.box, word.opening_code) == ("1", "")
    # What is too small is not held anew for the same order, though nothing lies in it.
    second = to_deliver(shop, mode="locker", destination=hall)
    small = ask(shop, second.id, locker="hall").deposit
    larger = lockers.ask_other(shop, small.id, OWNER, size=Size.SMALL).deposit
    assert (small.box, larger.box) == ("2", "3")


@pytest.mark.parametrize("is_too_small", [True, False])
def test_a_door_that_stays_shut_or_is_too_small_makes_way_for_another(
    shop: Shop, bank: LockerBankSimulator, is_too_small: bool
) -> None:
    wanted = to_lock(shop)
    if not is_too_small:
        bank.fault = BankFault.JAMS
    first = opened(shop, wanted.id)
    assert first.door is (DoorState.OPENED if is_too_small else DoorState.REFUSED)
    if not is_too_small:
        assert refusal(lockers.confirm, shop, first.id, OWNER) == "locker_not_opened"
    bank.fault = BankFault.NONE
    line = line_to(shop, "wall")
    asked = lockers.ask_other(
        shop, first.id, OWNER, size=Size.SMALL, report=line.report(), is_stuck=not is_too_small
    )
    assert (first.box, asked.deposit.box) == ("1", "2")
    lockers.note_answer(shop, asked.deposit.id, asked.opening.key, line.send(asked.opening))
    lockers.confirm(shop, asked.deposit.id, OWNER)
    # What it let go is free at the bank too, once the bank is heard.
    heard = locker_emptying.hear(shop, "wall", line.report())
    assert heard.to_release == ((first.id,) if is_too_small else ())
    line.release(heard.to_release)
    assert bank.doors["1"].deposit == ""
    # A door that was stuck is not offered to the next one that day.
    assert ask(shop, to_lock(shop).id).deposit.box == ("1" if is_too_small else "3")


def test_what_may_not_lie_in_a_locker_is_refused(tmp_path: Path) -> None:
    wall = LockerSettings(code="wall", address="simulator")
    builder = with_banks(tmp_path, wall).with_product("Vin", 900, vat=2000, flags=("age_18",))
    with builder.opened() as shop:
        wine = placed(
            shop, ("vin", 1), mode="locker", destination=GARE, payment="online", paid_cents=900
        ).ready()
        unpaid = to_lock(shop, is_paid=False)
        collected = to_deliver(shop)
        assert refusal(ask, shop, unpaid.id) == "order_unpaid"
        assert refusal(ask, shop, collected.id) == "not_for_a_locker"
        assert refusal(ask, shop, wine.id) == "locker_needs_check"
        assert refusal(lockers.put_in_by_hand, shop, wine.id, OWNER, "1") == "locker_needs_check"
        fine = to_lock(shop)
        assert refusal(ask, shop, fine.id, locker="none") == "unknown_locker"
        assert refusal(lockers.put_in_by_hand, shop, fine.id, OWNER, " ") == "locker_box_missing"


def test_a_full_bank_is_told_before_anybody_walks_there(shop: Shop) -> None:
    for _door in range(4):
        ask(shop, to_lock(shop).id)
    wanted = to_lock(shop)
    assert refusal(ask, shop, wanted.id) == "locker_full"
    assert lockers.stop_for(shop, wanted.id).deposit is None


def test_two_orders_are_never_in_one_compartment(shop: Shop) -> None:
    one, other = to_lock(shop), to_lock(shop)
    first = put_in(shop, one.id)
    report = line_to(shop, "wall").report()
    assert refusal(
        lockers.ask, shop, other.id, OWNER, locker="wall", size=Size.SMALL, report=report, box="1"
    ) == "locker_box_taken"  # fmt: skip
    assert refusal(lockers.put_in_by_hand, shop, other.id, OWNER, "1") == "locker_box_taken"
    assert refusal(ask, shop, one.id) == "not_for_a_locker"
    # Nor where the rules were passed by.
    with pytest.raises(IntegrityError), shop.begin() as work:
        work.connection.execute(
            DEPOSITS.insert().values(
                id="x", order_id="y", locker="wall", box=first.box, state="opening", by="",
                at=work.at, state_at=work.at,
            )
        )  # fmt: skip


def test_what_another_till_put_in_is_not_given_away(shop: Shop) -> None:
    to_lock(shop, carriage="deposited", box="1")
    hall = v1.Destination(kind="locker", id="hall")
    to_deliver(shop, mode="locker", destination=hall, carriage="deposited", box="2")
    assert ask(shop, to_lock(shop).id).deposit.box == "2"


# --- by hand --------------------------------------------------------------------------------------


def test_a_bank_that_is_away_is_passed_by(shop: Shop, bank: LockerBankSimulator) -> None:
    wanted = to_lock(shop)
    made = rounds.plan(shop, [wanted.id], OWNER)
    on_the_road.begin(shop, made.id, OWNER)
    bank.fault = BankFault.GARBAGE
    with pytest.raises(WorldError, match="locker_unanswered"):
        line_to(shop, "wall").report()
    done = lockers.put_in_by_hand(shop, wanted.id, OWNER, "2", code="4711")
    assert (done.locker, done.box, done.door) == ("wall", "2", DoorState.BY_HAND)
    assert told(shop)[-1].opening_code == "4711"
    assert rounds.round_of(shop, made.id).stops[0].state is StopState.DELIVERED
    other = to_lock(shop)
    refused = refusal(lockers.put_in_by_hand, shop, other.id, OWNER, "3", code="<b>")
    assert refused == "locker_code_unfit"


def test_a_locker_without_a_driver_is_noted_at_the_stop(tmp_path: Path) -> None:
    with with_banks(tmp_path).opened() as shop:
        wanted = to_lock(shop)
        made = rounds.plan(shop, [wanted.id], OWNER)
        on_the_road.begin(shop, made.id, OWNER)
        named = Receipt(proof="name", received_by="Casier")
        assert refusal(on_the_road.deliver, shop, made.id, wanted.id, OWNER, named) == (
            "locker_box_missing"
        )
        boxed = Receipt(proof="name", received_by="Casier", box="12")
        on_the_road.deliver(shop, made.id, wanted.id, OWNER, boxed)
        (kept,) = locker_emptying.overview(shop).kept
        assert (kept.locker_name, kept.box, kept.order_id) == (GARE.name, "12", wanted.id)


# --- nobody knows ---------------------------------------------------------------------------------


def test_a_till_that_stopped_before_the_answer_knows_that_it_does_not_know(
    tmp_path: Path, bank: LockerBankSimulator
) -> None:
    wall = LockerSettings(code="wall", address=bank.address)
    builder = with_banks(tmp_path, wall)
    with builder.opened() as shop:
        wanted = to_lock(shop)
        asked = ask(shop, wanted.id)
        line_to(shop, "wall").send(asked.opening)
    with closing(open_again(builder.folder, builder.clock)) as shop:
        (found,) = locker_emptying.overview(shop).unfinished
        assert (found.door, found.is_doubtful) == (DoorState.ASKED, True)
        assert refusal(lockers.confirm, shop, found.id, OWNER) == "locker_no_code"
        answer = line_to(shop, "wall").recall(asked.opening.key)
        known = lockers.note_answer(shop, found.id, asked.opening.key, answer)
        assert (known.door, known.has_code) == (DoorState.OPENED, True)
        assert lockers.confirm(shop, found.id, OWNER).state is DepositState.DEPOSITED
        assert bank.opened == [("1", "deposit")]


def test_an_answer_that_comes_late_undoes_nothing(shop: Shop) -> None:
    asked = ask(shop, to_lock(shop).id)
    lockers.say_door(shop, asked.deposit.id, is_open=False)
    late = Answer(outcome=Outcome.OPENED, code="1")
    kept = lockers.note_answer(shop, asked.deposit.id, asked.opening.key, late)
    assert kept.door is DoorState.REFUSED
    again = lockers.ask_again(shop, asked.deposit.id, OWNER)
    kept = lockers.note_answer(shop, asked.deposit.id, asked.opening.key, late)
    assert (kept.door, again.opening.key == asked.opening.key) == (DoorState.ASKED, False)
    assert refusal(lockers.say_door, shop, "none", is_open=True) == "unknown_deposit"


def test_an_order_that_was_cancelled_meanwhile_is_not_said_to_be_in(shop: Shop) -> None:
    wanted = to_lock(shop)
    found = opened(shop, wanted.id)
    cancel(shop, wanted)
    assert refusal(lockers.confirm, shop, found.id, OWNER) == "order_step_refused"
    assert lockers.give_up(shop, found.id).state is DepositState.GIVEN_UP
    assert code_on_disk(shop, found.id) == ""
    assert told(shop) == []


def test_the_marketplace_being_away_loses_nothing(shop: Shop) -> None:
    hub = AHub(shop)
    wanted = to_lock(shop)
    put_in(shop, wanted.id)
    # The hub tells the order as it knew it before: the shop's own word leads until it is in there.
    hub.sends()
    assert (wanted.view.carriage, wanted.view.box) == ("deposited", "1")
