"""Lockers: which compartment a parcel goes into."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.places import walking_key
from desktop.errors import RefusedError

BY_THE_BANK = "LOCKER"
"""Stands for who handed over, where the customer opened it with the code and nobody stood there."""
MOST_BOXES = 256
BOX_LETTERS = 20
_LONGEST_PLAN = 400
_SPAN = re.compile(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*([SML])", re.ASCII | re.IGNORECASE)


class Size(StrEnum):
    """How large a compartment is, as locker makers letter them."""

    SMALL = "S"
    MEDIUM = "M"
    LARGE = "L"


_SIZES: tuple[Size, ...] = (*Size,)


@dataclass(frozen=True, slots=True)
class Box:
    """One compartment: what stands on its door, and how large it is."""

    number: str
    size: Size


def read_plan(text: str) -> tuple[Box, ...]:
    """Return the compartments that somebody wrote down: "1-8 S, 9-12 M, 13 L".

    Raises:
        RefusedError: locker_plan_unread; locker_plan_twice, for a number that stands there twice;
            locker_plan_long, for one above 256.
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", text[:_LONGEST_PLAN]) if part.strip()]
    boxes: dict[int, Box] = {}
    for part in parts:
        span = _SPAN.fullmatch(part)
        if span is None:
            raise RefusedError("locker_plan_unread", text=part[:40])
        first = int(span[1])
        last = int(span[2] or first)
        if not 1 <= first <= last <= MOST_BOXES:
            raise RefusedError("locker_plan_long", most=MOST_BOXES)
        for number in range(first, last + 1):
            if number in boxes:
                raise RefusedError("locker_plan_twice", box=number)
            boxes[number] = Box(str(number), Size(span[3].upper()))
    return tuple(boxes[number] for number in sorted(boxes))


def size_for(bags: int) -> Size:
    """Return the size that is proposed for so many bags; whoever carries them knows better."""
    return _SIZES[min(max(bags, 1), len(_SIZES)) - 1]


def choose(boxes: Iterable[Box], taken: Collection[str], wanted: Size) -> Box:
    """Return the smallest free compartment a parcel fits into; of those the first one walks to.

    Raises:
        RefusedError: locker_full, when none that is large enough is free.
    """
    least = _SIZES.index(wanted)
    free = [box for box in boxes if box.number not in taken and _SIZES.index(box.size) >= least]
    if not free:
        raise RefusedError("locker_full", size=wanted.value)
    return min(free, key=lambda box: (_SIZES.index(box.size), walking_key(box.number)))
