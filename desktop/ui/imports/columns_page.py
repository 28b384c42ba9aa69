"""Which column is which, with three of its values, and what is to be done with the lines."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout

from desktop.domain.product_layouts import FIELDS
from desktop.services.lists.imports import ListSeen, Mode, Wishes
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button, ElidedButton
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row, scrolling

_CHOICE_WIDTH = 240
_BESIDE_THE_BAR = (0, 0, 12, 0)
"""Room between the choices and the scroll bar."""


class ColumnsPage(QFrame):
    """Shows what was recognised; nothing is written from here."""

    #: Look through the list; nothing is written.
    tries = Signal()
    #: Another file.
    leaves = Signal()
    #: Go on with the run that was interrupted.
    resumes = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._seen: ListSeen | None = None
        self._choices: list[QComboBox] = []
        say = desk.say
        self.setProperty("role", "pane")
        self._title = ElidedLabel("", "title")
        self._layout = label("", "note")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.mode = Chips("imports-mode", say("imports.mode"))
        self.mode.show_choices([(mode, say(f"imports.mode_{mode.value}")) for mode in Mode])
        self._mode_how = label("", "note", wraps=True)
        self.mode.currentChanged.connect(lambda _place: self._say_mode())
        self.resume = ElidedButton(
            "imports-resume",
            say("imports.go_on"),
            role="",
            picture="next",
            clicked=self.resumes.emit,
        )
        self.try_it = Button(
            "imports-try", say("imports.try"), role="primary", clicked=self.tries.emit
        )
        other = Button("imports-other", say("imports.other"), clicked=self.leaves.emit)
        inside = scrolling(column(self._lines, None, margins=_BESIDE_THE_BAR))
        whole = column(
            row(self._title, None, self._layout),
            label(say("imports.columns"), "note", wraps=True),
            inside,
            row(label(say("imports.mode"), "heading"), self.mode, None),
            self._mode_how,
            row(other, self.resume, None, self.try_it),
            gap=12,
            margins=16,
        )
        whole.setStretchFactor(inside, 1)
        self.setLayout(whole)
        self._say_mode()

    def show_list(self, seen: ListSeen, *, is_interrupted: bool) -> None:
        """Show a list's columns as its header says they are."""
        say = self._desk.say
        self._seen = seen
        self._title.setText(seen.file.name)
        self._layout.setText(say(f"imports.from_{seen.columns.layout.value}"))
        self.resume.setVisible(is_interrupted)
        known = {place: field for field, place in seen.columns.places.items()}
        clear(self._lines)
        self._choices = []
        for place, (head, values) in enumerate(zip(seen.header, seen.samples, strict=True)):
            choice = QComboBox()
            choice.setObjectName(f"imports-column-{place}")
            choice.setAccessibleName(say("imports.as", column=head))
            choice.setFixedWidth(_CHOICE_WIDTH)
            for field in ("", *FIELDS):
                choice.addItem(say(f"imports.field_{field}"), field)
            choice.setCurrentIndex(max(choice.findData(known.get(place, "")), 0))
            self._choices.append(choice)
            told = column(
                ElidedLabel(head, "heading"), ElidedLabel(" · ".join(values), "note"), gap=0
            )
            line = row(told, choice, gap=12)
            line.setStretch(0, 1)
            self._lines.addLayout(line)

    def wishes(self, *, dry_run: bool, resume: bool = False) -> Wishes:
        """Return how the list is to be taken, as it is chosen now."""
        mode = self.mode.value
        return Wishes(
            mode=mode if isinstance(mode, Mode) else Mode.ADD,
            places={
                choice.currentData(): place
                for place, choice in reversed(list(enumerate(self._choices)))
                if choice.currentData()
            },
            dry_run=dry_run,
            resume=resume,
        )

    def _say_mode(self) -> None:
        mode = self.mode.value
        if isinstance(mode, Mode):
            self._mode_how.setText(self._desk.say(f"imports.mode_{mode.value}_how"))
