"""The orders screen: the board, and one order in front of it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from desktop.domain.scan import GOODS, Kind
from desktop.errors import ShopError
from desktop.services import labels, orders, preparation
from desktop.services.orders import Board, OrderView
from desktop.services.preparation import PickVerdict
from desktop.ui.desk import Desk
from desktop.ui.orders.board import BoardView
from desktop.ui.orders.detail import OrderDetail
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.states import EmptyState
from sync.kernel.order_states import OrderState

_CLOCK_MS = 20_000
"""Countdowns are told in minutes."""
_NEXT = {
    OrderState.PLACED: "accept",
    OrderState.ACCEPTED: "prepare",
    OrderState.PREPARING: "open",
    OrderState.READY: "hand-over",
}


class OrdersScreen(Screen):
    """Keeps the board fresh; an order that has been opened counts as seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "orders", desk.say("orders.title"))
        say = desk.say
        # Set on arrival: the cards that can take the focus come with the next look.
        self._wants_focus = False
        self.board = BoardView(desk)
        self.detail = OrderDetail(desk)
        self._empty = EmptyState(
            "orders-none",
            "orders",
            say("orders.none"),
            say("orders.none_how"),
            act=say("orders.catalogue"),
            then=lambda: self.asks.emit(Errand("catalogue")),
        )
        self._pages = QStackedWidget()
        for page in (self._empty, self.board, self.detail):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages, margins=16))
        self._listen()
        self.refresh()

    def _listen(self) -> None:
        board, detail = self.board, self.detail
        board.opened.connect(self.open)
        board.stepped.connect(self._step)
        detail.left.connect(self.show_board)
        detail.steps.connect(lambda step: self._step(self._order_id, step))
        detail.refuses_order.connect(self._turn_down)
        detail.is_ready.connect(self._mark_ready)
        detail.scans.connect(self.scanned)
        detail.picks.connect(self._pick_by_hand)
        detail.puts_back.connect(self._put_back)
        detail.lacks.connect(self._ask_instead)
        detail.replaces.connect(self._replace)
        bind(self, "order-next", self._next)
        bind(self, "order-back", self._back)
        self.desk.changes.on(self, ("orders",), self.refresh)
        self._tick = QTimer(self, interval=_CLOCK_MS)
        self._tick.timeout.connect(self.refresh)
        self._tick.start()

    def arrive(self) -> None:
        """Show the board as it is now."""
        self.refresh()
        if self._pages.currentWidget() is self.detail:
            self.detail.take_focus()
        else:
            self._wants_focus = True

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep goods while an order is open: they go into its bag."""
        del text
        is_open = self._pages.currentWidget() is self.detail and bool(self._order_id)
        return is_open and kind in GOODS

    def scanned(self, text: str) -> None:
        """Put what was scanned into the open order's bag."""
        shop, order_id = self.desk.shop, self._order_id
        self.desk.tasks.ledger(
            self,
            lambda: preparation.pick_scanned(shop, order_id, text),
            self._on_picked,
            self.refuse,
        )

    def run(self, errand: Errand) -> None:
        """Open an order for another room."""
        if errand.what == "open":
            self.open(str(errand.thing))

    def step_back(self) -> bool:
        """Leave the offer of substitutes, then the order, then the screen."""
        if self._pages.currentWidget() is not self.detail:
            return False
        if not self.detail.close_offer():
            self.show_board()
        return True

    def refresh(self) -> None:
        """Read the board, and the order in front if there is one."""
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: orders.board(shop), self._show_board)
        if self._pages.currentWidget() is self.detail and self._order_id:
            order_id = self._order_id
            self.desk.tasks.ledger(self, lambda: orders.order(shop, order_id), self._show_order)

    def open(self, order_id: str) -> None:
        """Bring an order to the front; it has been seen now."""
        shop = self.desk.shop

        def see() -> OrderView:
            orders.mark_seen(shop, order_id)
            return orders.order(shop, order_id)

        self.desk.tasks.ledger(self, see, self._bring, self.refuse)

    def show_board(self) -> None:
        """Bring the board to the front."""
        order_id = self._order_id
        self._pages.setCurrentWidget(self.board)
        self.refresh()
        self.board.focus_on(order_id)

    @property
    def _order_id(self) -> str:
        order = self.detail.order
        return "" if order is None else order.id

    def _bring(self, order: OrderView) -> None:
        self._pages.setCurrentWidget(self.detail)
        self._show_order(order)
        self.detail.take_focus()

    def _show_order(self, order: OrderView) -> None:
        self.detail.show_order(order, self.desk.shop.clock.now())

    def _show_board(self, board: Board) -> None:
        self.board.show_board(board, self.desk.shop.clock.now())
        if self._pages.currentWidget() is self.detail:
            return
        has_any = any((board.to_prepare, board.preparing, board.ready, board.handed_over_today))
        self._pages.setCurrentWidget(self.board if has_any else self._empty)
        if self._wants_focus:
            self._wants_focus = False
            self.board.focus_first()

    def _step(self, order_id: str, step: str) -> None:
        shop = self.desk.shop
        match step:
            case "accept":
                self._do(lambda: orders.accept(shop, order_id), self._show_if_open)
            case "prepare":
                self._do(lambda: orders.start_preparing(shop, order_id), self._bring)
            case "step-back":
                self._do(lambda: orders.step_back(shop, order_id), self._show_if_open)
            case "label":
                self._do(lambda: labels.print_label(shop, order_id), self._say_label)
            case "slip":
                self._do(lambda: labels.print_slip(shop, order_id), self._say_slip)
            case "hand-over":
                self.asks.emit(Errand("pickup", "order", order_id))
            case _:
                self.open(order_id)

    def _do(self, job: Callable[[], object], then: Callable[..., object]) -> None:
        self.desk.tasks.ledger(self, job, then, self._refused)

    def _refused(self, error: ShopError) -> None:
        self.refuse(error)
        self.refresh()

    def _show_if_open(self, order: OrderView) -> None:
        if self._pages.currentWidget() is self.detail:
            self._show_order(order)
            self.detail.take_focus()

    def _say_label(self, _job: object) -> None:
        self.tells.emit(Notice(self.desk.say("order.label_queued"), "go"))

    def _say_slip(self, _job: object) -> None:
        self.tells.emit(Notice(self.desk.say("order.slip_queued"), "go"))

    def _turn_down(self, reason: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        self._do(lambda: orders.refuse(shop, order_id, reason), lambda _order: self.show_board())

    def _mark_ready(self, bags: int, shelf: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        self._do(lambda: orders.mark_ready(shop, order_id, bags, shelf), self._on_ready)

    def _on_ready(self, order: OrderView) -> None:
        words = self.desk.say("order.is_ready", number=order.short_number)
        self.tells.emit(Notice(words, "go"))
        self.show_board()

    def _pick_by_hand(self, line_id: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        self._do(lambda: preparation.pick_by_hand(shop, order_id, line_id), self._show_order)

    def _put_back(self, line_id: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        self._do(lambda: preparation.put_back(shop, order_id, line_id), self._show_order)

    def _on_picked(self, verdict: PickVerdict) -> None:
        self._show_order(verdict.order)
        self.detail.take_focus()
        self.detail.say_pick(verdict)

    def _ask_instead(self, line_id: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        self._do(
            lambda: preparation.substitutes(shop, order_id, line_id),
            partial(self.detail.offer_instead, line_id),
        )

    def _replace(self, line_id: str, variant_id: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        if variant_id:
            job = partial(preparation.substitute, shop, order_id, line_id, variant_id)
        else:
            job = partial(preparation.mark_missing, shop, order_id, line_id)
        self._do(job, self._show_order)

    def _next(self) -> None:
        order = self._in_hand
        if order is not None and order.state in _NEXT:
            self._step(order.id, _NEXT[order.state])

    def _back(self) -> None:
        order = self._in_hand
        if order is not None and order.state in (OrderState.PREPARING, OrderState.READY):
            self._step(order.id, "step-back")

    @property
    def _in_hand(self) -> OrderView | None:
        if self._pages.currentWidget() is self.detail:
            return self.detail.order
        return self.board.order_at_focus()
