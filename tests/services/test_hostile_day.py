"""Days at the counter on which everything happens, in any order: what must hold after each act.

A basket is filled, voided, parked, paid, paid twice; goods come back; the drawer is counted; the
clock jumps; the program is killed between two acts or in the middle of a payment, and opened again
on what was on the disk.
"""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, text

from desktop.domain.cart import Cart, Discount
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books import integrity
from desktop.services.books.inspection import inspect
from desktop.services.books.journal import TAIL_NAME, SqlStore
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout, RefundLine
from desktop.services.database import FILE_NAME
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from fiscal import Head, replay
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from tests.support.a_shop import OWNER, AShop, found, open_again

NAMES = ("Pain", "Vin", "Comté", "Journal", "Consigne", "Coupe")
COUNTED_ROWS = text(
    "SELECT count(*) AS tickets, coalesce(sum(gross_cents), 0) AS net,"
    " coalesce(sum(abs(gross_cents)), 0) AS absolute FROM sale"
)
UNEQUAL_STOCK = text(
    "SELECT l.variant_id FROM stock_level l WHERE l.on_hand <> (SELECT coalesce(sum(delta), 0)"
    " FROM stock_movement m WHERE m.variant_id = l.variant_id)"
)
UNSOLD_STOCK = text(
    "SELECT v.variant_id FROM stock_level v WHERE v.on_hand <> 10000 - (SELECT"
    " coalesce(sum(quantity), 0) FROM sale_line l WHERE l.variant_id = v.variant_id"
    " AND l.kind = 'goods')"
)
UNEQUAL_TICKETS = text(
    "SELECT s.number FROM sale s WHERE"
    " s.gross_cents <> (SELECT coalesce(sum(gross_cents), 0) FROM sale_vat WHERE sale_id = s.id)"
    " OR s.net_cents <> (SELECT coalesce(sum(net_cents), 0) FROM sale_vat WHERE sale_id = s.id)"
    " OR s.due_cents <> (SELECT coalesce(sum(cents), 0) FROM sale_tender WHERE sale_id = s.id)"
    " OR s.gross_cents + s.outside_cents <>"
    " (SELECT coalesce(sum(gross_cents), 0) FROM sale_line WHERE sale_id = s.id)"
    " OR EXISTS (SELECT 1 FROM sale_vat WHERE sale_id = s.id"
    " AND net_cents + vat_cents <> gross_cents)"
)
UNTOLD_TICKETS = text(
    "SELECT s.number FROM sale s WHERE (SELECT count(*) FROM outbox o WHERE o.kind = 'sale.closed'"
    " AND json_extract(CAST(o.body AS TEXT), '$.sale') = s.id) <> 1"
)
OVER_REFUNDED = text(
    "SELECT l.sale_id FROM sale_line l JOIN sale s ON s.id = l.sale_id AND s.kind = 'sale'"
    " WHERE l.quantity + (SELECT coalesce(sum(b.quantity), 0) FROM sale_line b JOIN sale r"
    " ON r.id = b.sale_id WHERE r.refund_of = s.id AND b.refund_of_position = l.position) < 0"
)


@dataclass
class Till:
    """What a person at the counter would know without the computer."""

    is_open: bool = True
    drawer: int = 100_00
    parked: int = 0
    tickets: int = 0


class Killed(Exception):  # noqa: N818 the trade's word
    """The process is gone in the middle of what it was doing."""


class HostileDay(RuleBasedStateMachine):
    """A shop, a basket in hand, and everything that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Path(tempfile.mkdtemp(prefix="comptoir-day-"))
        self.lives = 0
        self.till = Till()
        self.cart = Cart()
        self.paid: list[tuple[Checkout, selling.SaleDone]] = []
        self.shop: Shop

    @initialize()
    def begin(self) -> None:
        builder = AShop(self.room / "life-0")
        builder.with_product("Pain", 1_15, vat=550).with_product("Vin", 14_90)
        builder.with_product("Comté", 23_90, vat=550, unit="kg")
        builder.with_product("Journal", 3_20, vat=210, flags=("fixed_price",))
        builder.with_product("Consigne", 50, vat=0, kind="deposit", stock=0)
        builder.with_product("Coupe", 25_00, kind="service", stock=0)
        self.clock = builder.clock
        self.shop = builder.open()

    def teardown(self) -> None:
        try:
            if hasattr(self, "shop"):
                self.shop.close()
                (found_in,) = inspect(self.shop.folder)
                assert found_in.report.is_sound, found_in.report.findings
        finally:
            shutil.rmtree(self.room)

    # The basket.

    @rule(name=st.sampled_from(NAMES), count=st.integers(1, 4))
    def put(self, name: str, count: int) -> None:
        item = found(self.shop, name)
        is_weighed = item.unit is Unit.KILOGRAM
        quantity = Quantity(count * 345, item.unit) if is_weighed else Quantity.pieces(count)
        self.cart = self.cart.add(item, quantity)
        self.clock.advance(timedelta(seconds=3))

    @precondition(lambda self: not self.cart.is_empty)
    @rule(place=st.integers(0, 50))
    def void(self, place: int) -> None:
        self.cart = self.cart.void(place % len(self.cart.lines))

    @precondition(lambda self: not self.cart.is_empty)
    @rule(discount=st.integers(1, 900).map(Discount.cents) | st.just(Discount.basis_points(1000)))
    def discount(self, discount: Discount) -> None:
        with suppress(RefusedError):
            self.cart = self.cart.discount_basket(discount)

    @precondition(lambda self: not self.cart.is_empty)
    @rule()
    def park(self) -> None:
        selling.park(self.shop, self.cart, OWNER, "revient")
        self.till.parked += 1
        self.cart = Cart()

    @precondition(lambda self: self.till.parked > 0 and self.cart.is_empty)
    @rule()
    def resume(self) -> None:
        before = selling.parked(self.shop)
        emptied, cart = self.cart, selling.resume(self.shop, before[0].id)
        assert cart.total == before[0].total
        self.cart = replace(cart, put_aside_as=(*cart.put_aside_as, *emptied.put_aside_as))
        self.till.parked -= 1

    @rule()
    def abandon(self) -> None:
        selling.abandon(self.shop, self.cart, OWNER)
        self.cart = Cart()

    # Paying and giving back.

    def checkout(self, means: Means, *, is_split: bool) -> Checkout:
        total, tenders = self.cart.total, Tenders()
        if is_split and total.cents > 1:
            tenders = tenders.add(Means.CARD, Money(total.cents // 2))
            total -= Money(total.cents // 2)
        if total:
            over = Money(7_00) if means is Means.CASH else Money(0)
            tenders = tenders.add(means, total + over)
        return Checkout(cart=self.cart, tenders=tenders, staff=OWNER, sale_id=new_id())

    @precondition(lambda self: not self.cart.is_empty)
    @rule(means=st.sampled_from([Means.CASH, Means.CARD, Means.CHEQUE]), is_split=st.booleans())
    def pay(self, means: Means, *, is_split: bool) -> None:
        checkout = self.checkout(means, is_split=is_split)
        try:
            done = selling.take_payment(self.shop, checkout)
        except RefusedError as refused:
            self.found_closed(refused)
            return
        self.took(checkout, done)

    def took(self, checkout: Checkout, done: selling.SaleDone) -> None:
        cash = checkout.tenders.by(Means.CASH) - done.change_due
        self.till.drawer += cash.cents
        self.till.tickets += 1
        self.paid.append((checkout, done))
        self.cart = Cart()

    @precondition(lambda self: bool(self.paid))
    @rule(which=st.integers(0, 50))
    def press_pay_again(self, which: int) -> None:
        checkout, done = self.paid[which % len(self.paid)]
        try:
            assert selling.take_payment(self.shop, checkout) == done
        except RefusedError as refused:
            self.found_closed(refused)

    @precondition(lambda self: bool(self.paid))
    @rule(
        which=st.integers(0, 50),
        place=st.integers(0, 50),
        means=st.sampled_from([Means.CASH, Means.CARD]),
    )
    def give_back(self, which: int, place: int, means: Means) -> None:
        _checkout, done = self.paid[which % len(self.paid)]
        lines = selling.sale(self.shop, done.sale_id).lines
        line = lines[place % len(lines)]
        some = Quantity(min(line.refundable.thousandths, 1000), line.quantity.unit)
        try:
            back = selling.refund(
                self.shop, done.sale_id, (RefundLine(line.position, some),), means, OWNER, "retour"
            )
        except RefusedError as refused:
            if refused.code == "more_than_bought":
                assert not line.refundable
                return
            self.found_closed(refused)
            return
        self.till.tickets += 1
        if means is Means.CASH:
            self.till.drawer += back.total.cents

    # The drawer and the day.

    @rule(cents=st.integers(-80_00, 80_00).filter(bool))
    def move_cash(self, cents: int) -> None:
        try:
            till_sessions.move_cash(self.shop, Money(cents), "banque", OWNER)
        except RefusedError as refused:
            self.found_closed(refused)
            return
        self.till.drawer += cents

    @rule(opening_float=st.integers(0, 200_00))
    def open_till(self, opening_float: int) -> None:
        # A day that is over is closed first; then there is nothing open.
        till_sessions.close_forgotten(self.shop)
        if till_sessions.till_state(self.shop).is_open:
            with pytest.raises(RefusedError, match="till_already_open"):
                till_sessions.open_till(self.shop, Money(opening_float), OWNER)
            return
        till_sessions.open_till(self.shop, Money(opening_float), OWNER)
        self.till.is_open, self.till.drawer = True, opening_float

    @rule(counted=st.none() | st.integers(0, 900_00))
    def close_till(self, counted: int | None) -> None:
        try:
            z = till_sessions.close_till(
                self.shop, None if counted is None else Money(counted), OWNER
            )
        except RefusedError as refused:
            self.found_closed(refused)
            return
        # A day that was over is closed as it stands, whatever was counted.
        if z.counted_cash is not None:
            self.till.drawer = z.counted_cash.cents
        self.till.is_open = False

    def found_closed(self, refused: RefusedError) -> None:
        """The till says it is closed: it is, and whatever day was open has its closure."""
        assert refused.code == "till_closed", refused
        assert not till_sessions.till_state(self.shop).is_open
        self.till.is_open = False

    # Time and accidents.

    @rule(minutes=st.integers(1, 45 * 24 * 60))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule(minutes=st.integers(1, 10 * 24 * 60))
    def clock_goes_back(self, minutes: int) -> None:
        self.clock.instant -= timedelta(minutes=minutes)

    @rule()
    def restart(self) -> None:
        self.shop.close()
        self.wake(self.shop.folder)

    @rule()
    def kill(self) -> None:
        self.wake(self.left_by_a_kill())

    @precondition(lambda self: not self.cart.is_empty and self.till.is_open)
    @rule()
    def kill_in_the_middle_of_a_payment(self) -> None:
        checkout = self.checkout(Means.CASH, is_split=False)
        before = self.till.tickets
        left = self.shop.folder
        with suppress(Killed, RefusedError), self.shop.begin() as work:
            selling.record_sale(work, checkout)
            left = self.left_by_a_kill(is_writing=True)
            raise Killed
        if left != self.shop.folder:
            self.shop.close()
            self.wake(left)
        with self.shop.look() as look:
            assert look.connection.execute(COUNTED_ROWS).one().tickets == before

    @precondition(lambda self: not self.cart.is_empty)
    @rule()
    def kill_between_the_commit_and_the_answer(self) -> None:
        checkout = self.checkout(Means.CASH, is_split=False)
        try:
            done = selling.take_payment(self.shop, checkout)
        except RefusedError as refused:
            self.found_closed(refused)
            return
        self.took(checkout, done)
        self.wake(self.left_by_a_kill())
        with suppress(RefusedError):
            assert selling.take_payment(self.shop, checkout) == done

    def left_by_a_kill(self, *, is_writing: bool = False) -> Path:
        """Copy what the disk holds at this moment, and do away with the program."""
        self.lives += 1
        folder = self.room / f"life-{self.lives}"
        folder.mkdir()
        for file in self.shop.folder.iterdir():
            if file.name in {FILE_NAME, f"{FILE_NAME}-wal", TAIL_NAME} or file.suffix == ".pem":
                shutil.copy2(file, folder / file.name)
        if not is_writing:
            self.shop.close()
        return folder

    def wake(self, folder: Path) -> None:
        self.shop = open_again(folder, self.clock)
        if self.cart.put_aside_as:
            # A basket that was taken up is where it was before.
            self.till.parked += len(self.cart.put_aside_as)
            self.cart = Cart()
        integrity.note_defect(self.shop, integrity.check_journal(self.shop))
        # What was forgotten is closed at the start.
        self.till.is_open = till_sessions.till_state(self.shop).is_open

    # What must hold after each of them.

    @invariant()
    def chain_and_head_agree(self) -> None:
        if not hasattr(self, "shop"):
            return
        assert integrity.check_journal(self.shop).counts == {}
        with self.shop.look() as look:
            store = SqlStore(look.connection, self.shop.settings.till)
            rows = list(store.after(0))
            head = store.head()
            assert replay(rows) == head
            self.numbers_and_totals_agree(look.connection, head)
            self.rows_agree(look.connection)

    def numbers_and_totals_agree(self, connection: Connection, head: Head) -> None:
        sums = connection.execute(COUNTED_ROWS).one()
        assert (sums.tickets, sums.net, sums.absolute) == (self.till.tickets, head.gtn, head.gta)
        numbers = connection.execute(text("SELECT number FROM sale ORDER BY journal_seq")).scalars()
        year, last = "", 0
        for number in numbers:
            _till, this_year, place = number.split("-")
            last = last + 1 if this_year == year else 1
            assert this_year >= year
            assert int(place) == last, number
            year = this_year
        assert head.drawer == self.till.drawer
        assert till_sessions.till_state(self.shop).is_open == self.till.is_open

    def rows_agree(self, connection: Connection) -> None:
        for wrong in (
            UNEQUAL_STOCK, UNSOLD_STOCK, UNEQUAL_TICKETS, UNTOLD_TICKETS, OVER_REFUNDED,
        ):  # fmt: skip
            assert connection.execute(wrong).all() == []
        assert len(selling.parked(self.shop)) == self.till.parked


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        HostileDay,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            # Not shortened: a day of twenty acts can be read, and making it shorter takes minutes.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nothing_that_happens_in_a_day_breaks_the_books() -> None:
    run(examples=12, steps=20)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_that_happens_in_long_hard_days_breaks_the_books() -> None:
    run(examples=40, steps=50)
