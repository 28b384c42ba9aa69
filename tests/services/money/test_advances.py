"""Money before the goods (advances) and after them (accounts)."""

import json
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.cart import Cart
from desktop.domain.roles import Role
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books import accounting, inspection
from desktop.services.counter import customers, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.counter.selling import Checkout, SaleDone
from desktop.services.money import accounts, advances
from desktop.services.money.advances import AdvanceView
from desktop.services.shop import Shop
from desktop.services.team import people, sign_in
from desktop.services.till import till_sessions
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop


def with_goods(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Vélo", 400_00)
        .with_product("Casque", 50_00, vat=550)
        .with_product("Consigne", 50, vat=0, kind="deposit")
    )


def cash(cents: int) -> Tenders:
    return Tenders().add(Means.CASH, Money(cents))


def take(shop: Shop, cart: Cart, cents: int, **more: str) -> AdvanceView:
    given = {"advance_id": new_id(), **more}
    return advances.take(shop, cart, cash(cents), OWNER, **given)


def settle(shop: Shop, cart: Cart, advance: AdvanceView, **more: str) -> SaleDone:
    tenders = Tenders().add(Means.ADVANCE, advance.amount, token=advance.id)
    if cart.total > advance.amount:
        tenders = tenders.add(Means.CARD, cart.total - advance.amount)
    checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER, **more)  # type: ignore[arg-type]
    return selling.take_payment(shop, checkout)


def bodies(shop: Shop, kind: str) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = look.connection.exec_driver_sql(
            "SELECT c FROM journal_record WHERE kind = ? ORDER BY seq", (kind,)
        ).all()
    return [json.loads(row.c)["b"] for row in rows]


def customer_of(shop: Shop) -> str:
    return customers.add(shop, CustomerDraft(name="Mme Roux")).id


def on_account(shop: Shop, cents: int, *goods: str, customer: str | None) -> SaleDone:
    cart = a_cart(shop, *goods)
    if customer is not None:
        cart = cart.for_buyer(customers.customer(shop, customer).buyer)
    tenders = Tenders().add(Means.ON_ACCOUNT, Money(cents))
    if cart.total > Money(cents):
        tenders = tenders.add(Means.CASH, cart.total - Money(cents))
    return selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))


def a_trainee(shop: Shop) -> str:
    sign_in.set_pin(shop, OWNER, "2468", OWNER)
    return people.engage(shop, "Lou", Role.TRAINEE, OWNER).code


def test_money_for_later_needs_somebody_who_may_take_it(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        boss, learner = OWNER, a_trainee(shop)
        who = customer_of(shop)
        on_account(shop, 50_00, "casque", customer=who)
        cart = a_cart(shop, "vélo")

        def take_one(approved_by: str = "") -> AdvanceView:
            return advances.take(
                shop, cart, cash(90_00), learner, advance_id=ident, approved_by=approved_by
            )

        def pay(approved_by: str = "") -> SaleDone:
            return accounts.pay_account(
                shop, who, cash(50_00), learner, payment_id=payment, approved_by=approved_by
            )

        ident, payment = new_id(), new_id()
        for act in (take_one, pay):
            with pytest.raises(RefusedError) as refused:
                act()
            assert refused.value.code == "needs_approval"
            act(boss)

        with pytest.raises(RefusedError) as refused:
            advances.give_back(shop, ident, Means.CASH, learner)
        assert refused.value.code == "needs_approval"
        assert not advances.give_back(shop, ident, Means.CASH, learner, approved_by=boss).is_held


def test_an_advance_is_recorded_with_its_vat_and_is_no_turnover(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        taken = take(shop, a_cart(shop, "vélo", "casque"), 90_00, note="vélo bleu")

        (body,) = bodies(shop, "PREPAY")
        assert taken.is_held
        assert (body["tot"], body["pay"]) == (90_00, [{"means": "CASH", "amount": 90_00}])
        assert [(part["rate"], part["ttc"]) for part in body["vat"]] == [  # type: ignore[attr-defined]
            (2000, 80_00),
            (550, 10_00),
        ]
        state = till_sessions.till_state(shop)
        assert (state.gross, state.expected_cash) == (Money(0), Money(190_00))
        assert advances.held(shop) == (taken,)


def test_a_sale_uses_the_advance_up_in_one_transaction(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart = a_cart(shop, "vélo", "casque")
        taken = take(shop, cart, 90_00)

        done = settle(shop, cart, taken)

        before, back = bodies(shop, "PREPAY")
        assert back["tot"] == -90_00
        assert [-part["vat"] for part in back["vat"]] == [  # type: ignore[attr-defined]
            part["vat"]
            for part in before["vat"]  # type: ignore[attr-defined]
        ]
        view = selling.sale(shop, done.sale_id)
        assert (view.gross, view.due) == (Money(450_00), Money(450_00))
        assert [tender.means for tender in view.tenders] == [Means.ADVANCE, Means.CARD]
        assert advances.held(shop) == ()
        report = till_sessions.read_x(shop)
        by_means = {tender.means: tender.amount for tender in report.tenders}
        assert by_means.get(Means.ADVANCE, Money(0)) == Money(0)
        assert by_means[Means.CASH] == Money(90_00)


def test_an_advance_pays_one_sale_only(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart = a_cart(shop, "vélo")
        taken = take(shop, cart, 90_00)
        settle(shop, cart, taken)

        with pytest.raises(RefusedError) as refused:
            settle(shop, cart, taken)
        assert refused.value.code == "advance_used"
        assert len(selling.sales_today(shop)) == 1


def test_an_advance_is_used_whole(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        taken = take(shop, a_cart(shop, "vélo"), 90_00)
        tenders = Tenders().add(Means.ADVANCE, Money(50_00), token=taken.id)

        with pytest.raises(RefusedError) as refused:
            selling.take_payment(
                shop, Checkout(cart=a_cart(shop, "casque"), tenders=tenders, staff=OWNER)
            )
        assert refused.value.code == "advance_whole"
        assert advances.held(shop) == (taken,)


def test_an_advance_is_given_back_once(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart = a_cart(shop, "vélo", "casque")
        taken = take(shop, cart, 90_00)

        gone = advances.give_back(shop, taken.id, Means.CASH, OWNER)

        assert not gone.is_held
        assert till_sessions.till_state(shop).expected_cash == Money(100_00)
        assert sum(int(str(body["tot"])) for body in bodies(shop, "PREPAY")) == 0
        for again in (
            lambda: advances.give_back(shop, taken.id, Means.CASH, OWNER),
            lambda: settle(shop, cart, taken),
        ):
            with pytest.raises(RefusedError) as refused:
                again()
            assert refused.value.code == "advance_used"


def test_the_same_advance_pressed_twice_is_one(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart, ident = a_cart(shop, "vélo"), new_id()
        assert take(shop, cart, 90_00, advance_id=ident) == take(
            shop, cart, 90_00, advance_id=ident
        )
        assert till_sessions.till_state(shop).expected_cash == Money(190_00)


def test_no_more_is_taken_in_advance_than_the_goods_are_worth(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        with pytest.raises(RefusedError) as refused:
            take(shop, a_cart(shop, "casque", "consigne"), 50_50)
        assert (refused.value.code, refused.value.facts["allowed"]) == (
            "advance_too_high",
            Money(50_00),
        )


def test_a_voucher_is_no_advance(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        tenders = Tenders().add(Means.MEAL_VOUCHER, Money(10_00))
        with pytest.raises(RefusedError) as refused:
            advances.take(shop, a_cart(shop, "vélo"), tenders, OWNER, advance_id=new_id())
        assert refused.value.code == "means_not_taken"


def test_goods_on_account_are_owed_and_paid_later(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        who = customer_of(shop)
        on_account(shop, 30_00, "casque", customer=who)
        assert accounts.balance(shop, who) == Money(30_00)

        done = accounts.pay_account(shop, who, cash(50_00), OWNER, payment_id=new_id())

        assert (done.total, done.change_due) == (Money(0), Money(20_00))
        assert accounts.balance(shop, who) == Money(0)
        state = till_sessions.till_state(shop)
        assert (state.gross, state.expected_cash) == (Money(50_00), Money(150_00))
        by_means = {row.means: row.amount for row in till_sessions.read_x(shop).tenders}
        assert by_means[Means.ON_ACCOUNT] == Money(0)


def test_an_account_is_paid_in_parts_and_never_beyond(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        who, ident = customer_of(shop), new_id()
        on_account(shop, 50_00, "casque", customer=who)

        for _press in range(2):
            accounts.pay_account(shop, who, cash(20_00), OWNER, payment_id=ident)
        assert accounts.balance(shop, who) == Money(30_00)
        card = Tenders().add(Means.CARD, Money(40_00))
        with pytest.raises(RefusedError) as refused:
            accounts.pay_account(shop, who, card, OWNER, payment_id=new_id())
        assert refused.value.code == "no_change_possible"
        accounts.pay_account(shop, who, cash(30_00), OWNER, payment_id=new_id())
        with pytest.raises(RefusedError) as refused:
            accounts.pay_account(shop, who, cash(1), OWNER, payment_id=new_id())
        assert refused.value.code == "nothing_owed"


@pytest.mark.parametrize(("owed", "given", "change"), [(10_02, 10_00, 0), (9_98, 20_00, 10_00)])
def test_a_belgian_account_paid_off_in_cash_is_rounded_and_owes_nothing_more(
    tmp_path: Path, owed: int, given: int, change: int
) -> None:
    builder = a_shop(tmp_path).in_country("BE").with_product("Casque", owed)
    with builder.opened() as shop:
        who = customer_of(shop)
        on_account(shop, owed, "casque", customer=who)

        done = accounts.pay_account(shop, who, cash(given), OWNER, payment_id=new_id())

        assert done.change_due == Money(change)
        assert accounts.balance(shop, who) == Money(0)
        assert till_sessions.till_state(shop).expected_cash == Money(100_00 + given - change)
        assert till_sessions.read_x(shop).rounding == Money(given - change - owed)


def test_nobody_owes_without_a_name(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        with pytest.raises(RefusedError) as refused:
            on_account(shop, 50_00, "casque", customer=None)
        assert refused.value.code == "customer_missing"
        assert selling.sales_today(shop) == ()


def test_goods_on_account_that_come_back_are_no_longer_owed(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        who = customer_of(shop)
        sold = on_account(shop, 50_00, "casque", customer=who)

        selling.refund(shop, sold.sale_id, (), Means.ON_ACCOUNT, OWNER, "rapporté")

        assert accounts.balance(shop, who) == Money(0)


def test_an_account_is_not_paid_with_a_voucher(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        who = customer_of(shop)
        on_account(shop, 50_00, "casque", customer=who)
        for means in (Means.MEAL_VOUCHER, Means.GIFT_CARD, Means.ON_ACCOUNT):
            tenders = Tenders().add(means, Money(5_00), token="1")
            with pytest.raises(RefusedError) as refused:
                accounts.pay_account(shop, who, tenders, OWNER, payment_id=new_id())
            assert refused.value.code == "means_not_taken"


def a_belgian_shop(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).in_country("BE").with_product("Lampe", 12_33, vat=2100)


def drawer(shop: Shop) -> Money:
    return till_sessions.till_state(shop).expected_cash


def test_an_advance_given_back_in_belgian_coins_is_rounded_like_any_cash(tmp_path: Path) -> None:
    with a_belgian_shop(tmp_path).opened() as shop:
        by_card = Tenders().add(Means.CARD, Money(12_33))
        ident = new_id()
        taken = advances.take(shop, a_cart(shop, "lampe"), by_card, OWNER, advance_id=ident)
        assert advances.due_back(shop, taken, Means.CASH) == Money(12_35)
        assert advances.due_back(shop, taken, Means.CARD) == Money(12_33)

        advances.give_back(shop, ident, Means.CASH, OWNER)

        _before, back = bodies(shop, "PREPAY")
        assert (back["tot"], back["round"]) == (-12_33, -2)
        assert back["pay"] == [{"means": "CASH", "amount": -12_35}]
        assert drawer(shop) == Money(87_65)
        report = till_sessions.close_till(shop, Money(87_65), OWNER)
        assert (report.rounding, report.difference) == (Money(-2), Money(0))
        (entry,) = accounting.entries(shop, date(2026, 11, 23), date(2026, 11, 23))
        assert sum(each.debit - each.credit for each in entry.postings) == 0
        folder = shop.folder
    assert all(each.report.is_sound for each in inspection.inspect(folder))


def test_an_advance_paid_in_belgian_coins_is_the_amount_that_was_wanted(tmp_path: Path) -> None:
    with a_belgian_shop(tmp_path).opened() as shop:
        cart = a_cart(shop, "lampe")

        taken = advances.take(
            shop, cart, cash(12_35), OWNER, advance_id=new_id(), wanted=cart.total
        )

        assert taken.amount == Money(12_33)
        (body,) = bodies(shop, "PREPAY")
        assert (body["tot"], body["round"]) == (12_33, 2)
        assert drawer(shop) == Money(112_35)
        settle(shop, cart, taken)
        assert drawer(shop) == Money(112_35)


def test_change_is_given_on_an_advance_and_is_no_part_of_it(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        taken = advances.take(
            shop, a_cart(shop, "vélo"), cash(50_00), OWNER, advance_id=new_id(), wanted=Money(30_00)
        )

        assert taken.amount == Money(30_00)
        assert drawer(shop) == Money(130_00)


def test_the_basket_of_an_advance_is_put_aside_in_the_same_breath(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart, ident = a_cart(shop, "vélo"), new_id()

        for _press in range(2):
            advances.take(shop, cart, cash(30_00), OWNER, advance_id=ident, parked_as="Acompte")

        (waiting,) = selling.parked(shop)
        assert (waiting.note, waiting.total) == ("Acompte", Money(400_00))
        with pytest.raises(RefusedError):
            advances.take(shop, cart, cash(500_00), OWNER, advance_id=new_id(), parked_as="trop")
        assert len(selling.parked(shop)) == 1
