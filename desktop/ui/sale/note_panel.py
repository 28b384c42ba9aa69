"""What the customer wants said: about a line, or about the whole ticket."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop.domain.cart import Cart
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, column
from desktop.ui.widgets.panel import Panel


class NotePanel(Panel):
    """A line of text; the ticket's note also names it among the parked ones."""

    #: The Cart with the note.
    given = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("note", say("panel.note"), say("sale.back"))
        self._desk = desk
        self._cart = Cart()
        self._position = -1
        self._scope = Chips("note-scope", say("panel.discount_on"))
        self._scope.chosen.connect(lambda _scope: self._show())
        self._field = QLineEdit()
        self._field.setObjectName("note-field")
        self._field.setAccessibleName(say("panel.note"))
        self._field.setMaxLength(120)
        self._field.returnPressed.connect(self._give)
        confirm = Button(
            "note-confirm", say("panel.set"), role="primary", is_large=True, clicked=self._give
        )
        how = label(say("panel.note_how"), "note", wraps=True)
        self.fill(
            column(asked(say("panel.discount_on"), self._scope), self._field, how, confirm, None)
        )

    def begin(self, cart: Cart, position: int) -> None:
        """Ask about a basket; the line at `position` is offered as well if there is one."""
        say = self._desk.say
        self._cart, self._position = cart, position
        scopes: list[tuple[object, str]] = [("ticket", say("panel.on_ticket"))]
        if 0 <= position < len(cart.lines):
            scopes.append(("line", cart.lines[position].item.full_label))
        self._scope.show_choices(scopes, "ticket")
        self._show()

    def _show(self) -> None:
        is_line = self._scope.value == "line"
        self._field.setText(self._cart.lines[self._position].note if is_line else self._cart.note)
        self._field.selectAll()
        self._field.setFocus()

    def _give(self) -> None:
        words = self._field.text()
        if self._scope.value == "line":
            self.given.emit(self._cart.note_line(self._position, words))
        else:
            self.given.emit(self._cart.noted(words))
