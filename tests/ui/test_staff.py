"""Signing in, the lock, and approvals on the spot, by keys alone and by finger alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.services.team import people, sign_in, staff
from desktop.services.till import till_sessions
from desktop.ui.widgets.chips import Chips
from desktop.ui.wording import Language
from sync.kernel.money import Money
from tests.support.a_shop import OWNER
from tests.ui.conftest import Counter, Opener
from tests.ui.team import (
    CODE,
    NADIA,
    NADIA_PIN,
    OWNER_PIN,
    PAUL,
    PAUL_PIN,
    ask_discount,
    await_focus,
    come,
    enter,
    take_cash,
    touch,
    with_goods,
    with_team,
)


@pytest.fixture
def at(counter: Opener) -> Counter:
    return counter(with_goods, stock=with_team)


def test_a_shop_without_pins_sees_nothing_of_all_this(counter: Opener) -> None:
    at = counter(with_goods)

    at.scan(CODE)
    at.window.guard.idle_watch.idle.emit()

    assert not at.window.guard.is_locked
    assert not at.window.guard.idle_watch.timer.isActive()
    assert not at.sees("who-sells")
    at.key(Qt.Key.Key_F10)
    assert "code secret" in at.window.banner.words
    assert at.text("sale-total") == "1,30\u00a0€"


def test_a_till_with_pins_begins_locked_and_takes_no_scan(at: Counter) -> None:
    assert at.window.guard.is_locked
    assert not at.sees("sale-total")

    at.scan(CODE)
    at.key(Qt.Key.Key_F5)
    at.key(Qt.Key.Key_Escape)
    come(at, "2", NADIA_PIN)

    assert at.window.room == "sale"
    assert at.text("sale-total") == "0,00\u00a0€"
    assert at.text("who-sells") == "Nadia"
    assert staff.current(at.shop).code == NADIA


@pytest.mark.parametrize("who", ["02", "nadia", "Nad"])
def test_one_signs_in_with_keys_alone(at: Counter, who: str) -> None:
    come(at, who, NADIA_PIN)

    assert not at.window.guard.is_locked


def test_one_signs_in_with_a_finger_alone(at: Counter) -> None:
    at.press("lock-person-02")
    touch(at, "lock-key", "0" + NADIA_PIN)
    at.press("lock-key-clear")
    touch(at, "lock-key", NADIA_PIN + "1")
    at.press("lock-key-erase")
    at.press("lock-enter")

    assert at.text("who-sells") == "Nadia"


def test_digits_are_never_shown(at: Counter) -> None:
    at.press("lock-person-02")
    at.type(NADIA_PIN)
    field = at.find("lock-pin")
    assert isinstance(field, QLineEdit)

    assert set(field.displayText()).isdisjoint(NADIA_PIN)
    at.press("lock-person-03")
    assert field.text() == ""


def test_a_wrong_pin_says_so_and_the_third_one_waits(at: Counter) -> None:
    at.press("lock-person-02")
    enter(at, "0001")
    assert "pas le bon" in at.text("lock-problem")
    enter(at, "0002")
    enter(at, "0003")

    assert "5 secondes" in at.text("lock-problem")
    enter(at, NADIA_PIN)
    assert at.window.guard.is_locked


def test_a_name_nobody_has_is_said_at_once(at: Counter) -> None:
    at.type("zoe")
    at.key(Qt.Key.Key_Return)

    assert "zoe" in at.text("lock-problem")


def test_one_key_changes_who_sells_and_keeps_the_basket(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    at.scan(CODE)

    at.key(Qt.Key.Key_F10)
    assert at.window.guard.is_locked
    come(at, "03", PAUL_PIN)

    assert at.text("sale-total") == "1,30\u00a0€"
    assert at.text("who-sells") == "Paul"
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_F6)
    with at.shop.look() as look:
        who = look.connection.exec_driver_sql("SELECT staff_code FROM sale").scalar_one()
    assert who == PAUL


def test_a_touch_on_the_name_changes_who_sells(at: Counter) -> None:
    come(at, "02", NADIA_PIN)

    at.press("who-sells")

    assert at.window.guard.is_locked


def test_where_two_sell_the_key_expects_the_other_one(at: Counter) -> None:
    people.leave(at.shop, PAUL, OWNER)
    come(at, "02", NADIA_PIN)

    at.key(Qt.Key.Key_F10)
    enter(at, OWNER_PIN)

    assert at.text("who-sells") == "Anne"


def test_an_idle_till_locks_and_everything_is_found_again(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    at.scan(CODE)
    at.key(Qt.Key.Key_F12)
    field = at.find("pay-amount")
    field.setFocus()
    at.type("20")

    watch = at.window.guard.idle_watch
    assert watch.timer.isActive()
    assert watch.timer.interval() == 5 * 60_000
    watch.timer.timeout.emit()
    assert at.window.guard.is_locked
    assert not watch.timer.isActive()
    enter(at, NADIA_PIN)

    assert at.find("pay-amount") is QApplication.focusWidget()
    assert at.text("pay-amount") == "20"
    assert watch.timer.isActive()


def test_every_touch_begins_the_wait_anew(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    watch = at.window.guard.idle_watch
    watch.timer.start(10 * 60_000)

    at.key(Qt.Key.Key_Shift)

    assert watch.timer.interval() == 5 * 60_000


def test_a_till_set_to_never_lock_does_not(counter: Opener) -> None:
    at = counter(
        lambda builder: with_goods(builder).with_settings(lock_after_minutes=0), stock=with_team
    )
    come(at, "02", NADIA_PIN)

    assert not at.window.guard.idle_watch.timer.isActive()


def test_who_is_let_go_is_out_at_once(at: Counter) -> None:
    come(at, "02", NADIA_PIN)

    people.leave(at.shop, NADIA, OWNER)
    at.settle()

    assert at.window.guard.is_locked
    assert not at.sees("lock-person-02")


def test_the_last_pin_that_goes_opens_the_till_again(at: Counter) -> None:
    for code in (PAUL, NADIA, OWNER):
        sign_in.drop_pin(at.shop, code, OWNER)
    at.settle()

    assert not at.window.guard.is_locked


def test_a_handed_over_till_waits_for_the_one_who_comes(at: Counter) -> None:
    come(at, "02", NADIA_PIN)

    till_sessions.hand_over(at.shop, NADIA, PAUL, Money(100_00))
    at.settle()

    assert at.window.guard.is_locked


def test_closing_the_window_signs_out(at: Counter) -> None:
    come(at, "02", NADIA_PIN)

    at.window.close()

    assert at.shop.signed_in == ""


@pytest.mark.parametrize("language", list(Language))
def test_lock_and_approval_fit_a_screen_of_1024_by_768(counter: Opener, language: Language) -> None:
    at = counter(with_goods, language=language, size=(1024, 768), stock=with_team)
    assert at.window.minimumSizeHint().height() <= 720
    come(at, "02", NADIA_PIN)
    at.key(Qt.Key.Key_F10)
    come(at, "02", NADIA_PIN)
    take_cash(at, [])

    hint = at.window.minimumSizeHint()

    assert at.sees("approval-pin")
    assert hint.width() <= 1024
    assert hint.height() <= 720
    assert (at.window.width(), at.window.height()) == (1024, 768)


def test_the_till_is_handed_over_with_its_drawer_counted(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    at.key(Qt.Key.Key_F5)
    at.press("till-hand-over")
    at.type("99,5")
    assert "0,50" in at.text("relief-difference")
    chips = at.find("relief-taker")
    assert isinstance(chips, Chips)
    chips.choose(PAUL)
    at.press("relief-give")

    assert at.window.guard.is_locked
    assert at.shop.signed_in == ""
    assert till_sessions.till_state(at.shop).expected_cash == Money(99_50)
    await_focus(at, "lock-pin")
    enter(at, PAUL_PIN)
    assert not at.window.guard.is_locked
    assert at.window.room == "till"
    assert at.sees("till-close")


def test_a_shop_without_pins_hands_nothing_over(counter: Opener) -> None:
    at = counter(with_goods)
    at.key(Qt.Key.Key_F5)

    assert at.sees("till-close")
    assert not at.sees("till-hand-over")


def test_a_late_answer_behind_the_lock_takes_no_keys(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    scan_line = at.find("sale-scan")
    at.key(Qt.Key.Key_F10)

    scan_line.setFocus()
    come(at, "03", PAUL_PIN)

    assert at.text("who-sells") == "Paul"
    assert at.find("sale-scan").hasFocus()


LONG_NAME = "Anne-Sophie de La Rochefoucauld-Montmorency"


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
@pytest.mark.parametrize("language", list(Language))
def test_no_state_of_signing_in_keeps_the_window_from_being_small(
    counter: Opener, language: Language, size: tuple[int, int]
) -> None:
    at = counter(with_goods, stock=with_team, language=language, size=size)
    at.desk.tasks.ledger(at.window, lambda: people.rename(at.shop, OWNER, LONG_NAME, OWNER))
    at.settle()
    widths = {"locked": least_width(at)}
    come(at, NADIA, NADIA_PIN)
    widths["signed in"] = least_width(at)
    at.scan(CODE)
    ask_discount(at, "40")
    assert at.sees("approval")
    widths["approval"] = least_width(at)
    at.key(Qt.Key.Key_Escape)
    at.window.go("till")
    at.settle()
    at.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert at.sees("relief-give")
    widths["hand-over"] = least_width(at)
    at.press("relief-give")
    assert at.window.guard.is_locked
    widths["handed over"] = least_width(at)

    assert {state: width for state, width in widths.items() if width > 1024} == {}


def least_width(at: Counter) -> int:
    return at.window.minimumSizeHint().width()


def test_the_lock_after_a_hand_over_asks_the_one_who_was_chosen(at: Counter) -> None:
    come(at, NADIA, NADIA_PIN)
    at.window.go("till")
    at.settle()
    at.press("till-hand-over")
    chips = at.find("relief-taker")
    assert isinstance(chips, Chips)
    chips.choose(PAUL)
    at.press("relief-give")

    assert at.text("lock-name") == "Paul"
    enter(at, PAUL_PIN)

    assert at.shop.signed_in == PAUL
    assert not at.window.guard.is_locked


def test_a_parked_ticket_names_who_put_it_aside(at: Counter) -> None:
    come(at, NADIA, NADIA_PIN)
    for _ in range(2):
        at.scan(CODE)
        at.key(Qt.Key.Key_F8)
    at.key(Qt.Key.Key_F8)

    assert "par Nadia" in at.find("parked-0").accessibleName()
