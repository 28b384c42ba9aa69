"""The photograph of a product: chosen, dropped, prepared off the main thread, shown."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desktop.errors import ShopError
from desktop.services.drafting import kept_photos, photos
from desktop.services.drafting.kept_photos import PhotoKept
from desktop.services.drafting.photos import Prepared
from desktop.ui.desk import Desk
from desktop.ui.theme.dress import mark
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column

_SMALLEST_PX = 140
_SIGN_PX = 64
_KINDS = "*.jpg *.jpeg *.png *.webp *.heic *.heif *.bmp *.tif *.tiff"


class _Frame(QWidget):
    """Draws a photograph whole, as large as there is room."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self._photo: QPixmap | None = None
        self.setMinimumSize(_SMALLEST_PX, _SMALLEST_PX)

    def sizeHint(self) -> QSize:
        """Return the side it would like."""
        return QSize(self._side, self._side)

    def show_photo(self, photo: QPixmap | None) -> None:
        """Show a photograph, or the sign of a camera."""
        self._photo = photo
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._photo is None:
            sign = picture("camera", Colours().edge, _SIGN_PX)
            middle = self.rect().center() - QPoint(_SIGN_PX // 2, _SIGN_PX // 2)
            painter.drawPixmap(middle, sign)
            return
        size = self._photo.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(self.rect().center())
        painter.drawPixmap(place, self._photo)


class PhotoField(QFrame):
    """Takes one image file and says when it has become a photograph of the shop."""

    #: (sha256, codes read in the picture)
    kept = Signal(str, object)
    refused = Signal(object)

    def __init__(self, desk: Desk, name: str, side: int) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self.setObjectName(name)
        self.setAccessibleName(say("product.photo"))
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self._picture = _Frame(side)
        self._words = label(say("product.photo_drop"), "note")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._choose = Button(
            f"{name}-choose", say("product.photo_choose"), picture="photo", clicked=self._ask
        )
        whole = column(self._picture, self._words, self._choose, gap=8, margins=8)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.clear()

    def clear(self) -> None:
        """Show that there is no photograph."""
        self._picture.show_photo(None)
        self._words.setText(self._desk.say("product.photo_drop"))
        self._words.show()
        self._choose.say(self._desk.say("product.photo_choose"))

    def show_file(self, path: Path | None) -> None:
        """Show a stored photograph."""
        if path is None:
            self.clear()
            return
        self._desk.tasks.outside(
            self, lambda: QImage(str(path)), self._show_image, lambda _error: None
        )

    def take(self, source: Path | bytes) -> None:
        """Make a photograph of an image: prepared in the pool, kept on the ledger."""
        self._words.setText(self._desk.say("product.photo_busy"))
        self._words.show()
        self._desk.tasks.outside(
            self, lambda: photos.prepare(source), self._on_prepared, self._on_refused
        )

    def _on_prepared(self, prepared: Prepared) -> None:
        shop = self._desk.shop
        image = QImage()
        image.loadFromData(prepared.webp)
        self._show_image(image)

        def then(kept: PhotoKept) -> None:
            self.kept.emit(kept.sha256, prepared.codes)

        self._desk.tasks.ledger(
            self, lambda: kept_photos.keep(shop, prepared), then, self._on_refused
        )

    def _on_refused(self, error: ShopError) -> None:
        self._words.setText(self._desk.say("product.photo_drop"))
        self.refused.emit(error)

    def _show_image(self, image: QImage) -> None:
        if image.isNull():
            return
        self._picture.show_photo(QPixmap.fromImage(image))
        self._words.hide()
        self._choose.say(self._desk.say("product.photo_change"))

    def _ask(self) -> None:
        say = self._desk.say
        chosen, _filter = QFileDialog.getOpenFileName(
            self, say("product.photo_choose"), "", f"{say('product.photo_files')} ({_KINDS})"
        )
        if chosen:
            self.take(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a file."""
        if _file_in(event.mimeData()) is not None:
            self._show_hover(is_over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Let a file go elsewhere."""
        self._show_hover(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        self._show_hover(is_over=False)
        path = _file_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.take(path)

    def _show_hover(self, *, is_over: bool) -> None:
        mark(self, "hover", "true" if is_over else "false")


def _file_in(carried: QMimeData) -> Path | None:
    for url in carried.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None
