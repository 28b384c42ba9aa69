"""The pictures of the product in hand: prepared off the main thread, shown at once, mended by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.domain.scan import ProductCode, read
from desktop.errors import ShopError
from desktop.services.drafting import photos
from desktop.services.drafting.photos import PhotoKept, Prepared, Progress, Shot, Wish
from desktop.ui.desk import Desk
from desktop.ui.studio.canvas import Canvas, Layers
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import clear, column, row

_THUMB_PX = 56
_MOST = 8
"""Pictures of one product; more are not looked at by anybody."""

_MOST_READY = 12

Then = Callable[[str], object]


@dataclass(eq=False, slots=True)
class Picture:
    """One photograph on its way.

    coming (a first look at most) -> understood (`shot`) -> kept (`prepared`), and its pixels let go
    when another product comes.
    """

    number: int
    shot: Shot | None = None
    prepared: Prepared | None = None
    look: QImage | None = None
    shows_original: bool = False
    is_refused: bool = False
    #: Takes the picture's name instead of this widget, once the product is saved.
    then: Then | None = None

    @property
    def sha256(self) -> str:
        """Return the name of the file that is to be shown; empty while it is coming."""
        if self.prepared is None:
            return ""
        original = self.prepared.original
        return original.sha256 if self.shows_original and original else self.prepared.sha256

    @property
    def is_cut(self) -> bool:
        """Tell whether the product stands on white."""
        return self.prepared is not None and self.prepared.cut.is_used and not self.shows_original


class Pictures(QWidget):
    """Shows one picture large, the others as thumbs, and what can be done to them."""

    #: (sha256, article numbers in the picture): it is in the shop's folder.
    kept = Signal(str, object)
    #: A Shot: what is in the picture is known, before its files are made.
    understood = Signal(object)
    #: A ShopError.
    refused = Signal(object)
    #: There is a picture more or less.
    changed = Signal()
    _looked = Signal(int, bytes)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._numbers = count()
        self._all: list[Picture] = []
        self._shown: Picture | None = None
        self._is_narrow = False
        self._empty_words = desk.say("studio.empty")
        self._build()
        self._looked.connect(self._on_look)
        self.clear()

    def _build(self) -> None:
        say = self._desk.say
        self.canvas = Canvas("studio-picture", say("product.photo"))
        self.canvas.rubbed.connect(self._mend)
        self._words = label("", "note", wraps=True)
        self._words.setObjectName("studio-picture-words")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._swap = Button("studio-swap", "", picture="undo", clicked=self.swap)
        self._mender = Button(
            "studio-mend", say("studio.mend"), picture="pencil", clicked=self._begin_mending
        )
        self._away = Button(
            "studio-drop",
            role="icon",
            picture="close",
            spoken=say("studio.drop_photo"),
            clicked=self._drop,
        )
        self._keeps = Button(
            "studio-mend-keep", say("studio.mend_keep"), clicked=lambda: self._brush(keeps=True)
        )
        self._erases = Button(
            "studio-mend-away", say("studio.mend_away"), clicked=lambda: self._brush(keeps=False)
        )
        self._done = Button(
            "studio-mend-done", say("studio.mend_done"), role="primary", clicked=self._end_mending
        )
        for each in (self._keeps, self._erases):
            each.setCheckable(True)
        self._tools = QWidget()
        self._tools.setLayout(row(self._swap, self._mender, None, self._away))
        self._brushes = QWidget()
        self._brushes.setLayout(row(self._keeps, self._erases, None, self._done))
        self._brushes.hide()
        self._strip = row(gap=4)
        inside, strip = QWidget(), QScrollArea()
        inside.setLayout(self._strip)
        strip.setAccessibleName(say("studio.pictures"))
        strip.setWidget(inside)
        strip.setWidgetResizable(True)
        strip.setFrameShape(QFrame.Shape.NoFrame)
        strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        strip.setFixedHeight(_THUMB_PX + 20)
        self._strip_box = strip
        whole = column(self.canvas, self._words, strip, self._tools, self._brushes, gap=4)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    # --- what the screen asks -------------------------------------------------------------------

    @property
    def shas(self) -> tuple[str, ...]:
        """Return the pictures that are ready, those on white first."""
        ready = [each for each in self._all if each.sha256]
        return tuple(each.sha256 for each in sorted(ready, key=lambda one: not one.is_cut))

    @property
    def is_coming(self) -> bool:
        """Tell whether a picture is still being made ready."""
        return any(not each.sha256 and not each.is_refused for each in self._all)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was photographed yet."""
        return not self._all

    def say_empty(self, words: str) -> None:
        """Say what to do where there is no picture."""
        self._empty_words = words
        if not self._all:
            self._words.setText(words)

    def make_room(self, *, is_narrow: bool) -> None:
        """Show the picture alone while something stands beside it."""
        self._is_narrow = is_narrow
        self._show()

    def clear(self) -> None:
        """Be ready for the next product; what is still coming goes its own way (`hand_over`)."""
        self._all, self._shown = [], None
        self._show()

    def hand_over(self, then: Then) -> None:
        """Have the pictures that are still coming told to somebody else, once they are kept."""
        for each in self._all:
            if not each.sha256:
                each.then = then

    def take(self, source: Path | bytes) -> None:
        """Make a photograph of an image: understood, cut out and written in the pool."""
        if len(self._all) >= _MOST:
            return
        picture = Picture(next(self._numbers))
        self._all.append(picture)
        self._shown = picture
        self._show()
        self.changed.emit()

        def tell(progress: Progress) -> None:
            if progress.look:
                self._looked.emit(picture.number, progress.look)

        self._desk.tasks.outside(
            self,
            lambda: photos.take(source, wish=Wish(tell=tell)),
            lambda shot: self._on_taken(picture, shot),
            lambda error: self._on_refused(picture, error),
        )

    def take_prepared(self, made: Sequence[Prepared]) -> None:
        """Have pictures that are made ready already: the colours of one photograph."""
        for each in made[:_MOST_READY]:
            picture = Picture(next(self._numbers))
            self._all.append(picture)
            self._shown = self._shown or picture
            self._keep(picture, each, _decoded(each.webp))

    def show_file(self, path: Path | None) -> None:
        """Show a stored photograph while there is no new one."""
        if path is None or self._all:
            return
        self._desk.tasks.outside(
            self, lambda: QImage(str(path)), self._show_stored, lambda _error: None
        )

    def swap(self) -> None:
        """Go from the cut-out to the picture as it was taken, or back."""
        picture, shop = self._shown, self._desk.shop
        if picture is None or picture.prepared is None or picture.prepared.original is None:
            return
        picture.shows_original = not picture.shows_original
        if picture.shows_original:
            cut = picture.prepared.sha256
            self._desk.tasks.ledger(
                self, lambda: photos.show_original(shop, cut), None, self.refused.emit
            )
        self._show()
        self.changed.emit()

    # --- on its way -----------------------------------------------------------------------------

    def _on_look(self, number: int, jpeg: bytes) -> None:
        for picture in self._all:
            if picture.number == number and picture.prepared is None:
                picture.look = _decoded(jpeg)
                self._show()

    def _on_taken(self, picture: Picture, shot: Shot) -> None:
        picture.shot = shot
        if picture in self._all:
            self.understood.emit(shot)
        self._finish(picture, shot)

    def _finish(self, picture: Picture, shot: Shot, *, cuts: bool | None = None) -> None:
        def work() -> tuple[Prepared, QImage]:
            made = photos.finish(shot, cuts=cuts)
            return made, _decoded(made.webp)

        self._desk.tasks.outside(
            self,
            work,
            lambda done: self._keep(picture, *done),
            lambda error: self._on_refused(picture, error),
        )

    def _keep(self, picture: Picture, made: Prepared, look: QImage) -> None:
        shop = self._desk.shop

        def then(kept: PhotoKept) -> None:
            is_first = picture.prepared is None
            picture.prepared, picture.look = made, look
            if picture.then is not None:
                picture.shot = None
                picture.then(kept.sha256)
            elif picture in self._all:
                self._show()
                self.changed.emit()
                if is_first:
                    self.kept.emit(kept.sha256, made.codes)

        self._desk.tasks.ledger(
            self,
            lambda: photos.keep(shop, made),
            then,
            lambda error: self._on_refused(picture, error),
        )

    def _on_refused(self, picture: Picture, error: ShopError) -> None:
        picture.is_refused = True
        if picture in self._all:
            self._all.remove(picture)
            self._shown = self._all[-1] if self._all else None
            self._show()
            self.changed.emit()
        self.refused.emit(error)

    # --- by hand --------------------------------------------------------------------------------

    def _begin_mending(self) -> None:
        self._tools.hide()
        self._brushes.show()
        self._brush(keeps=True)
        self._words.setText(self._desk.say("studio.mend_how"))
        self._words.show()
        set_tone(self._words, "")
        self._show_layers()

    def _brush(self, *, keeps: bool) -> None:
        self._keeps.setChecked(keeps)
        self._erases.setChecked(not keeps)
        self.canvas.brush = keeps

    def _end_mending(self) -> None:
        self.canvas.brush = None
        self._show()

    def _mend(self, points: Sequence[tuple[float, float]], radius: float) -> None:
        """Correct the outline along a line that was rubbed over the canvas."""
        picture = self._shown
        if picture is None or picture.shot is None or self.canvas.brush is None:
            return
        shot, keeps = picture.shot, self.canvas.brush
        picture.shows_original = False

        def work() -> tuple[Shot, Prepared, QImage]:
            mended = photos.mend(shot, [photos.stroke(tuple(points), radius, keeps=keeps)])
            made = photos.finish(mended, cuts=True)
            return mended, made, _decoded(made.webp)

        def then(done: tuple[Shot, Prepared, QImage]) -> None:
            picture.shot = done[0]
            self._keep(picture, done[1], done[2])

        self._desk.tasks.outside(self, work, then, self.refused.emit)

    def _drop(self) -> None:
        if self._shown in self._all:
            self._all.remove(self._shown)
            self._shown = self._all[-1] if self._all else None
            self._show()
            self.changed.emit()

    # --- shown ----------------------------------------------------------------------------------

    def _show(self) -> None:
        say, picture = self._desk.say, self._shown
        is_mending = self.canvas.brush is not None and picture is not None
        self._brushes.setVisible(is_mending)
        self._tools.setVisible(picture is not None and not is_mending and not self._is_narrow)
        self._show_layers()
        self._show_strip()
        if picture is None:
            self.canvas.brush = None
            self._words.setText(self._empty_words)
            set_tone(self._words, "")
            self._words.show()
            return
        has_both = picture.prepared is not None and picture.prepared.original is not None
        self._swap.setVisible(has_both)
        self._swap.say(say("studio.show_cut" if picture.shows_original else "studio.show_original"))
        self._mender.setVisible(picture.shot is not None and picture.prepared is not None)
        if not is_mending:
            words, tone = self._told(picture)
            self._words.setText(words)
            self._words.setVisible(bool(words))
            set_tone(self._words, tone)

    def _told(self, picture: Picture) -> tuple[str, str]:
        """Return what there is to say about a picture: it is coming, or how to do better."""
        say, made = self._desk.say, picture.prepared
        if made is None:
            return say("studio.busy"), "muted"
        if made.advice:
            return say(f"studio.advice_{made.advice[0]}"), "look"
        return ("", "") if made.cut.is_used else (say("studio.doubt"), "look")

    def _show_layers(self) -> None:
        picture = self._shown
        if picture is None:
            self.canvas.show_layers(None)
            return
        made = picture.prepared
        original = made.original if made else None
        look = picture.look
        if original is not None and picture.shows_original:
            look = _decoded(original.webp)
        size = picture.shot.frame.shape if picture.shot is not None else (1, 1)
        self.canvas.show_layers(
            Layers(
                look=look,
                crop=made.crop if made else (0, 0, 1, 1),
                under=_decoded(original.webp)
                if original and self.canvas.brush is not None
                else None,
                under_crop=original.crop if original else (0, 0, 1, 1),
                whole=(size[1], size[0]),
            )
        )

    def _show_stored(self, image: QImage) -> None:
        if not self._all and not image.isNull():
            self.canvas.show_layers(Layers(look=image))

    def _show_strip(self) -> None:
        clear(self._strip)
        self._strip_box.setVisible(len(self._all) > 1 and not self._is_narrow)
        if len(self._all) < 2:
            return
        for place, picture in enumerate(self._all, start=1):
            self._strip.addWidget(self._thumb(place, picture))
        self._strip.addStretch(1)

    def _thumb(self, place: int, picture: Picture) -> Button:
        spoken = self._desk.say("studio.picture", place=place)

        def choose() -> None:
            self._shown = picture
            self._show()

        made = Button(f"studio-thumb-{place}", role="icon", spoken=spoken, clicked=choose)
        if picture.look is not None:
            small = picture.look.scaled(
                QSize(_THUMB_PX, _THUMB_PX), Qt.AspectRatioMode.KeepAspectRatio
            )
            made.setIcon(QIcon(QPixmap.fromImage(small)))
            made.setIconSize(small.size())
        else:
            made.setText(str(place))
        return made


def article_number(shot: Shot) -> str:
    """Return the number of the article in a picture, empty where none is believed."""
    for found in shot.found:
        understood = read(found.text) if found.is_believed else None
        if isinstance(understood, ProductCode):
            return understood.gtin
    return ""


def _decoded(content: bytes) -> QImage:
    image = QImage()
    image.loadFromData(content)
    return image
