"""One photograph of the product in hand, and which of several stands first on its sheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.domain.picture_quality import Quality, merit, ranked
from desktop.services.drafting.photos import Prepared, Shot, Step

_BESIDE_PX = 800
"""The picture beside the large one is never shown wider; kept whole, eight of them are 46 MB."""


@dataclass(frozen=True, slots=True)
class Looks:
    """A picture decoded, ready to be painted; made off the main thread."""

    shown: QImage
    #: As it was taken; None when that is what is shown.
    original: QImage | None = None


@dataclass(eq=False, slots=True)
class Picture:
    """One photograph on its way.

    coming (a first look at most) -> understood (`shot`) -> kept (`prepared`), and its pixels let go
    when another product comes.
    """

    number: int
    shot: Shot | None = None
    prepared: Prepared | None = None
    looks: Looks | None = None
    shows_original: bool = False
    is_refused: bool = False
    #: Somebody put it first by hand.
    is_chosen: bool = False
    #: One of several things in one photograph: they keep their order.
    is_laid: bool = False
    #: Steps that are done of making it ready, and the one under way.
    done: int = 0
    doing: Step = Step.OPEN
    #: Takes the picture's name instead of the widget, once the product is saved.
    then: Callable[[str], object] | None = None

    @property
    def sha256(self) -> str:
        """Return the name of the file that is to be shown; empty while it is coming."""
        if self.prepared is None:
            return ""
        original = self.prepared.original
        return original.sha256 if self.shows_original and original else self.prepared.sha256

    @property
    def has_both(self) -> bool:
        """Tell whether there is a cut-out, and so an original beside it."""
        return self.prepared is not None and self.prepared.original is not None


def in_order(pictures: Sequence[Picture]) -> tuple[Picture, ...]:
    """Return those that are ready, the first of the sheet first: a hand's choice, or the best."""
    ready, measured = _ready(pictures)
    if not any(each.is_laid for each in ready):
        ready = [ready[at] for at in ranked(measured)]
    return tuple(sorted(ready, key=lambda each: not each.is_chosen))


def why_first(pictures: Sequence[Picture]) -> str:
    """Return why the first is first: `chosen`, what it has before the others, or nothing."""
    ready, measured = _ready(pictures)
    if any(each.is_chosen for each in ready):
        return "chosen"
    return "" if any(each.is_laid for each in ready) else merit(measured) or ""


def _ready(pictures: Sequence[Picture]) -> tuple[list[Picture], list[Quality]]:
    ready = [(each, each.prepared.quality) for each in pictures if each.prepared is not None]
    return [picture for picture, _ in ready], [quality for _, quality in ready]


def looks_of(made: Prepared) -> Looks:
    """Return what is painted of a picture. Not on the main thread: two files are decoded."""
    original = None if made.original is None else decoded(made.original.webp)
    if original is not None and original.width() > _BESIDE_PX:
        original = original.scaledToWidth(_BESIDE_PX, Qt.TransformationMode.SmoothTransformation)
    return Looks(decoded(made.webp), original)


def decoded(content: bytes) -> QImage:
    """Return an image from its file."""
    image = QImage()
    image.loadFromData(content)
    return image
