"""Tasks of the day: the drawer, who stands at the till, the count, and learning."""

from msgspec import structs

from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.services.till import till_sessions, training
from desktop.services.upkeep import house
from fiscal import EventCode
from sync.kernel.money import Money
from tests.support.a_shop import sell
from tests.tasks.books import Books
from tests.tasks.hands import Finger, Hands, Keyboard
from tests.tasks.return_tasks import NADIA, NADIA_PIN, OWNER_PIN, with_team
from tests.tasks.stage import BREAD, SCARF, close_till
from tests.tasks.task import Task


class OpenTill(Task):
    """Open the till with a float of 80 €."""

    def arrange(self, shop: Shop) -> None:
        close_till(shop)

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5")
        at.enter("80")

    def by_touch(self, at: Finger) -> None:
        at.tap("sale-open-till")
        at.pad("till-float-key", "80")
        at.tap("till-open")

    def check(self, books: Books, at: Hands) -> None:
        assert books.in_drawer == 80_00
        assert at.window.room == "sale"


class SignIn(Task):
    """Sign in with a PIN in the morning, and sell."""

    def arrange(self, shop: Shop) -> None:
        with_team(shop)
        shop.stand("")

    def by_keyboard(self, at: Keyboard) -> None:
        at.enter("2")
        at.enter(NADIA_PIN)
        at.scan(BREAD)
        at.key("F12", "F6")

    def by_touch(self, at: Finger) -> None:
        at.tap("lock-person-02")
        at.pad("lock-key", NADIA_PIN)
        at.tap("lock-enter")
        at.scan(BREAD)
        at.tap("sale-pay", "pay-cash-exact")

    def check(self, books: Books, at: Hands) -> None:
        assert books.last.staff == NADIA


class SwitchWithBasket(Task):
    """Let somebody else take over in the middle of a basket."""

    def arrange(self, shop: Shop) -> None:
        with_team(shop)

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        at.key("F10")
        at.enter(OWNER_PIN)
        at.key("F12", "F6")

    def by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        at.tap("who-sells")
        at.pad("lock-key", OWNER_PIN)
        at.tap("lock-enter", "sale-pay", "pay-cash-exact")

    def check(self, books: Books, at: Hands) -> None:
        assert books.last.staff == "01"
        assert books.last.due.cents == 49_00


class LockAndUnlock(Task):
    """Find the till locked after a while, and go on with the basket."""

    def arrange(self, shop: Shop) -> None:
        with_team(shop)

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        self.leave_alone(at)
        at.enter(NADIA_PIN)
        at.key("F12", "F6")

    def by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        self.leave_alone(at)
        at.pad("lock-key", NADIA_PIN)
        at.tap("lock-enter", "sale-pay", "pay-cash-exact")

    @staticmethod
    def leave_alone(at: Hands) -> None:
        """Let the minutes pass after which the till locks itself."""
        at.window.guard.idle_watch.idle.emit()
        assert at.window.guard.is_locked

    def check(self, books: Books, at: Hands) -> None:
        assert (books.last.staff, books.last.due.cents) == (NADIA, 49_00)


class HandOver(Task):
    """Hand the till over to the owner, its drawer counted."""

    def arrange(self, shop: Shop) -> None:
        with_team(shop)

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "Ctrl+K")
        at.enter("100")
        at.enter("1")
        at.enter(OWNER_PIN)

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-hand-over")
        at.pad("relief-key", "100")
        at.tap("relief-give", "lock-person-01")
        at.pad("lock-key", OWNER_PIN)
        at.tap("lock-enter")

    def check(self, books: Books, at: Hands) -> None:
        assert books.told(EventCode.STOP) >= 1
        assert staff.current(books.shop).code == "01"
        assert not at.window.guard.is_locked


class TakeCashToTheBank(Task):
    """Take 40 € out of the drawer for the bank."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "F6")
        at.enter("40")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-move")
        at.pad("move-key", "40")
        at.tap("move-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert books.in_drawer == 60_00


class OpenDrawer(Task):
    """Open the drawer without a sale."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F9")

    def by_touch(self, at: Finger) -> None:
        at.tap("sale-drawer")

    def check(self, books: Books, at: Hands) -> None:
        assert books.told(EventCode.DRAWER_OPENED) == 1


class ReadX(Task):
    """Read the day so far (X)."""

    def arrange(self, shop: Shop) -> None:
        sell(shop, "étranger")

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "F7")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-read-x")

    def check(self, books: Books, at: Hands) -> None:
        assert at.sees("report-gross")
        assert books.closings == ()


class CountAndClose(Task):
    """Count by notes and coins, and close the day (Z)."""

    def arrange(self, shop: Shop) -> None:
        sell(shop, "étranger")

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "F12")
        for pieces in ("1", "", "", "", "1", "1"):
            if pieces:
                at.type(pieces)
            at.key("Return")
        at.key("Return")
        at.type("1")
        at.key("F12", "Right", "Return")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-close")
        at.pad("count-key", "1")
        for value in ("500", "200", "50"):
            at.tap(f"count-{value}")
            at.pad("count-key", "1")
        at.tap("count-close", "count-confirm-yes")

    def check(self, books: Books, at: Hands) -> None:
        (closing,) = books.closings
        assert closing.counted_cash == Money(107_50)
        assert closing.difference == Money(0)
        assert not till_sessions.till_state(books.shop).is_open


class CountBlindAndClose(Task):
    """Count blind, as one sum, and close the day (Z)."""

    def arrange(self, shop: Shop) -> None:
        house.change_settings(shop, structs.replace(shop.settings, counts_blind=True))
        sell(shop, "étranger")

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "F12", "Up")
        self.see_nothing(at)
        at.type("107")
        at.key("F12", "Right", "Return")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-close", "count-lump")
        self.see_nothing(at)
        at.pad("count-key", "107")
        at.tap("count-close", "count-confirm-yes")

    @staticmethod
    def see_nothing(at: Hands) -> None:
        """Find nothing on the screen that tells what the count should come to."""
        assert not at.sees("count-expected")

    def check(self, books: Books, at: Hands) -> None:
        (closing,) = books.closings
        assert closing.difference == Money(-50)


class LearnWithATrainingSale(Task):
    """Make a training sale: another shop, whose papers say FACTICE."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("Ctrl+,", "Ctrl+T")
        at.enter_school()
        at.key("F5", "Return")
        at.scan(BREAD)
        at.key("F12", "F6")

    def by_touch(self, at: Finger) -> None:
        at.tap("open-settings")
        at.pick("settings-groups", "Aide et formation")
        at.tap("training-start")
        at.enter_school()
        at.tap("sale-open-till", "till-open")
        at.scan(BREAD)
        at.tap("sale-pay", "pay-cash-exact")

    def check(self, books: Books, at: Hands) -> None:
        assert books.tickets == []
        assert training.running(books.shop) is not None
        assert at.window.desk.shop.is_training
        assert Books(at.window.desk.shop).last.due.cents == 1_30
        assert staff.current(books.shop).code == "01"


DAY_TASKS: tuple[type[Task], ...] = (
    OpenTill,
    SignIn,
    SwitchWithBasket,
    LockAndUnlock,
    HandOver,
    TakeCashToTheBank,
    OpenDrawer,
    ReadX,
    CountAndClose,
    CountBlindAndClose,
    LearnWithATrainingSale,
)
