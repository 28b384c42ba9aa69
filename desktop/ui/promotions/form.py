"""The form of a promotion: what, on what, when, for whom, and at once what that means."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QLineEdit, QWidget

from desktop.domain.promotions import DAY_MINUTES, PromotionKind
from desktop.errors import ShopError
from desktop.services.counter.promotions import PromotionDraft, PromotionView, Standing
from desktop.ui.desk import Desk
from desktop.ui.promotions.fields import DayField, HourField
from desktop.ui.promotions.sentences import clock_of, example, name_of, sentence
from desktop.ui.promotions.targets import TargetPicker
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import FigureField, MoneyField
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import Part, asked, column, row, scrolling
from desktop.ui.widgets.panel import Panel
from desktop.ui.wording.figures import read_money
from sync.kernel.money import Money

_FIRST = PromotionDraft(name="", kind=PromotionKind.PERCENTAGE, basis_points=1000)


class PromotionForm(Panel):
    """One promotion; nothing is kept before it is saved."""

    #: (id or "", PromotionDraft)
    saves = Signal(str, object)
    #: Id of the one to stop.
    stops = Signal(str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("promotion-form", say("promotion.new"), say("promotion.back"))
        self._desk = desk
        self._id = ""
        self._today = date.min
        self._shown: PromotionDraft | None = None
        self._name = self._line("promotion-name", "promotion.name", 80)
        self._kind = Chips("promotion-kind", say("promotion.kind"))
        self._kind.chosen.connect(lambda _kind: self._show())
        self._share = FigureField("promotion-share", say("promotion.share"))
        self._euros = MoneyField("promotion-euros", say("promotion.euros"), say)
        self._count = FigureField("promotion-count", say("promotion.count"))
        self._paid = FigureField("promotion-paid", say("promotion.paid"))
        self._figures = {
            self._share: self._boxed("promotion.share", self._share),
            self._count: self._boxed("promotion.count", self._count),
            self._paid: self._boxed("promotion.paid", self._paid),
            self._euros: self._boxed("promotion.euros", self._euros),
        }
        self.targets = TargetPicker(desk)
        self.targets.changed.connect(self._show)
        self._starts = DayField("promotion-starts", say("promotion.starts"), say("promotion.day"))
        self._ends = DayField("promotion-ends", say("promotion.ends"), say("promotion.day"))
        self._from = HourField("promotion-from", say("promotion.from_hour"), "00:00")
        self._until = HourField("promotion-until", say("promotion.until_hour"), "24:00")
        self._days = [self._day_button(day) for day in range(7)]
        self._group = self._line("promotion-group", "promotion.group", 40)
        self._group.setPlaceholderText(say("promotion.everybody"))
        for field in (*self._figures, self._starts, self._ends, self._from, self._until):
            field.textChanged.connect(lambda _text: self._show())
        self._sentence = label("", "heading", wraps=True)
        self._sentence.setObjectName("promotion-sentence")
        self._example = label("", "note", wraps=True)
        self._example.setObjectName("promotion-example")
        self._save = Button(
            "promotion-save",
            say("promotion.save"),
            role="primary",
            is_large=True,
            clicked=self.save,
        )
        self._stop = Button(
            "promotion-stop",
            say("promotion.stop"),
            role="stop",
            clicked=lambda: self.stops.emit(self._id),
        )
        inside = scrolling(self._parts())
        acts = row(self._stop, None, self._save)
        # What it means and the button stay in sight however long the form grows.
        whole = column(self.head, inside, self._sentence, self._example, acts, gap=12, margins=16)
        whole.setStretchFactor(inside, 1)
        self.setLayout(whole)

    def _parts(self) -> QLayout:
        say = self._desk.say
        dates = row(
            asked(say("promotion.starts"), self._starts), asked(say("promotion.ends"), self._ends)
        )
        hours = row(
            asked(say("promotion.from_hour"), self._from),
            asked(say("promotion.until_hour"), self._until),
        )
        parts: list[Part] = [
            self._kind,
            row(*self._figures.values()),
            asked(say("promotion.on"), self.targets),
            row(dates, hours, gap=16),
            row(*self._days, gap=4),
            row(
                asked(say("promotion.group"), self._group),
                asked(say("promotion.name"), self._name),
                gap=16,
            ),
            None,
        ]
        return column(*parts, gap=12)

    def _line(self, name: str, text: str, longest: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(self._desk.say(text))
        made.setMaxLength(longest)
        made.textChanged.connect(lambda _text: self._show())
        return made

    def _boxed(self, text: str, field: QWidget) -> QWidget:
        box = QWidget()
        box.setLayout(asked(self._desk.say(text), field))
        return box

    def _day_button(self, day: int) -> Button:
        say = self._desk.say
        made = Button(
            f"promotion-day-{day}",
            say(f"weekday.short_{day}"),
            role="tight",
            spoken=say(f"weekday.{day}"),
            clicked=self._show,
        )
        made.setCheckable(True)
        return made

    def begin(self, view: PromotionView | None, today: date) -> None:
        """Show a promotion, or an empty form."""
        say = self._desk.say
        draft = _FIRST if view is None else view.draft
        self._id, self._today = "" if view is None else view.id, today
        self.show_title(say("promotion.new") if view is None else draft.name)
        self._kind.show_choices(
            [(kind, say(f"promotion.kind_{kind.value}")) for kind in PromotionKind], draft.kind
        )
        self._share.setText(say.percent(draft.basis_points).rstrip("% \u00a0"))
        self._euros.setText(say.edit(Money(draft.cents)) if draft.cents else "")
        self._count.setText(str(draft.count or 3))
        self._paid.setText(str(draft.paid or 2))
        self.targets.show_targets(draft.targets)
        self._starts.show_day(draft.starts_on)
        self._ends.show_day(draft.ends_on)
        self._from.setText(clock_of(draft.from_minute) if draft.from_minute else "")
        is_whole = draft.until_minute == DAY_MINUTES
        self._until.setText("" if is_whole else clock_of(draft.until_minute))
        for day, button in enumerate(self._days):
            button.setChecked(bool(draft.weekdays >> day & 1))
        self._group.setText(draft.customer_group)
        is_own = view is not None and draft.name != name_of(draft, say)
        self._name.setText(draft.name if is_own else "")
        runs = view is not None and view.standing in (Standing.RUNS, Standing.TO_COME)
        self._stop.setVisible(runs)
        self._show()
        self._shown = self.draft()
        self._kind.setFocus()

    def draft(self) -> PromotionDraft:
        """Return what the form says; a promotion without a name is called what it does."""
        kind = self._kind.value
        kind = kind if isinstance(kind, PromotionKind) else PromotionKind.PERCENTAGE
        euros = kind in (PromotionKind.AMOUNT, PromotionKind.BUNDLE, PromotionKind.MENU)
        counts = kind in (PromotionKind.N_FOR_M, PromotionKind.BUNDLE)
        share, amount = read_money(self._share.text()), self._euros.money()
        made = PromotionDraft(
            name=self._name.text().strip(),
            kind=kind,
            basis_points=share.cents if share and kind is PromotionKind.PERCENTAGE else 0,
            cents=amount.cents if amount and euros else 0,
            count=_whole(self._count) if counts else 0,
            paid=_whole(self._paid) if kind is PromotionKind.N_FOR_M else 0,
            targets=self.targets.targets,
            starts_on=self._starts.day(self._today),
            ends_on=self._ends.day(self._today),
            weekdays=sum(1 << day for day, button in enumerate(self._days) if button.isChecked()),
            from_minute=self._from.minute(0),
            until_minute=self._until.minute(DAY_MINUTES),
            customer_group=self._group.text().strip(),
        )
        return made if made.name else replace(made, name=name_of(made, self._desk.say))

    @property
    def is_edited(self) -> bool:
        """Tell whether the form says something else than when it was opened."""
        return self.draft() != self._shown

    @property
    def can_be_saved(self) -> bool:
        """Tell whether it says something that can be kept."""
        return self._save.isEnabled()

    def save(self) -> None:
        """Have it kept, if it says something that can be."""
        if self._save.isEnabled():
            self.saves.emit(self._id, self.draft())

    def _show(self) -> None:
        kind = self._kind.value
        if not isinstance(kind, PromotionKind):
            return
        say = self._desk.say
        needed = {
            PromotionKind.PERCENTAGE: (self._share,),
            PromotionKind.AMOUNT: (self._euros,),
            PromotionKind.N_FOR_M: (self._count, self._paid),
            PromotionKind.BUNDLE: (self._count, self._euros),
            PromotionKind.MENU: (self._euros,),
        }[kind]
        for field, box in self._figures.items():
            box.setVisible(field in needed)
        draft = self.draft()
        self._name.setPlaceholderText(name_of(draft, say))
        problem = self._problem(draft)
        self._save.setEnabled(not problem)
        self._sentence.setText(problem or sentence(draft, say))
        set_tone(self._sentence, "look" if problem else "")
        self._example.setText("" if problem else example(draft, say))

    def _problem(self, draft: PromotionDraft) -> str:
        """Return why it cannot be kept yet, empty when it can."""
        say = self._desk.say
        if self._starts.is_wrong(self._today) or self._ends.is_wrong(self._today):
            return say("promotion.no_day")
        if self._from.is_wrong or self._until.is_wrong:
            return say("promotion.no_hour")
        try:
            draft.rule()
        except ShopError as error:
            told = say.refusal(error)
            return f"{told.message} {told.next_step}"
        return ""


def _whole(field: FigureField) -> int:
    thousandths = field.thousandths()
    return thousandths // 1000 if thousandths else 0
