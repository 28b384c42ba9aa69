"""A product that the town cannot order for a while: sold out until a day, or until somebody says so."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.pace import Until
from desktop.services.goods.catalogue import ProductView
from desktop.services.online import order_pace
from desktop.services.online.order_pace import OffView
from desktop.ui.desk import Desk
from desktop.ui.screen import Notice
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.fold import Fold
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.month import MonthGrid
from sync.kernel.clock import shop_day

_FARTHEST = timedelta(days=180)
"""What is later is as good as open: until somebody says so."""
_AT_ONCE = (Until.TOMORROW, Until.OPEN_END)


class OffFold(Fold):
    """Acts at once; the counter goes on selling the product all the same."""

    tells = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        self._words = label("", "", "look", wraps=True)
        self._words.setObjectName("product-off-words")
        self._back = Button("product-off-back", say("off.bring_back"), clicked=self._bring_back)
        choices = row(
            *(
                Button(
                    f"product-off-{until.value.replace('_', '-')}",
                    say(f"off.{until.value}"),
                    clicked=partial(self._take_off, until),
                )
                for until in _AT_ONCE
            ),
            None,
        )
        self.month = MonthGrid("product-off-day", say)
        self.month.chosen.connect(self._take_off)
        month = row(self.month, None)
        self._ways = QWidget()
        self._ways.setLayout(
            column(label(say("off.how"), "note", wraps=True), choices, month, gap=8)
        )
        super().__init__(
            "product-off",
            say("off.title"),
            column(self._words, row(self._back, None), self._ways, gap=8, margins=(12, 0, 0, 8)),
        )
        self._desk = desk
        self._standing: ProductView | None = None
        self._off: OffView | None = None

    def show_product(self, view: ProductView | None) -> None:
        """Be about a stored product that is online; another cannot be ordered anyway."""
        self._standing = view
        is_sold_online = view is not None and view.is_online and not view.is_archived
        self.setVisible(is_sold_online)
        shop = self._desk.shop
        today = shop_day(shop.clock.now(), shop.zone)
        self.month.show_days(today + timedelta(days=1), today + _FARTHEST)
        self._show(None)
        if view is not None and is_sold_online:
            self._desk.tasks.ledger(
                self, lambda: order_pace.off_of(shop, view.id), partial(self._on_read, view.id)
            )

    def _on_read(self, product_id: str, off: OffView | None) -> None:
        if self._standing is not None and self._standing.id == product_id:
            self._show(off)

    def _show(self, off: OffView | None) -> None:
        self._off = off
        words = "" if off is None else self._off_words(off)
        self._words.setText(words)
        self._words.setVisible(off is not None)
        self._back.setVisible(off is not None)
        self.show_summary(words)

    def _off_words(self, off: OffView) -> str:
        say = self._desk.say
        if off.is_open_ended:
            return say("off.is_open_end")
        return say("off.is_until", moment=say.moment(off.until, self._desk.shop.clock.now()))

    def _take_off(self, until: Until | date) -> None:
        standing, shop, before = self._standing, self._desk.shop, self._off
        if standing is not None:
            self._do(
                lambda: order_pace.take_off(shop, standing.id, until),
                lambda: _put_back(self._desk, standing.id, before),
            )

    def _bring_back(self) -> None:
        standing, shop, before = self._standing, self._desk.shop, self._off
        if standing is None or before is None:
            return

        def job() -> None:
            order_pace.bring_back(shop, standing.id)

        self._do(job, lambda: _put_back(self._desk, standing.id, before))

    def _do(self, job: Callable[[], OffView | None], undo: Callable[[], OffView | None]) -> None:
        """Do it, say what holds now, and offer to have it as it was."""
        desk, standing = self._desk, self._standing
        if standing is None:
            return

        def done(off: OffView | None) -> None:
            self._on_read(standing.id, off)
            told = desk.say("off.is_back") if off is None else self._off_words(off)
            words = desk.say("off.told", name=standing.name, words=told)
            self.tells.emit(Notice(words, "go", act=desk.say("catalogue.undo"), then=back))

        def back() -> None:
            desk.tasks.ledger(self, undo, partial(self._on_read, standing.id), self.refused.emit)

        desk.tasks.ledger(self, job, done, self.refused.emit)


def _put_back(desk: Desk, product_id: str, before: OffView | None) -> OffView | None:
    """Have a product be off as it was. Runs on the ledger thread."""
    if before is None or before.until <= desk.shop.clock.now():
        order_pace.bring_back(desk.shop, product_id)
        return None
    return order_pace.take_off(desk.shop, product_id, before.until)
