"""Cards through the simulated terminal: charged, refused, unknown, cut short, given back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.devices.terminal import Answer, Outcome
from desktop.devices.terminal_simulator import Fault, TerminalSimulator
from desktop.services.counter import selling
from desktop.services.money import advances, card_payments
from desktop.services.shop import Shop
from desktop.ui.payment.card_talk import CardTalk
from desktop.ui.sale.screen import SaleScreen
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, sell
from tests.ui.conftest import Counter, Opener
from tests.ui.paying import SCARF, an_advance, connected, last_sale, paid, pay_for, with_goods

CTRL = Qt.KeyboardModifier.ControlModifier


def ask(at: Counter, qtbot: QtBot) -> CardTalk:
    """Press the card's button, and wait until the terminal is asked but not for its answer."""
    sale, button = at.window.screen_of("sale"), at.find("pay-card")
    assert isinstance(sale, SaleScreen)
    assert isinstance(button, QPushButton)
    talk = sale.panels.payment._talk
    with qtbot.waitSignal(talk.asking):
        button.click()
    return talk


def test_the_terminal_takes_the_amount_and_the_sale_is_done(
    counter: Opener,
    simulated: Callable[..., TerminalSimulator],
    no_sql_on_main: list[str],
) -> None:
    simulator = simulated()
    at = counter(connected(simulator))
    no_sql_on_main.clear()
    pay_for(at, SCARF)

    at.key(Qt.Key.Key_F7)

    view = last_sale(at.shop)
    assert paid(view) == [("card", 49_00)]
    assert view.tenders[0].reference == "123456 •••• 4970"
    assert [charge.cents for charge in simulator.charges] == [49_00]


def test_nothing_of_a_card_payment_runs_sql_on_the_main_thread(
    counter: Opener,
    simulated: Callable[..., TerminalSimulator],
    no_sql_on_main: list[str],
) -> None:
    at = counter(connected(simulated()))
    no_sql_on_main.clear()
    pay_for(at, SCARF)
    at.key(Qt.Key.Key_F7)
    assert at.sees("done-words")
    assert no_sql_on_main == []


def test_a_part_by_card_leaves_the_rest_to_pay(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    at = pay_for(counter(connected(simulated())), SCARF)
    at.type("20")
    at.key(Qt.Key.Key_F7)
    assert at.text("pay-due") == "29,00\u00a0€"

    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("card", 20_00), ("cash", 29_00)]


def test_a_refused_card_is_told_and_another_means_pays(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    at = pay_for(counter(connected(simulated(Fault.REFUSES))), SCARF)
    at.key(Qt.Key.Key_F7)
    assert "refusée" in at.text("pay-problem")
    assert selling.sales_today(at.shop) == ()

    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("cash", 49_00)]


@pytest.mark.parametrize(("key", "means"), [(Qt.Key.Key_Return, "card"), (Qt.Key.Key_N, "")])
def test_an_unknown_outcome_blocks_until_the_operator_has_read_the_terminal(
    counter: Opener,
    simulated: Callable[..., TerminalSimulator],
    key: Qt.Key,
    means: str,
) -> None:
    at = pay_for(counter(connected(simulated(Fault.DROPS_AFTER_REQUEST))), SCARF)
    at.key(Qt.Key.Key_F7)
    assert "49,00" in at.text("terminal-which")
    at.key(Qt.Key.Key_F6)
    assert selling.sales_today(at.shop) == ()
    at.press("pay-back")
    assert "49,00\u00a0€ sans réponse" in at.window.banner.words
    at.press("banner-act")

    at.key(key, CTRL)

    if means:
        assert paid(last_sale(at.shop)) == [("card", 49_00)]
    else:
        assert selling.sales_today(at.shop) == ()
        at.key(Qt.Key.Key_F6)
        assert paid(last_sale(at.shop)) == [("cash", 49_00)]
    assert card_payments.open_payments(at.shop) == ()


def test_the_window_lives_while_the_terminal_is_silent_and_waiting_can_be_stopped(
    counter: Opener, simulated: Callable[..., TerminalSimulator], qtbot: QtBot
) -> None:
    simulator = simulated(Fault.HANGS)
    at = pay_for(counter(connected(simulator)), SCARF)
    ask(at, qtbot)
    assert simulator.was_asked.wait(20)
    assert at.text("terminal-asked") == "49,00\u00a0€"

    at.press("terminal-stop")

    assert "49,00" in at.text("terminal-which")
    at.key(Qt.Key.Key_N, CTRL)
    assert at.sees("pay-card")


def test_a_payment_cut_short_by_a_crash_is_asked_about_at_the_next_start(
    counter: Opener,
) -> None:
    at = counter(
        with_goods,
        stock=lambda shop: card_payments.ask(shop, new_id(), new_id(), Money(49_00), OWNER),
    )
    assert "49,00" in at.text("terminal-which")

    at.key(Qt.Key.Key_Return, CTRL)

    # The basket was lost; what the card paid waits for it.
    pay_for(at, SCARF)
    at.key(Qt.Key.Key_O, CTRL)
    at.press("pay-card-waiting-0")
    assert paid(last_sale(at.shop)) == [("card", 49_00)]
    assert card_payments.unspent(at.shop) == ()


def given_back_and_died(shop: Shop) -> None:
    """Sell a scarf, have the terminal give its price back, and die before the refund."""
    sell(shop, "écharpe")
    asked = card_payments.ask(shop, new_id(), new_id(), Money(-49_00), OWNER)
    card_payments.note_answer(shop, asked.id, Answer(outcome=Outcome.OK, authorisation="A123"))


def test_a_refund_cut_short_after_the_terminal_gave_back_is_written_at_the_next_start(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = counter(connected(simulator), stock=given_back_and_died)
    assert "49,00" in at.text("terminal-gave")

    at.key(Qt.Key.Key_Return, CTRL)
    at.scan(last_sale(at.shop).number)
    at.press("refund-all")
    at.key(Qt.Key.Key_F7)

    view = last_sale(at.shop)
    assert (view.kind, paid(view)) == ("refund", [("card", -49_00)])
    # The terminal is not asked a second time.
    assert simulator.charges == []
    assert card_payments.unwritten(at.shop) == ()


def test_a_refund_cut_short_may_be_told_as_settled_by_hand(counter: Opener) -> None:
    at = counter(with_goods, stock=given_back_and_died)

    at.press("terminal-by-hand")

    assert card_payments.unwritten(at.shop) == ()
    assert "49,00" in at.text("banner-words")
    assert not at.sees("terminal-gave")


def test_what_a_card_got_back_stays_offered_when_the_question_is_left(counter: Opener) -> None:
    at = counter(with_goods, stock=given_back_and_died)
    assert at.sees("terminal-gave")

    at.key(Qt.Key.Key_Escape)

    assert not at.sees("terminal-gave")
    assert "49,00" in at.text("banner-words")
    at.press("banner-act")
    assert "49,00" in at.text("terminal-gave")


def test_another_room_brings_no_offer_beside_the_question(counter: Opener) -> None:
    at = counter(with_goods, stock=given_back_and_died)

    at.key(Qt.Key.Key_F5)

    assert not at.window.banner.isVisible()
    at.key(Qt.Key.Key_F1)
    assert at.sees("terminal-gave")


def test_a_refund_of_another_amount_is_not_the_one_given_back(counter: Opener) -> None:
    def stock(shop: Shop) -> None:
        given_back_and_died(shop)
        sell(shop, "baguette")

    at = counter(with_goods, stock=stock)
    at.press("terminal-record")
    at.scan(last_sale(at.shop).number)
    at.press("refund-all")
    at.key(Qt.Key.Key_F7)

    assert "49,00" in at.text("banner-words")
    assert last_sale(at.shop).kind == "sale"
    assert [each.amount for each in card_payments.unwritten(at.shop)] == [Money(-49_00)]


def test_a_charged_card_that_is_taken_back_gets_its_money_back(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = pay_for(counter(connected(simulator)), SCARF)
    at.type("20")
    at.key(Qt.Key.Key_F7)

    at.press("pay-take-back-0")

    assert at.text("pay-due") == "49,00\u00a0€"
    assert [charge.cents for charge in simulator.charges] == [20_00, -20_00]
    assert card_payments.unspent(at.shop) == ()


def test_a_refund_by_card_goes_through_the_terminal(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = pay_for(counter(connected(simulator)), SCARF)
    at.key(Qt.Key.Key_F7)
    at.scan(last_sale(at.shop).number)
    at.press("refund-all")

    at.press("refund-give")

    view = last_sale(at.shop)
    assert (view.kind, paid(view)) == ("refund", [("card", -49_00)])
    assert [charge.cents for charge in simulator.charges] == [49_00, -49_00]


def test_too_much_cash_is_refused_where_it_is_typed_and_the_rest_goes_by_card(
    counter: Opener,
) -> None:
    at = counter(lambda builder: builder.with_product("Vélo", 1500_00, code=SCARF))
    pay_for(at, SCARF)

    at.key(Qt.Key.Key_F6)

    assert "1\u202f000,00" in at.text("pay-problem")
    at.type("1000")
    at.key(Qt.Key.Key_F6)
    at.key(Qt.Key.Key_F7)
    assert paid(last_sale(at.shop)) == [("cash", 1000_00), ("card", 500_00)]


def test_an_advance_goes_back_to_the_card_through_the_terminal(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = counter(connected(simulator), stock=an_advance)
    at.window.go("customers")
    at.settle()
    at.press("customers-advances")

    at.press("advance-back-card")

    assert [charge.cents for charge in simulator.charges] == [-20_00]
    assert advances.held(at.shop) == ()
    assert card_payments.unwritten(at.shop) == ()


def test_the_terminal_is_set_and_tried_without_asking_for_money(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = counter(with_goods)
    at.settings("payments")
    field = at.find("settings-terminal-address")
    assert isinstance(field, QLineEdit)
    field.setText("nowhere:x")
    at.press("settings-terminal-test")
    assert "adresse" in at.text("settings-terminal-standing")
    field.setText(simulator.address)
    at.press("settings-terminal-test")
    assert at.text("settings-terminal-standing") == "Le terminal répond."

    at.press("settings-save")

    assert at.shop.settings.terminal == simulator.address
    assert simulator.asked == []


def test_who_leaves_while_the_terminal_is_asked_is_called_back(
    counter: Opener, simulated: Callable[..., TerminalSimulator], qtbot: QtBot
) -> None:
    simulator = simulated(Fault.HANGS)
    at = pay_for(counter(connected(simulator)), SCARF)
    talk = ask(at, qtbot)
    assert simulator.was_asked.wait(20)
    at.window.screen_of("sale").step_back()
    assert not at.sees("terminal-asked")
    assert "49,00\u00a0€ sans réponse" in at.window.banner.words

    talk.cancel()
    at.settle()

    assert "49,00" in at.text("terminal-which")
    at.key(Qt.Key.Key_Return, CTRL)
    assert paid(last_sale(at.shop)) == [("card", 49_00)]


def test_the_window_closes_while_the_terminal_is_silent(
    counter: Opener, simulated: Callable[..., TerminalSimulator], qtbot: QtBot
) -> None:
    simulator = simulated(Fault.HANGS)
    at = pay_for(counter(connected(simulator)), SCARF)
    ask(at, qtbot)
    assert simulator.was_asked.wait(20)

    at.desk.tasks.close()

    (left,) = card_payments.open_payments(at.shop)
    assert left.state == "asked"


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.REFUSES, Fault.DROPS_IN_ANSWER])
def test_whatever_the_terminal_does_is_told_to_the_journal(
    counter: Opener, simulated: Callable[..., TerminalSimulator], fault: Fault
) -> None:
    at = pay_for(counter(connected(simulated(fault))), SCARF)
    at.key(Qt.Key.Key_F7)
    with at.shop.look() as look:
        rows = look.connection.exec_driver_sql(
            "SELECT c FROM journal_record WHERE kind = 'EVENT' ORDER BY seq"
        ).all()
    codes = [code for row in rows for code in (440, 441) if f'"code":{code}'.encode() in row.c]
    assert codes == ([440] if fault is Fault.DROPS_IN_ANSWER else [440, 441])
