"""The part of the settings about printers: which there are, what goes where, who relieves whom."""

from functools import partial

from msgspec import structs
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop.services.papers import printer_setup
from desktop.services.papers.print_queue import PrinterView
from desktop.settings import PrinterSettings, Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.printer_steps import Choices, delay_words
from desktop.ui.settings.printer_wizard import PrinterWizard
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label, set_tone
from desktop.ui.widgets.layouts import asked, clear, column, row
from desktop.ui.widgets.tick import Tick

_SAME = "="
"""Stands for the receipts' printer where labels are sent to."""


class PrintersSection(Section):
    """The shop's printers, and a wizard in their place while one is set up."""

    #: Code of the printer to try.
    tries = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "printers")
        self._printers: tuple[PrinterSettings, ...] = ()
        self._views: dict[str, PrinterView] = {}
        self._wizard: PrinterWizard | None = None
        self._rows = column(gap=8)
        self._add = Button(
            "settings-printer-add",
            self.say("printer.add"),
            role="primary",
            picture="plus",
            clicked=self._begin_new,
        )
        self._receipts = Choices("settings-receipts-to", self.say("printer.receipts_to"))
        self._labels = Choices("settings-labels-to", self.say("printer.labels_to"))
        self._drawer = Tick(self.say("settings.drawer"))
        self._drawer.setObjectName("settings-drawer")
        self._list = QWidget()
        self._list.setLayout(
            column(
                self._rows,
                row(self._add, None),
                row(
                    asked(self.say("printer.receipts_to"), self._receipts),
                    asked(self.say("printer.labels_to"), self._labels),
                ),
                self._drawer,
                gap=12,
            )
        )
        self.fill("settings.printers", "printer.how", self._list)

    # What is set

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        self._printers = settings.printers
        self._offer(settings.receipt_printer, settings.label_printer)
        self._drawer.setChecked(settings.opens_drawer)
        self._show_rows()

    def _offer(self, receipts: str, labels: str) -> None:
        """Offer the printers for receipts and labels, and choose these."""
        for choice, first in (
            (self._receipts, ("", self.say("printer.nowhere"))),
            (self._labels, (_SAME, self.say("printer.as_receipts"))),
        ):
            choice.blockSignals(True)
            choice.clear()
            choice.addItem(first[1], first[0])
            for printer in self._printers:
                choice.addItem(printer.name or printer.code, printer.code)
            choice.blockSignals(False)
        self._receipts.choose(receipts)
        self._labels.choose(_SAME if labels in ("", receipts) else labels)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        printers, opens_drawer = self._printers, self._drawer.isChecked()
        receipts = str(self._receipts.currentData() or "")
        chosen = str(self._labels.currentData())
        labels = receipts if chosen == _SAME else chosen

        def change(settings: Settings) -> Settings:
            return structs.replace(
                settings,
                printers=printers,
                receipt_printer=receipts,
                label_printer=labels,
                opens_drawer=opens_drawer,
            )

        return change

    # The rows

    def show_printers(self, printers: tuple[PrinterView, ...]) -> None:
        """Say how the printers stand."""
        views = {printer.code: printer for printer in printers}
        if views != self._views:
            self._views = views
            self._show_rows()

    def _show_rows(self) -> None:
        clear(self._rows)
        if not self._printers:
            empty = label(self.say("printer.none"), "note", wraps=True)
            empty.setObjectName("settings-printers-none")
            self._rows.addWidget(empty)
        for place, printer in enumerate(self._printers):
            self._rows.addWidget(self._row(place, printer))

    def _row(self, place: int, printer: PrinterSettings) -> QFrame:
        name = printer.name or printer.code
        model = self.say(f"printer.model_{printer_setup.model_of(printer)}")
        lines = column(
            ElidedLabel(name, "heading"),
            ElidedLabel(f"{model} · {printer.address}", "note"),
            gap=0,
        )
        relief = self._relief_words(printer)
        if relief:
            lines.addWidget(ElidedLabel(relief, "note"))
        state = label("", "field")
        state.setObjectName(f"settings-printer-{place}-state")
        self._show_state(state, printer.code)
        acts = [
            Button(
                f"settings-printer-{place}-{act}",
                role="icon",
                picture=sign,
                spoken=self.say(f"printer.{act}_of", name=name),
                clicked=do,
            )
            for act, sign, do in (
                ("edit", "pencil", partial(self._begin, printer)),
                ("try", "print", partial(self.tries.emit, printer.code)),
                ("remove", "remove", partial(self._remove, printer.code)),
            )
        ]
        made = QFrame()
        line = row(lines, state, *acts, gap=6)
        line.setStretch(0, 1)
        made.setLayout(line)
        return made

    def _relief_words(self, printer: PrinterSettings) -> str:
        if not printer.relief:
            return ""
        known = {each.code: each.name or each.code for each in self._printers}
        name = known.get(printer.relief, self.say("printer.files"))
        time = delay_words(self.desk, printer.relief_after_s)
        return self.say("printer.relieved_by", name=name, time=time)

    def _show_state(self, words: QLabel, code: str) -> None:
        view = self._views.get(code)
        if view is None:
            return
        told = [self.say(f"settings.condition_{view.condition}")]
        if view.is_unconfirmed:
            told = [self.say("printer.unconfirmed")]
        if view.is_paper_low:
            told.append(self.say("printer.paper_low"))
        tones = {"ready": "go", "sink": "go", "unknown": "muted", "silent": "look"}
        tone = tones.get(view.condition, "stop")
        set_tone(words, "look" if view.is_paper_low and tone == "go" else tone)
        words.setText(", ".join(told))

    def _remove(self, code: str) -> None:
        """Take a printer away; nothing holds before it is saved, and undo brings it back."""
        left = [each for each in self._printers if each.code != code]
        self._printers = tuple(
            structs.replace(each, relief="") if each.relief == code else each for each in left
        )
        self._show_changed()

    def _show_changed(self) -> None:
        self._offer(str(self._receipts.currentData() or ""), self._chosen_labels())
        self._show_rows()
        self.touch()

    def _chosen_labels(self) -> str:
        chosen = str(self._labels.currentData())
        return "" if chosen == _SAME else chosen

    # The wizard

    def _begin_new(self) -> None:
        code = printer_setup.code_for(structs.replace(self._settings, printers=self._printers))
        self._begin(PrinterSettings(code=code, address=""))

    def _begin(self, printer: PrinterSettings) -> None:
        settings = structs.replace(self._settings, printers=self._printers)
        self._wizard = PrinterWizard(self.desk, settings, printer)
        self._wizard.finished.connect(self._keep)
        self._wizard.left.connect(self._end)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._wizard)
        self._list.hide()
        self._wizard.show()
        self._wizard.begin()

    def step_back(self) -> bool:
        """Go back a step of the wizard, while there is one."""
        if self._wizard is None or not self._wizard.isVisible():
            return False
        self._wizard.step_back()
        return True

    def _end(self) -> None:
        if self._wizard is not None:
            self._wizard.hide()
            self._wizard.deleteLater()
            self._wizard = None
        self._list.show()
        self._add.setFocus()

    def _keep(self, printer: PrinterSettings) -> None:
        """Put a printer that was set up among the others; the first one prints the receipts."""
        known = {each.code: each for each in self._printers} | {printer.code: printer}
        is_first = not self._printers
        self._printers = tuple(known.values())
        self._end()
        self._show_changed()
        if is_first:
            self._receipts.choose(printer.code)
        self.touch()
