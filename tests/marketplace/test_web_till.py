"""What is paid online is in a journal the law would recognise: once, whole, and to the cent."""

import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fiscal import Kind, Record, Sealed, verify_journal
from fiscal.archive import archive_rows, read_archive
from marketplace.errors import Refusal
from marketplace.models.money import CommissionLine
from marketplace.models.orders import ShopOrder
from marketplace.services import (
    checkup,
    hand_overs,
    order_entities,
    order_lines,
    web_till_rows,
)
from marketplace.services.entities import renderer
from sync.contract import v1
from tests.marketplace.test_online_payments import BREAD, BRIOCHE, lines_of, refunds, run_jobs
from tests.marketplace.test_orders import hand_over, make_ready, step
from tests.marketplace.towns import OpenTown
from tests.marketplace.ways import BAKERY, offer_ways, order, pay, relay


@pytest.fixture
def town(town: OpenTown) -> OpenTown:
    offer_ways(town)
    return town


def journal(town: OpenTown) -> list[Sealed]:
    with town.database.read() as session:
        return list(web_till_rows.rows_of(session, town.market.shops[BAKERY]))


def records(town: OpenTown) -> list[Record]:
    return [row.record() for row in journal(town)]


def told(town: OpenTown) -> list[tuple[Kind, int]]:
    """Kind and amount of every record of money."""
    return [(each.k, each.b["tot"]) for each in records(town) if "tot" in each.b]


def assert_sound(rows: Sequence[Sealed]) -> None:
    report = verify_journal(rows, bytes.fromhex(rows[0].record().b["pub"]))
    assert report.is_sound, report.findings


def take_back(town: OpenTown, order_id: str, places: Sequence[int], sale: str = "") -> None:
    with town.database.write() as session:
        goods = [line.id for line in lines_of(session, order_id) if line.variant]
        message = v1.OrderReturned(
            order=order_id, sale=sale, lines=tuple(goods[place] for place in places)
        )
        hand_overs.take_back(session, town.market.shops[BAKERY], message, town.clock.now())


def test_money_that_came_before_the_goods_is_an_advance_with_its_vat(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "2"), way=relay(town))
    assert journal(town) == []

    pay(town, order_id)
    pay(town, order_id)

    genesis, advance = records(town)
    assert (genesis.k, genesis.till, genesis.b["country"]) == (Kind.GENESIS, "W01", "FR")
    assert (advance.k, advance.b["no"]) == (Kind.PREPAY, "W01-2026-000001")
    assert advance.b["tot"] == sum(part["ttc"] for part in advance.b["vat"]) == 910
    assert advance.b["pay"] == [{"means": "ONLINE", "amount": 910}]
    assert advance.b["ord"] == order_id
    assert_sound(journal(town))


def test_an_order_is_one_sale_however_often_its_end_is_told(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), (BRIOCHE, "1"), pays_online=True)
    pay(town, order_id)
    make_ready(town, order_id)
    for _again in range(3):
        hand_over(town, order_id)

    assert told(town) == [(Kind.PREPAY, 1100), (Kind.PREPAY, -1100), (Kind.SALE, 1100)]
    sale = records(town)[-1].b
    assert (sale["ch"], sale["ord"], sale["gtn"]) == ("ONLINE", order_id, 1100)
    assert sale["pay"] == [{"means": "ADVANCE", "amount": 1100}]
    assert [line["ttc"] for line in sale["lines"]] == [380, 720]
    assert_sound(journal(town))


def test_what_is_missing_goes_back_as_an_advance_and_never_was_turnover(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), (BRIOCHE, "1"), pays_online=True)
    pay(town, order_id)
    step(town, order_id, "order.accept")
    with town.database.write() as session:
        line = next(each for each in lines_of(session, order_id) if each.gross_cents == 720)
        gone = v1.OrderLineSet(order=order_id, line=line.id, state=v1.LineState.MISSING)
        order_lines.set_line(session, town.market.shops[BAKERY], gone, town.clock.now())
    step(town, order_id, "order.ready")
    hand_over(town, order_id)

    assert told(town) == [(Kind.PREPAY, 1100), (Kind.PREPAY, -1100), (Kind.SALE, 380)]
    back = records(town)[-2].b["pay"]
    assert back == [{"means": "ADVANCE", "amount": -380}, {"means": "ONLINE", "amount": -720}]


@pytest.mark.parametrize("how", ["order.refuse", "late"])
def test_an_order_that_falls_leaves_no_turnover(town: OpenTown, how: str) -> None:
    (order_id,) = order(town, (BREAD, "2"), way=relay(town))
    if how == "late":
        town.clock.advance(timedelta(minutes=21))
        run_jobs(town)
        pay(town, order_id)
    else:
        pay(town, order_id)
        step(town, order_id, how)

    assert told(town) == [(Kind.PREPAY, 910), (Kind.PREPAY, -910)]
    assert_sound(journal(town))


def test_what_comes_back_is_a_refund_of_its_sale(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "2"), (BRIOCHE, "1"), way=relay(town))
    pay(town, order_id)
    make_ready(town, order_id)
    hand_over(town, order_id)
    for _again in range(2):
        take_back(town, order_id, [0])
    take_back(town, order_id, [0, 1])

    # With the last of the goods goes what their way cost.
    assert told(town)[-2:] == [(Kind.REFUND, -760), (Kind.REFUND, -870)]
    sale, *refunds = [each for each in records(town) if each.k in {Kind.SALE, Kind.REFUND}]
    assert {refund.b["ref"]["seq"] for refund in refunds} == {sale.seq}
    assert refunds[-1].b["gtn"] == 0
    assert_sound(journal(town))


def test_the_vat_of_parts_that_come_back_cancels_the_sales(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), (BRIOCHE, "1"), pays_online=True)
    pay(town, order_id)
    make_ready(town, order_id)
    hand_over(town, order_id)
    take_back(town, order_id, [0])
    take_back(town, order_id, [1])

    tickets = [each.b["vat"] for each in records(town) if each.k in {Kind.SALE, Kind.REFUND}]
    # Each part by itself would give back a cent more than was charged: 0.20 + 0.38 of 0.57.
    assert [part["vat"] for (part,) in tickets] == [57, -19, -38]


def test_what_the_shop_gave_a_credit_note_for_is_not_sent_back_as_well(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), (BRIOCHE, "1"), pays_online=True)
    pay(town, order_id)
    make_ready(town, order_id)
    hand_over(town, order_id)
    take_back(town, order_id, [0], sale="a-ticket")
    take_back(town, order_id, [1])

    with town.database.read() as session:
        found = session.get_one(ShopOrder, order_id)
        goods = lines_of(session, order_id)
    assert found.refunded_cents == goods[1].gross_cents
    assert told(town)[-1] == (Kind.REFUND, -goods[1].gross_cents)
    assert records(town)[-1].b["gtn"] == 0


def test_of_several_pieces_each_comes_back_by_itself_and_two_counters_are_not_merged(
    town: OpenTown,
) -> None:
    (order_id,) = order(town, (BREAD, "3"), (BRIOCHE, "1"), pays_online=True)
    pay(town, order_id)
    make_ready(town, order_id)
    hand_over(town, order_id)
    odd = []
    # The second is another counter's, which had not heard of the first.
    for before in (0, 0, 2000):
        with town.database.write() as session:
            bread = lines_of(session, order_id)[0]
            message = v1.OrderPartReturned(
                order=order_id, line=bread.id, quantity=1000, before=before
            )
            shop_id = town.market.shops[BAKERY]
            hand_overs.take_part_back(session, shop_id, message, town.clock.now())
            odd.append(session.get_one(ShopOrder, order_id).anomaly)
            now = order_entities.order_entity(session, shop_id, order_id)
            assert now is not None
            if len(odd) == 1:
                assert (now.lines[0].returned, now.lines[0].returned_at) == (1000, 0)
                assert now.paid_cents == 1860 - 380
    assert odd == ["", "returned_twice", "returned_twice"]
    assert now is not None
    assert [each.quantity for each in now.hand_overs] == [1000, 1000, 1000]
    take_back(town, order_id, [1])

    with town.database.read() as session:
        assert [each.cents for each in refunds(session, order_id)] == [380, 380, 380, 720]
        found = session.get_one(ShopOrder, order_id)
        assert (found.state, found.refunded_cents) == ("returned", 1860)
        fees = session.scalars(select(CommissionLine.fee_cents)).all()
        assert (len(fees), sum(fees)) == (6, 0)
    assert told(town)[-4:] == [(Kind.REFUND, -380)] * 3 + [(Kind.REFUND, -720)]
    sale, *back = [each.b for each in records(town) if each.k in {Kind.SALE, Kind.REFUND}]
    assert [line["q"] for each in back for line in each["lines"]] == [-1000] * 4
    assert sum(part["vat"] for each in (sale, *back) for part in each["vat"]) == 0
    assert_sound(journal(town))


@pytest.mark.parametrize(("sale", "refunded"), [("", [380, 720, 150]), ("a-ticket", [720, 150])])
def test_with_the_rest_that_is_given_up_all_the_money_has_gone_back(
    town: OpenTown, sale: str, refunded: list[int]
) -> None:
    (order_id,) = order(town, (BREAD, "1"), (BRIOCHE, "1"), way=relay(town))
    pay(town, order_id)
    make_ready(town, order_id)
    with town.database.read() as session:
        bread, _brioche, fee = lines_of(session, order_id)
    hand_over(town, order_id, lines=(bread.id, fee.id))
    take_back(town, order_id, [0], sale)
    step(town, order_id, "order.expire")

    with town.database.read() as session:
        assert session.get_one(ShopOrder, order_id).state == "returned"
        assert [each.cents for each in refunds(session, order_id)] == refunded
    tickets = [each.b for each in records(town) if "tot" in each.b]
    paid = [each for ticket in tickets for each in ticket["pay"] if each["means"] == "ONLINE"]
    assert sum(each["amount"] for each in paid) == 0
    assert sum(each["tot"] for each in tickets) == 0
    assert_sound(journal(town))


def test_a_day_is_closed_by_itself_and_tells_the_sum_of_its_tickets(town: OpenTown) -> None:
    (first,) = order(town, (BREAD, "1"), pays_online=True)
    pay(town, first)
    make_ready(town, first)
    hand_over(town, first)
    town.clock.advance(timedelta(days=1))
    run_jobs(town)

    closing = records(town)[-1]
    assert (closing.k, closing.b["per"], closing.b["auto"]) == (Kind.CLOSE, "D", True)
    assert sum(part["ttc"] for part in closing.b["vat"]) == 380
    assert {item["means"]: item["amount"] for item in closing.b["pay"]} == {
        "ONLINE": 380,
        "ADVANCE": 0,
    }
    assert_sound(journal(town))


def test_an_order_that_is_paid_where_it_is_collected_is_the_tills_own(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"))
    make_ready(town, order_id)
    hand_over(town, order_id)

    assert journal(town) == []


def test_the_shops_counters_are_told_every_record_as_it_is(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), pays_online=True)
    pay(town, order_id)
    render, shop_id = renderer("http://town"), town.market.shops[BAKERY]

    with town.database.read() as session:
        fed = session.execute(
            text("SELECT entity_id FROM feed WHERE entity = 'web_record' ORDER BY seq")
        ).scalars()
        states = [render(session, shop_id, "web_record", each) for each in fed.all()]

    assert [
        Sealed(state.seq, state.c.encode(), bytes.fromhex(state.h), bytes.fromhex(state.s))
        for state in states
        if isinstance(state, v1.WebRecordEntity)
    ] == journal(town)


@pytest.mark.parametrize("change", ["UPDATE {} SET c = h", "DELETE FROM {}"])
def test_no_record_is_changed_or_removed(town: OpenTown, change: str) -> None:
    (order_id,) = order(town, (BREAD, "1"), pays_online=True)
    pay(town, order_id)

    def attempt(session: Session) -> None:
        session.execute(text(change.format("web_till_record")))

    with pytest.raises(IntegrityError), town.database.write() as session:
        attempt(session)


@pytest.mark.parametrize(
    ("trigger", "change"),
    [
        ("update", "UPDATE web_till_record SET c = :cheaper WHERE seq = 2"),
        ("update", "UPDATE web_till_record SET c = h WHERE seq = 1"),
        ("delete", "DELETE FROM web_till_record WHERE seq = 2"),
        ("delete", "DELETE FROM web_till_record"),
    ],
)
def test_the_operators_check_finds_what_was_altered(
    town: OpenTown, trigger: str, change: str
) -> None:
    (order_id,) = order(town, (BREAD, "1"), pays_online=True)
    pay(town, order_id)
    assert all(each.is_well for each in checkup.examine(town.hub))
    cheaper = journal(town)[1].c.replace(b"380", b"180")
    where = "" if town.database.is_sqlite else "ON web_till_record"
    with town.database.engine.begin() as raw:
        raw.execute(text(f"DROP TRIGGER web_till_record_no_{trigger} {where}"))
        raw.execute(text(change), {"cheaper": cheaper} if ":" in change else {})

    wrong = {each.name: each.detail for each in checkup.examine(town.hub) if not each.is_well}
    assert wrong == {"web_till": town.market.shops[BAKERY]}


def test_its_archive_checks_itself_and_the_next_one_goes_on(town: OpenTown, tmp_path: Path) -> None:
    shop_id, tills, target = town.market.shops[BAKERY], town.hub.web_tills, tmp_path / "w01.zip"
    (order_id,) = order(town, (BREAD, "1"), pays_online=True)
    pay(town, order_id)
    with pytest.raises(Refusal, match="web_till_not_closed"):
        tills.archive(town.database, shop_id, target)
    town.clock.advance(timedelta(days=1))

    made = tills.archive(town.database, shop_id, target)

    with zipfile.ZipFile(target) as file:
        told = read_archive(file)
        report = verify_journal(archive_rows(file), told.pub, start=told.start)
    assert report.is_sound
    assert (made.first_seq, report.records) == (1, made.last_seq)
    assert records(town)[-1].k is Kind.ARCHIVE
    with pytest.raises(Refusal, match="web_till_not_closed"):
        tills.archive(town.database, shop_id, tmp_path / "again.zip")
    assert [path.name for path in tmp_path.glob("*.zip*")] == ["w01.zip"]
    assert_sound(journal(town))


def test_an_order_that_cannot_be_entered_holds_up_neither_payment_nor_shop(town: OpenTown) -> None:
    (odd,) = order(town, (BREAD, "1"), pays_online=True)
    with town.database.write() as session:
        lines_of(session, odd)[0].ordered_cents += 1
    pay(town, odd)
    (sound,) = order(town, (BRIOCHE, "1"), pays_online=True)
    pay(town, sound)

    with town.database.read() as session:
        assert session.get_one(ShopOrder, odd).paid_cents == 380
    assert told(town) == [(Kind.PREPAY, 720)]
    wrong = {each.name: each.detail for each in checkup.examine(town.hub) if not each.is_well}
    assert wrong == {"web_order": odd}

    # What was wrong with it is put right: it is entered with its next step.
    with town.database.write() as session:
        lines_of(session, odd)[0].ordered_cents -= 1
    make_ready(town, odd)
    assert all(each.is_well for each in checkup.examine(town.hub)), "it is entered, though open"
    hand_over(town, odd)
    assert told(town)[1:] == [(Kind.PREPAY, 380), (Kind.PREPAY, -380), (Kind.SALE, 380)]
    assert all(each.is_well for each in checkup.examine(town.hub))
    assert_sound(journal(town))
