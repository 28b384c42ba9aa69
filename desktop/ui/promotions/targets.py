"""What a promotion bears on: sections and products, found as one types."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.search_text import fold
from desktop.domain.sellable import Sellable
from desktop.services.counter import selling
from desktop.services.counter.promotions import Aim, TargetRef
from desktop.services.shop import Shop
from desktop.services.views import CategoryView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine

_SHOWN = 6


class TargetPicker(QWidget):
    """The chosen ones, each with a way out, and a line that finds more."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chosen: tuple[TargetRef, ...] = ()
        self._asked = 0
        self._line = ScanLine("promotion-target", desk.say("promotion.target_search"))
        self._line.searched.connect(self._search)
        self._line.entered.connect(self._on_entered)
        self._rows, self._found = QVBoxLayout(), QVBoxLayout()
        for box in (self._rows, self._found):
            box.setSpacing(4)
        self.setLayout(column(self._rows, self._line, self._found, gap=4))

    @property
    def targets(self) -> tuple[TargetRef, ...]:
        """Return what is chosen."""
        return self._chosen

    def show_targets(self, targets: Iterable[TargetRef]) -> None:
        """Show what is chosen."""
        self._chosen = tuple(targets)
        say = self._desk.say
        clear(self._rows)
        clear(self._found)
        for place, target in enumerate(self._chosen):
            away = Button(
                f"promotion-untarget-{place}",
                role="icon",
                picture="close",
                spoken=say("promotion.untarget", name=target.name),
                clicked=partial(self._drop, target),
            )
            line = row(ElidedLabel(self._words(target), "heading"), away)
            line.setStretch(0, 1)
            self._rows.addLayout(line)

    def _words(self, target: TargetRef) -> str:
        return self._desk.say(f"promotion.aim_{target.aim.value}", name=target.name)

    def _search(self, text: str) -> None:
        self._asked += 1
        if not text:
            clear(self._found)
            return
        self._ask(text, partial(self._show_found, self._asked))

    def _on_entered(self, text: str) -> None:
        self._asked += 1
        self._ask(text, self._take_first)

    def _ask(self, text: str, then: Callable[[tuple[TargetRef, ...]], object]) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(self, lambda: _matches(shop, text), then)

    def _take_first(self, found: tuple[TargetRef, ...]) -> None:
        if found:
            self._add(found[0])

    def _show_found(self, asked: int, found: tuple[TargetRef, ...]) -> None:
        if asked != self._asked:
            return
        clear(self._found)
        for place, target in enumerate(found):
            self._found.addWidget(
                RowButton(
                    f"promotion-found-{place}",
                    self._words(target),
                    picture_name="plus",
                    clicked=partial(self._add, target),
                )
            )

    def _add(self, target: TargetRef) -> None:
        self._line.empty()
        if all((each.aim, each.id) != (target.aim, target.id) for each in self._chosen):
            self.show_targets((*self._chosen, target))
            self.changed.emit()
        else:
            clear(self._found)

    def _drop(self, target: TargetRef) -> None:
        self.show_targets(each for each in self._chosen if each != target)
        self.changed.emit()


def _matches(shop: Shop, text: str) -> tuple[TargetRef, ...]:
    """Return sections, then products whose name has the text. Runs on the ledger thread."""
    understood = selling.understand(shop, text)
    if isinstance(understood, selling.ProductFound):
        return (_product(understood.item),)
    wanted = fold(text)
    sections = [each for each in selling.categories(shop) if wanted in fold(each.name)]
    products = {item.product_id: item for item in selling.search(shop, text, _SHOWN * 4)}
    found = [*map(_section, sections), *map(_product, products.values())]
    return tuple(found[:_SHOWN])


def _section(category: CategoryView) -> TargetRef:
    return TargetRef(aim=Aim.CATEGORY, id=category.id, name=category.name)


def _product(item: Sellable) -> TargetRef:
    return TargetRef(aim=Aim.PRODUCT, id=item.product_id, name=item.label)
