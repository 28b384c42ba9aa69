"""The code that makes a phone the counter's camera, and the pictures that come from it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.services.drafting.phone_camera import Invitation, PhoneCamera
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.phone_words import phone_words
from desktop.ui.widgets.qr import QrPicture
from desktop.ui.widgets.tick import Tick

_WIDEST_PX = 260


class PhonePanel(QWidget):
    """Hidden until asked for. The page lives as long as the panel is shown, and ten minutes at most."""

    #: A picture from the phone.
    came = Signal(bytes)
    #: A ShopError: there is no page.
    refused = Signal(object)
    #: The ten minutes are over.
    expired = Signal()
    #: It stands there, or not any more.
    opened = Signal(bool)

    def __init__(self, desk: Desk, host: str = "") -> None:
        super().__init__()
        self._desk = desk
        say, settings = desk.say, desk.shop.settings
        self.phone = PhoneCamera(
            phone_words(desk), settings.language, self.came.emit, self.expired.emit, host=host
        )
        self.expired.connect(self.hide)
        self._code = QrPicture("studio-phone-code", say("phone_camera.code"))
        # Nobody types a secret of 22 signs: one line of it tells which network it is.
        self._address = ElidedLabel("", "note")
        self._address.setObjectName("studio-phone-address")
        self._later = Tick(say("phone_camera.later"))
        self._later.setObjectName("studio-phone-later")
        self._filed = label(say("phone_camera.later_how"), "note", wraps=True)
        self._later.toggled.connect(self._filed.setVisible)
        self._filed.setObjectName("studio-phone-filed")
        end = Button("studio-phone-end", say("phone_camera.end"), clicked=self.end)
        whole = column(
            label(say("phone_camera.title"), "heading"),
            label(say("phone_camera.how"), "note", wraps=True),
            self._code,
            self._address,
            self._later,
            self._filed,
            end,
            None,
            gap=8,
        )
        whole.setAlignment(self._code, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(whole)
        self.setMaximumWidth(_WIDEST_PX)
        self.setObjectName("studio-phone-panel")
        self.hide()
        desk.tasks.closing.connect(self.phone.close)

    def invite(self) -> None:
        """Open the page and show its code."""
        self._desk.tasks.outside(self, self.phone.invite, self._show, self.refused.emit)

    def end(self) -> None:
        """Close the page; what was sent stays."""
        if self.isVisible():
            self.phone.end()
            self.hide()

    @property
    def is_for_later(self) -> bool:
        """Tell whether what comes is to be sorted in the evening."""
        return self._later.isChecked()

    def tell_filed(self, drafts: int) -> None:
        """Say how many things wait for the evening by now."""
        say = self._desk.say
        self._filed.setText(
            f"{say('phone_camera.filed', n=drafts)}. {say('phone_camera.later_how')}"
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it stands there."""
        super().showEvent(event)
        self.opened.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is gone."""
        super().hideEvent(event)
        self.opened.emit(False)

    def _show(self, invitation: Invitation) -> None:
        self._code.show_modules(invitation.modules)
        self._address.setText(invitation.address)
        self._later.setChecked(False)
        self._filed.setText(self._desk.say("phone_camera.later_how"))
        self._filed.hide()
        self.show()
