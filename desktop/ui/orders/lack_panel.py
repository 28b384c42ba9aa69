"""A line that cannot be had: what the customer's rule says with one tap, and everything else."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel

from desktop.domain.cells import in_twos
from desktop.domain.pace import Until
from desktop.domain.preparation import IfMissing
from desktop.services.online.lacks import Lack, Proposal
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button, ElidedButton
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.thumbnail import Thumbnail


class LackPanel(QFrame):
    """Offers what stands in for a line, a question to the customer, and money back."""

    #: (order id, line id, variant id).
    replaces = Signal(str, str, str)
    #: (order id, line id).
    asks = Signal(str, str)
    leaves_out = Signal(str, str)
    #: Variant id of an article that is not on its shelf.
    counts_empty = Signal(str)
    #: (variant id, `domain.pace.Until`): the town is not to order the article until then.
    takes_off = Signal(str, str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        #: Order and line it is about.
        self.about: tuple[str, str] | None = None
        self._first: Button | None = None
        self.setObjectName("order-lack")
        self.setProperty("role", "sunken")
        self._body = column(gap=6, margins=12)
        # On a small screen not everything that can be done stands there at once.
        self._scroll = scrolling(self._body)
        self.setLayout(column(self._scroll))
        self.hide()

    def begin(self, lack: Lack) -> None:
        """Show what can be done about a line; what the rule says has the focus."""
        say = self._desk.say
        clear(self._body)
        self.about = (lack.order.id, lack.line.id)
        close = Button(
            "order-lack-close",
            role="icon",
            picture="close",
            spoken=say("weigher.cancel"),
            clicked=self.left.emit,
        )
        title = label(say("lack.title", name=lack.line.label), "heading", wraps=True)
        head = row(title, close, gap=8)
        head.setStretch(0, 1)
        self._body.addLayout(head)
        self._body.addWidget(label(say(f"lack.rule_{lack.rule.value}"), "note", "look", wraps=True))
        if lack.order.has_no_mail and lack.proposals:
            warned = label(self._unheard(lack), "note", "stop", wraps=True)
            warned.setObjectName("order-lack-no-mail")
            self._body.addWidget(warned)
        first = self._by_rule(lack)
        self._body.addWidget(first)
        for place, proposal in enumerate(lack.proposals):
            self._body.addWidget(self._proposal(place, lack, proposal))
        if not lack.proposals:
            self._body.addWidget(label(say("order.instead_none"), "note"))
        self._add_others(lack, first.objectName())
        self._body.addStretch(1)
        self._first = first
        self.show()
        for part in self.findChildren(QLabel):
            part.show()
        self._body.activate()
        self._scroll.setMinimumWidth(self._body.minimumSize().width())
        self._scroll.verticalScrollBar().setValue(0)
        self.take_focus()

    def take_focus(self) -> None:
        """Put the focus on what the customer's rule says."""
        if self._first is not None:
            self._first.setFocus()

    def _unheard(self, lack: Lack) -> str:
        """Say that a question may not be read in time, and whom to call where the order says it."""
        to = lack.order.destination
        phone = "" if to is None else to.phone
        return self._desk.say(
            "lack.no_mail_call" if phone else "lack.no_mail", phone=in_twos(phone)
        )

    def _by_rule(self, lack: Lack) -> Button:
        """Return the one button for what the customer chose when ordering."""
        if lack.rule is IfMissing.SUBSTITUTE and lack.unasked is not None:
            variant = lack.unasked.item.variant_id
            return ElidedButton(
                "order-lack-give",
                self._desk.say("lack.give", name=lack.unasked.item.full_label),
                role="primary",
                picture="swap",
                clicked=partial(self.replaces.emit, lack.order.id, lack.line.id, variant),
            )
        if lack.rule is IfMissing.REFUND or not lack.proposals:
            return self._without(lack, role="primary")
        return self._ask(lack, role="primary")

    def _add_others(self, lack: Lack, taken: str) -> None:
        acts = row(gap=8)
        if taken != "order-ask" and lack.proposals:
            acts.addWidget(self._ask(lack, role=""))
        if taken != "order-without":
            acts.addWidget(self._without(lack, role="stop"))
        acts.addStretch(1)
        self._body.addLayout(acts)
        off = row(label(self._desk.say("pace.take_off"), "note"), gap=8)
        for until in (Until.HOUR, Until.EVENING, Until.TOMORROW, Until.OPEN_END):
            off.addWidget(
                Button(
                    f"order-lack-off-{until.value.replace('_', '-')}",
                    self._desk.say(f"pace.off_{until.value}"),
                    role="tight",
                    clicked=partial(self.takes_off.emit, lack.line.variant_id, until.value),
                )
            )
        off.addStretch(1)
        self._body.addLayout(off)
        if lack.on_shelf is not None:
            say = self._desk.say
            self._body.addWidget(
                RowButton(
                    "order-lack-empty",
                    say("lack.empty"),
                    say("lack.empty_detail", n=say.quantity(lack.on_shelf)),
                    picture_name="box",
                    clicked=partial(self.counts_empty.emit, lack.line.variant_id),
                )
            )

    def _ask(self, lack: Lack, *, role: str) -> Button:
        words = self._desk.say("lack.ask", minutes=self._desk.shop.settings.ask_minutes)
        return Button(
            "order-ask",
            words,
            role=role,
            clicked=partial(self.asks.emit, lack.order.id, lack.line.id),
        )

    def _without(self, lack: Lack, *, role: str) -> Button:
        return Button(
            "order-without",
            self._desk.say("order.without"),
            role=role,
            clicked=partial(self.leaves_out.emit, lack.order.id, lack.line.id),
        )

    def _proposal(self, place: int, lack: Lack, proposal: Proposal) -> RowButton:
        say = self._desk.say
        worth = lack.line.quantity.price(proposal.item.price)
        detail = say("lack.dearer", price=worth, paid=proposal.price) if proposal.is_dearer else ""
        shown = RowButton(
            f"order-instead-{place}",
            proposal.item.full_label,
            detail,
            say.money(proposal.price),
            clicked=partial(
                self.replaces.emit, lack.order.id, lack.line.id, proposal.item.variant_id
            ),
        )
        box = shown.layout()
        if isinstance(box, QBoxLayout):
            photo = Thumbnail(self._desk.photos, proposal.item.photo, 40)
            photo.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.insertWidget(0, photo)
        shown.setMinimumSize(QSize(160, shown.sizeHint().height()))
        return shown
