"""What was changed of a supplier, by whom and when; any one change can be taken back."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.services.stockroom import supplies
from desktop.services.stockroom.supplies import SupplierChangeView, SupplierDifference
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.fold import Fold
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.wording import Wording

_LETTERS = 40


class SupplierHistory(Fold):
    """Read when it is opened."""

    #: (id of a change): it is to be taken back.
    undoes = Signal(str)

    def __init__(self, desk: Desk) -> None:
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        super().__init__(
            "supplier-history",
            desk.say("product.fold_history"),
            column(self._rows, margins=(12, 0, 0, 8)),
        )
        self._desk = desk
        self._id = ""
        self.opened.connect(self._read)

    def show_supplier(self, supplier_id: str) -> None:
        """Be about a supplier; one that is new, with no id yet, has no history."""
        self._id = supplier_id
        self.setVisible(bool(supplier_id))
        self.open(is_open=False)

    def _read(self) -> None:
        shop, ident = self._desk.shop, self._id
        self._desk.tasks.ledger(
            self, lambda: supplies.history(shop, ident), partial(self._show, ident)
        )

    def _show(self, ident: str, changes: tuple[SupplierChangeView, ...]) -> None:
        if ident != self._id:
            return
        say, now = self._desk.say, self._desk.shop.clock.now()
        clear(self._rows)
        for place, change in enumerate(changes):
            head = say("history.line", by=change.by, when=say.moment(change.at, now))
            tone = "muted" if change.is_undone else ""
            words = column(
                label(_change_text(say, change), "", tone, wraps=True),
                label(say("history.undone", line=head) if change.is_undone else head, "note"),
                gap=0,
            )
            line = row(words)
            line.setStretch(0, 1)
            if not change.is_undone:
                line.addWidget(
                    Button(
                        f"supplier-undo-{place}",
                        say("catalogue.undo"),
                        role="quiet",
                        clicked=partial(self.undoes.emit, change.id),
                    )
                )
            self._rows.addLayout(line)


def _change_text(say: Wording, change: SupplierChangeView) -> str:
    if change.is_new:
        return say("history.new")
    return " ; ".join(_told(say, each) for each in change.differences)


def _told(say: Wording, what: SupplierDifference) -> str:
    if what.field == "archived":
        return say("stock.supplier_archived" if what.after else "stock.supplier_back")
    name = say(f"stock.supplier_{what.field}")
    before, after = what.before[:_LETTERS], what.after[:_LETTERS]
    if not before:
        return say("history.come", name=name, after=after)
    if not after:
        return say("history.gone", name=name, before=before)
    return say("history.changed", name=name, before=before, after=after)
