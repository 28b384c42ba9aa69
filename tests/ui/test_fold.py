"""A fold that is opened by finger or mouse has the cursor in its own first field."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.fold import Fold
from desktop.ui.widgets.layouts import column


def test_a_tap_opens_a_fold_and_stands_in_its_first_field(qtbot: QtBot) -> None:
    form, name, photo, inside = QWidget(), QLineEdit(), QPushButton("Photo"), QLineEdit()
    fold = Fold("stock", "Stock", column(inside))
    form.setLayout(column(name, photo, fold))
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    name.setFocus()
    head = form.findChild(QWidget, "stock-open")
    assert head is not None
    QTest.mouseClick(head, Qt.MouseButton.LeftButton)
    assert form.focusWidget() is inside
