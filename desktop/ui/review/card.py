"""One draft, big: its picture, what is proposed with where it comes from, and its price."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit

from desktop.domain.proposal import Field
from desktop.services.drafting.drafts import DraftView
from desktop.services.drafting.proposals import Known
from desktop.services.drafting.reviewing import Confirmed
from desktop.ui.desk import Desk
from desktop.ui.product.photo_field import PhotoField
from desktop.ui.review.same_row import SameRow
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import MoneyField
from desktop.ui.widgets.labels import ElidedLabel, label, set_tone
from desktop.ui.widgets.layouts import asked, column, row, scrolling
from sync.kernel.money import Money
from sync.kernel.vat import VatRate

_PHOTO_PX = 300
_PRICE_PX = 184


class ReviewCard(QFrame):
    """Shows a draft in fields; it holds the keyboard itself, so that one letter answers."""

    #: Enter in the price: yes.
    confirmed = Signal()
    #: Its pictures are to go to the product that the shop has already.
    joins = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self._desk = desk
        self._view: DraftView | None = None
        self._shown: Confirmed | None = None
        self.setObjectName("review-card")
        self.setAccessibleName(say("review.title"))
        self.setProperty("role", "pane")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.photo = PhotoField(desk, "review-photo", _PHOTO_PX)
        self._source = ElidedLabel("", "note")
        self._source.setObjectName("review-source")
        self.name = QLineEdit()
        self.name.setObjectName("review-name")
        self.name.setAccessibleName(say("review.name"))
        self.name.setMaxLength(200)
        self.price = MoneyField("review-price", say("review.price"), say, is_large=True)
        self._names = Chips("review-names", say("review.proposals"))
        self.category = QComboBox()
        self.category.setObjectName("review-category")
        self.category.setAccessibleName(say("review.category"))
        self.category.setEditable(True)
        self._sections = Chips("review-sections", say("review.sections"))
        self.vat = Chips("review-vat", say("review.vat"))
        self._code = ElidedLabel("", "note")
        self._lacks = label("", "note", wraps=True)
        self._lacks.setObjectName("review-lacks")
        self._same = SameRow(desk)
        self._same.joins.connect(self.joins)
        price = column(label(say("review.price"), "field"), self.price, gap=4)
        self.price.setFixedWidth(_PRICE_PX)
        figures = row(price, asked(say("review.vat"), self.vat), gap=16)
        figures.setStretch(1, 1)
        particulars = column(
            self._source,
            asked(say("review.name"), self.name),
            self._names,
            figures,
            asked(say("review.category"), self.category),
            self._sections,
            self._code,
            self._lacks,
            self._same,
            None,
            gap=8,
            margins=(0, 0, 8, 0),
        )
        scroll = scrolling(particulars)
        whole = row(self.photo, scroll, gap=20, margins=16)
        whole.setStretch(0, 2)
        whole.setStretch(1, 3)
        self.setLayout(whole)
        self.price.returnPressed.connect(self.confirmed)
        self.price.installEventFilter(self)
        self.name.returnPressed.connect(self.setFocus)
        self._names.chosen.connect(lambda value: self.name.setText(str(value)))
        self._sections.chosen.connect(lambda value: self.category.setCurrentText(str(value)))
        self.category.currentTextChanged.connect(lambda _text: self._show_lacks())

    def show_categories(self, names: tuple[str, ...]) -> None:
        """Offer the shop's sections; what stands there stays."""
        was = self.category.currentText()
        self.category.blockSignals(True)
        self.category.clear()
        self.category.addItem("")
        self.category.addItems(list(names))
        self.category.setCurrentText(was)
        self.category.blockSignals(False)

    @property
    def view(self) -> DraftView | None:
        """Return the draft that is shown."""
        return self._view

    def show_draft(self, view: DraftView) -> None:
        """Show a draft; the keyboard stands on the card, or in the price where there is none."""
        say = self._desk.say
        self._view = view
        self._same.show_known(None)
        self.photo.show_file(view.photo)
        came = say(f"review.from_{view.source}", n=max(view.times_sold, 1))
        if view.source == "inbox" and len(view.photos) > 1:
            came = f"{came} · {say('review.best_first', n=len(view.photos))}"
        if view.answered_at is not None:
            came = f"{came} · {say('review.steward_answered')}"
        self._source.setText(came)
        self.name.setText(view.best("name"))
        self.price.set_money(view.price)
        self._show_proposals(self._names, view, "name")
        self._show_proposals(self._sections, view, "category")
        self.category.setCurrentText(view.best("category"))
        rates = self._desk.shop.settings.vat_rates
        told = view.best("vat")
        rate = int(told) if told.isdigit() else rates[0]
        offered = rates if rate in rates else (rate, *rates)
        self.vat.show_choices([(each, say.rate(VatRate(each))) for each in offered], rate)
        self._code.setText(say("review.code", code=view.code) if view.code else "")
        self._code.setVisible(bool(view.code))
        self._show_lacks()
        self._shown = self.answer()
        if view.price is None:
            self.price.setFocus()
        elif not view.best("name"):
            self.name.setFocus()
        else:
            self.setFocus()

    @property
    def is_edited(self) -> bool:
        """Tell whether somebody changed what is shown of the draft."""
        return self._view is not None and self.answer() != self._shown

    def show_answer(self, typed: Confirmed) -> None:
        """Show what was typed of the draft before another came in front of it."""
        self.name.setText(typed.name)
        self.price.set_money(typed.price or None)
        self.vat.choose(typed.vat.basis_points)
        self.category.setCurrentText(typed.category)

    @property
    def known(self) -> Known | None:
        """Return the shop's product that the draft on show may be of."""
        return self._same.known

    def show_same(self, known: Known | None) -> None:
        """Ask whether the draft is of a product the shop has; below all else, so nothing moves."""
        self._same.show_known(known)

    def show_photo(self, view: DraftView) -> None:
        """Take over the pictures of the same draft; what was typed stays."""
        self._view = view
        self._show_lacks()

    def _show_proposals(self, chips: Chips, view: DraftView, field: Field) -> None:
        """Show the proposals of a field where there is more than one to choose from, or a doubt."""
        say = self._desk.say
        found = [each for each in view.proposals.get(field, ()) if each.origin != "catalogue"]
        chips.show_choices(
            [
                (
                    each.value,
                    say(
                        "review.proposed",
                        value=each.value,
                        origin=say(f"studio.origin_{each.origin}"),
                    ),
                )
                for each in found
            ]
        )
        chips.setVisible(bool(found))

    def _show_lacks(self) -> None:
        if self._view is None:
            return
        say = self._desk.say
        lacks = [
            say(f"lack.{name}")
            for name, is_missing in (
                ("photo", not self._view.photos),
                ("category", not self.category.currentText().strip()),
            )
            if is_missing
        ]
        if lacks:
            words = "review.lacks" if self._view.product_id else "review.lacks_new"
            self._lacks.setText(say(words, what=", ".join(lacks)))
        else:
            self._lacks.setText(say("review.ready"))
        set_tone(self._lacks, "look" if lacks else "go")

    def answer(self) -> Confirmed:
        """Return what a yes says yes to."""
        rate = self.vat.value
        return Confirmed(
            name=self.name.text(),
            price=self.price.money() or Money(0),
            vat=VatRate(rate if isinstance(rate, int) else 0),
            category=self.category.currentText().strip(),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a letter answer though the cursor stands in the price, which takes none."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.text().isalpha()
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin to type the price wherever a digit is pressed; Enter is a yes."""
        if event.text().isdigit():
            self.price.setText(event.text())
            self.price.setFocus()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
            return
        super().keyPressEvent(event)
