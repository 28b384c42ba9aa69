"""What people do who mean no good, and those who only press twice (the study's list, § 10)."""

import asyncio
import hashlib
import io
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from traceback import format_exception

import pytest
from PIL import ExifTags, Image
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from marketplace.errors import Refusal, StorageError
from marketplace.models.base import Base
from marketplace.models.orders import BasketLine, OrderGroup, ShopOrder
from marketplace.services import basket, blobs, checkout, forgetting, stock, visitors
from marketplace.services.devices import Caller
from marketplace.services.doorbell import MOST_EARS, Doorbell
from marketplace.services.problems import ProblemError
from marketplace.services.town import find_town
from marketplace.web import pace
from marketplace.web.pace import Pace
from sync.contract import v1
from tests.marketplace.test_orders import hand_over, make_ready
from tests.marketplace.towns import OpenTown, Web


def a_basket(town: OpenTown, cookie: str = "a browser") -> tuple[str, checkout.Checkout]:
    """A visitor with bread in the basket, and the checkout page as it was sent."""
    with town.database.write() as session:
        home, now = find_town(session), town.clock.now()
        visitor = visitors.remember(session, cookie, now)
        basket.add(session, home, visitor, town.offer("Pain de campagne").id, "2", now)
        digest = basket.view(session, home, visitor, now).digest
    return visitor, checkout.Checkout(
        key=checkout.new_key(), digest=digest, name="Camille Roux", phone="0639981234"
    )


def send(town: OpenTown, visitor: str, request: checkout.Checkout) -> str:
    with town.database.read() as session:
        home = find_town(session)
    return checkout.place(town.database, home, visitor, request, town.clock.now())


def count(town: OpenTown, table: type) -> int:
    with town.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_one_basket_in_two_windows_is_ordered_once(town: OpenTown) -> None:
    visitor, first = a_basket(town)
    second = checkout.Checkout(
        key=checkout.new_key(), digest=first.digest, name=first.name, phone=first.phone
    )
    send(town, visitor, first)
    with pytest.raises(Refusal, match="basket_empty"):
        send(town, visitor, second)
    assert count(town, ShopOrder) == 1
    assert town.offer("Pain de campagne").reserved == 2_000


def test_page_that_promised_today_does_not_order_for_tomorrow(town: OpenTown) -> None:
    visitor, request = a_basket(town)
    town.clock.advance(timedelta(hours=4))
    sent = replace(request, key=checkout.new_key())
    assert send(town, visitor, sent), "ready later today is the same promise"
    visitor, request = a_basket(town)
    town.clock.advance(timedelta(hours=2))
    with pytest.raises(Refusal, match="basket_changed"):
        send(town, visitor, request)
    with town.database.read() as session:
        seen = basket.view(session, find_town(session), visitor, town.clock.now())
    assert send(town, visitor, replace(request, digest=seen.digest))
    assert send(town, visitor, replace(request, digest=seen.digest)), "sent again, answered again"
    assert count(town, OrderGroup) == 2


@pytest.mark.sqlite_hub
def test_full_disk_orders_nothing_and_the_same_page_orders_once_there_is_room(
    town: OpenTown,
) -> None:
    with town.database.write() as session:
        shop, bread = town.market.shops["La Mie Dorée"], town.market.variants["Pain de campagne"]
        stock.move(session, shop, bread, 10**6, "received", "", town.clock.now())
    waiting = [a_basket(town, f"browser {number}") for number in range(60)]
    limit_pages(town, "page_count")
    placed = place_until_full(town, waiting)
    assert (count(town, OrderGroup), count(town, BasketLine)) == (placed, 60 - placed)
    assert town.offer("Pain de campagne").reserved == placed * 2_000
    limit_pages(town, "1073741823")
    assert send(town, *waiting[placed])
    assert count(town, OrderGroup) == placed + 1


def place_until_full(town: OpenTown, waiting: list[tuple[str, checkout.Checkout]]) -> int:
    """Place one after the other and return how many went through before the disk was full."""
    for placed, (visitor, request) in enumerate(waiting):
        try:
            send(town, visitor, request)
        except StorageError as error:
            if error.code == "full":
                return placed
            raise
    raise AssertionError("there was room for all")


def limit_pages(town: OpenTown, most: str) -> None:
    """Let the file grow to so many pages; its writer is one connection that stays open."""
    with town.database.engine.connect() as connection:
        if most == "page_count":
            most = str(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")


def test_nothing_of_a_customer_is_left_in_the_database_when_it_is_forgotten(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/pain-de-campagne")
    fields = shopper.checkout_form(name="Camille Quintefeuille", email="quintefeuille@exemple.fr")
    note = next(name for name in fields if name.startswith("note."))
    page = shopper.post("/commander", fields | {note: "Pour Quintefeuille, bien cuit"})
    with town.database.read() as session:
        order = session.scalars(select(ShopOrder)).one()
    make_ready(town, order.id)
    hand_over(town, order.id)
    path = f"{page.url.path}/renoncer/{order.number}"
    shopper.post(path, shopper.form(shopper.get(path), ""))
    assert "uintefeuille" in dump(town)
    with town.database.write() as session:
        session.get_one(ShopOrder, order.id).closed_at = order.placed_at - forgetting.FORGET_AFTER
        session.flush()
        forgetting.forget_contacts(session, town.clock.now())
    left = dump(town)
    assert "uintefeuille" not in left
    assert "0639981234" not in left


def dump(town: OpenTown) -> str:
    """Everything that stands in the database, as text."""
    with town.database.read() as session:
        return "\n".join(
            repr(row)
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table)).all()
        )


def test_failing_statement_tells_the_log_no_customer(town: OpenTown) -> None:
    visitor, request = a_basket(town)
    send(town, visitor, replace(request, name="Camille Quintefeuille"))
    with town.database.read() as session:
        group = session.scalars(select(OrderGroup)).one()
    values = {column.name: getattr(group, column.name) for column in OrderGroup.__table__.c}
    with pytest.raises(IntegrityError) as failed, town.database.write() as session:
        session.execute(insert(OrderGroup).values(values))
    assert "order_group" in str(failed.value)
    assert "Quintefeuille" not in "".join(format_exception(failed.value))


def test_picture_that_tells_where_it_was_taken_is_refused(town: OpenTown) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (44.0, 30.0, 5.0)
    made = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(made, "JPEG", exif=exif)
    with pytest.raises(ProblemError) as refused:
        take(town, made.getvalue())
    assert refused.value.problem.detail == "gps"
    plain = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(plain, "JPEG")
    assert take(town, plain.getvalue()).complete


def take(town: OpenTown, content: bytes) -> v1.BlobPosition:
    name = hashlib.sha256(content).hexdigest()
    folder = blobs.BlobFolder(town.hub.settings.data_dir)
    caller = Caller("device", town.market.shops["La Mie Dorée"])
    now = town.clock.now()
    return blobs.take_part(town.database, folder, caller, name, 0, len(content), content, now)


def test_a_device_that_opens_line_after_line_keeps_its_newest() -> None:
    async def crowd() -> list[bool]:
        bell = Doorbell()
        with ExitStack() as lines:
            names = ["other", *["one"] * (MOST_EARS + 2)]
            ears = [lines.enter_context(bell.listening("shop", name)) for name in names]
            await asyncio.sleep(0)
            return [ear.is_closing for ear in ears]

    assert asyncio.run(crowd()) == [False, True, True] + [False] * MOST_EARS


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def a_door(address: str, seconds: Seconds) -> TestClient:
    async def well(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("well")(scope, receive, send)

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("too often", 429)(scope, receive, send)

    guarded = Pace(well, refuse=refuse, costly=("/recherche",), clock=seconds)
    return TestClient(guarded, client=(address, 1234))


def test_who_asks_without_pause_is_sent_away_and_may_come_back() -> None:
    seconds = Seconds()
    client = a_door("203.0.113.9", seconds)
    asked = [client.get("/recherche?q=a").status_code for _ in range(int(pace.AT_ONCE) + 5)]
    assert asked == [200] * int(pace.AT_ONCE) + [429] * 5
    assert client.get("/boutiques").status_code == 200, "what costs little is not counted"
    seconds.now += 1
    again = [client.get("/recherche?q=a").status_code for _ in range(int(pace.PER_S) + 1)]
    assert again == [200] * int(pace.PER_S) + [429]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "testclient"])
def test_this_machine_is_not_counted(address: str) -> None:
    client = a_door(address, Seconds())
    assert all(client.get("/recherche").status_code == 200 for _ in range(int(pace.AT_ONCE) + 5))


def test_page_for_the_impatient_is_in_the_towns_look(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "AT_ONCE", 0.0)
    monkeypatch.setattr(pace, "PER_S", 0.0)
    _, shopper = web
    app = shopper.client.app
    client = TestClient(app, base_url="http://127.0.0.1", client=("203.0.113.9", 1))
    answer = client.get("/recherche?q=pain")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
    assert "Un instant" in answer.text
    assert "awning" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
