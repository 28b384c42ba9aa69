"""Several orders in one walk: chosen, picked with each scan's bag announced, then parted."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.preparation import DONE, PickResult
from desktop.errors import ShopError
from desktop.services.online import order_board, preparation, walks
from desktop.services.online.order_board import Board, BoardCard
from desktop.services.online.orders import OrderView
from desktop.services.online.walks import Walk, WalkVerdict
from desktop.services.shop import Shop
from desktop.ui.desk import Desk
from desktop.ui.orders.detail import PICK_WORDS, REFUSED_ALOUD
from desktop.ui.orders.pick_list import PickList
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.banner import announce
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.promise import urgency_of
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine


class WalkPanel(Panel):
    """Choosing, then the walk. A line that asks for more (weighing, missing) opens its order."""

    #: Id of an order to be gone on with by itself.
    opens = Signal(str)
    #: A ShopError.
    refuses = Signal(object)
    #: Something was scanned that belongs in no bag.
    mishears = Signal()

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("walk", say("walk.title"), say("order.back"))
        self._desk = desk
        self._walk: Walk | None = None
        self._chosen: list[str] = []
        self._waiting: tuple[BoardCard, ...] = ()
        self._pages = QStackedWidget()
        self._choosing = self._build_choosing()
        self._walking = self._build_walking()
        for page in (self._choosing, self._walking):
            self._pages.addWidget(page)
        whole = column(self.head, self._pages, gap=12, margins=16)
        whole.setStretchFactor(self._pages, 1)
        self.setLayout(whole)

    def _build_choosing(self) -> QWidget:
        say = self._desk.say
        self._offered = QVBoxLayout()
        self._offered.setSpacing(6)
        self._none = label(say("walk.none"), "note")
        self._begin = Button(
            "walk-begin", "", role="primary", is_large=True, clicked=self._on_begin
        )
        page = QWidget()
        inside = scrolling(self._offered)
        whole = column(
            label(say("walk.choose"), "note", wraps=True),
            self._none,
            inside,
            row(None, self._begin),
            gap=8,
        )
        whole.setStretchFactor(inside, 1)
        page.setLayout(whole)
        return page

    def _build_walking(self) -> QWidget:
        say = self._desk.say
        self.line = ScanLine("walk-scan", say("walk.scan"), "scan")
        self.line.entered.connect(self.scanned)
        self._letter = label("", "figure", "accent")
        self._letter.setObjectName("walk-letter")
        self._letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._letter.setMinimumWidth(72)
        self._said = label("", "heading", wraps=True)
        self._said.setObjectName("walk-said")
        self.list = PickList(self._desk)
        rows = self.list
        rows.picked.connect(self._with(preparation.pick_by_hand))
        rows.taken_back.connect(self._with(preparation.put_back))
        rows.counted.connect(self._with(preparation.pick_one))
        rows.weighing.connect(lambda order_id, _line_id: self.opens.emit(order_id))
        rows.missing.connect(lambda order_id, _line_id: self.opens.emit(order_id))
        self._bags = QVBoxLayout()
        self._bags.setSpacing(6)
        told = row(self._letter, self._said, gap=12)
        told.setStretch(1, 1)
        left = column(self.line, told, self.list, gap=8)
        left.setStretchFactor(self.list, 1)
        body = row(left, scrolling(self._bags), gap=16)
        body.setStretch(0, 5)
        body.setStretch(1, 3)
        page = QWidget()
        page.setLayout(body)
        return page

    @property
    def has_more(self) -> bool:
        """Tell whether orders of the walk are still to be finished."""
        return self._walk is not None and len(self._walk.orders) > 1

    def begin(self) -> None:
        """Go on with the walk somebody is on, else offer what could be prepared together."""
        shop = self._desk.shop

        def look() -> tuple[Walk | None, Board]:
            return walks.current_walk(shop), order_board.board(shop)

        self._do(look, self._on_looked)

    def refresh(self) -> None:
        """Read the walk anew."""
        shop = self._desk.shop
        if self._pages.currentWidget() is self._walking:
            self._do(lambda: walks.current_walk(shop), self._on_walk)

    def scanned(self, text: str) -> None:
        """Put what was scanned into a bag of the walk."""
        if self._walk is None:
            return
        shop, ids = self._desk.shop, [order.id for order in self._walk.orders]
        self._do(lambda: walks.pick_scanned(shop, ids, text), self._on_scanned)

    # --- choosing -------------------------------------------------------------------------------

    def _on_looked(self, found: tuple[Walk | None, Board]) -> None:
        walk, board = found
        if walk is not None:
            self._take_up(walk)
            return
        self._walk = None
        self._pages.setCurrentWidget(self._choosing)
        self._chosen = [order.id for order in board.to_prepare[: walks.MOST_ORDERS]]
        self._waiting = (*board.to_prepare, *board.preparing)
        self._none.setVisible(not self._waiting)
        self._show_offered()
        self._begin.setFocus()

    def _show_offered(self) -> None:
        clear(self._offered)
        for order in self._waiting:
            self._offer(order)
        self._offered.addStretch(1)
        self._show_begin()

    def _offer(self, order: BoardCard) -> None:
        say, shop = self._desk.say, self._desk.shop
        now = shop.clock.now()
        urgency = urgency_of(order, now, say, shop.settings.hours)
        parts = [urgency.words, say("order.articles", n=len(order.lines))]
        if order.holder is not None:
            at = order.held_at or now
            parts.append(say("hold.by", who=name_of(say, order.holder), at=at))
        shown = RowButton(
            f"walk-choose-{order.short_number}",
            f"{order.short_number} · {order.customer_name}",
            " · ".join(parts),
            picture_name="done" if order.id in self._chosen else "box",
            clicked=partial(self._toggle, order.id),
        )
        shown.setCheckable(True)
        shown.setChecked(order.id in self._chosen)
        self._offered.addWidget(shown)
        shown.show()

    def _toggle(self, order_id: str) -> None:
        if order_id in self._chosen:
            self._chosen.remove(order_id)
        else:
            self._chosen.append(order_id)
        self._show_offered()
        at = next(n for n, order in enumerate(self._waiting) if order.id == order_id)
        item = self._offered.itemAt(at)
        again = None if item is None else item.widget()
        if again is not None:
            again.setFocus()

    def _show_begin(self) -> None:
        count = len(self._chosen)
        self._begin.say(self._desk.say("walk.begin", n=count))
        self._begin.setEnabled(0 < count <= walks.MOST_ORDERS)

    def _on_begin(self) -> None:
        shop, chosen = self._desk.shop, tuple(self._chosen)
        self._do(lambda: walks.start(shop, chosen), self._take_up)

    def _take_up(self, walk: Walk) -> None:
        """Begin the walk, or go on with it; what was said before is over."""
        self._said.setText("")
        self._letter.setText("")
        self._on_walk(walk)
        self.line.setFocus()

    # --- walking --------------------------------------------------------------------------------

    def _on_walk(self, walk: Walk | None) -> None:
        self._walk = walk
        if walk is None:
            self.left.emit()
            return
        self._pages.setCurrentWidget(self._walking)
        names = [(order.id, line.id) for order in walk.orders for line in order.lines]
        self.list.show_stops(walk.stops, names, self._desk.shop.clock.now(), is_preparing=True)
        clear(self._bags)
        for order in sorted(walk.orders, key=lambda each: each.walk_letter):
            self._show_bag(order)
        self._bags.addStretch(1)

    def _show_bag(self, order: OrderView) -> None:
        say = self._desk.say
        left = say("walk.left", n=order.open_lines) if order.open_lines else say("walk.done")
        facts = {"letter": order.walk_letter, "number": order.short_number}
        shown = RowButton(
            f"walk-bag-{order.short_number}",
            say("walk.put", **facts),
            f"{order.customer_name} · {left}",
            picture_name="box" if order.open_lines else "done",
            clicked=partial(self.opens.emit, order.id),
        )
        shown.setAccessibleName(say("walk.part", left=left, **facts))
        self._bags.addWidget(shown)
        shown.show()
        for part in shown.findChildren(QLabel):
            part.show()

    def _on_scanned(self, verdict: WalkVerdict) -> None:
        self._on_walk(verdict.walk)
        if verdict.result in DONE:
            words, tone = (
                self._desk.say("walk.whose", name=verdict.label, letter=verdict.letter),
                "go",
            )
        else:
            name, tone = PICK_WORDS[verdict.result]
            is_nobodys = verdict.result is PickResult.WRONG_ITEM
            words = self._desk.say("walk.wrong" if is_nobodys else name, name=verdict.label)
        self._letter.setText(verdict.letter if verdict.result in DONE else "")
        self._said.setText(words)
        set_tone(self._said, tone)
        announce(self._said, words)
        if verdict.result in REFUSED_ALOUD:
            self.mishears.emit()
        self.line.setFocus()

    def _with(self, act: Callable[[Shop, str, str], object]) -> Callable[[str, str], None]:
        return partial(self._act, act)

    def _act(self, act: Callable[[Shop, str, str], object], order_id: str, line_id: str) -> None:
        shop = self._desk.shop

        def job() -> Walk | None:
            act(shop, order_id, line_id)
            return walks.current_walk(shop)

        self._do(job, self._on_walk)

    def _do(self, job: Callable[[], object], then: Callable[..., object]) -> None:
        self._desk.tasks.ledger(self, job, then, self._refused)

    def _refused(self, error: ShopError) -> None:
        self.refuses.emit(error)
