"""The people of the shop, their PINs and their limits, in the settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from desktop.domain.roles import Act, Role
from desktop.services.team import people, staff
from desktop.ui.widgets.chips import Chips
from tests.ui.conftest import Counter, Opener
from tests.ui.team import (
    NADIA_PIN,
    OWNER_PIN,
    come,
    enter,
    touch,
    with_goods,
    with_team,
)


@pytest.fixture
def at(counter: Opener) -> Counter:
    return counter(with_goods, stock=with_team)


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
