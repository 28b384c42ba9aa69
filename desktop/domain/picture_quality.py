"""Which of several pictures of one product is to stand first, by what was measured in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CROPPED_PERCENT = 10.0
"""Of the picture's border covered by the product: whole ones measured 6 at most, cut ones 15."""
_SOFTER = 1.3
"""Two pictures of one thing, one of them out of focus by a pixel and a half, differ by twice this."""
_DIMMER = 0.7


class Merit(StrEnum):
    """What the first picture has before another: words under `studio.merit_<name>`."""

    SHARPEST = "sharpest"
    WHOLE = "whole"
    BEST_LIT = "best_lit"
    CUT_OUT = "cut_out"
    FRONT = "front"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What was measured in one picture."""

    #: As `devices.light.sharpness` has it.
    sharpness: float
    #: Mean lightness of the product, 0 to 255.
    lightness: float
    is_blurred: bool = False
    #: Told to be too dark or too bright.
    is_badly_lit: bool = False
    #: Of the picture's border that is product, per cent.
    border_percent: float = 0.0
    #: The product came out of its background, or nobody was to take it out.
    is_cut: bool = True
    #: An article number stands in it: as a rule that is the back.
    shows_code: bool = False


def ranked(pictures: Sequence[Quality]) -> tuple[int, ...]:
    """Return the places of pictures of one product, the best first; equals stay in their order."""
    faults = _faults(pictures)
    return tuple(sorted(range(len(pictures)), key=lambda place: sum(faults[place].values())))


def merit(pictures: Sequence[Quality]) -> Merit | None:
    """Return what the best has before the one it was put before; None where they are equals.

    The one it was put before is the one taken first; where that is the best itself, the next best.
    """
    if len(pictures) < 2:
        return None
    best, second, *_ = ranked(pictures)
    faults = _faults(pictures)
    mine, other = faults[best], faults[0 if best else second]
    gains = {name: other[name] - mine[name] for name in Merit}
    name = max(gains, key=lambda each: gains[each])
    return name if gains[name] > 0 else None


def _faults(pictures: Sequence[Quality]) -> list[dict[Merit, int]]:
    """Return what speaks against each: a blur is never mended, a dim picture is lifted."""
    return [
        {
            Merit.SHARPEST: _blur(each, pictures),
            Merit.WHOLE: 4 * (each.border_percent >= CROPPED_PERCENT),
            Merit.BEST_LIT: 3 if each.is_badly_lit else int(_is_dimmer(each, pictures)),
            Merit.CUT_OUT: 2 * (not each.is_cut),
            Merit.FRONT: 2 * each.shows_code,
        }
        for each in pictures
    ]


def _blur(one: Quality, pictures: Sequence[Quality]) -> int:
    return 5 * one.is_blurred + 2 * any(_is_softer(one, each) for each in pictures)


def _is_softer(one: Quality, other: Quality) -> bool:
    # Measured inside an outline and in a whole picture it is not the same figure; and the small
    # print of a back is sharper than any front, which is no reason to show it first.
    is_comparable = one.is_cut == other.is_cut and (one.shows_code or not other.shows_code)
    return is_comparable and one.sharpness * _SOFTER < other.sharpness


def _is_dimmer(one: Quality, pictures: Sequence[Quality]) -> bool:
    return one.lightness < _DIMMER * max(each.lightness for each in pictures)
