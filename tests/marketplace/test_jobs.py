"""Work for later, and what time does to orders and people's particulars."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Refusal
from marketplace.jobs.runner import JobRunner
from marketplace.models.jobs import Job
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.models.people import Visitor
from marketplace.services import counter_words, forgetting, jobs, visitors
from sync.contract import v1
from sync.kernel.order_states import NOT_COLLECTED
from tests.marketplace.test_orders import (
    hand_over,
    make_ready,
    order_of,
    place,
    step,
)
from tests.marketplace.towns import OpenTown, Web


def run_all(town: OpenTown) -> None:
    runner = JobRunner(town.hub)
    while runner.do_one():
        pass


def test_order_nobody_answers_expires_and_frees_its_goods(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    town.clock.advance(timedelta(hours=25))
    run_all(town)
    assert order_of(town, order_id).state == "placed", "two hours and a day have not passed"
    town.clock.advance(timedelta(hours=2))
    run_all(town)
    assert order_of(town, order_id).state == "expired"
    assert town.offer("Pain de campagne").reserved == 0


def test_accepted_order_does_not_expire(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    step(town, order_id, "order.accept")
    town.clock.advance(timedelta(days=3))
    run_all(town)
    assert order_of(town, order_id).state == "accepted"


def test_order_nobody_fetches_expires_after_ten_days(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    (part,) = place(town, ("Pain de campagne", "1"), ("Brioche tressée", "1"))
    make_ready(town, part)
    with town.database.read() as session:
        bread = session.scalars(
            select(OrderLine.id).where(OrderLine.order_id == part, OrderLine.position == 0)
        ).one()
    hand_over(town, part, lines=(bread,))
    make_ready(town, order_id)
    town.clock.advance(timedelta(days=5))
    step(town, order_id, "order.prepare")
    step(town, order_id, "order.ready")
    town.clock.advance(timedelta(days=6))
    run_all(town)
    assert order_of(town, order_id).state == "ready", "the days count from the last time"
    rest = order_of(town, part)
    assert (rest.state, rest.reason) == ("handed_over", NOT_COLLECTED)
    town.clock.advance(timedelta(days=4))
    run_all(town)
    assert order_of(town, order_id).state == "expired"


def test_a_bag_is_kept_for_as_long_as_its_shop_says(town: OpenTown) -> None:
    def says(days: int) -> None:
        with town.database.write() as session:
            shop_id = session.scalars(select(ShopOrder.shop_id)).first()
            message = v1.ShopKeeps(days=days)
            counter_words.set_keeping(session, str(shop_id), message, town.clock.now())

    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    says(0)
    town.clock.advance(timedelta(days=40))
    run_all(town)
    assert order_of(town, order_id).state == "ready", "for ever is for ever"
    # Asked for two days now, the shop has three more to end it by itself.
    again = make_another_ready(town)
    says(2)
    run_all(town)
    assert [order_of(town, each).state for each in (order_id, again)] == ["expired", "ready"]
    town.clock.advance(timedelta(days=4))
    run_all(town)
    assert order_of(town, again).state == "ready"
    town.clock.advance(timedelta(days=1))
    run_all(town)
    assert order_of(town, again).state == "expired"
    with pytest.raises(Refusal, match="wrong_value"):
        says(-1)


def make_another_ready(town: OpenTown) -> str:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    return order_id


def test_particulars_are_forgotten_thirty_days_after_the_end(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    fields = shopper.checkout_form(email="camille@exemple.fr")
    note = next(name for name in fields if name.startswith("note."))
    page = shopper.post("/commander", fields | {note: "Bien cuit"})
    with town.database.read() as session:
        order_id = session.scalars(select(ShopOrder.id)).one()
    make_ready(town, order_id)
    hand_over(town, order_id)
    town.clock.advance(timedelta(days=29))
    tomorrow(town)
    assert "Camille" in shopper.get(page.url.path).text
    town.clock.advance(timedelta(days=2))
    tomorrow(town)
    with town.database.read() as session:
        group = session.scalars(select(OrderGroup)).one()
        assert (group.customer_name, group.phone, group.email) == ("", "", "")
        assert session.scalars(select(ShopOrder.note)).one() == ""
    text = shopper.get(page.url.path).text
    assert "Camille" not in text
    assert "Retirée" in text


def tomorrow(town: OpenTown) -> None:
    now = town.clock.now()
    with town.database.write() as session:
        jobs.schedule(session, "forget", {}, now, f"now:{now}")
    run_all(town)


def test_a_night_forgets_all_it_should_however_many(
    town: OpenTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "FORGET_AT_ONCE", 1)
    for _ in range(3):
        (order_id,) = place(town, ("Pain de campagne", "1"))
        step(town, order_id, "order.refuse")
    town.clock.advance(timedelta(days=31))
    tomorrow(town)
    with town.database.read() as session:
        assert session.scalars(select(OrderGroup.customer_name)).all() == [""] * 3
        waiting = session.scalars(select(Job.run_at).where(Job.kind == "forget")).all()
    assert waiting == [town.clock.now() + timedelta(days=1)]


def test_open_order_keeps_its_particulars(town: OpenTown) -> None:
    place(town, ("Pain de campagne", "1"), ("Sac à vélo", "1"))
    with town.database.read() as session:
        first = session.scalars(select(ShopOrder.id)).first()
    step(town, str(first), "order.refuse")
    town.clock.advance(timedelta(days=40))
    with town.database.write() as session:
        for job in session.scalars(select(Job).where(Job.kind == "order.expire")):
            session.delete(job)
    tomorrow(town)
    with town.database.read() as session:
        assert session.scalars(select(OrderGroup.customer_name)).one() == "Camille Roux"


def test_old_baskets_are_swept(town: OpenTown) -> None:
    with town.database.write() as session:
        visitors.remember(session, "somebody", town.clock.now())
    town.clock.advance(timedelta(days=31))
    with town.database.write() as session:
        visitors.remember(session, "somebody else", town.clock.now())
    tomorrow(town)
    with town.database.read() as session:
        assert len(session.scalars(select(Visitor)).all()) == 1


def test_same_key_is_one_job(town: OpenTown) -> None:
    with town.database.write() as session:
        for _ in range(3):
            jobs.schedule(session, "x", {}, town.clock.now(), "key")
        assert len(session.scalars(select(Job).where(Job.dedup_key == "key")).all()) == 1


def test_failing_job_waits_longer_each_time_and_stays_for_a_human(town: OpenTown) -> None:
    tried: list[datetime] = []

    def fail(_session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
        tried.append(at)
        raise ValueError("no")

    with town.database.write() as session:
        jobs.schedule(session, "x", {}, town.clock.now(), "key")
    runner = JobRunner(town.hub, {"x": fail})
    for _ in range(15):
        while runner.do_one():
            pass
        town.clock.advance(timedelta(hours=12))
    assert len(tried) == jobs.MOST_ATTEMPTS
    with town.database.read() as session:
        job = session.scalars(select(Job).where(Job.dedup_key == "key")).one()
    assert job.failure == "ValueError"


def test_job_whose_worker_died_is_taken_again(town: OpenTown) -> None:
    done: list[str] = []
    with town.database.write() as session:
        jobs.schedule(session, "x", {}, town.clock.now(), "key")
        jobs.take(session, town.clock.now())
    runner = JobRunner(town.hub, {"x": lambda *_: done.append("x")})
    assert not runner.do_one(), "somebody is at it"
    town.clock.advance(timedelta(minutes=6))
    assert runner.do_one()
    assert done == ["x"]


def test_failed_work_leaves_nothing_of_itself(town: OpenTown) -> None:
    def half(session: Session, _payload: Mapping[str, Any], at: datetime) -> None:
        visitors.remember(session, "half", at)
        raise ValueError("no")

    with town.database.write() as session:
        jobs.schedule(session, "x", {}, town.clock.now(), "key")
    JobRunner(town.hub, {"x": half}).do_one()
    with town.database.read() as session:
        assert session.scalar(select(Visitor)) is None
