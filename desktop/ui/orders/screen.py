"""The orders screen: the board, and one order in front of it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from desktop.domain import scan
from desktop.domain.order_codes import OrderCode
from desktop.domain.scan import GOODS, Kind
from desktop.errors import ShopError
from desktop.services.online import order_board, orders, pickup
from desktop.services.online.bags import to_put_back
from desktop.services.online.order_board import Board, BoardCard
from desktop.services.online.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.orders.board import BoardView
from desktop.ui.orders.detail import OrderDetail
from desktop.ui.orders.papers_panel import PapersPanel
from desktop.ui.orders.preparing import Preparing
from desktop.ui.orders.walk_panel import WalkPanel
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button
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
        self.preparing = Preparing(desk, self.detail, self)
        self.papers = PapersPanel(desk)
        self.walk = WalkPanel(desk)
        self._empty = EmptyState(
            "orders-none",
            "orders",
            say("orders.none"),
            say("orders.none_how"),
            act=say("orders.catalogue"),
            then=lambda: self.asks.emit(Errand("catalogue")),
        )
        #: Opens the orders in a window of their own.
        self.own_window = Button(
            "orders-window",
            role="icon",
            picture="window",
            spoken=say("orders.window"),
            clicked=lambda: self.asks.emit(Errand("orders-window")),
        )
        #: Opens the rounds of delivery, and the parcels of other shops.
        self.to_rounds = Button(
            "orders-rounds",
            role="icon",
            picture="van",
            spoken=say("orders.rounds"),
            clicked=lambda: self.asks.emit(Errand("rounds")),
        )
        self._pages = QStackedWidget()
        for page in (self.board, self.detail, self.papers, self.walk):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages, margins=16))
        self._listen()
        self.refresh()

    def _listen(self) -> None:
        board, detail = self.board, self.detail
        board.opened.connect(self.open)
        board.stepped.connect(self._step)
        board.pace.tells.connect(self.tells)
        board.pace.refuses.connect(self.refuse)
        board.add_act(board.pace.busier)
        board.add_act(board.pace.pause)
        board.stand_in(self._empty)
        bind(self, "search", self._search)
        detail.left.connect(self.show_board)
        detail.steps.connect(lambda step: self._step(self._order_id, step))
        detail.ending.refuses.connect(self._turn_down)
        detail.ending.cancels.connect(self._cancel)
        self.preparing.tells.connect(self.tells)
        self.preparing.refuses.connect(self._refused)
        self.preparing.finished.connect(self._on_ready)
        self.preparing.brings.connect(lambda: self._pages.setCurrentWidget(detail))
        self.papers.left.connect(self._leave_papers)
        self.papers.tells.connect(self.tells)
        self.papers.refuses.connect(self.refuse)
        self.walk.left.connect(self.show_board)
        self.walk.opens.connect(self.open)
        self.walk.refuses.connect(self._refused)
        self.walk.mishears.connect(self.preparing.sound_refusal)
        for act in self._board_acts():
            board.add_act(act)
        board.add_act(self.to_rounds)
        board.add_act(self.own_window)
        bind(self, "order-papers", self._show_papers)
        bind(self, "order-walk", self._walk)
        bind(self, "order-weigh", self._read_scale)
        bind(self, "order-delay", self._ask_delay)
        bind(self, "order-next", self._next)
        bind(self, "order-back", self._back)
        self.desk.changes.on(self, ("orders",), self.refresh)
        self._tick = QTimer(self, interval=_CLOCK_MS)
        self._tick.timeout.connect(self.refresh)
        self._tick.start()

    def arrive(self) -> None:
        """Show the board as it is now."""
        self.refresh()
        self.board.pace.look()
        if self._pages.currentWidget() is self.detail:
            self.detail.take_focus()
        else:
            self._wants_focus = True

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep bags' codes, and goods while an order or a walk is open: they go into a bag."""
        del text
        front = self._pages.currentWidget()
        is_open = front is self.walk or (front is self.detail and bool(self._order_id))
        return kind is Kind.ORDER or (is_open and kind in GOODS)

    def scanned(self, text: str) -> None:
        """Put what was scanned into a bag of the order or walk in front, or open whose bag it is."""
        code = scan.read(text)
        if isinstance(code, OrderCode):
            self._open_by_code(code)
        elif self._pages.currentWidget() is self.walk:
            self.walk.scanned(text)
        else:
            self.preparing.scanned(text)

    def run(self, errand: Errand) -> None:
        """Open an order for another room."""
        if errand.what == "open":
            self.open(str(errand.thing))
        elif errand.what == "scan":
            self.scanned(str(errand.thing))

    def step_back(self) -> bool:
        """Leave the offer of substitutes, then the order; a choice, a search; then the screen."""
        if self._pages.currentWidget() is self.board:
            return self.board.pace.close_ends() or self._end_search()
        if self._pages.currentWidget() is self.papers:
            self._leave_papers()
            return True
        if self._pages.currentWidget() is self.walk:
            self.show_board()
            return True
        if self._pages.currentWidget() is not self.detail:
            return False
        if self.detail.close_ending() or self.detail.close_delay() or self.detail.close_offer():
            self.detail.take_focus()
        else:
            self.show_board()
        return True

    def _end_search(self) -> bool:
        was_searching = self.board.clear_search()
        if was_searching and not self.board.focused:
            self.board.focus_first()
        return was_searching

    def _search(self) -> None:
        if self._pages.currentWidget() is self.board:
            self.board.search.setFocus()
            self.board.search.selectAll()

    def refresh(self) -> None:
        """Read the board, and the order in front if there is one."""
        shop = self.desk.shop
        self.preparing.settle()
        self.desk.tasks.ledger(self, lambda: order_board.board(shop), self._show_board)
        if self._pages.currentWidget() is self.detail and self._order_id:
            self.preparing.load(self._order_id)
        elif self._pages.currentWidget() is self.walk:
            self.walk.refresh()

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
        self.preparing.bring(order.id)

    def _show_board(self, board: Board) -> None:
        self.board.show_board(board, self.desk.shop.clock.now())
        if self._pages.currentWidget() in (self.detail, self.papers, self.walk):
            return
        self._pages.setCurrentWidget(self.board)
        if self._wants_focus:
            self._wants_focus = False
            self.board.focus_first()

    def _step(self, order_id: str, step: str) -> None:
        shop = self.desk.shop
        match step:
            case "accept":
                self._do(lambda: orders.accept(shop, order_id), self._show_if_open)
            case "prepare":
                self.preparing.begin(order_id)
            case "take-over":
                self.preparing.hold(order_id)
            case "let-go":
                self.preparing.let_go(order_id)
            case "step-back":
                self._do(lambda: orders.step_back(shop, order_id), self._show_if_open)
            case "papers":
                self._show_papers()
            case "delay":
                self._ask_delay()
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
            self.preparing.bring(order.id)

    def _board_acts(self) -> tuple[Button, Button]:
        say = self.desk.say
        several = Button("orders-walk", say("walk.start"), clicked=self._walk)
        papers = Button(
            "orders-papers",
            role="icon",
            picture="print",
            spoken=say("paper.list"),
            clicked=self._show_list,
        )
        return several, papers

    def _walk(self) -> None:
        self._pages.setCurrentWidget(self.walk)
        self.walk.begin()

    def _show_papers(self) -> None:
        order = self.detail.order
        if self._pages.currentWidget() is self.detail and order is not None:
            self._pages.setCurrentWidget(self.papers)
            self.papers.begin(order)
        elif self._pages.currentWidget() in (self.board, self._empty):
            self._show_list()

    def _show_list(self) -> None:
        self._pages.setCurrentWidget(self.papers)
        self.papers.begin(None)

    def _leave_papers(self) -> None:
        order = self.papers.order
        if order is None:
            self.show_board()
        else:
            self._bring(order)

    def _ask_delay(self) -> None:
        if self._pages.currentWidget() is self.detail:
            self.detail.ask_delay()

    def _read_scale(self) -> None:
        if self._pages.currentWidget() is self.detail and not self.detail.weigher.isHidden():
            self.detail.weigher.read()

    def _open_by_code(self, code: OrderCode) -> None:
        shop = self.desk.shop

        def find() -> OrderView | None:
            return pickup.find_by_number(shop, code.number).order

        self._do(find, self._on_found)

    def _on_found(self, order: OrderView | None) -> None:
        if order is None:
            self.tells.emit(Notice(self.desk.say("pickup.unknown"), "look"))
        else:
            self.open(order.id)

    def _turn_down(self, reason: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        self._do(lambda: orders.refuse(shop, order_id, reason), lambda _order: self.show_board())

    def _cancel(self, reason: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        self._do(lambda: orders.cancel(shop, order_id, reason), self._on_cancelled)

    def _on_cancelled(self, order: OrderView) -> None:
        """Say that the customer is told, and what has to go back on the shelf."""
        say = self.desk.say
        packed = ", ".join(label for label, _much in to_put_back(order))
        name = "order.cancelled_put_back" if packed else "order.was_cancelled"
        words = say(name, number=order.short_number, names=packed)
        self.tells.emit(Notice(words, "go", stays=bool(packed)))
        self.show_board()

    def _mark_ready(self, bags: int, shelf: str) -> None:
        shop, order_id = self.desk.shop, self._order_id
        self._do(lambda: orders.mark_ready(shop, order_id, bags, shelf), self._on_ready)

    def _on_ready(self, order: OrderView) -> None:
        words = self.desk.say("order.is_ready", number=order.short_number)
        self.tells.emit(Notice(words, "go"))
        if self.walk.has_more:
            self._walk()
        else:
            self.show_board()

    def _next(self) -> None:
        order = self._in_hand
        if order is None:
            return
        if self._pages.currentWidget() is self.detail and order.state is OrderState.PREPARING:
            self.detail.finish()
        elif order.state in _NEXT:
            self._step(order.id, _NEXT[order.state])

    def _back(self) -> None:
        order = self._in_hand
        if order is not None and order.state in (OrderState.PREPARING, OrderState.READY):
            self._step(order.id, "step-back")

    @property
    def _in_hand(self) -> OrderView | BoardCard | None:
        if self._pages.currentWidget() is self.detail:
            return self.detail.order
        return self.board.order_at_focus()
