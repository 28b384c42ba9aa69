"""Tasks at the scan line: finding goods and putting together what is sold."""

from tests.support.a_shop import found
from tests.tasks.books import Books
from tests.tasks.hands import Finger, Hands, Keyboard
from tests.tasks.stage import BEER, BOOK, BREAD, CHEESE_LABEL, CUP, JAM, SCARF
from tests.tasks.task import Task

UNKNOWN = "5901234123457"


class ByKeyOrTouchPaid(Task):
    """A basket that is paid with the exact cash once it is right."""

    def by_keyboard(self, at: Keyboard) -> None:
        self.fill_by_keyboard(at)
        at.key("F12", "F6")

    def by_touch(self, at: Finger) -> None:
        self.fill_by_touch(at)
        at.tap("sale-pay", "pay-cash-exact")

    def fill_by_keyboard(self, at: Keyboard) -> None:
        """Put the basket together with keys."""
        raise NotImplementedError

    def fill_by_touch(self, at: Finger) -> None:
        """Put the basket together with a finger."""
        raise NotImplementedError


class WeighByTypedWeight(ByKeyOrTouchPaid):
    """Weigh goods on a scale that is not connected: 0.35 kg of cheese."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.enter("comt")
        at.enter("0,35")

    def fill_by_touch(self, at: Finger) -> None:
        at.pick("sale-tiles", "Comté")
        at.pad("quantity-key", "0,35")
        at.tap("quantity-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Comté", 350, 10_12)]


class ScanWeighedLabel(ByKeyOrTouchPaid):
    """Scan a label that the scale printed."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(CHEESE_LABEL)

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(CHEESE_LABEL)

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Comté", 312, 9_02)]


class TakeTareOff(ByKeyOrTouchPaid):
    """Take the tare of the customer's jar off the weight."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.enter("4011")
        at.type("0,75")
        at.key("Up", "Return")

    def fill_by_touch(self, at: Finger) -> None:
        at.pick("sale-tiles", "Comté")
        at.pad("quantity-key", "0,75")
        at.choose("quantity-tare", "Bocal")
        at.tap("quantity-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Comté", 500, 14_45)]


class SellByPlu(ByKeyOrTouchPaid):
    """Sell by the number on the shelf (PLU 4011)."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.enter("4011")
        at.enter("1,2")

    def fill_by_touch(self, at: Finger) -> None:
        at.tap("sale-scan")
        at.spell_enter("4011")
        at.pad("quantity-key", "1,2")
        at.tap("quantity-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Comté", 1200, 34_68)]


class SellFreeAmount(ByKeyOrTouchPaid):
    """Sell a free amount without an article."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.key("Ctrl+L")
        at.enter("12,5")

    def fill_by_touch(self, at: Finger) -> None:
        at.tap("sale-free-amount")
        at.pad("free-key", "12,5")
        at.tap("free-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Divers", 1000, 12_50)]


class SellUnknownCode(ByKeyOrTouchPaid):
    """Sell an unknown barcode now, its record later."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(UNKNOWN)
        at.enter("3,9")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(UNKNOWN)
        at.pad("free-key", "3,9")
        at.tap("free-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [(UNKNOWN, 1000, 3_90)]


class FindByName(ByKeyOrTouchPaid):
    """Find an article by name, accents left out, and take the second one found."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.type("echa")
        at.key("Down", "Right", "Return")

    def fill_by_touch(self, at: Finger) -> None:
        at.tap("sale-scan")
        at.spell("echa")
        at.pick("sale-tiles", "Écharpe en laine")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Écharpe en laine", 1000, 49_00)]


class PickSizeAndColour(ByKeyOrTouchPaid):
    """Pick a size and a colour from the grid."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.enter("pull")
        at.key("Down", "Right", "Return")

    def fill_by_touch(self, at: Finger) -> None:
        at.pick("sale-tiles", "Pull marin")
        at.tap("variant-1-1")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Pull marin M · rouge", 1000, 59_00)]


class SellTwelve(ByKeyOrTouchPaid):
    """Sell twelve of one article."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(BREAD)
        at.key("*")
        at.enter("12")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(BREAD)
        at.tap("sale-quantity")
        at.pad("quantity-key", "12")
        at.tap("quantity-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Baguette", 12_000, 15_60)]


class DiscountLine(ByKeyOrTouchPaid):
    """Give 10 % on a line."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(BOOK, SCARF)
        at.key("Ctrl+R")
        at.enter("10")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(BOOK, SCARF)
        at.tap("sale-discount", "discount-10")

    def check(self, books: Books, at: Hands) -> None:
        assert [gross for _label, _much, gross in books.lines] == [7_50, 44_10]


class DiscountBasket(ByKeyOrTouchPaid):
    """Give 10 % on the whole basket."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(BOOK, SCARF)
        at.key("Ctrl+R", "Ctrl+R")
        at.enter("10")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(BOOK, SCARF)
        at.tap("sale-discount")
        at.choose("discount-scope", "Tout le ticket")
        at.tap("discount-10")

    def check(self, books: Books, at: Hands) -> None:
        assert books.last.due.cents == 50_85


class GiveAnotherPrice(ByKeyOrTouchPaid):
    """Sell a flawed scarf at another price."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        at.key("Ctrl+R", "Down", "Down")
        at.enter("40")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        at.tap("sale-discount")
        at.choose("discount-kind", "Nouveau prix")
        at.pad("discount-key", "40")
        at.tap("discount-why-flaw", "discount-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Écharpe en laine", 1000, 40_00)]


class GiveAway(ByKeyOrTouchPaid):
    """Give something away with the sale."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(BREAD, JAM)
        at.key("Ctrl+R", "Up")
        at.enter("fidèle")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(BREAD, JAM)
        at.tap("sale-discount")
        at.choose("discount-kind", "Offert")
        at.tap("discount-why-loyal", "discount-confirm")

    def check(self, books: Books, at: Hands) -> None:
        assert [gross for _label, _much, gross in books.lines] == [1_30, 0]


class HavePromotion(ByKeyOrTouchPaid):
    """Sell three for two: the promotion comes by itself."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(CUP, CUP, CUP)

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(CUP, CUP, CUP)

    def check(self, books: Books, at: Hands) -> None:
        assert books.last.due.cents == 6_00


class SellDeposit(ByKeyOrTouchPaid):
    """Sell two bottles with their deposit."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(BEER)
        at.key("+")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(BEER)
        at.tap("sale-more")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Bière", 2000, 4_80), ("Bouteille consignée", 2000, 40)]


class TakeEmpties(Task):
    """Take six empties back and pay them out."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.key("Ctrl+E")
        at.enter("6")
        at.key("F12")

    def by_touch(self, at: Finger) -> None:
        at.tap("sale-empties")
        at.pad("empties-key", "6")
        at.tap("empties-0", "sale-pay")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Bouteille consignée", -6000, -1_20)]
        assert books.in_drawer == 98_80


class NameCustomer(ByKeyOrTouchPaid):
    """Put the customer on the sale."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        at.key("Ctrl+K")
        at.enter("dur")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        at.tap("sale-buyer", "buyer-0")

    def check(self, books: Books, at: Hands) -> None:
        assert books.count("sale WHERE customer_id IS NOT NULL") == 1


class WriteNote(ByKeyOrTouchPaid):
    """Write a note on the ticket."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(BOOK)
        at.key("Ctrl+M")
        at.enter("pour Hugo")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(BOOK)
        at.tap("sale-note")
        at.spell_enter("pour Hugo")

    def check(self, books: Books, at: Hands) -> None:
        assert books.last.note == "pour Hugo"


class ParkAndResume(ByKeyOrTouchPaid):
    """Park a basket, serve somebody else, take it up again."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(SCARF)
        at.key("F8")
        at.scan(BREAD)
        at.key("F12", "F6", "F8")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(SCARF)
        at.tap("sale-park")
        at.scan(BREAD)
        at.tap("sale-pay", "pay-cash-exact", "sale-park")

    def check(self, books: Books, at: Hands) -> None:
        assert [ticket.due.cents for ticket in books.tickets] == [1_30, 49_00]


class VoidLine(ByKeyOrTouchPaid):
    """Void the first of two lines."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(BOOK, BREAD)
        at.key("Up", "Del")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(BOOK, BREAD)
        at.pick("sale-lines", "L'Étranger")
        at.tap("sale-remove")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("Baguette", 1000, 1_30)]


class Undo(ByKeyOrTouchPaid):
    """Take the last act back."""

    def fill_by_keyboard(self, at: Keyboard) -> None:
        at.scan(BOOK, BREAD)
        at.key("Ctrl+Z")

    def fill_by_touch(self, at: Finger) -> None:
        at.scan(BOOK, BREAD)
        at.tap("sale-undo")

    def check(self, books: Books, at: Hands) -> None:
        assert books.lines == [("L'Étranger", 1000, 7_50)]


class ClearBasket(Task):
    """Clear the basket of a customer who left."""

    def by_keyboard(self, at: Keyboard) -> None:
        at.scan(BOOK, SCARF)
        at.key("Ctrl+Del")

    def by_touch(self, at: Finger) -> None:
        at.scan(BOOK, SCARF)
        at.tap("sale-clear")

    def check(self, books: Books, at: Hands) -> None:
        assert books.tickets == []
        assert at.text("sale-total") == "0,00\u00a0€"
        assert found(books.shop, "étranger").on_hand.thousandths == 20_000


BASKET_TASKS: tuple[type[Task], ...] = (
    WeighByTypedWeight,
    ScanWeighedLabel,
    TakeTareOff,
    SellByPlu,
    SellFreeAmount,
    SellUnknownCode,
    FindByName,
    PickSizeAndColour,
    SellTwelve,
    DiscountLine,
    DiscountBasket,
    GiveAnotherPrice,
    GiveAway,
    HavePromotion,
    SellDeposit,
    TakeEmpties,
    NameCustomer,
    WriteNote,
    ParkAndResume,
    VoidLine,
    Undo,
    ClearBasket,
)
