"""How goods reach the customer: what is offered, what it costs, where it goes; breaks of a shop."""

from datetime import datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select

from marketplace.errors import Refusal
from marketplace.models.money import CommissionLine
from marketplace.models.orders import OrderEvent, OrderGroup, OrderLine, ShopOrder
from marketplace.services import (
    carriage,
    counter_words,
    forgetting,
    order_entities,
    order_lines,
    order_page,
)
from marketplace.services.checkout import ContactError
from sync.contract import v1
from sync.kernel.clock import milliseconds
from tests.marketplace.test_orders import hand_over, make_ready, order_of, place
from tests.marketplace.towns import OpenTown, Web
from tests.marketplace.ways import BAKERY, GROCER, HOME, offer_ways, order, pay, relay

BREAD, BRIOCHE = "Pain de campagne", "Brioche tressée"
HOUR = timedelta(hours=1)


def entity(town: OpenTown, order_id: str) -> v1.OrderEntity:
    """The order as the bakery's counter is told of it."""
    with town.database.read() as session:
        told = order_entities.order_entity(session, town.market.shops[BAKERY], order_id)
    assert told is not None
    return told


def set_pace(town: OpenTown, **fields: int) -> None:
    with town.database.write() as session:
        shop_id = town.market.shops[BAKERY]
        counter_words.set_pace(session, shop_id, v1.ShopPace(**fields), town.clock.now())


def take_off(town: OpenTown, until: int) -> None:
    with town.database.write() as session:
        message = v1.ProductOff(product=town.market.products[BREAD], until=until)
        counter_words.take_off(session, town.market.shops[BAKERY], message, town.clock.now())


def later(town: OpenTown, step: timedelta = HOUR) -> int:
    return milliseconds(town.clock.now() + step)


def test_own_delivery_bears_its_fee_and_is_paid_at_the_door(town: OpenTown) -> None:
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "2"), way="merchant", if_missing="substitute", **HOME)
    told = entity(town, order_id)
    assert (told.mode, told.payment, told.total_cents) == ("merchant", "on_collection", 1110)
    assert told.if_missing == "substitute"
    assert told.destination is not None
    assert (told.destination.kind, told.destination.street) == ("home", "3 rue Haute")
    assert told.destination.phone == "0639981234"
    fee = told.lines[-1]
    assert (fee.variant, fee.state, fee.gross_cents, fee.vat_bp) == ("", "picked", 350, 550)
    make_ready(town, order_id)
    with town.database.write() as session:
        stages: tuple[v1.CarriedStage, ...] = ("out", "failed", "out", "delivered")
        for stage in stages:
            word = v1.OrderCarried(
                order=order_id, at=1, by="02", stage=stage, proof="signature", till="T02"
            )  # fmt: skip
            carriage.carry(session, town.market.shops[BAKERY], word, town.clock.now())
            now = order_entities.order_entity(session, town.market.shops[BAKERY], order_id)
            assert now is not None
            # The other tills say where the round is kept, while there is one.
            assert now.carried_till == ("T02" if stage == "out" else "")
            assert now.carriage == ("" if stage == "delivered" else stage)
        lines = session.scalars(select(CommissionLine)).all()
    assert order_of(town, order_id).state == "delivered"
    # The marketplace takes its share of the goods, none of what brings them.
    assert [line.base_cents for line in lines] == [720]


def test_a_large_basket_is_brought_for_nothing(town: OpenTown) -> None:
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "8"), way="merchant", **HOME)
    assert (entity(town, order_id).total_cents, len(entity(town, order_id).lines)) == (3040, 1)


def test_bringing_nothing_costs_nothing(town: OpenTown) -> None:
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "2"), way="merchant", **HOME)
    with town.database.read() as session:
        lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order_id)).all()
    goods, fee = sorted(lines, key=lambda line: line.position)
    make_ready(town, order_id)
    with town.database.write() as session:
        from_shop = town.market.shops[BAKERY]
        gone = v1.OrderLineSet(order=order_id, line=goods.id, state=v1.LineState.MISSING)
        order_lines.set_line(session, from_shop, gone, town.clock.now())
        other = v1.OrderLineSet(order=order_id, line=fee.id, state=v1.LineState.MISSING)
        with pytest.raises(Refusal, match="unknown_line"):
            order_lines.set_line(session, from_shop, other, town.clock.now())
    assert order_of(town, order_id).total_cents == 0


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"postcode": "75001"}, "postcode", "postcode_elsewhere"),
        ({"street": ""}, "street", "street_missing"),
        ({"street": "x" * 1_000_000}, "street", "too_long"),
        ({"proxy_name": "x" * 1_000_000}, "proxy", "too_long"),
        ({"if_missing": "burn"}, "missing", "missing_wrong"),
    ],
)
def test_an_address_that_cannot_be_is_told(
    town: OpenTown, changed: dict[str, str], field: str, code: str
) -> None:
    offer_ways(town)
    with pytest.raises(ContactError) as told:
        order(town, (BREAD, "2"), way="merchant", **(HOME | changed))
    assert told.value.fields[field] == code


@pytest.mark.parametrize(
    ("way", "code"),
    [("merchant", "below_minimum"), ("relay:nobody", "way_not_offered"), ("x", "way_not_offered")],
)
def test_a_way_nobody_offers_is_refused(town: OpenTown, way: str, code: str) -> None:
    offer_ways(town)
    with pytest.raises(Refusal, match=code):
        order(town, (BREAD, "1"), way=way, **HOME)


def test_particulars_go_with_the_contact_and_the_relay_forgets_too(town: OpenTown) -> None:
    offer_ways(town)
    home, parcel = (
        order(town, (BREAD, "2"), way=way, proxy_name="Jean Quintefeuille", **HOME)[0]
        for way in ("merchant", relay(town))
    )
    pay(town, parcel)
    for order_id in (home, parcel):
        make_ready(town, order_id)
        hand_over(town, order_id, proxy=True)
    with town.database.write() as session:
        forgetting.forget_contacts(session, town.clock.now() + timedelta(days=31))
    for order_id in (home, parcel):
        assert entity(town, order_id).proxy_name == ""
    kept = entity(town, home).destination
    assert kept == v1.Destination(kind="home")
    assert (entity(town, parcel).destination or v1.Destination(kind="home")).name == GROCER
    with town.database.read() as session:
        told = carriage.parcel_entity(session, town.market.shops[GROCER], parcel)
        assert told is not None
        assert (told.customer_name, told.proxy_name, told.phone_last2) == ("", "", "")
        for event in session.scalars(select(OrderEvent)):
            assert "Quintefeuille" not in str(event.detail)
            assert "rue Haute" not in str(event.detail)


def test_a_shop_on_break_takes_no_orders_and_says_until_when(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    form = shopper.form(shopper.get("/boutiques/la-mie-doree/pain-de-campagne"), "/panier/ajouter")
    set_pace(town, paused_until=later(town))
    # A counter that was cut off speaks of its hurry alone, not of the pause.
    set_pace(town, extra_minutes=15, extra_until=later(town))
    assert "Commandes à nouveau aujourd’hui à 13:00" in shopper.get("/panier").text
    for path in ("/boutiques/la-mie-doree", "/boutiques/la-mie-doree/pain-de-campagne"):
        assert "fait une pause" in shopper.get(path).text
    refused = shopper.post("/panier/ajouter", form)
    assert (refused.status_code, "fait une pause" in refused.text) == (409, True)
    assert shopper.get("/commander").status_code == 409
    town.clock.advance(HOUR)
    assert shopper.get("/commander").status_code == 200
    assert "pause" not in shopper.get("/boutiques/la-mie-doree").text


def test_a_product_that_is_off_comes_back_by_itself(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    take_off(town, later(town))
    assert "de retour aujourd’hui à 13:00" in shopper.get("/panier").text
    assert "De retour" in shopper.get("/boutiques/la-mie-doree/pain-de-campagne").text
    assert shopper.get("/commander").status_code == 409
    town.clock.advance(HOUR)
    assert shopper.get("/commander").status_code == 200


def test_a_busy_shop_promises_later_until_it_is_not(town: OpenTown) -> None:
    (plain,) = place(town, (BREAD, "1"))
    set_pace(town, extra_minutes=45, extra_until=later(town))
    (busy,) = place(town, (BRIOCHE, "1"))
    added = order_of(town, busy).promised_from - order_of(town, plain).promised_from
    assert added == timedelta(minutes=45)
    town.clock.advance(HOUR)
    (calm,) = place(town, (BRIOCHE, "1"))
    assert order_of(town, calm).promised_from - order_of(town, plain).promised_from == HOUR


@pytest.mark.parametrize(
    "fields",
    [{"paused_until": 10**18}, {"extra_minutes": -1}, {"extra_minutes": 10**6}, {"extra_until": 1}],
)
def test_a_pace_out_of_this_world_is_refused(town: OpenTown, fields: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="wrong_value"):
        set_pace(town, **fields)


def test_a_delay_is_told_on_the_page(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    page = shopper.order(missing="refund", proxy="Jean")
    with town.database.write() as session:
        found = session.scalars(select(ShopOrder)).one()
        assert (found.if_missing, found.proxy_name) == ("refund", "Jean")
        word = v1.OrderDelay(order=found.id, base_ver=1, promised_from=later(town, 9 * HOUR))
        counter_words.delay(session, found.shop_id, word, town.clock.now())
    shown = shopper.get(str(page.url.path)).text
    assert "au plus tard aujourd’hui à 21:00" in shown
    assert "Peut aussi venir\xa0: Jean" in shown
    with town.database.write() as session:
        found = session.scalars(select(ShopOrder)).one()
        word = v1.OrderDelay(order=found.id, base_ver=2, promised_from=later(town, 2 * HOUR))
        counter_words.delay(session, found.shop_id, word, town.clock.now())
    assert "a pris du retard" not in shopper.get(str(page.url.path)).text


def test_a_delay_taken_back_restores_the_window_and_never_an_hour_that_has_passed(
    town: OpenTown,
) -> None:
    (order_id,) = order(town, (BREAD, "1"))
    stood = order_of(town, order_id)

    def delay(promised_from: datetime, until: datetime | None = None) -> None:
        word = v1.OrderDelay(
            order=order_id,
            base_ver=1,
            promised_from=milliseconds(promised_from),
            promised_to=milliseconds(until) if until else 0,
        )
        with town.database.write() as session:
            counter_words.delay(session, stood.shop_id, word, town.clock.now())

    later_still = stood.promised_to + HOUR
    delay(later_still)
    assert order_of(town, order_id).promised_to == later_still
    delay(stood.promised_from, stood.promised_to)
    back = order_of(town, order_id)
    assert (back.promised_from, back.promised_to) == (stood.promised_from, stood.promised_to)
    delay(later_still)
    # A till that was cut off for hours tells its word of the morning.
    town.clock.instant = stood.promised_from
    with pytest.raises(Refusal, match="promise_past"):
        delay(stood.promised_from, stood.promised_to)
    assert order_of(town, order_id).promised_from == later_still


def test_a_promise_made_earlier_hides_no_delay_told_afterwards(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    page = shopper.order()
    # Earlier, later, and the same once more from another counter.
    for hours in (1, 9, 9):
        with town.database.write() as session:
            found = session.scalars(select(ShopOrder)).one()
            word = v1.OrderDelay(
                order=found.id, base_ver=found.ver, promised_from=later(town, hours * HOUR)
            )
            counter_words.delay(session, found.shop_id, word, town.clock.now())
    assert "a pris du retard" in shopper.get(str(page.url.path)).text


def test_the_code_of_a_compartment_stands_on_the_customers_page_and_nowhere_else(
    town: OpenTown,
) -> None:
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "2"), way="locker:gare")
    pay(town, order_id)
    make_ready(town, order_id)

    def carried(stage: v1.CarriedStage, code: str = "") -> order_page.OrderView:
        word = v1.OrderCarried(
            order=order_id, at=1, by="02", stage=stage, box="7", opening_code=code
        )  # fmt: skip
        with town.database.write() as session:
            carriage.carry(session, town.market.shops[BAKERY], word, town.clock.now())
            token = session.get_one(OrderGroup, order_of(town, order_id).group_id).token
            (shown,) = order_page.view(session, token, town.clock.now()).orders
        return shown

    shown = carried("deposited", "480-923")
    assert (shown.box, shown.opening_code) == ("7", "480-923")
    assert b"480-923" not in msgspec.json.encode(entity(town, order_id))
    with town.database.read() as session:
        assert "480-923" not in str([event.detail for event in session.scalars(select(OrderEvent))])
    assert carried("deposited", "<b>7</b>").opening_code == ""
    assert carried("deposited", "480-923").opening_code
    assert carried("back").opening_code == ""
    assert carried("deposited", "480-923").opening_code
    hand_over(town, order_id)
    assert order_of(town, order_id).opening_code == "", "handed over at the counter after all"
    assert carried("delivered").opening_code == ""
