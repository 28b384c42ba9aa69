"""A photograph that shows where the bags were left: by the counter's camera, a phone, or a file."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.services.drafting.phone_camera import Invitation, PhoneCamera
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.camera_view import CameraView
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.phone_words import phone_words
from desktop.ui.widgets.qr import QrPicture

_ROOM = QSize(280, 158)


class ProofShot(QWidget):
    """Looks through the camera while it is shown and nothing is held yet.

    The phone's page stands from `stop-phone` on until a picture came, or nobody looks any more.
    """

    #: A picture, whole and not yet decoded, and what it is called.
    took = Signal(bytes, str)
    picks_file = Signal()
    #: A ShopError.
    refused = Signal(object)
    _came = Signal(bytes)
    _expired = Signal()

    def __init__(self, desk: Desk, host: str = "") -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self.setObjectName("stop-proof-shot")
        self._view = CameraView(desk, "stop-camera", room=_ROOM)
        self._held = label("", "heading", "go", wraps=True)
        self._held.setObjectName("stop-photo-held")
        self.shoot = Button(
            "stop-shoot", say("proof.shoot"), role="primary", picture="photo", clicked=self._shoot
        )
        self._phone = Button("stop-phone", say("proof.phone"), clicked=self._invite)
        self.file = Button("stop-photo", say("proof.file"), clicked=self.picks_file.emit)
        self._code = QrPicture("stop-phone-code", say("phone_camera.code"))
        self._address = label("", "note", wraps=True)
        self._address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._page = QWidget()
        self._page.setLayout(column(self._code, self._address, gap=4))
        self._page.hide()
        self._held.hide()
        ways = row(self.shoot, self._phone, self.file, None)
        self.setLayout(column(self._held, self._view, ways, self._page, gap=8))
        self.shoot.hide()
        self._camera = PhoneCamera(
            phone_words(desk),
            desk.shop.settings.language,
            self._came.emit,
            self._expired.emit,
            host=host,
        )
        self._view.sees.connect(self.shoot.setVisible)
        self._came.connect(self._on_came)
        self._expired.connect(self._end_phone)
        desk.tasks.closing.connect(self._camera.close)

    @property
    def first(self) -> Button:
        """Return the button that is under the hand."""
        return self.shoot if self._view.is_seeing else self.file

    def hold(self, name: str) -> None:
        """Say that a photograph was taken in; another one takes its place."""
        self._held.setText(self._desk.say("round.photo_is", file=name))
        self._held.show()
        self._end_phone()

    def start_over(self) -> None:
        """Hold none."""
        self._held.hide()
        self._end_phone()

    def showEvent(self, event: QShowEvent) -> None:
        """Look through the camera, if the shop has one."""
        super().showEvent(event)
        self._view.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the camera and the phone go."""
        super().hideEvent(event)
        self._view.rest()
        self._end_phone()

    def _shoot(self) -> None:
        self._desk.tasks.outside(
            self,
            self._desk.camera.take_picture,
            lambda jpeg: self.took.emit(jpeg, self._desk.say("proof.by_camera")),
            self.refused.emit,
        )

    def _invite(self) -> None:
        self._desk.tasks.outside(self, self._camera.invite, self._show, self.refused.emit)

    def _show(self, invitation: Invitation) -> None:
        if not self.isVisible():
            self._camera.end()
            return
        self._code.show_modules(invitation.modules)
        self._address.setText(invitation.address)
        self._page.show()

    def _on_came(self, picture: bytes) -> None:
        if self.isVisible():
            self.took.emit(picture, self._desk.say("proof.by_phone"))

    def _end_phone(self) -> None:
        if not self._page.isHidden():
            self._page.hide()
            self._camera.end()
