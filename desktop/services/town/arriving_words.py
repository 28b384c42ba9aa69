"""What the marketplace passes on from strangers, cut to what a window can show at once."""

from typing import TypeVar

import msgspec

_Told = TypeVar("_Told", bound=msgspec.Struct)

MOST_LETTERS = 2000
MOST_LINES = 40
"""More than any form of the marketplace takes; laying out a million letters holds a window up."""


def cut(told: _Told) -> _Told:
    """Return a message with every text in it cut to `MOST_LETTERS` and `MOST_LINES`, marked "…"."""
    fields = ((name, getattr(told, name)) for name in told.__struct_fields__)
    changed = {name: now for name, value in fields if (now := _cut(value)) is not value}
    return msgspec.structs.replace(told, **changed) if changed else told


def _cut(value: object) -> object:
    match value:
        case str():
            return _cut_text(value)
        case msgspec.Struct():
            return cut(value)
        case tuple():
            parts = tuple(_cut(part) for part in value)
            is_same = all(now is part for now, part in zip(parts, value, strict=True))
            return value if is_same else parts
        case _:
            return value


def _cut_text(text: str) -> str:
    if len(text) <= MOST_LETTERS and text.count("\n") < MOST_LINES:
        return text
    kept = "\n".join(text[:MOST_LETTERS].splitlines()[:MOST_LINES])
    return f"{kept.rstrip()}…"
