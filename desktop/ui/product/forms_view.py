"""The forms of a product as a list, or one of their figures as a grid of sizes and colours."""

from PySide6.QtWidgets import QWidget

from desktop.ui.desk import Desk
from desktop.ui.product.variant_matrix import VariantMatrix
from desktop.ui.product.variant_rows import VariantRow
from desktop.ui.product.variant_table import VariantModel, VariantTable
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.layouts import column
from sync.kernel.money import Money
from sync.kernel.quantity import Unit

_LIST = "list"
_WAYS = (_LIST, "stock", "price")


class FormsView(QWidget):
    """Hidden while a product comes in one form; a grid is offered where it has two axes."""

    def __init__(self, desk: Desk, name: str, *, has_grid: bool) -> None:
        super().__init__()
        say, row_px = desk.say, desk.tokens.sizes.touch
        self.model = VariantModel(say, self)
        self.table = VariantTable(f"{name}-variants", self.model, say, row_px)
        self._matrix = VariantMatrix(f"{name}-matrix", self.model, say, row_px)
        self._ways = Chips(f"{name}-forms", say("product.forms"))
        self._ways.show_choices([(way, say(f"product.forms_{way}")) for way in _WAYS], _LIST)
        self._has_grid = has_grid
        self.setLayout(column(self._ways, self.table, self._matrix, gap=8))
        self._ways.chosen.connect(lambda _way: self._lay_out())
        self.hide()

    def show_rows(self, rows: tuple[VariantRow, ...], price: Money, unit: Unit) -> None:
        """Show a product's forms; `price` is what one without its own costs."""
        has_many = bool(rows and rows[0].options)
        self.setVisible(has_many)
        self.model.show(rows, price, unit)
        self._lay_out()

    def _lay_out(self) -> None:
        rows = self.model.rows
        has_grid = self._has_grid and bool(rows) and len(rows[0].options) > 1
        way = str(self._ways.value) if has_grid else _LIST
        self._ways.setVisible(has_grid)
        self.table.setVisible(way == _LIST)
        self._matrix.setVisible(way != _LIST)
        if way != _LIST:
            self._matrix.grid.show_figure(way)
