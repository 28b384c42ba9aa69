"""What the terminal gave back and no ticket tells: its refund is written, or it is settled by hand."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.roles import Act
from desktop.domain.tender import Means
from desktop.errors import RefusedError, ShopError
from desktop.services.counter import returns
from desktop.services.money import advances, card_payments
from desktop.ui.sale.counter import Counter
from desktop.ui.screen import Errand, Notice
from sync.kernel.money import Money

if TYPE_CHECKING:
    from desktop.services.money.advances import AdvanceView
    from desktop.services.money.card_payments import CardPayment
    from desktop.ui.payment.bill import AdvanceBack
    from desktop.ui.payment.panel import PaymentPanel


class GivenBack:
    """One amount at a time waits for the refund that tells it; the terminal is not asked again."""

    def __init__(self, counter: Counter, ask_refund: Callable[[], object]) -> None:
        self._counter = counter
        self._desk = counter.desk
        self._ask_refund = ask_refund
        self._payment: CardPayment | None = None
        counter.panels.when("payment", self._meet)

    def _meet(self, payment: "PaymentPanel") -> None:
        payment.records.connect(self._record)
        payment.settles_by_hand.connect(self._settle)
        payment.left_unanswered.connect(self._offer)
        payment.says.connect(partial(payment.resolve, self._counter.room))

    @property
    def is_waiting(self) -> bool:
        """Tell whether the next refund by card is the one that was given back already."""
        return self._payment is not None

    def forget(self) -> None:
        """Let the next refund be another one; the amount is offered again later."""
        self._payment = None

    def take(self, amount: Money) -> str:
        """Return the token of the amount that was given back, for the refund that tells it.

        Raises:
            RefusedError: given_back_other, when the refund comes to something else.
        """
        payment = self._payment
        if payment is None or payment.amount != -amount:
            given = Money(0) if payment is None else -payment.amount
            raise RefusedError("given_back_other", amount=given, wanted=amount)
        self._payment = None
        return payment.id

    def look(self) -> None:
        """Offer what still waits."""
        self._counter.panels.payment.look_for_open()

    def refused(self, error: ShopError) -> None:
        """Say why the refund was not written, and offer the amount again."""
        self._counter.room.refuse(error)
        self.look()

    def _offer(self, payment: "CardPayment") -> None:
        """Keep in sight what the card got or paid and nobody has said yet."""
        say, is_back = self._desk.say, payment.amount < Money(0)
        words = say(
            "terminal.left_back" if is_back else "terminal.left_paid",
            amount=-payment.amount if is_back else payment.amount,
        )
        notice = Notice(words, "look", say("terminal.resume"), self.resume, stays=True)
        self._counter.room.tells.emit(notice)

    def resume(self) -> None:
        """Come to the till and ask about what still waits."""
        self._counter.room.asks.emit(Errand("sale"))
        self.look()

    def _record(self, payment: "CardPayment") -> None:
        shop, room = self._desk.shop, self._counter.room
        self._counter.back_to_shelf()
        self._desk.tasks.ledger(
            room,
            lambda: advances.find_held(shop, payment.sale_id),
            lambda held: self._on_found(payment, held),
            room.refuse,
        )

    def _on_found(self, payment: "CardPayment", held: tuple["AdvanceView", ...]) -> None:
        say = self._desk.say
        if held:
            self._give_advance_back(held[0], Means.CARD, payment.id)
            return
        self._ask_refund()
        self._payment = payment
        words = say("terminal.gave_choose", amount=-payment.amount)
        self._counter.room.tells.emit(Notice(words, "look", stays=True))

    def give_advance_back(self, wanted: "AdvanceBack") -> None:
        """Give an advance back, by the terminal where one is connected and the card is meant."""
        shop, room, panels = self._desk.shop, self._counter.room, self._counter.panels
        seller, held = self._counter.seller, wanted.held
        if wanted.means is not Means.CARD or not card_payments.is_connected(shop):
            self._give_advance_back(held, wanted.means)
            return

        def begin(approved_by: str) -> None:
            panels.setCurrentWidget(panels.payment)
            panels.payment.give_back(held.amount, held.id, partial(given, approved_by))
            self._counter.show_cart()

        def given(approved_by: str, payment: "CardPayment") -> None:
            self._counter.back_to_shelf()
            self._give_advance_back(held, Means.CARD, payment.id, approved_by)

        room.attempt(
            lambda approved_by: returns.check_right(
                shop, seller, Act.REFUND, held.amount, approved_by
            ),
            begin,
        )

    def _give_advance_back(
        self, held: "AdvanceView", means: Means, token: str = "", approved_before: str = ""
    ) -> None:
        shop, room, seller = self._desk.shop, self._counter.room, self._counter.seller
        say = self._desk.say
        back = advances.due_back(shop, held, means)
        words = say("advance.given_back", amount=back, means=say(f"means.{means.value}"))
        room.attempt(
            lambda approved_by: advances.give_back(
                shop,
                held.id,
                means,
                seller,
                approved_by=approved_by or approved_before,
                token=token,
            ),
            lambda _gone: room.tells.emit(Notice(words, "go", stays=means is Means.CASH)),
            self.refused if token else None,
        )

    def _settle(self, payment: "CardPayment") -> None:
        shop, room, seller = self._desk.shop, self._counter.room, self._counter.seller
        words = self._desk.say("terminal.by_hand_noted", amount=-payment.amount)

        def on_settled(_payment: "CardPayment") -> None:
            room.tells.emit(Notice(words, "go"))
            self.look()

        self._counter.back_to_shelf()
        room.attempt(
            lambda approved_by: card_payments.settle_by_hand(
                shop, payment.id, seller, approved_by=approved_by
            ),
            on_settled,
        )
