"""The forms of one product laid out as people look for them: sizes across, colours down."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.sellable import Sellable


@dataclass(frozen=True, slots=True)
class VariantGrid:
    """Rows of cells; a form that the shop does not have is an empty cell."""

    #: Words of the first axis, in the product's order; one empty word when it has no axis.
    columns: tuple[str, ...]
    #: Words of the other axes together; one empty word when there is one axis.
    rows: tuple[str, ...]
    cells: tuple[tuple[Sellable | None, ...], ...]

    def at(self, line: int, column: int) -> Sellable | None:
        """Return what stands in a cell."""
        return self.cells[line][column]


def lay_out(variants: Sequence[Sellable]) -> VariantGrid:
    """Return the forms of a product as a grid, words in the order in which they first come.

    Forms whose traits are the same stand in rows of their own: nothing is ever hidden.
    """
    columns = tuple(dict.fromkeys(_across(item) for item in variants))
    lines: dict[str, list[dict[str, Sellable]]] = {}
    for item in variants:
        same = lines.setdefault(_down(item), [{}])
        free = next((line for line in same if _across(item) not in line), None)
        if free is None:
            free = {}
            same.append(free)
        free[_across(item)] = item
    rows = [(words, line) for words, same in lines.items() for line in same]
    return VariantGrid(
        columns,
        tuple(words for words, _line in rows),
        tuple(tuple(line.get(word) for word in columns) for _words, line in rows),
    )


def _across(item: Sellable) -> str:
    return item.traits[0][1] if item.traits else item.options


def _down(item: Sellable) -> str:
    return " · ".join(word for _axis, word in item.traits[1:])
