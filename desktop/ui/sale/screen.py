"""The sale screen: goods on the left, the ticket on the right, one way to the money."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from desktop.domain.cart import Cart
from desktop.domain.promotions import Promotion
from desktop.domain.scan import GOODS, Kind
from desktop.errors import RefusedError, ShopError
from desktop.services.counter import age_check, bargains, customers, promotions, selling, shelf
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.services.till import till_sessions
from desktop.ui.desk import Desk
from desktop.ui.payment.bill import AdvanceBack
from desktop.ui.sale.bargaining import Bargaining
from desktop.ui.sale.basket import Basket
from desktop.ui.sale.finding import Finding
from desktop.ui.sale.panels import Panels
from desktop.ui.sale.putting_aside import PuttingAside
from desktop.ui.sale.settling import Settling
from desktop.ui.sale.ticket_pane import TicketPane
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.layouts import row
from sync.kernel.quantity import Quantity, Unit

_HELD_UP = frozenset({Kind.RECEIPT, Kind.VOUCHER, Kind.CUSTOMER})
_NUMBERS = frozenset({Kind.PRODUCT, Kind.WEIGHED})

if TYPE_CHECKING:
    from desktop.services.views import ParkedView, TillState


class _Standing(Struct, frozen=True):
    """What the screen must know beside the basket."""

    till: "TillState"
    parked: tuple["ParkedView", ...]
    seller: str


class _Terms(Struct, frozen=True):
    """What the catalogue says about every basket; kept until it says otherwise."""

    promotions: tuple[Promotion, ...]
    has_packaging: bool


class SaleScreen(Screen):
    """Keeps the basket of the customer at the counter and the baskets before it, for undo.

    | left side | shown while | kept by |
    |---|---|---|
    | shelf; quantity, free amount, forms, empties | goods are being found | `Finding` |
    | discount, note, customer | something is given or said | `Bargaining` |
    | parked | baskets wait | `PuttingAside` |
    | payment, refund | money moves; scanning goes on adding | `Settling` |
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "sale", desk.say("sale.title"))
        self.basket = Basket()
        self.seller = ""
        #: None until the catalogue has told them.
        self._promotions: tuple[Promotion, ...] | None = None
        self._wants_to_pay = False
        #: Paying was asked for, and only the customer's age stands before it.
        self._pays_when_seen = False
        self._build()
        self.finding = Finding(self)
        self.bargaining = Bargaining(self)
        self.putting_aside = PuttingAside(self)
        self.settling = Settling(self)
        self._listen()
        self.shelf.refresh()
        self._read_terms()
        self.look()

    def _build(self) -> None:
        self.panels = Panels(self.desk)
        self.shelf = self.panels.shelf
        self.ticket = TicketPane(self.desk)
        whole = row(self.panels, self.ticket, gap=16, margins=16)
        whole.setStretch(0, 62)
        whole.setStretch(1, 38)
        self.setLayout(whole)

    def _listen(self) -> None:
        ticket = self.ticket
        self.shelf.wants_first_product.connect(lambda: self.asks.emit(Errand("studio")))
        self.shelf.line.on_arrow = self._on_arrow
        ticket.undoes.connect(self._undo)
        ticket.fewer.connect(partial(self._count, -1))
        ticket.more.connect(partial(self._count, 1))
        ticket.asks_quantity.connect(self.finding.ask_quantity)
        ticket.asks_discount.connect(self.bargaining.ask_bargain)
        ticket.asks_note.connect(self.bargaining.ask_note)
        ticket.asks_buyer.connect(self.bargaining.ask_buyer)
        ticket.asks_empties.connect(self.finding.ask_empties)
        ticket.removes.connect(self._remove)
        ticket.clears.connect(self._clear)
        ticket.parks.connect(self.putting_aside.park_or_resume)
        ticket.pays.connect(self._pay)
        ticket.opens_till.connect(lambda: self.asks.emit(Errand("till")))
        ticket.returns.connect(self.settling.ask_refund)
        ticket.opens_drawer.connect(self.settling.open_drawer)
        ticket.prints.connect(self.settling.print_receipt)
        ticket.sees_age.connect(self._see_age)
        ticket.refuses_age.connect(self._refuse_age)
        self.panels.left.connect(self.back_to_shelf)
        for name, act in (
            ("search", self._search),
            ("more", partial(self._count, 1)),
            ("fewer", partial(self._count, -1)),
            ("remove", self._remove),
            ("clear", self._clear),
            ("undo", self._undo),
            ("park", self.putting_aside.park_or_resume),
            ("drawer", self.settling.open_drawer),
            ("pay", self._pay),
            ("age-seen", self._see_age),
            ("quantity", self.finding.ask_quantity),
            ("discount", self.bargaining.ask_bargain),
            ("note", self.bargaining.ask_note),
            ("buyer", self.bargaining.ask_buyer),
            ("empties", self.finding.ask_empties),
            ("free-amount", self.finding.ask_free_amount),
            ("refund", self.settling.ask_refund),
        ):
            bind(self, name, act)
        changes = self.desk.changes
        changes.on(self, ("catalogue",), self.shelf.refresh)
        changes.on(self, ("catalogue",), self._read_terms)
        changes.on(self, ("sales",), self.shelf.grow_old)
        changes.on(self, ("till", "sales", "staff"), self.look)

    # What the window asks

    def arrive(self) -> None:
        """Listen for the next scan."""
        if self.panels.is_shelf:
            self.shelf.line.setFocus()
        self.look()

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep goods, tickets, vouchers, a customer's card, and words to be searched."""
        del text
        return kind in _HELD_UP or kind in GOODS

    def sees(self, kind: Kind, text: str) -> bool:
        """Take what is held up; goods only where the camera stands in for a scanner."""
        del text
        return kind in _HELD_UP or (kind in _NUMBERS and self.desk.shop.settings.camera_sells)

    def scanned(self, text: str) -> None:
        """Put what was scanned into the basket, or take it where it belongs."""
        if self.panels.is_taking_back:
            self.panels.refund.look_up(text)
            return
        self.finding.entered(text)

    def run(self, errand: Errand) -> None:
        """Take a code or a customer from another room, or open a ticket's return."""
        if errand.what == "scan":
            self.scanned(str(errand.thing))
        elif errand.what == "refund":
            self.settling.ask_refund(str(errand.thing))
        elif errand.what == "voucher":
            self.settling.take_voucher(str(errand.thing))
        elif errand.what == "buyer":
            self.bargaining.sell_to(errand.thing)
        elif errand.what == "account" and isinstance(errand.thing, customers.CustomerView):
            self.settling.ask_account(errand.thing)
        elif isinstance(errand.thing, AdvanceBack):
            self.settling.give_advance_back(errand.thing)

    def step_back(self) -> bool:
        """Go back to the goods; then let go of the search."""
        if not self.panels.is_shelf:
            self.back_to_shelf()
            return True
        self.shelf.reset()
        return True

    def unsaved(self) -> Unsaved | None:
        """Return that somebody is paying; the basket itself is kept."""
        words = self.panels.payment.unsaved() if self.panels.is_paying else ""
        return Unsaved(words) if words else None

    def keep(self) -> None:
        """Put the basket aside under a note, and have the journal know of one thrown away."""
        self._tell_thrown()
        shop, seller, cart = self.desk.shop, self.seller, self.basket.hand_out()
        if cart.is_empty:
            self.desk.tasks.ledger(self, lambda: selling.abandon(shop, cart, seller))
        elif not shop.is_training:
            note = cart.note or self.desk.say("leaving.basket")
            self.desk.tasks.ledger(self, lambda: selling.park(shop, cart, seller, note))

    # What its parts share

    @property
    def room(self) -> Screen:
        """Return the widget that owns the jobs and speaks to the window."""
        return self

    @property
    def cart(self) -> Cart:
        """Return the basket as it stands."""
        return self.basket.cart

    @property
    def place(self) -> int:
        """Return the position of the current line, −1 when there is none."""
        return self.ticket.lines.current if not self.cart.is_empty else -1

    def change(self, act: Callable[[Cart], Cart]) -> bool:
        """Change the basket and tell whether it went; what did not go is said in the banner.

        Where more would be given by hand than was allowed, that is asked first.
        """
        try:
            cart = act(self.cart)
        except ShopError as error:
            self.refuse(error)
            return False
        if self.panels.is_paying and cart.asks_age:
            self.refuse(RefusedError("age_not_seen"))
            return False
        if bargains.gives_more(self.cart, cart):
            self.bargaining.have_allowed(cart)
            return False
        self.become(cart)
        return True

    def become(self, cart: Cart) -> None:
        """Have another basket; one thrown away before it will not be taken back."""
        if not cart.is_empty:
            self._tell_thrown()
        self.basket.become(self._under_promotions(cart))
        self.show_cart()

    def take_up(self, cart: Cart) -> None:
        """Have a basket that was put aside; what lies here meanwhile is put aside in its place."""
        self._tell_thrown()
        if not self.cart.is_empty:
            self.putting_aside.park()
        self.basket.take_up(self._under_promotions(cart))
        self.show_cart()

    def show_cart(self) -> None:
        """Show the basket as it stands."""
        self._pays_when_seen = False
        self.panels.put_off()
        self.ticket.show_cart(self.cart)
        self.ticket.show_undo(is_there=self.basket.has_past)
        self.ticket.show_parked(len(self.putting_aside.parked))
        self.ticket.show_paying(is_paying=self.panels.is_paying)

    def next_customer(self) -> Cart:
        """Return the basket and have an empty one for whoever comes next."""
        self.settling.forget_exchange()
        cart = self.basket.hand_out()
        self.show_cart()
        return cart

    def forget_exchange(self) -> bool:
        """Let go of an exchange that was begun, and tell whether there was one."""
        return self.settling.forget_exchange()

    def put_back(self, cart: Cart, error: ShopError) -> None:
        """Have the basket again as it was: what was asked did not go.

        What the next customer has already put down meanwhile is parked, never mixed in or lost.
        """
        if not self.cart.is_empty:
            self.putting_aside.park()
        self.basket.put_back(cart)
        self.show_cart()
        self.refuse(error)

    def back_to_shelf(self) -> None:
        """Show the goods and listen for the next scan."""
        self.finding.forget()
        given_up = self._given_up()
        if not self.panels.is_shelf:
            self.panels.setCurrentWidget(self.shelf)
            self.show_cart()
        self.shelf.reset()
        if given_up is not None:
            self.tells.emit(given_up)

    def _given_up(self) -> Notice | None:
        """Return what to say of a payment that is left now, where the customer gets money back."""
        words = self.panels.payment.giving_up() if self.panels.is_paying else ""
        if not words:
            return None
        if not self.panels.payment.is_asking:
            return Notice(words, "stop", stays=True)
        act = self.desk.say("terminal.resume")
        return Notice(words, "stop", act, self.settling.ask_again, stays=True)

    def _search(self) -> None:
        if not self.is_held_up():
            self.back_to_shelf()

    def look(self) -> None:
        """Read anew what stands beside the basket: till, parked baskets, seller."""
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: _standing(shop), self._on_looked)

    def _on_looked(self, now: _Standing) -> None:
        self.putting_aside.parked, self.seller = now.parked, now.seller
        self.ticket.show_till(is_open=now.till.is_open)
        self.ticket.show_parked(len(now.parked))

    # The catalogue's terms

    def _read_terms(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: _terms(shop), self._on_terms)

    def _on_terms(self, terms: _Terms) -> None:
        self._promotions = terms.promotions
        self.ticket.show_empties(is_there=terms.has_packaging)
        if not self.panels.is_paying:
            self._reprice()
        if self._wants_to_pay:
            self._pay()

    def _pay(self) -> None:
        """Go to the money, at the prices of today: not before they are known."""
        self._wants_to_pay = self._promotions is None
        if self._wants_to_pay:
            return
        if self._must_see_age:
            self._pays_when_seen = True
            self.ticket.age.ask()
            self.tells.emit(Notice(self.desk.say("age.first"), "look"))
            return
        self.settling.pay()

    # Goods for adults

    @property
    def _must_see_age(self) -> bool:
        takes_money = self.panels.is_shelf or not self.panels.is_taking_back
        return takes_money and not self.panels.is_paying and self.cart.asks_age

    def _see_age(self) -> None:
        """Have it noted that the customer is of age, and go on to the money if that was meant."""
        if not self._must_see_age:
            return
        pays = self._pays_when_seen
        self.change(Cart.of_age)
        if pays:
            self._pay()
        else:
            self._listen_again()

    def _refuse_age(self) -> None:
        """Take what is for adults off the ticket, and have the journal know."""
        if not self._must_see_age:
            return
        shop, seller, before = self.desk.shop, self.seller, self.cart
        if self.change(Cart.without_adult_goods):
            self.desk.tasks.afterwards(self, lambda: age_check.note_refused(shop, before, seller))
            words = self.desk.say("age.refused", n=len(before.for_adults))
            self.tells.emit(Notice(words, "look", act=self.desk.say("sale.undo"), then=self._undo))
            self._listen_again()

    def _under_promotions(self, cart: Cart) -> Cart:
        if not self._promotions:
            return cart.under(())
        groups = () if cart.buyer is None else cart.buyer.groups
        return cart.under(promotions.now_for(self.desk.shop, self._promotions, groups))

    def _reprice(self) -> None:
        """Have the basket under what holds now; that is no act to be undone."""
        self.basket.put_back(self._under_promotions(self.cart))
        self.show_cart()

    # The line at hand

    def _on_arrow(self, direction: int) -> None:
        """Walk the ticket's lines; with a search in the line, go down to what it found."""
        if direction > 0 and self.shelf.line.text():
            self.shelf.grid.begin_at_first()
        else:
            self.ticket.lines.step(direction)

    def _count(self, direction: int) -> None:
        if self.panels.is_taking_back:
            self.panels.refund.count(direction)
            return
        place = self.place
        if place < 0 or self.panels.is_paying:
            return
        line = self.cart.lines[place]
        if line.item.unit is not Unit.PIECE:
            self.finding.ask_quantity()
            return
        way = -1 if line.is_empties else 1
        wanted = line.quantity.thousandths * way + 1000 * direction
        if wanted <= 0:
            self._remove()
            return
        self.change(lambda cart: cart.set_quantity(place, Quantity(wanted * way, Unit.PIECE)))
        self._listen_again()

    def _remove(self) -> None:
        place = self.place
        if place < 0 or self.panels.is_paying:
            return
        self.change(lambda cart: cart.void(place))
        self._listen_again()

    def _undo(self) -> None:
        if not self.panels.is_paying and self.basket.undo():
            self._reprice()
            self._listen_again()

    def _clear(self) -> None:
        if self.cart.is_empty or self.panels.is_paying:
            return
        shop, seller, before = self.desk.shop, self.seller, self.cart
        self.attempt(
            lambda approved_by: bargains.allow_clearing(shop, seller, approved_by),
            lambda _allowed: self._throw_away(before),
        )

    def _throw_away(self, before: Cart) -> None:
        if self.cart is not before:
            return
        say = self.desk.say
        words = say("sale.cleared", total=self.basket.throw_away().total)
        if self.settling.forget_exchange():
            words = f"{words} {say('exchange.off')}"
        self.tells.emit(Notice(words, "look", act=say("sale.undo"), then=self._undo))
        self.show_cart()
        self.back_to_shelf()

    def _tell_thrown(self) -> None:
        """Have the journal note a basket thrown away, once it will not be taken back."""
        thrown = self.basket.forget_thrown()
        shop, seller = self.desk.shop, self.seller
        if thrown is not None:
            self.desk.tasks.afterwards(self, lambda: selling.abandon(shop, thrown, seller))

    def _listen_again(self) -> None:
        if self.panels.is_shelf:
            self.shelf.line.setFocus()


def _standing(shop: Shop) -> _Standing:
    """Return what the screen must know. Runs on the ledger thread."""
    return _Standing(till_sessions.till_state(shop), selling.parked(shop), staff.current(shop).code)


def _terms(shop: Shop) -> _Terms:
    """Return what every basket is priced by. Runs on the ledger thread."""
    return _Terms(promotions.read(shop), bool(shelf.packaging(shop, 1)))
