"""What comes out of a compartment: with its customer, or back into the shop."""

from datetime import timedelta
from pathlib import Path

from desktop.devices.locker_simulators import (
    LockerBankSimulator,
    LockerBoardSimulator,
)
from desktop.services.books.inspection import inspect
from desktop.services.carriage import (
    locker_emptying,
    lockers,
)
from desktop.services.carriage.locker_lines import line_to
from desktop.services.carriage.locker_rows import DepositState
from desktop.services.online import order_conflicts, orders
from desktop.services.shop import Shop
from desktop.settings import LockerSettings
from sync.contract import v1
from sync.kernel.order_states import OrderState
from tests.services.carriage.a_locker import (
    SIZES,
    ask,
    cancel,
    code_on_disk,
    fetched,
    put_in,
    to_lock,
    with_banks,
)
from tests.services.carriage.test_rounds import refusal, to_deliver, told
from tests.support.a_shop import OWNER


def test_what_a_customer_took_out_by_code_is_heard_once(
    shop: Shop, bank: LockerBankSimulator
) -> None:
    wanted = to_lock(shop)
    found = put_in(shop, wanted.id)
    bank.collect(found.id)
    bank.collected.append("another shop's")
    line = line_to(shop, "wall")
    heard = locker_emptying.hear(shop, "wall", line.report())
    assert [each.state for each in heard.taken] == [DepositState.TAKEN]
    assert wanted.view.state is OrderState.DELIVERED
    assert heard.to_release == (found.id,)
    # The line was cut before the bank was told: it says so again, and nothing happens twice.
    assert locker_emptying.hear(shop, "wall", line.report()).taken == ()
    line.release(heard.to_release)
    assert line.report().collected == ("another shop's",)
    assert [word.stage for word in told(shop)] == ["deposited", "delivered"]
    assert code_on_disk(shop, found.id) == ""
    assert all(each.report.is_sound for each in inspect(shop.folder))


def test_what_a_customer_took_though_a_counter_took_the_order_back_is_given_and_told(
    shop: Shop, bank: LockerBankSimulator
) -> None:
    wanted = to_lock(shop)
    found = put_in(shop, wanted.id)
    with shop.begin() as work:
        orders.change_order(work, wanted.id, {"state": OrderState.PREPARING.value})
        work.commit()
    bank.collect(found.id)
    locker_emptying.hear(shop, "wall", line_to(shop, "wall").report())
    assert (wanted.view.state, wanted.view.carriage) == (OrderState.DELIVERED, "")
    left = tuple(line.id for line in wanted.view.lines)
    assert [(word.stage, word.given) for word in told(shop)] == [
        ("deposited", left),
        ("delivered", left),
    ]
    [odd] = order_conflicts.open_conflicts(shop)
    assert odd.kind == "handed_over_while_preparing"


def test_a_closed_till_hears_of_it_all_the_same(tmp_path: Path) -> None:
    with LockerBankSimulator(SIZES) as bank:
        wall = LockerSettings(code="wall", address=bank.address)
        with with_banks(tmp_path, wall).with_closed_till().opened() as shop:
            wanted = to_lock(shop)
            found = put_in(shop, wanted.id)
            bank.collect(found.id)
            locker_emptying.hear(shop, "wall", line_to(shop, "wall").report())
            assert wanted.view.state is OrderState.DELIVERED


def test_a_customer_before_a_bare_board_shows_the_code_at_the_till(
    shop: Shop, board: LockerBoardSimulator
) -> None:
    hall = v1.Destination(kind="locker", id="hall")
    wanted = to_deliver(shop, mode="locker", destination=hall)
    other = to_lock(shop)
    found = put_in(shop, wanted.id, "hall")
    shown, secret = locker_emptying.find_by_code(shop, wanted.code.text)
    assert shown.id == found.id
    for code in (other.code.text, "https://example.org", ""):
        assert refusal(locker_emptying.find_by_code, shop, code) == "code_refused"
    assert refusal(locker_emptying.ask_for_customer, shop, found.id, OWNER) == "hand_over_unproven"
    wrong = refusal(locker_emptying.ask_for_customer, shop, found.id, OWNER, secret="0" * 24)
    assert wrong == "code_refused"
    asked = locker_emptying.ask_for_customer(shop, found.id, OWNER, secret=secret)
    lockers.note_answer(
        shop, found.id, asked.opening.key, line_to(shop, "hall").send(asked.opening)
    )
    assert locker_emptying.leave_in(shop, found.id).state is DepositState.DEPOSITED
    done = locker_emptying.confirm_taken(shop, found.id, OWNER, secret=secret)
    assert done.state is DepositState.TAKEN
    assert (wanted.view.state, told(shop)[-1].proof) == (OrderState.DELIVERED, "code")
    again = refusal(locker_emptying.confirm_taken, shop, found.id, OWNER, secret=secret)
    assert again == "deposit_moved_on"


def test_a_parcel_taken_out_of_a_cancelled_order_wants_a_persons_word(
    shop: Shop, bank: LockerBankSimulator
) -> None:
    wanted = to_lock(shop)
    found = put_in(shop, wanted.id)
    cancel(shop, wanted)
    bank.collect(found.id)
    report = line_to(shop, "wall").report()
    (taken,) = locker_emptying.hear(shop, "wall", report).taken
    assert taken.state is DepositState.TAKEN
    assert locker_emptying.hear(shop, "wall", report).taken == ()
    (odd,) = order_conflicts.open_conflicts(shop)
    assert (odd.kind, odd.attempts[0].by) == ("handed_over_though_cancelled", "LOCKER")
    assert [word.stage for word in told(shop)] == ["deposited", "delivered"]


def test_what_nobody_came_for_is_fetched_back(tmp_path: Path, bank: LockerBankSimulator) -> None:
    wall = LockerSettings(code="wall", address=bank.address, keep_days=3)
    builder = with_banks(tmp_path, wall)
    with builder.opened() as shop:
        wanted, cancelled = to_lock(shop), to_lock(shop)
        with shop.begin() as work:
            orders.change_order(work, wanted.id, {"bag_list": [{"shelf": "B3", "keep": "cold"}]})
            work.commit()
        found, other = put_in(shop, wanted.id), put_in(shop, cancelled.id)
        assert [each.id for each in locker_emptying.overview(shop).kept] == [found.id, other.id]
        cancel(shop, cancelled)
        (due,) = locker_emptying.overview(shop).due
        assert (due.id, due.must_leave) == (other.id, "ended")
        builder.clock.advance(timedelta(days=3))
        due = locker_emptying.overview(shop).due[0]
        assert (due.id, due.must_leave) == (found.id, "expired")
        back = fetched(shop, found.id)
        assert bank.opened[-1] == ("1", "fetch")
        assert back.state is DepositState.BACK
        assert (wanted.view.carriage, wanted.view.box, wanted.view.shelf) == ("", "", "C1")
        assert wanted.view.bag_list == (v1.Bag(shelf="C1", keep="cold"),)
        assert (told(shop)[-1].stage, told(shop)[-1].shelf) == ("back", "C1")
        assert told(shop)[-1].reason == "expired"
        fetched(shop, other.id)
        assert [word.stage for word in told(shop)] == ["deposited", "deposited", "back"]
        heard = locker_emptying.hear(shop, "wall", line_to(shop, "wall").report())
        assert heard.to_release == tuple(sorted((found.id, other.id)))
        assert locker_emptying.overview(shop).due == ()


def test_what_another_till_handed_over_is_believed_of_a_board_and_looked_for_in_a_bank(
    shop: Shop, bank: LockerBankSimulator
) -> None:
    on_the_board, in_the_bank, sent_twice, given_before = (to_lock(shop) for _each in range(4))
    found = lockers.put_in_by_hand(shop, on_the_board.id, OWNER, "1", locker="hall")
    held = put_in(shop, in_the_bank.id)
    second = lockers.put_in_by_hand(shop, sent_twice.id, OWNER, "2", locker="hall")
    late = lockers.put_in_by_hand(shop, given_before.id, OWNER, "3", locker="hall")
    given = {"state": OrderState.DELIVERED.value, "handed_over_at": shop.clock.now()}
    with shop.begin() as work:
        for each in (on_the_board, in_the_bank):
            orders.change_order(work, each.id, given)
        orders.change_order(work, sent_twice.id, given | {"anomaly": "changed_while_away"})
        before = shop.clock.now() - timedelta(hours=1)
        orders.change_order(work, given_before.id, given | {"handed_over_at": before})
        work.commit()
    due = {each.id for each in locker_emptying.overview(shop).due}
    assert due == {held.id, second.id, late.id}
    for each in (second, late):
        locker_emptying.confirm_back(shop, each.id, OWNER)
    assert locker_emptying.deposit(shop, found.id).state is DepositState.TAKEN
    # It lay there all the while, and its customer takes it.
    bank.collect(held.id)
    locker_emptying.hear(shop, "wall", line_to(shop, "wall").report())
    assert locker_emptying.overview(shop).is_empty
    assert told(shop)[-1].stage == "delivered"
    assert in_the_bank.view.anomaly == "handed_over_twice"


def test_an_order_ready_in_the_shop_waits_for_its_locker(shop: Shop) -> None:
    wanted = to_lock(shop)
    nowhere = v1.Destination(kind="locker", id="mairie")
    to_deliver(shop, mode="locker", destination=nowhere)
    assert [each.id for each in locker_emptying.overview(shop).waiting] == [wanted.id]
    assert [bank.code for bank in lockers.stop_for(shop, wanted.id).banks] == ["wall"]
    ask(shop, wanted.id)
    assert locker_emptying.overview(shop).waiting == ()
