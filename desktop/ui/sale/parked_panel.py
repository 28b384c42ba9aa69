"""Baskets put aside: whose, since when, how much."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.services.views import ParkedView
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.layouts import clear, column
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.rows import RowButton


class ParkedPanel(Panel):
    """One button a basket, oldest first."""

    #: Id of the basket to take up.
    chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__("parked", desk.say("panel.parked"), desk.say("sale.back"))
        self._desk = desk
        self._rows = column(None)
        inside = QWidget()
        inside.setLayout(self._rows)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        self.fill(column(scroll))

    def show_parked(self, parked: tuple[ParkedView, ...]) -> None:
        """Show what is put aside."""
        clear(self._rows)
        say = self._desk.say
        for place, basket in enumerate(parked):
            articles = say("sale.articles", n=basket.lines)
            button = RowButton(
                f"parked-{place}",
                " · ".join(part for part in (basket.note, basket.buyer) if part)
                or say("panel.parked_plain", at=basket.at),
                say(
                    "panel.parked_row",
                    age=say.span(self._desk.shop.clock.now() - basket.at),
                    who=basket.staff if basket.seller is None else name_of(say, basket.seller),
                    articles=articles,
                ),
                say.money(basket.total),
                picture_name="park",
                clicked=partial(self._choose, basket.id),
            )
            self._rows.addWidget(button)
            if place == 0:
                button.setFocus()
        self._rows.addStretch(1)

    def _choose(self, basket_id: str) -> None:
        self.chosen.emit(basket_id)
