"""What handing pictures to the steward means, said before it is done; and a word for the steward."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from desktop.services.drafting.drafts import DraftView
from desktop.services.drafting.steward import LONGEST_NOTE, MOST_PHOTOS
from desktop.ui.desk import Desk
from desktop.ui.product.photo_field import PhotoField
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, column, row
from desktop.ui.widgets.panel import Panel

_PHOTO_PX = 220


class StewardPage(Panel):
    """Asks once, with the picture in sight; Enter hands over, Escape keeps the draft here."""

    #: The shop's own words for the steward.
    agreed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__(
            "review-steward-page", say("review.steward_title"), say("review.steward_back")
        )
        self._desk = desk
        self.photo = PhotoField(desk, "review-steward-photo", _PHOTO_PX)
        self.photo.setEnabled(False)
        for change in self.photo.findChildren(Button):
            change.hide()
        self._what = label("", "heading", wraps=True)
        self._what.setObjectName("review-steward-what")
        self._note = QLineEdit()
        self._note.setObjectName("review-steward-note")
        self._note.setAccessibleName(say("review.steward_note"))
        self._note.setMaxLength(LONGEST_NOTE)
        words = column(
            self._what,
            label(say("review.steward_then"), "", wraps=True),
            label(say("review.steward_privacy"), "note", wraps=True),
            label(say("review.steward_back_how"), "note", wraps=True),
            asked(say("review.steward_note"), self._note),
            None,
            gap=12,
        )
        body = row(self.photo, words, gap=20)
        body.setStretch(0, 2)
        body.setStretch(1, 3)
        keep = Button("review-steward-keep", say("review.steward_back"), clicked=self.left.emit)
        send = Button(
            "review-steward-send",
            say("review.steward_send"),
            role="primary",
            is_large=True,
            clicked=self._agree,
        )
        foot = row(keep, None, send, gap=12)
        self.fill(body, foot)
        self._note.returnPressed.connect(self._agree)

    def ask(self, view: DraftView) -> None:
        """Ask about one draft."""
        seen = min(len(view.photos), MOST_PHOTOS)
        self._what.setText(self._desk.say("review.steward_what", n=seen))
        self.photo.show_file(view.photo)
        self._note.clear()
        self._note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _agree(self) -> None:
        self.agreed.emit(self._note.text())
