"""Prices that are to hold from a day on: what is planned, and a line to plan one."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.services.goods import planned_prices
from desktop.services.goods.catalogue import ProductView
from desktop.services.goods.planned_prices import PlanStanding, PlanView
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.day import DayEntry
from desktop.ui.widgets.entry import MoneyField
from desktop.ui.widgets.fold import Fold
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, clear, column, row
from sync.kernel.clock import shop_day
from sync.kernel.money import Money

_OPEN = (PlanStanding.RUNS, PlanStanding.TO_COME)


class PlansFold(Fold):
    """Acts at once, on all forms of the product together."""

    #: A job that may need an approval, told `approved_by`.
    acts = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.price = MoneyField("product-plan-price", say("plan.price"), say)
        self.first = DayEntry("product-plan-from", say("plan.from"))
        self.last = DayEntry("product-plan-until", say("plan.until"))
        self.last.setPlaceholderText(say("plan.until_hint"))
        self._plan = Button("product-plan-add", say("plan.add"), clicked=self._add)
        fields = row(
            asked(say("plan.price"), self.price),
            asked(say("plan.from"), self.first),
            asked(say("plan.until"), self.last),
            gap=12,
        )
        super().__init__(
            "product-plans",
            say("product.fold_plans"),
            column(self._rows, fields, row(self._plan, None), gap=8, margins=(12, 0, 0, 8)),
        )
        self._desk = desk
        self._standing: ProductView | None = None
        self.price.returnPressed.connect(self._add)
        self.last.returnPressed.connect(self._add)

    def show_product(self, view: ProductView | None) -> None:
        """Be about a stored product; a new one has a price to be typed first."""
        self._standing = view
        self.setVisible(view is not None and not view.is_archived)
        self.price.clear()
        self.last.clear()
        shop = self._desk.shop
        self.first.show_day(shop_day(shop.clock.now(), shop.zone) + timedelta(days=1))
        self._show((), {})
        if view is not None:
            self._desk.tasks.ledger(
                self,
                lambda: (
                    planned_prices.plans(shop, view.id, 20),
                    planned_prices.reductions(shop, view.id),
                ),
                partial(self._on_read, view.id),
            )

    def _on_read(
        self, product_id: str, read: tuple[tuple[PlanView, ...], dict[str, Money]]
    ) -> None:
        if self._standing is not None and self._standing.id == product_id:
            self._show(*read)

    def _show(self, plans: tuple[PlanView, ...], lowest: dict[str, Money]) -> None:
        say = self._desk.say
        clear(self._rows)
        held = [each for each in plans if each.standing in _OPEN]
        self.show_summary(self._words(held[0]) if held else "")
        for place, each in enumerate(held):
            line = row(label(f"{self._form_of(each)}{self._words(each)}", wraps=True))
            line.setStretch(0, 1)
            line.addWidget(
                Button(
                    f"product-plan-withdraw-{place}",
                    say("plan.withdraw"),
                    role="quiet",
                    clicked=partial(self._withdraw, each.id),
                )
            )
            self._rows.addLayout(line)
            before = lowest.get(each.variant_id) if each.standing is PlanStanding.RUNS else None
            if before is not None:
                self._rows.addWidget(label(say("plan.lowest", price=before), "note", wraps=True))

    def _words(self, plan: PlanView) -> str:
        say = self._desk.say
        if plan.last_day is None:
            return say("plan.for_good", price=plan.price, first=plan.first_day)
        return say("plan.period", price=plan.price, first=plan.first_day, last=plan.last_day)

    def _form_of(self, plan: PlanView) -> str:
        standing = self._standing
        if standing is None or len(standing.variants) == 1:
            return ""
        return f"{plan.label.removeprefix(standing.name).strip()} : "

    def _add(self) -> None:
        standing, price, first = self._standing, self.price.money(), self.first.day()
        if standing is None or not price:
            self.price.setFocus()
            return
        if first is None:
            self.first.setFocus()
            return
        if self.last.text().strip() and self.last.day() is None:
            self.last.setFocus()
            return
        prices = {each.id: price for each in standing.variants}
        self.acts.emit(self._planning(prices, first, self.last.day()))

    def _planning(
        self, prices: dict[str, Money], first: date, last: date | None
    ) -> Callable[[str], object]:
        shop = self._desk.shop
        return lambda by: planned_prices.plan(
            shop, prices, first, last, staff.current(shop).code, by
        )

    def _withdraw(self, plan_id: str) -> None:
        shop = self._desk.shop
        self.acts.emit(
            lambda by: planned_prices.withdraw(shop, plan_id, staff.current(shop).code, by)
        )
