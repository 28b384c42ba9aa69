"""Receiving: from an order, a supplier's paper or the scanner alone, onto the shelf."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop.services.counter.shelf import ProductFound, understand
from desktop.services.drafting.drafts import Proposals
from desktop.services.stockroom import receiving, supply_papers
from desktop.services.stockroom.articles import ArticleView, find_articles
from desktop.services.stockroom.receiving import Arrival, Arrived, Received, Scan
from desktop.services.stockroom.supplier_orders import SupplierOrderLineView, SupplierOrderView
from desktop.services.stockroom.supply_papers import MatchedLine
from desktop.ui.screen import Notice, Screen
from desktop.ui.stock.expected import Expected
from desktop.ui.stock.page import Head, LineTable, Page, line_edit
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.day import DayEntry
from desktop.ui.widgets.entry import FigureField, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, column, row
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import ConfirmBar
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

_NAMED = 4
"""New goods of a paper that are called by their names; the button counts them all."""
_KINDS = "*.csv *.txt *.xlsx *.pdf"


@dataclass(frozen=True, slots=True)
class _Coming:
    """A line while it is being taken in."""

    article: ArticleView
    quantity: Quantity
    price: Money | None = None
    takes_price: bool = False
    lot: str = ""
    use_by: date | None = None
    #: Read from a paper, and not sure: somebody has to look at it.
    is_doubtful: bool = False


class ReceivingPage(Page):
    """What is expected, then one delivery line by line."""

    def __init__(self, room: Screen) -> None:
        super().__init__(room, "stock-receiving")
        self._order: SupplierOrderView | None = None
        self._lines: list[_Coming] = []
        self._unknown: list[MatchedLine] = []
        self._found: tuple[ArticleView, ...] = ()
        self._arrival_id = new_id()
        self._pages = QStackedWidget()
        self._confirm = ConfirmBar("receive-confirm", self.desk.say("stock.no"))
        self._list = Expected(self, self._confirm, self.begin)
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._build_delivery())
        self.setLayout(column(self._pages, self._confirm, margins=16))
        self.setAcceptDrops(True)

    def _build_delivery(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        paper = Button(
            "receive-paper", say("stock.receive_paper"), picture="folder", clicked=self._ask_paper
        )
        self._head = Head("receive", self, paper)
        self._line = ScanLine("receive-scan", say("stock.receive_scan"), "scan")
        self._line.entered.connect(self.scanned)
        self._table = LineTable(
            "receive-lines",
            say("stock.receiving"),
            (
                say("stock.article"),
                say("stock.expected"),
                say("stock.came"),
                say("stock.price"),
                say("stock.use_by"),
            ),
        )
        self._table.picked.connect(self._pick)
        self._quantity = FigureField("receive-quantity", say("stock.came"))
        self._price = MoneyField("receive-price", say("stock.price"), say)
        self._takes = Button("receive-takes-price", say("stock.takes_price"))
        self._takes.setCheckable(True)
        self._lot = line_edit("receive-lot", say("stock.lot"), 40)
        self._day = DayEntry("receive-day", say("stock.use_by"))
        self._day.setPlaceholderText(say("stock.day_hint"))
        for field in (self._quantity, self._price, self._lot, self._day):
            field.returnPressed.connect(self._take_edit)
        fields = row(
            asked(say("stock.came"), self._quantity),
            asked(say("stock.price"), self._price),
            asked(say("stock.lot"), self._lot),
            asked(say("stock.use_by"), self._day),
            gap=8,
        )
        remove = Button(
            "receive-remove", say("stock.count_remove"), role="stop", clicked=self._remove
        )
        keep = Button("receive-keep", say("stock.keep_line"), clicked=self._take_edit)
        self._said = label("", "note", wraps=True)
        self._said.setObjectName("receive-said")
        self._drafts = Button("receive-drafts", "", clicked=self._make_drafts)
        self._ref = line_edit("receive-ref", say("stock.receive_ref"), receiving.REF_LETTERS)
        self._ref.setPlaceholderText(say("stock.receive_ref"))
        self._last = Button("receive-last", say("stock.receive_last"))
        self._last.setCheckable(True)
        done = Button(
            "receive-done", say("stock.receive_done"), role="primary", clicked=self.finish
        )
        acts = row(self._takes, remove, None, keep)
        foot = row(self._ref, self._last, self._drafts, done)
        foot.setStretch(0, 1)
        whole = column(self._head, self._line, self._table, fields, acts, self._said, foot, gap=8)
        whole.setStretchFactor(self._table, 1)
        made.setLayout(whole)
        return made

    # --- the page in the room -------------------------------------------------------------------

    def arrive(self) -> None:
        """Show what is expected, or go on with the delivery."""
        if self._pages.currentIndex() == 1:
            self._line.listen()
            return
        self._list.look()

    def scanned(self, text: str) -> None:
        """Put what was scanned on the delivery; words look for the article."""
        if self._pages.currentIndex() != 1:
            self.begin(None)
        shop = self.desk.shop

        def scan() -> Scan | tuple[ArticleView, ...]:
            if not isinstance(understand(shop, text), ProductFound):
                found = find_articles(shop, text)
                if found:
                    return found
            return receiving.scan(shop, text)

        self.desk.tasks.ledger(self, scan, self._on_scanned, self.room.refuse)
        self._line.listen()

    def step_back(self) -> bool:
        """Go back to the list; lines that are not on the shelf yet are asked about."""
        if self._pages.currentIndex() == 0:
            return False
        if self._lines:
            say = self.desk.say
            self._confirm.ask(say("stock.receive_leave"), say("stock.receive_throw"), self._leave)
        else:
            self._leave()
        return True

    def begin(self, order: SupplierOrderView | None) -> None:
        """Begin a delivery, of an order or without one."""
        say = self.desk.say
        self._order, self._lines, self._unknown, self._found = order, [], [], ()
        self._arrival_id = new_id()
        self._head.show_title(
            say("stock.receive_free")
            if order is None
            else f"{order.supplier.name} · {order.number}"
        )
        self._takes.setChecked(False)
        for field in (self._quantity, self._price, self._lot, self._day, self._ref):
            field.clear()
        self._last.setChecked(False)
        self._last.setVisible(order is not None)
        self._pages.setCurrentIndex(1)
        self._show_lines()
        self._line.listen()

    def _leave(self) -> None:
        self._lines, self._unknown = [], []
        self._pages.setCurrentIndex(0)
        self.arrive()

    # --- one delivery ---------------------------------------------------------------------------

    def _on_scanned(self, told: "Scan | tuple[ArticleView, ...]") -> None:
        if isinstance(told, tuple):
            self._found = told
            self._table.show_lines([(each.label, "", "", "", each.sku) for each in told])
            self._table.setCurrentCell(0, 0)
            self._table.setFocus()
            return
        self._found = ()
        nothing = Quantity(0, told.article.unit)
        self._add(
            _Coming(
                told.article,
                told.quantity or nothing,
                self._ordered_price(told.article),
                lot=told.lot,
                use_by=told.use_by,
            )
        )

    def _ordered_price(self, article: ArticleView) -> Money | None:
        lines = () if self._order is None else self._order.lines
        return next((line.price for line in lines if line.article.id == article.id), None)

    def _add(self, coming: _Coming) -> None:
        for place, line in enumerate(self._lines):
            same = (line.article.id, line.lot, line.use_by)
            if same == (coming.article.id, coming.lot, coming.use_by):
                self._lines[place] = replace(line, quantity=line.quantity + coming.quantity)
                self._show_lines(place)
                return
        self._lines.insert(0, coming)
        self._show_lines(0)

    def _expected(self, article: ArticleView) -> Quantity | None:
        lines = () if self._order is None else self._order.lines
        return next((line.open for line in lines if line.article.id == article.id), None)

    def _waiting(self) -> list[SupplierOrderLineView]:
        """Return what is open of the order and has not been scanned."""
        lines = () if self._order is None else self._order.lines
        came = {line.article.id for line in self._lines}
        return [line for line in lines if line.open and line.article.id not in came]

    def _show_lines(self, chosen: int = -1) -> None:
        say = self.desk.say
        shown, tones = [], []
        for line in self._lines:
            expected = self._expected(line.article)
            shown.append(
                (
                    f"? {line.article.label}" if line.is_doubtful else line.article.label,
                    "" if expected is None else say.quantity(expected),
                    say.quantity(line.quantity),
                    "" if line.price is None else say.money(line.price),
                    line.use_by.strftime("%d/%m/%Y") if line.use_by is not None else line.lot,
                )
            )
            tones.append("look" if line.is_doubtful else "")
        shown += [
            (line.article.label, say.quantity(line.open), "", "", "") for line in self._waiting()
        ]
        self._table.show_lines(shown, tones)
        if chosen >= 0:
            self._table.setCurrentCell(chosen, 0)
            self._fill(self._lines[chosen])
        self._drafts.setVisible(bool(self._unknown))
        if self._unknown:
            self._drafts.say(say("stock.paper_drafts", n=len(self._unknown)))
        doubts = sum(line.is_doubtful for line in self._lines)
        if doubts:
            words = say("stock.paper_doubts", n=doubts)
        elif self._unknown:
            names = [each.line.label or each.line.code for each in self._unknown]
            more = ", …" if len(names) > _NAMED else ""
            words = say("stock.paper_unknown", names=", ".join(names[:_NAMED]) + more)
        else:
            words = say("stock.receive_hint")
        self._said.setText(words)

    def _fill(self, line: _Coming) -> None:
        say = self.desk.say
        self._quantity.setText(say.count(line.quantity) if line.quantity else "")
        self._price.set_money(line.price)
        self._takes.setChecked(line.takes_price)
        self._lot.setText(line.lot)
        self._day.clear()
        if line.use_by is not None:
            self._day.show_day(line.use_by)

    def _pick(self, place: int) -> None:
        if self._found:
            if place < len(self._found):
                article, self._found = self._found[place], ()
                self._add(_Coming(article, Quantity(0, article.unit), self._ordered_price(article)))
        elif place < len(self._lines):
            self._fill(self._lines[place])
        elif place - len(self._lines) < len(waiting := self._waiting()):
            line = waiting[place - len(self._lines)]
            self._add(_Coming(line.article, line.open, line.price))
        self._quantity.setFocus()
        self._quantity.selectAll()

    def _take_edit(self) -> None:
        place, figure = self._table.currentRow(), self._quantity.thousandths()
        if self._found or not 0 <= place < len(self._lines) or figure is None:
            return
        line = self._lines[place]
        self._lines[place] = replace(
            line,
            quantity=Quantity(figure, line.article.unit),
            price=self._price.money(),
            takes_price=self._takes.isChecked(),
            lot=self._lot.text(),
            use_by=self._day.day(),
            is_doubtful=False,
        )
        self._show_lines(place)
        self._line.listen()

    def _remove(self) -> None:
        place = self._table.currentRow()
        if not self._found and 0 <= place < len(self._lines):
            del self._lines[place]
            self._show_lines()
        self._line.listen()

    def finish(self) -> None:
        """Put the delivery on the shelf; what is doubtful keeps it waiting."""
        say, shop = self.desk.say, self.desk.shop
        doubtful = next((n for n, line in enumerate(self._lines) if line.is_doubtful), None)
        if doubtful is not None:
            self.tell(say("stock.paper_look_first"), "look")
            self._table.setCurrentCell(doubtful, 0)
            self._pick(doubtful)
            return
        arrival = Arrival(
            id=self._arrival_id,
            lines=tuple(
                Arrived(
                    variant_id=line.article.id,
                    quantity=line.quantity,
                    price=line.price,
                    takes_price=line.takes_price,
                    lot=line.lot,
                    use_by=line.use_by,
                )
                for line in self._lines
            ),
            order_id=None if self._order is None else self._order.id,
            ref=self._ref.text(),
            is_last=self._last.isChecked(),
        )
        self.room.attempt(
            lambda approved_by: receiving.receive(shop, arrival, self.who, approved_by),
            self._on_received,
        )

    def _on_received(self, done: Received) -> None:
        say = self.desk.say
        words = say("stock.receive_ok", n=len(self._lines))
        if done.gaps:
            words = f"{words} {say('stock.receive_gaps', n=len(done.gaps))}"
        self.room.tells.emit(
            Notice(
                words,
                "look" if done.gaps else "go",
                act=say("stock.receive_labels"),
                then=partial(self._list.print_labels, done.delivery_id),
                stays=True,
            )
        )
        self._leave()

    # --- a supplier's paper ---------------------------------------------------------------------

    def _ask_paper(self) -> None:
        say = self.desk.say
        chosen, _filter = QFileDialog.getOpenFileName(
            self, say("stock.receive_paper"), "", f"{say('stock.paper_files')} ({_KINDS})"
        )
        if chosen:
            self.take_paper(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file that may be a supplier's paper."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read it into the delivery in sight, or into a new one."""
        event.acceptProposedAction()
        if self._pages.currentIndex() != 1:
            self.begin(None)
        self.take_paper(Path(event.mimeData().urls()[0].toLocalFile()))

    def take_paper(self, path: Path) -> None:
        """Read a supplier's paper in the pool, then match it on the ledger."""
        shop = self.desk.shop
        supplier = None if self._order is None else self._order.supplier.id
        self._said.setText(self.desk.say("stock.paper_reading", name=path.name))
        self.desk.tasks.outside(
            self,
            lambda: supply_papers.read_paper(path),
            lambda paper: self.desk.tasks.ledger(
                self,
                lambda: supply_papers.match(shop, paper, supplier),
                partial(self._on_paper, path.stem, paper.adds_up is False),
                self.room.refuse,
            ),
            self.room.refuse,
        )

    def _on_paper(self, ref: str, is_short: bool, matched: tuple[MatchedLine, ...]) -> None:
        self._unknown = [each for each in matched if each.article is None]
        self._ref.setText(ref[: receiving.REF_LETTERS])
        for each in matched:
            if each.article is not None:
                cents = each.line.price_cents
                self._lines.append(
                    _Coming(
                        each.article,
                        Quantity(each.line.quantity, each.article.unit),
                        None if cents is None else Money(cents),
                        is_doubtful=not each.is_sure,
                    )
                )
        # What has to be looked at stands first.
        self._lines.sort(key=lambda line: not line.is_doubtful)
        self._show_lines()
        if is_short:
            self.tell(self.desk.say("stock.paper_short"), "look")

    def _make_drafts(self) -> None:
        shop, unknown = self.desk.shop, tuple(self._unknown)
        supplier = None if self._order is None else self._order.supplier.id
        self._drafts.setEnabled(False)

        def write(proposed: tuple[Proposals, ...]) -> None:
            self.desk.tasks.ledger(
                self,
                lambda: supply_papers.make_drafts(shop, unknown, self.who, supplier, proposed),
                self._on_drafts,
                self.room.refuse,
            )

        self.desk.tasks.outside(
            self, lambda: supply_papers.propose_for(shop, unknown), write, self.room.refuse
        )

    def _on_drafts(self, made: tuple[str, ...]) -> None:
        self._unknown = []
        self._drafts.setEnabled(True)
        self._show_lines(self._table.currentRow() if self._lines else -1)
        self.tell(self.desk.say("stock.paper_drafted", n=len(made)))
