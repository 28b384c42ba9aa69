"""News of orders above whatever is being done: a line and a sound, until somebody acknowledges."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QBoxLayout

from desktop.domain.order_news import Changed, News, rings_at
from desktop.services.online import alarm_ladder, bell, order_alarms
from desktop.ui.desk import Desk
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel
from sync.kernel.order_states import OrderState

if TYPE_CHECKING:
    from desktop.services.online.order_alarms import AlarmView

_TICK_MS = 5_000
"""The ladder counts in minutes; a PC that slept catches up within this."""
_NAME_LETTERS = 24
_GRAVEST = (News.CANCELLED, News.NEW, News.CHANGED)
_ENDINGS = (
    (Changed.EMPTY, "cancelled_empty"),
    (Changed.REST, "cancelled_rest"),
    (Changed.UNCOLLECTED, "cancelled_uncollected"),
)
_ENDED_AS = {
    OrderState.REFUSED: "cancelled_refused",
    OrderState.EXPIRED: "cancelled_unanswered",
}


class NewsBanner(Banner):
    """One line with two acts: go and see, or say that it was seen.

    What has no room ends in an ellipsis: it stands above whatever is being done.
    """

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("waiting-orders", say("window.close"), ElidedLabel())
        self.seen = Button("waiting-orders-seen", say("news.seen"))
        self.seen.hide()
        line = self.layout()
        if isinstance(line, QBoxLayout):
            line.insertWidget(line.count() - 2, self.seen)
            line.setContentsMargins(16, 4, 8, 4)


class OrderBell(QObject):
    """Keeps the ladder going, and rings for what is new until it is acknowledged.

    It is asked for by the clock and by every change, on the ledger's thread; a sale in hand, a
    panel or a locked till make no difference to it.
    """

    #: What is to be acknowledged has changed.
    changed = Signal()
    #: A sound is asked for: new, changed or cancelled.
    rung = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.alarms: tuple[AlarmView, ...] = ()
        #: Why nothing was heard; empty when it was.
        self.trouble = ""
        self._known: frozenset[str] = frozenset()
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self.look)
        self._again = QTimer(self)
        self._again.timeout.connect(self._ring_again)
        desk.changes.on(self, ("orders", "settings"), self.look)
        desk.tasks.when_awake(self._begin)

    def _begin(self) -> None:
        self.look()
        self._ticks.start()

    def stop(self) -> None:
        """Be silent from now on: the window closes."""
        self._ticks.stop()
        self._again.stop()

    def look(self) -> None:
        """Have the ladder do what is due, and hear what nobody has acknowledged."""
        shop = self._desk.shop
        self._desk.tasks.ledger(self, lambda: alarm_ladder.tick(shop), self._hear)

    def acknowledge(self) -> None:
        """Take note of what is shown; what came meanwhile rings on."""
        shop, shown = self._desk.shop, [alarm.id for alarm in self.alarms]
        self._desk.tasks.ledger(self, lambda: order_alarms.acknowledge(shop, shown))

    @property
    def words(self) -> str:
        """Return what is new, in a sentence or two; empty when nothing is."""
        if not self.alarms:
            return ""
        say = self._desk.say
        first = _first(self.alarms)
        now = self._desk.shop.clock.now()
        told = say(
            f"news.{_own_words(first) or first.kind.value}",
            number=first.short_number,
            customer=_short(first.customer_name),
            moment=say.moment(first.promised_from, now),
            what=", ".join(say(f"news.what_{word}") for word in first.what),
        )
        several = len(self.alarms)
        # First, where it is read: the line is as long as the window and ends in an ellipsis.
        parts = [say("news.several", n=several) if several > 1 else "", told]
        if self.trouble:
            parts.append(say(f"news.sound_{self.trouble}"))
        return " ".join(part for part in parts if part)

    @property
    def order_id(self) -> str:
        """Return the order the words begin with."""
        return _first(self.alarms).order_id if self.alarms else ""

    def _hear(self, alarms: "tuple[AlarmView, ...]") -> None:
        fresh = tuple(alarm for alarm in alarms if alarm.id not in self._known)
        is_other = alarms != self.alarms
        self.alarms = alarms
        self._known = frozenset(alarm.id for alarm in alarms)
        if fresh:
            ids = tuple(alarm.id for alarm in fresh)
            if self._may_ring():
                self._ring(_first(fresh).kind, ids)
            else:
                self._note(bell.CLOSED, ids)
        if not alarms:
            self._again.stop()
        elif fresh or not self._again.isActive():
            self._again.start(self._desk.shop.settings.order_repeat_s * 1000)
        if is_other:
            self.changed.emit()

    def _ring_again(self) -> None:
        if self.alarms and self._may_ring():
            self._ring(_first(self.alarms).kind, ())

    def _may_ring(self) -> bool:
        settings, now = self._desk.shop.settings, self._desk.shop.clock.now()
        return rings_at(settings.hours, settings.zone, now)

    def _ring(self, news: News, fresh: Sequence[str]) -> None:
        desk, percent = self._desk, self._desk.shop.settings.order_volume
        self.rung.emit(news.value)
        if not percent:
            self._on_rung(bell.SILENCED, fresh)
            return
        desk.tasks.aside(
            self,
            lambda: desk.sound.ring(news.value, percent),
            lambda outcome: self._on_rung(outcome, fresh),
            lambda _error: self._on_rung("failed", fresh),
        )

    def _on_rung(self, outcome: str, fresh: Sequence[str]) -> None:
        trouble = "" if outcome == bell.RANG else outcome
        if trouble and trouble != bell.SILENCED:
            QApplication.beep()
        if trouble != self.trouble:
            self.trouble = trouble
            self.changed.emit()
        if fresh:
            self._note(outcome, fresh)

    def _note(self, outcome: str, fresh: Sequence[str]) -> None:
        shop, told = self._desk.shop, list(fresh)
        self._desk.tasks.ledger(self, lambda: order_alarms.note_sound(shop, told, outcome))


def _first(alarms: "Sequence[AlarmView]") -> "AlarmView":
    """Return the gravest: what must be stopped comes before what is to be begun."""
    return min(alarms, key=lambda alarm: (_GRAVEST.index(alarm.kind), alarm.raised_at))


def _own_words(alarm: "AlarmView") -> str:
    """Return what the news are, where that has words of its own."""
    if alarm.what == (Changed.WAITING,):
        return "changed_waiting"
    if alarm.kind is not News.CANCELLED:
        return ""
    told = next((words for what, words in _ENDINGS if what in alarm.what), "")
    return told or _ENDED_AS.get(alarm.state, "")


def _short(name: str) -> str:
    """Return as much of a name as leaves room for what comes after it."""
    return name if len(name) <= _NAME_LETTERS else f"{name[: _NAME_LETTERS - 1].rstrip()}…"
