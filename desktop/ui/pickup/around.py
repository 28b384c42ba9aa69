"""Around the hand-over: bags that wait, what is odd, what was done by hand, what comes back."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.tender import Means
from desktop.services.carriage import relay
from desktop.services.carriage.relay import ParcelView
from desktop.services.money import vouchers
from desktop.services.online import later_entry, no_shows, order_conflicts, order_returns
from desktop.services.online.bags import to_put_back
from desktop.services.online.later_entry import Entered, PastHandOver
from desktop.services.online.order_returns import Part, TakenBack
from desktop.services.online.orders import OrderView
from desktop.services.papers import receipts
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.pickup.later_panel import LaterPanel
from desktop.ui.pickup.no_show_panel import NoShowPanel
from desktop.ui.pickup.odd_panel import OddPanel
from desktop.ui.pickup.return_panel import ReturnPanel
from desktop.ui.screen import Notice, Screen
from sync.kernel.money import Money


class Around(QStackedWidget):
    """Four panels, one at a time; what they ask for is done here and told by their screen."""

    left = Signal()

    def __init__(self, desk: Desk, screen: Screen) -> None:
        super().__init__()
        self._desk, self._screen = desk, screen
        self._return_of = ""
        self._no_shows, self._odd = NoShowPanel(desk), OddPanel(desk)
        self._later, self._return = LaterPanel(desk), ReturnPanel(desk)
        for panel in (self._no_shows, self._odd, self._later, self._return):
            panel.left.connect(self.left.emit)
            self.addWidget(panel)
        self._no_shows.reminds.connect(self._remind)
        self._no_shows.ends.connect(self._end)
        self._no_shows.applies.connect(self._apply_rule)
        self._no_shows.rules.connect(self._change_rule)
        self._odd.settles.connect(self._settle)
        self._odd.settles_parcel.connect(self._settle_parcel)
        self._later.enters.connect(self._enter_later)
        self._later.tells.connect(lambda words: screen.tells.emit(Notice(words, "look")))
        self._return.gives.connect(self._take_back)

    def open(self, which: str, order_id: str = "") -> None:
        """Show a panel as things stand now: wait, odd, later, or return of an order."""
        if which == "return":
            self._open_return_of(order_id)
        else:
            self._open_panel(which)

    # What comes back

    def _open_return_of(self, order_id: str) -> None:
        shop = self._desk.shop
        self._return_of = order_id

        def show(standing: order_returns.Returnable) -> None:
            self._return.show_returnable(standing)
            self.setCurrentWidget(self._return)

        self._desk.tasks.ledger(
            self, lambda: order_returns.look_up(shop, order_id), show, self._screen.refuse
        )

    def _take_back(
        self,
        lines: tuple[str, ...],
        parts: Mapping[str, Part],
        means: Means | None,
        refund_id: str,
    ) -> None:
        shop, order_id, reason = self._desk.shop, self._return_of, self._desk.say("back.reason")

        def job(approved_by: str) -> TakenBack:
            by = staff.current(shop).code
            done = order_returns.take_back(
                shop,
                order_id,
                lines,
                by,
                reason,
                means=means,
                parts=parts,
                refund_id=refund_id,
                approved_by=approved_by,
            )
            _print_papers(shop, done)
            return done

        self._screen.attempt(job, self._on_taken_back)

    def _on_taken_back(self, done: TakenBack) -> None:
        say = self._desk.say
        if done.by_hub:
            words = say("back.done_by_hub", amount=done.by_hub)
        else:
            given = Money(sum(abs(each.total.cents) for each in done.tickets))
            words = say("back.done", amount=given)
        self.left.emit()
        self._screen.tells.emit(Notice(words, "go"))

    # Bags that wait, what is odd, what was done by hand

    def _open_panel(self, which: str) -> None:
        shop, tasks = self._desk.shop, self._desk.tasks
        panels: dict[str, QWidget] = {
            "wait": self._no_shows,
            "odd": self._odd,
            "later": self._later,
        }
        self.setCurrentWidget(panels[which])
        if which == "wait":
            tasks.ledger(self, lambda: no_shows.waiting(shop), self._no_shows.show_waiting)
        elif which == "odd":
            tasks.ledger(
                self,
                lambda: (order_conflicts.open_conflicts(shop), relay.odd_parcels(shop)),
                lambda found: self._odd.show_odd(*found),
            )
        else:
            tasks.ledger(self, lambda: later_entry.to_enter(shop), self._later.show_orders)

    def _remind(self, order_id: str) -> None:
        shop = self._desk.shop

        def then(order: OrderView) -> None:
            words = self._desk.say("wait.reminded_it", customer=order.customer_name)
            self._screen.tells.emit(Notice(words, "go"))
            self._open_panel("wait")

        self._desk.tasks.ledger(
            self, lambda: no_shows.remind(shop, order_id), then, self._screen.refuse
        )

    def _end(self, order_id: str) -> None:
        shop, say = self._desk.shop, self._desk.say
        reason = say("wait.end_reason")

        def then(order: OrderView) -> None:
            goods = ", ".join(name for name, _much in to_put_back(order))
            words = say("wait.ended_it", number=order.short_number, goods=goods)
            self._screen.tells.emit(Notice(words, "go", stays=True))
            self._open_panel("wait")

        self._desk.tasks.ledger(
            self, lambda: no_shows.give_up(shop, order_id, reason), then, self._screen.refuse
        )

    def _apply_rule(self) -> None:
        shop, say = self._desk.shop, self._desk.say
        reason = say("wait.end_reason")

        def then(done: no_shows.RuleApplied) -> None:
            words = say("wait.applied", n=str(len(done.reminded)), ended=str(len(done.ended)))
            self._screen.tells.emit(Notice(words, "go"))
            self._open_panel("wait")

        self._desk.tasks.ledger(
            self, lambda: no_shows.apply_rule(shop, reason), then, self._screen.refuse
        )

    def _change_rule(self, remind: int, end: int) -> None:
        shop = self._desk.shop

        def job(approved_by: str) -> None:
            no_shows.change_rule(shop, remind, end, staff.current(shop).code, approved_by)

        self._screen.attempt(job, lambda _done: self._open_panel("wait"))

    def _settle(self, order_id: str, word: order_conflicts.Word) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: order_conflicts.resolve(shop, order_id, word, staff.current(shop).code),
            self._on_settled,
            self._screen.refuse,
        )

    def _settle_parcel(self, parcel_id: str, word: order_conflicts.Word) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: relay.resolve(shop, parcel_id, word, staff.current(shop).code),
            self._on_settled,
            self._screen.refuse,
        )

    def _on_settled(self, done: OrderView | ParcelView) -> None:
        words = self._desk.say("odd.settled", number=done.short_number)
        self._screen.tells.emit(Notice(words, "go"))
        self._open_panel("odd")

    def _enter_later(self, paper: tuple[PastHandOver, ...]) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: later_entry.enter(shop, paper, staff.current(shop).code),
            self._on_entered_later,
            self._screen.refuse,
        )

    def _on_entered_later(self, entered: tuple[Entered, ...]) -> None:
        say = self._desk.say
        done = sum(each.done is not None for each in entered)
        refused = next((each.refused for each in entered if each.refused is not None), None)
        if refused is None:
            self._screen.tells.emit(Notice(say("later.entered", n=done), "go"))
        else:
            self._screen.refuse(refused)
        self._open_panel("later")


def _print_papers(shop: Shop, done: TakenBack) -> None:
    """Print what a return gives to take along; a shop without a printer writes by hand."""
    if shop.settings.printer(shop.settings.receipt_printer) is None:
        return
    for ticket in done.tickets:
        receipts.print_receipt(shop, ticket.sale_id)
        for voucher in vouchers.of_sale(shop, ticket.sale_id):
            vouchers.print_voucher(shop, voucher.id)
