"""Rounds and relay through the real window: planned, left, given; received, handed over."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget
from sqlalchemy import text

from desktop.devices.terminal_simulator import TerminalSimulator
from desktop.domain.order_codes import OrderCode
from desktop.domain.roles import Role
from desktop.services.carriage import relay, rounds
from desktop.services.carriage.rounds import StopState
from desktop.services.counter import selling
from desktop.services.online import order_board, orders
from desktop.services.team import people
from desktop.ui.rounds.screen import RoundsScreen
from desktop.ui.screen import Errand
from desktop.ui.widgets.promise import Urgency, urgency_of
from desktop.ui.widgets.states import Pill
from desktop.ui.wording import Language, Wording
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OrderState
from tests.services.carriage.test_relay import announced, received
from tests.services.carriage.test_rounds import on_the_way, to_deliver
from tests.support.a_hub import NOW
from tests.support.a_shop import OWNER, AShop, a_shop
from tests.support.an_order import Placed, placed
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
    days = 24 * 3_600_000
    lain = {"received_at": NOW - 7 * days, "keep_until": NOW, "shelf": "R4"}
    announced(at.shop, "00421938", state="received", **lain)
    screen = in_the_room(at)
    screen.scanned("00421937")
    at.settle()
    assert at.text("parcel-verdict-words") == "Ne pas remettre"
    assert not at.sees("parcel-give")
    at.press("parcel-away")
    assert relay.parcel(at.shop, parcel_id).state == "sent_back"
    nobody_came = at.find("relay-parcel-00421938").accessibleName()
    assert "À renvoyer · depuis 7 jours · Étagère R4" in nobody_came


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


def changed(at: Counter, order_id: str, **values: object) -> None:
    """Have another till's word on an order arrive."""
    with at.shop.begin() as work:
        orders.change_order(work, order_id, values)
        work.commit()
    at.settle()


def test_no_money_is_kept_at_a_door_for_what_another_till_has_ended(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    terminal = simulated()
    at = counter(lambda builder: with_tea(builder).with_settings(terminal=terminal.address))
    off, gone, late = (to_deliver(at.shop, is_paid=False) for _each in range(3))
    screen = in_the_room(at)
    screen._bring(on_the_way(at.shop, off, gone, late))
    at.settle()

    def goes_to_pay(wanted: Placed) -> None:
        screen.scanned(OrderCode(wanted.view.number, 1).text)
        at.settle()
        at.find("stop-receiver").setProperty("text", "Camille Dubois")
        at.press("stop-give")
        assert at.sees("pay-due")

    # Nobody has put anything down yet: the stop says it.
    goes_to_pay(off)
    changed(at, off.id, state="cancelled")
    assert at.text("stop-gone").startswith("Annulée entre-temps")
    assert not at.sees("stop-give")
    assert not at.sees("stop-due")
    at.key(Qt.Key.Key_F12)
    at.press("stop-fail")

    goes_to_pay(gone)
    at.type("5")
    at.press("pay-card")
    changed(at, gone.id, state="handed_over")
    assert "Une autre caisse a remis la commande" in at.text("pay-problem")
    assert not at.find("pay-cash-exact").isEnabled()
    at.press("pay-take-back-0")
    assert at.text("stop-gone").startswith("Remise entre-temps")
    at.press("stop-back")

    # The word comes while the last coin is put down: what it was is named.
    goes_to_pay(late)
    with at.shop.begin() as work:
        work.connection.execute(text("UPDATE shop_order SET state = 'cancelled'"))
        work.commit()
    at.press("pay-card")
    assert [each.cents for each in terminal.charges] == [500, -500]
    at.press("pay-cash-exact")
    assert "15,80\u00a0€ (Espèces)" in at.window.banner.words
    assert at.text("stop-gone").startswith("Annulée entre-temps")
    assert selling.sales_today(at.shop) == ()


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
    # It is given up before the round has left: row and stop say so, and what to do.
    changed(at, wanted.id, state="cancelled")
    row = at.find(f"round-stop-{wanted.view.number}")
    assert "Annulée" in row.accessibleName()
    at.press(row.objectName())
    assert at.text("stop-settled").startswith("Annulée entre-temps. Retirez-la")


def test_what_is_ready_later_comes_along_until_the_round_has_left(counter: Opener) -> None:
    at = counter(with_tea)
    zoe = people.engage(at.shop, "Zoé", Role.SELLER, OWNER)
    first, stays = to_deliver(at.shop), to_deliver(at.shop)
    screen = in_the_room(at)
    for waits in screen.list.findChildren(QCheckBox):
        waits.setChecked(waits.objectName() == f"rounds-order-{first.view.number}")
    at.press("rounds-plan")
    touched, scanned = to_deliver(at.shop), to_deliver(at.shop)
    at.settle()
    at.press(f"round-add-{touched.view.number}")
    screen.scanned(OrderCode(scanned.view.number, 1).text)
    screen.round.driven_by.emit(zoe.code)
    at.settle()
    (made,) = rounds.rounds(at.shop)
    assert [stop.order.id for stop in made.stops] == [first.id, touched.id, scanned.id]
    assert made.driver == zoe
    assert at.find(f"round-add-{stays.view.number}").isVisible()
    at.press("round-main")
    at.press("round-confirm-yes")
    assert screen.round.findChild(QWidget, f"round-add-{stays.view.number}") is None


@pytest.mark.parametrize(
    ("mode", "minutes", "icon", "words", "tone"),
    [
        ("merchant", 90, "clock", "à livrer dans 1\u00a0h\u00a030", "accent"),
        ("express", 20, "clock", "à livrer dans 20\u00a0min", "look"),
        ("merchant", -180, "look", "en retard de 3\u00a0h", "stop"),
        ("collect", -180, "done", "prête à l'instant", "go"),
    ],
)
def test_what_is_brought_to_a_door_is_late_there(
    tmp_path: Path, mode: str, minutes: int, icon: str, words: str, tone: str
) -> None:
    with with_tea(a_shop(tmp_path)).opened() as shop:
        now = shop.clock.now()
        until = milliseconds(now + timedelta(minutes=minutes))
        to_deliver(shop, mode=mode, promised_from=until, promised_to=until)
        (card,) = order_board.board(shop).ready
        say = Wording(Language.FRENCH, shop.zone)
        assert urgency_of(card, now, say) == Urgency(icon, words, tone)


def test_a_delivery_that_is_late_says_so_among_those_that_wait(counter: Opener) -> None:
    at = counter(with_tea)
    past = milliseconds(at.shop.clock.now() - timedelta(hours=3))
    late = to_deliver(at.shop, promised_from=past, promised_to=past)
    in_time = to_deliver(at.shop, promised_to=past + 4 * 3_600_000)
    screen = in_the_room(at)
    assert screen.findChild(Pill, f"rounds-late-{late.view.number}") is not None
    assert screen.findChild(Pill, f"rounds-late-{in_time.view.number}") is None
