"""What makes a product's forms: sizes, colours, as people type them."""

from collections.abc import Iterable, Sequence
from itertools import product

Axis = tuple[str, tuple[str, ...]]
Options = tuple[tuple[str, str], ...]


def combine(axes: Sequence[Axis]) -> tuple[Options, ...]:
    """Return every combination of the axes that have values; one empty combination for none."""
    used = [(name, values) for name, values in axes if values]
    return tuple(
        tuple((name, value) for (name, _values), value in zip(used, choice, strict=True))
        for choice in product(*(values for _name, values in used))
    )


def axes_of(options: Iterable[Options]) -> tuple[Axis, ...]:
    """Return the axes that a product's forms vary along, in their order."""
    found: dict[str, dict[str, None]] = {}
    for each in options:
        for name, value in each:
            found.setdefault(name, {})[value] = None
    return tuple((name, tuple(values)) for name, values in found.items())
