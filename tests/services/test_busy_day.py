"""Busy days of everything a counter does: Z, books, vouchers, accounts and drawer tell one story."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from desktop.domain.cart import Buyer, Cart, Discount
from desktop.domain.promotions import PromotionKind
from desktop.domain.sellable import MEAL_VOUCHER
from desktop.domain.tender import Means, Tenders, meal_voucher_room
from desktop.errors import RefusedError
from desktop.services.books import accounting
from desktop.services.counter import corrections, customers, promotions, returns, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.counter.promotions import Aim, PromotionDraft, TargetRef
from desktop.services.counter.returns import Exchange, GoodsBack
from desktop.services.counter.selling import Checkout, RefundLine
from desktop.services.goods import packaging
from desktop.services.money import accounts, advances, meal_vouchers, vouchers
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.views import TillReportView
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate, take_vat_out
from tests.support.a_shop import OWNER, AShop, a_shop, found

EVER = (date(2020, 1, 1), date(2040, 1, 1))
ACTS = 70
#: What a person at the counter is told, and goes on.
TOLD = {
    "cash_above_law",
    "customer_missing",
    "not_paid_in_money",
    "meal_voucher_too_high",
    "means_not_taken",
    "no_change_possible",
    "nothing_owed",
    "same_means",
    "voucher_in_use",
    "voucher_spent",
}
BACK = (Means.CASH, Means.CARD, Means.CHEQUE, Means.CREDIT_NOTE, Means.ON_ACCOUNT, Means.TRANSFER)


def a_busy_shop(tmp_path: Path, country: str) -> AShop:
    builder = a_shop(tmp_path).in_country(country)
    builder.with_product("Pain", 1_15, vat=550, flags=(MEAL_VOUCHER,)).with_product("Vin", 14_90)
    builder.with_product("Bière", 2_10).with_product("Tissu", 7_99, unit="m")
    builder.with_product("Comté", 23_90, vat=550, unit="kg", flags=(MEAL_VOUCHER,))
    builder.with_product("Journal", 3_20, vat=210, flags=("fixed_price",))
    builder.with_product("Verre", 50, vat=0, kind="deposit", stock=0)
    return builder.with_product("Coupe", 25_00, kind="service", stock=0).with_product("Clou", 1)


class BusyDay:
    """A counter at which chance decides what comes next."""

    def __init__(self, shop: Shop, chance: Random) -> None:
        self.shop, self.chance = shop, chance
        names = ("Pain", "Vin", "Bière", "Tissu", "Comté", "Journal", "Verre", "Coupe", "Clou")
        self.drawer = 100_00
        self.goods = [found(shop, name) for name in names]
        _pain, wine, beer, *_others, glass, _cup, _nail = self.goods
        packaging.sell_in(shop, beer.product_id, glass.variant_id, OWNER)
        some = PromotionDraft(name="3 pour 2", kind=PromotionKind.N_FOR_M, count=3, paid=2)
        tenth = PromotionDraft(name="Dix", kind=PromotionKind.PERCENTAGE, basis_points=1000)
        pair = PromotionDraft(name="Paire", kind=PromotionKind.BUNDLE, count=2, cents=25_00)
        for draft, on in ((some, beer), (tenth, wine), (pair, wine)):
            target = TargetRef(aim=Aim.PRODUCT, id=on.product_id)
            promotions.add(shop, replace(draft, targets=(target,)), OWNER)
        self.goods = [found(shop, name) for name in names]
        self.who = customers.add(shop, CustomerDraft(name="Mme Arlet")).id

    def rows(self, query: str, **facts: object) -> list[tuple[Any, ...]]:
        with self.shop.look() as look:
            found_rows = look.connection.execute(text(query), facts).all()
        return [tuple(row) for row in found_rows]

    def number(self, query: str, **facts: object) -> int:
        total: int | None = self.rows(query, **facts)[0][0]
        return total or 0

    # A basket and what it is paid with

    def a_basket(self) -> Cart:
        chance = self.chance
        held = promotions.now_for(self.shop, promotions.read(self.shop), ())
        cart = Cart().under(held)
        for item in chance.choices(self.goods, k=chance.randint(1, 5)):
            if item.unit is not Unit.PIECE:
                cart = cart.add(item, Quantity(chance.randint(1, 2500), item.unit))
            elif item.label == "Verre":
                cart = cart.take_back(item, Quantity.pieces(chance.randint(1, 3)))
            else:
                cart = cart.add(item, Quantity.pieces(chance.randint(1, 7)))
        if chance.random() < 0.2:
            card = vouchers.gift_card("Carte", Money(chance.choice((5_00, 25_00))))
            cart = cart.add(card, Quantity.pieces(chance.randint(1, 2)))
        with suppress(RefusedError):
            place, cents = chance.randrange(2 * len(cart.lines)), chance.randint(1, 900)
            cart = cart.discount_line(place, Discount.cents(cents))
        with suppress(RefusedError):
            if chance.random() < 0.3:
                cart = cart.discount_basket(Discount.basis_points(chance.choice((777, 10_000))))
        return cart.for_buyer(Buyer(id=self.who, name="Mme Arlet"))

    def tenders(self, cart: Cart, covered: Money) -> Tenders:
        total, paid = cart.total, Tenders(cash_step=self.shop.settings.cash_step)
        paid = paid.add(Means.EXCHANGE, covered) if covered else paid
        for means in self.chance.sample(
            (Means.MEAL_VOUCHER, Means.GIFT_CARD, Means.CREDIT_NOTE, Means.ADVANCE,
             Means.ON_ACCOUNT, Means.CHEQUE), 3,
        ):  # fmt: skip
            paid = self.put_down(paid, means, paid.remaining(total), cart)
        left = paid.remaining(total)
        if not left:
            return paid
        if self.chance.random() < 0.4:
            return paid.add(Means.CARD, left)
        return paid.add(Means.CASH, Money(-(-left.cents // 5) * 5 + self.chance.choice((0, 10_00))))

    def put_down(self, paid: Tenders, means: Means, left: Money, cart: Cart) -> Tenders:
        most, token = left, ""
        if means in {Means.GIFT_CARD, Means.CREDIT_NOTE}:
            token, worth = self.a_voucher(means)
            most = min(left, Money(worth))
        elif means is Means.ADVANCE:
            held = [each for each in advances.held(self.shop) if each.amount <= left]
            return paid.add(means, held[0].amount, token=held[0].id) if held else paid
        elif means is Means.MEAL_VOUCHER:
            cap = meal_vouchers.cap(self.shop)
            most = min(left, meal_voucher_room(paid, cart.eligible(MEAL_VOUCHER), cap))
        if most <= Money(0):
            return paid
        return paid.add(means, Money(self.chance.randint(1, most.cents)), token=token)

    def a_voucher(self, means: Means) -> tuple[str, int]:
        held = self.rows(
            "SELECT v.code, sum(e.cents) FROM voucher v JOIN voucher_entry e ON e.voucher_id = v.id"
            " WHERE v.kind = :kind GROUP BY v.id HAVING sum(e.cents) > 0"
            " ORDER BY v.id",
            kind=means.value,
        )
        code, worth = self.chance.choice(held) if held else ("", 0)
        return str(code), worth

    # What happens at the counter

    def sell(self) -> None:
        cart = self.a_basket()
        paid = self.tenders(cart, Money(0))
        done = selling.take_payment(self.shop, Checkout(cart=cart, tenders=paid, staff=OWNER))
        self.count(done.sale_id)

    def count(self, *tickets: str) -> None:
        for ticket in tickets:
            self.drawer += self.number(
                "SELECT sum(cents) FROM sale_tender WHERE means = 'cash' AND sale_id = :id",
                id=ticket,
            )

    def brought_back(self) -> tuple[str, tuple[RefundLine, ...]]:
        tickets = self.rows("SELECT id FROM sale WHERE kind = 'sale' ORDER BY journal_seq")
        sale_id = str(self.chance.choice(tickets)[0])
        lines = [line for line in selling.sale(self.shop, sale_id).lines if line.refundable]
        if not lines:
            raise RefusedError("nothing_owed")
        wanted = []
        for line in self.chance.sample(lines, self.chance.randint(1, len(lines))):
            left = line.refundable.thousandths
            step = 1000 if line.quantity.unit is Unit.PIECE else 1
            part = self.chance.randint(1, left // step) * step
            wanted.append(RefundLine(line.position, Quantity(part, line.quantity.unit)))
        return sale_id, tuple(wanted)

    def give_back(self) -> None:
        sale_id, lines = self.brought_back()
        means = self.chance.choice(BACK)
        self.count(selling.refund(self.shop, sale_id, lines, means, OWNER, "retour").sale_id)

    def exchange(self) -> None:
        sale_id, lines = self.brought_back()
        cart, back = self.a_basket(), new_id()
        credit = returns.credit_of(self.shop, sale_id, lines)
        paid = self.tenders(cart, max(min(credit, cart.total), Money(0)))
        means = self.chance.choice((Means.CASH, Means.CREDIT_NOTE))
        exchange = Exchange(
            sale_id=sale_id, lines=lines, reason="taille", refund_id=back, means_back=means
        )
        checkout = Checkout(cart=cart, tenders=paid, staff=OWNER, exchange=exchange)
        self.count(back, selling.take_payment(self.shop, checkout).sale_id)

    def take_without_ticket(self) -> None:
        goods = GoodsBack(item=self.goods[1], quantity=Quantity.pieces(1), price=Money(14_93))
        done = returns.refund_without_receipt(
            self.shop, goods, self.chance.choice(BACK[:4]), OWNER, "perdu", refund_id=new_id()
        )
        self.count(done.sale_id)

    def correct(self) -> None:
        sale_id, means, cents = self.chance.choice(
            self.rows(
                "SELECT s.id, t.means, t.cents FROM sale s JOIN sale_tender t ON t.sale_id = s.id"
                " WHERE s.kind = 'sale' AND t.means IN ('cash', 'card', 'cheque')"
                " ORDER BY s.journal_seq, t.position"
            )
        )
        with suppress(RefusedError):
            done = corrections.correct_tender(
                self.shop, str(sale_id), Means(means),
                self.chance.choice((*BACK[:3], Means.MEAL_VOUCHER)),
                Money(cents), OWNER, correction_id=new_id(),
            )  # fmt: skip
            self.count(done.sale_id)

    def take_advance(self) -> None:
        cart, means = self.a_basket(), self.chance.choice((Means.CASH, Means.CARD))
        if cart.turnover <= Money(0):
            return
        amount = Money(self.chance.randint(1, min(cart.turnover.cents, 900_00)))
        tenders = Tenders(cash_step=self.shop.settings.cash_step)
        given = Money(-(-amount.cents // 5) * 5) if means is Means.CASH else amount
        (kept,) = tenders.add(means, given).kept_for(amount)
        advances.take(
            self.shop, cart, tenders.add(means, given), OWNER,
            advance_id=new_id(), wanted=amount, customer_id=self.who,
        )  # fmt: skip
        self.drawer += kept.amount.cents if means is Means.CASH else 0

    def give_advance_back(self) -> None:
        for held in advances.held(self.shop)[:1]:
            advances.give_back(self.shop, held.id, Means.CASH, OWNER)
            self.drawer -= advances.due_back(self.shop, held, Means.CASH).cents

    def pay_account(self) -> None:
        tenders = Tenders().add(self.chance.choice((Means.CASH, Means.CARD)), Money(20_00))
        done = accounts.pay_account(self.shop, self.who, tenders, OWNER, payment_id=new_id())
        self.count(done.sale_id)

    def act(self) -> None:
        acts: tuple[Callable[[], None], ...] = (
            *(self.sell,) * 6, *(self.give_back,) * 3, self.exchange, self.exchange,
            self.take_without_ticket, self.correct, self.take_advance, self.give_advance_back,
            self.pay_account,
        )  # fmt: skip
        try:
            self.chance.choice(acts)()
        except RefusedError as refused:
            if refused.code not in TOLD:
                raise

    # What must be so in the evening

    def closing(self) -> TillReportView:
        reading = till_sessions.read_x(self.shop)
        counted = Money(max(self.drawer - 37, 0))
        closing = till_sessions.close_till(self.shop, counted, OWNER)
        assert closing.difference == counted - Money(self.drawer)
        assert (closing.vat, closing.tenders, closing.gross, closing.deposits) == (
            reading.vat, reading.tenders, reading.gross, reading.deposits,
        )  # fmt: skip
        self.drawer = counted.cents
        return closing

    def check_tickets(self) -> None:
        """See that what is left of each ticket after its refunds bears the VAT of what is left."""
        per_rate = self.rows(
            "SELECT v.vat_bp, sum(v.gross_cents), sum(v.vat_cents) FROM sale_vat v JOIN sale s"
            " ON s.id = v.sale_id WHERE s.kind IN ('sale', 'refund')"
            " AND NOT (s.kind = 'refund' AND s.refund_of IS NULL)"
            " GROUP BY coalesce(s.refund_of, s.id), v.vat_bp"
        )
        for rate, gross, vat in per_rate:
            assert gross >= 0
            assert take_vat_out(Money(gross), VatRate(rate)).vat == Money(vat)

    def check_books(self, closing: TillReportView) -> None:
        (entry,) = accounting.entries(self.shop, *EVER)
        books: Counter[str] = Counter()
        for posting in entry.postings:
            books[posting.code] += posting.debit - posting.credit
        number = self.number
        on_vouchers = books["vouchers"] + books["gift_card"] + books["credit_note"]
        assert -on_vouchers == number("SELECT sum(cents) FROM voucher_entry")
        assert books["account"] == number("SELECT sum(cents) FROM account_entry")
        assert books["exchange"] == 0
        bottles = number("SELECT sum(gross_cents) FROM sale_line WHERE kind = 'deposit'")
        assert -books["deposits"] == bottles
        sold = {rate: -amount for rate, amount in books.items() if rate.startswith("sales:")}
        assert sum(sold.values()) == closing.net.cents == number("SELECT sum(net_cents) FROM sale")
        held = sum(each.amount.cents for each in advances.held(self.shop))
        taxed = -sum(amount for code, amount in books.items() if code.startswith("vat:"))
        assert taxed - (books["advances"] + books["advance"]) == held + number(
            "SELECT sum(vat_cents) FROM sale_vat"
        )
        # Float aside, the books have in the drawer what was counted there.
        assert books["cash"] + 100_00 == self.drawer


@pytest.mark.parametrize("country", ["FR", "BE"])
@pytest.mark.parametrize("seed", range(3))
def test_till_books_and_drawer_agree_after_a_busy_day(
    tmp_path: Path, country: str, seed: int
) -> None:
    with a_busy_shop(tmp_path, country).opened() as shop:
        day = BusyDay(shop, Random(seed))
        day.sell()
        for _ in range(ACTS):
            day.act()

        day.check_tickets()
        assert till_sessions.till_state(shop).expected_cash == Money(day.drawer)
        day.check_books(day.closing())
