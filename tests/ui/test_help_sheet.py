"""The sheet of keys, on the screen and on paper."""

from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QShortcut
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.services.papers.key_sheet import FILE_NAME
from desktop.ui.help_sheet import _COLUMNS
from desktop.ui.shortcuts import SHORTCUTS, bind_each
from desktop.ui.wording import Language
from tests.ui.conftest import Opener


class Reader(QObject):
    """Stands in for the system's PDF reader."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url)


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    QDesktopServices.setUrlHandler("file", made, "open")
    yield made
    QDesktopServices.unsetUrlHandler("file")


@pytest.mark.parametrize("language", list(Language))
def test_the_keys_are_printed_on_one_page(
    counter: Opener, reader: Reader, language: Language, no_sql_on_main: list[str]
) -> None:
    at = counter(language=language)
    no_sql_on_main.clear()
    at.key(Qt.Key.Key_F11)
    at.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    path = at.shop.folder / FILE_NAME
    assert [url.toLocalFile() for url in reader.opened] == [str(path)]
    (page,) = PdfReader(path).pages
    # The reader gives a hard space back as a plain one.
    words = page.extract_text()
    say = at.desk.say
    assert say("help.title") in words
    for shortcut in SHORTCUTS:
        assert say(shortcut.text).replace("\xa0", " ") in words
    assert FILE_NAME in at.window.banner.words
    assert no_sql_on_main == []


def test_the_button_prints_as_well(counter: Opener, reader: Reader) -> None:
    at = counter()
    at.press("open-help")
    at.press("help-print")

    assert len(reader.opened) == 1


def test_every_room_with_keys_is_on_the_sheet() -> None:
    told = [room for rooms in _COLUMNS for room in rooms]

    assert sorted(told) == sorted({shortcut.room for shortcut in SHORTCUTS})


def test_a_figure_is_reached_without_shift_in_france_and_in_belgium(qtbot: QtBot) -> None:
    room, taken = QWidget(), list[int]()
    qtbot.addWidget(room)
    bind_each(room, "product-sections", taken.append)
    keys = {each.key().toString(): each for each in room.findChildren(QShortcut)}
    for key in ("Ctrl+6", "Ctrl+-", "Ctrl+§"):
        keys[key].activated.emit()
    assert taken == [5, 5, 5]
