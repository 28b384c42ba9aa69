"""The doorbell and the ear at it, also where a proxy lets nothing through."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import cast

import httpx2
import pytest

from marketplace.services.doorbell import Doorbell
from sync.contract import v1
from sync.engine import events, worker
from sync.engine.asking import UnreachableError
from sync.engine.enrolment import Identity, SoftwareKey
from sync.engine.inbox import Cursor
from sync.engine.status import Link
from sync.engine.transport import Transport
from sync.kernel.ids import new_id
from tests.support.a_slow_name import FAR, slow_name

from .served import a_till, served
from .town import copy_files, place_order


def test_rings_that_come_together_are_heard_as_one_with_the_newest_head() -> None:
    async def listen() -> list[int | None]:
        bell = Doorbell()
        with bell.listening("shop") as ear:
            thread = Thread(target=lambda: [bell.ring("shop", head) for head in (5, 7, 6)])
            thread.start()
            thread.join()
            bell.ring("another shop", 99)
            return [await ear.heard(5), await ear.heard(0.01)]

    assert asyncio.run(listen()) == [7, None]


def test_a_revoked_device_alone_is_told() -> None:
    async def listen() -> tuple[bool, bool]:
        bell = Doorbell()
        with bell.listening("shop", "a") as one, bell.listening("shop", "b") as other:
            bell.revoke("shop", "a")
            await one.heard(5)
            await other.heard(0.01)
            return one.is_revoked, other.is_revoked

    assert asyncio.run(listen()) == (True, False)


def test_who_comes_after_the_closing_is_sent_away_at_once() -> None:
    async def listen() -> tuple[bool, bool]:
        bell = Doorbell()
        with bell.listening("shop") as before:
            bell.close()
            await before.heard(5)
            with bell.listening("shop") as after:
                await after.heard(5)
                return before.is_closing, after.is_closing

    assert asyncio.run(listen()) == (True, True)


def test_a_ring_after_everybody_left_is_no_trouble() -> None:
    async def come_and_go(bell: Doorbell) -> None:
        with bell.listening("shop"):
            pass

    bell = Doorbell()
    asyncio.run(come_and_go(bell))
    bell.ring("shop", 1)


class _Proxy(BaseHTTPRequestHandler):
    """A proxy as a virus scanner brings it: it passes on what is complete, a stream never is."""

    hub_url = ""
    is_over: Event
    polled: Event

    def _pass_on(self) -> None:
        if self.path.endswith("/events"):
            self.is_over.wait()
            return
        if "wait=25" in self.path:
            self.polled.set()
        size = int(self.headers.get("Content-Length", "0"))
        names = {"authorization", "sync-protocol", "content-type", "content-encoding"}
        answer = httpx2.request(
            self.command,
            self.hub_url + self.path,
            content=self.rfile.read(size),
            headers={name: self.headers[name] for name in names if name in self.headers},
            timeout=30,
        )
        self.send_response(answer.status_code)
        for name in ("Sync-Protocol", "Content-Type"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = _pass_on  # noqa: N815 the library's names

    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture
def proxy() -> Iterator[tuple[type[_Proxy], str]]:
    handler = type("Proxy", (_Proxy,), {"is_over": Event(), "polled": Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    handler.is_over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_behind_a_proxy_that_holds_streams_back_orders_come_by_long_poll(
    template: Path,
    tmp_path: Path,
    proxy: tuple[type[_Proxy], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "_HELLO_S", 0.2)
    handler, url = proxy
    folder = tmp_path / "hub"
    copy_files(template, folder)
    with served(folder) as hub:
        handler.hub_url = hub.url
        shop = hub.shops[0]
        enrolled, _ = hub.enrol(shop)
        identity = Identity(url, enrolled.device_id, enrolled.key)
        with a_till(identity) as till:
            till.waits_for(Link.ONLINE)
            assert handler.polled.wait(20)
            order = place_order(hub.hub, shop, shop.variants[0])
            till.waits_until(lambda store: ("order", order) in store.entities("order"))
            hub.hub.doorbell.close()


class _Line:
    """A line to the hub on which the first try fails in a way nobody foresaw."""

    def __init__(self) -> None:
        self.tries = 0
        self.is_left = Event()

    @contextmanager
    def doorbell(self) -> Iterator[Iterator[str]]:
        self.tries += 1
        if self.tries == 1:
            raise OSError("the shop's database is locked")
        yield self._rings()

    def _rings(self) -> Iterator[str]:
        yield "poke"
        self.is_left.wait()

    def leave_doorbell(self) -> None:
        self.is_left.set()


def test_the_ear_outlives_what_nobody_foresaw() -> None:
    line, is_woken = _Line(), Event()
    ear = events.Ear(cast("Transport", line), is_woken.set, Cursor)
    ear.start()
    try:
        assert is_woken.wait(20)
    finally:
        ear.stop()
    assert line.tries >= 2


def test_the_closing_waits_for_no_name_that_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in (events, worker):
        monkeypatch.setattr(each, "FAREWELLS", 1)
    key = SoftwareKey(SoftwareKey.draw())
    with slow_name() as looking:
        with a_till(Identity(f"https://{FAR}", new_id(), key)) as till:
            assert looking.wait(20)
            threads = [till.worker._thread, till.worker._ear._thread]
        # Both are left behind, and come to nothing once the name is known to be none.
        assert any(each.is_alive() for each in threads)
    for each in threads:
        each.join(20)
        assert not each.is_alive()


class _RingingHub:
    """A hub that never stops ringing."""

    def __init__(self) -> None:
        self.rings = 0
        self.is_left = Event()

    @contextmanager
    def doorbell(self) -> Iterator[Iterator[str]]:
        yield self._rings()

    def _rings(self) -> Iterator[str]:
        while not self.is_left.is_set():
            self.rings += 1
            yield "poke"

    def leave_doorbell(self) -> None:
        self.is_left.set()


def test_who_rings_without_end_is_not_heard_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_BETWEEN_RINGS_S", 60)
    line, is_woken, heard = _RingingHub(), Event(), []
    ear = events.Ear(cast("Transport", line), is_woken.set, Cursor)
    ear.start()
    try:
        assert is_woken.wait(20)
        heard.append(line.rings)
    finally:
        line.is_left.set()
        ear.stop()
    assert heard == [1]


class _ClosingHub:
    """A hub that lets its line go, and is not there any more when it is called again."""

    def __init__(self) -> None:
        self.tries = 0
        self.is_left = Event()

    @contextmanager
    def doorbell(self) -> Iterator[Iterator[str]]:
        self.tries += 1
        if self.tries > 1:
            raise UnreachableError("nobody there")
        yield iter(("hello",))

    def leave_doorbell(self) -> None:
        self.is_left.set()


def test_a_hub_that_does_not_answer_the_second_call_is_told_to_the_worker() -> None:
    line, wakes = _ClosingHub(), Semaphore(0)
    ear = events.Ear(cast("Transport", line), wakes.release, Cursor)
    ear.start()
    try:
        # The greeting, the end of the line, and the call that nobody took.
        assert all(wakes.acquire(timeout=20) for _ in range(3))
    finally:
        ear.stop()


def test_the_stream_of_events_begins_with_a_greeting_and_the_present_head(
    template: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "hub"
    copy_files(template, folder)
    with served(folder) as hub:
        identity, _ = hub.enrol(hub.shops[0])
        with a_till(identity) as till:
            till.waits_for(Link.ONLINE)
        token = till.worker._transport._token
        headers = {"Sync-Protocol": "1", "Authorization": f"Bearer {token}"}
        with (
            httpx2.Client(base_url=hub.url) as client,
            client.sse(f"{v1.PATH}/events", headers=headers) as source,
        ):
            first = next(iter(source))
        assert first.event == "hello"
        assert int(first.json()["head"]) >= 7
