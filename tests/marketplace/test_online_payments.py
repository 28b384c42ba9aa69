"""Paid before any shop hears of it: once, whole, and back again when it is not owed."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from fiscal import Kind
from marketplace.app import create_app
from marketplace.errors import NotFoundError, Refusal
from marketplace.jobs.runner import JobRunner
from marketplace.models.money import OnlineRefund
from marketplace.models.orders import OrderEvent, OrderGroup, OrderLine, ShopOrder
from marketplace.services import (
    carriage,
    hand_overs,
    ledger,
    online_payments,
    order_entities,
    order_lines,
    orders,
    stock,
    web_till_rows,
)
from marketplace.services.payment_provider import Notice
from marketplace.services.payment_simulator import PaymentSimulator
from marketplace.settings import Settings
from sync.contract import v1
from sync.kernel.clock import SetClock, milliseconds
from sync.kernel.order_states import OPEN, Actor, OrderState
from tests.marketplace.shopper import Shopper
from tests.marketplace.test_orders import hand_over, make_ready, order_of, step
from tests.marketplace.towns import OpenTown
from tests.marketplace.ways import BAKERY, GROCER, HOME, offer_ways, order, pay, relay
from tests.support.a_market import Market

BRIOCHE, BREAD = "Brioche tressée", "Pain de campagne"


def entity(town: OpenTown, order_id: str) -> v1.OrderEntity | None:
    """The order as the bakery's counter is told of it."""
    with town.database.read() as session:
        return order_entities.order_entity(session, town.market.shops[BAKERY], order_id)


def lines_of(session: Session, order_id: str) -> list[OrderLine]:
    found = session.get_one(ShopOrder, order_id)
    return orders.lines_of(session, found)


def run_jobs(town: OpenTown) -> None:
    runner = JobRunner(town.hub)
    while runner.do_one():
        pass


def refunds(session: Session, order_id: str) -> list[OnlineRefund]:
    return list(session.scalars(select(OnlineRefund).where(OnlineRefund.order_id == order_id)))


@pytest.fixture
def town(town: OpenTown) -> OpenTown:
    offer_ways(town)
    return town


def test_no_shop_hears_of_an_order_before_it_is_paid(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "2"), way=relay(town))
    assert entity(town, order_id) is None
    assert town.offer(BREAD).reserved == 2000
    with pytest.raises(Refusal, match="unknown_order"):
        step(town, order_id, "order.accept")
    pay(town, order_id)
    pay(town, order_id)
    told = entity(town, order_id)
    assert told is not None
    assert (told.payment, told.paid_cents, told.total_cents) == ("online", 910, 910)
    with town.database.read() as session:
        assert ledger.balance(session, f"shop:{town.market.shops[BAKERY]}") == 910
        assert ledger.balance(session, ledger.PROVIDER) == -910
        parcel = carriage.parcel_entity(session, town.market.shops[GROCER], order_id)
    assert parcel is not None
    assert (parcel.state, parcel.fee_cents, parcel.from_shop) == ("expected", 150, BAKERY)


def test_what_nobody_pays_is_dropped_and_its_stock_is_free(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "2"), way=relay(town))
    town.clock.advance(timedelta(minutes=19))
    run_jobs(town)
    assert order_of(town, order_id).state == "placed"
    town.clock.advance(timedelta(minutes=1))
    run_jobs(town)
    assert order_of(town, order_id).state == "cancelled"
    assert town.offer(BREAD).reserved == 0
    assert entity(town, order_id) is None
    # Paid all the same, too late: it goes back whole and no shop is troubled.
    pay(town, order_id)
    assert entity(town, order_id) is None
    with town.database.read() as session:
        assert [one.cents for one in refunds(session, order_id)] == [910]
        assert ledger.balance(session, ledger.PROVIDER) == 0


def test_another_amount_is_not_a_payment(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), way=relay(town))
    with pytest.raises(Refusal, match="wrong_amount"):
        pay(town, order_id, 1)
    assert entity(town, order_id) is None


@pytest.mark.parametrize("how", ["order.refuse", "customer", "order.cancel", "order.expire"])
def test_an_order_that_falls_goes_back_whole(town: OpenTown, how: str) -> None:
    (order_id,) = order(town, (BREAD, "1"), pays_online=True)
    pay(town, order_id)
    if how == "customer":
        with town.database.write() as session:
            found = session.get_one(ShopOrder, order_id)
            group = session.get_one(OrderGroup, found.group_id)
            orders.cancel_for_customer(session, group, order_id, town.clock.now())
    else:
        if how in {"order.cancel", "order.expire"}:
            make_ready(town, order_id)
        step(town, order_id, how)
    with town.database.read() as session:
        assert [one.cents for one in refunds(session, order_id)] == [380]


def test_the_provider_is_asked_until_it_says_yes_and_pays_once(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), pays_online=True)
    pay(town, order_id)
    step(town, order_id, "order.refuse")
    simulator = PaymentSimulator(b"k" * 32, refuses=True)
    object.__setattr__(town.hub, "payments", simulator)
    run_jobs(town)
    with town.database.read() as session:
        assert [one.state for one in refunds(session, order_id)] == ["due"]
    simulator.refuses = False
    town.clock.advance(timedelta(hours=1))
    run_jobs(town)
    run_jobs(town)
    with town.database.read() as session:
        assert [one.state for one in refunds(session, order_id)] == ["done"]
        told = select(func.count()).select_from(OrderEvent).where(OrderEvent.kind == "refund")
        assert session.scalar(told) == 1
    assert [cents for _, cents in simulator.refunds.values()] == [380]


def test_goods_that_come_back_are_refunded_by_whoever_took_the_money(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), (BRIOCHE, "1"), pays_online=True)
    pay(town, order_id)
    make_ready(town, order_id)
    hand_over(town, order_id)
    with town.database.write() as session:
        first, second = lines_of(session, order_id)
        shop_id = town.market.shops[BAKERY]
        for sale, line in (("a-ticket", first), ("", second), ("", second)):
            message = v1.OrderReturned(order=order_id, sale=sale, lines=(line.id,))
            hand_overs.take_back(session, shop_id, message, town.clock.now())
    with town.database.read() as session:
        assert sum(one.cents for one in refunds(session, order_id)) == second.gross_cents
        assert ledger.unbalanced_entries(session) == []


_LINE = st.sampled_from(["keep", "missing", "substitute", "weigh"])


@examples(
    max_examples=8,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lines=st.tuples(_LINE, _LINE),
    end=st.sampled_from(["whole", "parts", "first", "cancel", "expire", "parcel"]),
    comes_back=st.lists(st.sampled_from([0, 1]), max_size=3),
)
def test_paid_is_always_due_and_refunded(
    town: OpenTown, lines: tuple[str, str], end: str, comes_back: list[int]
) -> None:
    _fill(town)
    (order_id,) = order(town, (BREAD, "2"), (BRIOCHE, "1"), way=relay(town))
    pay(town, order_id)
    _prepare(town, order_id, lines)
    _end(town, order_id, end)
    with town.database.write() as session:
        for place in comes_back:
            line = [one for one in lines_of(session, order_id) if one.variant][place]
            message = v1.OrderReturned(order=order_id, sale="", lines=(line.id,))
            hand_overs.take_back(session, town.market.shops[BAKERY], message, town.clock.now())
    with town.database.read() as session:
        found = session.get_one(ShopOrder, order_id)
        kept = found.paid_cents - found.refunded_cents
        assert found.paid_cents == 760 + 720 + 150
        assert found.refunded_cents == sum(one.cents for one in refunds(session, order_id))
        assert kept >= 0
        if found.state in OPEN:
            assert found.refunded_cents <= found.paid_cents
        elif found.state in {"cancelled", "expired"}:
            assert kept == 0
        elif not comes_back:
            assert kept == found.total_cents
        if found.state == "returned":
            assert kept == 0
        assert ledger.unbalanced_entries(session) == []
        rows = [row.record() for row in web_till_rows.rows_of(session, found.shop_id)]
    told = [record for record in rows if record.b.get("ord") == order_id]
    advance = sum(record.b["tot"] for record in told if record.k is Kind.PREPAY)
    turnover = sum(record.b["tot"] for record in told if record.k is not Kind.PREPAY)
    # The journal says the same: an advance until the order ends, then turnover of what is kept.
    is_open = found.state in OPEN
    assert (advance, turnover) == ((found.paid_cents, 0) if is_open else (0, kept))


def _fill(town: OpenTown) -> None:
    with town.database.write() as session:
        for name in (BREAD, BRIOCHE):
            stock.move(
                session,
                town.market.shops[BAKERY],
                town.market.variants[name],
                5000,
                "received",
                "",
                town.clock.now(),
            )


def _prepare(town: OpenTown, order_id: str, findings: tuple[str, str]) -> None:
    step(town, order_id, "order.accept")
    step(town, order_id, "order.prepare")
    with town.database.write() as session:
        goods = [line for line in lines_of(session, order_id) if line.variant]
        for line, finding in zip(goods, findings, strict=True):
            if finding == "keep":
                continue
            fields: dict[str, object] = {"state": v1.LineState.MISSING}
            if finding == "substitute":
                other = v1.Substitute(
                    variant=town.market.variants[BREAD],
                    label=BREAD,
                    quantity=1000,
                    unit_price_cents=380,
                    gross_cents=380,
                    vat_bp=550,
                )
                fields = {"state": v1.LineState.SUBSTITUTED, "substitute": other}
            elif finding == "weigh":
                fields = {"state": v1.LineState.PICKED, "picked": 1000, "gross_cents": 99}
            message = v1.OrderLineSet(order=order_id, line=line.id, **fields)  # type: ignore[arg-type]  # fields of any kind
            order_lines.set_line(session, town.market.shops[BAKERY], message, town.clock.now())
    step(town, order_id, "order.ready")


TWICE_GIVEN: tuple[v1.ParcelStage, ...] = ("received", "handed_over", "handed_over")


def _end(town: OpenTown, order_id: str, end: str) -> None:
    with town.database.read() as session:
        goods = [line.id for line in lines_of(session, order_id) if line.variant]
    now = milliseconds(town.clock.now())
    if end == "whole":
        hand_over(town, order_id)
    elif end in {"parts", "first"}:
        for line_id in goods[: 2 if end == "parts" else 1]:
            hand_over(town, order_id, lines=(line_id,))
        step(town, order_id, "order.expire")
    elif end == "parcel":
        with town.database.write() as session:
            for name in TWICE_GIVEN:
                told = v1.ParcelStep(parcel=order_id, at=now, by="02", step=name)
                carriage.take_parcel_step(
                    session, town.market.shops[GROCER], told, town.clock.now()
                )
    else:
        step(town, order_id, f"order.{end}")


def test_what_a_relay_keeps_is_ended_by_no_clock_and_given_to_nobody_once_it_ended(
    town: OpenTown,
) -> None:
    (order_id,) = order(town, (BREAD, "1"), way=relay(town))
    pay(town, order_id)
    make_ready(town, order_id)
    grocer = town.market.shops[GROCER]

    def steps(step: v1.ParcelStage) -> v1.ParcelEntity:
        told = v1.ParcelStep(parcel=order_id, at=1, by="02", step=step)
        with town.database.write() as session:
            carriage.take_parcel_step(session, grocer, told, town.clock.now())
            parcel = carriage.parcel_entity(session, grocer, order_id)
        assert parcel is not None
        return parcel

    assert not steps("received").ended
    runner = JobRunner(town.hub)
    for days in (20, 2):
        town.clock.advance(timedelta(days=days))
        while runner.do_one():
            pass
    assert order_of(town, order_id).state == OrderState.READY
    assert step(town, order_id, "order.cancel").result == "superseded"
    with town.database.write() as session:
        found = session.get_one(ShopOrder, order_id)
        orders.end(session, found, OrderState.CANCELLED, Actor.HUB, town.clock.now())
        parcel = carriage.parcel_entity(session, grocer, order_id)
    assert parcel is not None
    assert (parcel.state, parcel.ended) == ("received", True)
    # A relay that was cut off gave it all the same: both shops are told.
    assert steps("handed_over").anomaly == "handed_over_though_cancelled"
    assert order_of(town, order_id).anomaly == "handed_over_though_cancelled"


def test_a_relay_expects_a_parcel_again_that_leaves_a_second_time(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), way=relay(town))
    pay(town, order_id)
    make_ready(town, order_id)
    grocer, seller = town.market.shops[GROCER], order_of(town, order_id).shop_id
    seen = []
    with town.database.write() as session:
        for word in (
            v1.ParcelStep(parcel=order_id, at=1, by="02", step="received"),
            v1.ParcelStep(parcel=order_id, at=2, by="02", step="sent_back"),
            v1.OrderCarried(order=order_id, at=3, by="01", stage="back"),
            v1.OrderCarried(order=order_id, at=4, by="01", stage="out"),
        ):
            if isinstance(word, v1.OrderCarried):
                carriage.carry(session, seller, word, town.clock.now())
            else:
                carriage.take_parcel_step(session, grocer, word, town.clock.now())
            parcel = carriage.parcel_entity(session, grocer, order_id)
            seen.append(parcel and (parcel.state, bool(parcel.received_at)))
    assert seen == [
        ("received", True),
        ("sent_back", True),
        ("sent_back", True),
        ("expected", False),
    ]


def test_a_relay_is_paid_its_fee_once_and_told_of_the_parcel(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "1"), way=relay(town))
    pay(town, order_id)
    make_ready(town, order_id)
    grocer = town.market.shops[GROCER]
    before = town.offer(BREAD).on_hand
    with town.database.write() as session:
        for name in TWICE_GIVEN:
            told = v1.ParcelStep(parcel=order_id, at=1, by="02", step=name)
            carriage.take_parcel_step(session, grocer, told, town.clock.now())
    found = order_of(town, order_id)
    assert (found.state, found.anomaly) == (OrderState.DELIVERED, "handed_over_twice")
    assert town.offer(BREAD).on_hand == before - 1000
    with town.database.read() as session:
        assert ledger.balance(session, f"shop:{grocer}") == 150
        assert ledger.unbalanced_entries(session) == []
        parcel = carriage.parcel_entity(session, grocer, order_id)
    assert parcel is not None
    assert (parcel.state, parcel.anomaly) == ("handed_over", "handed_over_twice")

    word = v1.ParcelStep(parcel=order_id, at=2, by="02", step="resolved", reason="left_once")
    with town.database.write() as session:
        carriage.take_parcel_step(session, grocer, word, town.clock.now())
        parcel = carriage.parcel_entity(session, grocer, order_id)
    assert parcel is not None
    assert (parcel.state, parcel.anomaly) == ("handed_over", "")
    # Of its order the sender says a word of its own.
    found = order_of(town, order_id)
    assert (found.state, found.carriage, found.anomaly) == (
        OrderState.DELIVERED,
        "deposited",
        "handed_over_twice",
    )


# --- on the pages ---------------------------------------------------------------------------------


def test_customer_pays_on_the_providers_page_and_comes_back(
    settings: Settings, founded: tuple[object, Market], clock: SetClock
) -> None:
    paying = Settings(settings.database_url, settings.data_dir, payment="simulator")
    app = create_app(paying, clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        town, shopper = OpenTown(app.state.hub, clock, founded[1]), Shopper(client)
        offer_ways(town)
        shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
        assert "Rien n’est débité avant" not in shopper.get("/").text + shopper.get("/panier").text
        form = shopper.checkout_form() | {f"way.{town.market.shops[BAKERY]}": relay(town)}
        # The fee was not in the total that was shown.
        shown = shopper.post("/commander", form)
        assert (shown.status_code, "le total est de" in shown.text) == (409, True)
        page = shopper.post("/commander", shopper.form(shown, "/commander") | _contact())
        path = str(page.url.path)
        assert "En attente de paiement" in page.text
        assert "pickup" not in shopper.get(path).text
        theirs = shopper.get(f"{path}/payer")
        assert "Aucun argent ne bouge" in theirs.text
        asked = shopper.form(theirs, "/paiement-factice")
        forged = shopper.post("/paiement-factice", asked | {"cents": "1", "verdict": "paid"})
        assert forged.status_code == 404
        failed = shopper.post("/paiement-factice", asked | {"verdict": "failed"})
        assert (failed.status_code, "réessayez" in failed.text) == (402, True)
        sent = shopper.post("/paiement-factice", asked | {"verdict": "paid"}, follow=False)
        back = sent.headers["location"]
        turned = dict(parse_qsl(urlsplit(back).query)) | {"verdict": "paid", "cents": "1"}
        assert shopper.get(f"{path}/paiement", turned).status_code == 409
        paid = shopper.get(back)
        assert "Payé en ligne" in paid.text
        assert "Maison Castagné" in paid.text
        assert shopper.get(back).status_code == 200
        with town.database.read() as session:
            found = session.scalars(select(ShopOrder)).one()
            assert (found.paid_cents, found.unpaid_until) == (530, None)


def test_without_a_provider_nothing_that_must_be_paid_is_offered(
    settings: Settings, founded: tuple[object, Market], clock: SetClock
) -> None:
    app = create_app(settings, clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        town, shopper = OpenTown(app.state.hub, clock, founded[1]), Shopper(client)
        offer_ways(town)
        shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
        assert "Rien n’est débité avant" in shopper.get("/panier").text
        page = shopper.get("/commander")
        assert "Point relais" not in page.text
        assert "Casier" not in page.text
        form = shopper.checkout_form() | {f"way.{town.market.shops[BAKERY]}": relay(town)}
        assert "ne propose plus" in shopper.post("/commander", form).text
        assert shopper.get("/commandes/nobodys/payer").status_code == 404
        assert shopper.get("/paiement-factice").status_code == 404


def _contact() -> dict[str, str]:
    return {"name": "Camille Roux", "phone": "06 39 98 12 34"}


def test_nobody_else_pays_for_an_order_or_hears_of_it(town: OpenTown) -> None:
    (order_id,) = order(town, (BREAD, "2"), way=relay(town), **HOME)
    with town.database.read() as session:
        foreign = town.market.shops["Fil & Marée"]
        assert carriage.parcel_entity(session, foreign, order_id) is None
    notice = Notice("nobodys", "x", "paid", 910)
    with pytest.raises(NotFoundError), town.database.write() as session:
        online_payments.take_notice(session, notice, town.clock.now())
