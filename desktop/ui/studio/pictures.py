"""The pictures of the product in hand: prepared off the main thread, shown at once, mended by hand."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop.domain.scan import ProductCode, read
from desktop.errors import ShopError
from desktop.services.drafting import kept_photos, photos
from desktop.services.drafting.kept_photos import PhotoKept
from desktop.services.drafting.photos import Prepared, Progress, Shot, Step, Wish
from desktop.ui.desk import Desk
from desktop.ui.studio.canvas import Canvas, Layers
from desktop.ui.studio.making import PictureWords
from desktop.ui.studio.picture import Looks, Picture, decoded, in_order, looks_of
from desktop.ui.studio.strip import Strip
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.layouts import column, row

_MOST = 8
"""Pictures of one product; more are not looked at by anybody."""

_MOST_READY = 12
_STEPS = tuple(Step)


class Pictures(QWidget):
    """Shows one picture large with its original beside it, the others as thumbs, and what to do.

    The best of several stands first on the sheet, until somebody puts another there.
    """

    #: (sha256, article numbers in the picture): it is in the shop's folder.
    kept = Signal(str, object)
    #: A Shot: what is in the picture is known, before its files are made.
    understood = Signal(object)
    #: A ShopError.
    refused = Signal(object)
    #: There is a picture more or less.
    changed = Signal()
    _stepped = Signal(int, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._numbers = count()
        self._all: list[Picture] = []
        self._shown: Picture | None = None
        self._is_narrow = False
        self._empty_words = desk.say("studio.empty")
        self._build()
        self._stepped.connect(self._on_step)
        self.clear()

    def _build(self) -> None:
        say = self._desk.say
        self.canvas = Canvas("studio-picture", say("product.photo"))
        self.canvas.rubbed.connect(self._mend)
        self.canvas.swapped.connect(self.swap)
        self._words = PictureWords(self._desk)
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
        self._strip = Strip(self._desk)
        self._strip.wanted.connect(self._look_at)
        self._strip.chosen.connect(self._put_first)
        whole = column(self.canvas, self._words, self._strip, self._tools, self._brushes, gap=4)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    # --- what the screen asks -------------------------------------------------------------------

    @property
    def shas(self) -> tuple[str, ...]:
        """Return the pictures that are ready, the first of the sheet first."""
        return tuple(each.sha256 for each in in_order(self._all))

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
            self._words.say(words)

    def make_room(self, *, is_narrow: bool) -> None:
        """Show the picture alone while something stands beside it."""
        self._is_narrow = is_narrow
        self._show()

    def clear(self) -> None:
        """Be ready for the next product; what is still coming goes its own way (`hand_over`)."""
        self._all, self._shown = [], None
        self._show()

    def hand_over(self, then: Callable[[str, bool], object]) -> None:
        """Have the pictures that are still coming told to somebody else, once they are kept.

        Whether one is the best by then comes with it.
        """
        together = self._all

        def tell(picture: Picture, sha256: str) -> None:
            then(sha256, in_order(together)[0] is picture)

        for each in together:
            if not each.sha256:
                each.then = partial(tell, each)

    def take(self, source: Path | bytes) -> None:
        """Make a photograph of an image: understood, cut out and written in the pool."""
        if len(self._all) >= _MOST:
            return
        picture = Picture(next(self._numbers))
        self._all.append(picture)
        self._shown = picture
        self._show()
        self.changed.emit()

        wish = self._wish_for(picture)
        self._desk.tasks.outside(
            self,
            lambda: photos.take(source, wish=wish),
            lambda shot: self._on_taken(picture, shot),
            lambda error: self._on_refused(picture, error),
        )

    def take_prepared(self, made: Sequence[Prepared]) -> None:
        """Have pictures that are made ready already: the colours of one photograph."""
        for each in made[:_MOST_READY]:
            picture = Picture(next(self._numbers), is_laid=True)
            self._all.append(picture)
            self._shown = self._shown or picture
            self._show_prepared(picture, each)

    def _show_prepared(self, picture: Picture, made: Prepared) -> None:
        self._desk.tasks.outside(
            self, lambda: looks_of(made), lambda looks: self._keep(picture, made, looks)
        )

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
                self, lambda: kept_photos.show_original(shop, cut), None, self.refused.emit
            )
        self._show()
        self.changed.emit()

    # --- on its way -----------------------------------------------------------------------------

    def _wish_for(self, picture: Picture) -> Wish:
        """Have the steps of making a picture ready told here, from the thread that works."""
        return Wish(tell=lambda progress: self._stepped.emit(picture.number, progress))

    def _on_step(self, number: int, progress: Progress) -> None:
        for picture in self._all:
            if picture.number == number and picture.prepared is None:
                picture.done = progress.done
                picture.doing = _STEPS[min(progress.done, len(_STEPS) - 1)]
                if progress.look:
                    picture.looks = Looks(decoded(progress.look))
                    self._show()
                else:
                    self._say()

    def _on_taken(self, picture: Picture, shot: Shot) -> None:
        picture.shot = shot
        if picture in self._all:
            self.understood.emit(shot)
        self._finish(picture, shot)

    def _finish(self, picture: Picture, shot: Shot, *, cuts: bool | None = None) -> None:
        wish = self._wish_for(picture)

        def work() -> tuple[Prepared, Looks]:
            made = photos.finish(shot, cuts=cuts, wish=wish)
            return made, looks_of(made)

        self._desk.tasks.outside(
            self,
            work,
            lambda done: self._keep(picture, *done),
            lambda error: self._on_refused(picture, error),
        )

    def _keep(self, picture: Picture, made: Prepared, looks: Looks) -> None:
        shop = self._desk.shop

        def then(kept: PhotoKept) -> None:
            is_first = picture.prepared is None
            picture.prepared, picture.looks = made, looks
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
            lambda: kept_photos.keep(shop, made),
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
        self._words.say(self._desk.say("studio.mend_how"))
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

        def work() -> tuple[Shot, Prepared, Looks]:
            mended = photos.mend(shot, [photos.stroke(tuple(points), radius, keeps=keeps)])
            made = photos.finish(mended, cuts=True)
            return mended, made, looks_of(made)

        def then(done: tuple[Shot, Prepared, Looks]) -> None:
            picture.shot = done[0]
            self._keep(picture, done[1], done[2])

        self._desk.tasks.outside(self, work, then, self.refused.emit)

    def _drop(self) -> None:
        if self._shown in self._all:
            self._all.remove(self._shown)
            self._shown = self._all[-1] if self._all else None
            self._show()
            self.changed.emit()

    def _look_at(self, picture: Picture) -> None:
        self._shown = picture
        self._show()

    def _put_first(self) -> None:
        """Have the picture on show stand first on the sheet, whatever was measured."""
        for each in self._all:
            each.is_chosen = each is self._shown
        self._show()
        self.changed.emit()

    # --- shown ----------------------------------------------------------------------------------

    def _show(self) -> None:
        say, picture = self._desk.say, self._shown
        is_mending = self.canvas.brush is not None and picture is not None
        self._brushes.setVisible(is_mending)
        self._tools.setVisible(picture is not None and not is_mending and not self._is_narrow)
        self._strip.setVisible(len(self._all) > 1 and not self._is_narrow)
        self._strip.show_pictures(self._all, picture)
        if picture is None:
            self.canvas.brush = None
        else:
            self._swap.setVisible(picture.has_both)
            self._swap.say(
                say("studio.show_cut" if picture.shows_original else "studio.show_original")
            )
            self._mender.setVisible(picture.shot is not None and picture.prepared is not None)
        self._show_layers()
        if not is_mending:
            self._say()

    def _say(self) -> None:
        """Say what there is to say about the picture on show: it is coming, or how to do better."""
        say, picture = self._desk.say, self._shown
        if picture is None:
            self._words.say(self._empty_words)
        elif picture.prepared is None:
            self._words.tell_progress(picture, self._all)
        elif picture.prepared.advice:
            self._words.say(say(f"studio.advice_{picture.prepared.advice[0]}"), "look")
        elif not picture.prepared.cut.is_used:
            self._words.say(say("studio.doubt"), "look")
        else:
            self._words.say("")

    def _show_layers(self) -> None:
        picture = self._shown
        if picture is None or picture.looks is None:
            self.canvas.show_layers(None)
            return
        say, made, looks = self._desk.say, picture.prepared, picture.looks
        original = made.original if made else None
        words = (say("studio.show_cut"), say("studio.show_original"))
        shown, beside = looks.shown, looks.original
        if beside is not None and picture.shows_original:
            shown, beside, words = beside, shown, words[::-1]
        size = picture.shot.frame.shape if picture.shot is not None else (1, 1)
        is_mending = original is not None and self.canvas.brush is not None
        self.canvas.show_layers(
            Layers(
                look=shown,
                crop=made.crop if made else (0, 0, 1, 1),
                under=looks.original if is_mending else None,
                under_crop=original.crop if original else (0, 0, 1, 1),
                whole=(size[1], size[0]),
                beside=beside,
                is_pair=made is None or original is not None,
                words=words[0] if original is not None else "",
                beside_words=words[1],
            )
        )

    def _show_stored(self, image: QImage) -> None:
        if not self._all and not image.isNull():
            self.canvas.show_layers(Layers(look=image))


def article_number(shot: Shot) -> str:
    """Return the number of the article in a picture, empty where none is believed."""
    for found in shot.found:
        understood = read(found.text) if found.is_believed else None
        if isinstance(understood, ProductCode):
            return understood.gtin
    return ""
