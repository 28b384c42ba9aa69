"""Signing in, the lock, and approvals on the spot, by keys alone and by finger alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QWidget

from desktop.domain.roles import Act, Role
from desktop.errors import ShopError
from desktop.services.shop import Shop
from desktop.services.team import people, sign_in, staff
from desktop.services.till import till_sessions
from desktop.services.views import TillState
from desktop.ui.sale.bargain_panel import BargainPanel
from desktop.ui.screen import Screen
from desktop.ui.widgets.chips import Chips
from desktop.ui.wording import Language
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop
from tests.ui.conftest import Counter, Opener

OWNER_PIN, NADIA_PIN, PAUL_PIN = "2468", "9753", "1357"
NADIA, PAUL = "02", "03"
CODE = "3017620422003"


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Pain", 130, code=CODE)


def with_team(shop: Shop) -> None:
    """Three who sign in: the owner Anne, the seller Nadia, the manager Paul; nobody has yet."""
    people.rename(shop, OWNER, "Anne", OWNER)
    sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)
    for name, role, pin in (("Nadia", Role.SELLER, NADIA_PIN), ("Paul", Role.MANAGER, PAUL_PIN)):
        sign_in.set_pin(shop, people.engage(shop, name, role, OWNER).code, pin, OWNER)
    sign_in.sign_out(shop)


@pytest.fixture
def at(counter: Opener) -> Counter:
    return counter(with_goods, stock=with_team)


def enter(at: Counter, pin: str) -> None:
    at.type(pin)
    at.key(Qt.Key.Key_Return)


def come(at: Counter, code: str, pin: str) -> None:
    """Sign in with keys alone."""
    await_focus(at, "lock-who")
    at.type(code)
    at.key(Qt.Key.Key_Return)
    await_focus(at, "lock-pin")
    enter(at, pin)


def await_focus(at: Counter, name: str) -> None:
    """Let the window answer until the field listens; what is typed before goes elsewhere."""
    for _ in range(50):
        focused = QApplication.focusWidget()
        if focused is not None and focused.objectName() == name:
            return
        at.settle()
    pytest.fail(f"{name} does not listen: {focused!r} does")


def touch(at: Counter, pad: str, pin: str) -> None:
    for digit in pin:
        at.press(f"{pad}-{digit}")


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


# Approvals


def take_cash(at: Counter, told: list[object]) -> None:
    """Have Nadia take five euros out of the drawer, which she may not do alone."""
    screen: Screen = at.window.screen_of("sale")

    def out(approved_by: str) -> TillState:
        return till_sessions.move_cash(at.shop, Money(-5_00), "timbres", NADIA, approved_by)

    screen.attempt(out, told.append, told.append)
    at.settle()


def test_an_approval_by_keys_repeats_what_was_refused(
    at: Counter, no_sql_on_main: list[str]
) -> None:
    come(at, "02", NADIA_PIN)
    at.scan(CODE)
    before = QApplication.focusWidget()
    told: list[object] = []

    take_cash(at, told)
    assert told == []
    assert at.text("approval-what") == "Accord demandé\u00a0: mouvement d'espèces, 5,00\u00a0€"
    assert at.sees("sale-total")
    at.key(Qt.Key.Key_Down)
    enter(at, PAUL_PIN)

    (state,) = told
    assert isinstance(state, TillState)
    assert state.expected_cash == Money(95_00)
    assert not at.sees("approval")
    assert QApplication.focusWidget() is before
    assert at.text("who-sells") == "Nadia"
    assert no_sql_on_main == []


def test_an_approval_by_finger(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    told: list[object] = []

    take_cash(at, told)
    touch(at, "approval-key", OWNER_PIN)
    at.press("approval-give")

    assert isinstance(told[0], TillState)


def test_a_wrong_pin_approves_nothing(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    told: list[object] = []

    take_cash(at, told)
    enter(at, NADIA_PIN)

    assert told == []
    assert "pas le bon" in at.text("approval-problem")


@pytest.mark.parametrize("way", ["escape", "button", "lock"])
def test_an_approval_nobody_gives_leaves_everything_as_it_was(at: Counter, way: str) -> None:
    come(at, "02", NADIA_PIN)
    told: list[object] = []
    take_cash(at, told)

    if way == "escape":
        at.key(Qt.Key.Key_Escape)
    elif way == "button":
        at.press("approval-leave")
    else:
        at.key(Qt.Key.Key_F10)

    (refusal,) = told
    assert isinstance(refusal, ShopError)
    assert refusal.code == "needs_approval"
    assert not at.sees("approval")
    assert till_sessions.till_state(at.shop).expected_cash == Money(100_00)


def test_a_second_act_that_needs_approval_gives_up_the_first(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    first: list[object] = []
    second: list[object] = []

    take_cash(at, first)
    take_cash(at, second)
    enter(at, OWNER_PIN)

    assert isinstance(first[0], ShopError)
    assert isinstance(second[0], TillState)


def test_what_needs_no_approval_is_done_at_once(at: Counter) -> None:
    come(at, "03", PAUL_PIN)
    told: list[object] = []

    at.window.screen_of("sale").attempt(
        lambda by: till_sessions.move_cash(at.shop, Money(5_00), "monnaie", PAUL, by), told.append
    )
    at.settle()

    assert isinstance(told[0], TillState)
    assert not at.window.findChildren(QWidget, "approval")


# The people, in the settings


def settings(at: Counter) -> None:
    at.settings("team")


def fill(at: Counter, name: str, text: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setText(text)


def choose(at: Counter, name: str, value: object) -> None:
    box = at.find(name)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(value))


def test_the_owner_gets_a_name_and_a_pin_and_the_till_stays_open(counter: Opener) -> None:
    at = counter(with_goods)
    settings(at)
    at.press("people-01")
    fill(at, "people-name", "Anne")
    at.press("settings-save")
    touch(at, "people-key", OWNER_PIN)
    at.press("people-pin-next")
    assert "encore une fois" in at.text("people-pin-words")
    touch(at, "people-key", OWNER_PIN)
    at.press("people-pin-next")

    assert not at.window.guard.is_locked
    assert at.text("who-sells") == "Anne"
    at.key(Qt.Key.Key_F10)
    come(at, "anne", OWNER_PIN)
    assert at.window.room == "settings"


def test_a_pin_typed_two_ways_is_none(counter: Opener) -> None:
    at = counter(with_goods)
    settings(at)
    at.press("people-01")
    at.find("people-pin").setFocus()
    enter(at, OWNER_PIN)
    enter(at, NADIA_PIN)

    assert "pas pareilles" in at.text("people-pin-words")
    assert not staff.crew_of(at.shop).has_pins


def test_somebody_is_added_gets_another_role_and_leaves(at: Counter) -> None:
    come(at, "01", OWNER_PIN)
    settings(at)
    at.press("people-add")
    fill(at, "people-name", "Zoé")
    choose(at, "people-role", "trainee")
    at.press("settings-save")
    at.press("people-04")
    choose(at, "people-role", "preparer")
    at.press("settings-save")
    assert staff.crew_of(at.shop).people["04"].role == "preparer"

    at.press("people-leave")
    at.press("people-confirm-yes")
    assert "04" not in staff.crew_of(at.shop).people
    at.press("people-erase")
    at.press("people-confirm-yes")
    at.press("people-back")

    assert [each.name for each in people.people(at.shop) if each.left_at] == [""]


def test_somebody_without_a_name_stays_on_the_screen(at: Counter) -> None:
    come(at, "01", OWNER_PIN)
    settings(at)
    at.press("people-add")
    choose(at, "people-role", "trainee")

    at.press("settings-save")

    assert "nom" in at.window.banner.words
    assert at.sees("people-name")


def test_a_seller_changes_the_team_with_an_approval_only(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    settings(at)
    at.press("people-add")
    fill(at, "people-name", "Zoé")
    at.press("settings-save")
    assert "04" not in staff.crew_of(at.shop).people

    assert at.sees("approval")
    enter(at, OWNER_PIN)

    assert staff.crew_of(at.shop).people["04"].name == "Zoé"


def test_limits_of_a_role_are_set_and_hold(at: Counter) -> None:
    come(at, "01", OWNER_PIN)
    settings(at)
    box = at.find("limits-move-cash")
    assert isinstance(box, QCheckBox)
    assert not box.isChecked()
    box.setChecked(True)
    fill(at, "limits-largest-discount", "7,5")
    fill(at, "limits-largest-refund", "")
    at.press("settings-save")

    kept = people.limits(at.shop, Role.SELLER)
    assert Act.MOVE_CASH in kept.acts
    assert kept.discount_bp == 750
    assert kept.refund_cap is None
    assert at.text("limits-largest-discount") == "7,5"


def test_the_minutes_before_the_lock_are_chosen_and_hold_at_once(at: Counter) -> None:
    come(at, "01", OWNER_PIN)
    settings(at)
    chips = at.find("people-lock")
    assert isinstance(chips, Chips)

    chips.choose(10)
    at.press("settings-save")

    assert at.shop.settings.lock_after_minutes == 10
    assert at.window.guard.idle_watch.timer.interval() == 10 * 60_000


def test_a_setting_a_seller_may_not_change_asks_and_stays(at: Counter) -> None:
    come(at, "02", NADIA_PIN)
    settings(at)
    chips = at.find("people-lock")
    assert isinstance(chips, Chips)

    chips.choose(0)
    at.press("settings-save")
    assert at.sees("approval")
    at.key(Qt.Key.Key_Escape)

    assert at.shop.settings.lock_after_minutes == 5
    at.press("settings-undo")
    assert chips.value == 5


# From hand to hand


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


def ask_discount(at: Counter, percent: str) -> None:
    at.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    at.type(percent)
    at.key(Qt.Key.Key_Return)


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


def test_an_approval_leaves_no_half_of_a_panel_in_sight(at: Counter) -> None:
    come(at, NADIA, NADIA_PIN)
    at.scan(CODE)
    ask_discount(at, "40")

    card = at.find("approval")
    panel = at.window.screen_of("sale").findChildren(BargainPanel)[0]

    assert card.mapToGlobal(card.rect().bottomLeft()).y() >= (
        panel.mapToGlobal(panel.rect().bottomLeft()).y()
    )
    assert at.sees("sale-total")


def test_a_parked_ticket_names_who_put_it_aside(at: Counter) -> None:
    come(at, NADIA, NADIA_PIN)
    for _ in range(2):
        at.scan(CODE)
        at.key(Qt.Key.Key_F8)
    at.key(Qt.Key.Key_F8)

    assert "par Nadia" in at.find("parked-0").accessibleName()
