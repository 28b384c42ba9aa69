"""The law's ceiling for cash: above it the till says what to do instead."""

from datetime import date
from pathlib import Path

import pytest

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import corrections, customers, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.counter.selling import Checkout, SaleDone
from desktop.services.money import accounts, advances
from desktop.services.shop import Shop
from fiscal.legal import Limit, limit
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop


def with_goods(tmp_path: Path, country: str = "FR") -> AShop:
    builder = a_shop(tmp_path).in_country(country)
    return builder.with_product("Vélo", 1500_00, vat=2000 if country == "FR" else 2100)


def pay(shop: Shop, tenders: Tenders, *goods: str) -> SaleDone:
    cart = a_cart(shop, *(goods or ("vélo",)))
    return selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))


def cash(cents: int) -> Tenders:
    return Tenders().add(Means.CASH, Money(cents))


@pytest.mark.parametrize(
    ("country", "on", "cents"),
    [
        ("FR", date(2015, 8, 31), 3000_00),
        ("FR", date(2015, 9, 1), 1000_00),
        ("BE", date(2026, 1, 1), 3000_00),
    ],
)
def test_the_ceiling_is_a_dated_row_of_the_law(country: str, on: date, cents: int) -> None:
    assert limit(country, Limit.CASH_CENTS, on) == cents


def test_more_cash_than_the_law_allows_is_refused_with_what_is_allowed(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        for tenders in (cash(1500_00), cash(1000_01).add(Means.CARD, Money(499_99))):
            with pytest.raises(RefusedError) as refused:
                pay(shop, tenders)
            assert refused.value.code == "cash_above_law"
            assert refused.value.facts["allowed"] == Money(1000_00)
        assert selling.sales_today(shop) == ()

        pay(shop, cash(1000_00).add(Means.CARD, Money(500_00)))


def test_a_corrected_means_is_no_way_round_the_ceiling(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = pay(shop, cash(900_00).add(Means.CARD, Money(600_00)))

        def correct(cents: int) -> SaleDone:
            card, ident = Means.CARD, new_id()
            return corrections.correct_tender(
                shop, sold.sale_id, card, Means.CASH, Money(cents), OWNER, correction_id=ident
            )

        with pytest.raises(RefusedError) as refused:
            correct(100_01)
        assert refused.value.code == "cash_above_law"
        correct(100_00)


def test_change_does_not_count(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        done = pay(shop, Tenders().add(Means.CARD, Money(600_00)).add(Means.CASH, Money(1200_00)))
        assert done.change_due == Money(300_00)


def test_belgium_has_its_own_ceiling(tmp_path: Path) -> None:
    with with_goods(tmp_path, "BE").opened() as shop:
        pay(shop, cash(3000_00), "vélo", "vélo")
        with pytest.raises(RefusedError, match="cash_above_law"):
            pay(shop, cash(4500_00), "vélo", "vélo", "vélo")


def test_an_advance_in_cash_counts_with_the_cash_of_its_sale(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart = a_cart(shop, "vélo")
        with pytest.raises(RefusedError, match="cash_above_law"):
            advances.take(shop, cart, cash(1200_00), OWNER, advance_id=new_id())
        held = advances.take(shop, cart, cash(800_00), OWNER, advance_id=new_id())
        paid = Tenders().add(Means.ADVANCE, held.amount, token=held.id)

        with pytest.raises(RefusedError, match="cash_above_law"):
            pay(shop, paid.add(Means.CASH, Money(700_00)))
        pay(shop, paid.add(Means.CASH, Money(200_00)).add(Means.CARD, Money(500_00)))


def test_an_account_is_not_paid_with_more_cash_either(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        who = customers.add(shop, CustomerDraft(name="Mme Roux"))
        cart = a_cart(shop, "vélo").for_buyer(who.buyer)
        owed = Tenders().add(Means.ON_ACCOUNT, Money(1500_00))
        selling.take_payment(shop, Checkout(cart=cart, tenders=owed, staff=OWNER))

        with pytest.raises(RefusedError, match="cash_above_law"):
            accounts.pay_account(shop, who.id, cash(1500_00), OWNER, payment_id=new_id())


def test_the_cash_of_an_advance_paid_by_several_means_counts(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart = a_cart(shop, "vélo")
        split = cash(800_00).add(Means.CARD, Money(100_00))
        held = advances.take(shop, cart, split, OWNER, advance_id=new_id())
        assert held.means == "split"
        paid = Tenders().add(Means.ADVANCE, held.amount, token=held.id)

        with pytest.raises(RefusedError, match="cash_above_law"):
            pay(shop, paid.add(Means.CASH, Money(600_00)))
        pay(shop, paid.add(Means.CASH, Money(200_00)).add(Means.CARD, Money(400_00)))


def test_two_advances_in_cash_count_together(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart = a_cart(shop, "vélo")
        taken = [
            advances.take(shop, cart, cash(700_00), OWNER, advance_id=new_id()) for _ in range(2)
        ]
        paid = Tenders().add(Means.CARD, Money(100_00))
        for each in taken:
            paid = paid.add(Means.ADVANCE, each.amount, token=each.id)

        with pytest.raises(RefusedError, match="cash_above_law"):
            pay(shop, paid)


def test_a_correction_counts_the_cash_of_the_advance_the_ticket_used(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        cart = a_cart(shop, "vélo")
        held = advances.take(shop, cart, cash(800_00), OWNER, advance_id=new_id())
        paid = Tenders().add(Means.ADVANCE, held.amount, token=held.id)
        sold = pay(shop, paid.add(Means.CARD, Money(700_00)))

        def correct(cents: int) -> SaleDone:
            card, ident = Means.CARD, new_id()
            return corrections.correct_tender(
                shop, sold.sale_id, card, Means.CASH, Money(cents), OWNER, correction_id=ident
            )

        with pytest.raises(RefusedError, match="cash_above_law"):
            correct(200_01)
        correct(200_00)
