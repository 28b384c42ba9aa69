"""The part of the settings about preparing orders: questions to customers, labels on bags."""

from msgspec import structs
from PySide6.QtWidgets import QComboBox

from desktop.services.online import labels
from desktop.services.online.labels import LabelFormat
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.layouts import asked

_MINUTES = (5, 10, 15, 20, 30)


class MissingSection(Section):
    """How long a customer may think, and what bags are labelled on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "missing")
        say = self.say
        self._minutes = Chips("settings-ask-minutes", say("settings.ask_minutes"))
        self._format = QComboBox()
        self._format.setObjectName("settings-order-label")
        self._format.setAccessibleName(say("settings.order_label"))
        self._format.addItem(say("settings.order_label_any"), "")
        for each in labels.label_formats():
            self._format.addItem(self._words_of(each), each.code)
        self.fill(
            "settings.missing",
            "settings.missing_how",
            asked(say("settings.ask_minutes"), self._minutes),
            asked(say("settings.order_label"), self._format),
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        say = self.say
        minutes = sorted({*_MINUTES, settings.ask_minutes})
        self._minutes.show_choices(
            [(each, say("settings.ask_minutes_of", n=each)) for each in minutes],
            settings.ask_minutes,
        )
        self._format.setCurrentIndex(max(self._format.findData(settings.order_label_format), 0))

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        minutes, code = self._minutes.value, self._format.currentData()
        return lambda settings: structs.replace(
            settings,
            ask_minutes=minutes if isinstance(minutes, int) else settings.ask_minutes,
            order_label_format=str(code),
        )

    def _words_of(self, each: LabelFormat) -> str:
        width, height = f"{each.width_mm:g}", f"{each.height_mm:g}"
        if not each.a_sheet:
            return self.say("settings.order_label_roll", width=width, height=height)
        return self.say(
            "settings.order_label_sheet",
            code=each.code,
            n=each.a_sheet,
            width=width,
            height=height,
        )
