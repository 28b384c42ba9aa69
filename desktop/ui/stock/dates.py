"""What goes off when: anti-waste stickers, what is thrown away, and the recall of a lot."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.services.stockroom import batches, receiving
from desktop.services.stockroom.articles import ArticleView
from desktop.services.stockroom.batches import BatchView, Recall
from desktop.services.stockroom.receiving import Scan
from desktop.ui.screen import Screen
from desktop.ui.stock.page import LineTable, Page, line_edit
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.day import DayEntry
from desktop.ui.widgets.entry import FigureField, MoneyField
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import asked, column, row
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState
from sync.kernel.quantity import Quantity

_DAYS = (3, 7, 14, 30)


class DatesPage(Page):
    """The list by date, with what can be done about each lot below it."""

    def __init__(self, room: Screen) -> None:
        super().__init__(room, "stock-dates")
        say = self.desk.say
        self._views: tuple[BatchView, ...] = ()
        self._article: ArticleView | None = None
        self._days = Chips("dates-days", say("stock.dates_days"))
        self._days.show_choices([(n, say("stock.in_days", n=n)) for n in _DAYS], 7)
        self._days.chosen.connect(lambda _days: self._look())
        self._line = ScanLine("dates-scan", say("stock.dates_scan"), "scan")
        self._line.entered.connect(self.scanned)
        self._table = LineTable(
            "dates-lines",
            say("stock.dates"),
            (
                say("stock.article"),
                say("stock.lot"),
                say("stock.on_hand"),
                say("stock.sells_at"),
                say("stock.reduced"),
                say("stock.use_by"),
            ),
        )
        self._table.picked.connect(self._pick)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._table)
        self._pages.addWidget(
            EmptyState("dates-none", "clock", say("stock.dates_none"), say("stock.dates_none_how"))
        )
        top = row(label(say("stock.dates"), "title"), None, self._days)
        whole = column(
            top,
            self._line,
            self._build_new(),
            self._pages,
            self._build_acts(),
            self._build_recall(),
            gap=10,
            margins=16,
        )
        whole.setStretchFactor(self._pages, 1)
        self.setLayout(whole)

    def _build_new(self) -> QWidget:
        say = self.desk.say
        self._new = QWidget()
        self._new_label = ElidedLabel("", "heading")
        self._new_count = FigureField("dates-new-count", say("stock.pieces"))
        self._new_lot = line_edit("dates-new-lot", say("stock.lot"), batches.LOT_LETTERS)
        self._new_day = DayEntry("dates-new-day", say("stock.use_by"))
        self._new_day.setPlaceholderText(say("stock.day_hint"))
        for field in (self._new_count, self._new_lot, self._new_day):
            field.returnPressed.connect(self._add)
        add = Button("dates-new-add", say("stock.dates_add"), role="primary", clicked=self._add)
        fields = row(
            asked(say("stock.pieces"), self._new_count),
            asked(say("stock.lot"), self._new_lot),
            asked(say("stock.use_by"), self._new_day),
            asked("", add),
        )
        self._new.setLayout(column(self._new_label, fields, gap=4))
        self._new.hide()
        return self._new

    def _build_acts(self) -> QWidget:
        say = self.desk.say
        self._acts = QWidget()
        self._price = MoneyField("dates-price", say("stock.anti_waste"), say)
        self._price.returnPressed.connect(self._mark_down)
        self._count = FigureField("dates-count", say("stock.pieces"))
        mark = Button(
            "dates-mark", say("stock.dates_mark"), role="primary", clicked=self._mark_down
        )
        print_ = Button(
            "dates-print", say("stock.dates_print"), picture="print", clicked=self._print
        )
        lose = Button("dates-lose", say("stock.dates_lose"), role="stop", clicked=self._lose)
        gone = Button("dates-gone", say("stock.dates_gone"), clicked=self._gone)
        self._acts.setLayout(
            row(
                asked(say("stock.anti_waste"), self._price),
                asked("", mark),
                asked(say("stock.pieces"), self._count),
                asked("", print_),
                asked("", lose),
                asked("", gone),
            )
        )
        self._acts.setEnabled(False)
        return self._acts

    def _build_recall(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        self._recall = line_edit("dates-recall", say("stock.recall_lot"), batches.LOT_LETTERS)
        self._recall.setPlaceholderText(say("stock.recall_lot"))
        self._recall.returnPressed.connect(self._ask_recall)
        ask = Button("dates-recall-ask", say("stock.recall"), clicked=self._ask_recall)
        self._recalled = label("", "note", wraps=True)
        self._recalled.setObjectName("dates-recalled")
        line = row(self._recall, ask)
        line.setStretch(0, 1)
        made.setLayout(column(line, self._recalled, gap=4))
        return made

    def arrive(self) -> None:
        """Show what goes off."""
        self._look()
        self._line.listen()

    def step_back(self) -> bool:
        """Give up the lot that is being written down."""
        if not self._new.isVisible():
            return False
        self._new.hide()
        self._line.listen()
        return True

    def scanned(self, text: str) -> None:
        """Write down the lot that was scanned; what its code does not say is asked."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: receiving.scan(shop, text), self._on_scanned, self.room.refuse
        )

    def _look(self) -> None:
        shop, days = self.desk.shop, self._days.value
        number = days if isinstance(days, int) else batches.SOON_DAYS
        self.desk.tasks.ledger(self, lambda: batches.going_off(shop, number), self._show)

    def _show(self, views: tuple[BatchView, ...]) -> None:
        say = self.desk.say
        self._views = views
        self._pages.setCurrentIndex(0 if views else 1)
        self._table.show_lines(
            [
                (
                    view.article.label,
                    view.lot,
                    say.quantity(view.article.on_hand),
                    say.money(view.article.price),
                    "" if view.reduced_to is None else say.money(view.reduced_to),
                    self._when(view),
                )
                for view in views
            ],
            [
                "stop" if (view.days_left or 0) < 0 else "look" if view.days_left == 0 else ""
                for view in views
            ],
        )
        self._acts.setEnabled(self._chosen is not None)

    def _when(self, view: BatchView) -> str:
        say = self.desk.say
        if view.use_by is None or view.days_left is None:
            return ""
        if view.days_left < 0:
            return say("stock.over", day=view.use_by.strftime("%d/%m"))
        if view.days_left == 0:
            return say("stock.today")
        return say("stock.in_days", n=view.days_left)

    @property
    def _chosen(self) -> BatchView | None:
        place = self._table.currentRow()
        return self._views[place] if 0 <= place < len(self._views) else None

    def _pick(self, place: int) -> None:
        view = self._views[place]
        self._acts.setEnabled(True)
        self._price.set_money(view.reduced_to)
        self._count.clear()
        self._price.setFocus()

    def _on_scanned(self, scan: Scan) -> None:
        self._article = scan.article
        self._new_label.setText(scan.article.label)
        figure = scan.quantity or Quantity(1000, scan.article.unit)
        self._new_count.setText(self.desk.say.count(figure))
        self._new_lot.setText(scan.lot)
        self._new_day.clear()
        if scan.use_by is not None:
            self._new_day.show_day(scan.use_by)
        self._new.show()
        self._new_day.setFocus()

    def _add(self) -> None:
        article, figure = self._article, self._new_count.thousandths()
        if article is None or figure is None:
            return
        shop, lot, day = self.desk.shop, self._new_lot.text(), self._new_day.day()
        self.desk.tasks.ledger(
            self,
            lambda: batches.add(
                shop, article.id, Quantity(figure, article.unit), self.who, lot=lot, use_by=day
            ),
            self._on_added,
            self.room.refuse,
        )

    def _on_added(self, view: BatchView) -> None:
        self._new.hide()
        self.tell(self.desk.say("stock.dates_added", name=view.article.label))
        self.arrive()

    def _mark_down(self) -> None:
        view, price, shop = self._chosen, self._price.money(), self.desk.shop
        if view is None or price is None:
            return
        self.room.attempt(
            lambda approved_by: batches.mark_down(shop, view.id, price, self.who, approved_by),
            self._on_marked,
        )

    def _on_marked(self, view: BatchView) -> None:
        self.tell(self.desk.say("stock.dates_marked", code=view.code))
        self._look()

    def _print(self) -> None:
        view, shop = self._chosen, self.desk.shop
        if view is None:
            return
        pieces = (self._count.thousandths() or 1000) // 1000
        self.desk.tasks.ledger(
            self,
            lambda: batches.print_stickers(shop, view.id, pieces),
            lambda count: self.tell(self.desk.say("stock.dates_printed", n=count)),
            self.room.refuse,
        )

    def _lose(self) -> None:
        view, figure = self._chosen, self._count.thousandths()
        if view is None or not figure:
            self._count.setFocus()
            return
        self._close(view, Quantity(figure, view.article.unit))

    def _gone(self) -> None:
        if self._chosen is not None:
            self._close(self._chosen, None)

    def _close(self, view: BatchView, lost: Quantity | None) -> None:
        shop = self.desk.shop
        self.room.attempt(
            lambda approved_by: batches.close(shop, view.id, self.who, lost, approved_by),
            lambda _view: self._look(),
        )

    def _ask_recall(self) -> None:
        shop, lot = self.desk.shop, self._recall.text()
        self.desk.tasks.ledger(
            self, lambda: batches.recall(shop, lot), self._on_recall, self.room.refuse
        )

    def _on_recall(self, found: tuple[Recall, ...]) -> None:
        say = self.desk.say
        told = [
            say(
                "stock.recall_told",
                name=each.article.label,
                came=each.came,
                day=each.since.astimezone(self.desk.shop.zone).date(),
                sold=each.sold_since,
                tickets=each.ticket_count,
                known=len(each.customer_ids),
                nameless=each.nameless,
            )
            for each in found
        ]
        self._recalled.setText("\n".join(told) or say("stock.recall_none"))
