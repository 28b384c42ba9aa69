"""The terminal's payments in the books: nothing is lost by a crash and nothing is guessed."""

import json
from pathlib import Path

import pytest

from desktop.devices.terminal import Answer, Outcome
from desktop.devices.terminal_simulator import Fault, TerminalSimulator
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.money import advances, card_payments
from desktop.services.money.card_payments import CardPayment
from desktop.services.shop import Shop
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.services.counter.test_bargains import with_seller
from tests.support.a_shop import OWNER, a_cart, a_shop, open_again, paid_in_cash, sell

OK = Answer(outcome=Outcome.OK, authorisation="A123", scheme="00001", last4="1234")
UNKNOWN = Answer(outcome=Outcome.UNKNOWN)


def asked(shop: Shop, cents: int = 12_50, sale_id: str = "") -> CardPayment:
    return card_payments.ask(shop, new_id(), sale_id or new_id(), Money(cents), OWNER)


def events(shop: Shop) -> list[tuple[int, dict[str, object]]]:
    with shop.look() as look:
        rows = look.connection.exec_driver_sql(
            "SELECT c FROM journal_record WHERE kind = 'EVENT' ORDER BY seq"
        ).all()
    bodies = [json.loads(row.c)["b"] for row in rows]
    return [
        (body["code"], body.get("data", {})) for body in bodies if body["code"] in (440, 441, 442)
    ]


def paid_by(shop: Shop, payment: CardPayment, sale_id: str, *goods: str) -> selling.SaleDone:
    tenders = Tenders().add(
        Means.CARD, payment.amount, payment.authorisation, last4=payment.last4, token=payment.id
    )
    checkout = Checkout(cart=a_cart(shop, *goods), tenders=tenders, staff=OWNER, sale_id=sale_id)
    return selling.take_payment(shop, checkout)


def test_the_intent_is_on_the_disk_before_the_terminal_is_asked(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    with builder.opened() as shop:
        payment = asked(shop)
        assert [code for code, _told in events(shop)] == [440]
        assert events(shop)[0][1] == {"payment": payment.id, "amount": 12_50}

    # The plug was pulled here: the next start asks.
    again = open_again(builder.folder, builder.clock)
    try:
        (left,) = card_payments.open_payments(again)
        assert (left.id, left.amount, left.is_open) == (payment.id, Money(12_50), True)
    finally:
        again.close()


def test_a_payment_goes_through_the_terminal_into_the_sale(tmp_path: Path) -> None:
    with TerminalSimulator(card="4242") as simulator:
        builder = a_shop(tmp_path).with_product("Lampe", 12_50)
        with builder.with_settings(terminal=simulator.address).opened() as shop:
            sale_id = new_id()
            payment = asked(shop, sale_id=sale_id)
            answer = card_payments.line_to_terminal(shop).send(payment)
            noted = card_payments.note_answer(shop, payment.id, answer)
            done = paid_by(shop, noted, sale_id, "lampe")

            (tender,) = selling.sale(shop, done.sale_id).tenders
            assert noted.state == "ok"
            assert tender.reference == "123456 •••• 4242"
            assert [told.get("outcome") for _code, told in events(shop)] == [None, "ok"]
            assert card_payments.unspent(shop) == ()
            assert len(simulator.charges) == 1


def test_the_signed_record_has_authorisation_and_four_digits_and_no_more(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Lampe", 12_50).opened() as shop:
        sale_id = new_id()
        payment = asked(shop, sale_id=sale_id)
        noted = card_payments.note_answer(shop, payment.id, OK)
        paid_by(shop, noted, sale_id, "lampe")

        with shop.look() as look:
            (text,) = look.connection.exec_driver_sql(
                "SELECT c FROM journal_record WHERE kind = 'SALE'"
            ).one()
        (pay,) = json.loads(text)["b"]["pay"]
        assert pay == {"means": "CARD", "amount": 12_50, "auth": "A123", "last4": "1234"}


def test_while_one_outcome_is_unknown_nothing_else_is_asked(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        payment = asked(shop)
        card_payments.note_answer(shop, payment.id, UNKNOWN)

        with pytest.raises(RefusedError) as refused:
            asked(shop, 5_00)
        assert (refused.value.code, refused.value.facts["amount"]) == (
            "card_payment_open",
            Money(12_50),
        )


@pytest.mark.parametrize(("is_paid", "state"), [(True, "ok"), (False, "refused")])
def test_the_operator_says_what_the_terminal_shows(
    tmp_path: Path, is_paid: bool, state: str
) -> None:
    with a_shop(tmp_path).opened() as shop:
        payment = asked(shop)
        card_payments.note_answer(shop, payment.id, UNKNOWN)

        known = card_payments.resolve(shop, payment.id, OWNER, is_paid=is_paid)

        assert known.state == state
        assert events(shop)[-1] == (
            441,
            {"payment": payment.id, "outcome": state, "by": "operator"},
        )
        assert card_payments.open_payments(shop) == ()
        with pytest.raises(RefusedError) as refused:
            card_payments.resolve(shop, payment.id, OWNER, is_paid=True)
        assert refused.value.code == "card_payment_known"


def test_a_payment_the_operator_took_for_made_stands_against_a_late_refusal(
    tmp_path: Path,
) -> None:
    with a_shop(tmp_path).opened() as shop:
        payment = asked(shop)
        card_payments.resolve(shop, payment.id, OWNER, is_paid=True)

        noted = card_payments.note_answer(shop, payment.id, Answer(outcome=Outcome.REFUSED))

        assert noted.state == "ok"
        assert events(shop)[-1][0] == 442


def test_money_that_moved_after_the_operator_said_no_waits_for_a_ticket(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        payment = asked(shop)
        card_payments.resolve(shop, payment.id, OWNER, is_paid=False)

        noted = card_payments.note_answer(shop, payment.id, OK)

        assert noted.state == "ok"
        assert [each.id for each in card_payments.unspent(shop)] == [payment.id]
        assert [code for code, _told in events(shop)][-2:] == [442, 441]


def test_a_charge_waits_though_its_own_sale_was_paid_in_cash_meanwhile(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Lampe", 12_50).opened() as shop:
        sale_id = new_id()
        payment = asked(shop, sale_id=sale_id)
        selling.take_payment(shop, paid_in_cash(a_cart(shop, "lampe"), sale_id=sale_id))

        card_payments.note_answer(shop, payment.id, OK)

        assert [each.id for each in card_payments.unspent(shop)] == [payment.id]


def test_one_payment_is_never_asked_twice(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        payment = asked(shop)
        card_payments.note_answer(shop, payment.id, OK)

        with pytest.raises(RefusedError) as refused:
            card_payments.ask(shop, payment.id, payment.sale_id, payment.amount, OWNER)
        assert refused.value.code == "card_payment_open"


def test_what_a_card_paid_for_a_lost_basket_waits_for_the_next(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Lampe", 12_50).opened() as shop:
        card_payments.note_answer(shop, asked(shop).id, OK)
        (waiting,) = card_payments.unspent(shop)

        paid_by(shop, waiting, new_id(), "lampe")

        assert card_payments.unspent(shop) == ()
        with pytest.raises(RefusedError) as refused:
            paid_by(shop, waiting, new_id(), "lampe")
        assert refused.value.code == "card_payment_spent"
        assert len(selling.sales_today(shop)) == 1


def test_what_was_refused_pays_nothing(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Lampe", 12_50).opened() as shop:
        payment = asked(shop)
        refusal = Answer(outcome=Outcome.REFUSED)
        noted = card_payments.note_answer(shop, payment.id, refusal)

        with pytest.raises(RefusedError) as refused:
            paid_by(shop, noted, noted.sale_id, "lampe")
        assert refused.value.code == "card_payment_spent"
        assert selling.sales_today(shop) == ()


def test_money_given_back_to_the_card_no_longer_waits(tmp_path: Path) -> None:
    with (
        TerminalSimulator() as simulator,
        a_shop(tmp_path).with_settings(terminal=simulator.address).opened() as shop,
    ):
        payment = asked(shop)
        card_payments.note_answer(shop, payment.id, OK)

        back = card_payments.ask(shop, new_id(), payment.id, -payment.amount, OWNER)
        answer = card_payments.line_to_terminal(shop).send(back)
        card_payments.note_answer(shop, back.id, answer)

        assert card_payments.unspent(shop) == ()
        assert [charge.cents for charge in simulator.charges] == [-12_50]


def test_a_line_that_breaks_leaves_the_question_open(tmp_path: Path) -> None:
    with (
        TerminalSimulator(Fault.DROPS_AFTER_REQUEST) as simulator,
        a_shop(tmp_path).with_settings(terminal=simulator.address).opened() as shop,
    ):
        payment = asked(shop)
        answer = card_payments.line_to_terminal(shop).send(payment)
        noted = card_payments.note_answer(shop, payment.id, answer)

        assert (noted.state, noted.reason) == ("unknown", "unanswered")
        assert [each.id for each in card_payments.open_payments(shop)] == [payment.id]


def test_the_simulator_can_be_chosen_for_trying_out(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_settings(terminal="simulator").opened() as shop:
        payment = asked(shop)
        assert card_payments.is_connected(shop)
        assert card_payments.line_to_terminal(shop).send(payment).outcome is Outcome.OK


def test_an_address_that_is_none_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_settings(terminal="host:nowhere").opened() as shop:
        with pytest.raises(RefusedError) as refused:
            card_payments.line_to_terminal(shop)
        assert refused.value.code == "terminal_address_wrong"


def test_an_amount_given_back_pays_for_nothing_more(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 12_50).opened() as shop:
        sale_id = new_id()
        charged = card_payments.note_answer(shop, asked(shop, sale_id=sale_id).id, OK)
        back = asked(shop, -12_50, sale_id=charged.id)
        card_payments.note_answer(shop, back.id, OK)

        with pytest.raises(RefusedError) as refused:
            paid_by(shop, charged, sale_id, "vase")

        assert refused.value.code == "card_payment_spent"


def test_money_back_for_an_unused_charge_is_no_ticket_s(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 12_50).opened() as shop:
        charged = card_payments.note_answer(shop, asked(shop).id, OK)
        back = card_payments.note_answer(shop, asked(shop, -12_50, sale_id=charged.id).id, OK)
        sold = paid_by(shop, card_payments.note_answer(shop, asked(shop).id, OK), new_id(), "vase")

        with pytest.raises(RefusedError) as refused:
            selling.refund(shop, sold.sale_id, (), Means.CARD, OWNER, "no", token=back.id)

        assert refused.value.code == "card_payment_spent"
        assert card_payments.unspent(shop) == ()


# Given back, and the till died before the refund was written


def given_back(shop: Shop, cents: int, ident: str = "") -> CardPayment:
    back = asked(shop, -cents, ident)
    return card_payments.note_answer(shop, back.id, OK)


def test_what_was_given_back_before_a_crash_waits_for_its_refund(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Lampe", 12_50)
    with builder.opened() as shop:
        sold = sell(shop, "lampe")
        back = given_back(shop, 12_50)

    # The till died between the terminal and the ticket.
    again = open_again(builder.folder, builder.clock)
    try:
        (waiting,) = card_payments.unwritten(again)
        assert (waiting.id, waiting.amount) == (back.id, Money(-12_50))

        selling.refund(again, sold.sale_id, (), Means.CARD, OWNER, "rendu", token=waiting.id)

        assert card_payments.unwritten(again) == ()
        with pytest.raises(RefusedError) as refused:
            card_payments.settle_by_hand(again, back.id, OWNER)
        assert refused.value.code == "card_payment_known"
    finally:
        again.close()


def test_an_amount_settled_by_hand_is_told_to_the_journal_and_asked_no_more(
    tmp_path: Path,
) -> None:
    with a_shop(tmp_path).opened() as shop:
        back = given_back(shop, 12_50)

        card_payments.settle_by_hand(shop, back.id, OWNER)

        assert card_payments.unwritten(shop) == ()
        code, told = events(shop)[-1]
        assert (code, told["outcome"], told["amount"]) == (441, "by_hand", -12_50)


def test_an_advance_given_back_on_the_card_waits_until_it_is_no_longer_held(
    tmp_path: Path,
) -> None:
    with a_shop(tmp_path).with_product("Lampe", 12_50).opened() as shop:
        tenders = Tenders().add(Means.CASH, Money(5_00))
        held = advances.take(shop, a_cart(shop, "lampe"), tenders, OWNER, advance_id=new_id())
        back = given_back(shop, 5_00, held.id)
        assert [each.id for each in card_payments.unwritten(shop)] == [back.id]

        advances.give_back(shop, held.id, Means.CARD, OWNER, token=back.id)

        assert card_payments.unwritten(shop) == ()


def test_a_charge_that_was_taken_back_waits_for_no_refund(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        paid = asked(shop)
        card_payments.note_answer(shop, paid.id, OK)
        given_back(shop, 12_50, paid.id)

        assert card_payments.unwritten(shop) == ()


def test_the_word_on_an_amount_nobody_knows_of_is_a_right(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        payment = card_payments.ask(shop, new_id(), new_id(), Money(12_00), OWNER)
        with_seller(shop)

        with pytest.raises(RefusedError) as refused:
            card_payments.resolve(shop, payment.id, "nobody", is_paid=True)
        assert refused.value.code == "needs_approval"
        assert card_payments.open_payments(shop) == (payment,)

        card_payments.resolve(shop, payment.id, "nobody", is_paid=True, approved_by="03")
        other = card_payments.ask(shop, new_id(), new_id(), Money(12_00), OWNER)
        assert card_payments.resolve(shop, other.id, "02", is_paid=False).state == "refused"
