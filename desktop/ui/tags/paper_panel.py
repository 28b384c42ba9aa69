"""How tags come out: which paper, which printer, how many, and a picture of it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.services.goods.tags import SHEETS, STRIP, Choice, Preview, TagFormat, TagKind
from desktop.ui.desk import Desk
from desktop.ui.tags.number_field import NumberField
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, column, row
from desktop.ui.wording import Wording

BY_STOCK = 0
"""Stands for as many copies as there are pieces."""
_MOST_COPIES = 99
_FARTHEST_TENTHS = 100
_A4_SHAPE = 1.414
_GAP = 12


class TagPicture(QWidget):
    """Shows what will come out, as large as there is room."""

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self.setObjectName("tags-preview")
        self.setAccessibleName(spoken)
        self._tag, self._sheet = QPixmap(), QPixmap()

    def show_preview(self, shown: Preview | None) -> None:
        """Show the first tag and the sheet it is on; nothing clears both."""
        self._tag, self._sheet = QPixmap(), QPixmap()
        if shown is not None:
            self._tag.loadFromData(shown.tag)
            if shown.sheet:
                self._sheet.loadFromData(shown.sheet)
        self.update()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to see."""
        return self._tag.isNull()

    def minimumSizeHint(self) -> QSize:
        """Return the least in which a tag can be made out."""
        return QSize(200, 110)

    def sizeHint(self) -> QSize:
        """Ask for what there is."""
        return QSize(420, 320)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tag large and its sheet beside it, each whole."""
        del event
        if self._tag.isNull():
            return
        painter = QPainter(self)
        whole = self.rect().adjusted(0, 0, -1, -1)
        if self._sheet.isNull():
            self._draw(painter, self._tag, whole)
            return
        sheet = QRect(whole)
        sheet.setLeft(whole.right() - round(whole.height() / _A4_SHAPE))
        self._draw(painter, self._sheet, sheet)
        self._draw(painter, self._tag, whole.adjusted(0, 0, -sheet.width() - _GAP, 0))

    def _draw(self, painter: QPainter, picture: QPixmap, room: QRect) -> None:
        sharpness = self.devicePixelRatioF()
        fitting = picture.scaled(
            room.size() * sharpness,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitting.setDevicePixelRatio(sharpness)
        shown = QRect(room.topLeft(), fitting.deviceIndependentSize().toSize())
        shown.moveCenter(room.center())
        painter.drawPixmap(shown.topLeft(), fitting)
        painter.setPen(QColor(Colours().edge))
        painter.drawRect(shown.adjusted(0, 0, -1, -1))


class PaperPanel(QWidget):
    """What somebody chose; `choice` and `copies` are read when it comes to printing."""

    #: Something of the choice changed.
    changed = Signal()
    #: The kind changed: the choice remembered for it is wanted.
    kind_changed = Signal(object)
    #: The printer changed: its formats are wanted.
    printer_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._say = say = desk.say
        self._formats: dict[str, TagFormat] = {}
        self.kind = Chips("tags-kind", say("tags.kind"))
        self.kind.show_choices(
            [(kind, say(f"tags.kind_{kind.value}")) for kind in TagKind], TagKind.SHELF
        )
        self._printer = _box("tags-printer", say("tags.printer"))
        self._format = _box("tags-format", say("tags.format"))
        self._copies = NumberField("tags-copies", say("tags.copies"), BY_STOCK, _MOST_COPIES)
        self._copies.setMaximumWidth(116)
        self._copies.show_value(1)
        self._first = NumberField("tags-first", say("tags.first"), 1, 1)
        self._right = NumberField(
            "tags-right", say("tags.right"), -_FARTHEST_TENTHS, _FARTHEST_TENTHS
        )
        self._down = NumberField("tags-down", say("tags.down"), -_FARTHEST_TENTHS, _FARTHEST_TENTHS)
        self.picture = TagPicture(say("tags.preview"))
        self._sheet_fields = QWidget()
        self._sheet_fields.setLayout(
            row(
                asked(say("tags.first"), self._first),
                asked(say("tags.right"), self._right),
                asked(say("tags.down"), self._down),
            )
        )
        self._scaling = label(say("tags.no_scaling"), "note", wraps=True)
        paper = row(
            asked(say("tags.format"), self._format), asked(say("tags.copies"), self._copies)
        )
        paper.setStretch(0, 1)
        whole = column(
            self.kind,
            asked(say("tags.printer"), self._printer),
            paper,
            self._sheet_fields,
            self.picture,
            self._scaling,
            gap=8,
        )
        whole.setStretch(4, 1)
        self.setLayout(whole)
        self.kind.chosen.connect(self.kind_changed)
        self._printer.activated.connect(lambda _place: self.printer_changed.emit(self.printer))
        self._format.activated.connect(lambda _place: self._on_format())
        for field in (self._copies, self._first, self._right, self._down):
            field.changed.connect(self.changed)

    @property
    def printer(self) -> str:
        """Return the code of the printer, `SHEETS` for the office's."""
        return str(self._printer.currentData() or SHEETS)

    @property
    def copies(self) -> int:
        """Return how many of each, `BY_STOCK` for as many as there are pieces."""
        return self._copies.value

    @property
    def choice(self) -> Choice:
        """Return what is chosen."""
        kind = self.kind.value
        return Choice(
            kind=kind if isinstance(kind, TagKind) else TagKind.SHELF,
            printer=self.printer,
            format=str(self._format.currentData() or STRIP),
            used=self._first.value - 1 if self.printer == SHEETS else 0,
            shift=(self._right.value, self._down.value),
        )

    def show_choice(
        self,
        choice: Choice,
        printers: Sequence[tuple[str, str]],
        formats: Sequence[TagFormat],
    ) -> None:
        """Show a choice among printers (code, name) and formats, without saying it changed."""
        self._formats = {each.code: each for each in formats}
        self.kind.show_choices(
            [(kind, self._say(f"tags.kind_{kind.value}")) for kind in TagKind], choice.kind
        )
        _offer(self._printer, printers, choice.printer)
        _offer(
            self._format,
            [(each.code, _format_words(each, self._say)) for each in formats],
            choice.format,
        )
        self._fit_sheet()
        self._first.show_value(choice.used + 1)
        self._right.show_value(choice.shift[0])
        self._down.show_value(choice.shift[1])
        self.changed.emit()

    def choose_kind(self, kind: TagKind) -> None:
        """Turn to shelf tags or product labels."""
        self.kind.choose(kind)

    def _on_format(self) -> None:
        self._fit_sheet()
        self._first.show_value(1)
        self.changed.emit()

    def _fit_sheet(self) -> None:
        chosen = self._formats.get(str(self._format.currentData()))
        is_sheet = self.printer == SHEETS
        self._sheet_fields.setVisible(is_sheet)
        self._scaling.setVisible(is_sheet)
        self._first.allow_up_to(max(chosen.labels if chosen else 1, 1))


def _format_words(paper: TagFormat, say: Wording) -> str:
    if paper.code == STRIP:
        return say("tags.format_strip", width=f"{paper.width_mm:g}")
    measures = f"{paper.width_mm:g} × {paper.height_mm:g} mm".replace(".", say("tags.point"))
    if not paper.labels:
        return measures
    words = "tags.format_cut" if paper.is_cut else "tags.format_sheet"
    return say(words, measures=measures, n=paper.labels, code=paper.code)


def _offer(box: QComboBox, choices: Sequence[tuple[str, str]], chosen: str) -> None:
    box.clear()
    for code, words in choices:
        box.addItem(words, code)
    box.setCurrentIndex(max(box.findData(chosen), 0))


def _box(name: str, spoken: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    return box
