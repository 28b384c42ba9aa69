"""The board: found by a word, filtered by mode, refreshed in place, slowed down with one touch."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.domain.lateness import STEPS, later_by
from desktop.services.online import order_board, order_pace, orders
from desktop.services.shop import Topic
from desktop.services.upkeep import window_places
from desktop.ui.orders.board import BoardView
from desktop.ui.orders.screen import OrdersScreen
from desktop.ui.screen import Errand
from desktop.ui.widgets.order_card import OrderCard
from tests.support.a_hub import AHub, an_order
from tests.support.a_shop import AShop
from tests.support.an_order import placed
from tests.ui.conftest import Counter, Opener


def with_bread(builder: AShop) -> AShop:
    return builder.with_product("Pain", 110, vat=550)


def at_the_board(counter: Opener, *told: dict[str, object]) -> tuple[Counter, BoardView]:
    at = counter(with_bread)
    hub = AHub(at.shop)
    for place, each in enumerate(told):
        order = an_order(number=f"0000482{place}", **each)
        hub.tells("order", order.order, order)
    hub.sends()
    at.settle()
    at.window.go("orders")
    at.settle()
    screen = at.window.screen_of("orders")
    assert isinstance(screen, OrdersScreen)
    return at, screen.board


def shown(at: Counter) -> list[str]:
    cards = at.window.findChildren(OrderCard)
    return sorted(card.order.short_number for card in cards if card.isVisible() and card.order)


def test_orders_are_found_by_number_name_and_article(counter: Opener) -> None:
    at, board = at_the_board(counter, {"customer_name": "Éloïse Roy"}, {"customer_name": "Hugo P."})
    for words, found in (("4821", ["4821"]), ("eloi", ["4820"]), ("roman", ["4820", "4821"])):
        board.search.setText(words)
        assert shown(at) == found
    board.search.setText("zèbre")
    assert shown(at) == []
    at.key(Qt.Key.Key_Escape)
    assert shown(at) == ["4820", "4821"]


def test_a_mode_is_looked_at_alone_and_told_in_words(counter: Opener) -> None:
    at, board = at_the_board(counter, {"mode": "collect"}, {"mode": "locker"}, {"mode": "locker"})
    board._modes.choose("locker")
    assert shown(at) == ["4821", "4822"]
    board._modes.choose("")
    assert shown(at) == ["4820", "4821", "4822"]


def test_a_refresh_touches_only_the_card_that_changed_and_keeps_the_focus(
    counter: Opener,
) -> None:
    at, board = at_the_board(counter, {"customer_name": "A"}, {"customer_name": "B"})
    card = at.find("order-card-4821")
    other = at.find("order-card-4820")
    card.setFocus()
    touched: list[str] = []
    for each in board.findChildren(OrderCard):
        each._show = lambda order: touched.append(order.short_number)  # type: ignore[method-assign]
    assert isinstance(other, OrderCard)
    assert other.order is not None
    orders.accept(at.shop, other.order.id)
    at.settle()
    assert touched == ["4820"]
    assert QApplication.focusWidget() is card


def test_of_many_orders_changed_at_once_each_is_shown_in_the_end(
    counter: Opener, qtbot: QtBot
) -> None:
    nine: list[dict[str, object]] = [{"customer_name": "A"} for _ in range(9)]
    at, board = at_the_board(counter, *nine)
    with at.shop.begin() as work:
        work.connection.execute(text("UPDATE shop_order SET customer_name = 'B'"))
        work.changed(Topic.ORDERS)
        work.commit()
    cards = board.findChildren(OrderCard)
    qtbot.waitUntil(lambda: [c.order.customer_name for c in cards if c.order] == ["B"] * 9)


def test_the_arrows_walk_the_cards_and_the_columns(counter: Opener) -> None:
    at, board = at_the_board(counter, {}, {}, {"state": "ready", "shelf": "B3"})
    at.find("order-card-4820").setFocus()
    at.key(Qt.Key.Key_Down)
    assert board.focused == order_board.board(at.shop).to_prepare[1].id
    at.key(Qt.Key.Key_Right)  # over the column that is empty
    assert board.focused == order_board.board(at.shop).ready[0].id
    at.key(Qt.Key.Key_Left)
    assert board.focused == order_board.board(at.shop).to_prepare[0].id


def test_a_pause_is_two_touches_said_on_the_board_and_ended_with_one(counter: Opener) -> None:
    at, _board = at_the_board(counter, {})
    at.press("orders-pause")
    at.press("orders-pause-hour")
    assert order_pace.pace(at.shop).is_paused
    assert not at.sees("orders-pause-hour")
    assert at.find("orders-end-pause").hasFocus()

    at.press("orders-end-pause")
    assert not order_pace.pace(at.shop).is_paused
    at.press("banner-act")
    assert order_pace.pace(at.shop).is_paused


def test_busy_is_a_quarter_more_with_each_touch(counter: Opener) -> None:
    at, _board = at_the_board(counter, {})
    at.press("orders-busier")
    at.press("orders-busier")
    assert order_pace.pace(at.shop).extra_minutes == 30
    at.press("orders-end-busy")
    assert order_pace.pace(at.shop).extra_minutes == 0


def test_the_board_stands_in_a_second_window_and_opens_again_where_it_was(
    counter: Opener,
) -> None:
    at, _board = at_the_board(counter, {})
    at.press("orders-window")
    own = at.window.board_window.window
    assert own is not None
    own.setGeometry(60, 80, 900, 480)
    at.settle()
    width = own.geometry().width()
    card = own.findChild(OrderCard, "order-card-4820")
    assert card is not None
    card.stepped.emit(card.order.id if card.order else "", "accept")
    at.settle()
    assert order_board.board(at.shop).to_prepare[0].state.value == "accepted"

    at.window.board_window.close()
    at.window.activateWindow()
    at.settle()
    place = window_places.place_of(at.shop, "orders")
    assert (place.is_open, place.left, place.top, place.width) == (True, 60, 80, width)
    at.window.board_window.open()
    at.settle()
    again = at.window.board_window.window
    assert again is not None
    assert again.geometry().width() == width
    again.close()
    at.settle()
    assert not window_places.place_of(at.shop, "orders").is_open


def test_a_shop_without_orders_can_pause_all_the_same(counter: Opener) -> None:
    at = counter(with_bread)
    at.window.go("orders")
    at.settle()
    assert at.sees("orders-none")
    at.press("orders-pause")
    at.press("orders-pause-open-end")
    assert order_pace.pace(at.shop).is_open_ended


def test_an_order_is_turned_down_with_a_reason_and_a_word_more(counter: Opener) -> None:
    at, board = at_the_board(counter, {})
    order_id = order_board.board(at.shop).to_prepare[0].id
    board.opened.emit(order_id)
    at.settle()
    at.press("order-refuse")
    words = at.find("order-refuse-words")
    assert isinstance(words, QLineEdit)
    words.setText(" Four en  panne ")
    at.press("order-refuse-yes")
    assert orders.order(at.shop, order_id).reason == "Plus en stock : Four en panne"


def test_what_is_missing_is_taken_off_the_town_for_the_day(counter: Opener) -> None:
    at = counter(with_bread)
    order = placed(at.shop, ("pain", 1)).in_preparation()
    at.window.screen_of("orders").run(Errand("orders", "open", order.id))
    at.window.go("orders")
    at.settle()
    at.press("order-line-missing-0")
    at.press("order-lack-off-evening")
    assert [off.name for off in order_pace.pace(at.shop).off] == ["Pain"]
    at.press("banner-act")
    assert order_pace.pace(at.shop).off == ()


def test_a_delay_is_told_once_its_words_were_read_and_taken_back_with_a_touch(
    counter: Opener,
) -> None:
    at, board = at_the_board(counter, {})
    order = orders.order(at.shop, order_board.board(at.shop).to_prepare[0].id)
    board.opened.emit(order.id)
    at.settle()
    at.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not at.sees("order-accept")
    at.key(Qt.Key.Key_Down)
    later = later_by(STEPS[1], order.promised_from, at.shop.clock.now())
    reads = at.find("order-delay-reads")
    assert isinstance(reads, QLabel)
    assert at.window.desk.say.time(later) in reads.text()
    at.key(Qt.Key.Key_Return)
    assert orders.order(at.shop, order.id).promised_from == later
    assert at.sees("order-accept")
    at.press("banner-act")
    assert orders.order(at.shop, order.id).promised_from == order.promised_from


def test_what_waits_at_a_relay_offers_no_bag_to_hand_over(counter: Opener) -> None:
    at, _board = at_the_board(
        counter,
        {"mode": "relay", "state": "ready", "shelf": "A1", "carriage": "deposited"},
        {"mode": "relay", "state": "ready", "shelf": "A1"},
    )
    told = {
        card.order.short_number: {
            part.objectName() or part.text()
            for kind in (QLabel, QPushButton)
            for part in card.findChildren(kind)
            if part.isVisible()
        }
        for card in at.window.findChildren(OrderCard)
        if card.isVisible() and card.order
    }
    assert "order-hand-over-4821" in told["4821"]
    assert "Étagère A1" in told["4821"]
    assert not told["4820"] & {"order-hand-over-4820", "Étagère A1"}
