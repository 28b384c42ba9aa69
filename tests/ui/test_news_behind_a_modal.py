"""An order that comes while the system's own dialog covers the app: it rings and climbs on."""

from datetime import timedelta

from PySide6.QtWidgets import QApplication, QDialog

from desktop.services.online import order_alarms
from desktop.services.online.bell import RecordedChime
from sync.kernel.clock import SetClock
from tests.support.an_order import placed
from tests.ui.conftest import Opener


def test_news_ring_and_climb_their_ladder_behind_a_modal(counter: Opener) -> None:
    at = counter(lambda builder: builder.with_product("Assam", 790, vat=550))
    covering = QDialog(at.window)
    covering.setModal(True)
    covering.open()
    assert QApplication.activeModalWidget() is covering
    try:
        order = placed(at.shop, ("assam", 1))
        at.settle()
        assert isinstance(at.desk.sound, RecordedChime)
        assert at.desk.sound.rung == [("new", 80)]
        assert isinstance(at.shop.clock, SetClock)
        at.shop.clock.advance(timedelta(minutes=3))
        at.window.bell.look()
        at.settle()
        steps = order_alarms.steps_of(at.shop, order.id)
        assert [step.channel for step in steps][:2] == ["sound", "paper"]
        assert len(at.window.bell.alarms) == 1
    finally:
        covering.close()
        covering.deleteLater()
    assert "1937" in at.window.waiting.words
