"""The money of a sale: paid, given back, and the paper that goes with it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from msgspec import structs

from desktop.domain.cart import Cart
from desktop.domain.sellable import MEAL_VOUCHER, LineKind
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError, ShopError
from desktop.services.counter import returns, selling
from desktop.services.money import accounts, advances, card_payments, vouchers
from desktop.services.papers import notes, owed_papers, receipts
from desktop.services.till import till_sessions
from desktop.ui.payment.bill import AdvanceBack, Bill
from desktop.ui.sale.counter import Counter
from desktop.ui.sale.given_back import GivenBack
from desktop.ui.sale.refunding import Refunding
from desktop.ui.screen import Errand, Notice
from sync.kernel.ids import new_id
from sync.kernel.money import Money

if TYPE_CHECKING:
    from desktop.services.counter.customers import CustomerView
    from desktop.services.counter.selling import Checkout, Exchange, RefundLine, SaleDone
    from desktop.services.money.advances import AdvanceView
    from desktop.services.money.card_payments import CardPayment
    from desktop.services.money.vouchers import VoucherView
    from desktop.services.views import SaleView
    from desktop.ui.payment.panel import PaymentPanel
    from desktop.ui.sale.refund_panel import RefundPanel

_NOTHING = Money(0)


class Settling:
    """Takes what the payment panel gathered to the ledger; the next customer may begin at once."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._desk = counter.desk
        self._panels = counter.panels
        self._sale_id = ""
        self._last_sale = ""
        #: Goods brought back against the next ticket, and what they are worth.
        self._exchange: Exchange | None = None
        self._credit = _NOTHING
        #: Takes what was put down for something else than a sale: an advance, an account.
        self._takes: Callable[[Tenders], None] | None = None
        self._given = GivenBack(counter, self.ask_refund)
        self._refunding = Refunding(counter, self._given, self._on_sold, self._print_vouchers)
        self._panels.when("payment", self._meet_payment)
        self._panels.when("refund", self._meet_refund)
        shop = self._desk.shop
        self._desk.tasks.ledger(
            counter.room,
            lambda: (*card_payments.open_payments(shop), *card_payments.unwritten(shop)),
            self._on_cut_short,
        )
        self._desk.tasks.ledger(
            counter.room, lambda: owed_papers.print_owed(shop), self._on_owed, counter.room.refuse
        )

    def _on_cut_short(self, payments: Sequence["CardPayment"]) -> None:
        """Ask about what a crash cut short, a payment or its refund, before anything else."""
        if payments:
            self._panels.payment.look_for_open()

    def _on_owed(self, numbers: tuple[str, ...]) -> None:
        """Tell which tickets the last start left without a paper that somebody was to have."""
        if numbers:
            words = self._desk.say("done.owed", numbers=", ".join(numbers))
            self._counter.room.tells.emit(Notice(words, "look", stays=True))

    def _meet_payment(self, payment: "PaymentPanel") -> None:
        payment.settled.connect(self._on_settled)
        payment.refused.connect(self._counter.room.refuse)
        payment.wants_front.connect(self._come_to_front)
        payment.takes_advance.connect(self._ask_advance)
        payment.asks_note.connect(self._print_note)

    def _meet_refund(self, back: "RefundPanel") -> None:
        back.exchanges.connect(self._begin_exchange)
        back.reprints.connect(self._print_vouchers)
        back.refuses.connect(self._counter.room.refuse)

    def pay(self) -> None:
        """Ask for the money; a basket that costs nothing, or less, is settled at once."""
        counter = self._counter
        if self._panels.is_taking_back:
            self._panels.refund.give()
            return
        if counter.cart.is_empty or self._panels.is_paying:
            return
        if not counter.ticket.takes_money:
            counter.room.asks.emit(Errand("till"))
            return
        counter.become(counter.cart)
        self._sale_id, self._takes = new_id(), None
        total = counter.cart.total
        covered = max(min(self._credit, total), _NOTHING)
        if total.cents <= 0 or covered == total:
            paid = Tenders() if not covered else Tenders().add(Means.EXCHANGE, covered)
            self._on_settled(paid)
            return
        self._open(self._bill(counter.cart, exchange=covered))

    def give_advance_back(self, wanted: AdvanceBack) -> None:
        """Give an advance back: its order is off."""
        if not self._panels.is_paying:
            self._given.give_advance_back(wanted)

    def ask_again(self) -> None:
        """Ask what the terminal showed, which nobody answered."""
        self._given.resume()

    def take_voucher(self, code: str) -> None:
        """Go to the payment with a voucher that was scanned; with no goods, say what is left."""
        if self._counter.cart.is_empty:
            shop, room = self._desk.shop, self._counter.room
            self._desk.tasks.ledger(
                room, lambda: vouchers.find(shop, code), self._tell_balance, room.refuse
            )
            return
        self.pay()
        if self._panels.is_paying:
            self._panels.payment.take_voucher(code)

    def print_receipt(self) -> None:
        """Print the last sale's receipt for whoever asks for it."""
        self._print(self._last_sale, "done.printed")

    def open_drawer(self) -> None:
        """Open the drawer without a sale; the journal notes it."""
        counter, say = self._counter, self._desk.say
        shop, seller, reason = self._desk.shop, counter.seller, say("drawer.reason")
        counter.room.attempt(
            lambda approved_by: till_sessions.kick_drawer(shop, seller, reason, approved_by),
            lambda _done: counter.room.tells.emit(Notice(say("drawer.opened"), "go")),
        )

    def ask_refund(self, sale_id: str = "") -> None:
        """Ask what comes back, of this ticket if it is known; asked again, without a ticket."""
        if self._panels.is_paying:
            self._counter.room.is_held_up()
            return
        if self._panels.is_taking_back and not sale_id:
            self._panels.refund.ask_without_ticket()
            return
        if not self._panels.is_taking_back:
            self._given.forget()
        self._panels.setCurrentWidget(self._panels.refund)
        self._panels.refund.begin()
        if sale_id:
            self._panels.refund.open_sale(sale_id)

    def _bill(self, cart: Cart, exchange: Money = _NOTHING) -> Bill:
        return Bill(
            due=cart.total,
            sale_id=self._sale_id,
            food=cart.eligible(MEAL_VOUCHER),
            has_buyer=cart.buyer is not None,
            exchange=exchange,
            is_basket=True,
        )

    def _open(self, bill: Bill) -> None:
        shop = self._desk.shop
        self._panels.setCurrentWidget(self._panels.payment)
        self._panels.payment.begin(bill)
        self._counter.show_cart()
        # Told before the customer's card is taken: yesterday evening nobody closed the till.
        self._desk.tasks.ledger(
            self._counter.room, lambda: till_sessions.must_be_open(shop), None, self._cannot_pay
        )

    def _cannot_pay(self, error: ShopError) -> None:
        if self._panels.is_paying:
            self._counter.back_to_shelf()
        self._counter.room.refuse(error)

    def _come_to_front(self) -> None:
        self._panels.setCurrentWidget(self._panels.payment)
        self._counter.show_cart()

    # A sale

    def _on_settled(self, tenders: Tenders) -> None:
        if self._takes is not None:
            takes, self._takes = self._takes, None
            takes(tenders)
            return
        counter, shop = self._counter, self._desk.shop
        exchange, credit = self._exchange, self._credit
        # A second press, or a scan from here on, is the next customer's.
        cart = counter.next_customer()
        paid = selling.Checkout(
            cart=cart,
            tenders=tenders,
            staff=counter.seller,
            sale_id=self._sale_id,
            exchange=exchange,
        )
        counter.back_to_shelf()
        counter.room.attempt(
            lambda approved_by: selling.take_payment(shop, replace(paid, approved_by=approved_by)),
            partial(self._on_paid, paid, credit),
            partial(self._not_paid, paid, credit),
        )

    def _on_paid(self, paid: "Checkout", credit: Money, done: "SaleDone") -> None:
        self._on_sold(done)
        if any(line.item.kind is LineKind.VOUCHER for line in paid.cart.lines):
            self._print_vouchers(done.sale_id)
        rest = credit - paid.tenders.by(Means.EXCHANGE)
        if rest and paid.exchange is not None:
            means = self._desk.say(f"means.{paid.exchange.means_back.value}")
            words = self._desk.say("exchange.give", amount=rest, means=means)
            self._counter.room.tells.emit(Notice(words, "go", stays=True))
            self._print_vouchers(paid.exchange.refund_id)
            self._print_refund(paid.exchange.refund_id)

    def _not_paid(self, paid: "Checkout", credit: Money, error: ShopError) -> None:
        self._counter.put_back(paid.cart, error)
        self._exchange, self._credit = paid.exchange, credit

    def _on_sold(self, done: "SaleDone") -> None:
        self._last_sale = done.sale_id
        if self._counter.cart.is_empty:
            self._counter.ticket.show_done(done)
        if done.receipt_required:
            self._print(done.sale_id, "done.required", self._not_printed)

    def _not_printed(self, error: ShopError) -> None:
        self._counter.ticket.show_unprinted()
        self._counter.room.refuse(error)

    def _print(
        self, sale_id: str, words: str, failed: Callable[[ShopError], None] | None = None
    ) -> None:
        shop, screen = self._desk.shop, self._counter.room
        told = Notice(self._desk.say(words), "go")
        self._desk.tasks.ledger(
            screen,
            lambda: receipts.print_receipt(shop, sale_id),
            lambda _job: screen.tells.emit(told),
            failed or screen.refuse,
        )

    def _print_refund(self, refund_id: str) -> None:
        """Print what goes back in an exchange, in silence: the banner says how much to give."""
        shop, room = self._desk.shop, self._counter.room
        self._desk.tasks.ledger(
            room, lambda: receipts.print_receipt(shop, refund_id), None, lambda _error: None
        )

    def _print_note(self) -> None:
        """Print what the basket comes to for a customer who has not paid it yet."""
        shop, counter = self._desk.shop, self._counter
        cart, seller = counter.cart, counter.seller
        told = Notice(self._desk.say("pay.note_printed"), "go")
        self._desk.tasks.ledger(
            counter.room,
            lambda: notes.print_note(shop, cart, seller),
            lambda _job: counter.room.tells.emit(told),
            counter.room.refuse,
        )

    # Vouchers

    def _print_vouchers(self, sale_id: str) -> None:
        """Print the vouchers of a ticket, or say their codes where nothing prints."""
        shop, room = self._desk.shop, self._counter.room

        def job() -> tuple[tuple["VoucherView", ...], bool]:
            views = vouchers.of_sale(shop, sale_id)
            try:
                for view in views:
                    vouchers.print_voucher(shop, view.id)
            except RefusedError:
                return views, False
            return views, True

        self._desk.tasks.ledger(room, job, self._on_vouchers, room.refuse)

    def _on_vouchers(self, issued: tuple[tuple["VoucherView", ...], bool]) -> None:
        views, is_printed = issued
        say, room = self._desk.say, self._counter.room
        if not views:
            return
        if is_printed:
            room.tells.emit(Notice(say("voucher.printed"), "go"))
            return
        codes = ", ".join(view.spaced_code for view in views)
        words = say("voucher.no_paper", amount=views[0].balance, code=codes)
        room.tells.emit(Notice(words, "look", stays=True))

    def _tell_balance(self, view: "VoucherView") -> None:
        say = self._desk.say
        if view.expires_on is None:
            until = say("voucher.for_ever")
        else:
            name = "voucher.expired" if view.is_expired else "voucher.until"
            until = say(name, day=str(view.expires_on))
        words = say(
            "voucher.balance",
            kind=say(f"means.{view.kind.value}"),
            code=view.short_code,
            left=view.balance,
            until=until,
        )
        self._counter.room.tells.emit(Notice(words, "go", stays=True))

    # Advances

    def _ask_advance(self, amount: Money) -> None:
        cart = self._counter.cart
        room = advances.advance_room(cart)
        if cart.is_empty or not _NOTHING < amount <= room:
            self._counter.room.refuse(RefusedError("advance_too_high", allowed=room))
            return
        self._takes, self._sale_id = partial(self._take_advance, amount), new_id()
        self._open(
            Bill(due=amount, sale_id=self._sale_id, is_money_only=True, title="pay.advance_title")
        )

    def _take_advance(self, wanted: Money, tenders: Tenders) -> None:
        """Take the money and park the basket: it is sold when the goods go."""
        counter, shop, say = self._counter, self._desk.shop, self._desk.say
        cart, seller, ident = counter.next_customer(), counter.seller, self._sale_id
        counter.back_to_shelf()

        def job(approved_by: str) -> "AdvanceView":
            who = "" if cart.buyer is None else cart.buyer.id
            words = cart.note or ", ".join(line.item.label for line in cart.lines[:3])
            return advances.take(
                shop,
                cart,
                tenders,
                seller,
                advance_id=ident,
                wanted=wanted,
                customer_id=who,
                note=words,
                parked_as=say("advance.note", amount=wanted),
                approved_by=approved_by,
            )

        change = structs.replace(tenders, cash_step=shop.settings.cash_step).change_for(wanted)
        counter.room.attempt(
            job, partial(self._on_advance, change), partial(counter.put_back, cart)
        )

    def _on_advance(self, change: Money, taken: "AdvanceView") -> None:
        shop, room = self._desk.shop, self._counter.room
        name = "advance.taken_change" if change else "advance.taken"
        words = self._desk.say(name, amount=taken.amount, change=change)
        room.tells.emit(Notice(words, "go", stays=bool(change)))
        self._counter.look()
        self._desk.tasks.ledger(
            room, lambda: advances.print_advance(shop, taken.id), None, lambda _none: None
        )

    # Accounts

    def ask_account(self, view: "CustomerView") -> None:
        """Take money for what a customer owes, whole or in part."""
        if self._panels.is_paying or view.owes <= _NOTHING:
            return
        self._sale_id = new_id()
        self._takes = partial(self._take_account, view.id)
        self._open(
            Bill(
                due=view.owes,
                sale_id=self._sale_id,
                is_money_only=True,
                takes_any=True,
                title="pay.account_title",
            )
        )

    def _take_account(self, customer_id: str, tenders: Tenders) -> None:
        shop, counter, ident = self._desk.shop, self._counter, self._sale_id
        seller = counter.seller
        counter.back_to_shelf()
        counter.room.attempt(
            lambda approved_by: accounts.pay_account(
                shop, customer_id, tenders, seller, payment_id=ident, approved_by=approved_by
            ),
            self._on_account,
        )

    def _on_account(self, done: "SaleDone") -> None:
        self._last_sale = done.sale_id
        words = self._desk.say("account.paid", number=done.number, change=done.change_due)
        self._counter.room.tells.emit(Notice(words, "go", stays=bool(done.change_due)))
        self._print(done.sale_id, "done.printed")

    # Goods that come back against the next ticket

    def _begin_exchange(
        self,
        sale: "SaleView",
        lines: tuple["RefundLine", ...],
        means: Means,
        reason: str,
        ident: str,
    ) -> None:
        shop, room = self._desk.shop, self._counter.room
        if means is Means.CARD and card_payments.is_connected(shop):
            # What is left over is known at the payment only; no terminal is asked for it then.
            means = Means.CASH
        wanted = selling.Exchange(
            sale_id=sale.id, lines=lines, reason=reason, refund_id=ident, means_back=means
        )
        self._counter.back_to_shelf()
        self._desk.tasks.ledger(
            room,
            lambda: returns.credit_of(shop, sale.id, lines),
            partial(self._on_exchange, wanted),
            room.refuse,
        )

    def _on_exchange(self, wanted: "Exchange", credit: Money) -> None:
        self._exchange, self._credit = wanted, credit
        say = self._desk.say
        words = say("exchange.begun", amount=credit)
        self._counter.room.tells.emit(
            Notice(words, "look", act=say("exchange.drop"), then=self._drop_exchange, stays=True)
        )

    def _drop_exchange(self) -> None:
        self.forget_exchange()

    def forget_exchange(self) -> bool:
        """Let go of goods that were to be exchanged, and tell whether there were any.

        They are one customer's: what they are worth is never taken off the next one's ticket.
        """
        was_begun = self._exchange is not None
        self._exchange, self._credit = None, _NOTHING
        return was_begun
