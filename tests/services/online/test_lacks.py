"""What an order lacks: the customer's rule, the question with its time, the shelf that is empty."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec import structs
from sqlalchemy import text

from desktop.domain.preparation import IfMissing, LineState, PickResult
from desktop.errors import RefusedError
from desktop.services.online import bags, lacks, orders, preparation
from desktop.services.online.lacks import Outcome
from desktop.services.shop import Shop
from desktop.services.stockroom import stocktaking
from desktop.services.upkeep import house
from sync.contract import v1
from sync.kernel.clock import SetClock, milliseconds
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity
from tests.support.a_hub import AHub
from tests.support.a_shop import MORNING, AShop, a_shop, found
from tests.support.an_order import Placed, placed

CEYLAN = "3086123456785"


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Thé noir Assam", 790, vat=550, code="3017620422003", category="Thés")
        .with_product("Thé noir Ceylan", 890, vat=550, code=CEYLAN, category="Thés", stock=3)
        .with_product("Thé noir Yunnan", 750, vat=550, category="Thés", stock=5)
        .with_product("Thé vert", 500, vat=550, category="Thés", stock=0)
        .with_product("Café", 450, vat=2000, category="Cafés")
    )


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def later(shop: Shop, minutes: int) -> None:
    assert isinstance(shop.clock, SetClock)
    shop.clock.instant = MORNING + timedelta(minutes=minutes)


def told(shop: Shop, kind: str) -> list[bytes]:
    with shop.look() as look:
        return list(
            look.connection.scalars(
                text("SELECT body FROM outbox WHERE kind = :kind ORDER BY seq"), {"kind": kind}
            )
        )


def answered(
    order: Placed, answer: str, choice: str = "", picked: int = 0, *, timed_out: bool = False
) -> None:
    """Have the customer's answer come with the order, as the marketplace tells it."""
    with order.shop.look() as look:
        number, mode = look.connection.execute(text("SELECT number, mode FROM shop_order")).one()
        body = look.connection.scalar(text("SELECT body FROM outbox WHERE kind = 'order.ask'"))
    asked = msgspec.json.decode(body, type=v1.OrderAsk)
    line = order.view.lines[0]
    hub = AHub(order.shop)
    hub.seq = 1
    told_line = v1.OrderLine(
        line=line.id,
        variant=line.variant_id,
        label=line.label,
        quantity=line.quantity.thousandths,
        unit=line.quantity.unit.value,
        unit_price_cents=line.unit_price.cents,
        gross_cents=line.gross.cents,
        vat_bp=line.vat_bp,
        ordered_cents=line.ordered.cents,
        picked=picked,
        asked=v1.Asked(
            until=asked.until,
            choices=asked.choices,
            answer=answer,  # type: ignore[arg-type]
            choice=choice,
            timed_out=timed_out,
        ),
    )
    state = v1.OrderEntity(
        order=order.id,
        number=number,
        state="preparing",
        ver=9,
        mode=mode,
        placed_at=milliseconds(MORNING),
        promised_from=milliseconds(MORNING),
        promised_to=milliseconds(MORNING),
        customer_name="Camille D.",
        payment="on_collection",
        paid_cents=0,
        total_cents=line.gross.cents,
        commitment="0" * 64,
        lines=(told_line,),
    )
    hub.tells("order", order.id, state).sends(knows=hub.last_op())


def test_what_may_be_given_unasked_is_the_likest_at_no_higher_price(shop: Shop) -> None:
    order = placed(shop, ("assam", 1), if_missing="substitute").in_preparation()
    lack = lacks.lack(shop, order.id, order.line())
    assert lack.rule is IfMissing.SUBSTITUTE
    assert [(each.item.label, each.price, each.is_dearer) for each in lack.proposals] == [
        ("Thé noir Yunnan", Money(750), False),
        ("Thé noir Ceylan", Money(790), True),
    ]
    assert lack.unasked is lack.proposals[0]
    assert lack.on_shelf == Quantity.pieces(10)


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ("substitute", LineState.SUBSTITUTED),
        ("refund", LineState.MISSING),
        ("ask", LineState.OPEN),
    ],
)
def test_the_customers_rule_is_applied(shop: Shop, rule: str, state: LineState) -> None:
    order = placed(shop, ("assam", 1), if_missing=rule).in_preparation()
    line = lacks.apply_rule(shop, order.id, order.line()).lines[0]
    assert line.state is state
    assert (line.asked is not None) == (rule == "ask")


def test_a_dearer_article_is_never_given_unasked(shop: Shop) -> None:
    order = placed(shop, ("yunnan", 4), if_missing="substitute").in_preparation()
    # Four Assam are on the shelf, at 7.90 instead of 7.50: the customer is asked.
    line = lacks.apply_rule(shop, order.id, order.line()).lines[0]
    assert line.asked is not None
    assert [each.label for each in line.asked.choices] == ["Thé noir Assam"]
    assert line.asked.choices[0].gross_cents == 3000


def test_with_nothing_to_offer_the_line_is_refunded_and_nobody_is_asked(shop: Shop) -> None:
    order = placed(shop, ("cafe", 1), if_missing="ask").in_preparation()
    with pytest.raises(RefusedError) as refused:
        lacks.ask(shop, order.id, order.line())
    assert refused.value.code == "nothing_to_offer"
    view = lacks.apply_rule(shop, order.id, order.line())
    assert (view.lines[0].state, view.total) == (LineState.MISSING, Money(0))


def test_a_question_goes_up_with_its_choices_and_its_time(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    lacks.ask(shop, order.id, order.line())
    (body,) = told(shop, "order.ask")
    asked = msgspec.json.decode(body, type=v1.OrderAsk)
    assert [each.gross_cents for each in asked.choices] == [750, 790]
    assert asked.until == milliseconds(MORNING + timedelta(minutes=10))
    assert lacks.settle(shop) == ()


def test_the_customers_choice_is_counted_into_the_bag_before_the_order_is_ready(
    shop: Shop,
) -> None:
    order = placed(shop, ("assam", 2)).in_preparation()
    preparation.pick_scanned(shop, order.id, "3017620422003")
    lacks.ask(shop, order.id, order.line())
    answered(order, "choice", found(shop, "ceylan").variant_id, picked=1000)
    (settled,) = lacks.settle(shop)
    assert (settled.outcome, settled.instead) == (Outcome.CHOSEN, "Thé noir Ceylan")
    line = order.view.lines[0]
    assert (line.state, line.gross, line.asked) == (LineState.SUBSTITUTED, Money(1580), None)
    assert (line.picked, line.comes_out) == (Quantity.pieces(0), Quantity.pieces(1))
    assert lacks.settle(shop) == ()
    # Two of three Ceylan wait for this bag, and one Assam lies in it still.
    other = placed(shop, ("assam", 2), number="00000002")
    assert [each.item.label for each in lacks.lack(shop, other.id, other.line()).proposals] == [
        "Thé noir Yunnan"
    ]
    assert lacks.lack(shop, other.id, other.line()).on_shelf == Quantity.pieces(9)
    assert bags.to_put_back(order.view) == (("Thé noir Assam", Quantity.pieces(1)),)

    results = []
    for _piece in range(2):
        with pytest.raises(RefusedError, match="order_lines_open"):
            orders.mark_ready(shop, order.id)
        results.append(preparation.pick_scanned(shop, order.id, CEYLAN).result)
    assert results == [PickResult.PARTLY, PickResult.PICKED]
    line = order.view.lines[0]
    assert (line.picked, line.comes_out, line.gross) == (
        Quantity.pieces(2),
        Quantity.pieces(0),
        Money(1580),
    )
    assert orders.mark_ready(shop, order.id).total == Money(1580)
    said = [msgspec.json.decode(body, type=v1.OrderLineSet) for body in told(shop, "order.line")]
    counted = [(one.by_rule, one.substitute.lacks) for one in said if one.substitute is not None]
    assert counted == [(True, 2000), (False, 1000), (False, 0)]


def test_a_customer_who_wants_nothing_instead_does_not_pay(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    lacks.ask(shop, order.id, order.line())
    answered(order, "none")
    (settled,) = lacks.settle(shop)
    assert settled.outcome is Outcome.DECLINED
    assert order.view.total == Money(0)


@pytest.mark.parametrize("answer", ["none", "choice"])
def test_what_the_marketplace_concluded_is_told_as_what_nobody_answered(
    shop: Shop, answer: str
) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    lacks.ask(shop, order.id, order.line())
    answered(order, answer, found(shop, "ceylan").variant_id, timed_out=True)
    (settled,) = lacks.settle(shop)
    assert settled.outcome is Outcome.UNANSWERED
    assert bool(settled.instead) is (answer == "choice")


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ("ask", LineState.MISSING),
        ("refund", LineState.MISSING),
        ("substitute", LineState.SUBSTITUTED),
    ],
)
def test_a_question_nobody_answers_ends_by_the_customers_rule(
    builder: AShop, rule: str, state: LineState
) -> None:
    with builder.with_settings(ask_minutes=5).opened() as shop:
        order = placed(shop, ("assam", 1), if_missing=rule).in_preparation()
        lacks.ask(shop, order.id, order.line())
        later(shop, 4)
        assert lacks.settle(shop) == ()
        later(shop, 5)
        (settled,) = lacks.settle(shop)
        assert settled.outcome is Outcome.UNANSWERED
        assert order.view.lines[0].state is state


def test_who_wants_to_be_called_is_decided_about_by_hand(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    lacks.ask(shop, order.id, order.line())
    answered(order, "phone")
    later(shop, 60)
    assert lacks.settle(shop) == ()
    assert order.view.open_lines == 1


def test_what_is_found_after_all_settles_the_question(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    lacks.ask(shop, order.id, order.line())
    preparation.pick_scanned(shop, order.id, "3017620422003")
    later(shop, 60)
    assert lacks.settle(shop) == ()
    line = order.view.lines[0]
    assert (line.state, line.asked) == (LineState.PICKED, None)
    preparation.put_back(shop, order.id, line.id)
    assert lacks.settle(shop) == ()


def test_a_line_that_is_decided_is_not_asked_about(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    preparation.pick_by_hand(shop, order.id, order.line())
    with pytest.raises(RefusedError) as refused:
        lacks.ask(shop, order.id, order.line())
    assert refused.value.code == "line_is_decided"


def test_an_empty_shelf_is_counted_with_what_stands_in_bags(shop: Shop) -> None:
    """Two Assam are in a bag that waits; the other eight that the books show are not there."""
    placed(shop, ("assam", 2), number="00000001").ready()
    order = placed(shop, ("assam", 3), number="00000002").in_preparation()
    assam = found(shop, "assam").variant_id
    assert lacks.lack(shop, order.id, order.line()).on_shelf == Quantity.pieces(8)
    counted = lacks.count_shelf_empty(shop, assam)
    assert found(shop, "assam").on_hand == Quantity.pieces(2)
    assert lacks.lack(shop, order.id, order.line()).on_shelf is None
    stocktaking.undo_counts(shop, [counted.count_id])
    assert found(shop, "assam").on_hand == Quantity.pieces(10)
    # Nor does it make more than the books know of.
    stocktaking.count_stock(shop, assam, Quantity.pieces(1))
    lacks.count_shelf_empty(shop, assam)
    assert found(shop, "assam").on_hand == Quantity.pieces(1)


def test_what_waits_in_a_bag_is_offered_to_nobody_else(shop: Shop) -> None:
    placed(shop, ("yunnan", 5), ("ceylan", 3), number="00000001").ready()
    order = placed(shop, ("assam", 1), number="00000002").in_preparation()
    assert lacks.lack(shop, order.id, order.line()).proposals == ()


def test_what_another_order_waits_for_is_no_substitute(shop: Shop) -> None:
    """All Yunnan is ordered, and nobody has picked it yet; of three Ceylan one is still free."""
    first = placed(shop, ("yunnan", 5), number="00000001")
    placed(shop, ("ceylan", 2), number="00000003").in_preparation()
    order = placed(shop, ("assam", 1), number="00000002").in_preparation()
    lack = lacks.lack(shop, order.id, order.line())
    assert [each.item.label for each in lack.proposals] == ["Thé noir Ceylan"]
    assert lacks.lack(shop, first.id, first.line()).on_shelf == Quantity.pieces(5)
    orders.refuse(shop, first.id, "no_time")
    assert len(lacks.lack(shop, order.id, order.line()).proposals) == 2


def test_the_shop_sets_how_long_a_customer_may_think(builder: AShop) -> None:
    with builder.opened() as shop:
        house.change_settings(shop, structs.replace(shop.settings, ask_minutes=30))
        order = placed(shop, ("assam", 1)).in_preparation()
        asked = lacks.ask(shop, order.id, order.line()).lines[0].asked
        assert asked is not None
        assert asked.until == milliseconds(MORNING + timedelta(minutes=30))
        assert orders.order(shop, order.id).open_lines == 1


def test_whatever_is_decided_and_undone_no_line_costs_more_than_agreed(shop: Shop) -> None:
    order = placed(shop, ("assam", 3), ("yunnan", 1), ("cafe", 2)).in_preparation()
    ids = [line.id for line in order.view.lines]
    instead = [found(shop, name).variant_id for name in ("ceylan", "cafe")]
    draw = random.Random(5)
    acts = (
        lambda line: preparation.pick_one(shop, order.id, line),
        lambda line: preparation.pick_by_hand(shop, order.id, line),
        lambda line: preparation.put_back(shop, order.id, line),
        lambda line: lacks.mark_missing(shop, order.id, line),
        lambda line: lacks.substitute(shop, order.id, line, draw.choice(instead)),
    )
    for _each in range(25):
        draw.choice(acts)(draw.choice(ids))
        view = order.view
        assert view.total == total_of([line.gross for line in view.lines])
        assert all(Money(0) <= line.gross <= line.ordered for line in view.lines)


def test_what_asks_for_papers_stands_in_for_nothing_that_goes_to_a_relay(tmp_path: Path) -> None:
    builder = (
        a_shop(tmp_path)
        .with_product("Jus de raisin", 590, category="Cave")
        .with_product("Vin de raisin", 590, category="Cave", flags=("age_18",), stock=9)
        .with_product("Jus de pomme", 390, category="Cave", stock=9)
    )
    with builder.opened() as shop:
        wine = found(shop, "vin de raisin").variant_id
        names = {}
        for place, mode in enumerate(("collect", "relay", "locker")):
            number = f"0000003{place}"
            order = placed(shop, ("jus de raisin", 1), mode=mode, number=number).in_preparation()
            names[mode] = [one.label for one in lacks.substitutes(shop, order.id, order.line())]
            if mode == "collect":
                continue
            with pytest.raises(RefusedError, match="substitute_needs_check"):
                lacks.substitute(shop, order.id, order.line(), wine)
            with pytest.raises(RefusedError, match="substitute_needs_check"):
                lacks.ask(shop, order.id, order.line(), [wine])
        assert names["collect"][0] == "Vin de raisin"
        assert names["relay"] == names["locker"] == ["Jus de pomme"]
