"""Photographs on their way into the catalogue.

The work on pixels (`take`, `mend`, `finish`, or `prepare`, which is all of it) runs in the pool
beside the ledger thread, in steps that are told; what goes into the database is `kept_photos`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop.domain.picture_quality import Quality
from desktop.domain.scan import ProductCode, read
from desktop.errors import RefusedError

if TYPE_CHECKING:
    from desktop.devices.cutout import Cut, Cutter, Stroke
    from desktop.devices.imaging import Frame, WebPicture
    from desktop.devices.light import GreySheet


FIRST_LOOK_PX = 480
_WORK_PX = 2400
"""A square of 1,200 pixels is cut from no more than this; larger ones only cost memory."""
_LOOK_PX = 1280
"""What codes, outline, light and colours are looked for in."""


class Step(StrEnum):
    """What is being done, in this order."""

    OPEN = "open"
    FIRST_LOOK = "first_look"
    CODES = "codes"
    CUT = "cut"
    COLOURS = "colours"
    DEVELOP = "develop"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Progress:
    """A step that is done."""

    step: Step
    done: int
    of: int
    #: With `FIRST_LOOK`: a small JPEG of about what will be shown.
    look: bytes = b""


@dataclass(frozen=True, slots=True)
class Found:
    """A code in the picture."""

    text: str
    format: str
    #: Read so surely, or twice, that it may be acted on.
    is_believed: bool


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the product, to be proposed."""

    #: Its word stands in the wording under `colour.<code>`.
    code: str
    #: #rrggbb as seen.
    seen: str
    percent: int


@dataclass(frozen=True, slots=True)
class CutOut:
    """How the product came out of its background."""

    #: net, or seeds where the network's file is not installed; none when it was not tried.
    way: Literal["net", "seeds", "none"]
    #: 0 to 100; from 60 on it stands in front of the original.
    score: int
    area_percent: float
    #: Why it is not believed: words under `photo.doubt_<name>`.
    doubts: tuple[str, ...] = ()
    #: Whether the picture shows it.
    is_used: bool = False


_NOT_CUT = CutOut("none", 0, 0.0)


_UNMEASURED = Quality(sharpness=0.0, lightness=0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shot:
    """One photograph opened and understood, its pixels in memory: let it go when it is finished."""

    name: str
    frame: "Frame"
    #: The whole frame's outline; None when nobody was to cut.
    cut: "Cut | None"
    found: tuple[Found, ...]
    colours: tuple[Colour, ...]
    #: What would make the next one better: words under `studio.advice_<name>`.
    advice: tuple[str, ...]
    likeness: str
    ms: Mapping[Step, float]
    #: What was measured, before anybody knows whether the outline is used.
    quality: Quality = _UNMEASURED


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a picture, named by its content."""

    sha256: str
    webp: bytes
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A photograph ready to be kept: square, upright, small, without a trace of its maker."""

    sha256: str
    webp: bytes
    width: int
    height: int
    #: Article numbers that stand in the picture, believed.
    codes: tuple[str, ...]
    #: Smaller files of the same picture, the largest first.
    smaller: tuple[File, ...] = ()
    #: The picture as it was taken; None when this is it.
    original: "Prepared | None" = None
    cut: CutOut = _NOT_CUT
    #: Of the upright photograph as it was worked on: at most 2,400 pixels.
    size: tuple[int, int] = (0, 0)
    #: Left, top, width and height of the square in it; on white it may reach beyond.
    crop: tuple[int, int, int, int] = (0, 0, 0, 0)
    found: tuple[Found, ...] = ()
    colours: tuple[Colour, ...] = ()
    advice: tuple[str, ...] = ()
    likeness: str = ""
    #: For putting the best of several first.
    quality: Quality = _UNMEASURED
    #: Milliseconds of each step by the clock.
    ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a photograph is to be made ready."""

    #: Try to take the product out of its background.
    cuts: bool = True
    #: The shop's grey sheet, when one was shown to the camera.
    sheet: "GreySheet | None" = None
    #: Told when each step is done, on the thread that works.
    tell: Callable[[Progress], object] = lambda _progress: None
    #: Asked between steps; true ends the work with `photo_stopped`.
    is_stopped: Callable[[], bool] = lambda: False


_USUAL = Wish()


class _Steps:
    """Counts and times the steps of one photograph."""

    def __init__(self, wish: Wish, taken: Mapping[Step, float] | None = None) -> None:
        self._wish = wish
        self._begun = time.perf_counter()
        self.ms: dict[Step, float] = dict(taken or {})

    def done(self, step: Step, look: bytes = b"") -> None:
        now = time.perf_counter()
        self.ms[step] = round((now - self._begun) * 1000, 1)
        self._wish.tell(Progress(step, len(self.ms), len(Step), look))
        if self._wish.is_stopped():
            raise RefusedError("photo_stopped")
        self._begun = time.perf_counter()


_cutters: "list[Cutter]" = []


def _cutter() -> "Cutter":
    """Return the one that cuts for the whole program: its network is loaded once."""
    if not _cutters:
        from desktop.devices.cutout import Cutter  # noqa: PLC0415 see prepare

        _cutters.append(Cutter())
    return _cutters[0]


def rest() -> None:
    """Give back the memory that cutting out holds: at the end, and when the studio is left."""
    while _cutters:
        _cutters.pop().close()


def prepare(source: Path | bytes, name: str = "", wish: Wish = _USUAL) -> Prepared:
    """Return a photograph made ready, and what was seen in it. Any thread but the ledger's.

    About 1.5 s of processor for twelve megapixels; the first look is told after 0.2 s.

    Raises:
        RefusedError: picture_too_large, picture_too_many_pixels, picture_unknown,
            picture_is_drawing, picture_cut_off; photo_stopped, when the wish was withdrawn.
        WorldError: picture_missing, picture_unreadable.
    """
    return finish(take(source, name, wish), wish=wish)


def take(source: Path | bytes, name: str = "", wish: Wish = _USUAL) -> Shot:
    """Return a photograph opened and understood, ready to be mended or finished. Raises as prepare."""
    # Here, because OpenCV costs a tenth of a second that the sale screen need not wait for.
    from desktop.devices import colours, imaging, light, likeness, packshot  # noqa: PLC0415

    steps = _Steps(wish)
    content = imaging.read_bytes(source) if isinstance(source, Path) else source
    name = source.name if isinstance(source, Path) else name
    frame = packshot.shrunk(imaging.as_frame(imaging.open_picture(content, name)), _WORK_PX)
    del content
    if wish.sheet is not None:
        frame = light.balanced(frame, wish.sheet)
    steps.done(Step.OPEN)
    small = packshot.shrunk(frame, _LOOK_PX)
    steps.done(Step.FIRST_LOOK, _first_look(small))
    found = _codes_in(frame, small)
    steps.done(Step.CODES)
    cut = _grown(_cutter().cut(small), frame) if wish.cuts else None
    steps.done(Step.CUT)
    inside = None if cut is None or not cut.is_enough else packshot.shrunk(cut.alpha, _LOOK_PX)
    shares = colours.colours(small, inside)
    told = light.advice(small, inside)
    quality = Quality(
        sharpness=light.sharpness(small, inside),
        lightness=light.lightness(small, inside),
        is_blurred=light.Advice.BLURRED in told,
        is_badly_lit=bool({light.Advice.TOO_DARK, light.Advice.TOO_BRIGHT}.intersection(told)),
        border_percent=0.0 if cut is None else cut.border_percent,
        is_cut=cut is None or cut.is_enough,
        shows_code=bool(_article_numbers(found)),
    )
    steps.done(Step.COLOURS)
    return Shot(
        name=name,
        frame=frame,
        cut=cut,
        found=found,
        colours=tuple(Colour(each.code, each.seen, each.percent) for each in shares),
        advice=tuple(each.value for each in told),
        likeness=likeness.likeness(small),
        ms=steps.ms,
        quality=quality,
    )


def _first_look(small: "Frame") -> bytes:
    from desktop.devices import cutout, imaging, packshot  # noqa: PLC0415 see prepare

    box = packshot.square_within(cutout.likely_box(small), small.shape[1], small.shape[0])
    square = packshot.cropped(small, box, FIRST_LOOK_PX)
    return imaging.as_jpeg(imaging.as_frame(square), FIRST_LOOK_PX)


def _codes_in(frame: "Frame", small: "Frame") -> tuple[Found, ...]:
    """Return the codes; a striped one is believed when a second look agrees, as on two frames."""
    from desktop.devices import code_reader  # noqa: PLC0415 see prepare

    codes = code_reader.read_at_once(frame) or code_reader.read_codes(small)
    again: set[str] = set()
    if any(not code.is_certain for code in codes):
        again = {code.text for code in code_reader.read_codes(code_reader.another_look(small))}
    return tuple(
        Found(code.text, code.format, code.is_certain or code.text in again) for code in codes
    )


def _grown(cut: "Cut", frame: "Frame") -> "Cut":
    """Return the outline at the photograph's full size."""
    from desktop.devices.cutout import grown  # noqa: PLC0415 see prepare

    return grown(cut, frame.shape[1], frame.shape[0])


def stroke(points: tuple[tuple[float, float], ...], radius: float, *, keeps: bool) -> "Stroke":
    """Return a line of the mending brush, in parts of the photograph's width and height."""
    from desktop.devices.cutout import Stroke  # noqa: PLC0415 see prepare

    return Stroke(points, radius, keeps)


def mend(shot: Shot, strokes: "Sequence[Stroke]") -> Shot:
    """Return the shot with its outline as the brush corrected it; what a hand drew is believed.

    Any thread but the ledger's. The strokes are all since the shot was taken, or those since the
    last mending of the shot that is handed in.
    """
    from desktop.devices import cutout  # noqa: PLC0415 see prepare

    cut = shot.cut if shot.cut is not None else cutout.nothing_cut(shot.frame)
    mended = cutout.mended(shot.frame, cut, strokes)
    quality = replace(shot.quality, is_cut=mended.is_enough, border_percent=mended.border_percent)
    return replace(shot, cut=mended, quality=quality)


def finish(shot: Shot, *, cuts: bool | None = None, wish: Wish = _USUAL) -> Prepared:
    """Return the files of a shot: the product on white, with the original behind it.

    Args:
        shot: what `take` or `mend` returned.
        cuts: take the product out; None: when its outline is believed.
        wish: hears of the steps.

    Raises:
        RefusedError: photo_stopped.
    """
    from desktop.devices import imaging, light, packshot  # noqa: PLC0415 see prepare

    steps = _Steps(wish, shot.ms)
    cut, frame = shot.cut, shot.frame
    box = None if cut is None else cut.box
    is_cut = cut is not None and box is not None and (cut.is_enough if cuts is None else cuts)
    height, width = frame.shape[:2]
    is_placed = box is not None and cut is not None and cut.is_enough
    around = box if box is not None and (is_placed or is_cut) else (0, 0, width, height)
    inner = packshot.square_within(around, width, height)
    alpha = cut.alpha if cut is not None and is_cut else None
    lit = light.exposed(frame, alpha)
    plain = packshot.cropped(lit, inner)
    told = None if cut is None else _told(cut, is_used=is_cut)
    if alpha is not None and box is not None:
        outer = packshot.square_around(box)
        shown = packshot.on_white(lit, alpha, outer)
    else:
        outer, shown = inner, plain
    steps.done(Step.DEVELOP)
    original = _files(shot, imaging.as_webp(plain), (), crop=inner) if is_cut else None
    main = imaging.as_webp(shown)
    made = _files(shot, main, imaging.smaller(shown), crop=outer)
    steps.done(Step.FILES)
    return replace(
        made,
        original=original,
        cut=told if told is not None else _NOT_CUT,
        ms={step.value: taken for step, taken in steps.ms.items()},
    )


def _told(cut: "Cut", *, is_used: bool) -> CutOut:
    doubts = tuple(doubt.value for doubt in cut.doubts)
    return CutOut(cut.way.value, cut.score, cut.area_percent, doubts, is_used)


def _files(
    shot: Shot,
    main: "WebPicture",
    small: "Sequence[WebPicture]",
    *,
    crop: tuple[int, int, int, int],
) -> Prepared:
    return Prepared(
        sha256=main.sha256,
        webp=main.webp,
        width=main.width,
        height=main.height,
        codes=_article_numbers(shot.found),
        smaller=tuple(File(sha256=e.sha256, webp=e.webp, width=e.width) for e in small),
        size=(shot.frame.shape[1], shot.frame.shape[0]),
        crop=crop,
        found=shot.found,
        colours=shot.colours,
        advice=shot.advice,
        likeness=shot.likeness,
        quality=shot.quality,
    )


def _article_numbers(found: Sequence[Found]) -> tuple[str, ...]:
    understood = [read(code.text) for code in found if code.is_believed]
    return tuple(code.gtin for code in understood if isinstance(code, ProductCode))
