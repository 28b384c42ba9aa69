"""The steps of setting a printer up; each shows a draft of it and returns what it makes of it."""

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from desktop.services.papers import printer_setup
from desktop.services.papers.printer_setup import Answer, Check, FoundPrinter, Standing
from desktop.settings import PrinterSettings, Settings
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import Part, clear, column, row
from desktop.ui.widgets.rows import RowButton

_SERIAL = "serial:"
_SPEEDS = (9600, 19_200, 38_400, 57_600, 115_200)
_FLOWS = ("none", "rts", "xon")
_DELAYS_S = (30, 60, 120, 300, 900)
_PICTURE = "image"
_MINUTE_S = 60


class Step(QWidget):
    """One question about the printer."""

    #: The step has something to ask of the printer.
    asks = Signal()

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk = desk
        self.say = desk.say
        self.name = name
        self.printer = PrinterSettings(code="", address="")
        self.setObjectName(f"printer-step-{name}")

    def fill(self, *parts: Part) -> None:
        """Put the parts one below the other."""
        self.setLayout(column(*parts, gap=10))

    def first(self) -> QWidget | None:
        """Return what takes the focus; None leaves it to the way on."""
        return None

    def show_printer(self, printer: PrinterSettings) -> None:
        """Show a draft."""
        self.printer = printer

    def answer(self) -> PrinterSettings:
        """Return the draft as this step leaves it."""
        return self.printer


class WhereStep(Step):
    """What hangs on this PC, or an address."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "where")
        self.found_name = ""
        self._list = column(gap=6)
        self._told = label("", "note", wraps=True)
        self._told.setObjectName("printer-found")
        self._address = QLineEdit()
        self._address.setObjectName("printer-address")
        self._address.setAccessibleName(self.say("printer.address"))
        self._address.setPlaceholderText("192.168.1.50")
        self._address.setMaxLength(200)
        self._address.textChanged.connect(lambda _text: self._show_port())
        self._speed = self._choice("speed", [(baud, f"{baud} bit/s") for baud in _SPEEDS])
        self._flow = self._choice(
            "flow", [(each, self.say(f"printer.flow_{each}")) for each in _FLOWS]
        )
        self._port = QWidget()
        self._port.setLayout(
            row(
                column(label(self.say("printer.speed"), "field"), self._speed, gap=4),
                column(label(self.say("printer.flow"), "field"), self._flow, gap=4),
                None,
            )
        )
        self._again = Button("printer-look", self.say("printer.look_again"), picture="search")
        self._again.clicked.connect(lambda _is_on: self.look())
        self.fill(
            row(label(self.say("printer.found"), "field"), None, self._again),
            self._told,
            self._list,
            column(label(self.say("printer.address"), "field"), self._address, gap=4),
            self._port,
        )
        self._port.hide()

    def _choice(self, name: str, choices: Sequence[tuple[object, str]]) -> QComboBox:
        made = QComboBox()
        made.setObjectName(f"printer-{name}")
        made.setAccessibleName(self.say(f"printer.{name}"))
        for value, words in choices:
            made.addItem(words, value)
        return made

    def first(self) -> QWidget:
        """Return the field for an address."""
        return self._address

    def look(self) -> None:
        """Look for printers; asked for when the step is first seen, and again by its button."""
        self._told.setText(self.say("printer.looking"))
        self._told.show()
        self.desk.tasks.outside(self, printer_setup.find_printers, self.show_found)

    def show_found(self, found: Sequence[FoundPrinter]) -> None:
        """Offer what was found."""
        clear(self._list)
        self._told.setText("" if found else self.say("printer.found_none"))
        self._told.setVisible(not found)
        for place, each in enumerate(found):
            way = self.say(f"printer.way_{each.way}")
            self._list.addWidget(
                RowButton(
                    f"printer-found-{place}",
                    each.name,
                    way,
                    picture_name="print",
                    clicked=partial(self._take, each),
                )
            )

    def _take(self, found: FoundPrinter) -> None:
        self.found_name = found.name
        self._address.setText(found.address)
        self._address.setFocus()
        self.asks.emit()

    def _show_port(self) -> None:
        self._port.setVisible(self._address.text().strip().startswith(_SERIAL))

    def show_printer(self, printer: PrinterSettings) -> None:
        """Show where it is said to be."""
        super().show_printer(printer)
        address, _mark, query = printer.address.partition("?")
        is_serial = address.startswith(_SERIAL)
        self._address.setText(address if is_serial else printer.address)
        if is_serial:
            asked = dict(part.split("=") for part in query.split("&") if part.count("=") == 1)
            self._speed.setCurrentIndex(max(self._speed.findText(f"{asked.get('baud')} bit/s"), 0))
            self._flow.setCurrentIndex(max(self._flow.findData(asked.get("flow", "none")), 0))

    def answer(self) -> PrinterSettings:
        """Return it with its address; a new one with the model its name speaks of."""
        address = printer_setup.address_of(self._address.text())
        if address.startswith(_SERIAL) and "?" not in address:
            address += f"?baud={self._speed.currentData()}&flow={self._flow.currentData()}"
        model = self.printer.profile
        if not self.printer.address and self.found_name:
            model = printer_setup.suggested_model(self.found_name)
        return replace(self.printer, address=address, profile=model)


class ModelStep(Step):
    """What it is: its width and its language."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "model")
        self.standing: Standing | None = None
        self._stands = label("", "heading", wraps=True)
        self._stands.setObjectName("printer-standing")
        self._models = Choices("printer-model", self.say("printer.model"))
        for model in printer_setup.models():
            self._models.addItem(self.say(f"printer.model_{model.code}"), model.code)
        self.fill(
            self._stands,
            label(self.say("printer.model"), "field"),
            self._models,
            label(self.say("printer.model_how"), "note", wraps=True),
        )

    def first(self) -> QWidget:
        """Return the list of models."""
        return self._models

    def show_standing(self, standing: Standing) -> None:
        """Say how it answered."""
        self.standing = standing
        words = self.say("printer.is_mute")
        if standing.can_confirm:
            condition = self.say(f"settings.condition_{standing.condition}")
            words = self.say("printer.confirms", condition=condition)
        self._stands.setText(words)

    def show_printer(self, printer: PrinterSettings) -> None:
        """Show what it is said to be."""
        super().show_printer(printer)
        self._models.choose(printer.profile)

    def answer(self) -> PrinterSettings:
        """Return it with its model; what another model's trial showed is forgotten."""
        model = str(self._models.currentData())
        changed = self.printer
        if model != self.printer.profile:
            changed = replace(
                changed,
                profile=model,
                character_table="",
                has_cutter=None,
                draws_codes=None,
                drawer_pin=None,
            )
        if self.standing is not None:
            changed = replace(changed, answers_status=self.standing.can_confirm)
        return changed


class LettersStep(Step):
    """Which of its character tables can be read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "letters")
        self._how = label(self.say("printer.letters_how"), "note", wraps=True)
        self._print = Button(
            "printer-strip",
            self.say("printer.print_strip"),
            role="primary",
            picture="print",
            clicked=self.asks.emit,
        )
        self._lines = row(gap=8)
        self._chosen = label("", "heading", wraps=True)
        self._chosen.setObjectName("printer-line-chosen")
        self.fill(self._how, row(self._print, None), self._lines, self._chosen)
        self._tables: tuple[str, ...] = ()

    def first(self) -> QWidget | None:
        """Return the button that prints the lines, where there is something to choose."""
        return None if self._print.isHidden() else self._print

    def show_tables(self, tables: tuple[str, ...]) -> None:
        """Offer the lines that were printed."""
        self._tables = tables
        clear(self._lines)
        for number, table in enumerate(tables, start=1):
            self._lines.addWidget(
                Button(
                    f"printer-line-{number}",
                    str(number),
                    spoken=self.say("printer.line", n=number),
                    is_large=True,
                    clicked=partial(self._take, table),
                )
            )
        none = self.say("printer.line_none")
        self._lines.addWidget(
            Button("printer-line-none", none, is_large=True, clicked=partial(self._take, _PICTURE))
        )
        self._lines.addStretch(1)

    def show_printer(self, printer: PrinterSettings) -> None:
        """Show which table is chosen."""
        super().show_printer(printer)
        is_label = printer.profile in {
            model.code for model in printer_setup.models() if model.is_label_printer
        }
        self._print.setVisible(not is_label)
        self._how.setText(self.say("printer.letters_label" if is_label else "printer.letters_how"))
        self._show_chosen()

    def _take(self, table: str) -> None:
        self.printer = printer_setup.with_table(self.printer, table)
        self._show_chosen()

    def _show_chosen(self) -> None:
        table, words = self.printer.character_table, self.say("printer.line_model")
        if table == _PICTURE:
            words = self.say("printer.line_image")
        elif table in self._tables:
            words = self.say("printer.line_chosen", n=self._tables.index(table) + 1)
        self._chosen.setText(words)


class TrialStep(Step):
    """What came out of the test page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "trial")
        self._print = Button(
            "printer-trial",
            self.say("printer.print_trial"),
            role="primary",
            picture="print",
            clicked=self.asks.emit,
        )
        self._told = label("", "heading", "look", wraps=True)
        self._told.setObjectName("printer-trial-told")
        self._questions = QGridLayout()
        self._questions.setColumnStretch(0, 1)
        self._answers: dict[Check, Chips] = {}
        self.fill(
            label(self.say("printer.trial_how"), "note", wraps=True),
            row(self._print, None),
            self._told,
            self._questions,
        )
        self._told.hide()

    def first(self) -> QWidget:
        """Return the first question, or the button that prints the page."""
        return next(iter(self._answers.values()), self._print)

    @property
    def is_answered(self) -> bool:
        """Tell whether every question has its answer; none were asked before the page is out."""
        return bool(self._answers) and all(chips.value for chips in self._answers.values())

    @property
    def seen(self) -> Mapping[Check, Answer]:
        """Return the answers."""
        return {
            check: chips.value
            for check, chips in self._answers.items()
            if isinstance(chips.value, Answer)
        }

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Ask about a page that has been sent."""
        clear(self._questions)
        self._answers = {}
        for place, check in enumerate(checks):
            words = self.say(f"printer.check_{check}")
            chips = Chips(f"printer-check-{check}", words)
            given: list[tuple[object, str]] = [("", "?")]
            given += [(each, self.say(f"printer.answer_{each}")) for each in _answers_for(check)]
            chips.show_choices(given, "")
            self._questions.addWidget(label(words), place, 0)
            self._questions.addWidget(chips, place, 1)
            self._answers[check] = chips
        self._told.hide()

    def tell(self, words: str) -> None:
        """Say what is to be done about the answers."""
        self._told.setText(words)
        self._told.show()

    def show_printer(self, printer: PrinterSettings) -> None:
        """Ask nothing before the page is printed."""
        super().show_printer(printer)
        self.show_checks(())

    def answer(self) -> PrinterSettings:
        """Return it as what was seen says."""
        return printer_setup.corrected(self.printer, self.seen)


def _answers_for(check: Check) -> tuple[Answer, ...]:
    if check in (Check.CUT, Check.DRAWER):
        return (Answer.YES, Answer.NO, Answer.NONE)
    return (Answer.YES, Answer.NO)


class NameStep(Step):
    """What it is called, and who takes over from it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "name")
        self._name = QLineEdit()
        self._name.setObjectName("printer-name")
        self._name.setAccessibleName(self.say("printer.name"))
        self._name.setMaxLength(40)
        self._relief = Choices("printer-relief", self.say("printer.relief"))
        self._after = Choices("printer-relief-after", self.say("printer.relief_after"))
        for seconds in _DELAYS_S:
            self._after.addItem(delay_words(desk, seconds), seconds)
        self.fill(
            column(label(self.say("printer.name"), "field"), self._name, gap=4),
            row(
                column(label(self.say("printer.relief"), "field"), self._relief, gap=4),
                column(label(self.say("printer.relief_after"), "field"), self._after, gap=4),
            ),
            label(self.say("printer.relief_how"), "note", wraps=True),
        )

    def first(self) -> QWidget:
        """Return the field for its name."""
        return self._name

    def offer(self, settings: Settings, printer: PrinterSettings) -> None:
        """Offer who can take over, by the printers as they stand in the list."""
        self._relief.clear()
        self._relief.addItem(self.say("printer.relief_nobody"), "")
        for code in printer_setup.places_for(settings, printer.code):
            known = settings.printer(code)
            self._relief.addItem(
                self.say("printer.files") if known is None else known.name or code, code
            )

    def show_printer(self, printer: PrinterSettings) -> None:
        """Show its name and its relief."""
        super().show_printer(printer)
        self._name.setText(printer.name)
        self._relief.choose(printer.relief)
        if self._after.findData(printer.relief_after_s) < 0:
            words = delay_words(self.desk, printer.relief_after_s)
            self._after.addItem(words, printer.relief_after_s)
        self._after.choose(printer.relief_after_s)

    def answer(self) -> PrinterSettings:
        """Return it with its name; one without is called by its number."""
        number = self.printer.code.rpartition("-")[2]
        usual = self.printer.name or self.say("printer.name_usual", n=number)
        return replace(
            self.printer,
            name=self._name.text().strip() or usual,
            relief=str(self._relief.currentData() or ""),
            relief_after_s=int(self._after.currentData()),
        )


class Choices(QComboBox):
    """A list of choices, named."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)

    def choose(self, value: object) -> None:
        """Choose a value, the first when it is none of them."""
        self.setCurrentIndex(max(self.findData(value), 0))


def delay_words(desk: Desk, seconds: int) -> str:
    """Return a delay in words."""
    if seconds % _MINUTE_S:
        return desk.say("printer.seconds", n=seconds)
    return desk.say("printer.minutes", n=seconds // _MINUTE_S)
