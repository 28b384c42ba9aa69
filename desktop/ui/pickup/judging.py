"""What was scanned, typed or chosen at the pickup desk, and the verdict on it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain import scan
from desktop.domain.scan import Kind
from desktop.services.carriage import locker_rows
from desktop.services.counter import shelf
from desktop.services.counter.shelf import NotFound, Scanned
from desktop.services.online import pickup
from desktop.services.online.pickup import Verdict, VerdictKind
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice
from sync.kernel.pickup_code import NUMBER_DIGITS

SAID_DIGITS = 4
"""The end of an order's number, as people say it."""


class Judging(QObject):
    """Asks what a text is worth; what is no matter of the desk is led to where it is one."""

    #: A Verdict to be shown.
    shows = Signal(object)
    #: An Errand elsewhere: whoever presented it is served there, and the desk is free.
    leads = Signal(object)
    #: An Errand: goods for the till.
    asks = Signal(object)
    #: A Notice.
    tells = Signal(object)
    #: A ShopError.
    refuses = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def scanned(self, text: str) -> None:
        """Judge what was scanned: a customer's code, the number on a bag's label, or goods."""
        told = scan.kind(scan.read(text, self._desk.shop.settings.weighed_layouts))
        if told not in (Kind.PRODUCT, Kind.WEIGHED):
            self.entered(text)
        elif is_label(text):
            self._find(text, self._on_label_or_pack)
        else:
            self._on_goods(text)

    def entered(self, text: str) -> None:
        """Judge a code, or the digits of a number that somebody says."""
        digits, shop = "".join(text.split()), self._desk.shop
        if digits.isdecimal() and len(digits) in (SAID_DIGITS, NUMBER_DIGITS):
            self._find(digits, self._on_judged)
            return
        self._desk.tasks.ledger(
            self,
            lambda: pickup.check(shop, text),
            partial(self._on_judged, text),
            self.refuses.emit,
        )

    def chosen(self, order_id: str) -> None:
        """Judge an order that was chosen on the screen, without proof."""
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: pickup.verdict_on(shop, order_id), self.shows.emit, self.refuses.emit
        )

    def lead_to_relay(self, text: str) -> None:
        """Have another shop's parcel handed over in the relay's room."""
        self.leads.emit(Errand("rounds", "check", text))

    def _on_goods(self, text: str) -> None:
        """Take goods to the till; what the shop does not know is said here, where it was scanned."""
        shop, to_the_till = self._desk.shop, Errand("sale", "scan", text)

        def on_understood(found: Scanned) -> None:
            if isinstance(found, NotFound):
                words = self._desk.say("pickup.not_a_code", code=text)
                act = self._desk.say("pickup.to_the_till")
                self.tells.emit(Notice(words, "look", act, partial(self.asks.emit, to_the_till)))
            else:
                self.asks.emit(to_the_till)

        self._desk.tasks.glance(
            self, lambda: shelf.understand(shop, text), on_understood, self.refuses.emit
        )

    def _find(self, digits: str, then: Callable[[str, Verdict], None]) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: pickup.find_by_number(shop, digits),
            partial(then, digits),
            self.refuses.emit,
        )

    def _on_label_or_pack(self, text: str, verdict: Verdict) -> None:
        """Take eight digits that no order or parcel ends in for a small pack's."""
        if verdict.kind is VerdictKind.UNKNOWN:
            self._on_goods(text)
        else:
            self._on_judged(text, verdict)

    def _on_judged(self, text: str, verdict: Verdict) -> None:
        """Show a verdict; another shop's parcel is handed over in the relay's room."""
        if verdict.kind is VerdictKind.PARCEL:
            self.lead_to_relay(text)
        elif verdict.kind is VerdictKind.AWAY and verdict.order is not None:
            self._look_in_lockers(text, verdict)
        else:
            self.shows.emit(verdict)

    def _look_in_lockers(self, text: str, verdict: Verdict) -> None:
        """Go to the door that opens for this customer, if one of this till's lockers holds it."""
        shop, order_id = self._desk.shop, verdict.order.id if verdict.order else ""

        def on_found(deposit_id: str) -> None:
            if deposit_id:
                self.leads.emit(Errand("rounds", "locker", (deposit_id, text)))
            else:
                self.shows.emit(verdict)

        self._desk.tasks.ledger(
            self, lambda: locker_rows.deposit_of(shop, order_id), on_found, self.refuses.emit
        )


def is_label(text: str) -> bool:
    """Tell whether a text has the digits of the number on a bag's label."""
    return text.isascii() and text.isdecimal() and len(text) == NUMBER_DIGITS
