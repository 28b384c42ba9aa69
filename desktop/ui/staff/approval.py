"""A card over the shelf where somebody with more rights puts a PIN to one act."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.domain.roles import Act
from desktop.errors import ShopError
from desktop.services.team import sign_in
from desktop.services.team.crew import StaffView
from desktop.ui.desk import Desk
from desktop.ui.screen import Approval
from desktop.ui.staff.pin import PAD_GAP_PX, PinField, PinPad, name_of
from desktop.ui.widgets.banner import announce
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from sync.kernel.money import Money

_PAD_COLUMNS = 6
_WIDTH_PERCENT = 62
"""The shelf's part of the sale screen."""


class ApprovalCard(QFrame):
    """Says what is asked, who may allow it, and takes the PIN.

    It lies on the left of the screen in front and moves nothing there: the ticket stays in sight,
    and every key and finger outside of it works on.
    """

    #: Code of who stands for it.
    given = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, ground: QWidget) -> None:
        """Make it to lie on `ground`, beside which it stands among the children of one widget."""
        super().__init__(ground.parentWidget())
        self._desk = desk
        self._ground = ground
        ground.installEventFilter(self)
        self._wanted: Approval | None = None
        self._is_asking = False
        say = desk.say
        self.setObjectName("approval")
        self.setAccessibleName(say("approval.title"))
        self.setProperty("role", "banner")
        self.setProperty("tone", "look")
        self._what = label("", "heading", wraps=True)
        self._what.setObjectName("approval-what")
        self._field = PinField("approval-pin", say("lock.pin"))
        self._who = Chips("approval-who", say("approval.who"))
        self._who.chosen.connect(lambda _who: self._field.setFocus())
        self._field.setPlaceholderText(say("lock.pin"))
        self._field.setProperty("role", "")
        self._field.typed.connect(self._on_pin)
        self._problem = label("", "note", "stop", wraps=True)
        self._problem.setObjectName("approval-problem")
        allow = Button(
            "approval-give",
            say("approval.give"),
            role="primary",
            clicked=self._field.hand_over,
        )
        leave = Button(
            "approval-leave",
            role="icon",
            picture="close",
            spoken=say("approval.leave"),
            clicked=self.left.emit,
        )
        head = row(self._what, leave)
        head.setStretch(0, 1)
        entry = row(self._field, allow)
        entry.setStretch(0, 1)
        asked = column(entry, None)
        pad = PinPad("approval-key", self._field, say, columns=_PAD_COLUMNS)
        pad.setFixedWidth(_PAD_COLUMNS * desk.tokens.sizes.touch + (_PAD_COLUMNS - 1) * PAD_GAP_PX)
        line = row(asked, column(pad, None), gap=16)
        line.setStretch(0, 1)
        self.setLayout(
            column(head, self._who, line, self._problem, None, gap=8, margins=(16, 4, 12, 16))
        )
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay where the ground is."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._lie_down()
        return super().eventFilter(watched, event)

    def _lie_down(self) -> None:
        ground = self._ground.geometry()
        width = max(ground.width() * _WIDTH_PERCENT // 100, self.minimumSizeHint().width())
        height = self.heightForWidth(width) if self.hasHeightForWidth() else -1
        height = max(height, self.sizeHint().height())
        card = QRect(ground.x(), ground.y(), width, height)
        self.setGeometry(self._whole(card))

    def _whole(self, card: QRect) -> QRect:
        """Return the card, down to the foot where it would hide but a part of a panel."""
        whole, parent = QRect(card), self._ground.parentWidget()
        for pane in self._ground.findChildren(QFrame):
            if parent is None or pane.property("role") != "pane" or not pane.isVisible():
                continue
            place = QRect(pane.mapTo(parent, QPoint()), pane.size())
            if place.intersected(card).width() > card.width() // 2:
                whole.setBottom(self._ground.geometry().bottom())
        return whole

    @property
    def wanted(self) -> Approval | None:
        """Return what is asked for now."""
        return self._wanted

    def ask(self, wanted: Approval, approvers: tuple[StaffView, ...]) -> None:
        """Show what is asked for and who may allow it."""
        say = self._desk.say
        self._wanted = wanted
        self._what.setText(say("approval.asks", act=_told(self._desk, wanted)))
        self._who.show_choices([(each.code, name_of(say, each)) for each in approvers])
        self._who.setVisible(len(approvers) > 1)
        self._say_problem("")
        self._field.clear()
        self._lie_down()
        self.show()
        self.raise_()
        self._field.setFocus()
        announce(self, self._what.text())

    def end(self) -> None:
        """Put the strip away and forget what was asked."""
        self._wanted = None
        self._field.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows choose the approver while the digits are typed."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._who.count():
            self._who.setCurrentIndex((self._who.currentIndex() + step) % self._who.count())
            return
        super().keyPressEvent(event)

    def _on_pin(self, pin: str) -> None:
        wanted = self._wanted
        if wanted is None or self._is_asking:
            return
        shop, who = self._desk.shop, str(self._who.value)
        self._is_asking = True
        self._desk.tasks.ledger(
            self,
            lambda: sign_in.approve(
                shop,
                who,
                pin,
                wanted.act,
                basis_points=wanted.basis_points,
                amount=wanted.amount,
            ),
            self._on_given,
            self._on_refused,
        )

    def _on_given(self, code: str) -> None:
        self._is_asking = False
        if self._wanted is not None:
            self.given.emit(code)

    def _on_refused(self, error: ShopError) -> None:
        self._is_asking = False
        told = self._desk.say.refusal(error)
        self._say_problem(f"{told.message} {told.next_step}")
        self._field.setFocus()

    def _say_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._lie_down()


def _told(desk: Desk, wanted: Approval) -> str:
    """Return the act in words, with its figure where it has one."""
    say = desk.say
    words = say(f"act.{wanted.act}")
    match wanted.act:
        case Act.DISCOUNT | Act.PRICE_OVERRIDE if wanted.basis_points:
            return say("approval.act", act=words, figure=say.percent(wanted.basis_points))
        case _ if wanted.amount:
            return say("approval.act", act=words, figure=say.money(Money(abs(wanted.amount.cents))))
        case _:
            return words
