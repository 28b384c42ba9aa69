"""The forms of the product in hand while its sizes and colours are typed: none is lost unsaid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.domain.same_forms import same_forms
from desktop.domain.variant_axes import Axis, Options, combine
from desktop.ui.product.variant_rows import VariantRow


@dataclass(slots=True)
class _Known:
    """A form that is stored, or that stood there when somebody typed something of the forms."""

    row: VariantRow
    #: What it was called when the product was shown.
    was: Options
    #: What it was called when something was typed of the forms last: what is typed of their names
    #: since is compared with this, not letter by letter.
    stands: Options


class KeptForms:
    """Finds the forms again under other words; each typed list makes its rows from what is known."""

    def __init__(self) -> None:
        #: Whether a word that is spelt otherwise is another article, because somebody said so.
        self.are_others = False
        self._known: list[_Known] = []
        #: Which of them each row shown is; None is one of which nothing is known.
        self._shown: list[_Known | None] = []
        self._apart: set[frozenset[str]] = set()

    def begin(self, rows: Sequence[VariantRow]) -> tuple[VariantRow, ...]:
        """Hold a product's forms as they are stored and return them; one blank row for none."""
        self.are_others = False
        self._known = [_Known(each, each.options, each.options) for each in rows]
        self._shown = [*self._known] or [None]
        self._apart = set()
        return tuple(rows) or (VariantRow(()),)

    def note(self, rows: Sequence[VariantRow]) -> None:
        """Take what was typed of the rows shown last: price, code, stock."""
        if all(map(_is_as_it_was, rows, self._shown)):
            return
        for place, row in enumerate(rows):
            known = self._shown[place]
            if known is not None:
                known.row, known.stands = row, row.options
            else:
                self._known.append(_Known(row, row.options, row.options))
                self._shown[place] = self._known[-1]

    def rows(self, axes: Sequence[Axis]) -> tuple[VariantRow, ...]:
        """Return a row for each form wanted: one that is known, or a new one."""
        self._part(axes)
        wanted = combine(axes)
        found = self._alike(wanted) if self.are_others else self._same(axes)
        self._shown = [
            self._known[found[place]] if place in found else None for place in range(len(wanted))
        ]
        return tuple(
            replace(known.row, options=options) if known else VariantRow(options)
            for options, known in zip(wanted, self._shown, strict=True)
        )

    @property
    def leaving(self) -> tuple[VariantRow, ...]:
        """Return the forms with a code or pieces that are not among those shown, as they were."""
        shown = {id(each) for each in self._shown}
        return tuple(
            replace(each.row, options=each.was)
            for each in self._known
            if id(each) not in shown and each.row.holds
        )

    def renamed(self, rows: Sequence[VariantRow]) -> tuple[tuple[Options, Options], ...]:
        """Return what stored forms with a code or pieces were called, and are called now."""
        return tuple(
            (known.was, row.options)
            for row, known in zip(rows, self._shown, strict=True)
            if known and row.id and row.holds and _words(row.options) != _words(known.was)
        )

    def _same(self, axes: Sequence[Axis]) -> dict[int, int]:
        return same_forms([each.stands for each in self._known], axes, self._apart)

    def _alike(self, wanted: Sequence[Options]) -> dict[int, int]:
        """Return only those that are called what they were."""
        places = {_words(each.stands): at for at, each in reversed(list(enumerate(self._known)))}
        return {
            place: places[_words(each)]
            for place, each in enumerate(wanted)
            if _words(each) in places
        }

    def _part(self, axes: Sequence[Axis]) -> None:
        """Keep which words stood beside each other: one is not the other spelt anew."""
        known = {word.casefold() for each in self._known for _axis, word in each.stands}
        for _name, values in axes:
            words = {each.casefold() for each in values}
            self._apart |= {frozenset((old, new)) for old in words & known for new in words - known}


def _is_as_it_was(row: VariantRow, known: _Known | None) -> bool:
    return replace(known.row if known else VariantRow(()), options=row.options) == row


def _words(options: Options) -> tuple[str, ...]:
    return tuple(word.casefold() for _axis, word in options)
