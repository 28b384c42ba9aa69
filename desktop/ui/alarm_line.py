"""The line above whatever is being done: what the till tells by itself, and the one answer to it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from desktop.services.books import integrity, succession
from desktop.services.team import staff
from desktop.services.till import timekeeping
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Screen
from desktop.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from desktop.services.till.alarms import Alarm
    from desktop.services.town.refused_words import RefusedWord


class AlarmLine(Banner):
    """Stays until it is answered, or what it tells is over."""

    def __init__(
        self, desk: Desk, front: Callable[[], Screen], errand: Callable[[Errand], object]
    ) -> None:
        """Have `front`'s room ask for the right an answer takes, and `errand` show what it is about."""
        super().__init__("alarm", desk.say("window.close"))
        self._desk, self._front, self._errand = desk, front, errand

    def tell(self, alarm: "Alarm | None") -> None:
        """Tell the gravest thing there is, or that there is none."""
        if alarm is None:
            self.hide()
            return
        say = self._desk.say
        answers: dict[str, tuple[str, Callable[[], object] | None]] = {
            "seen": (say("alarm.seen"), self._see_defect),
            "clock": (say("alarm.clock_is_right"), self._confirm_clock),
            "anew": (say("alarm.anew"), self._begin_anew),
            "orders": (say("alarm.show_orders"), partial(self._errand, Errand("pickup", "odd"))),
            "papers": (
                say("alarm.show_papers"),
                partial(self._errand, Errand("settings", "open", "printers")),
            ),
            "drawer": (say("alarm.seen"), self._see_drawer),
            "word": (say("alarm.seen"), partial(self._see_word, alarm.word)),
        }
        act, then = answers.get(alarm.answer, ("", None))
        if alarm.word is None:
            words = say(f"alarm.{alarm.code}", **alarm.facts)
        else:
            # Here, because it seldom comes to that, and start-up is imports.
            from desktop.ui.refused_words import told  # noqa: PLC0415

            words = told(say, alarm.word)
        if self.isHidden() or self.words != words:
            self.say(words, alarm.tone, act=act, then=then, closes=False)

    def _see_word(self, word: "RefusedWord | None") -> None:
        shop = self._desk.shop
        if word is not None:
            from desktop.services.town import refused_words  # noqa: PLC0415 the same

            self._desk.tasks.ledger(self, lambda: refused_words.see(shop, word))

    def _see_drawer(self) -> None:
        room = self._desk.shop.spooler
        if room is not None:
            room.see_drawer()

    def _see_defect(self) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(self, lambda: integrity.see_defect(shop))

    def _begin_anew(self) -> None:
        shop = self._desk.shop
        self._front().attempt(
            lambda by: succession.succeed(shop, staff.current(shop).code, approved_by=by)
        )

    def _confirm_clock(self) -> None:
        shop = self._desk.shop
        self._front().attempt(
            lambda by: timekeeping.confirm_clock(shop, staff.current(shop).code, approved_by=by)
        )
