"""Bodies that add up are written, bodies that do not are refused."""

from dataclasses import replace

import pytest

from fiscal import (
    BodyRefusedError,
    CashBody,
    CashMove,
    Line,
    LineType,
    Means,
    Payment,
    PrepayBody,
    Reference,
    RefundBody,
    RefundReason,
    SaleBody,
    VatLine,
    vat_lines,
)
from tests.fiscal.till import SELLER, Till, a_refund, a_sale, deposit, goods


def grocery_basket() -> SaleBody:
    """The worked example: five lines net of a 5.00 € basket discount, and a deposit."""
    lines = (
        Line(
            label="Comté", quantity=345, unit="kg", unit_price=2390, discount=123, ttc=702, rate=550
        ),
        Line(label="Pain", quantity=3000, unit_price=115, discount=52, ttc=293, rate=550),
        Line(label="Vin", quantity=1000, unit_price=1490, discount=223, ttc=1267, rate=2000),
        Line(label="Sandwich", quantity=1000, unit_price=680, discount=102, ttc=578, rate=1000),
        Line(label="Journal", quantity=1000, unit_price=320, ttc=320, rate=210),
        replace(deposit(100), quantity=2000, unit_price=50),
    )
    return SaleBody(
        seller=SELLER,
        lines=lines,
        vat=vat_lines(lines),
        payments=(Payment(means=Means.CASH, amount=3260, given=4000),),
    )


def test_worked_example_adds_up_to_the_cent() -> None:
    body = grocery_basket().to_body()

    assert (body["tot"], body["ht"], body["out"], body["due"]) == (3160, 2837, 100, 3260)
    assert [(part["rate"], part["ht"], part["vat"]) for part in body["vat"]] == [
        (2000, 1056, 211),
        (1000, 525, 53),
        (550, 943, 52),
        (210, 313, 7),
    ]
    assert sum(line["disc"] for line in body["lines"]) == 500


def test_absent_particulars_are_left_out_and_never_null(till: Till) -> None:
    body = till.sell(100).record().b

    assert "ord" not in body
    assert "inv" not in body
    assert None not in body.values()
    assert body["pay"] == [{"means": "CASH", "amount": 100}]


def test_an_invoice_made_from_the_ticket_is_held_by_its_hash() -> None:
    body = replace(a_sale(100), invoice=("F-2026-1", bytes(32))).to_body()

    assert body["inv"] == {"no": "F-2026-1", "sha256": "00" * 32}


def test_belgian_cash_rounding_stands_outside_turnover() -> None:
    sale = a_sale(3163)
    paid = (Payment(means=Means.CARD, amount=2000), Payment(means=Means.CASH, amount=1165))

    body = replace(sale, payments=paid, rounding=2).to_body()

    assert (body["tot"], body["due"], body["round"]) == (3163, 3163, 2)


@pytest.mark.parametrize(
    "faulty",
    [
        replace(a_sale(100), payments=(Payment(means=Means.CASH, amount=99),)),
        replace(a_sale(100), rounding=1),
        replace(a_sale(100), vat=(VatLine(2000, 100, 84, 16),)),
        replace(a_sale(100), vat=(VatLine(2000, 100, 83, 18),)),
        replace(a_sale(100), vat=(VatLine(1000, 100, 91, 9),)),
        replace(a_sale(100), vat=()),
        replace(a_sale(100), vat=(VatLine(2000, 50, 42, 8), VatLine(2000, 50, 42, 8))),
        replace(a_sale(100), lines=(goods(200), goods(-100))),
        replace(a_sale(100), lines=(goods(100), replace(deposit(5), type=LineType.NOTE))),
    ],
)
def test_a_sale_that_does_not_add_up_is_refused_and_writes_nothing(
    till: Till, faulty: SaleBody
) -> None:
    before = till.journal.head()

    with pytest.raises(BodyRefusedError):
        till.journal.record_sale(faulty, operator="01")

    assert till.journal.head() == before


def test_a_refund_takes_back_and_never_sells(till: Till) -> None:
    sold = till.sell(500)
    refund = a_refund(sold, 100, ttc_before=500)
    faulty = replace(
        refund,
        lines=(goods(100),),
        vat=vat_lines((goods(100),)),
        payments=(Payment(means=Means.CASH, amount=100),),
    )

    with pytest.raises(BodyRefusedError):
        till.journal.record_refund(faulty, operator="01")


def test_a_whole_card_number_has_no_place_in_a_record() -> None:
    card = Payment(means=Means.CARD, amount=100, last4="4970101234567890")

    with pytest.raises(BodyRefusedError):
        replace(a_sale(100), payments=(card,)).to_body()


def test_an_advance_taken_back_must_say_which() -> None:
    advance = PrepayBody(
        seller=SELLER,
        vat=(VatLine(2000, -100, -83, -17),),
        payments=(Payment(means=Means.ADVANCE, amount=-100),),
    )

    with pytest.raises(BodyRefusedError):
        advance.to_body()


def test_an_advance_is_paid_in_full() -> None:
    with pytest.raises(BodyRefusedError):
        PrepayBody(seller=SELLER, vat=(VatLine(2000, 100, 83, 17),), payments=()).to_body()


@pytest.mark.parametrize(
    "faulty",
    [
        CashBody(move=CashMove.IN, amount=-1),
        CashBody(move=CashMove.COUNT, amount=100, pieces={50: 1}),
    ],
)
def test_a_cash_move_that_cannot_be_is_refused(faulty: CashBody) -> None:
    with pytest.raises(BodyRefusedError):
        faulty.to_body()


def test_a_refund_without_its_ticket_says_so_and_takes_no_vat(till: Till) -> None:
    line = Line(label="Pull", quantity=-1000, unit_price=4000, ttc=-4000, rate=0)
    body = RefundBody(
        seller=SELLER,
        lines=(line,),
        vat=(VatLine(0, -4000, -4000, 0),),
        payments=(Payment(means=Means.CREDIT_NOTE, amount=-4000),),
        original=None,
        reason=RefundReason.NO_RECEIPT,
    )

    written = till.journal.record_refund(body, operator="op1").record().b

    assert (written["reason"], "ref" in written) == ("NO_RECEIPT", False)
    taxed = Line(label="Pull", quantity=-1000, unit_price=4000, ttc=-4000, rate=2000)
    for faulty in (
        replace(body, reason=RefundReason.RETURN),
        replace(body, original=Reference(1, bytes(32))),
        replace(body, lines=(taxed,), vat=(VatLine(2000, -4000, -3333, -667),)),
    ):
        with pytest.raises(BodyRefusedError):
            faulty.to_body()


def test_a_debt_is_paid_by_a_sale_of_nothing(till: Till) -> None:
    before = till.journal.head()
    paid = (Payment(means=Means.CASH, amount=3000), Payment(means=Means.ACCOUNT, amount=-3000))
    body = SaleBody(seller=SELLER, lines=(), vat=(), payments=paid)

    till.journal.record_sale(body, operator="op1")

    after = till.journal.head()
    assert (after.gtn, after.gta) == (before.gtn, before.gta)
    assert after.drawer == before.drawer + 3000
