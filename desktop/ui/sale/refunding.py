"""Goods that come back at the till: the money given back, or its means put right."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.roles import Act
from desktop.domain.tender import Means
from desktop.errors import RefusedError
from desktop.services.counter import corrections, returns, selling
from desktop.services.money import card_payments
from desktop.ui.sale.counter import Counter
from desktop.ui.sale.given_back import GivenBack
from desktop.ui.screen import Notice
from sync.kernel.money import Money

if TYPE_CHECKING:
    from desktop.services.counter.returns import GoodsBack
    from desktop.services.counter.selling import RefundLine, SaleDone
    from desktop.services.money.card_payments import CardPayment
    from desktop.services.views import SaleView
    from desktop.ui.sale.refund_panel import RefundPanel


class Refunding:
    """Takes what the refund panel gathered to the ledger, by the terminal where a card gets it back."""

    def __init__(
        self,
        counter: Counter,
        given: GivenBack,
        written: Callable[["SaleDone"], None],
        prints_vouchers: Callable[[str], None],
    ) -> None:
        """Meet the refund panel.

        Args:
            counter: the sale screen.
            given: what a card was given and no ticket tells yet.
            written: told of each ticket that was written.
            prints_vouchers: prints the vouchers of a ticket, by its id.
        """
        self._counter = counter
        self._desk = counter.desk
        self._panels = counter.panels
        self._given = given
        self._written = written
        self._prints_vouchers = prints_vouchers
        self._panels.when("refund", self._meet)

    def _meet(self, back: "RefundPanel") -> None:
        back.gives.connect(self._refund)
        back.takes_back.connect(self._refund_without_receipt)
        back.corrects.connect(self._correct)

    def _refund(
        self,
        sale: "SaleView",
        lines: tuple["RefundLine", ...],
        means: Means,
        reason: str,
        ident: str,
    ) -> None:
        shop, seller = self._desk.shop, self._counter.seller

        def act(approved_by: str, token: str) -> "SaleDone":
            return selling.refund(
                shop,
                sale.id,
                lines,
                means,
                seller,
                reason,
                refund_id=ident,
                approved_by=approved_by,
                token=token,
            )

        if means is Means.CARD and self._asks_terminal:
            self._desk.tasks.ledger(
                self._counter.room,
                lambda: returns.credit_of(shop, sale.id, lines, means),
                lambda amount: self._back_to_card(amount, ident, act, Act.REFUND),
                self._counter.room.refuse,
            )
            return
        self._give(act, "", means)

    def _refund_without_receipt(
        self, goods: "GoodsBack", means: Means, reason: str, ident: str
    ) -> None:
        shop, seller = self._desk.shop, self._counter.seller

        def act(approved_by: str, token: str) -> "SaleDone":
            return returns.refund_without_receipt(
                shop,
                goods,
                means,
                seller,
                reason,
                refund_id=ident,
                approved_by=approved_by,
                token=token,
            )

        if means is Means.CARD and self._asks_terminal:
            amount = goods.quantity.price(goods.price)
            self._back_to_card(amount, ident, act, Act.REFUND_WITHOUT_RECEIPT)
            return
        self._give(act, "", means)

    def _back_to_card(
        self, amount: Money, ident: str, act: Callable[[str, str], "SaleDone"], right: Act
    ) -> None:
        """Have the terminal give the money back, then write the refund that says so.

        Who may do it is asked first: what a card was given is not taken away again.
        """
        shop, counter = self._desk.shop, self._counter
        seller, panels = counter.seller, self._panels
        if self._given.is_waiting:
            self._tell_given(amount, act)
            return

        def begin(approved_by: str) -> None:
            panels.setCurrentWidget(panels.payment)
            panels.payment.give_back(amount, ident, partial(given, approved_by))
            counter.show_cart()

        def given(approved_by: str, payment: "CardPayment") -> None:
            self._give(lambda _asked, token: act(approved_by, token), payment.id, Means.CARD)

        counter.room.attempt(
            lambda approved_by: returns.check_right(shop, seller, right, amount, approved_by),
            begin,
        )

    def _tell_given(self, amount: Money, act: Callable[[str, str], "SaleDone"]) -> None:
        try:
            token = self._given.take(amount)
        except RefusedError as error:
            self._counter.room.refuse(error)
            return
        self._give(act, token, Means.CARD)

    @property
    def _asks_terminal(self) -> bool:
        return self._given.is_waiting or card_payments.is_connected(self._desk.shop)

    def _give(self, act: Callable[[str, str], "SaleDone"], token: str, means: Means) -> None:
        self._counter.back_to_shelf()
        self._counter.room.attempt(
            lambda approved_by: act(approved_by, token),
            partial(self._on_given, means),
            # What a card was given is offered again until a ticket tells it.
            self._given.refused if token else None,
        )

    def _on_given(self, means: Means, done: "SaleDone") -> None:
        self._written(done)
        if means is Means.CREDIT_NOTE:
            self._prints_vouchers(done.sale_id)

    def _correct(
        self, sale: "SaleView", wrong: Means, right: Means, amount: Money, ident: str
    ) -> None:
        shop, counter = self._desk.shop, self._counter
        seller, words = counter.seller, self._desk.say("refund.corrected")
        counter.back_to_shelf()
        counter.room.attempt(
            lambda approved_by: corrections.correct_tender(
                shop,
                sale.id,
                wrong,
                right,
                amount,
                seller,
                correction_id=ident,
                approved_by=approved_by,
            ),
            lambda _done: counter.room.tells.emit(Notice(words, "go")),
        )
