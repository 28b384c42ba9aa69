"""What a seller may not do alone: asked, approved or given up, through the real widgets."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.errors import ShopError
from desktop.services.till import till_sessions
from desktop.services.views import TillState
from desktop.ui.sale.bargain_panel import BargainPanel
from sync.kernel.money import Money
from tests.ui.conftest import Counter, Opener
from tests.ui.team import (
    CODE,
    NADIA,
    NADIA_PIN,
    OWNER_PIN,
    PAUL,
    PAUL_PIN,
    ask_discount,
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
