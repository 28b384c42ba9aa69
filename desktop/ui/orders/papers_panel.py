"""The papers of an order, seen before they are printed: the picture comes from the paper's layout."""

from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea

from desktop.errors import ShopError
from desktop.services.online import labels
from desktop.services.online.labels import OrderPaper
from desktop.services.online.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.screen import Notice
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel

_SHARP = 2
"""Pixels of the picture a pixel of the screen: eight dots a millimetre are too many to look at."""


class PapersPanel(Panel):
    """Shows one paper at a time; prints it, or makes a file of it for the office printer."""

    #: A Notice.
    tells = Signal(object)
    #: A ShopError.
    refuses = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("papers", "", say("paper.back"))
        self._desk = desk
        #: None: all open orders.
        self.order: OrderView | None = None
        self._bag = 1
        #: Pictures of another paper come too late.
        self._question = 0
        self._which = Chips("paper-which", say("paper.which"))
        self._which.chosen.connect(lambda _paper: self._choose())
        self._bag_words = label("", "heading")
        before = Button(
            "paper-bag-before",
            role="square",
            picture="back",
            spoken=say("paper.bag_before"),
            clicked=partial(self._turn, -1),
        )
        after = Button(
            "paper-bag-after",
            role="square",
            picture="next",
            spoken=say("paper.bag_after"),
            clicked=partial(self._turn, 1),
        )
        self._turning = (before, after)
        self._why = label("", "note", wraps=True)
        self._picture = QLabel()
        self._picture.setObjectName("paper-picture")
        self._picture.setAccessibleName(say("paper.shown"))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._picture)
        self._scroll.setWidgetResizable(True)
        self._scroll.setProperty("role", "sunken")
        self._print = Button(
            "paper-print",
            "",
            role="primary",
            picture="print",
            is_large=True,
            clicked=self._on_print,
        )
        self._file = Button("paper-file", say("paper.file"), clicked=self._on_file)
        self._print_bag = Button(
            "paper-print-bag", say("paper.print_bag"), is_large=True, clicked=self._on_print_bag
        )
        whole = column(
            self.head,
            row(self._which, None, before, self._bag_words, after, gap=8),
            self._why,
            self._scroll,
            row(self._file, None, self._print_bag, self._print, gap=8),
            gap=12,
            margins=16,
        )
        whole.setStretchFactor(self._scroll, 1)
        self.setLayout(whole)

    def begin(self, order: OrderView | None) -> None:
        """Show the papers of an order, or the list of all open ones."""
        say = self._desk.say
        self.order, self._bag = order, 1
        if order is None:
            self.show_title(say("paper.title_list"))
            papers = [OrderPaper.LIST]
        else:
            self.show_title(say("paper.title", number=order.short_number))
            papers = [OrderPaper.SLIP, OrderPaper.LABEL, OrderPaper.PACKING]
        chosen = OrderPaper.LABEL if order is not None and order.bags else papers[0]
        self._which.show_choices([(each, say(f"paper.{each.value}")) for each in papers], chosen)
        self._which.setVisible(len(papers) > 1)
        self._choose()
        self._print.setFocus()

    @property
    def _paper(self) -> OrderPaper:
        return OrderPaper(str(self._which.value))

    @property
    def _bags(self) -> int:
        return 1 if self.order is None else max(self.order.bags, 1)

    def _turn(self, direction: int) -> None:
        self._bag = min(max(self._bag + direction, 1), self._bags)
        self._choose()

    def _choose(self) -> None:
        say, paper = self._desk.say, self._paper
        is_label = paper is OrderPaper.LABEL
        for part in (*self._turning, self._bag_words, self._print_bag):
            part.setVisible(is_label and self._bags > 1)
        self._bag_words.setText(say("paper.bag", n=self._bag, count=self._bags))
        why = {OrderPaper.LIST: "paper.list_why"}.get(paper, "")
        if is_label and self.order is not None and not self.order.bags:
            why = "paper.bags_unknown"
        self._why.setVisible(bool(why))
        self._why.setText(say(why) if why else "")
        words = say("paper.print_labels", n=self._bags) if is_label else say("paper.print")
        self._print.say(words)
        self._question += 1
        shop, order_id, bag = self._desk.shop, self._order_id, self._bag
        self._desk.tasks.ledger(
            self,
            lambda: labels.preview(shop, paper, order_id, bag),
            partial(self._show, self._question),
            self.refuses.emit,
        )

    @property
    def _order_id(self) -> str:
        return "" if self.order is None else self.order.id

    def _show(self, question: int, png: bytes) -> None:
        if question != self._question:
            return
        shown = QPixmap()
        shown.loadFromData(png)
        smaller = shown.scaledToWidth(
            max(shown.width() // _SHARP, 1), Qt.TransformationMode.SmoothTransformation
        )
        self._picture.setPixmap(smaller)

    def _on_print(self) -> None:
        shop, order_id, paper = self._desk.shop, self._order_id, self._paper
        acts = {
            OrderPaper.LABEL: lambda: labels.print_label(shop, order_id),
            OrderPaper.SLIP: lambda: labels.print_slip(shop, order_id),
            OrderPaper.PACKING: lambda: labels.print_packing_slip(shop, order_id),
            OrderPaper.LIST: lambda: labels.print_list(shop),
        }
        self._desk.tasks.ledger(self, acts[paper], self._on_queued, self._refused)

    def _on_print_bag(self) -> None:
        """Print the label of the bag in sight alone: another one of the others would lie about."""
        shop, order_id, bag = self._desk.shop, self._order_id, self._bag
        self._desk.tasks.ledger(
            self,
            lambda: labels.print_label(shop, order_id, (bag,)),
            self._on_queued,
            self._refused,
        )

    def _on_queued(self, _jobs: object) -> None:
        self.tells.emit(Notice(self._desk.say("paper.queued"), "go"))

    def _on_file(self) -> None:
        shop, order_id, paper = self._desk.shop, self._order_id, self._paper
        self._desk.tasks.ledger(
            self,
            lambda: labels.paper_pdf(shop, paper, order_id),
            lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            self._refused,
        )

    def _refused(self, error: ShopError) -> None:
        self.refuses.emit(error)
