"""The parts of the settings about weighed goods: codes of the scales, and tares."""

import re
from functools import partial

from msgspec import structs

from desktop.domain import scan
from desktop.domain.scale_codes import VALUE_DIGITS, layouts, read_prefixes
from desktop.errors import ShopError
from desktop.services.counter import shelf
from desktop.services.counter.shelf import (
    NotFound,
    PickupPresented,
    ProductFound,
    ReceiptPresented,
    Scanned,
    VoucherPresented,
)
from desktop.settings import Settings, Tare
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import asked, row
from sync.kernel.gtin import WeighedLayout
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

_TARE = re.compile(r"\s*(.{1,30}?)\s+(\d{1,5})\s*g?\s*")
MOST_TARES = 8


class ScaleCodesSection(Section):
    """Prefixes of weight and price codes, with a box to try a code before anything is saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "codes")
        self._asked = 0
        self._weights = self.field("settings-weight-prefixes", "settings.weight_prefixes", 40)
        self._prices = self.field("settings-price-prefixes", "settings.price_prefixes", 40)
        self._digits = Chips("settings-value-digits", self.say("settings.value_digits"))
        self._try = self.field("settings-try-code", "settings.try_code", 60)
        self._try.setPlaceholderText(self.say("settings.try_code"))
        self._read = label(self.say("settings.try_how"), "heading", wraps=True)
        self._read.setObjectName("settings-code-read")
        for field in (self._weights, self._prices, self._try):
            field.textChanged.connect(lambda _text: self._read_code())
        self._digits.chosen.connect(lambda _digits: self._read_code())
        prefixes = row(
            asked(self.say("settings.weight_prefixes"), self._weights),
            asked(self.say("settings.price_prefixes"), self._prices),
        )
        self.fill(
            "settings.codes",
            "settings.codes_how",
            prefixes,
            asked(self.say("settings.value_digits"), self._digits),
            asked(self.say("settings.try_code"), self._try),
            self._read,
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        kept = settings.weighed_layouts
        self._weights.setText(" ".join(each.prefix for each in kept if not each.holds_price))
        self._prices.setText(" ".join(each.prefix for each in kept if each.holds_price))
        digits = kept[0].value_digits if kept else VALUE_DIGITS[1]
        self._digits.show_choices([(each, str(each)) for each in VALUE_DIGITS], digits)

    @property
    def tries(self) -> bool:
        """Tell whether the box to try a code has the focus."""
        return self._try.hasFocus()

    def scanned(self, text: str) -> None:
        """Try a code that was scanned."""
        self._try.setText(text)

    def _layouts(self) -> tuple[WeighedLayout, ...]:
        digits = self._digits.value
        return layouts(
            read_prefixes(self._weights.text()),
            read_prefixes(self._prices.text()),
            digits if isinstance(digits, int) else VALUE_DIGITS[1],
        )

    def _read_code(self) -> None:
        self._asked += 1
        text, shop = self._try.text().strip(), self.desk.shop
        try:
            wanted = self._layouts()
        except ShopError as error:
            told = self.say.refusal(error)
            self._tell(f"{told.message} {told.next_step}", "look")
            return
        if not text:
            self._tell(self.say("settings.try_how"), "muted")
            return
        self.desk.tasks.ledger(
            self,
            lambda: shelf.understand(shop, text, wanted),
            partial(self._show_read, self._asked),
        )

    def _show_read(self, asked_then: int, scanned: Scanned) -> None:
        if asked_then != self._asked:
            return
        say = self.say
        match scanned:
            case ProductFound(item=item, quantity=quantity, priced_at=Money() as amount):
                words = say(
                    "settings.read_priced",
                    name=item.full_label,
                    quantity=quantity,
                    amount=amount,
                )
            case ProductFound(item=item, quantity=quantity):
                words = say("settings.read_product", name=item.full_label, quantity=quantity)
            case PickupPresented():
                words = say("settings.read_pickup")
            case ReceiptPresented():
                words = say("settings.read_receipt")
            case VoucherPresented():
                words = say("settings.read_voucher")
            case NotFound(text=text):
                words = self._unknown(text)
        self._tell(words, "look" if isinstance(scanned, NotFound) else "go")

    def _unknown(self, text: str) -> str:
        """Return what the code itself says, though no product has it."""
        read = scan.read(text, self._layouts())
        if not isinstance(read, scan.WeighedCode):
            return self.say("settings.read_unknown", text=text)
        value = Money(read.value) if read.is_price else Quantity.grams(read.value)
        return self.say("settings.read_no_item", item=read.gtin, value=value)

    def _tell(self, words: str, tone: str) -> None:
        self._read.setText(words)
        set_tone(self._read, tone)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown.

        Raises:
            RefusedError: two prefixes are alike, or one is none.
        """
        wanted = self._layouts()
        return lambda settings: structs.replace(settings, weighed_layouts=wanted)


class TaresSection(Section):
    """Packagings whose weight is taken off, by name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "tares")
        self._tares = self.field("settings-tare-list", "settings.tares", 300)
        self._tares.setPlaceholderText(self.say("settings.tares_hint"))
        self._tares.textChanged.connect(lambda _text: self._show_read())
        self._read = label("", "note", wraps=True)
        self._read.setObjectName("settings-tares-read")
        self.fill(
            "settings.tares",
            "settings.tares_how",
            self._tares,
            self._read,
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        self._tares.setText(", ".join(f"{tare.name} {tare.grams}" for tare in settings.tares))
        self._show_read()

    def _show_read(self) -> None:
        say = self.say
        read = [
            say("panel.tare_of", name=tare.name, grams=tare.grams)
            for tare in read_tares(self._tares.text())
        ]
        self._read.setText(" · ".join(read) or say("panel.no_tare"))

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        wanted = read_tares(self._tares.text())
        return lambda settings: structs.replace(settings, tares=wanted)


def read_tares(text: str) -> tuple[Tare, ...]:
    """Return the tares somebody typed: "Barquette 8, Bocal 250 g"; what is none is left out."""
    found = (_TARE.fullmatch(part) for part in text.split(","))
    tares = [Tare(name=each[1], grams=int(each[2])) for each in found if each and int(each[2])]
    return tuple(tares[:MOST_TARES])
