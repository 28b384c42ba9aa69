"""The bags of an order on their way to a shelf: how many, kept how, where, and what is in each."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.domain.bagging import KEEPS
from desktop.services.online.bags import Bag, Bagging
from desktop.services.online.orders import SHELF_LETTERS
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button, ElidedButton
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row

_MOST_BAGS = 20
_SHORT_LETTERS, _SHORT_SHELVES, _LONG_SHELVES = 3, 6, 2
"""How many shelves stand side by side in a narrow window, those of few letters and the others."""


class BagsBox(QWidget):
    """One row a bag; a shelf's code that is scanned goes to the first bag without one.

    Of several bags it can be told what is in each: then one may leave without the others.
    """

    #: Enter in a shelf's field: the bags are where they belong.
    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._bags: list[Bag] = [Bag()]
        self._shelves: tuple[str, ...] = ()
        # Each act on the bags shows them anew and keeps the focus among them, or the next Enter
        # of a scanner would press whatever Qt had chosen instead.
        self._fields: list[QLineEdit] = []
        self._keeps: list[Button] = []
        self._drops: list[Button] = []
        self._chips: list[Button] = []
        self._at = 0
        #: What is to be bagged (id and name), and the place of its bag.
        self._lines: Sequence[tuple[str, str]] = ()
        self._whose: dict[str, int] = {}
        self._movers: dict[str, Button] = {}
        self._rows = QGridLayout()
        self._rows.setSpacing(6)
        self._rows.setColumnStretch(2, 1)
        self._recent = QGridLayout()
        self._recent.setSpacing(4)
        more = Button(
            "order-more-bags",
            desk.say("bag.add"),
            role="quiet",
            picture="plus",
            clicked=self._add,
        )
        self._more = more
        self._inside = Button(
            "order-bag-contents",
            desk.say("bag.contents"),
            role="quiet",
            picture="down",
            clicked=self._toggle_contents,
        )
        self._contents = QGridLayout()
        self._contents.setSpacing(6)
        self._contents.setColumnStretch(0, 1)
        self._opened = QWidget()
        self._opened.setLayout(self._contents)
        self._opened.hide()
        self.setLayout(
            column(
                self._rows,
                row(self._recent, None),
                row(None, more),
                row(self._inside, None),
                self._opened,
                gap=6,
            )
        )

    @property
    def bags(self) -> tuple[Bag, ...]:
        """Return the bags as they are shown; one alone holds it all, and need not say so."""
        return tuple(self._bag(place) for place in range(len(self._bags)))

    def _bag(self, place: int) -> Bag:
        bag, lines = self._bags[place], self._whose.items()
        told = tuple(line for line, at in lines if at == place) if len(self._bags) > 1 else ()
        return Bag(shelf=bag.shelf, keep=bag.keep, lines=told)

    def begin(self, bagging: Bagging, lines: Sequence[tuple[str, str]] = ()) -> None:
        """Show the bags an order wants, for these lines of it (id and name)."""
        self._bags = list(bagging.bags)
        self._shelves = bagging.shelves
        self._at = 0
        told = {line: at for at, bag in enumerate(bagging.bags) for line in bag.lines}
        self._lines = lines
        self._whose = {line: told.get(line, 0) for line, _name in lines}
        self._opened.hide()
        self._show()

    def take_shelf(self, code: str) -> int:
        """Put a scanned shelf into the first bag without one, else into all; return which bag."""
        place = next((n for n, bag in enumerate(self._bags) if not bag.shelf), self._at)
        self._set_shelf(place, code)
        self._show()
        return place + 1

    def _show(self) -> None:
        clear(self._rows)
        clear(self._recent)
        self._fields, self._keeps, self._drops, self._chips = [], [], [], []
        for place, bag in enumerate(self._bags):
            self._add_row(place, bag)
        are_short = all(len(shelf) <= _SHORT_LETTERS for shelf in self._shelves)
        side_by_side = _SHORT_SHELVES if are_short else _LONG_SHELVES
        for place, shelf in enumerate(self._shelves):
            chip = self._recent_chip(place, shelf, is_short=are_short)
            self._chips.append(chip)
            self._recent.addWidget(chip, *divmod(place, side_by_side))
            chip.show()
        self._show_contents()
        self._put_in_order()

    def _recent_chip(self, place: int, shelf: str, *, is_short: bool) -> Button:
        name, take = f"order-shelf-recent-{place}", partial(self._take_recent, shelf)
        chip = (
            Button(name, shelf, role="tight", clicked=take)
            if is_short
            else ElidedButton(name, shelf, role="tight", picture="", clicked=take)
        )
        chip.setAccessibleName(f"{self._desk.say('bag.recent')} : {shelf}")
        chip.setMinimumWidth(self._desk.tokens.sizes.touch)
        return chip

    def _show_contents(self) -> None:
        """Show of each line the bag it is in, where there is more than one."""
        clear(self._contents)
        self._movers = {}
        can_part = len(self._bags) > 1 and bool(self._lines)
        self._inside.setVisible(can_part)
        self._opened.setVisible(can_part and not self._opened.isHidden())
        for row_at, (line, name) in enumerate(self._lines if can_part else ()):
            bag = self._desk.say("bag.one", n=self._whose[line] + 1)
            mover = Button(
                f"order-line-bag-{row_at}",
                bag,
                role="tight",
                spoken=f"{name} : {bag}",
                clicked=partial(self._move, line),
            )
            self._movers[line] = mover
            for at, part in enumerate((ElidedLabel(name, "note"), mover)):
                self._contents.addWidget(part, row_at, at)
                part.show()

    def _toggle_contents(self) -> None:
        self._opened.setVisible(self._opened.isHidden())
        first = next(iter(self._movers.values()), None)
        if first is not None and not self._opened.isHidden():
            first.setFocus()

    def _move(self, line: str) -> None:
        """Put a line into the next bag, after the last into the first."""
        self._whose[line] = (self._whose[line] + 1) % len(self._bags)
        self._show()
        self._movers[line].setFocus()

    def _put_in_order(self) -> None:
        """Have Tab go bag by bag, as they are read; what is shown anew would come last."""
        chain: list[QWidget] = []
        for parts in zip(self._keeps, self._fields, self._drops, strict=True):
            chain += parts
        chain += [*self._chips, self._more, self._inside, *self._movers.values()]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _add_row(self, place: int, bag: Bag) -> None:
        say = self._desk.say
        suffix = "" if place == 0 else f"-{place + 1}"
        keep = Button(
            f"order-bag-keep{suffix}",
            say(f"bag.keep_{bag.keep}"),
            role="tight",
            spoken=f"{say('bag.keep', n=place + 1)} : {say(f'bag.keep_{bag.keep}')}",
            clicked=partial(self._next_keep, place),
        )
        field = QLineEdit(bag.shelf)
        field.setObjectName(f"order-shelf{suffix}")
        field.setAccessibleName(say("bag.shelf", n=place + 1))
        field.setPlaceholderText(say("bag.shelf_short"))
        field.setMaxLength(SHELF_LETTERS)
        field.setMinimumWidth(70)
        field.textEdited.connect(partial(self._typed, place))
        field.returnPressed.connect(self._on_return)
        self._fields.append(field)
        self._keeps.append(keep)
        drop = Button(
            f"order-fewer-bags{suffix}",
            role="icon",
            picture="close",
            spoken=say("bag.drop", n=place + 1),
            clicked=partial(self._drop, place),
        )
        drop.setEnabled(len(self._bags) > 1)
        self._drops.append(drop)
        parts = (label(say("bag.one", n=place + 1), "heading"), keep, field, drop)
        for at, part in enumerate(parts):
            self._rows.addWidget(part, place, at)
            part.show()

    def _typed(self, place: int, text: str) -> None:
        self._at = place
        self._set_shelf(place, text)

    def _set_shelf(self, place: int, shelf: str) -> None:
        self._bags[place] = Bag(shelf=shelf[:SHELF_LETTERS].strip(), keep=self._bags[place].keep)

    def _next_keep(self, place: int) -> None:
        bag = self._bags[place]
        after = KEEPS[(KEEPS.index(bag.keep) + 1) % len(KEEPS)]
        self._bags[place] = Bag(shelf=bag.shelf, keep=after)
        self._show()
        self._keeps[place].setFocus()

    def _take_recent(self, shelf: str) -> None:
        self.take_shelf(shelf)
        self._go_on()

    def _go_on(self) -> None:
        """Go to the first bag that has no shelf, else to the last one."""
        last = len(self._bags) - 1
        self._at = next((n for n, bag in enumerate(self._bags) if not bag.shelf), last)
        self._fields[self._at].setFocus()

    def _add(self) -> None:
        if len(self._bags) < _MOST_BAGS:
            self._bags.append(Bag())
            self._show()
            self._go_on()

    def _drop(self, place: int) -> None:
        if len(self._bags) > 1:
            del self._bags[place]
            for line, at in self._whose.items():
                self._whose[line] = max(at - 1, 0) if at >= place else at
            self._at = 0
            self._show()
            self._fields[min(place, len(self._fields) - 1)].setFocus()

    def _on_return(self) -> None:
        """Go to the next field without a shelf; from the last one the bags are done."""
        empty = next((n for n, bag in enumerate(self._bags) if not bag.shelf), None)
        if empty is None or empty <= self._at:
            self.done.emit()
        else:
            self._at = empty
            self._fields[empty].setFocus()
