"""Every bag that leaves on a round has an end: with somebody, or in the shop again."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text

from desktop.domain.order_news import Changed, News
from desktop.domain.round_order import Place, map_link, proposed
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.inspection import inspect
from desktop.services.carriage import on_the_road, proofs, round_papers, rounds
from desktop.services.carriage.on_the_road import Failure, Receipt
from desktop.services.carriage.rounds import RoundView, StopState
from desktop.services.counter.selling import Checkout
from desktop.services.online import (
    leaving_out,
    no_shows,
    order_alarms,
    order_board,
    order_carts,
    orders,
    pickup,
)
from desktop.services.online.pickup import VerdictKind
from desktop.services.shop import Shop
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from tests.support.a_hub import AHub, an_order
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop
from tests.support.an_order import Placed, placed

TEA = ("assam", 2)
HOME = v1.Destination(
    kind="home", name="Camille Dubois", street="3 rue Haute", postcode="47985",
    city="Valmoret", detail="2e étage", phone="0601020304", lat_e6=44_351_000, lon_e6=600_000,
)  # fmt: skip
BY_NAME = Receipt(proof="name", received_by="Camille Dubois")


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).with_product("Thé noir Assam", 790, vat=550, code="3017620422003")


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


_numbers = count(10_000_000)


def to_deliver(shop: Shop, *, is_paid: bool = True, **changed: object) -> Placed:
    facts: dict[str, Any] = {
        "mode": "merchant",
        "destination": HOME,
        "number": f"{next(_numbers)}",
    }
    if is_paid:
        facts |= {"payment": "online", "paid_cents": 2 * 790}
    if changed.get("carriage"):
        # It left from another till.
        return placed(shop, TEA, **facts | {"state": "ready"} | changed)
    return placed(shop, TEA, **facts | changed).ready()


def on_the_way(shop: Shop, *wanted: Placed) -> RoundView:
    planned = rounds.plan(shop, [each.id for each in wanted], OWNER)
    return on_the_road.begin(shop, planned.id, OWNER)


def told(shop: Shop) -> list[v1.OrderCarried]:
    with shop.look() as look:
        bodies = look.connection.execute(
            text("SELECT body FROM outbox WHERE kind = 'order.carried' ORDER BY seq")
        ).scalars()
        return [msgspec.json.decode(each, type=v1.OrderCarried) for each in bodies]


def refusal(act: object, *wanted: object, **more: object) -> str:
    assert callable(act)
    with pytest.raises(RefusedError) as refused:
        act(*wanted, **more)
    return refused.value.code


def a_picture() -> bytes:
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    Image.new("RGB", (60, 30), "white").save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


@pytest.mark.parametrize("mode", ["relay", "locker"])
def test_goods_marked_for_adults_after_their_order_go_where_papers_are_looked_at(
    tmp_path: Path, mode: Literal["relay", "locker"]
) -> None:
    builder = a_shop(tmp_path).with_product("Vin", 900, vat=2000)

    def mark(flags: str) -> None:
        with shop.begin() as work:
            work.connection.execute(text("UPDATE product SET flags = :flags"), {"flags": flags})
            work.commit()

    with builder.opened() as shop:
        to = v1.Destination(kind=mode, id="gare", name="La gare")
        facts = {"mode": mode, "destination": to, "payment": "online", "paid_cents": 900}
        wine = placed(shop, ("vin", 1), **facts).ready()
        planned = rounds.plan(shop, [wine.id], OWNER)
        mark('["age_18"]')
        assert refusal(on_the_road.begin, shop, planned.id, OWNER) == f"{mode}_needs_check"
        assert wine.view.carriage == ""
        # Or marked when it was on the road: it comes back, to the counter.
        mark("[]")
        made = on_the_road.begin(shop, planned.id, OWNER)
        mark('["age_18"]')
        receipt = replace(BY_NAME, box="12")
        left = refusal(on_the_road.deliver, shop, made.id, wine.id, OWNER, receipt)
        assert left == f"{mode}_needs_check"
        assert wine.view.carriage == "out"
        on_the_road.fail(shop, made.id, wine.id, OWNER, Failure.OTHER)
        on_the_road.bring_back(shop, made.id, wine.id, OWNER)
        verdict = pickup.check(shop, wine.code.text)
        assert (verdict.kind, [each.check for each in verdict.checks]) == (
            VerdictKind.HAND_OVER,
            ["age"],
        )


def test_what_is_on_the_road_is_not_taken_back_by_a_button(shop: Shop) -> None:
    order = to_deliver(shop)
    made = on_the_way(shop, order)
    line_id = order.view.lines[0].id
    assert refusal(orders.step_back, shop, order.id) == "order_is_away"
    assert refusal(orders.cancel, shop, order.id, "Vide") == "order_is_away"
    assert refusal(leaving_out.leave_out, shop, order.id, (line_id,), OWNER) == "order_is_away"
    on_the_road.deliver(shop, made.id, order.id, OWNER, BY_NAME)
    assert order.view.state is OrderState.DELIVERED


# --- planning -------------------------------------------------------------------------------------


def test_ready_orders_that_are_carried_wait_for_a_round(shop: Shop) -> None:
    wanted = to_deliver(shop)
    placed(shop, TEA, number="00000001").ready()
    placed(shop, TEA, number="00000002", mode="merchant", destination=HOME)
    assert [each.id for each in rounds.waiting(shop)] == [wanted.id]
    made = rounds.plan(shop, [wanted.id, wanted.id], OWNER, "Matin")
    assert rounds.waiting(shop) == ()
    assert [(stop.order.id, stop.state) for stop in made.stops] == [(wanted.id, StopState.PLANNED)]
    assert rounds.rounds(shop) == (made,)
    rounds.drop(shop, made.id)
    assert [each.id for each in rounds.waiting(shop)] == [wanted.id]
    assert told(shop) == []


def test_what_is_not_ready_or_taken_does_not_come_along(shop: Shop) -> None:
    collected = placed(shop, TEA, number="00000001").ready()
    early = placed(shop, TEA, number="00000002", mode="merchant", destination=HOME)
    one = to_deliver(shop)
    made = rounds.plan(shop, [one.id])
    for other in (collected, early):
        assert refusal(rounds.plan, shop, [other.id]) == "not_for_a_round"
    assert refusal(rounds.plan, shop, [one.id]) == "on_a_round"
    assert refusal(rounds.plan, shop, []) == "round_empty"
    assert refusal(rounds.plan, shop, ["nobody"]) == "unknown_order"
    assert refusal(rounds.remove_stop, shop, made.id, one.id) == "round_empty"
    assert refusal(rounds.round_of, shop, "none") == "unknown_round"
    assert rounds.rounds(shop) == (made,)


def test_stops_are_moved_by_hand_and_by_proposal(shop: Shop) -> None:
    def at(lat: int) -> Placed:
        return to_deliver(shop, destination=msgspec.structs.replace(HOME, lat_e6=lat))

    south, north, middle = at(44_000_000), at(44_200_000), at(44_090_000)
    made = rounds.plan(shop, [south.id, north.id, middle.id])
    assert [stop.order.id for stop in made.stops] == [south.id, middle.id, north.id]
    moved = rounds.move_stop(shop, made.id, north.id, -2)
    assert [stop.order.id for stop in moved.stops] == [north.id, south.id, middle.id]
    moved = rounds.move_stop(shop, made.id, north.id, 99)
    assert [(stop.position, stop.order.id) for stop in moved.stops][-1] == (3, north.id)
    assert rounds.propose_order(shop, made.id) == made


PLACES = st.builds(
    Place,
    id=st.uuids().map(str),
    postcode=st.sampled_from(["47985", "47000", ""]),
    city=st.sampled_from(["Valmoret", "VALMORET", ""]),
    street=st.text(max_size=20) | st.sampled_from(["3 rue Haute", "12bis rue haute", "rue Haute"]),
    lat_e6=st.integers(-(2**63), 2**63) | st.integers(-90_000_000, 90_000_000),
    lon_e6=st.integers(-(2**63), 2**63) | st.integers(-180_000_000, 180_000_000),
)


@settings(max_examples=60)
@given(st.lists(PLACES, max_size=12, unique_by=lambda place: place.id))
def test_no_stop_is_lost_or_doubled_by_the_proposal(places: list[Place]) -> None:
    assert sorted(proposed(places)) == sorted(place.id for place in places)
    for place in places:
        link = map_link(place.lat_e6, place.lon_e6)
        assert bool(link) == place.is_on_the_map


def test_streets_are_driven_by_their_numbers_where_nothing_is_on_the_map() -> None:
    places = [Place(street, "47985", "Valmoret", street) for street in
              ("12 rue Haute", "1 quai Bas", "3 Rue haute", "2bis rue Haute")]  # fmt: skip
    assert proposed(places) == ("1 quai Bas", "2bis rue Haute", "3 Rue haute", "12 rue Haute")


def test_a_map_link_holds_a_position_and_nothing_else() -> None:
    assert map_link(44_351_000, -600_001) == (
        "https://www.openstreetmap.org/?mlat=44.351000&mlon=-0.600001#map=18/44.351000/-0.600001"
    )
    assert map_link(0, 0) == ""


# --- on the road ----------------------------------------------------------------------------------


def test_a_paid_bag_is_delivered_and_the_round_ends(shop: Shop) -> None:
    wanted = to_deliver(shop)
    made = on_the_way(shop, wanted)
    assert wanted.view.carriage == "out"
    assert told(shop)[0].till == shop.settings.till
    (card,) = order_board.board(shop).ready
    assert (card.carriage, card.carried_till) == ("out", shop.settings.till)
    assert pickup.check(shop, wanted.code.text).kind is VerdictKind.AWAY
    given_here = refusal(pickup.hand_over, shop, wanted.id, OWNER, secret=wanted.code.secret)
    assert given_here == "order_is_away"
    assert refusal(on_the_road.end, shop, made.id) == "round_unfinished"

    done = on_the_road.deliver(shop, made.id, wanted.id, OWNER, BY_NAME)
    assert (done.order.state, done.sale, done.order.carriage) == (OrderState.DELIVERED, None, "")
    ended = on_the_road.end(shop, made.id)
    (stop,) = ended.stops
    assert (stop.state, stop.received_by, stop.proof) == (
        StopState.DELIVERED,
        "Camille Dubois",
        "name",
    )
    assert ended.ended_at is not None
    assert [(each.stage, each.proof) for each in told(shop)] == [("out", ""), ("delivered", "name")]
    [left, given] = [each.given for each in told(shop)]
    assert left == given == tuple(line.id for line in wanted.view.lines)
    assert refusal(on_the_road.deliver, shop, made.id, wanted.id, OWNER, BY_NAME) == "round_ended"
    assert pickup.check(shop, wanted.code.text).kind is VerdictKind.ALREADY


def test_what_is_owed_is_paid_at_the_door_in_the_same_breath(shop: Shop) -> None:
    wanted = to_deliver(shop, is_paid=False)
    made = on_the_way(shop, wanted)
    assert made.to_collect == Money(1580)
    assert refusal(on_the_road.deliver, shop, made.id, wanted.id, OWNER, BY_NAME) == "order_unpaid"
    assert rounds.round_of(shop, made.id).stops[0].state is StopState.PLANNED

    cart = order_carts.cart_for(shop, wanted.id)
    paid = Checkout(cart=cart, tenders=Tenders().add(Means.CASH, Money(2000)), staff=OWNER)
    done = on_the_road.deliver(shop, made.id, wanted.id, OWNER, BY_NAME, paid)
    assert done.sale is not None
    assert (done.sale.total, done.sale.change_due) == (Money(1580), Money(420))
    assert told(shop)[-1].sale == done.sale.sale_id
    assert rounds.round_of(shop, made.id).to_collect == Money(0)
    assert refusal(on_the_road.deliver, shop, made.id, wanted.id, OWNER, BY_NAME, paid) == (
        "stop_settled"
    )
    assert all(each.report.is_sound for each in inspect(shop.folder))


def test_nobody_there_brings_the_bag_home_and_it_can_go_again(shop: Shop) -> None:
    wanted = to_deliver(shop)
    made = on_the_way(shop, wanted)
    assert refusal(on_the_road.bring_back, shop, made.id, wanted.id, OWNER) == "stop_not_failed"
    failed = on_the_road.fail(shop, made.id, wanted.id, OWNER, Failure.ABSENT, "sonnette\nmuette")
    assert (failed.stops[0].failure, failed.stops[0].note) == ("absent", "sonnette muette")
    assert refusal(on_the_road.end, shop, made.id) == "round_unfinished"
    again = on_the_road.try_again(shop, made.id, wanted.id, OWNER)
    assert again.stops[0].state is StopState.PLANNED
    on_the_road.fail(shop, made.id, wanted.id, OWNER, Failure.REFUSED)
    # In the car it is nobody's to hand over here, nor to be sent out again.
    assert pickup.check(shop, wanted.code.text).kind is VerdictKind.AWAY
    assert rounds.waiting(shop) == ()
    back = on_the_road.bring_back(shop, made.id, wanted.id, OWNER, "B7")
    assert (back.stops[0].state, back.stops[0].failure) == (StopState.BACK, "refused")
    on_the_road.end(shop, made.id)

    assert (wanted.view.state, wanted.view.carriage, wanted.view.shelf) == (
        OrderState.READY,
        "",
        "B7",
    )
    assert pickup.check(shop, wanted.code.text).kind is VerdictKind.HAND_OVER
    assert [each.id for each in rounds.waiting(shop)] == [wanted.id]
    assert [(each.stage, each.reason) for each in told(shop)] == [
        ("out", ""), ("failed", "absent"), ("out", ""), ("failed", "refused"), ("back", ""),
    ]  # fmt: skip
    on_the_way(shop, wanted)


def test_what_a_relay_does_not_keep_is_news_and_away_until_it_is_back(shop: Shop) -> None:
    wanted = to_deliver(shop, mode="relay")
    made = on_the_way(shop, wanted)
    on_the_road.deliver(shop, made.id, wanted.id, OWNER, BY_NAME)
    on_the_road.end(shop, made.id)
    hub, view = AHub(shop, seq=9), wanted.view
    told_of = an_order(
        order=wanted.id, number=view.number, ver=9, mode="relay", state="ready",
        carriage="failed", commitment=pickup_code.commit(wanted.code), seen_at=1,
    )  # fmt: skip
    order_alarms.acknowledge(shop, [each.id for each in order_alarms.standing(shop)])
    hub.tells("order", wanted.id, told_of).sends(knows=hub.last_op())
    (alarm,) = order_alarms.standing(shop)
    assert alarm.kind is News.CHANGED
    assert Changed.RELAY in alarm.what
    assert pickup.check(shop, wanted.code.text).kind is VerdictKind.AWAY
    assert rounds.waiting(shop) == ()

    back = on_the_road.come_back(shop, wanted.id, OWNER, "B9")
    assert (back.carriage, back.shelf, told(shop)[-1].stage) == ("", "B9", "back")
    assert pickup.check(shop, wanted.code.text).kind is VerdictKind.HAND_OVER
    assert [each.id for each in rounds.waiting(shop)] == [wanted.id]
    assert [each.order.id for each in no_shows.waiting(shop)] == [wanted.id]
    assert refusal(on_the_road.come_back, shop, wanted.id, OWNER) == "stop_not_failed"


def test_what_another_rounds_driver_brings_back_is_back_with_its_stop(shop: Shop) -> None:
    wanted = to_deliver(shop)
    made = on_the_way(shop, wanted)
    on_the_road.fail(shop, made.id, wanted.id, OWNER, Failure.ABSENT)
    assert on_the_road.come_back(shop, wanted.id, OWNER).carriage == ""
    assert rounds.round_of(shop, made.id).stops[0].state is StopState.BACK


@pytest.mark.parametrize("till", ["T01", "T02"])
def test_what_another_counter_has_sent_again_is_not_brought_back(shop: Shop, till: str) -> None:
    wanted = to_deliver(shop)
    made = on_the_way(shop, wanted)
    on_the_road.fail(shop, made.id, wanted.id, OWNER, Failure.ABSENT)
    with shop.begin() as work:
        # As the marketplace tells of it: of T01's own, not having heard that it failed.
        orders.change_order(work, wanted.id, {"carriage": "out", "carried_till": till})
        work.commit()
    back = on_the_road.bring_back(shop, made.id, wanted.id, OWNER)
    assert back.unsettled == ()
    assert (wanted.view.carriage, told(shop)[-1].stage) == (
        ("", "back") if till == shop.settings.till else ("out", "failed")
    )


def test_who_is_to_be_brought_their_bag_did_not_fail_to_come(builder: AShop, shop: Shop) -> None:
    waits = to_deliver(shop)
    builder.at(MORNING + timedelta(days=30))
    assert no_shows.waiting(shop) == ()
    assert no_shows.apply_rule(shop, "Non retirée").ended == ()
    for act in (partial(no_shows.give_up, reason="Non retirée"), no_shows.remind):
        with pytest.raises(RefusedError, match="order_step_refused"):
            act(shop, waits.id)
    # Brought back, it stands here for its customer, until it goes on the next round.
    made = on_the_way(shop, waits)
    on_the_road.fail(shop, made.id, waits.id, OWNER, Failure.ABSENT)
    assert no_shows.waiting(shop) == ()
    on_the_road.bring_back(shop, made.id, waits.id, OWNER)
    assert [each.order.id for each in no_shows.waiting(shop)] == [waits.id]
    rounds.plan(shop, [waits.id], OWNER)
    assert no_shows.waiting(shop) == ()


def test_a_relay_only_keeps_the_bag_for_its_customer(shop: Shop) -> None:
    relay = v1.Destination(kind="relay", id="shop-2", name="Librairie", street="1 quai Bas")
    wanted = to_deliver(shop, mode="relay", destination=relay)
    made = on_the_way(shop, wanted)
    on_the_road.deliver(shop, made.id, wanted.id, OWNER, BY_NAME)
    assert (wanted.view.state, wanted.view.carriage) == (OrderState.READY, "deposited")
    assert told(shop)[-1].stage == "deposited"
    on_the_road.end(shop, made.id)
    assert rounds.waiting(shop) == ()


def test_the_customers_code_is_proof_and_a_wrong_one_is_none(shop: Shop) -> None:
    wanted = to_deliver(shop)
    made = on_the_way(shop, wanted)
    wrong = Receipt(proof="code", secret="1" * 24)
    assert refusal(on_the_road.deliver, shop, made.id, wanted.id, OWNER, wrong) == "code_refused"
    right = Receipt(proof="code", secret=wanted.code.secret)
    on_the_road.deliver(shop, made.id, wanted.id, OWNER, right)
    assert wanted.view.state is OrderState.DELIVERED


def test_a_delivery_without_its_proof_is_refused(shop: Shop) -> None:
    for receipt in (
        Receipt(proof="name", received_by=" "),
        Receipt(proof="signature", received_by="Camille"),
        Receipt(proof="signature", picture=("a" * 64, b"x")),
        Receipt(proof="photo", received_by="Camille"),
        Receipt(proof="code"),
    ):
        assert refusal(on_the_road.deliver, shop, "any", "any", OWNER, receipt) == "proof_missing"


def test_a_photo_is_kept_without_its_makers_traces_and_erased_with_the_order(shop: Shop) -> None:
    wanted = to_deliver(shop)
    made = on_the_way(shop, wanted)
    sha256, webp = proofs.make(a_picture(), "door.jpg")
    assert b"SECRET-CAMERA" not in webp
    photo = Receipt(proof="photo", picture=(sha256, webp))
    on_the_road.deliver(shop, made.id, wanted.id, OWNER, photo)
    assert shop.photo_path(sha256).read_bytes() == webp
    assert told(shop)[-1].proof_sha256 == sha256
    with shop.look() as look:
        uploads = look.connection.execute(text("SELECT count(*) FROM blob_upload")).scalar_one()
    assert uploads == 0

    AHub(shop, seq=50).ends("order", wanted.id).sends()
    assert not shop.photo_path(sha256).exists()
    assert rounds.round_of(shop, made.id).stops == ()
    with shop.look() as look:
        kept = look.connection.execute(
            text("SELECT received_by, proof_sha256 FROM round_stop")
        ).one()
    assert tuple(kept) == ("", "")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0broken"])
def test_what_is_no_picture_proves_nothing(content: bytes) -> None:
    assert refusal(proofs.make, content, "x").startswith("picture_")


def test_a_round_that_has_left_is_not_planned_any_more(shop: Shop) -> None:
    one, other = to_deliver(shop), to_deliver(shop)
    planned = rounds.plan(shop, [one.id])
    assert refusal(on_the_road.fail, shop, planned.id, one.id, OWNER, Failure.OTHER) == (
        "round_not_begun"
    )
    on_the_road.begin(shop, planned.id, OWNER)
    for act in (
        lambda: on_the_road.begin(shop, planned.id, OWNER),
        lambda: rounds.drop(shop, planned.id),
        lambda: rounds.add_stop(shop, planned.id, other.id),
        lambda: rounds.remove_stop(shop, planned.id, one.id),
    ):
        assert refusal(act) == "round_begun"


def test_an_order_that_went_meanwhile_holds_the_round_back_and_nothing_leaves(shop: Shop) -> None:
    one, other = to_deliver(shop), to_deliver(shop)
    made = rounds.plan(shop, [one.id, other.id])
    orders.cancel(shop, other.id, "client parti")
    assert refusal(on_the_road.begin, shop, made.id, OWNER) == "stop_is_gone"
    assert one.view.carriage == ""
    assert told(shop) == []
    rounds.remove_stop(shop, made.id, other.id)
    assert on_the_road.begin(shop, made.id, OWNER).begun_at is not None


def test_the_sheet_tells_the_driver_what_to_take_and_from_whom(shop: Shop) -> None:
    paid, owing = to_deliver(shop), to_deliver(shop, is_paid=False)
    made = rounds.plan(shop, [paid.id, owing.id], OWNER)
    with shop.look() as look:
        sheet = round_papers.sheet_of(shop, look, made)
    assert sheet.to_collect == Money(1580)
    by_number = {stop.order_number: stop for stop in sheet.stops}
    assert by_number[paid.view.number].to_collect is None
    stop = by_number[owing.view.number]
    assert (stop.to_collect, stop.phone, stop.detail) == (Money(1580), "0601020304", "2e étage")
    assert stop.map_link.endswith("#map=18/44.351000/0.600000")
    on_the_road.begin(shop, made.id, OWNER)
    on_the_road.deliver(shop, made.id, paid.id, OWNER, BY_NAME)
    with shop.look() as look:
        later = round_papers.sheet_of(shop, look, rounds.round_of(shop, made.id))
    assert [stop.order_number for stop in later.stops] == [owing.view.number]
    assert round_papers.sheet_pdf(shop, made.id).read_bytes().startswith(b"%PDF-")
    assert refusal(round_papers.sheet_pdf, shop, "none") == "unknown_round"
