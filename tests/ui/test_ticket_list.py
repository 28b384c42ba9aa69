"""The ticket's lines on the screen: what changed is painted, and nothing else."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.theme.tokens import Tokens
from desktop.ui.widgets.ticket import TicketList, TicketModel, TicketPainter, TicketRow

rows = st.lists(
    st.builds(
        TicketRow,
        quantity=st.sampled_from(["1", "2", "0,345 kg"]),
        name=st.sampled_from(["Pain", "Vin", "Comté"]),
        detail=st.just(""),
        amount=st.sampled_from(["1,15 €", "14,90 €"]),
    ),
    max_size=6,
)


def a_row(name: str, quantity: str = "1") -> TicketRow:
    return TicketRow(quantity=quantity, name=name, detail="", amount="1,15 €")


class Follower:
    """Knows of a model only what its signals told, as a view does."""

    def __init__(self, model: TicketModel) -> None:
        self.rows: list[TicketRow] = []
        self.changed: list[int] = []
        self._model = model
        model.modelReset.connect(self._reset)
        model.rowsInserted.connect(self._insert)
        model.rowsRemoved.connect(self._remove)
        model.dataChanged.connect(self._change)

    def _row(self, place: int) -> TicketRow:
        row = self._model.data(self._model.index(place, 0), TicketModel.ROW)
        assert isinstance(row, TicketRow)
        return row

    def _reset(self) -> None:
        self.rows = [self._row(place) for place in range(self._model.rowCount())]
        self.changed += range(len(self.rows))

    def _insert(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.rows[first:first] = [self._row(place) for place in range(first, last + 1)]
        self.changed += range(first, last + 1)

    def _remove(self, _parent: QModelIndex, first: int, last: int) -> None:
        del self.rows[first : last + 1]

    def _change(self, top: QModelIndex, bottom: QModelIndex) -> None:
        for place in range(top.row(), bottom.row() + 1):
            self.rows[place] = self._row(place)
            self.changed.append(place)


@settings(deadline=None)
@given(shown=st.lists(rows, min_size=1, max_size=6))
def test_who_follows_the_signals_has_the_rows(
    qapp: object, shown: Sequence[list[TicketRow]]
) -> None:
    parent = QWidget()
    model = TicketModel(parent)
    follower = Follower(model)

    for each in shown:
        model.show(each)
        assert follower.rows == list(model.rows) == each


def test_another_line_is_the_only_row_that_changes(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    model = TicketModel(parent)
    many = [a_row(f"Pain {number}") for number in range(50)]
    model.show(many)
    follower = Follower(model)
    follower.rows = list(many)

    model.show([*many, a_row("Vin")])
    assert follower.changed == [50]
    model.show([*many, a_row("Vin", "2")])
    assert follower.changed == [50, 50]
    model.show(many)
    model.show(many[1:])
    assert follower.changed == [50, 50]


def test_other_words_in_the_current_row_are_picked_again(qtbot: QtBot) -> None:
    lines = TicketList("lines", "Lignes", Tokens())
    qtbot.addWidget(lines)
    picked: list[int] = []
    lines.picked.connect(picked.append)

    lines.show_rows([a_row("Pain"), a_row("Vin")])
    lines.show_rows([a_row("Pain"), a_row("Comté")])
    lines.show_rows([])

    assert picked == [1, 1]
    assert lines.current == -1


def test_under_another_scan_the_other_rows_are_only_copied(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = TicketList("lines", "Lignes", Tokens())
    qtbot.addWidget(lines)
    lines.resize(400, 300)
    lines.show()
    drawn: list[TicketRow] = []
    draw = TicketPainter._paint_row

    def noted(self: TicketPainter, painter: QPainter, place: QRect, row: TicketRow, w: str) -> None:
        drawn.append(row)
        draw(self, painter, place, row, w)

    monkeypatch.setattr(TicketPainter, "_paint_row", noted)
    many = [a_row(f"Pain {number}") for number in range(12)]

    for count in range(1, len(many) + 1):
        lines.show_rows(many[:count])
        drawn.clear()
        lines.grab()
        assert drawn == [many[count - 1]]
        # An idle moment between two scans.
        QApplication.processEvents()

    assert lines.verticalScrollBar().maximum()
