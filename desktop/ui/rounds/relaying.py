"""Another shop's parcel in front: what the hands do, told to the shop, and what came of it."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.errors import ShopError
from desktop.services.carriage import relay
from desktop.services.carriage.relay import ParcelVerdict, ParcelView
from desktop.services.online.pickup import VerdictKind
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.rounds.parcel_page import ParcelPage
from desktop.ui.screen import Errand, Notice
from desktop.ui.widgets.verdict import LOOKS, SOUNDS


class Relaying(QObject):
    """Stands between the parcel's page and the shop."""

    #: The page is to come to the front.
    brings = Signal()
    #: Nothing is left to do with the parcel.
    finished = Signal()
    #: A Notice.
    tells = Signal(object)
    #: An Errand: the code is a matter of another room.
    asks = Signal(object)
    #: A ShopError: the parcel may stand elsewhere by now.
    refuses = Signal(object)

    def __init__(self, desk: Desk, page: ParcelPage, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, page
        page.chosen.connect(self.open)
        page.receives.connect(self._receive)
        page.gives.connect(self._give)
        page.turns_away.connect(self._turn_away)

    def find(self, text: str) -> None:
        """Show the parcel whose label was scanned, and count the bag."""
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: relay.find_by_label(shop, text), self._on_bag, self.refuses.emit
        )

    def judge(self, text: str, *, is_said: bool) -> None:
        """Show what a presented code is worth, or a number that was said."""
        shop = self._desk.shop
        act = relay.find_by_number if is_said else relay.check
        self._desk.tasks.ledger(
            self, lambda: act(shop, text), partial(self._on_judged, text), self.refuses.emit
        )

    def _on_judged(self, text: str, verdict: ParcelVerdict) -> None:
        # What is no parcel of the relay may be an order of this shop.
        is_ours = verdict.kind is VerdictKind.UNKNOWN and "".join(text.split()).isdecimal()
        if verdict.kind is VerdictKind.OTHER_SHOP or is_ours:
            self.asks.emit(Errand("pickup", "check", text))
        else:
            self._show_verdict(verdict)

    def open(self, parcel_id: str) -> None:
        """Show a parcel that was chosen on the screen."""
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: relay.verdict_on(shop, parcel_id), self._show_verdict, self.refuses.emit
        )

    def _on_bag(self, found: ParcelView) -> None:
        if self._page.isVisible() and self._page.count(found.id):
            return
        shop = self._desk.shop

        def shown(verdict: ParcelVerdict) -> None:
            self._show_verdict(verdict)
            self._page.start_count()

        self._desk.tasks.ledger(
            self, lambda: relay.verdict_on(shop, found.id), shown, self.refuses.emit
        )

    def _show_verdict(self, verdict: ParcelVerdict) -> None:
        self.brings.emit()
        self._page.show_verdict(verdict)
        percent, sound = self._desk.shop.settings.order_volume, self._desk.sound
        if percent:
            kind = SOUNDS[LOOKS[verdict.kind][1]]
            self._desk.tasks.outside(self, lambda: sound.ring(kind, percent))

    def _receive(self, bags: int, shelf: str, is_anyway: bool) -> None:
        parcel, shop, say = self._page.parcel, self._desk.shop, self._desk.say
        if parcel is None:
            return
        reason = ""
        if is_anyway:
            reason = say("relay.differs_reason", counted=bags, announced=parcel.bags)

        def job() -> ParcelView:
            who = staff.current(shop).code
            return relay.receive(shop, parcel.id, who, bags=bags, shelf=shelf, reason=reason)

        def refused(error: ShopError) -> None:
            if error.code == "parcel_bags_differ":
                self._page.show_difference()
            else:
                self.refuses.emit(error)

        self._desk.tasks.ledger(self, job, partial(self._on_parcel, "relay.is_received"), refused)

    def _give(self, secret: str, reason: str, is_proxy: bool) -> None:
        parcel, shop = self._page.parcel, self._desk.shop
        if parcel is None:
            return

        def job() -> ParcelView:
            who = staff.current(shop).code
            return relay.hand_over(
                shop, parcel.id, who, secret=secret, reason=reason, is_proxy=is_proxy
            )

        self._desk.tasks.ledger(
            self, job, partial(self._on_parcel, "relay.is_given"), self.refuses.emit
        )

    def _turn_away(self, reason: str) -> None:
        parcel, shop = self._page.parcel, self._desk.shop
        if parcel is None:
            return
        act = relay.refuse if parcel.state == "expected" else relay.send_back
        self._desk.tasks.ledger(
            self,
            lambda: act(shop, parcel.id, staff.current(shop).code, reason),
            partial(self._on_parcel, "relay.is_away"),
            self.refuses.emit,
        )

    def _on_parcel(self, name: str, done: ParcelView) -> None:
        facts = {"amount": done.fee} if name == "relay.is_given" else {}
        words = self._desk.say(name, number=done.short_number, **facts)
        self.tells.emit(Notice(words, "go"))
        self.finished.emit()
