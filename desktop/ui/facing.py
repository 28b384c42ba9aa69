"""What turns to the customer: the screens tell it, the displays hear it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.cart import Cart
from desktop.domain.facing import Moment, Scene
from desktop.domain.tender import Tenders
from sync.kernel.money import Money

_PICKUP = "pickup"
_THANKS_MS = 20_000
"""Change is counted and the bag packed within it; then the shop's name stands there again."""


class Facing(QObject):
    """One signal with the scene the customer should see.

    The counter and the pickup each keep theirs; the room in front decides which one is shown, so
    that who collects an order never reads the basket of who bought before, nor the other way round.

    What it is told is thought out once the till's own window has painted: whoever sells waits for
    the line, and the customer reads it a moment later.
    """

    #: A Scene.
    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._at_counter = Scene()
        self._at_pickup = Scene.pickup()
        self._is_pickup = False
        self._told = Scene()
        self._acts: list[Callable[[], None]] = []
        # Qt comes to it when it has nothing else to do.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._catch_up)
        self._thanks = QTimer(self, singleShot=True, interval=_THANKS_MS)
        self._thanks.timeout.connect(self._rest)

    @property
    def scene(self) -> Scene:
        """Return what is to be seen now."""
        self._catch_up()
        return self._scene

    def enter(self, room: str) -> None:
        """Hear which room has come to the front."""

        def act() -> None:
            self._is_pickup = room == _PICKUP

        self._put_off(act)

    def show_basket(self, cart: Cart) -> None:
        """Show the basket at the counter."""

        def act() -> None:
            self._at_counter = self._at_counter.with_basket(cart)

        self._put_off(act)

    def show_payment(self, due: Money, tenders: Tenders) -> None:
        """Show what is due in the room in front and what was put down for it."""
        if due or tenders.given:
            self._put_off(lambda: self._here(self._scene.with_payment(due, tenders)))

    def leave_payment(self) -> None:
        """Put the payment in front away; one that was made stands until its thanks."""

        def act() -> None:
            scene = self._scene.without_payment()
            is_over = self._is_pickup and scene.moment is Moment.IDLE
            self._here(Scene.pickup() if is_over else scene)

        self._put_off(act)

    def thank(self, total: Money, change: Money) -> None:
        """Say thank you at the counter."""

        def act() -> None:
            self._at_counter = Scene.thanks(total, change)

        self._put_off(act)

    def hand_out(self, total: Money, change: Money) -> None:
        """Say thank you for an order that was collected."""

        def act() -> None:
            self._at_pickup = Scene.thanks(total, change)

        self._put_off(act)

    def ask_for_code(self) -> None:
        """Ask the next one at the pickup for a code."""

        def act() -> None:
            self._at_pickup = Scene.pickup()

        self._put_off(act)

    @property
    def _scene(self) -> Scene:
        return self._at_pickup if self._is_pickup else self._at_counter

    def _rest(self) -> None:
        self._put_off(lambda: self._here(Scene.pickup() if self._is_pickup else Scene()))

    def _here(self, scene: Scene) -> None:
        if self._is_pickup:
            self._at_pickup = scene
        else:
            self._at_counter = scene

    def _put_off(self, act: Callable[[], None]) -> None:
        self._acts.append(act)
        self._soon.start()

    def _catch_up(self) -> None:
        """Do what was told meanwhile, one after the other, and tell each scene it came to."""
        acts, self._acts = self._acts, []
        for act in acts:
            act()
            self._tell()

    def _tell(self) -> None:
        if self._scene != self._told:
            self._told = self._scene
            self._thanks.start() if self._told.is_over else self._thanks.stop()
            self.changed.emit(self._told)
