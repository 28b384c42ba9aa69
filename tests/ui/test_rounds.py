"""Rounds and relay through the real window: planned, left, given; received, handed over."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from desktop.domain.order_codes import OrderCode
from desktop.services.carriage import relay, rounds
from desktop.services.carriage.rounds import StopState
from desktop.services.counter import selling
from desktop.services.online import orders
from desktop.ui.rounds.screen import RoundsScreen
from desktop.ui.screen import Errand
from sync.kernel.order_states import OrderState
from tests.services.carriage.test_relay import announced, received
from tests.services.carriage.test_rounds import on_the_way, to_deliver
from tests.support.a_hub import NOW
from tests.support.a_shop import OWNER, AShop
from tests.support.an_order import placed
from tests.ui.conftest import Counter, Opener


def with_tea(builder: AShop) -> AShop:
    return builder.with_product("Thé noir Assam", 790, vat=550, code="3017620422003")


def in_the_room(at: Counter) -> RoundsScreen:
    at.window.errand(Errand("rounds"))
    at.settle()
    screen = at.window.screen_of("rounds")
    assert isinstance(screen, RoundsScreen)
    return screen


def test_a_round_is_planned_driven_and_ended_on_the_screen(counter: Opener) -> None:
    at = counter(with_tea)
    wanted, missed = to_deliver(at.shop), to_deliver(at.shop)
    screen = in_the_room(at)
    at.press("rounds-plan")
    at.press("round-main")
    at.press("round-confirm-yes")
    (made,) = rounds.rounds(at.shop)
    assert made.begun_at is not None

    at.press(f"round-stop-{wanted.view.number}")
    screen.scanned(wanted.code.text)
    at.press("stop-give")
    assert orders.order(at.shop, wanted.id).state is OrderState.DELIVERED

    at.press(f"round-stop-{missed.view.number}")
    at.press("stop-fail")
    at.press(f"round-stop-{missed.view.number}")
    at.press("stop-bring-back")
    at.press("round-main")
    (ended,) = rounds.rounds(at.shop)
    assert ended.ended_at is not None
    assert {stop.state for stop in ended.stops} == {StopState.DELIVERED, StopState.BACK}


def test_a_parcel_is_counted_put_away_and_given_by_its_code(counter: Opener) -> None:
    at = counter(with_tea)
    parcel_id, code = announced(at.shop)
    screen = in_the_room(at)
    screen.scanned("00421937")
    at.settle()
    assert at.text("parcel-verdict-words") == "Pas encore reçu"
    at.press("parcel-fewer")
    at.press("parcel-receive")
    assert relay.parcel(at.shop, parcel_id).state == "expected"
    at.press("parcel-more")
    at.press("parcel-receive")
    assert relay.parcel(at.shop, parcel_id).state == "received"

    # Presented at the pickup desk, it is led to the relay's room.
    at.window.errand(Errand("pickup", "check", code.text))
    at.settle()
    assert at.text("parcel-verdict-words") == "Remettre"
    at.press("parcel-give")
    given = relay.parcel(at.shop, parcel_id)
    assert (given.state, given.giver is not None and given.giver.code) == ("handed_over", OWNER)


def test_a_parcel_whose_order_has_ended_can_only_be_sent_back(counter: Opener) -> None:
    at = counter(with_tea)
    parcel_id, _code = announced(at.shop, state="received", received_at=NOW, ended=True)
    screen = in_the_room(at)
    screen.scanned("00421937")
    at.settle()
    assert at.text("parcel-verdict-words") == "Ne pas remettre"
    assert not at.sees("parcel-give")
    at.press("parcel-away")
    assert relay.parcel(at.shop, parcel_id).state == "sent_back"


def test_what_is_owed_at_the_door_goes_through_the_till(counter: Opener) -> None:
    at = counter(with_tea)
    wanted = to_deliver(at.shop, is_paid=False)
    in_the_room(at)
    at.press("rounds-plan")
    at.press("round-main")
    at.press("round-confirm-yes")
    at.press(f"round-stop-{wanted.view.number}")
    at.find("stop-receiver").setProperty("text", "Camille Dubois")
    at.press("stop-give")
    assert orders.order(at.shop, wanted.id).state is OrderState.READY
    at.press("pay-cash-exact")
    assert orders.order(at.shop, wanted.id).state is OrderState.DELIVERED
    (sale,) = selling.sales_today(at.shop)
    assert sale.due.cents == 1580
    (made,) = rounds.rounds(at.shop)
    assert made.stops[0].received_by == "Camille Dubois"


def test_what_was_begun_at_a_door_comes_before_any_other_label(counter: Opener) -> None:
    at = counter(with_tea)
    wanted = to_deliver(at.shop, is_paid=False, number="11114822")
    other = to_deliver(at.shop, number="22224822")
    screen = in_the_room(at)
    screen._bring(on_the_way(at.shop, wanted, other))
    at.settle()
    # Both end in the same four digits: nobody is served in the other's place.
    screen.scanned("4822")
    assert screen.stop.stop is None
    screen._open_stop(wanted.id)
    at.settle()
    at.find("stop-receiver").setProperty("text", "Camille Dubois")
    at.press("stop-give")
    at.type("5")
    at.press("pay-card")
    screen.scanned(OrderCode(other.view.number, 1).text)
    at.settle()
    assert screen.unsaved() is not None
    at.press("pay-back")
    assert "5,00\u00a0€ (Carte)" in at.window.banner.words
    at.press("stop-give")
    at.press("pay-cash-exact")
    assert orders.order(at.shop, wanted.id).state is OrderState.DELIVERED


@pytest.mark.parametrize("ends_with", [Qt.Key.Key_Return, Qt.Key.Key_F12])
def test_a_number_typed_before_a_parcel_is_the_next_ones(
    counter: Opener, ends_with: Qt.Key
) -> None:
    at = counter(with_tea)
    stands, code = received(at.shop)
    announced(at.shop, "00004822")
    screen = in_the_room(at)
    screen.scanned(code.text)
    at.settle()
    assert at.find("parcel-give").hasFocus()
    at.type("4822")
    at.key(ends_with)
    assert relay.parcel(at.shop, stands).state == "received"
    assert at.text("parcel-verdict-words") == "Pas encore reçu"


@pytest.mark.parametrize("ends_with", [Qt.Key.Key_Return, Qt.Key.Key_F12])
def test_a_number_typed_before_a_stop_is_the_next_ones(counter: Opener, ends_with: Qt.Key) -> None:
    at = counter(with_tea)
    stands, other = to_deliver(at.shop), to_deliver(at.shop, number="22224822")
    screen = in_the_room(at)
    screen._bring(on_the_way(at.shop, stands, other))
    screen.scanned(stands.code.text)
    at.settle()
    at.find("stop-give").setFocus()
    at.type("4822")
    at.key(ends_with)
    assert orders.order(at.shop, stands.id).state is OrderState.READY
    assert screen.stop.stop is not None
    assert screen.stop.stop.order.id == other.id


def test_each_code_leads_to_what_it_is_of(counter: Opener) -> None:
    at = counter(with_tea)
    carried, other = to_deliver(at.shop), to_deliver(at.shop)
    collected = placed(at.shop, ("assam", 1), number="00000077").ready()
    screen = in_the_room(at)
    made = rounds.plan(at.shop, [carried.id])
    # A bag's label: the stop of its round.
    screen.scanned(OrderCode(carried.view.number, 1).text)
    at.settle()
    assert screen.stop.stop is not None
    assert screen.stop.stop.order.id == carried.id
    assert made.stops[0].order.id == carried.id
    # The code of somebody else at this door is refused in place.
    screen.scanned(other.code.text)
    at.settle()
    assert at.sees("stop-settled")
    assert screen.stop.secret == ""
    # Who comes to collect an order of this shop is sent to the pickup desk.
    assert screen.step_back()
    assert screen.step_back()
    screen.scanned(collected.code.text)
    at.settle()
    assert at.text("pickup-verdict-words") == "Remettre"


def test_what_is_unticked_stays_in_the_shop(counter: Opener) -> None:
    at = counter(with_tea)
    wanted, other = to_deliver(at.shop), to_deliver(at.shop)
    screen = in_the_room(at)
    tick = screen.findChild(QCheckBox, f"rounds-order-{other.view.number}")
    assert tick is not None
    tick.setChecked(False)
    at.press("rounds-plan")
    (made,) = rounds.rounds(at.shop)
    assert [stop.order.id for stop in made.stops] == [wanted.id]
