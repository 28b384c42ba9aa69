"""The light of the counter: a grey sheet is shown to the camera once, and its colours are right."""

from msgspec import structs
from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.services.team import staff
from desktop.services.upkeep import house
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row


class GreyPanel(QWidget):
    """Hidden until asked for; nothing before the camera is photographed while it stands there."""

    #: A ShopError: what the camera sees is no grey sheet.
    refused = Signal(object)
    #: The camera is to look again, in the new light.
    changed = Signal()
    #: It stands there, or not any more.
    opened = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self._state = label("", "note", wraps=True)
        self._state.setObjectName("studio-grey-state")
        self._forget = Button(
            "studio-grey-forget", say("grey_sheet.forget"), clicked=lambda: self._keep(())
        )
        whole = column(
            label(say("grey_sheet.title"), "heading"),
            label(say("grey_sheet.how"), "note", wraps=True),
            self._state,
            row(
                Button(
                    "studio-grey-take", say("grey_sheet.take"), role="primary", clicked=self.take
                ),
                self._forget,
                None,
                Button(
                    "studio-grey-end",
                    role="icon",
                    picture="close",
                    spoken=say("grey_sheet.end"),
                    clicked=self.hide,
                ),
                gap=8,
            ),
            None,
            gap=8,
        )
        self.setLayout(whole)
        self.setObjectName("studio-grey-panel")
        self.hide()

    def open(self) -> None:
        """Show how it is done."""
        self._show_state()
        self.show()

    def take(self) -> None:
        """Keep what is before the camera as this light's grey."""
        self._desk.tasks.outside(self, self._desk.camera.read_grey, self._keep, self.refused.emit)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it stands there."""
        super().showEvent(event)
        self.opened.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is gone."""
        super().hideEvent(event)
        self.opened.emit(False)

    def _keep(self, gains: tuple[int, ...]) -> None:
        shop = self._desk.shop

        def job() -> None:
            kept = structs.replace(shop.settings, grey_gains=gains)
            house.change_settings(shop, kept, staff.current(shop).code)

        def then(_done: None) -> None:
            self._show_state()
            self.changed.emit()

        self._desk.tasks.ledger(self, job, then, self.refused.emit)

    def _show_state(self) -> None:
        is_set = bool(self._desk.shop.settings.grey_gains)
        self._state.setText(self._desk.say("grey_sheet.set" if is_set else "grey_sheet.unset"))
        set_tone(self._state, "go" if is_set else "muted")
        self._forget.setEnabled(is_set)
