"""The hand-over by hand and by key: parts, looks at papers, what waits and what is odd."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFrame, QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.devices.chime import RecordedChime
from desktop.devices.terminal_simulator import Fault, TerminalSimulator
from desktop.domain.preparation import LineState
from desktop.errors import RefusedError
from desktop.services.carriage import on_the_road, relay, rounds
from desktop.services.counter import selling
from desktop.services.online import (
    later_entry,
    no_shows,
    order_board,
    order_carts,
    orders,
    pickup,
)
from desktop.services.online.pickup import VerdictKind
from desktop.services.shop import Shop
from desktop.ui.pickup import waiting_here
from desktop.ui.pickup.later_panel import LaterPanel
from desktop.ui.pickup.no_show_panel import NoShowPanel
from desktop.ui.pickup.screen import PickupScreen
from desktop.ui.pickup.waiting_here import MOST_ROWS
from desktop.ui.screen import Errand
from desktop.ui.widgets.rows import RowButton
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from tests.services.carriage.test_relay import announced
from tests.services.online.test_partial_hand_over import told as sent
from tests.ui.conftest import Counter, Opener
from tests.ui.test_orders import arrives, line_of, prepared, with_books, words_of

pytestmark = pytest.mark.usefixtures("qapp")


def tick(at: Counter, name: str, *, on: bool = True) -> None:
    box = at.find(name)
    assert isinstance(box, QCheckBox)
    box.setChecked(on)
    at.settle()


def test_a_part_leaves_now_and_the_rest_waits(counter: Opener) -> None:
    at = counter(with_books)
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"), line_of(at.shop, "Stylo"))
    at.scan(code.text)
    at.press("pickup-part")
    tick(at, "pickup-line-0", on=False)
    assert at.text("pickup-to-pay") == "2,50\u00a0€"
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    assert words_of(at) == "Remise en partie"
    assert orders.order(at.shop, order_id).state is OrderState.READY
    at.scan(code.text)
    assert words_of(at) == "Remettre"
    assert at.text("pickup-to-pay") == "9,00\u00a0€"
    with at.shop.begin() as work:
        work.connection.execute(text("UPDATE product SET flags = '[\"durable\"]'"))
        work.commit()
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    # The law wants a paper of what has a guarantee, and there is nothing to print it on.
    assert "imprimante" in at.window.banner.words


def test_a_relays_parcel_of_the_same_digits_is_led_to_by_its_name(counter: Opener) -> None:
    at = counter(with_books)
    prepared(at, "00001937", line_of(at.shop, "Roman"))
    announced(at.shop)
    at.window.go("pickup")
    at.settle()
    at.find("pickup-scan").setFocus()
    at.type("1937")
    at.key(Qt.Key.Key_Return)
    assert words_of(at).startswith("À quel nom")
    at.press("pickup-choice-00421937")
    assert at.text("parcel-verdict-words") == "Pas encore reçu"


def test_what_was_not_given_is_away_until_somebody_says_it_is_back(counter: Opener) -> None:
    at = counter(with_books)
    order_id, code = prepared(
        at, "00004811", line_of(at.shop, "Roman"), payment="online", paid_cents=900, mode="merchant"
    )
    made = rounds.plan(at.shop, [order_id])
    on_the_road.begin(at.shop, made.id, "01")
    at.scan(code.text)
    assert words_of(at) == "Pas ici"
    assert not at.sees("pickup-came-back")
    on_the_road.fail(at.shop, made.id, order_id, "01", on_the_road.Failure.ABSENT)
    at.scan(code.text)
    assert words_of(at) == "Pas ici"
    at.press("pickup-came-back")
    assert words_of(at) == "Remettre"
    assert rounds.round_of(at.shop, made.id).unsettled == ()
    # The till that had it on its round is dead: somebody says that it stands here, and means it.
    lost, code = arrives(
        at, "00004812", line_of(at.shop, "Stylo"), payment="online", paid_cents=250,
        mode="merchant", state="ready", carriage="out", carried_till="T02",
    )  # fmt: skip
    at.scan(code.text)
    at.press("pickup-came-back")
    assert orders.order(at.shop, lost).carriage == "out"
    at.press("pickup-confirm-yes")
    assert words_of(at) == "Remettre"


def test_who_comes_and_what_is_looked_at_push_nothing_out_of_a_small_window(
    counter: Opener,
) -> None:
    at = counter(with_books, size=(1024, 768))
    who = "Marc-Antoine de La Rochefoucauld-Montmorency"
    lines = (line_of(at.shop, "Roman"), line_of(at.shop, "Stylo"))
    _order, code = prepared(at, "00004811", *lines, proxy_name=who, customer_name=who)
    with at.shop.begin() as work:
        flags = "UPDATE product SET flags = '[\"age_18\", \"identity\"]' WHERE name = 'Roman'"
        work.connection.execute(text(flags))
        work.commit()
    at.scan(code.text)

    def ends_at(name: str) -> int:
        seen = at.find(name)
        return seen.mapTo(at.window, seen.rect().topRight()).x()

    assert at.sees("pickup-without-checked")
    assert max(ends_at("pickup-give"), ends_at("pickup-to-pay")) < at.window.width()
    at.press("pickup-another")
    at.press("pickup-later")
    tick(at, "later-4811")
    ends = [ends_at(f"later-{each}-4811") for each in ("means", "check-age", "check-identity")]
    assert max(ends) < at.window.width()


def test_the_button_sleeps_until_somebody_has_looked(counter: Opener) -> None:
    at = counter(with_books)
    paid: dict[str, object] = {"payment": "online", "paid_cents": 900, "proxy_name": "Sasha"}
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"), **paid)
    with at.shop.begin() as work:
        work.connection.execute(text("UPDATE product SET flags = '[\"age_18\"]'"))
        work.commit()
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    assert orders.order(at.shop, order_id).state is OrderState.READY
    tick(at, "pickup-check-age")
    tick(at, "pickup-proxy")
    at.key(Qt.Key.Key_F12)
    assert words_of(at) == "Remise"
    assert [each["proxy"] for each in sent(at.shop, "order.handed_over")] == [True]


def test_a_verdict_is_heard_and_makes_room_by_itself(counter: Opener) -> None:
    at = counter(with_books)
    prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.window.go("pickup")
    at.settle()
    at.scan("12345678901234")
    screen = at.window.screen_of("pickup")
    assert isinstance(screen, PickupScreen)
    assert isinstance(at.desk.sound, RecordedChime)
    assert at.desk.sound.rung[-1][0] == "wait"
    screen._back.timeout.emit()
    at.settle()
    assert not at.sees("pickup-verdict")


def test_a_payment_that_was_begun_comes_before_the_next_customer(counter: Opener) -> None:
    at = counter(with_books)
    order_id, first = prepared(at, "00004811", line_of(at.shop, "Roman"))
    _other, second = prepared(at, "00004822", line_of(at.shop, "Stylo"))
    at.scan(first.text)
    at.key(Qt.Key.Key_F12)
    at.type("5")
    at.press("pay-card")
    screen = at.window.screen_of("pickup")
    assert screen.unsaved() is not None
    at.scan(second.text)
    screen.run(Errand("pickup", "check", second.text))
    at.settle()
    assert screen.unsaved() is not None
    at.press("pay-cash-exact")
    assert words_of(at) == "Remise"
    assert orders.order(at.shop, order_id).state is OrderState.HANDED_OVER


def test_what_another_till_has_given_out_is_paid_by_nobody(counter: Opener) -> None:
    at = counter(with_books)
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.scan(code.text)
    assert words_of(at) == "Remettre"
    with at.shop.begin() as work:
        orders.change_order(work, order_id, {"state": "handed_over"})
        work.commit()
    at.settle()
    assert words_of(at) == "Déjà retirée"
    with pytest.raises(RefusedError, match="order_step_refused"):
        order_carts.cart_to_pay(at.shop, order_id)


def gone(at: Counter, order_id: str, *, is_told: bool = True) -> None:
    """Have another till's hand-over arrive; untold, before the window has heard of it."""
    with at.shop.begin() as work:
        if is_told:
            orders.change_order(work, order_id, {"state": "handed_over"})
        else:
            work.connection.execute(text("UPDATE shop_order SET state = 'handed_over'"))
        work.commit()
    at.settle()


def test_nothing_is_taken_for_what_left_while_the_customer_looks_for_the_card(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    terminal = simulated()
    at = counter(lambda builder: with_books(builder).with_settings(terminal=terminal.address))
    first, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    assert at.sees("pay-due")
    gone(at, first)
    assert words_of(at) == "Déjà retirée"
    _second, code = prepared(at, "00004822", line_of(at.shop, "Stylo"))
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    gone(at, "", is_told=False)
    at.press("pay-card")
    assert terminal.charges == []
    at.press("pay-back")
    assert words_of(at) == "Déjà retirée"
    assert selling.sales_today(at.shop) == ()


def test_a_begun_payment_of_what_left_elsewhere_takes_no_more_and_is_given_back(
    counter: Opener,
) -> None:
    at = counter(with_books)
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    at.type("5")
    at.press("pay-card")
    gone(at, order_id)
    assert "Une autre caisse a remis la commande 4811" in at.text("pay-problem")
    assert not at.find("pay-cash-exact").isEnabled()
    at.key(Qt.Key.Key_F6)
    assert at.text("pay-due") == "4,00\u00a0€"
    at.press("pay-take-back-0")
    assert words_of(at) == "Déjà retirée"
    assert selling.sales_today(at.shop) == ()
    _other, code = prepared(at, "00004822", line_of(at.shop, "Stylo"))
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    assert words_of(at) == "Remise"


def test_a_begun_payment_is_never_dropped_without_a_word(counter: Opener) -> None:
    at = counter(with_books)
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    at.type("5")
    at.press("pay-card")
    at.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert at.text("pay-due") == "4,00\u00a0€"
    # The first puts the banner away, which says what comes first.
    at.key(Qt.Key.Key_Escape)
    at.key(Qt.Key.Key_Escape)
    assert "5,00\u00a0€ (Carte)" in at.window.banner.words
    at.key(Qt.Key.Key_F12)
    at.type("3")
    at.key(Qt.Key.Key_Return)
    at.press("pay-back")
    assert "3,00\u00a0€ (Espèces)" in at.window.banner.words
    assert words_of(at) == "Remettre"
    at.key(Qt.Key.Key_F12)
    gone(at, order_id, is_told=False)
    at.press("pay-card")
    assert "9,00\u00a0€ (Carte)" in at.window.banner.words
    assert words_of(at) == "Déjà retirée"


def test_what_the_terminal_leaves_open_is_asked_again_and_given_back(
    counter: Opener, simulated: Callable[..., TerminalSimulator], qtbot: QtBot
) -> None:
    terminal = simulated(Fault.HANGS)
    at = counter(lambda builder: with_books(builder).with_settings(terminal=terminal.address))
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.scan(code.text)
    at.key(Qt.Key.Key_F12)
    screen, button = at.window.screen_of("pickup"), at.find("pay-card")
    assert isinstance(screen, PickupScreen)
    assert isinstance(button, QAbstractButton)
    with qtbot.waitSignal(screen.payment._talk.asking):
        button.click()
    assert terminal.was_asked.wait(20)
    screen.step_back()
    assert "9,00\u00a0€ sans réponse" in at.window.banner.words
    screen.payment._talk.cancel()
    at.settle()
    at.key(Qt.Key.Key_F12)
    assert "9,00" in at.text("terminal-which")
    gone(at, order_id)
    at.press("terminal-paid")
    assert "À rendre au client\u00a0: 9,00\u00a0€ (Carte)" in at.window.banner.words
    assert words_of(at) == "Déjà retirée"


@pytest.mark.parametrize("ends_with", [Qt.Key.Key_Return, Qt.Key.Key_F12])
def test_a_number_typed_before_a_verdict_is_the_next_customers(
    counter: Opener, ends_with: Qt.Key
) -> None:
    at = counter(with_books)
    stands, code = prepared(
        at, "00004811", line_of(at.shop, "Roman"), payment="online", paid_cents=900
    )
    prepared(at, "00004822", line_of(at.shop, "Stylo"))
    at.scan(code.text)
    assert words_of(at) == "Remettre"
    at.type("4822")
    at.key(ends_with)
    assert orders.order(at.shop, stands).state is OrderState.READY
    assert "4822" in at.text("pickup-verdict-sentence")


def test_what_waits_is_ended_and_what_is_odd_is_settled_from_the_list(counter: Opener) -> None:
    at = counter(with_books)
    waits, _code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    odd, code = prepared(
        at, "00004812", line_of(at.shop, "Stylo"), payment="online", paid_cents=250
    )
    pickup.hand_over(at.shop, odd, "01", secret=code.secret)
    told = v1.HandOver(at=milliseconds(at.shop.clock.now()), by="01", till="T02")
    with at.shop.begin() as work:
        work.connection.execute(
            text(
                "UPDATE shop_order SET anomaly = 'handed_over_twice', hand_overs = :told WHERE id = :id"
            ),
            {"told": msgspec.json.encode([told]).decode(), "id": odd},
        )
        work.connection.execute(
            text(
                "UPDATE shop_order SET ready_at = :then, promised_to = :then, reminded_at = :then"
                " WHERE id = :id"
            ),
            {"then": milliseconds(at.shop.clock.now() - timedelta(days=8)), "id": waits},
        )
        work.commit()
    parcel_id, _code = announced(at.shop, state="handed_over", anomaly="handed_over_twice")
    at.window.go("pickup")
    at.settle()
    assert at.text("pickup-odd").endswith(": 2")
    at.press("pickup-odd")
    at.press("odd-left-once-4812")
    assert orders.order(at.shop, odd).anomaly == ""
    at.press("odd-left-twice-parcel-1937")
    assert relay.parcel(at.shop, parcel_id).anomaly == ""
    at.press("odd-back")
    assert at.text("pickup-wait-list").endswith(": 1")
    at.press("pickup-wait-list")
    at.press("wait-end-4811")
    at.press("wait-confirm-yes")
    assert orders.order(at.shop, waits).state is OrderState.EXPIRED


def test_a_long_list_is_laid_out_in_parts_and_read_where_somebody_sees_it(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Shop] = []

    def counted(shop: Shop) -> order_board.Board:
        read.append(shop)
        board = order_board.board(shop)
        return dataclasses.replace(board, ready=board.ready * 99)

    monkeypatch.setattr(waiting_here, "order_board", SimpleNamespace(board=counted))
    at = counter(with_books)
    at.window.go("pickup")
    at.window.go("sale")
    at.settle()
    read.clear()
    prepared(at, "00004811", line_of(at.shop, "Roman"))
    assert read == []
    at.window.go("pickup")
    at.settle()
    assert len(read) == 1
    assert at.text("pickup-more-ready").startswith("et 59 autres")
    assert len(at.window.findChildren(RowButton, "pickup-ready-4811")) == MOST_ROWS
    panel = NoShowPanel(at.desk)
    panel.show_waiting(no_shows.waiting(at.shop) * 99)
    assert [len(panel.findChildren(QAbstractButton, "wait-end-4811")), panel.more.text()] == [
        MOST_ROWS,
        "Montrer 59 autres",
    ]
    panel.more.click()
    panel.more.click()
    assert len(panel.findChildren(QAbstractButton, "wait-end-4811")) == 99
    assert panel.more.isHidden()
    (told,) = later_entry.to_enter(at.shop)
    many = [dataclasses.replace(told.order, id=str(place)) for place in range(99)]
    later = LaterPanel(at.desk)
    later.show_orders(tuple(dataclasses.replace(told, order=each) for each in many))
    assert len(later.findChildren(QCheckBox, "later-4811")) == MOST_ROWS
    later.more.click()
    later.more.click()
    assert len(later.findChildren(QCheckBox, "later-4811")) == 99


def test_a_parcel_a_dead_tills_round_had_left_is_entered_with_its_compartment(
    counter: Opener,
) -> None:
    at = counter(with_books, size=(1024, 768))
    gare = v1.Destination(kind="locker", id="gare", name="Consigne de la gare")
    lost, _code = arrives(
        at, "00004811", line_of(at.shop, "Roman"), mode="locker", destination=gare,
        state="ready", carriage="out", carried_till="T02",
    )  # fmt: skip
    at.window.errand(Errand("pickup", "later"))
    at.settle()
    tick = at.find("later-4811")
    assert isinstance(tick, QCheckBox)
    assert "déposée dans un casier, Consigne de la gare" in tick.text()
    assert not at.sees("later-means-4811"), "nobody has it yet"
    tick.setChecked(True)
    at.find("later-box-4811").setFocus()
    at.type("12")
    at.press("later-enter")
    order = orders.order(at.shop, lost)
    assert (order.carriage, order.box) == ("deposited", "12")


def test_what_was_said_of_a_bag_that_had_left_names_the_article(counter: Opener) -> None:
    at = counter(with_books)
    order_id, _code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    (line,) = orders.order(at.shop, order_id).lines
    told = v1.LateWord(at=milliseconds(at.shop.clock.now()), said="missing", line=line.id)
    with at.shop.begin() as work:
        odd = {"anomaly": "changed_while_away", "late_words": [msgspec.to_builtins(told)]}
        orders.change_order(work, order_id, odd)
        work.commit()
    at.window.errand(Errand("pickup", "odd"))
    at.settle()
    (box,) = at.window.findChildren(QFrame, "odd-order-4811")
    said = " ".join(each.text() for each in box.findChildren(QLabel))
    assert "Changée sur une autre caisse" in said
    assert "Roman\u00a0: noté manquant" in said
    assert not at.sees("odd-left-once-4811")
    at.press("odd-explained-4811")
    assert orders.order(at.shop, order_id).anomaly == ""
    # Taken back at two tills: what each gave for it.
    gave = [{"at": told.at, "by": "01", "till": "T01", "sale": "a note"}]
    gave.append({"at": told.at, "by": "01", "till": "T02", "lines": [line.id], "quantity": 1000})
    with at.shop.begin() as work:
        orders.change_order(work, order_id, {"anomaly": "returned_twice", "hand_overs": gave})
        work.commit()
    at.window.errand(Errand("pickup", "odd"))
    at.settle()
    (box,) = at.window.findChildren(QFrame, "odd-order-4811")
    words = [each.text() for each in box.findChildren(QLabel)]
    assert ["ticket d'une autre caisse" in each for each in words].count(True) == 1
    (by_hub,) = [each for each in words if "T02" in each and "par la place de marché" in each]
    assert by_hub.endswith("1 × Roman")
    at.press("odd-explained-4811")
    assert orders.order(at.shop, order_id).anomaly == ""


def test_the_paper_list_of_a_dead_pc_is_typed_in(counter: Opener) -> None:
    at = counter(with_books)
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"))
    at.window.go("pickup")
    at.settle()
    with at.shop.begin() as work:
        work.connection.execute(
            text("UPDATE shop_order SET placed_at = :at"),
            {"at": milliseconds(at.shop.clock.now() - timedelta(days=2))},
        )
        work.commit()
    at.press("pickup-later")
    day, clock = at.find("later-day"), at.find("later-time")
    assert isinstance(day, QLineEdit)
    assert isinstance(clock, QLineEdit)
    assert day.text() == "23/11/2026"
    day.setText("20/11/2026")
    assert not at.sees("later-4811"), "nobody had ordered it yet"
    day.setText("23/11/2026")
    clock.setText("23:00")
    tick(at, "later-4811")
    at.press("later-enter")
    assert at.window.banner.words == "Ce moment n'est pas encore passé."
    day.setText("22/11/2026")
    clock.setText("15:30")
    tick(at, "later-4811")
    at.press("later-enter")
    left_at = orders.order(at.shop, order_id).handed_over_at
    assert left_at == datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
    assert pickup.check(at.shop, code.text).kind is VerdictKind.ALREADY
    (sale,) = selling.sales_today(at.shop)
    assert selling.sale(at.shop, sale.id).order_id == order_id
    at.press("later-back")
    at.scan(code.text)
    at.press("pickup-take-back")
    tick(at, "back-line-0")
    at.press("back-cash")
    assert orders.order(at.shop, order_id).state is OrderState.RETURNED


def test_one_of_several_pieces_paid_online_comes_back(counter: Opener) -> None:
    at = counter(with_books)
    lines = (line_of(at.shop, "Roman", 3), line_of(at.shop, "Stylo"))
    order_id, code = arrives(
        at, "00004811", *lines, payment="online", paid_cents=2950, state="handed_over"
    )
    at.scan(code.text)
    at.press("pickup-take-back")
    at.press("back-fewer-0")
    at.press("back-fewer-0")
    assert at.text("back-line-0") == "1 sur 3 · Roman · 9,00\u00a0€"
    assert at.text("back-total") == "À rendre 9,00\u00a0€"
    at.press("back-by-hub")
    (novel, pen) = orders.order(at.shop, order_id).lines
    assert (novel.returned, novel.returned_at) == (Quantity.pieces(1), None)
    assert not pen.returned


def test_the_paper_list_asks_whether_somebody_looked_who_came_and_what_was_crossed_out(
    counter: Opener,
) -> None:
    at = counter(with_books)
    lines = (line_of(at.shop, "Roman"), line_of(at.shop, "Stylo"))
    order_id, _code = arrives(at, "00004811", *lines, proxy_name="Sasha")
    with at.shop.begin() as work:
        work.connection.execute(text("UPDATE product SET flags = '[\"age_18\"]'"))
        work.commit()
    at.window.go("pickup")
    at.settle()
    at.press("pickup-later")
    assert not at.sees("later-check-age-4811")
    tick(at, "later-4811")
    at.press("later-enter")
    assert orders.order(at.shop, order_id).state is OrderState.PLACED
    tick(at, "later-4811")
    tick(at, "later-check-age-4811")
    tick(at, "later-proxy-4811")
    at.press("later-items-4811")
    assert "11,50" in at.text("later-4811")
    tick(at, "later-item-4811-1", on=False)
    assert "9,00" in at.text("later-4811")
    at.press("later-enter")
    order = orders.order(at.shop, order_id)
    assert order.state is OrderState.HANDED_OVER
    assert [line.state for line in order.lines] == [LineState.PICKED, LineState.MISSING]
    assert [each["proxy"] for each in sent(at.shop, "order.handed_over")] == [True]


def test_a_bag_leaves_with_all_that_is_in_it_and_the_other_stays_where_it_stands(
    counter: Opener,
) -> None:
    at = counter(with_books)
    order_id, code = prepared(at, "00004811", line_of(at.shop, "Roman"), line_of(at.shop, "Stylo"))
    novel, pen = (line.id for line in orders.order(at.shop, order_id).lines)
    orders.step_back(at.shop, order_id)
    told = [v1.Bag(shelf="A3", lines=(novel,)), v1.Bag(shelf="F1", keep="cold", lines=(pen,))]
    orders.mark_ready(at.shop, order_id, bag_list=told)
    at.scan(code.text)
    at.press("pickup-part")
    bag = at.find("pickup-bag-2")
    assert isinstance(bag, QCheckBox)
    bag.click()
    boxes = [at.find(f"pickup-line-{place}") for place in range(2)]
    assert [isinstance(box, QCheckBox) and box.isChecked() for box in boxes] == [True, False]
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    assert "Sac 2\u00a0: F1, au frais" in at.text("pickup-verdict-sentence")
    at.scan(code.text)
    assert at.text("pickup-place") == "Sac 2\u00a0: F1, au frais"


def test_goods_nobody_knows_are_no_pickup_code_and_may_go_to_the_till(counter: Opener) -> None:
    at = counter(with_books)
    at.window.go("pickup")
    at.settle()
    at.scan("4006381333931")
    assert at.window.room == "pickup"
    assert "4006381333931" in at.window.banner.words
    at.press("banner-act")
    assert at.window.room == "sale"
