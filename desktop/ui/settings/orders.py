"""The parts of the settings about online orders: opening hours, alarms and their ladder, rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from msgspec import structs
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QVBoxLayout

from desktop.domain.opening_hours import DAYS, read_day, write_day
from desktop.errors import RefusedError
from desktop.services.online import alarm_ladder, opening
from desktop.settings import AlarmRung, AutoAccept, Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Job, Section
from desktop.ui.settings.special_days import SpecialDaysList
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, clear, row
from desktop.ui.widgets.tick import Tick
from desktop.ui.wording.figures import read_money
from sync.kernel.money import Money

_DAY_PX, _NUMBER_PX = 110, 90
_VOLUMES = (0, 30, 60, 80, 100)
_REPEATS = (15, 30, 60, 120)


class HoursSection(Section):
    """A line a day, typed as on the door; nothing for a day on which the shop is closed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "hours")
        self._days = [
            self.field(f"settings-hours-{day}", f"settings.day_{day}", 60) for day in DAYS
        ]
        lines = QGridLayout()
        lines.setHorizontalSpacing(8)
        lines.setVerticalSpacing(4)
        lines.setColumnStretch(1, 1)
        for day, field in zip(DAYS, self._days, strict=True):
            name = label(self.say(f"settings.day_{day}"), "field")
            name.setFixedWidth(_DAY_PX)
            field.setPlaceholderText(self.say("settings.closed_that_day"))
            lines.addWidget(name, day, 0)
            lines.addWidget(field, day, 1)
            if day:
                same = Button(
                    f"settings-hours-same-{day}",
                    self.say("settings.as_day_before"),
                    role="quiet",
                    spoken=self.say("settings.as_day_before"),
                    clicked=partial(self._same, day),
                )
                lines.addWidget(same, day, 2)
        self._holidays = Tick(self.say("hours.on_holidays"))
        self._holidays.setObjectName("settings-hours-holidays")
        self._special = SpecialDaysList(desk)
        self._special.touched.connect(self.touch)
        self.fill(
            "settings.hours",
            "settings.hours_how",
            lines,
            self._holidays,
            label(self.say("hours.special"), "heading"),
            label(self.say("hours.special_how"), "note", wraps=True),
            self._special,
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        for day, field in zip(DAYS, self._days, strict=True):
            field.setText(write_day(day, settings.opening))
        self._holidays.setChecked(settings.opens_on_holidays)
        self._special.show_days(settings.special_days)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown.

        Raises:
            RefusedError: wrong_hours, special_day_unread, too_many_special_days.
        """
        special, on_holidays = opening.checked(self._special.days()), self._holidays.isChecked()
        week = tuple(
            span
            for day, field in zip(DAYS, self._days, strict=True)
            for span in read_day(day, field.text())
        )
        return lambda settings: structs.replace(
            settings, opening=week, special_days=special, opens_on_holidays=on_holidays
        )

    def jobs(self) -> tuple[Job, ...]:
        """Tell the marketplace, which promises by them."""
        return (lambda shop, _who, _approved_by: opening.tell_hours(shop),)

    def _same(self, day: int) -> None:
        self._days[day].setText(self._days[day - 1].text())


class AlarmSection(Section):
    """How news of orders sound, and what follows while nobody says that they were seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "alarm")
        self._rungs: list[_RungRow] = []
        self._volume = Chips("settings-order-volume", self.say("settings.order_volume"))
        self._repeat = Chips("settings-order-repeat", self.say("settings.order_repeat"))
        self._heard = label("", "note", wraps=True)
        self._heard.setObjectName("settings-order-heard")
        tries = row(gap=8)
        for kind in ("new", "changed", "cancelled"):
            tries.addWidget(
                Button(
                    f"settings-order-try-{kind}",
                    self.say(f"settings.order_try_{kind}"),
                    clicked=partial(self._try, kind),
                )
            )
        tries.addWidget(self._heard, 1)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)
        more = Button(
            "settings-rung-add",
            self.say("settings.rung_add"),
            role="quiet",
            picture="plus",
            clicked=self._add,
        )
        self.fill(
            "settings.alarm",
            "settings.alarm_how",
            asked(self.say("settings.order_volume"), self._volume),
            asked(self.say("settings.order_repeat"), self._repeat),
            tries,
            label(self.say("settings.ladder"), "heading"),
            label(self.say("settings.ladder_how"), "note", wraps=True),
            self._list,
            row(more, None),
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        say = self.say
        volumes = [
            (each, self._volume_words(each)) for each in _with(_VOLUMES, settings.order_volume)
        ]
        self._volume.show_choices(volumes, settings.order_volume)
        repeats = [
            (each, say("settings.seconds", n=each))
            for each in _with(_REPEATS, settings.order_repeat_s)
        ]
        self._repeat.show_choices(repeats, settings.order_repeat_s)
        self._heard.setText("")
        self._show_rungs(settings.ladder)

    def _volume_words(self, percent: int) -> str:
        return f"{percent} %" if percent else self.say("settings.order_silent")

    def change(self) -> Change:
        """Return what turns the settings into those that are shown.

        Raises:
            RefusedError: ladder_minutes, ladder_address, ladder_too_long.
        """
        ladder = alarm_ladder.check_ladder(tuple(each.rung() for each in self._rungs))
        volume, repeat = self._volume.value, self._repeat.value
        return lambda settings: structs.replace(
            settings,
            ladder=ladder,
            order_volume=volume if isinstance(volume, int) else settings.order_volume,
            order_repeat_s=repeat if isinstance(repeat, int) else settings.order_repeat_s,
        )

    def jobs(self) -> tuple[Job, ...]:
        """Tell the marketplace whom it has to tell."""
        return (lambda shop, _who, _approved_by: alarm_ladder.tell_ladder(shop),)

    def _show_rungs(self, ladder: Sequence[AlarmRung]) -> None:
        clear(self._list)
        self._rungs = []
        for rung in ladder:
            self._append(rung)

    def _append(self, rung: AlarmRung) -> None:
        made = _RungRow(self, len(self._rungs), rung)
        self._rungs.append(made)
        self._list.addWidget(made)

    def _add(self) -> None:
        latest = max((each.minutes for each in self._rungs), default=0)
        self._append(AlarmRung(after_minutes=max(latest, 0) + 5, channel="email"))
        self._rungs[-1].take_focus()
        self.touch()

    def remove(self, gone: "_RungRow") -> None:
        """Take a rung away; what is typed in the others stays."""
        self._rungs.remove(gone)
        gone.hide()
        gone.deleteLater()
        self.touch()

    def _try(self, kind: str) -> None:
        percent, sound = self._volume.value, self.desk.sound
        if not isinstance(percent, int) or not percent:
            self._heard.setText(self.say("news.sound_silenced"))
            return
        self.desk.tasks.aside(self, lambda: sound.ring(kind, percent), self._say_heard)

    def _say_heard(self, outcome: str) -> None:
        name = "settings.order_rang" if outcome == "rang" else f"news.sound_{outcome}"
        self._heard.setText(self.say(name))


class _RungRow(QFrame):
    """After so many minutes, by that channel, to that address."""

    def __init__(self, section: AlarmSection, place: int, rung: AlarmRung) -> None:
        super().__init__()
        say = section.say
        self._minutes = section.field(f"settings-rung-minutes-{place}", "settings.rung_minutes", 4)
        self._minutes.setText(str(rung.after_minutes))
        self._minutes.setFixedWidth(_NUMBER_PX)
        self._channel = QComboBox()
        self._channel.setObjectName(f"settings-rung-channel-{place}")
        self._channel.setAccessibleName(say("settings.rung_channel"))
        for channel in (*alarm_ladder.PAPERS, *alarm_ladder.BEYOND):
            self._channel.addItem(say(f"settings.rung_{channel}"), channel)
        self._channel.setCurrentIndex(self._channel.findData(rung.channel))
        self._address = section.field(
            f"settings-rung-address-{place}", "settings.rung_address", 200
        )
        self._address.setText(rung.address)
        self._address.setPlaceholderText(say("settings.rung_address"))
        away = Button(
            f"settings-rung-away-{place}",
            role="square",
            picture="remove",
            spoken=say("settings.rung_away"),
            clicked=lambda: section.remove(self),
        )
        line = row(
            label(say("settings.rung_after"), "note"),
            self._minutes,
            label(say("settings.rung_then"), "note"),
            self._channel,
            self._address,
            None,
            away,
            gap=8,
        )
        line.setStretchFactor(self._address, 4)
        self.setLayout(line)
        self._minutes.textChanged.connect(section.touch)
        self._address.textChanged.connect(section.touch)
        self._channel.currentIndexChanged.connect(self._on_channel)
        self._channel.currentIndexChanged.connect(section.touch)
        self._on_channel()

    @property
    def minutes(self) -> int:
        """Return the minutes typed, -1 for what is no number."""
        text = self._minutes.text().strip()
        return int(text) if text.isascii() and text.isdigit() else -1

    def rung(self) -> AlarmRung:
        """Return the rung as it is shown."""
        channel = self._channel.currentData()
        address = self._address.text().strip() if channel in alarm_ladder.WITH_ADDRESS else ""
        return AlarmRung(after_minutes=self.minutes, channel=channel, address=address)

    def take_focus(self) -> None:
        """Have the address typed next."""
        self._address.setFocus()

    def _on_channel(self) -> None:
        self._address.setVisible(self._channel.currentData() in alarm_ladder.WITH_ADDRESS)


@dataclass(frozen=True, slots=True)
class _Bounds:
    open_orders: QLineEdit
    lines: QLineEdit
    amount: QLineEdit


class OrderRulesSection(Section):
    """What the shop promises and prints without asking anybody."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "order_rules")
        say = self.say
        self._accepts = Tick(say("settings.auto_accept"))
        self._accepts.setObjectName("settings-auto-accept")
        self._open = Tick(say("settings.auto_only_open"))
        self._open.setObjectName("settings-auto-only-open")
        self._prints = Tick(say("settings.prints_lists"))
        self._prints.setObjectName("settings-prints-lists")
        self._bounds = _Bounds(
            self.field("settings-auto-most-open", "settings.auto_most_open", 3),
            self.field("settings-auto-most-lines", "settings.auto_most_lines", 3),
            self.field("settings-auto-most-amount", "settings.auto_most_amount", 9),
        )
        bounds = row(
            asked(say("settings.auto_most_open"), self._bounds.open_orders),
            asked(say("settings.auto_most_lines"), self._bounds.lines),
            asked(say("settings.auto_most_amount"), self._bounds.amount),
            gap=16,
        )
        self.fill(
            "settings.order_rules",
            "settings.order_rules_how",
            self._accepts,
            self._open,
            bounds,
            self._prints,
        )
        self._accepts.toggled.connect(self._on_toggled)

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        rule = settings.auto_accept
        self._accepts.setChecked(rule.is_on)
        self._open.setChecked(rule.only_open)
        self._bounds.open_orders.setText(str(rule.most_open))
        self._bounds.lines.setText(str(rule.most_lines))
        self._bounds.amount.setText(self.say.edit(Money(rule.most_cents)))
        self._prints.setChecked(settings.prints_lists)
        self._on_toggled(rule.is_on)

    def _on_toggled(self, is_on: bool) -> None:
        for each in (self._open, self._bounds.open_orders, self._bounds.lines, self._bounds.amount):
            each.setEnabled(is_on)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown.

        Raises:
            RefusedError: rule_bound.
        """
        amount = read_money(self._bounds.amount.text())
        if amount is None:
            raise RefusedError("rule_bound", text=self._bounds.amount.text()[:20])
        rule = AutoAccept(
            is_on=self._accepts.isChecked(),
            only_open=self._open.isChecked(),
            most_open=_whole(self._bounds.open_orders),
            most_lines=_whole(self._bounds.lines),
            most_cents=amount.cents,
        )
        prints = self._prints.isChecked()
        return lambda settings: structs.replace(settings, auto_accept=rule, prints_lists=prints)


def _whole(field: QLineEdit) -> int:
    text = field.text().strip()
    if not (text.isascii() and text.isdigit()):
        raise RefusedError("rule_bound", text=text[:20])
    return int(text)


def _with(usual: Sequence[int], one: int) -> list[int]:
    """Return the usual choices and the one that is set, where it is another."""
    return sorted({*usual, one})
