import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import RefusedError, ShopError
from desktop.ui.changes import Changes
from desktop.ui.tasks import BugError, Tasks


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def test_an_answer_arrives_on_the_main_thread(qtbot: QtBot, tasks: Tasks) -> None:
    owner, heard = QObject(), []

    with qtbot.waitSignal(tasks.idle):
        tasks.ledger(
            owner,
            threading.current_thread,
            lambda worked_on: heard.append((worked_on, threading.current_thread())),
        )

    worked_on, answered_on = heard[0]
    assert worked_on.name.startswith("ledger")
    assert answered_on is threading.main_thread()


def test_the_ledger_keeps_the_order_in_which_it_was_asked(qtbot: QtBot, tasks: Tasks) -> None:
    owner, done, heard = QObject(), [], []

    with qtbot.waitSignal(tasks.idle):
        for number in range(300):
            tasks.ledger(owner, lambda n=number: done.append(n) or n, heard.append)

    assert done == list(range(300))
    assert heard == list(range(300))


def test_a_refusal_reaches_whoever_asked(qtbot: QtBot, tasks: Tasks) -> None:
    owner, heard = QObject(), []

    def refuse() -> None:
        raise RefusedError("till_closed")

    with qtbot.waitSignal(tasks.idle):
        tasks.ledger(owner, refuse, None, heard.append)

    assert [error.code for error in heard] == ["till_closed"]


def test_a_refusal_nobody_takes_reaches_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    def refuse() -> None:
        raise RefusedError("no_printer")

    with qtbot.waitSignal(tasks.failed) as failed:
        tasks.ledger(tasks, refuse)

    assert failed.args[0].code == "no_printer"


def test_our_own_bug_is_logged_and_told_with_a_reference(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(tasks.failed) as failed:
        tasks.outside(tasks, lambda: 1 // 0)

    error: ShopError = failed.args[0]
    assert isinstance(error, BugError)
    assert caplog.records[0].reference == error.facts["reference"]
    assert caplog.records[0].exc_info is not None


def test_a_closed_screen_hears_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    owner, heard, gate = QWidget(), [], threading.Event()

    tasks.ledger(owner, gate.wait, heard.append)
    owner.deleteLater()
    with qtbot.waitSignal(owner.destroyed):
        pass
    with qtbot.waitSignal(tasks.idle):
        gate.set()

    assert heard == []


def test_closing_finishes_what_is_being_written_and_drops_its_answer(qapp: object) -> None:
    tasks, written, heard = Tasks(), [], []
    started, gate = threading.Event(), threading.Event()

    def write() -> None:
        started.set()
        gate.wait()
        written.append("sale")

    tasks.ledger(tasks, write, heard.append)
    started.wait()
    threading.Timer(0, gate.set).start()
    tasks.close()

    assert written == ["sale"]
    assert heard == []


def test_closing_cuts_short_what_waits_for_a_machine(qapp: object) -> None:
    tasks, begun, cut = Tasks(), threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        assert cut.wait(10)

    tasks.outside(QObject(), wait, cut=cut.set)
    assert begun.wait(10)
    tasks.close()
    assert cut.is_set()


def test_closing_leaves_behind_what_hangs_aside(qapp: object) -> None:
    tasks, begun, over = Tasks(), threading.Event(), threading.Event()
    waited, heard = [], []

    def hang() -> None:
        begun.set()
        waited.append(over.wait(5))

    tasks.aside(QObject(), hang, heard.append)
    assert begun.wait(10)
    tasks.close()
    assert waited == []
    over.set()
    assert heard == []


def test_a_job_asked_for_after_closing_is_not_run(qapp: object) -> None:
    tasks, done = Tasks(), []
    tasks.close()

    tasks.ledger(tasks, lambda: done.append(1))

    assert tasks.under_way == 0
    assert done == []


def test_what_is_asked_of_a_sleeping_shop_is_done_in_its_order_once_it_wakes(qtbot: QtBot) -> None:
    tasks, done = Tasks(is_awake=False), []
    for name in ("begin the day", "look", "sell"):
        tasks.ledger(tasks, lambda name=name: done.append(name))
    with qtbot.waitSignal(tasks._answered):
        tasks.glance(tasks, lambda: done.append("scan"))
    asleep = list(done)

    with qtbot.waitSignal(tasks.idle):
        tasks.wake()
    tasks.close()

    assert asleep == ["scan"]
    assert done == ["scan", "begin the day", "look", "sell"]


def test_a_window_closed_before_the_shop_woke_does_what_it_was_asked(qapp: object) -> None:
    tasks, done = Tasks(is_awake=False), []
    tasks.ledger(tasks, lambda: done.append("begin the day"))
    tasks.when_awake(lambda: done.append("ear"))

    tasks.close()

    assert sorted(done) == ["begin the day", "ear"]


def test_changes_made_on_any_thread_are_heard_on_the_main_one(qtbot: QtBot) -> None:
    changes, owner, heard = Changes(), QObject(), []
    changes.on(owner, ("orders",), lambda: heard.append(threading.current_thread()))

    with qtbot.waitSignal(changes.changed):
        worker = threading.Thread(target=changes.announce, args=(["orders", "link"],))
        worker.start()
        worker.join()
    with qtbot.waitSignal(changes.changed):
        changes.announce(["till"])

    assert heard == [threading.main_thread()]


def test_signals_do_not_eat_references_to_true(qapp: object) -> None:
    """PySide6 6.12.0 lost one a Python-side emit and ended the process (DECISIONS 2)."""

    class Bell(QObject):
        rings = Signal(bool)

    bell, heard = Bell(), []
    bell.rings.connect(heard.append)
    before = sys.getrefcount(True)
    for _ in range(50):
        bell.rings.emit(False)
    after = sys.getrefcount(True)

    assert len(heard) == 50
    assert after >= before


def test_what_is_put_off_is_done_before_what_is_asked_later(qtbot: QtBot, tasks: Tasks) -> None:
    owner, done = QObject(), []

    with qtbot.waitSignal(tasks.idle):
        tasks.afterwards(owner, lambda: done.append("put off"))
        assert tasks.under_way == 1
        tasks.ledger(owner, lambda: done.append("asked later"))

    assert done == ["put off", "asked later"]
    assert tasks.under_way == 0


def test_what_is_put_off_is_done_by_itself(qtbot: QtBot, tasks: Tasks) -> None:
    owner, done = QObject(), []

    with qtbot.waitSignal(tasks.idle):
        tasks.afterwards(owner, lambda: done.append("put off"))

    assert done == ["put off"]


def test_what_is_put_off_is_done_before_the_window_is_gone(qapp: object) -> None:
    owner, done = QObject(), []
    tasks = Tasks()

    tasks.afterwards(owner, lambda: done.append("put off"))
    tasks.close()

    assert done == ["put off"]
