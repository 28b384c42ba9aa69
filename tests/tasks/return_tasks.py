"""Tasks of goods that come back, and of tickets that are looked at again."""

from desktop.domain.roles import Role
from desktop.domain.tender import Means
from desktop.services.books import invoices
from desktop.services.counter import customers, selling
from desktop.services.counter.selling import RefundLine
from desktop.services.money import vouchers
from desktop.services.shop import Shop
from desktop.services.team import people, sign_in
from fiscal import EventCode
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_cart, paid_in_cash, sell
from tests.tasks.books import Books
from tests.tasks.hands import Finger, Hands, Keyboard
from tests.tasks.stage import BOOK, SCARF, receipt_code
from tests.tasks.task import Task

NADIA, NADIA_PIN, OWNER_PIN = "02", "9753", "2468"


def with_team(shop: Shop) -> None:
    """Let two sign in, the owner Anne and the seller Nadia; Nadia stands at the till."""
    people.rename(shop, OWNER, "Anne", OWNER)
    sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)
    sign_in.set_pin(shop, people.engage(shop, "Nadia", Role.SELLER, OWNER).code, NADIA_PIN, OWNER)
    sign_in.sign_in(shop, NADIA, NADIA_PIN)


class OldTicket(Task):
    """A ticket of this morning: a book, three jars and a scarf, paid in cash."""

    def arrange(self, shop: Shop) -> None:
        done = sell(shop, "étranger", ("confiture", 3), "laine")
        self.number, self.receipt = done.number, receipt_code(shop, done.sale_id)


class ReturnOne(OldTicket):
    """Return one item with its receipt: both are scanned."""

    limit = 4

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(self.receipt, SCARF)
        at.key("F12")

    def by_touch(self, at: Finger) -> None:
        at.scan(self.receipt, SCARF)
        at.tap("refund-give")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Écharpe en laine", -1000, -49_00)]
        assert books.paid == [("cash", -49_00)]
        assert books.last.refund_of == self.number


class ReturnWithoutScanningTheItem(OldTicket):
    """Return one item whose barcode is torn, from its receipt's list."""

    limit = 4

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(self.receipt)
        at.key("+", "F12")

    def by_touch(self, at: Finger) -> None:
        at.scan(self.receipt)
        at.tap("refund-more-0", "refund-give")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("L'Étranger", -1000, -7_50)]


class ReturnPart(OldTicket):
    """Return two of three jars on the card, by the ticket's last digits."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("Ctrl+B")
        at.enter("1")
        at.key("Down", "+", "+", "F7")

    def by_touch(self, at: Finger) -> None:
        at.tap("sale-refund", "refund-sale-0", "refund-more-1", "refund-more-1")
        at.choose("refund-means", "Carte")
        at.tap("refund-give")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Confiture", -2000, -8_40)]
        assert books.paid == [("card", -8_40)]


class IssueCreditNote(OldTicket):
    """Give a credit note for a whole ticket."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(self.receipt)
        at.key("Return", "Ctrl+G")

    def by_touch(self, at: Finger) -> None:
        at.scan(self.receipt)
        at.tap("refund-all")
        at.choose("refund-means", "Avoir")
        at.tap("refund-give")

    def check(self, books: Books, at: Hands) -> None:
        (voucher,) = vouchers.of_sale(books.shop, books.last.id)
        assert voucher.balance == Money(69_10)
        assert books.paid == [("credit_note", -69_10)]


class RedeemCreditNote(OldTicket):
    """Redeem a credit note, the rest in cash."""

    def arrange(self, shop: Shop) -> None:
        done = sell(shop, "étranger")
        back = selling.refund(
            shop,
            done.sale_id,
            (RefundLine(0, Quantity.pieces(1)),),
            Means.CREDIT_NOTE,
            OWNER,
            "retour",
            refund_id=new_id(),
        )
        (self.note,) = vouchers.of_sale(shop, back.sale_id)

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF, self.note.code)
        at.key("F6")

    def by_touch(self, at: Finger) -> None:
        at.scan(SCARF, self.note.code)
        at.tap("pay-cash-exact")

    def check(self, books: Books, at: Hands) -> None:
        assert books.paid == [("credit_note", 7_50), ("cash", 41_50)]
        assert not vouchers.find(books.shop, self.note.code).balance


class ReturnWithoutReceipt(Task):
    """Return goods whose receipt is lost: the seller asks, the owner's PIN allows."""

    def arrange(self, shop: Shop) -> None:
        with_team(shop)

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("Ctrl+B", "Ctrl+B")
        at.scan(BOOK)
        at.key("F6")
        at.enter(OWNER_PIN)

    def by_touch(self, at: Finger) -> None:
        at.tap("sale-refund", "refund-no-ticket")
        at.scan(BOOK)
        at.choose("no-ticket-means", "Espèces")
        at.tap("no-ticket-give")
        at.pad("approval-key", OWNER_PIN)
        at.tap("approval-give")

    def check(self, books: Books, at: Hands) -> None:
        assert books.paid == [("cash", -7_50)]
        assert books.last.staff == NADIA
        assert books.told(EventCode.RIGHTS_CHANGED)


class Exchange(OldTicket):
    """Exchange a book for a scarf; the customer pays the difference by card."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(self.receipt, BOOK)
        at.key("Ctrl+X")
        at.scan(SCARF)
        at.key("F12", "F7")

    def by_touch(self, at: Finger) -> None:
        at.scan(self.receipt, BOOK)
        at.tap("refund-exchange")
        at.scan(SCARF)
        at.tap("sale-pay", "pay-card")

    def check(self, books: Books, at: Hands) -> None:
        sold = next(each for each in books.tickets[1:] if not each.is_refund)
        paid = {tender.means: tender.amount.cents for tender in sold.tenders}
        assert paid == {Means.EXCHANGE: 7_50, Means.CARD: 41_50}
        assert any(each.is_refund for each in books.tickets)


class CorrectTender(OldTicket):
    """Correct a ticket keyed as cash that was paid by card."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "Ctrl+R", "Return")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-correct", "correct-do")

    def check(self, books: Books, at: Hands) -> None:
        assert books.in_drawer == 100_00
        assert books.last.due.cents == 0


class Reprint(OldTicket):
    """Print a duplicate of the last ticket."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "Ctrl+D", "Ctrl+D")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-reprint", "till-reprint")

    def check(self, books: Books, at: Hands) -> None:
        assert books.last.copies == 2


class MakeInvoice(Task):
    """Make the invoice of a ticket whose customer is known."""

    def arrange(self, shop: Shop) -> None:
        (claire,) = customers.search(shop, "durand")
        cart = a_cart(shop, "étranger").for_buyer(claire.buyer)
        selling.take_payment(shop, paid_in_cash(cart))

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "Ctrl+I", "Return")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-invoice", "invoice-make")

    def check(self, books: Books, at: Hands) -> None:
        made = invoices.invoice_of(books.shop, books.last.id)
        assert made is not None
        assert made.is_intact
        assert made.buyer.name == "Claire Durand"


class FindOldTicket(Task):
    """Find an old ticket by its amount, and print it again."""

    def arrange(self, shop: Shop) -> None:
        for names in (("étranger",), ("laine", "étranger"), ("confiture",)):
            sell(shop, *names)

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "Ctrl+F")
        at.enter("56,50")
        at.key("Ctrl+D")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-search", "tickets-text")
        at.spell_enter("56,50")
        at.tap("tickets-reprint")

    def check(self, books: Books, at: Hands) -> None:
        assert [ticket.copies for ticket in books.tickets] == [0, 1, 0]


class SeeWhatWasSold(OldTicket):
    """See what was sold today."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("F5", "F8")

    def by_touch(self, at: Finger) -> None:
        at.choose("rooms", "Caisse")
        at.tap("till-sold")

    def check(self, books: Books, at: Hands) -> None:
        assert at.text("sold-total") == "69,10\u00a0€"


RETURN_TASKS: tuple[type[Task], ...] = (
    ReturnOne,
    ReturnWithoutScanningTheItem,
    ReturnPart,
    IssueCreditNote,
    RedeemCreditNote,
    ReturnWithoutReceipt,
    Exchange,
    CorrectTender,
    Reprint,
    MakeInvoice,
    FindOldTicket,
    SeeWhatWasSold,
)
