"""A shop where three sign in, and their hands at its window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.domain.roles import Role
from desktop.services.shop import Shop
from desktop.services.team import people, sign_in
from desktop.services.till import till_sessions
from desktop.services.views import TillState
from desktop.ui.screen import Screen
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop
from tests.ui.conftest import Counter

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


def take_cash(at: Counter, told: list[object]) -> None:
    """Have Nadia take five euros out of the drawer, which she may not do alone."""
    screen: Screen = at.window.screen_of("sale")

    def out(approved_by: str) -> TillState:
        return till_sessions.move_cash(at.shop, Money(-5_00), "timbres", NADIA, approved_by)

    screen.attempt(out, told.append, told.append)
    at.settle()


def ask_discount(at: Counter, percent: str) -> None:
    at.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    at.type(percent)
    at.key(Qt.Key.Key_Return)
