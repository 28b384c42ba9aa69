"""Where pictures come from: camera, file, phone, watched folder, drag and drop, paste."""

import time
from collections import deque
from pathlib import Path

from msgspec import structs
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desktop.errors import ShopError
from desktop.services.drafting import studio
from desktop.services.drafting.studio import Burst, WatchedFolder
from desktop.services.upkeep import house
from desktop.services.upkeep.attached import AttachedView, attached
from desktop.ui.desk import Desk
from desktop.ui.studio.grey_panel import GreyPanel
from desktop.ui.studio.later import Later
from desktop.ui.studio.phone_panel import PhonePanel
from desktop.ui.theme.dress import mark
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.camera_view import CameraView
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column, row

_KINDS = "*.jpg *.jpeg *.png *.webp *.heic *.heif *.bmp *.tif *.tiff"
_LOOK_MS = 500
_CAMERA_ROOM, _ASIDE_ROOM = QSize(400, 200), QSize(400, 112)
"""Before there is a picture the camera's is the one to look at, then it stands aside."""
_MOST_DROPPED = 8


class Sources(QFrame):
    """Stands under the picture: the camera's view and a button for each other way.

    `body` is what they feed; the whole frame takes what is dropped.
    """

    #: Files or bytes, of one product: list[Path | bytes].
    came = Signal(object)
    #: Nothing came: a ShopError.
    refused = Signal(object)
    #: A sentence for the banner.
    says = Signal(str)

    def __init__(self, desk: Desk, body: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._body = body
        self._folder: WatchedFolder | None = None
        self._waiting: deque[list[Path | bytes]] = deque()
        self._cameras: tuple[str, ...] = ()
        self._place = self._lost = ""
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._looks.timeout.connect(self._look_into_folder)
        self._is_looking = False
        self.setObjectName("studio-photo")
        self.setAccessibleName(desk.say("product.photo"))
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        desk, say = self._desk, self._desk.say
        self.camera = CameraView(desk, "studio-camera", shoots=True, room=_CAMERA_ROOM)
        self.camera.shot.connect(self._on_shot)
        self.camera.sight.connect(self._on_sight)
        self.camera.lost.connect(self._on_lost)
        self._sight = label("", "note", wraps=True)
        self._sight.setObjectName("studio-sight")
        self._sight.hide()
        self.phone = PhonePanel(desk)
        self._later = Later(desk)
        self._later.filed.connect(self.phone.tell_filed)
        self._later.refused.connect(self.refused.emit)
        self.phone.came.connect(self._on_sent)
        self.phone.opened.connect(lambda is_open: self._later.begin() if is_open else None)
        self.phone.refused.connect(self.refused.emit)
        self.phone.expired.connect(lambda: self.says.emit(say("phone_camera.ended")))
        self.grey = GreyPanel(desk)
        self.grey.refused.connect(self.refused.emit)
        self.grey.changed.connect(lambda: self.camera.look(self._place))
        self.grey_button = Button(
            "studio-grey",
            role="icon",
            picture="settings",
            spoken=say("grey_sheet.open"),
            clicked=self.balance,
        )
        self._take_button = Button(
            "studio-take", say("studio.take"), picture="camera", role="primary", clicked=self.shoot
        )
        self.other = Button(
            "studio-other-camera",
            role="icon",
            picture="swap",
            spoken=say("studio.other_camera"),
            clicked=self._change_camera,
        )
        for each in (self._take_button, self.other, self.grey_button):
            each.hide()
        self.camera.sees.connect(self._on_sees)
        self._folder_words = ElidedLabel("", "note")
        self._folder_words.setObjectName("studio-folder-words")
        self._folder_words.hide()
        ways = row(
            self._take_button,
            Button("studio-photo-choose", say("studio.file"), picture="photo", clicked=self.ask),
            Button("studio-phone", say("studio.phone"), picture="scan", clicked=self.invite),
            Button(
                "studio-folder",
                role="icon",
                picture="folder",
                spoken=say("studio.folder"),
                clicked=self._ask_folder,
            ),
            None,
            gap=4,
        )
        # The code for a phone needs the room, and who shows a grey sheet no picture of a product.
        self._seen = QWidget()
        self._seen.setLayout(column(self.camera, self._sight, gap=8))
        self.phone.opened.connect(lambda is_open: self._seen.setVisible(not is_open))
        self.grey.opened.connect(lambda is_open: self._body.setVisible(not is_open))
        above = row(self._body, self.phone, self.grey, gap=12)
        above.setStretch(0, 1)
        whole = column(
            above,
            self._seen,
            self._folder_words,
            ways,
            gap=8,
            margins=8,
        )
        whole.setStretch(0, 1)
        self.setLayout(whole)

    # --- what the screen asks -------------------------------------------------------------------

    def begin(self) -> None:
        """Open the camera and the watched folder: the screen is in front."""
        self.camera.look(self._place)
        folder = self._desk.shop.settings.photo_folder
        if folder and self._folder is None:
            self._watch(folder)
        elif self._folder is not None:
            self._looks.start()
        if self._desk.shop.settings.camera.isdecimal():
            self._desk.tasks.outside(self, attached, self._on_attached, lambda _error: None)

    def rest(self) -> None:
        """Let the camera go, close the phone's page and leave the folder alone."""
        self.camera.rest()
        self.phone.end()
        self.grey.hide()
        self._looks.stop()

    def hand_next(self) -> None:
        """Hand over what waits in the folder: the product before is done with."""
        if self._waiting:
            self.came.emit(self._waiting.popleft())
            self._say_waiting()

    def shoot(self) -> None:
        """Photograph what is before the camera."""
        if not self.camera.is_seeing:
            return
        camera = self._desk.camera
        self._desk.tasks.outside(self, camera.take_picture, self._on_shot, self.refused.emit)

    def balance(self) -> None:
        """Show how the colours of this light are set; once that is shown, set them."""
        if self.grey.isVisible():
            self.grey.take()
        elif self.camera.is_seeing:
            self.phone.end()
            self.grey.open()

    def ask(self) -> None:
        """Have a file chosen."""
        say = self._desk.say
        chosen, _filter = QFileDialog.getOpenFileNames(
            self, say("product.photo_choose"), "", f"{say('product.photo_files')} ({_KINDS})"
        )
        if chosen:
            self.came.emit([Path(each) for each in chosen[:_MOST_DROPPED]])

    def invite(self) -> None:
        """Show the code for a phone, or close its page."""
        self.grey.hide()
        if self.phone.isVisible():
            self.phone.end()
        else:
            self.phone.invite()

    def close_panel(self) -> bool:
        """Close the phone's page or the grey sheet's, and tell whether one stood there."""
        is_there = self.phone.isVisible() or self.grey.isVisible()
        self.phone.end()
        self.grey.hide()
        return is_there

    def paste(self) -> bool:
        """Take the picture on the clipboard and tell whether there is one."""
        # An empty clipboard has none on some platforms, whatever the stubs promise.
        carried: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if carried is None:
            return False
        files = _files_in(carried)
        if files:
            self.came.emit(list(files))
            return True
        image = carried.imageData()
        if not isinstance(image, QImage) or image.isNull():
            return False
        self._desk.tasks.outside(
            self,
            lambda: _as_png(image),
            lambda content: self.came.emit([content]),
            self.refused.emit,
        )
        return True

    def _on_sent(self, content: bytes) -> None:
        if self.phone.is_for_later:
            self._later.take(content)
        else:
            self.came.emit([content])

    # --- the camera -----------------------------------------------------------------------------

    def _on_shot(self, jpeg: bytes) -> None:
        # The sheet itself is no product.
        if self.grey.isHidden():
            self.came.emit([jpeg])

    def _on_sees(self, sees: bool) -> None:
        self._take_button.setVisible(sees)
        self.grey_button.setVisible(sees)
        self._sight.setVisible(sees)
        self._offer_other()

    def _on_sight(self, sight: str) -> None:
        self._sight.setText(self._desk.say(f"studio.sight_{sight}"))

    def _on_lost(self, error: ShopError) -> None:
        self._lost, self._place = self._place or self._desk.shop.settings.camera, ""
        self.refused.emit(error)

    def _on_attached(self, found: AttachedView) -> None:
        self._cameras = tuple(each.address for each in found.cameras)
        self._offer_other()

    def _offer_other(self) -> None:
        """Offer the other camera where there is one, the more so when this one is lost."""
        self.other.setVisible(len(self._cameras) > 1)

    def _change_camera(self) -> None:
        now = self._lost or self._place or self._desk.shop.settings.camera
        self._lost = ""
        place = self._cameras.index(now) + 1 if now in self._cameras else 0
        self._place = self._cameras[place % len(self._cameras)]
        self.camera.look(self._place)

    # --- the folder -----------------------------------------------------------------------------

    def _ask_folder(self) -> None:
        if self._folder is not None:
            self._forget_folder()
            return
        chosen = QFileDialog.getExistingDirectory(self, self._desk.say("studio.folder_choose"))
        if chosen:
            self.watch_folder(chosen)

    def watch_folder(self, folder: str) -> None:
        """Take every new picture of a folder from now on, until told otherwise."""
        self._remember(folder)
        self._watch(folder)

    def _forget_folder(self) -> None:
        self._folder = None
        self._looks.stop()
        self._folder_words.hide()
        self._waiting.clear()
        self._remember("")

    def _remember(self, folder: str) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: house.change_settings(
                shop, structs.replace(shop.settings, photo_folder=folder)
            ),
            None,
            self.refused.emit,
        )

    def _watch(self, folder: str) -> None:
        def then(watched: WatchedFolder) -> None:
            self._folder = watched
            self._say_waiting()
            self._looks.start()

        self._desk.tasks.outside(
            self, lambda: studio.watch_folder(Path(folder)), then, self._on_folder_gone
        )

    def _look_into_folder(self) -> None:
        watched = self._folder
        if watched is None or self._is_looking:
            return
        self._is_looking = True
        self._desk.tasks.outside(
            self, lambda: watched.look(time.monotonic()), self._on_bursts, self._on_folder_gone
        )

    def _on_bursts(self, bursts: tuple[Burst, ...]) -> None:
        self._is_looking = False
        for burst in bursts:
            if burst.goes_on and self._waiting:
                self._waiting[-1].extend(burst.paths)
            elif burst.goes_on or self.is_free:
                self.came.emit(list(burst.paths))
            else:
                self._waiting.append(list(burst.paths))
        if bursts:
            self._say_waiting()

    def _on_folder_gone(self, error: ShopError) -> None:
        self._is_looking = False
        self._folder = None
        self._looks.stop()
        self._folder_words.hide()
        self.refused.emit(error)

    #: Asked before a product of the folder is handed over; the screen says whether it has one.
    @property
    def is_free(self) -> bool:
        """Tell whether no product is in hand."""
        return bool(self.property("free"))

    def set_free(self, *, is_free: bool) -> None:
        """Say whether a product is in hand."""
        self.setProperty("free", is_free)
        self.camera.make_room(_CAMERA_ROOM if is_free else _ASIDE_ROOM)

    def _say_waiting(self) -> None:
        say, settings = self._desk.say, self._desk.shop.settings
        words = say("studio.folder_on", folder=settings.photo_folder)
        if self._waiting:
            words = say("studio.folder_waits", n=len(self._waiting))
        self._folder_words.setText(words)
        self._folder_words.setVisible(self._folder is not None)

    # --- dropped --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if _files_in(event.mimeData()):
            self._show_hover(is_over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Let a file go elsewhere."""
        self._show_hover(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files: pictures dropped together are of one product."""
        self._show_hover(is_over=False)
        files = _files_in(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.came.emit(list(files))

    def _show_hover(self, *, is_over: bool) -> None:
        mark(self, "hover", "true" if is_over else "false")


def _files_in(carried: QMimeData) -> tuple[Path, ...]:
    files = (Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile())
    return tuple(files)[:_MOST_DROPPED]


def _as_png(image: QImage) -> bytes:
    """Return a picture's bytes; not on the main thread, which a large one would hold up."""
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(target, QByteArray(b"png")).write(image)
    return bytes(target.data().data())
