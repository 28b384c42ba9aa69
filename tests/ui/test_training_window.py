"""The window to learn in stands before the real one, and goes as it came."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.counter_window import OpenWindow, Schoolroom, open_window
from desktop.services.online import orders
from desktop.services.till import training
from fiscal import FolderKeyStore
from tests.support.a_hub import AHub, an_order
from tests.support.a_shop import OWNER, a_shop, sell


@contextmanager
def a_window(tmp_path: Path) -> Iterator[tuple[OpenWindow, Schoolroom]]:
    builder = a_shop(tmp_path).with_product("Vin", 14_90)
    with builder.opened() as shop:
        sell(shop, "Vin")
    folder = builder.folder
    opened = open_window(folder, "fr", clock=builder.clock, keys=FolderKeyStore(folder))
    school = Schoolroom(opened, "fr")
    opened.window.show()
    try:
        yield opened, school
    finally:
        school.close()
        opened.close()
        QApplication.processEvents()


def news_in(practice: OpenWindow) -> str:
    (line,) = practice.window.training.findChildren(QLabel, "training-news")
    return line.text() if line.isVisible() else ""


@pytest.mark.parametrize("way", ["button", "window"])
def test_one_learns_in_a_window_of_its_own_and_comes_back(
    qtbot: QtBot, tmp_path: Path, way: str
) -> None:
    with a_window(tmp_path) as (opened, school):
        real, shop = opened.window, opened.shop
        qtbot.waitUntil(lambda: not real.desk.tasks.under_way)
        real.desk.tasks.ledger(
            real,
            lambda: training.begin(shop, staff=OWNER),
            lambda _session: real.desk.school.begun.emit(),
        )
        qtbot.waitUntil(lambda: school.practice is not None, timeout=30_000)
        practice = school.practice
        assert practice is not None
        assert practice.shop.is_training
        assert practice.window.isVisible()
        assert practice.window.training.isVisible()
        assert not real.isVisible()
        assert not real.training.isVisible()
        qtbot.waitUntil(lambda: not practice.window.desk.tasks.under_way, timeout=30_000)

        order = an_order()
        AHub(shop).tells("order", order.order, order).sends()
        qtbot.waitUntil(lambda: bool(news_in(practice)), timeout=30_000)
        assert order.number[-4:] in news_in(practice)
        orders.mark_seen(shop, order.order)
        qtbot.waitUntil(lambda: not news_in(practice), timeout=30_000)

        if way == "button":
            practice.window.training.findChildren(QPushButton, "training-leave")[0].click()
        else:
            # As the window's own cross: it ends the training, never the program.
            assert not practice.window.close()
        qtbot.waitUntil(lambda: school.practice is None, timeout=30_000)
        qtbot.waitUntil(lambda: not real.desk.tasks.under_way, timeout=30_000)
        assert real.isVisible()
        assert not practice.window.isVisible()
        assert real.banner.words == "Formation terminée\u00a0: ici, tout compte."
        assert training.running(shop) is None
