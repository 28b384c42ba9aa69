"""The right half of the studio: what is proposed, the few fields, what is missing, the two buttons."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from desktop.domain.proposal import Field, Proposal
from desktop.services.drafting import studio
from desktop.services.drafting.proposals import Known, Proposals
from desktop.services.goods.catalogue import ProductView
from desktop.ui.desk import Desk
from desktop.ui.product.details import content_text
from desktop.ui.product.form import ProductForm
from desktop.ui.studio.proposal_bar import ProposalBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label, set_tone
from desktop.ui.widgets.layouts import column, row
from sync.kernel.quantity import Quantity, Unit

_TAKEN_FROM = 25
"""Percent: what is less sure is offered, and not written down by itself."""


class ProductPane(QFrame):
    """Fields for one product. What somebody typed is never overwritten by a proposal."""

    publishes = Signal()
    keeps = Signal()
    likes_last = Signal()
    #: Labels of the last product, which came in several forms.
    prints_labels = Signal()
    #: The space bar in a field of figures: shoot.
    shoots = Signal()
    #: Another name was typed: more can be proposed.
    named = Signal()
    #: (product id): that is the one in hand.
    opens = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._touched: set[str] = set()
        self._is_filling = False
        self._has_photo: Callable[[], bool] = lambda: False
        self.setProperty("role", "pane")
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, say = self._desk, self._desk.say
        self.form = ProductForm(desk, "studio", is_short=True)
        self.bar = ProposalBar(desk)
        self.bar.taken.connect(self._on_taken)
        self.code_words = label("", "heading", wraps=True)
        self.code_words.setObjectName("studio-code-read")
        self._alike = ""
        self._same_words = label("", "note", "look", wraps=True)
        self._same_words.setObjectName("studio-same-words")
        self._same = QWidget()
        opens = Button("studio-same", say("studio.same_open"), clicked=self.open_same)
        same = row(self._same_words, opens, gap=8)
        same.setStretch(0, 1)
        self._same.setLayout(same)
        self._same.hide()
        self._lacks = label("", "note", wraps=True)
        self._lacks.setObjectName("studio-lacks")
        self._like_last = Button(
            "studio-like-last", say("studio.like_last"), clicked=self.likes_last.emit
        )
        self._like_last.hide()
        self._labels = Button(
            "studio-labels",
            role="icon",
            picture="print",
            spoken=say("studio.labels"),
            clicked=self.prints_labels.emit,
        )
        self._labels.hide()
        publish = Button(
            "studio-publish",
            say("studio.publish"),
            role="primary",
            is_large=True,
            clicked=self.publishes.emit,
        )
        keep = Button("studio-keep", say("studio.keep"), clicked=self.keeps.emit)
        inside, scroll = QWidget(), QScrollArea()
        inside.setLayout(column(self.bar, self.form, None, gap=12, margins=(0, 0, 8, 0)))
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        acts = row(keep, publish)
        acts.setStretch(1, 1)
        head = row(
            ElidedLabel(say("studio.step_price"), "title"), None, self._labels, self._like_last
        )
        whole = column(
            head, self.code_words, self._same, scroll, self._lacks, acts, gap=8, margins=16
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def _listen(self) -> None:
        form = self.form
        for name, field in (("name", form.name), ("brand", form.brand)):
            field.textEdited.connect(lambda _text, name=name: self._touched.add(name))
            field.textChanged.connect(partial(self._on_text, name))
        edit = form.category.lineEdit()
        if edit is not None:
            edit.textEdited.connect(lambda _text: self._touched.add("category"))
            edit.returnPressed.connect(self.publishes.emit)
        form.sections.chosen.connect(lambda _name: self._touched.add("category"))
        form.category.activated.connect(lambda _place: self._touched.add("category"))
        form.details.content.textEdited.connect(lambda _text: self._touched.add("content"))
        form.vat.chosen.connect(lambda _rate: self._on_rate())
        form.edited.connect(self.tell_lacks)
        form.name.returnPressed.connect(form.price.setFocus)
        form.name.editingFinished.connect(self._on_named)
        entered = (form.price, form.code, form.stock, form.details.content)
        for field in (*entered, *map(form.values_field, (1, 2))):
            field.returnPressed.connect(self.publishes.emit)
        for field in (form.price, form.code, form.stock):
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the space bar shoot in fields that take figures only."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and isinstance(watched, QLineEdit)
        ):
            self.shoots.emit()
            return True
        return super().eventFilter(watched, event)

    # --- what the screen asks -------------------------------------------------------------------

    def ask_photo(self, has_photo: Callable[[], bool]) -> None:
        """Have the checklist ask whether there is a picture, or one on its way."""
        self._has_photo = has_photo

    def show_product(self, view: ProductView | None, held: str = "") -> None:
        """Show a stored product, held up with one of its forms, or empty fields for the next."""
        self._is_filling = True
        self._touched.clear()
        self.bar.clear()
        self._show_same(None)
        self.form.show_product(view, held)
        self._is_filling = False
        self.tell_lacks()

    def show_like(self, view: ProductView) -> None:
        """Show a new product like the last one."""
        self._is_filling = True
        self.form.show_like(view)
        self._touched |= {"name", "brand", "category", "vat", "unit"}
        self._is_filling = False
        self.tell_lacks()

    def offer_last(self, *, is_there: bool, has_labels: bool = False) -> None:
        """Offer the last product as a pattern."""
        self._like_last.setVisible(is_there)
        self._labels.setVisible(has_labels)

    def propose(self, proposals: Proposals) -> None:
        """Show what is proposed and write down the likeliest, where nobody typed."""
        self._show_same(next((each for each in proposals.known if each.by != "code"), None))
        fields = self._fields_of(proposals)
        self.bar.show_proposals(fields)
        self.form.sections.offer(proposals.sections)
        for name, found in fields.items():
            if name not in self._touched and found[0].sure >= _TAKEN_FROM:
                self._write(name, found[0].value)
        self.tell_lacks()

    def open_same(self) -> None:
        """Take the product that this one looks like for the one in hand."""
        if self._alike:
            self.opens.emit(self._alike)

    def _show_same(self, known: Known | None) -> None:
        """Say that the shop has one with this picture or name; nothing is done about it."""
        self._alike = known.product_id if known else ""
        if known is not None:
            words = self._desk.say(f"studio.same_{known.by}", name=known.name)
            self._same_words.setText(words)
        self._same.setVisible(known is not None)

    def _fields_of(self, proposals: Proposals) -> dict[Field, Sequence[Proposal]]:
        """Return what is proposed with each content as it is typed: 320 g."""
        fields: dict[Field, Sequence[Proposal]] = dict(proposals.fields)
        unit = next((each.value for each in fields.pop("content_unit", ())), "")
        contents = fields.pop("content", ())
        if contents and unit in set(Unit):
            best = contents[0]
            typed = content_text(self._desk.say, Quantity(int(best.value), Unit(unit)))
            fields["content"] = (replace(best, value=typed),)
        return fields

    def take_focus(self) -> None:
        """Stand where the next thing is typed: the price, once there is a name.

        Whoever is typing already stays there: what is proposed may come seconds later.
        """
        is_typing = self.form.name.hasFocus() and "name" in self._touched
        if is_typing or (self.form.price.hasFocus() and self.form.price.isModified()):
            return
        field = self.form.price if self.form.name.text() else self.form.name
        field.setFocus()
        field.selectAll()

    def say_code(self, words: str, tone: str) -> None:
        """Say what became of the code."""
        self.code_words.setText(words)
        set_tone(self.code_words, tone)

    def tell_lacks(self) -> None:
        """Say what is missing for the marketplace, and what saving puts away."""
        if self._is_filling:
            return
        say = self._desk.say
        has_photo = self._has_photo()
        draft = self.form.draft(("",) if has_photo else (), is_online=False)
        lacks = studio.lacks_of(draft)
        named = ", ".join(say(f"lack.{each}") for each in lacks)
        # Said here too: the forms themselves may be scrolled out of sight.
        leaving = self.form.leaving_words
        told = say("studio.lacks", lacks=named) if lacks else say("studio.complete")
        self._lacks.setText(f"{leaving} {told}".strip())
        set_tone(self._lacks, "look" if lacks or leaving else "go")

    # --- proposals into fields ------------------------------------------------------------------

    def _on_text(self, name: str, text: str) -> None:
        """Take an empty field for untouched: a scan's first sign is put back without a word."""
        if not text:
            self._touched.discard(name)

    def _on_named(self) -> None:
        """Tell of a name once, when it is typed to its end."""
        if self.form.name.isModified() and self.form.name.text().strip():
            self.form.name.setModified(False)
            self.named.emit()

    def _on_rate(self) -> None:
        if not self._is_filling:
            self._touched.add("vat")

    def _on_taken(self, name: str, value: str) -> None:
        self._touched.add(name)
        self._write(name, value, is_wanted=True)
        self.tell_lacks()

    def _write(self, name: Field | str, value: str, *, is_wanted: bool = False) -> None:
        form = self.form
        self._is_filling = True
        match name:
            case "name":
                form.name.setText(value)
            case "brand":
                form.brand.setText(value)
            case "category":
                form.category.setCurrentText(value)
            case "vat" if value.isdecimal():
                form.vat.choose(int(value))
            case "unit" if value in set(Unit):
                form.unit.choose(Unit(value))
            case "content":
                form.details.write_content(value)
            case "colour" if is_wanted:
                if not form.lay_colours((value,)):
                    self.say_code(self._desk.say("studio.colours_locked"), "look")
        self._is_filling = False
