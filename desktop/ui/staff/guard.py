"""Stands between the counter and whoever has not signed in."""

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from desktop.services.team import sign_in
from desktop.services.team.crew import Crew, StaffView
from desktop.ui.desk import Desk
from desktop.ui.screen import Approval
from desktop.ui.staff.idle import IdleWatch

if TYPE_CHECKING:
    from desktop.ui.staff.approval import ApprovalCard
    from desktop.ui.staff.lock import LockPage


class Guard(QObject):
    """Locks the window, lets people in, and asks for approvals on the spot.

    A shop in which nobody has a PIN never sees any of it. Locking hides the rooms and changes
    nothing in them: basket, panels and focus are found again by whoever comes in.
    """

    #: The window is locked, or open again.
    locked = Signal(bool)
    #: What had the focus is gone: the room in front should take it.
    focus_lost = Signal()

    def __init__(self, desk: Desk, pages: QStackedWidget, rooms: QWidget, ground: QWidget) -> None:
        """Stand in front of `rooms`, one of the pages; approvals lie on the `ground` in it."""
        super().__init__(pages)
        self._desk = desk
        self._pages = pages
        self._rooms = rooms
        self._ground = ground
        self._crew = Crew({})
        self._person = StaffView(code="", name="", role="")
        self._focus: QWidget | None = None
        self._expected = ""
        self._lock: LockPage | None = None
        self._card: ApprovalCard | None = None
        self.idle_watch = IdleWatch(self)
        self.idle_watch.idle.connect(lambda: self.lock(self._person.code))

    @property
    def is_locked(self) -> bool:
        """Tell whether somebody has to sign in before anything else."""
        return self._pages.currentWidget() is not self._rooms

    @property
    def asks_pins(self) -> bool:
        """Tell whether this shop has PINs at all."""
        return self._crew.has_pins

    def look(self, crew: Crew, person: StaffView) -> None:
        """Go by who works here and who has signed in.

        An answer read before somebody signed in may come after it: it locks nobody out.
        """
        self._crew = crew
        signed_in = self._desk.shop.signed_in
        is_late = signed_in in crew.people and person.code != signed_in
        if not is_late:
            self._person = person
        minutes = self._desk.shop.settings.lock_after_minutes if crew.has_pins else 0
        self.idle_watch.watch(0 if self.is_locked else minutes)
        if not crew.has_pins:
            self._open()
        elif not person.code and not is_late:
            self.lock(self._expected)
        elif self.is_locked:
            self._lock_page().show_people(crew)

    def lock(self, expected: str) -> None:
        """Ask who sells; `expected` is asked for the PIN only."""
        if not self._crew.has_pins or self.is_locked:
            return
        self.leave_approval()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self._keep_focus()
        page = self._lock_page()
        self._pages.setCurrentWidget(page)
        # Hidden widgets would still take the focus, and the keys, when a late answer gives it them.
        self._rooms.setEnabled(False)
        page.begin(self._crew, expected)
        self.idle_watch.watch(0)
        self.locked.emit(True)

    def expect(self, code: str) -> None:
        """Have the next lock ask somebody for the PIN at once: the till was handed over."""
        self._expected = code

    def switch(self) -> bool:
        """Give the till to somebody else; tell whether this shop knows who that could be.

        Where only two have a PIN it is the other one.
        """
        if not self._crew.has_pins:
            return False
        others = [
            each.code
            for each in self._crew.people.values()
            if each.has_pin and each.code != self._person.code
        ]
        self.lock(others[0] if len(others) == 1 else "")
        return True

    def name(self, code: str) -> bool:
        """Ask somebody whom a badge named for the PIN, and tell whether they sign in here.

        The badge proves nothing: whoever holds it still has to know the PIN. Nothing happens for
        who is selling already.
        """
        person = self._crew.people.get(code)
        if person is None or not person.has_pin:
            return False
        if self.is_locked:
            self._lock_page().begin(self._crew, code)
        elif code != self._person.code:
            self.lock(code)
        return True

    def ask(self, wanted: Approval) -> None:
        """Have somebody stand for an act; one that was asked for before is given up."""
        self.leave_approval()
        shop = self._desk.shop

        def find() -> tuple[StaffView, ...]:
            return sign_in.approvers(
                shop, wanted.act, basis_points=wanted.basis_points, amount=wanted.amount
            )

        def show(approvers: tuple[StaffView, ...]) -> None:
            if not self.is_locked:
                self._keep_focus()
                self._card_of().ask(wanted, approvers)

        self._desk.tasks.ledger(self, find, show)

    def leave_approval(self) -> bool:
        """Put an approval that is asked for away, and tell whether there was one."""
        wanted = self._card.wanted if self._card is not None else None
        if wanted is None:
            return False
        self._end_approval()
        if wanted.otherwise is not None:
            wanted.otherwise()
        return True

    def _on_approved(self, code: str) -> None:
        wanted = self._card_of().wanted
        self._end_approval()
        if wanted is not None:
            wanted.then(code)

    def _end_approval(self) -> None:
        self._card_of().end()
        self._give_focus_back()

    def _on_opened(self, person: StaffView) -> None:
        self._person = person
        self._open()
        self.idle_watch.watch(self._desk.shop.settings.lock_after_minutes)

    def _open(self) -> None:
        if not self.is_locked:
            return
        self._expected = ""
        self._rooms.setEnabled(True)
        self._pages.setCurrentWidget(self._rooms)
        self._give_focus_back()
        self.locked.emit(False)

    def _keep_focus(self) -> None:
        self._focus = QApplication.focusWidget()

    def _give_focus_back(self) -> None:
        before, self._focus = self._focus, None
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.focus_lost.emit()

    def _lock_page(self) -> "LockPage":
        """Return the page, made when it is first needed: most starts never need it."""
        if self._lock is None:
            # Here, as the other: what a start does not need is loaded when it is needed.
            from desktop.ui.staff.lock import LockPage  # noqa: PLC0415

            self._lock = LockPage(self._desk)
            self._lock.opened.connect(self._on_opened)
            self._pages.addWidget(self._lock)
        return self._lock

    def _card_of(self) -> "ApprovalCard":
        if self._card is None:
            from desktop.ui.staff.approval import ApprovalCard  # noqa: PLC0415

            self._card = ApprovalCard(self._desk, self._ground)
            self._card.given.connect(self._on_approved)
            self._card.left.connect(self.leave_approval)
        return self._card
