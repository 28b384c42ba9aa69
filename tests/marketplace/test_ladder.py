"""Beyond the counter: each rung once, cancelled by an eye, with nothing of the customer in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_string
from io import BufferedRWPair
from socket import AF_INET, SOCK_STREAM, socket
from threading import Thread
from typing import Self

import pytest
from sqlalchemy import select

from marketplace.errors import Refusal
from marketplace.jobs.errands import errands_of
from marketplace.jobs.runner import JobRunner
from marketplace.models.jobs import Job
from marketplace.models.orders import OrderEvent, OrderGroup, Parcel, ShopOrder
from marketplace.models.sync import OpLog
from marketplace.models.town import Shop
from marketplace.services import (
    carriage,
    counter_words,
    customer_letters,
    ladder,
    order_entities,
    orders,
    questions,
    webhooks,
)
from marketplace.services.webhooks import WebhookError
from marketplace.settings import MailServer, mail_server
from marketplace.web.letters import TownLetters
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import Actor, OrderState
from tests.marketplace.test_orders import make_ready, place, set_line, step
from tests.marketplace.test_questions import instead
from tests.marketplace.towns import OpenTown
from tests.marketplace.ways import BAKERY

MINUTE = timedelta(minutes=1)
HOOK = "https://hooks.example/alarm?key=1"


class Mailbox:
    """A mail server on loopback that keeps what it is handed."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self._door = socket(AF_INET, SOCK_STREAM)
        self._door.bind(("127.0.0.1", 0))
        self._door.listen(4)
        self.port: int = self._door.getsockname()[1]
        self._thread = Thread(target=self._serve, name="mailbox")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket(AF_INET, SOCK_STREAM) as last:
            last.connect(("127.0.0.1", self.port))
            last.sendall(b"STOP\r\n")
        self._thread.join(10)
        self._door.close()

    def _serve(self) -> None:
        while True:
            line, _ = self._door.accept()
            with line, line.makefile("rwb") as talk:
                if not self._talk(talk):
                    return

    def _talk(self, talk: BufferedRWPair) -> bool:
        talk.write(b"220 mailbox\r\n")
        talk.flush()
        while word := talk.readline():
            if word.startswith(b"STOP"):
                return False
            if word.upper().startswith(b"DATA"):
                talk.write(b"354 go on\r\n")
                talk.flush()
                kept = []
                while (row := talk.readline()) not in {b".\r\n", b""}:
                    kept.append(row)
                self.letters.append(b"".join(kept).decode())
            talk.write(b"221 bye\r\n" if word.upper().startswith(b"QUIT") else b"250 ok\r\n")
            talk.flush()
            if word.upper().startswith(b"QUIT"):
                break
        return True


@contextmanager
def a_runner(
    town: OpenTown, server: MailServer | None = None, calls: list[Mapping[str, str]] | None = None
) -> Iterator[JobRunner]:
    """A runner whose webhook calls are kept instead of made."""

    def _post(url: str, words: Mapping[str, str]) -> None:
        if calls is None:
            raise WebhookError("webhook_failed")
        calls.append({"url": url} | dict(words))

    settings = replace(town.hub.settings, mail=server, public_url="https://town.example")
    hub = replace(town.hub, settings=settings)
    yield JobRunner(hub, errands=errands_of(hub, TownLetters(), _post))


def climb(town: OpenTown, *rungs: tuple[int, str, str]) -> None:
    message = v1.ShopLadder(
        rungs=tuple(v1.Rung(after_minutes=m, channel=c, address=a) for m, c, a in rungs)  # type: ignore[arg-type]  # its words
    )
    with town.database.write() as session:
        counter_words.set_ladder(session, town.market.shops[BAKERY], message)


def run(runner: JobRunner) -> None:
    while runner.do_one():
        pass


def rungs_of(town: OpenTown, order_id: str) -> list[tuple[str, str]]:
    with town.database.read() as session:
        events = session.scalars(
            select(OrderEvent).where(OrderEvent.order_id == order_id, OrderEvent.kind == "rung")
        ).all()
        return [(one.detail["channel"], one.detail["outcome"]) for one in events]


def test_rungs_are_climbed_in_their_time_once_and_say_nothing_of_the_customer(
    town: OpenTown,
) -> None:
    climb(town, (5, "email", "gerante@mie.example"), (10, "webhook", HOOK), (15, "steward", ""))
    (order_id,) = place(town, ("Pain de campagne", "1"))
    calls: list[Mapping[str, str]] = []
    with (
        Mailbox() as box,
        a_runner(
            town, MailServer("127.0.0.1", box.port, "a@t.example", security="none"), calls
        ) as runner,
    ):
        run(runner)
        assert rungs_of(town, order_id) == []
        for _ in range(3):
            town.clock.advance(5 * MINUTE)
            run(runner)
            run(runner)
    expected = [("email", "told"), ("webhook", "told"), ("steward", "listed")]
    assert rungs_of(town, order_id) == expected
    [letter], [call] = box.letters, calls
    with town.database.read() as session:
        found = session.get_one(ShopOrder, order_id)
        group = session.get_one(OrderGroup, found.group_id)
        [waiting] = ladder.waiting_for_steward(session)
    assert waiting.number == found.number
    assert set(call) == {"url", "number", "shop", "promised", "link"}
    for told in (letter, str(call)):
        assert "Camille" not in told
        assert group.phone not in told
        assert group.token not in told
        assert found.secret not in told
    assert f"{found.number[:4]} {found.number[4:]}" in letter
    with town.database.write() as session:
        message = v1.OrderSeen(order=order_id)
        orders.mark_seen(session, town.market.shops[BAKERY], message, town.clock.now())
        assert ladder.waiting_for_steward(session) == ()


def test_an_eye_on_the_order_stops_the_climb(town: OpenTown) -> None:
    climb(town, (5, "steward", ""))
    seen, taken, left = (place(town, ("Pain de campagne", "1"))[0] for _ in range(3))
    for looked_at in (seen, taken):
        with town.database.write() as session:
            message = v1.OrderSeen(order=looked_at)
            orders.mark_seen(session, town.market.shops[BAKERY], message, town.clock.now())
    step(town, taken, "order.accept")
    town.clock.advance(6 * MINUTE)
    with a_runner(town) as runner:
        run(runner)
    assert [len(rungs_of(town, one)) for one in (seen, taken, left)] == [0, 0, 1]


def test_who_saw_an_order_before_it_was_cancelled_has_not_seen_that(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    shop_id = town.market.shops[BAKERY]
    with town.database.write() as session:
        order = session.get_one(ShopOrder, order_id)
        shown = v1.OrderSeen(order=order_id, ver=order.ver)
        orders.end(session, order, OrderState.CANCELLED, Actor.CUSTOMER, town.clock.now())
        orders.mark_seen(session, shop_id, shown, town.clock.now())
        assert order.seen_at is None
        now_shown = v1.OrderSeen(order=order_id, ver=order.ver)
        orders.mark_seen(session, shop_id, now_shown, town.clock.now())
        assert order.seen_at == town.clock.now()


def test_an_order_accepted_by_rule_and_seen_by_nobody_is_told_beyond_the_counter(
    town: OpenTown,
) -> None:
    climb(town, (5, "email", "gerante@mie.example"), (15, "steward", ""))
    (order_id,) = place(town, ("Pain de campagne", "1"))
    step(town, order_id, "order.accept")
    town.clock.advance(20 * MINUTE)
    with Mailbox() as box:
        server = MailServer(
            "127.0.0.1", box.port, "a@t.example", security="none", steward="ville@t.example"
        )
        with a_runner(town, server) as runner:
            run(runner)
    assert rungs_of(town, order_id) == [("email", "told"), ("steward", "told")]
    to_shop, to_steward = box.letters
    assert "To: gerante@mie.example" in to_shop
    assert "To: ville@t.example" in to_steward
    with town.database.read() as session:
        [waiting] = ladder.waiting_for_steward(session)
    assert waiting.order == order_id


def test_what_a_counter_joins_with_stays_behind_what_another_has_said(town: OpenTown) -> None:
    shop_id = town.market.shops[BAKERY]
    found = v1.ShopLadder(rungs=(v1.Rung(after_minutes=15, channel="steward"),), unless_told=True)

    def ladder_after(said: v1.ShopLadder) -> list[str]:
        with town.database.write() as session:
            counter_words.set_ladder(session, shop_id, said)
        with town.database.read() as session:
            return [rung["channel"] for rung in session.get_one(Shop, shop_id).ladder]

    assert ladder_after(found) == ["steward"]
    assert ladder_after(v1.ShopLadder()) == []
    with town.database.write() as session:
        session.add(
            OpLog(
                device_id="d", incarnation="i", seq=1, shop_id=shop_id, op_id=new_id(),
                kind="shop.ladder", v=1, at_ms=0, body=b"{}", hash="", result="ok", code="",
                state="", received_at=town.clock.now(),
            )
        )  # fmt: skip
    assert ladder_after(found) == []


def test_minutes_begin_when_the_door_opens(town: OpenTown) -> None:
    climb(town, (5, "steward", ""))
    # Tuesday, ten in the evening in Paris.
    town.clock.instant = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    (order_id,) = place(town, ("Pain de campagne", "1"))
    with a_runner(town) as runner:
        town.clock.advance(timedelta(hours=10))
        run(runner)
        assert rungs_of(town, order_id) == []
        town.clock.instant = datetime(2026, 11, 25, 8, 5, tzinfo=UTC)
        run(runner)
    assert rungs_of(town, order_id) == [("steward", "listed")]


def test_what_nobody_could_be_told_falls_to_the_steward(town: OpenTown) -> None:
    climb(town, (5, "email", "gerante@mie.example"))
    (order_id,) = place(town, ("Pain de campagne", "1"))
    town.clock.advance(5 * MINUTE)
    with a_runner(town) as runner:
        run(runner)
    assert rungs_of(town, order_id) == [("email", "no_mail")]
    with town.database.read() as session:
        assert len(ladder.waiting_for_steward(session)) == 1


def test_a_call_that_fails_is_made_again_later(town: OpenTown) -> None:
    climb(town, (5, "webhook", HOOK))
    (order_id,) = place(town, ("Pain de campagne", "1"))
    town.clock.advance(5 * MINUTE)
    with a_runner(town) as runner:
        run(runner)
    assert rungs_of(town, order_id) == []
    with town.database.read() as session:
        job = session.scalars(select(Job).where(Job.kind == ladder.RUNG_JOB)).one()
    assert (job.attempts, job.failure) == (1, "WebhookError")
    town.clock.advance(10 * MINUTE)
    calls: list[Mapping[str, str]] = []
    with a_runner(town, calls=calls) as runner:
        run(runner)
    assert len(calls) == 1


def test_customer_is_reminded_by_letter_once_a_day_in_their_language(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    with town.database.write() as session:
        found = session.get_one(ShopOrder, order_id)
        group = session.get_one(OrderGroup, found.group_id)
        group.email, group.language = "camille@example.org", "en"
        for _ in range(2):
            counter_words.remind(
                session, found.shop_id, v1.OrderRemind(order=order_id, at=1), town.clock.now()
            )
    with Mailbox() as box:
        server = MailServer("127.0.0.1", box.port, "a@t.example", security="none")
        with a_runner(town, server) as runner:
            run(runner)
    ready, letter = box.letters
    assert "Subject: Your order" in ready
    assert "To: camille@example.org" in letter
    assert "waiting for you" in letter


def written_to(town: OpenTown, order_id: str) -> list[str]:
    """What a customer with an address is written by now."""
    with town.database.write() as session:
        found = session.get_one(ShopOrder, order_id)
        session.get_one(OrderGroup, found.group_id).email = "camille@example.org"
    with Mailbox() as box:
        server = MailServer("127.0.0.1", box.port, "a@t.example", security="none")
        with a_runner(town, server) as runner:
            run(runner)
    found = [message_from_string(letter).get_payload(decode=True) for letter in box.letters]
    return [bytes(text).decode() for text in found]


def test_customer_is_written_where_the_parcel_lies_and_what_opens_it(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)

    def carried(stage: v1.CarriedStage, code: str = "") -> None:
        word = v1.OrderCarried(
            order=order_id, at=1, by="02", stage=stage, box="7", opening_code=code
        )
        with town.database.write() as session:
            found = session.get_one(ShopOrder, order_id)
            found.mode, found.destination = "locker", {"name": "Casiers de la gare"}
            carriage.carry(session, found.shop_id, word, town.clock.now())

    carried("deposited", "480-923")
    # Told again, for the answer was lost, it is one letter.
    carried("deposited", "480-923")
    [letter] = written_to(town, order_id)
    assert "Casiers de la gare" in letter
    assert "Case 7" in letter
    assert "480-923" in letter
    assert "/commandes/" in letter


def test_a_parcel_that_is_out_again_is_written_of_to_nobody(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    with town.database.write() as session:
        found = session.get_one(ShopOrder, order_id)
        # On the road again; nor is it ready here any more.
        found.carriage = "out"
        about = customer_letters.About.DEPOSITED
        customer_letters.schedule(session, found, about, town.clock.now(), "1")
    assert written_to(town, order_id) == []


def test_customer_is_written_that_nothing_was_left(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    set_line(town, order_id, v1.LineState.MISSING)
    step(town, order_id, "order.ready")
    [letter] = written_to(town, order_id)
    assert "vous ne payez rien" in letter


def test_whoever_is_asked_is_sent_the_link_once_and_nobody_who_has_answered(
    town: OpenTown,
) -> None:
    (order_id,) = place(town, ("Brioche tressée", "1"), ("Pain de campagne", "1"))
    step(town, order_id, "order.accept")
    with town.database.write() as session:
        order = session.get_one(ShopOrder, order_id)
        group = session.get_one(OrderGroup, order.group_id)
        lines = orders.lines_of(session, order)
        for line in lines:
            message = v1.OrderAsk(
                order=order_id,
                line=line.id,
                choices=(instead(town, 100),),
                until=milliseconds(town.clock.now() + 10 * MINUTE),
            )
            questions.ask(session, order.shop_id, message, town.clock.now())
    [letter] = written_to(town, order_id)
    assert "Votre réponse est attendue jusqu’à" in letter
    assert f"/commandes/{group.token}" in letter
    with town.database.write() as session:
        for line in lines:
            questions.answer(session, group, line.id, "none", town.clock.now())
        order = session.get_one(ShopOrder, order_id)
        about = customer_letters.About.ASKED
        customer_letters.schedule(session, order, about, town.clock.now(), "late")
    assert written_to(town, order_id) == []


def test_customer_is_written_that_the_bag_is_ready_or_lies_at_its_relay(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    [letter] = written_to(town, order_id)
    assert "est prête" in letter
    relay_id = town.market.shops["Fil & Marée"]
    with town.database.write() as session:
        found = session.get_one(ShopOrder, order_id)
        found.mode, found.destination = (
            "relay",
            {
                "kind": "relay",
                "id": relay_id,
                "name": "Fil & Marée",
            },
        )
        parcel = Parcel(
            id=order_id,
            relay_shop_id=relay_id,
            state="expected",
            shelf="",
            fee_cents=0,
            ver=1,
            handed_over_by="",
            anomaly="",
        )
        session.add(parcel)
        now = milliseconds(town.clock.now())
        received = v1.ParcelStep(parcel=order_id, step="received", at=now, by="01")
        for _told_again in range(2):
            carriage.take_parcel_step(session, relay_id, received, town.clock.now())
        deposited = v1.OrderCarried(order=order_id, stage="deposited", at=now, by="01")
        carriage.carry(session, found.shop_id, deposited, town.clock.now())
    [letter] = written_to(town, order_id)
    assert "à votre point relais" in letter
    assert "Fil & Marée" in letter
    # Its sender reads since when it lies there, the relay until when.
    with town.database.read() as session:
        kept = carriage.parcel_entity(session, relay_id, order_id)
        sent = order_entities.order_entity(session, found.shop_id, order_id)
    assert kept is not None
    assert sent is not None
    assert kept.keep_until - kept.received_at == 7 * 24 * 3_600_000
    assert sent.relayed_at == kept.received_at > 0
    # Nobody came: its customer is reminded, of the place where it is.
    town.clock.advance(2 * 24 * 60 * MINUTE)
    [again] = written_to(town, order_id)
    assert again == letter
    with town.database.write() as session:
        session.get_one(ShopOrder, order_id).carriage = "failed"
    town.clock.advance(9 * 24 * 60 * MINUTE)
    assert written_to(town, order_id) == []


def test_a_ladder_that_leads_nowhere_is_refused(town: OpenTown) -> None:
    for rung in (
        (5, "webhook", "http://hooks.example/"),
        (5, "webhook", "https://user:word@hooks.example/"),
        (5, "webhook", "https://hooks.example:22/"),
        (5, "webhook", "https://hooks.example/\r\nHost: x"),
        (5, "webhook", "https://" + "a" * 1_000_000),
        (5, "email", ""),
        (-1, "steward", ""),
    ):
        with pytest.raises(Refusal, match="wrong_value"):
            climb(town, rung)
    with pytest.raises(Refusal, match="wrong_value"):
        climb(town, *[(5, "steward", "")] * 9)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 not bound, refused
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "name",
    ],
)
def test_no_call_goes_to_this_house_or_a_neighbours(address: str) -> None:
    assert not webhooks.is_public(address)
    with pytest.raises(WebhookError, match="webhook_address"):
        webhooks.post(HOOK, {}, lookup=lambda *_: ["93.184.215.14", address])


def test_a_public_address_may_be_called() -> None:
    assert webhooks.is_public("93.184.215.14")
    assert webhooks.is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@pytest.mark.parametrize(
    ("url", "sender"), [("http://host", "a@b.fr"), ("smtp://", "a@b.fr"), ("smtp://host", "a")]
)
def test_what_is_no_mail_server_is_refused(url: str, sender: str) -> None:
    with pytest.raises(ValueError, match="no mail server"):
        mail_server(url, sender)
    assert mail_server("smtps://u:p%40@host", "a@b.fr") == MailServer(
        "host", 465, "a@b.fr", "u", "p@", "tls"
    )
