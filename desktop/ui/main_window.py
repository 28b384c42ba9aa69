"""The window: header, banners, and the screens one in front of the other."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from desktop.errors import ShopError
from desktop.services.books import integrity
from desktop.services.online import orders
from desktop.services.shop import Shop
from desktop.services.team import sign_in, staff
from desktop.services.team.crew import Crew, StaffView
from desktop.services.till import alarms
from desktop.services.town import link
from desktop.settings import ShopProfile
from desktop.ui.alarm_line import AlarmLine
from desktop.ui.board_window import BoardKeeper
from desktop.ui.desk import Desk
from desktop.ui.display.keeper import DisplayKeeper
from desktop.ui.header import TABS, Header
from desktop.ui.leaving import LeavingBar
from desktop.ui.locker_watch import LockerWatch
from desktop.ui.order_bell import NewsBanner, OrderBell
from desktop.ui.readings import Readings, Window
from desktop.ui.scanner import ScannerEar
from desktop.ui.school import TrainingBand
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind, key_of
from desktop.ui.staff.guard import Guard
from desktop.ui.theme.dress import dress_window
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.layouts import column

if TYPE_CHECKING:
    from desktop.services.till.alarms import Alarm
    from desktop.services.views import LinkStatus
    from desktop.ui.help_sheet import HelpSheet
    from fiscal import Report

_OF_THE_CATALOGUE = frozenset(
    {"studio", "table", "sections", "review", "stock", "prices", "tags", "imports"}
)
"""Rooms without a tab of their own: that of the catalogue is marked while one is in front."""
_LOOK_AGAIN_MS = 30_000
"""Ages and countdowns move on though nothing has changed."""
_A_MINUTE = timedelta(minutes=1)

Screens = Mapping[str, Callable[[Desk], Screen]]


class _Standing(Struct, frozen=True):
    """What the header and the waiting line show."""

    link: "LinkStatus"
    crew: Crew
    person: StaffView
    waiting: int
    oldest: timedelta
    alarm: "Alarm | None"


class MainWindow(QMainWindow):
    """One window for everything: it makes a screen when it is first asked for and keeps it."""

    #: A screen has come to the front; its name.
    shown = Signal(str)

    def __init__(self, desk: Desk, screens: Screens, first: str = "") -> None:
        super().__init__()
        dress_window(self, desk.tokens)
        self.desk = desk
        self._factories = screens
        self._screens: dict[str, Screen] = {}
        is_new = desk.shop.profile == ShopProfile()
        self._before_help = first or ("welcome" if is_new else "sale")
        self._asks_first, self._is_over = True, False
        self._standing: _Standing | None = None
        self.setObjectName("main-window")
        name = f"Comptoir – {desk.shop.profile.name}"
        self.setWindowTitle(desk.say("training.window") if desk.shop.is_training else name)
        self._build()
        self._listen()
        self.shown.connect(desk.facing.enter)
        self.customer_display = DisplayKeeper(desk, self)
        self.go(self._before_help)
        self._look()

    def _build(self) -> None:
        say = self.desk.say
        self.header = Header(self.desk, self.switch, self.help, lambda: self.go("settings"))
        self.tabs, self.camera_sign = self.header.tabs, self.header.camera_sign
        self.waiting = NewsBanner(self.desk)
        self.bell = OrderBell(self.desk, self)
        self.locker_watch = LockerWatch(self.desk, self)
        self.board_window = BoardKeeper(
            self.desk, self, self.bell, self._factories["orders"], self.errand, self._on_scanned
        )
        self.banner = Banner("banner", say("window.close"))
        self.alarm = AlarmLine(self.desk, self._front, self.errand)
        self.leaving = LeavingBar(self.desk, self.close)
        self.stack = QStackedWidget()
        body = QWidget()
        body.setProperty("role", "screen")
        self.training = TrainingBand(say, self.desk.school)
        if not self.desk.shop.is_training:
            self.training.hide()
        whole = column(
            self.training,
            self.header,
            self.alarm,
            self.waiting,
            self.banner,
            self.leaving,
            self.stack,
            gap=0,
        )
        whole.setStretchFactor(self.stack, 1)
        body.setLayout(whole)
        pages = QStackedWidget()
        pages.addWidget(body)
        self.setCentralWidget(pages)
        self.guard = Guard(self.desk, pages, body, self.stack)

    def _listen(self) -> None:
        desk = self.desk
        self.tabs.tabBarClicked.connect(self._on_tab)
        self.tabs.currentChanged.connect(self._on_tab_by_key)
        for name, _icon in TABS:
            self._bind(name, partial(self.go, name))
        self._bind("settings", partial(self.go, "settings"))
        self._bind("help", self.help)
        self._bind("back", self.step_back)
        self._bind("switch", self.switch)
        self._bind("quit", self.close)
        self.guard.focus_lost.connect(self._take_focus)
        # One line at a time: what was just done or refused comes before what waits.
        self.banner.shown.connect(lambda _is_there: self._show_waiting())
        self._ear = ScannerEar(self)
        self._ear.scanned.connect(self._on_scanned)
        self.readings = Readings(
            desk, Window(self._front, self.errand, self.tell, self.guard), parent=self
        )
        desk.camera.seen.connect(self._on_seen)
        self.camera_sign.tells.connect(self.tell)
        self.camera_sign.lookout.stands.connect(lambda _how: self.header.fit_place(self.width()))
        self.camera_sign.asks.connect(self.errand)
        self.shown.connect(lambda _room: self.camera_sign.lookout.look())
        # Until then the scan line has the focus, and reads codes itself.
        desk.tasks.when_awake(self._ear.listen)
        desk.tasks.when_awake(self.camera_sign.lookout.wake)
        desk.tasks.failed.connect(self.refuse)
        topics = ("orders", "link", "staff", "settings", "till", "printers")
        desk.changes.on(self, topics, self._look)
        self._look_again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self._look)
        self._look_again.start()
        self.bell.changed.connect(self._on_news)
        self.waiting.seen.clicked.connect(self.bell.acknowledge)

    def _bind(self, name: str, act: Callable[[], object]) -> None:
        """Bind a key of the window; behind the lock none of them does anything."""
        bind(self, name, lambda: None if self.guard.is_locked else act())

    @property
    def room(self) -> str:
        """Return the name of the room in front."""
        front = self.stack.currentWidget()
        return front.objectName() if front is not None else ""

    def screen_of(self, name: str) -> Screen:
        """Return a room's screen, made now if nobody has been there yet."""
        if name not in self._screens:
            screen = self._factories[name](self.desk)
            screen.asks.connect(self.errand)
            screen.tells.connect(self.tell)
            screen.refuses.connect(self.refuse)
            screen.wants_approval.connect(self.guard.ask)
            screen.awaits.connect(self.guard.expect)
            screen.passes_on.connect(self.readings.passed_on)
            self._screens[name] = screen
            self.stack.addWidget(screen)
        return self._screens[name]

    def go(self, name: str) -> None:
        """Bring a room to the front, once the one that is there lets go."""
        front = self.stack.currentWidget()
        if (
            isinstance(front, Screen)
            and front.objectName() != name
            and not front.lets_go(lambda: self._enter(name))
        ):
            self._show_room(front.objectName())
            return
        self._enter(name)

    def _enter(self, name: str) -> None:
        screen = self.screen_of(name)
        self.stack.setCurrentWidget(screen)
        self._show_room(_tab_of(name))
        self._show_waiting()
        screen.arrive()
        self.shown.emit(name)

    def _show_room(self, name: str) -> None:
        self.tabs.blockSignals(True)
        self.tabs.show_room(name)
        self.tabs.blockSignals(False)

    def errand(self, errand: Errand) -> None:
        """Go to a room and have it do something there."""
        if errand.room == "help":
            self.help()
            return
        if errand.room == "orders-window":
            self.board_window.open()
            return
        self._enter(errand.room)
        if errand.what:
            self.screen_of(errand.room).run(errand)

    def tell(self, notice: Notice) -> None:
        """Say a sentence in the banner."""
        self.banner.say(
            notice.words, notice.tone, act=notice.act, then=notice.then, stays=notice.stays
        )

    def end_training(self) -> None:
        """Say that the window to learn in is gone, and this one is the real till."""
        self.tell(Notice(self.desk.say("training.over"), "go"))

    def refuse(self, error: ShopError) -> None:
        """Say in the banner what did not go and what to do now."""
        told = self.desk.say.refusal(error)
        tone = "stop" if error.code == "bug" else "look"
        self.banner.say(f"{told.title}. {told.message} {told.next_step}", tone)

    @property
    def _shows_help(self) -> bool:
        return self.room == "help"

    @cached_property
    def _sheet(self) -> "HelpSheet":
        """The sheet of keys, made when somebody asks for it."""
        from desktop.ui.help_sheet import HelpSheet  # noqa: PLC0415 nobody asks in the morning

        sheet = HelpSheet(self.desk)
        sheet.tells.connect(self.tell)
        self.stack.addWidget(sheet)
        return sheet

    def help(self) -> None:
        """Show the sheet of keys, or put it away."""
        if self._shows_help:
            self.go(self._before_help)
            return
        self._before_help = self.room
        self.stack.setCurrentWidget(self._sheet)
        self._show_room("help")
        self._sheet.setFocus()
        self.shown.emit("help")

    def step_back(self) -> None:
        """Go one step back: the banner, the screen's own step, then the sale screen."""
        if self.guard.leave_approval() or self.leaving.stay():
            return
        if self._shows_help:
            self.help()
        elif self.banner.isVisible():
            self.banner.hide()
        elif not self.screen_of(self.room).step_back() and self.room != "sale":
            self.go("sale")

    def switch(self) -> None:
        """Have somebody else sign in; the basket and every screen stay as they are."""
        if not self.guard.switch():
            say = self.desk.say
            self.tell(
                Notice(
                    say("lock.no_pins"),
                    act=say("window.settings"),
                    then=lambda: self.errand(Errand("settings", "open", "team")),
                )
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the tabs give way in a narrow window."""
        self.header.fit(event.size().width())
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let what is being written be finished before the window goes.

        What is not saved is asked about first, unless the till is locked: nobody answers for
        another. An open basket is put aside. To close the window to learn in is to leave the
        training: the real till is still there.
        """
        school = self.desk.school
        if self.desk.shop.is_training and not school.is_over:
            event.ignore()
            school.left.emit()
            return
        is_asked = self._asks_first and not self._is_over and not self.guard.is_locked
        if is_asked and not self.leaving.may_go(self._screens.values(), self._enter):
            event.ignore()
            return
        self._finish()
        super().closeEvent(event)

    def end(self) -> None:
        """Close the window for good: nobody is asked any more."""
        self._asks_first = False
        self.close()

    def _finish(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        for screen in self._screens.values():
            screen.keep()
        self._look_again.stop()
        self.bell.stop()
        self.locker_watch.stop()
        self.board_window.close()
        self.customer_display.close()
        self.desk.camera.close()
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: sign_in.sign_out(shop))
        self.desk.tasks.close()

    def _on_tab(self, place: int) -> None:
        if place >= 0:
            self.go(self.tabs.room_at(place))

    def _on_tab_by_key(self, place: int) -> None:
        if self.tabs.hasFocus():
            self._on_tab(place)
            self.tabs.setFocus()

    def _take_focus(self) -> None:
        """Have the room in front take the focus where the hand expects it."""
        if self._shows_help:
            self._sheet.setFocus()
        elif self.room:
            self.screen_of(self.room).arrive()

    def _on_scanned(self, text: str) -> None:
        if self._shows_help and not self.guard.is_locked:
            self.help()
        self.readings.heard(text)

    def _on_seen(self, text: str) -> None:
        """Take what the camera read; what another window in front asks for is its own."""
        active = QApplication.activeWindow()
        if active is None or active is self:
            self.readings.seen(text)

    def _front(self) -> Screen:
        """Return the room in front; while the keys are shown, the one behind them."""
        return self.screen_of(self._before_help if self._shows_help else self.room)

    def _look(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: _standing(shop), self._show_standing)

    def _show_standing(self, now: _Standing) -> None:
        self.header.show_link(now.link)
        self.guard.look(now.crew, now.person)
        self.header.show_person(now.person, signs_in=self.guard.asks_pins, width=self.width())
        self.tabs.show_count("orders", now.waiting)
        self._standing = now
        self._show_waiting()
        self.alarm.tell(now.alarm)

    def check_journal(self) -> None:
        """Have the journal checked beside the sale, and what is found signed and shown."""
        shop, tasks = self.desk.shop, self.desk.tasks

        def note(report: "Report") -> None:
            tasks.ledger(self, lambda: integrity.note_defect(shop, report))

        tasks.outside(self, lambda: integrity.check_journal(shop), note)

    def _on_news(self) -> None:
        """Tell at once what came: what was just done leaves its line to it."""
        if self.bell.alarms:
            self.banner.give_way()
        self._show_waiting()

    def _show_waiting(self) -> None:
        """Say what nobody has acknowledged, wherever one is, and how many wait to be prepared."""
        now, news, say = self._standing, self.bell.words, self.desk.say
        is_told_elsewhere = self.room == "orders" or not self.banner.isHidden()
        waiting = ""
        if now is not None and now.waiting and not is_told_elsewhere:
            # What is new was counted just before.
            is_more = now.waiting > len(self.bell.alarms)
            words = "window.waiting" if is_more else "window.waiting_since"
            waiting = say(words, n=now.waiting, age=say.span(max(now.oldest, _A_MINUTE)))
        if not news and not waiting:
            self.waiting.hide()
            return
        words = f"{news} {waiting}".strip()
        if self.waiting.isVisible() and self.waiting.words == words:
            return
        self.waiting.seen.setVisible(bool(news))
        self.waiting.say(
            words,
            "look",
            act=say("window.see", key=key_of("orders")),
            then=self._see_orders,
            closes=False,
        )

    def _see_orders(self) -> None:
        """Go to the board; straight to the order, where it is the only one that is new."""
        if len(self.bell.alarms) == 1:
            self.errand(Errand("orders", "open", self.bell.order_id))
        else:
            self.go("orders")
        self._show_waiting()


def _standing(shop: Shop) -> _Standing:
    """Return what the header shows. Runs on the ledger thread."""
    waits, now = orders.tally(shop), shop.clock.now()
    return _Standing(
        link=link.link_status(shop),
        crew=staff.crew_of(shop),
        person=staff.current(shop),
        waiting=waits.to_prepare,
        oldest=now - (waits.oldest or now),
        alarm=alarms.alarm_of(shop),
    )


def _tab_of(room: str) -> str:
    """Return the tab that is marked while a room is in front."""
    if room in _OF_THE_CATALOGUE:
        return "catalogue"
    return "orders" if room == "rounds" else room
