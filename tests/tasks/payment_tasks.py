"""Tasks of the payment: every way a customer pays."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import structs

from desktop.devices.terminal_simulator import Fault, TerminalSimulator
from desktop.domain.cart import Cart
from desktop.services.counter import selling
from desktop.services.money import card_payments, vouchers
from desktop.services.shop import Shop
from desktop.services.upkeep import house
from fiscal import EventCode
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import paid_in_cash
from tests.tasks.books import Books
from tests.tasks.hands import Finger, Hands, Keyboard
from tests.tasks.stage import BOOK, BREAD, JAM, SCARF
from tests.tasks.task import Task


class SellFiveForExactCash(Task):
    """Sell five items for the exact cash."""

    limit = 7

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(BREAD, BREAD, JAM, BOOK, SCARF)
        at.key("F12", "F6")

    def by_touch(self, at: Finger) -> None:
        at.scan(BREAD, BREAD, JAM, BOOK, SCARF)
        at.tap("sale-pay", "pay-cash-exact")

    def check(self, books: Books, at: Hands) -> None:
        assert at.inputs <= 2
        assert books.paid == [("cash", 63_30)]
        assert sum(thousandths for _label, thousandths, _gross in books.lines) == 5000


class GiveChange(Task):
    """Take a 50 € note and give change."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(BOOK)
        at.key("F12")
        at.enter("50")

    def by_touch(self, at: Finger) -> None:
        at.scan(BOOK)
        at.tap("sale-pay", "pay-cash-note-2")

    def check(self, books: Books, at: Hands) -> None:
        assert books.last.change.cents == 42_50
        assert at.text("done-change") == "42,50\u00a0€"


class PayByCard(Task):
    """Take a card on a terminal of its own."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        at.key("F12", "F7")

    def by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        at.tap("sale-pay", "pay-card")

    def check(self, books: Books, at: Hands) -> None:
        assert books.paid == [("card", 49_00)]


class SplitCashAndCard(Task):
    """Split a payment: 20 € in cash, the rest by card."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        at.key("F12")
        at.enter("20")
        at.key("F7")

    def by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        at.tap("sale-pay")
        at.pad("pay-key", "20")
        at.tap("pay-cash-exact", "pay-card")

    def check(self, books: Books, at: Hands) -> None:
        assert books.paid == [("cash", 20_00), ("card", 29_00)]


class PayByCheque(Task):
    """Take a cheque."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        at.key("F12", "Ctrl+H")

    def by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        at.tap("sale-pay", "pay-others", "pay-cheque")

    def check(self, books: Books, at: Hands) -> None:
        assert books.paid == [("cheque", 49_00)]


class PayByMealVoucher(Task):
    """Take a meal voucher for the food of a basket, a card for the rest."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(BREAD, JAM, BOOK)
        at.key("F12", "Ctrl+T", "F7")

    def by_touch(self, at: Finger) -> None:
        at.scan(BREAD, JAM, BOOK)
        at.tap("sale-pay", "pay-meal-voucher", "pay-card")

    def check(self, books: Books, at: Hands) -> None:
        assert books.paid == [("meal_voucher", 5_50), ("card", 7_50)]


class SellGiftCard(Task):
    """Sell a gift card of 50 €."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("Ctrl+L")
        at.type("50")
        at.key("Ctrl+G", "F12", "F7")

    def by_touch(self, at: Finger) -> None:
        at.tap("sale-free-amount")
        at.pad("free-key", "50")
        at.tap("free-gift-card", "sale-pay", "pay-card")

    def check(self, books: Books, at: Hands) -> None:
        (card,) = vouchers.of_sale(books.shop, books.last.id)
        assert card.balance == Money(50_00)


class RedeemGiftCard(Task):
    """Redeem a gift card by its code; it covers the basket."""

    def arrange(self, shop: Shop) -> None:
        item = vouchers.gift_card("Carte cadeau", Money(50_00))
        done = selling.take_payment(shop, paid_in_cash(Cart().add(item, Quantity.pieces(1))))
        (self.card,) = vouchers.of_sale(shop, done.sale_id)

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(BOOK, self.card.code)

    def by_touch(self, at: Finger) -> None:
        at.scan(BOOK, self.card.code)

    def check(self, books: Books, at: Hands) -> None:
        assert books.paid == [("gift_card", 7_50)]
        assert vouchers.find(books.shop, self.card.code).balance == Money(42_50)


class ResolveUnknownCard(Task):
    """Resolve a card payment whose outcome the terminal never told: it was paid."""

    @contextmanager
    def around(self) -> Iterator[None]:
        with TerminalSimulator(Fault.DROPS_AFTER_REQUEST) as self.terminal:
            yield

    def arrange(self, shop: Shop) -> None:
        house.change_settings(shop, structs.replace(shop.settings, terminal=self.terminal.address))

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        at.key("F12", "F7", "Ctrl+Return")

    def by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        at.tap("sale-pay", "pay-card", "terminal-paid")

    def check(self, books: Books, at: Hands) -> None:
        assert books.paid == [("card", 49_00)]
        assert card_payments.open_payments(books.shop) == ()
        assert books.told(EventCode.TERMINAL_UNKNOWN) == 1
        assert books.told(EventCode.TERMINAL_RESOLVED) == 1


PAYMENT_TASKS: tuple[type[Task], ...] = (
    SellFiveForExactCash,
    GiveChange,
    PayByCard,
    SplitCashAndCard,
    PayByCheque,
    PayByMealVoucher,
    SellGiftCard,
    RedeemGiftCard,
    ResolveUnknownCard,
)
