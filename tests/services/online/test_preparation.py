"""Filling the bag by scanning: right, wrong, too many, missing, instead; the total follows."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import structs
from sqlalchemy import text

from desktop.domain.preparation import LineState, PickResult
from desktop.errors import RefusedError
from desktop.services.online import bags, leaving_out, order_carts, orders, pickup, preparation
from desktop.services.shop import Shop
from sync.contract import v1
from sync.kernel.gtin import WeighedLayout, check_digit
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_shop, found, sell
from tests.support.an_order import Placed, placed

TEA, COFFEE = "3017620422003", "3068320055008"
CHEESE = "210004200000" + str(check_digit("210004200000"))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = (
        a_shop(tmp_path)
        .with_product("Thé noir Assam", 790, vat=550, code=TEA, category="Thés")
        .with_product("Thé noir Ceylan", 890, vat=550, category="Thés", stock=1)
        .with_product("Thé vert", 500, vat=550, category="Thés", stock=0)
        .with_product("Café", 450, vat=2000, code=COFFEE, category="Cafés")
        .with_product("Comté", 2490, vat=550, unit="kg", code=CHEESE, category="Fromages")
    )
    with builder.opened() as opened:
        yield opened


def scan(order: Placed, code: str) -> PickResult:
    return preparation.pick_scanned(order.shop, order.id, code).result


def told(shop: Shop) -> list[v1.OrderLineSet]:
    with shop.look() as look:
        bodies = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = 'order.line' ORDER BY seq")
        ).all()
    return [msgspec.json.decode(body, type=v1.OrderLineSet) for body in bodies]


def test_nothing_is_decided_any_more_on_a_line_that_has_left(shop: Shop) -> None:
    order = placed(shop, ("assam", 1), ("cafe", 1), payment="online", paid_cents=1240).ready()
    gone = order.line(0)
    how = pickup.HandOver(secret=order.code.secret, lines=(gone,))
    pickup.hand_over(shop, order.id, OWNER, how=how)
    orders.step_back(shop, order.id)
    before = order.view
    for decide in (preparation.mark_missing, preparation.put_back, preparation.pick_by_hand):
        with pytest.raises(RefusedError) as refused:
            decide(shop, order.id, gone)
        assert refused.value.code == "line_handed_over"
    assert order.view == before


def test_each_scan_puts_one_into_the_bag_until_the_line_is_full(shop: Shop) -> None:
    order = placed(shop, ("assam", 2), ("cafe", 1)).in_preparation()
    results = [scan(order, code) for code in (TEA, TEA, TEA, COFFEE)]
    assert results == [
        PickResult.PARTLY,
        PickResult.PICKED,
        PickResult.TOO_MANY,
        PickResult.PICKED,
    ]
    view = order.view
    assert view.open_lines == 0
    assert [line.picked for line in view.lines] == [Quantity.pieces(2), Quantity.pieces(1)]
    assert [(each.state, each.picked) for each in told(shop)] == [
        (v1.LineState.OPEN, 1000),
        (v1.LineState.PICKED, 2000),
        (v1.LineState.PICKED, 1000),
    ]


def test_a_wrong_article_is_named_and_changes_nothing(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    verdict = preparation.pick_scanned(shop, order.id, COFFEE)
    assert (verdict.result, verdict.label) == (PickResult.WRONG_ITEM, "Café")
    assert scan(order, "4006381333931") is PickResult.UNKNOWN
    assert told(shop) == []


def test_a_weighed_portion_costs_what_it_weighs_up_to_what_was_agreed(shop: Shop) -> None:
    order = placed(shop, ("comte", 300)).in_preparation()
    lighter = WeighedLayout("21").write(CHEESE, 280)
    assert scan(order, lighter) is PickResult.PICKED
    assert order.view.total == Quantity.grams(280).price(Money(2490))
    preparation.put_back(shop, order.id, order.line())
    assert order.view.total == Quantity.grams(300).price(Money(2490))
    assert scan(order, WeighedLayout("21").write(CHEESE, 500)) is PickResult.TOO_HEAVY
    assert scan(order, WeighedLayout("21").write(CHEESE, 320)) is PickResult.PICKED
    assert order.view.total == Quantity.grams(300).price(Money(2490))


def test_a_line_without_a_readable_code_is_confirmed_by_hand(shop: Shop) -> None:
    order = placed(shop, ("ceylan", 1)).in_preparation()
    view = preparation.pick_by_hand(shop, order.id, order.line())
    assert view.lines[0].state is LineState.PICKED


def test_a_missing_line_is_not_paid(shop: Shop) -> None:
    order = placed(shop, ("assam", 2), ("cafe", 1)).in_preparation()
    view = preparation.mark_missing(shop, order.id, order.line(1))
    assert (view.total, view.to_pay) == (Money(1580), Money(1580))
    assert view.lines[1].delivered_quantity == Quantity.pieces(0)
    assert told(shop)[-1].gross_cents == 0


def test_what_is_in_the_bag_already_stays_when_the_rest_is_missing(shop: Shop) -> None:
    order = placed(shop, ("assam", 3)).in_preparation()
    scan(order, TEA)
    line = preparation.mark_missing(shop, order.id, order.line()).lines[0]
    assert (line.state, line.picked, line.gross) == (
        LineState.PICKED,
        Quantity.pieces(1),
        Money(790),
    )


def test_an_order_of_which_nothing_is_left_is_not_ready(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    preparation.mark_missing(shop, order.id, order.line())
    with pytest.raises(RefusedError) as refused:
        orders.mark_ready(shop, order.id)
    assert refused.value.code == "order_is_empty"


def test_what_carrying_an_order_costs_makes_no_bag(shop: Shop) -> None:
    tea = found(shop, "assam")
    line = v1.OrderLine(
        line=new_id(), variant=tea.variant_id, label="Thé", quantity=1000, unit="piece",
        unit_price_cents=790, gross_cents=790, vat_bp=550,
    )  # fmt: skip
    fee = structs.replace(
        line, line=new_id(), variant="", label="Livraison", state=v1.LineState.PICKED, picked=1000
    )
    empty, packed = (
        placed(shop, number=number, mode="merchant", lines=(line, fee)).in_preparation()
        for number in ("00421937", "00421938")
    )
    preparation.mark_missing(shop, empty.id, line.line)
    preparation.pick_by_hand(shop, packed.id, line.line)
    orders.mark_ready(shop, packed.id)
    with pytest.raises(RefusedError, match="order_is_empty"):
        orders.mark_ready(shop, empty.id)
    with pytest.raises(RefusedError, match="order_is_empty"):
        leaving_out.leave_out(shop, packed.id, (line.line,), OWNER)


def test_the_likest_article_on_the_shelf_is_offered_instead(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    offered = preparation.substitutes(shop, order.id, order.line())
    assert [item.label for item in offered] == ["Thé noir Ceylan"]


def test_a_substitute_is_never_dearer_and_is_what_is_handed_over(shop: Shop) -> None:
    order = placed(shop, ("assam", 1), ("cafe", 1)).in_preparation()
    ceylan, coffee = found(shop, "ceylan"), found(shop, "cafe")
    line = preparation.substitute(shop, order.id, order.line(), ceylan.variant_id).lines[0]
    assert (line.state, line.gross, line.delivered_label) == (
        LineState.SUBSTITUTED,
        Money(790),
        "Thé noir Ceylan",
    )
    given = told(shop)[-1].substitute
    assert given is not None
    assert (given.variant, given.unit_price_cents, given.gross_cents) == (
        ceylan.variant_id,
        790,
        790,
    )
    cheaper = preparation.substitute(shop, order.id, order.line(), coffee.variant_id).lines[0]
    assert (cheaper.gross, cheaper.vat_bp) == (Money(450), 2000)
    cart = order_carts.cart_for(shop, order.id)
    assert [(each.item.label, each.amount) for each in cart.lines] == [
        ("Café", Money(450)),
        ("Café", Money(450)),
    ]
    # The ticket names the price of what is in the bag, not of what was ordered.
    assert [each.unit_price for each in cart.lines] == [Money(450), Money(450)]


def test_a_decision_taken_back_leaves_the_line_as_it_was(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    before = order.view
    for decide in (
        lambda: preparation.mark_missing(shop, order.id, order.line()),
        lambda: preparation.pick_by_hand(shop, order.id, order.line()),
        lambda: preparation.substitute(
            shop, order.id, order.line(), found(shop, "cafe").variant_id
        ),
    ):
        decide()
        assert preparation.put_back(shop, order.id, order.line()) == before


def test_a_substitute_of_another_measure_is_refused(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    with pytest.raises(RefusedError) as refused:
        preparation.substitute(shop, order.id, order.line(), found(shop, "comte").variant_id)
    assert refused.value.code == "wrong_unit"


def test_the_last_piece_sold_at_the_counter_leaves_the_line_to_be_decided(shop: Shop) -> None:
    order = placed(shop, ("ceylan", 1)).in_preparation()
    sell(shop, "ceylan")
    assert found(shop, "ceylan").on_hand == Quantity.pieces(0)
    view = preparation.mark_missing(shop, order.id, order.line())
    assert view.lines[0].state is LineState.MISSING


def test_bags_are_filled_only_while_the_order_is_in_preparation(shop: Shop) -> None:
    order = placed(shop, ("assam", 1))
    acts = (
        lambda: scan(order, TEA),
        lambda: preparation.pick_by_hand(shop, order.id, order.line()),
        lambda: preparation.mark_missing(shop, order.id, order.line()),
        lambda: preparation.put_back(shop, order.id, order.line()),
    )
    for act in acts:
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.code == "order_not_in_preparation"


def test_why_a_bag_is_closed_is_said_by_where_its_order_stands(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).ready()

    def why() -> str:
        with pytest.raises(RefusedError) as refused:
            scan(order, TEA)
        return refused.value.code

    assert why() == "order_is_packed"
    orders.cancel(shop, order.id, "no_time")
    assert why() == "order_came_to_nothing"
    assert bags.to_put_back(order.view) == (("Thé noir Assam", Quantity.pieces(1)),)


def test_a_line_or_article_nobody_knows_is_refused(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    with pytest.raises(RefusedError) as refused:
        preparation.mark_missing(shop, order.id, new_id())
    assert refused.value.code == "unknown_line"
    with pytest.raises(RefusedError) as refused:
        preparation.substitute(shop, order.id, order.line(), new_id())
    assert refused.value.code == "unknown_article"


def test_an_article_the_shop_no_longer_has_is_still_prepared(shop: Shop) -> None:
    """The marketplace sold something whose sheet has not come here: by hand it goes."""
    stranger = v1.OrderLine(
        line=new_id(),
        variant=new_id(),
        label="Carte cadeau",
        quantity=1000,
        unit="piece",
        unit_price_cents=2000,
        gross_cents=2000,
        vat_bp=2000,
    )
    order = placed(shop, lines=(stranger,)).in_preparation()
    assert preparation.substitutes(shop, order.id, stranger.line) != ()
    preparation.pick_by_hand(shop, order.id, stranger.line)
    orders.mark_ready(shop, order.id)
    assert order_carts.cart_for(shop, order.id).total == Money(2000)


def test_a_scanners_spaces_and_line_end_do_no_harm(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    assert scan(order, f"  {TEA}\r\n") is PickResult.PICKED
