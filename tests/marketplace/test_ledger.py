"""The books: every entry balances, whatever happens to the orders."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from marketplace.errors import StorageError
from marketplace.models.money import CommissionLine, JournalEntry, Posting
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.models.town import Shop, Town
from marketplace.services import ledger
from marketplace.services.hub import Hub, open_hub
from marketplace.settings import Settings
from sync.kernel import ledger as books
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from tests.support.a_market import TUESDAY_NOON, a_shop, a_town
from tests.support.hub_database import url_in

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LINE = st.tuples(
    st.integers(min_value=1, max_value=500_000), st.sampled_from([0, 210, 550, 1000, 2000])
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder: Path = tmp_path_factory.mktemp("books")
    opened = open_hub(Settings(url_in(folder), folder), SetClock(TUESDAY_NOON))
    with opened.database.write() as session:
        a_shop(session, a_town(session), "La Mie Dorée")
    yield opened
    opened.close()


def an_order(hub: Hub, lines: list[tuple[int, int]]) -> str:
    """An order with these lines (gross cents, VAT), as far as the books read it."""
    with hub.database.write() as session:
        shop = session.scalars(select(Shop)).one()
        group = OrderGroup(
            id=new_id(),
            town_id=shop.town_id,
            key=new_id(),
            body_hash="",
            token=new_id(),
            customer_name="",
            phone="",
            email="",
            language="fr",
            currency="EUR",
            total_cents=0,
            placed_at=NOW,
            forgotten_at=None,
        )
        session.add(group)
        session.flush()
        order = ShopOrder(
            id=new_id(),
            group_id=group.id,
            shop_id=shop.id,
            number=new_id(),
            state="ready",
            ver=1,
            mode="collect",
            promised_from=NOW,
            promised_to=NOW,
            payment="on_collection",
            paid_cents=0,
            ordered_cents=0,
            total_cents=0,
            secret="",
            commitment="",
            note="",
            reason="",
            bags=0,
            shelf="",
            placed_at=NOW,
            handed_over_by="",
            anomaly="",
        )
        session.add(order)
        session.flush()
        for position, (gross, vat_bp) in enumerate(lines):
            session.add(
                OrderLine(
                    id=new_id(),
                    order_id=order.id,
                    position=position,
                    product_id="",
                    variant=f"variant-{position}",
                    label="",
                    quantity=3000,
                    unit="piece",
                    unit_price_cents=gross,
                    ordered_cents=gross,
                    vat_bp=vat_bp,
                    photo="",
                    state="open",
                    picked=0,
                    gross_cents=gross,
                    reserved=0,
                    substitute=None,
                    substitute_reserved=0,
                    returned_at=None,
                )
            )
        return order.id


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(lines=st.lists(LINE, min_size=1, max_size=8), chance=st.randoms(use_true_random=False))
def test_commission_and_its_returns_piece_by_piece_in_any_order_end_at_zero(
    hub: Hub, lines: list[tuple[int, int]], chance: Random
) -> None:
    order_id = an_order(hub, lines)
    with hub.database.write() as session:
        order = session.get_one(ShopOrder, order_id)
        account = ledger.shop_account(order.shop_id)
        before = ledger.balance(session, account), ledger.balance(session, ledger.REVENUE)
        ledger.charge_commission(session, order, NOW)
        ledger.charge_commission(session, order, NOW)
        charged = session.scalars(
            select(CommissionLine).where(CommissionLine.order_id == order_id)
        ).all()
        fee = sum(row.fee_cents for row in charged)
        fee_vat = sum(row.fee_vat_cents for row in charged)
        base = sum(row.base_cents for row in charged)
        assert before[0] - ledger.balance(session, account) == fee + fee_vat
        assert ledger.balance(session, ledger.REVENUE) - before[1] == fee
        if charged:
            assert abs(fee * 10_000 - base * 550) <= 5_000, "5.5 % of the net, half up"
        ids = list(session.scalars(select(OrderLine.id).where(OrderLine.order_id == order_id)))
    pieces = ids * 3
    chance.shuffle(pieces)
    with hub.database.write() as session:
        order = session.get_one(ShopOrder, order_id)
        for line_id in pieces:
            line = session.get_one(OrderLine, line_id)
            line.returned += 1000
            line.returned_at = NOW if line.returned == line.quantity else None
            for _again in range(2):
                ledger.give_back_commission(session, order, f"{order_id}:", NOW)
    with hub.database.read() as session:
        assert (
            ledger.balance(session, account),
            ledger.balance(session, ledger.REVENUE),
        ) == before
        assert ledger.unbalanced_entries(session) == []
        assert session.scalar(select(func.sum(Posting.cents))) in {0, None}


def test_worked_example_of_a_mixed_basket(hub: Hub) -> None:
    # 10.55 at 5.5 % is 10.00 net, 24.00 at 20 % is 20.00 net: 5.5 % of 30.00 is 1.65, VAT 0.33.
    order_id = an_order(hub, [(1055, 550), (2400, 2000)])
    with hub.database.write() as session:
        ledger.charge_commission(session, session.get_one(ShopOrder, order_id), NOW)
    with hub.database.read() as session:
        rows = session.scalars(
            select(CommissionLine).where(CommissionLine.order_id == order_id)
        ).all()
    assert sum(row.base_cents for row in rows) == 3000
    assert sum(row.fee_cents for row in rows) == 165
    assert sum(row.fee_vat_cents for row in rows) == 33


def test_changed_rate_leaves_what_was_charged(hub: Hub) -> None:
    order_id = an_order(hub, [(10_000, 0)])
    with hub.database.write() as session:
        ledger.charge_commission(session, session.get_one(ShopOrder, order_id), NOW)
    with hub.database.write() as session:
        session.scalars(select(Town)).one().commission_bp = 900
    try:
        with hub.database.write() as session:
            order = session.get_one(ShopOrder, order_id)
            session.scalars(
                select(OrderLine).where(OrderLine.order_id == order_id)
            ).one().returned_at = NOW
            ledger.give_back_commission(session, order, f"{order_id}:r", NOW)
        with hub.database.read() as session:
            rows = session.scalars(
                select(CommissionLine).where(CommissionLine.order_id == order_id)
            ).all()
        assert sorted(row.fee_cents for row in rows) == [-550, 550]
    finally:
        with hub.database.write() as session:
            session.scalars(select(Town)).one().commission_bp = 550


def test_kernel_refuses_an_entry_that_does_not_balance() -> None:
    with pytest.raises(books.UnbalancedEntryError):
        books.Entry("x", "y", (books.Posting("a", 1), books.Posting("b", -2)))


def write_entry(hub: Hub, cents: tuple[int, ...], *, is_sealed: bool = False) -> None:
    """Write an entry behind the ledger's back and seal it."""
    with hub.database.write() as session:
        entry = JournalEntry(id=new_id(), kind="x", reference=new_id(), at=NOW, is_sealed=is_sealed)
        session.add(entry)
        session.flush()
        account = ledger._account(session, "revenue")
        for position, amount in enumerate(cents):
            session.add(
                Posting(entry_id=entry.id, position=position, account_id=account.id, cents=amount)
            )
        session.flush()
        entry.is_sealed = True


def test_engine_seals_only_what_balances(hub: Hub) -> None:
    write_entry(hub, (5, -5))
    for wrong in ((5,), (5, -4), ()):
        with pytest.raises((IntegrityError, StorageError)):
            write_entry(hub, wrong)
    with pytest.raises((IntegrityError, StorageError)):
        write_entry(hub, (5, -5), is_sealed=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posting SET cents = cents + 1",
        "DELETE FROM posting",
        "UPDATE journal_entry SET kind = 'x'",
        "DELETE FROM journal_entry",
        "UPDATE commission_line SET fee_cents = 0",
        "DELETE FROM commission_line",
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
    ],
)
def test_history_cannot_be_changed(hub: Hub, statement: str) -> None:
    order_id = an_order(hub, [(10_000, 2000)])
    with hub.database.write() as session:
        ledger.charge_commission(session, session.get_one(ShopOrder, order_id), NOW)
    with (
        pytest.raises((DBAPIError, StorageError)),
        hub.database.write() as session,
    ):
        session.execute(text(statement))


def test_order_too_small_for_a_commission_is_charged_none(hub: Hub) -> None:
    order_id = an_order(hub, [(5, 2000)])
    with hub.database.write() as session:
        ledger.charge_commission(session, session.get_one(ShopOrder, order_id), NOW)
        count = select(func.count()).select_from(CommissionLine)
        assert session.scalar(count.where(CommissionLine.order_id == order_id)) == 0
