"""The prices that will change by themselves: the days on the left, one change in full on the right."""

from datetime import date

from PySide6.QtWidgets import QFrame, QStackedWidget

from desktop.services.goods import coming_prices, planned_prices
from desktop.services.goods.coming_prices import ComingPage, ComingPrice
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.prices.change_pane import ChangePane
from desktop.ui.prices.coming_list import ComingList
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import KeyedButton
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState
from sync.kernel.clock import shop_day


class PricesScreen(Screen):
    """What is withdrawn here can be put back here, the last withdrawal first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "prices", desk.say("prices.title"))
        self._text = ""
        self._total = 0
        #: Plans that were withdrawn here, one withdrawal after the other.
        self._withdrawn: list[tuple[str, ...]] = []
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, say = self.desk, self.desk.say
        self.bar = CatalogueBar("prices", desk)
        self.line = ScanLine("prices-search", say("prices.search"))
        self.list = ComingList(desk)
        self._count = ElidedLabel("", "note")
        self._count.setObjectName("prices-count")
        every = KeyedButton(
            "prices-all", say("prices.all"), say.keys("Ctrl+A"), clicked=self.list.tick_all
        )
        self._withdraw = KeyedButton(
            "prices-withdraw", "", say.keys("Del"), clicked=self._take_back
        )
        foot = row(self._count, every, self._withdraw)
        foot.setStretch(0, 1)
        left = QFrame()
        left.setProperty("role", "pane")
        listed = column(label(say("prices.title"), "title"), self.list, foot, gap=8, margins=12)
        listed.setStretch(1, 1)
        left.setLayout(listed)
        left.setMinimumWidth(420)
        self.pane = ChangePane(desk)
        right = QFrame()
        right.setProperty("role", "pane")
        right.setLayout(column(self.pane, margins=16))
        right.setMinimumWidth(320)
        both = QFrame()
        halves = row(left, right, gap=12)
        halves.setStretch(0, 58)
        halves.setStretch(1, 42)
        both.setLayout(halves)
        self._pages = QStackedWidget()
        none = EmptyState(
            "prices-none",
            "clock",
            say("prices.none"),
            say("prices.none_how"),
            act=say("prices.to_products"),
            then=lambda: self.asks.emit(Errand("catalogue")),
        )
        no_match = EmptyState(
            "prices-no-match", "search", say("prices.no_match"), say("prices.no_match_how")
        )
        for page in (both, none, no_match):
            self._pages.addWidget(page)
        body = column(self.line, self._pages, gap=8, margins=(16, 8, 16, 16))
        body.setStretch(1, 1)
        whole = column(self.bar, body, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _listen(self) -> None:
        self.bar.wanted.connect(lambda room: self.asks.emit(Errand(room)))
        self.line.searched.connect(self._search)
        self.line.entered.connect(self._search_whole)
        self.list.ticked_anew.connect(self._show_acts)
        self.list.at_hand.connect(self._show_change)
        self.pane.opens.connect(lambda ident: self.asks.emit(Errand("catalogue", "open", ident)))
        bind(self, "search", self.line.setFocus)
        bind(self, "prices-all", self.list.tick_all)
        bind(self, "prices-withdraw", self._take_back)
        bind(self, "prices-undo", self._put_back)
        bind(self, "prices-open", self.pane.open_record)
        self.desk.changes.on(self, ("catalogue",), self._read)

    def arrive(self) -> None:
        """Show what is to come now; the arrows walk the days."""
        self._read()
        self.list.setFocus()

    def step_back(self) -> bool:
        """Clear the search; then go back to the products."""
        if self._text:
            self.line.empty()
            self._search("")
            self.list.setFocus()
        else:
            self.asks.emit(Errand("catalogue"))
        return True

    # --- reading ----------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        return shop_day(self.desk.shop.clock.now(), self.desk.shop.zone)

    def _search(self, text: str) -> None:
        self._text = text.strip()
        self._read()

    def _search_whole(self, text: str) -> None:
        # Enter empties the line; what it asked for stays in it.
        self.line.setText(text)
        self._search(text)
        self.list.setFocus()

    def _read(self) -> None:
        shop, text = self.desk.shop, self._text
        self.desk.tasks.ledger(
            self,
            lambda: coming_prices.coming(shop, text),
            lambda page: self._show(text, page),
        )

    def _show(self, text: str, page: ComingPage) -> None:
        if text != self._text:
            return
        self._total = page.total
        self.list.show_changes(page.changes, self._today)
        self._pages.setCurrentIndex(0 if page.changes else 2 if text else 1)
        self.line.setVisible(bool(page.changes or text))

    def _show_acts(self) -> None:
        say, ticked = self.desk.say, len(self.list.ticked())
        self._count.setText(say("prices.count", n=ticked, total=self._total))
        words = say("prices.withdraw", n=ticked) if ticked else say("prices.withdraw_none")
        self._withdraw.say(words)
        self._withdraw.setEnabled(bool(ticked))

    def _show_change(self, change: ComingPrice | None) -> None:
        if change is not None:
            self.pane.show_change(change, self._today)

    # --- what is done -----------------------------------------------------------------------------

    def _take_back(self) -> None:
        shop, ids = self.desk.shop, self.list.ticked()
        if ids:
            self.attempt(
                lambda by: planned_prices.withdraw_all(shop, ids, staff.current(shop).code, by),
                self._on_withdrawn,
            )

    def _on_withdrawn(self, ids: tuple[str, ...]) -> None:
        say = self.desk.say
        self._withdrawn.append(ids)
        self._read()
        self.list.setFocus()
        words = say("prices.withdrawn", n=len(ids))
        self.tells.emit(Notice(words, "go", act=say("catalogue.undo"), then=self._put_back))

    def _put_back(self) -> None:
        if not self._withdrawn:
            return
        shop, ids = self.desk.shop, self._withdrawn[-1]

        def told(count: int) -> None:
            say = self.desk.say
            self._withdrawn.remove(ids)
            self._read()
            if count == len(ids):
                self.tells.emit(Notice(say("prices.reinstated", n=count), "go"))
                return
            self.tells.emit(Notice(say("prices.reinstated_some", n=count, total=len(ids)), "look"))

        self.attempt(
            lambda by: planned_prices.reinstate(shop, ids, staff.current(shop).code, by), told
        )
