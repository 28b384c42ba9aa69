"""A role's limit for giving back is one of the day, by whatever act: ten small ones do not pass it."""

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books import succession
from desktop.services.counter import corrections, returns, selling
from desktop.services.counter.returns import GoodsBack
from desktop.services.money import advances
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.settings import RoleLimits
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.services.books.test_succession import told_of_a_loss
from tests.services.counter.test_bargains import with_seller
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop, found, sell

SELLER, MANAGER = "02", "03"


def a_counter(tmp_path: Path) -> AShop:
    """Return a shop whose sellers give back 50 euros a day."""
    return a_shop(tmp_path).with_product("Vase", 20_00).with_product("Coupe", 45_00)


def give_back(shop: Shop, name: str, by: str = SELLER, approved_by: str = "") -> None:
    sold = sell(shop, name)
    selling.refund(shop, sold.sale_id, (), Means.CASH, by, "défaut", approved_by=approved_by)


def refused(shop: Shop, name: str, by: str = SELLER) -> bool:
    with pytest.raises(RefusedError) as told:
        give_back(shop, name, by)
    return told.value.code == "needs_approval"


def test_small_refunds_do_not_pass_a_limit_together(tmp_path: Path) -> None:
    with a_counter(tmp_path).opened() as shop:
        with_seller(shop)
        give_back(shop, "Vase")
        give_back(shop, "Vase")

        assert refused(shop, "Vase")


def test_what_another_stood_for_leaves_the_sellers_own_limit_as_it_was(tmp_path: Path) -> None:
    with a_counter(tmp_path).opened() as shop:
        with_seller(shop)
        give_back(shop, "Vase")
        give_back(shop, "Coupe", approved_by=MANAGER)

        give_back(shop, "Vase")
        assert refused(shop, "Vase")


def test_each_person_has_a_limit_of_his_own_and_each_day_begins_anew(tmp_path: Path) -> None:
    builder = a_counter(tmp_path)
    with builder.opened() as shop:
        with_seller(shop)
        give_back(shop, "Coupe")
        assert refused(shop, "Vase")
        give_back(shop, "Coupe", by=MANAGER)

        till_sessions.close_till(shop, None, OWNER)
        till_sessions.open_till(shop, Money(0), OWNER)
        assert refused(shop, "Vase"), "a second session of a day is no second day"
        till_sessions.close_till(shop, None, OWNER)
        builder.clock.advance(timedelta(days=1))
        till_sessions.open_till(shop, Money(0), OWNER)
        give_back(shop, "Vase")


def test_whoever_stands_for_it_has_a_limit_a_day_as_well(tmp_path: Path) -> None:
    acts = ("refund", "refund_without_receipt")
    manager = RoleLimits(role="manager", acts=acts, discount_bp=0, refund_cap_cents=60_00)
    with a_counter(tmp_path).with_settings(limits=(manager,)).opened() as shop:
        with_seller(shop)
        give_back(shop, "Coupe")
        give_back(shop, "Coupe", approved_by=MANAGER)

        with pytest.raises(RefusedError):
            give_back(shop, "Vase", approved_by=MANAGER)
        give_back(shop, "Vase", approved_by=OWNER)


def goods_without_ticket(shop: Shop, by: str) -> None:
    goods = GoodsBack(item=found(shop, "Vase"), quantity=Quantity.pieces(1), price=Money(20_00))
    returns.refund_without_receipt(
        shop, goods, Means.CASH, by, "défaut", refund_id=new_id(), approved_by=MANAGER
    )


def corrected(shop: Shop, by: str) -> None:
    sold = sell(shop, "Vase")
    corrections.correct_tender(
        shop, sold.sale_id, Means.CASH, Means.CARD, Money(20_00), by, correction_id=new_id()
    )


def advance_back(shop: Shop, by: str) -> None:
    held = advances.take(
        shop,
        a_cart(shop, "Vase"),
        Tenders().add(Means.CASH, Money(20_00)),
        OWNER,
        advance_id=new_id(),
    )
    advances.give_back(shop, held.id, Means.CASH, by)


@pytest.mark.parametrize("act", [corrected, advance_back])
def test_every_way_of_giving_back_counts(tmp_path: Path, act: object) -> None:
    with a_counter(tmp_path).opened() as shop:
        with_seller(shop)
        act(shop, SELLER)  # type: ignore[operator]
        act(shop, SELLER)  # type: ignore[operator]

        assert refused(shop, "Vase")
        with pytest.raises(RefusedError):
            act(shop, SELLER)  # type: ignore[operator]


def test_goods_without_their_ticket_count_for_who_stood_for_them(tmp_path: Path) -> None:
    acts = ("refund", "refund_without_receipt")
    manager = RoleLimits(role="manager", acts=acts, discount_bp=0, refund_cap_cents=50_00)
    with a_counter(tmp_path).with_settings(limits=(manager,)).opened() as shop:
        with_seller(shop)
        goods_without_ticket(shop, SELLER)
        goods_without_ticket(shop, SELLER)

        assert refused(shop, "Vase", by=MANAGER)


def test_an_advance_that_a_sale_uses_up_gives_nobody_anything_back(tmp_path: Path) -> None:
    with a_counter(tmp_path).opened() as shop:
        with_seller(shop)
        cart = a_cart(shop, "Coupe")
        tenders = Tenders().add(Means.CASH, Money(45_00))
        held = advances.take(shop, cart, tenders, SELLER, advance_id=new_id())
        paid = Tenders().add(Means.ADVANCE, Money(45_00), token=held.id)
        selling.take_payment(shop, selling.Checkout(cart=cart, tenders=paid, staff=SELLER))

        give_back(shop, "Coupe")


def test_a_till_that_goes_on_under_another_code_begins_no_second_day(tmp_path: Path) -> None:
    with a_counter(tmp_path).opened() as shop:
        with_seller(shop)
        advance_back(shop, SELLER)
        advance_back(shop, SELLER)
        told_of_a_loss(shop)
        assert succession.succeed(shop, OWNER) == "T01B"
        till_sessions.open_till(shop, Money(100_00), OWNER)

        assert refused(shop, "Vase")
