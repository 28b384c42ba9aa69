"""What turns to the customer: the screens tell it, the displays hear it."""

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
    """

    #: A Scene.
    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._at_counter = Scene()
        self._at_pickup = Scene.pickup()
        self._is_pickup = False
        self._told = Scene()
        self._thanks = QTimer(self, singleShot=True, interval=_THANKS_MS)
        self._thanks.timeout.connect(self._rest)

    @property
    def scene(self) -> Scene:
        """Return what is to be seen now."""
        return self._at_pickup if self._is_pickup else self._at_counter

    def enter(self, room: str) -> None:
        """Hear which room has come to the front."""
        self._is_pickup = room == _PICKUP
        self._tell()

    def show_basket(self, cart: Cart) -> None:
        """Show the basket at the counter."""
        self._at_counter = self._at_counter.with_basket(cart)
        self._tell()

    def show_payment(self, due: Money, tenders: Tenders) -> None:
        """Show what is due in the room in front and what was put down for it."""
        if due or tenders.given:
            self._here(self.scene.with_payment(due, tenders))

    def leave_payment(self) -> None:
        """Put the payment in front away; one that was made stands until its thanks."""
        scene = self.scene.without_payment()
        is_over = self._is_pickup and scene.moment is Moment.IDLE
        self._here(Scene.pickup() if is_over else scene)

    def thank(self, total: Money, change: Money) -> None:
        """Say thank you at the counter."""
        self._at_counter = Scene.thanks(total, change)
        self._tell()

    def hand_out(self, total: Money, change: Money) -> None:
        """Say thank you for an order that was collected."""
        self._at_pickup = Scene.thanks(total, change)
        self._tell()

    def ask_for_code(self) -> None:
        """Ask the next one at the pickup for a code."""
        self._at_pickup = Scene.pickup()
        self._tell()

    def _rest(self) -> None:
        self._here(Scene.pickup() if self._is_pickup else Scene())

    def _here(self, scene: Scene) -> None:
        if self._is_pickup:
            self._at_pickup = scene
        else:
            self._at_counter = scene
        self._tell()

    def _tell(self) -> None:
        if self.scene != self._told:
            self._told = self.scene
            self._thanks.start() if self.scene.is_over else self._thanks.stop()
            self.changed.emit(self.scene)
