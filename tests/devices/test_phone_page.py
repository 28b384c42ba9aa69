"""The phone's page over real HTTP: who may see it, what it takes, and what it leaves."""

import http.client
import io
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest
from PIL import Image

from desktop.devices import phone_page
from desktop.devices.phone_html import PhoneWords
from desktop.devices.phone_page import LIFETIME_S, MAX_PICTURE_BYTES, PhonePage, lan_address
from desktop.errors import WorldError

LOOPBACK = "127.0.0.1"


def words(language: str) -> PhoneWords:
    names = [
        name for name in PhoneWords.__dataclass_fields__ if name not in {"language", "refusals"}
    ]
    told = {410: f"{language} gone", 413: f"{language} too large"}
    return PhoneWords(
        language=language, refusals=told, **{name: f"{language} {name}" for name in names}
    )


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Phone:
    """A phone's browser, as far as HTTP can tell."""

    host: str
    token: str
    language: str = "fr-FR,fr;q=0.9"
    cookie: str = ""

    def ask(self, method: str, path: str, body: bytes | None = None, **more: str) -> Answer:
        link = http.client.HTTPConnection(self.host, timeout=10)
        try:
            headers = {"Accept-Language": self.language} | more
            if self.cookie:
                headers["Cookie"] = self.cookie
            link.request(method, path, body, headers)
            answer = link.getresponse()
            told = dict(answer.getheaders())
            if "Set-Cookie" in told:
                self.cookie = told["Set-Cookie"].split(";")[0]
            return Answer(answer.status, told, answer.read().decode())
        finally:
            link.close()

    def open(self) -> Answer:
        return self.ask("GET", f"/{self.token}")

    def send(self, content: bytes, kind: str = "image/jpeg") -> Answer:
        return self.ask("POST", f"/{self.token}/photo", content, **{"Content-Type": kind})


@dataclass
class Shop:
    """The counter's side."""

    page: PhonePage
    clock: list[float]
    pictures: list[bytes] = field(default_factory=list)
    ended: Event = field(default_factory=Event)

    def invite(self) -> Phone:
        found = re.fullmatch(r"http://([\d.:]+)/([\w-]{22})", self.page.begin(LOOPBACK))
        assert found
        return Phone(found[1], found[2])


@pytest.fixture
def shop() -> Iterator[Shop]:
    pictures: list[bytes] = []
    clock, ended = [1000.0], Event()
    page = PhonePage(
        {"fr": words("fr"), "en": words("en")},
        "fr",
        pictures.append,
        ended.set,
        now=lambda: clock[0],
    )
    yield Shop(page, clock, pictures, ended)
    page.close()


def a_jpeg(side: int = 64) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (side, side), (200, 60, 40)).save(target, "JPEG")
    return target.getvalue()


def test_a_photograph_from_the_phone_arrives_whole(shop: Shop) -> None:
    phone = shop.invite()
    assert phone.open().status == 200
    picture = a_jpeg()
    assert phone.send(picture).status == 201
    assert phone.send(picture).status == 201
    assert shop.pictures == [picture, picture]


def test_the_page_has_one_big_button_for_the_camera(shop: Shop) -> None:
    body = shop.invite().open().body
    assert re.search(r'type="file" accept="image/\*" capture="environment"\s+multiple', body)


def test_nothing_of_the_page_is_hidden_before_it_is_over(shop: Shop) -> None:
    body = shop.invite().open().body
    hiding = re.findall(r"body\[(data-[a-z-]+)\][^{]*\{display:none\}", body)
    assert hiding == ["data-closed"]
    assert "<body" in body
    assert "data-closed" not in body.split("<body", 1)[1].split(">", 1)[0]


def test_the_page_speaks_the_phones_language_or_the_shops(shop: Shop) -> None:
    phone = shop.invite()
    for language, spoken in (("en-GB,en", "en"), ("de-DE,fr;q=0.5", "fr"), ("pt", "fr")):
        phone.language = language
        body = phone.open().body
        assert f'<html lang="{spoken}">' in body
        assert f"{spoken} title" in body


def test_a_stranger_finds_nothing(shop: Shop) -> None:
    phone = shop.invite()
    for path in (
        "/",
        "/favicon.ico",
        "/" + "A" * 22,
        "/../../etc/passwd",
        "/%2e%2e",
        "//",
        "/" + "A" * 22 + "/photo",
    ):
        assert phone.ask("GET", path).status == 404, path
    stranger = Phone(phone.host, "B" * 22, cookie="phone=" + "0" * 32)
    assert stranger.send(a_jpeg()).status == 404
    assert shop.pictures == []


def test_a_page_elsewhere_on_the_web_cannot_reach_it_by_another_name(shop: Shop) -> None:
    phone = shop.invite()
    assert phone.ask("GET", f"/{phone.token}", Host="evil.example").status == 404


def test_an_old_token_gets_a_kind_page_and_takes_nothing(shop: Shop) -> None:
    old = shop.invite()
    old.open()
    fresh = shop.invite()
    gone = old.open()
    assert gone.status == 410
    assert "fr gone" in gone.body
    assert old.send(a_jpeg()).status == 410
    assert fresh.open().status == 200
    assert shop.pictures == []


def test_after_ten_minutes_the_token_is_worth_nothing(shop: Shop) -> None:
    phone = shop.invite()
    phone.open()
    shop.clock[0] += LIFETIME_S
    assert phone.open().status == 410
    assert phone.send(a_jpeg()).status == 410
    assert shop.ended.wait(5)
    assert not shop.page.is_open


def test_the_token_belongs_to_the_first_phone_that_sent_something(shop: Shop) -> None:
    first = shop.invite()
    second = Phone(first.host, first.token)
    first.open()
    second.open()
    assert first.send(a_jpeg()).status == 201
    assert second.send(a_jpeg()).status == 410
    assert Phone(first.host, first.token).open().status == 410
    assert first.open().status == 200
    assert len(shop.pictures) == 1


def test_a_page_that_was_ended_takes_nothing_any_more(shop: Shop) -> None:
    phone = shop.invite()
    phone.open()
    shop.page.end()
    assert phone.send(a_jpeg()).status == 410


def raw(host: str, head: str, body: bytes = b"") -> socket.socket:
    address, port = host.split(":")
    link = socket.create_connection((address, int(port)), timeout=10)
    link.sendall(head.encode() + body)
    return link


def a_head(phone: Phone, length: str, *more: str) -> str:
    lines = (
        f"POST /{phone.token}/photo HTTP/1.1",
        f"Host: {phone.host}",
        f"Cookie: {phone.cookie}",
        "Content-Type: image/jpeg",
        f"Content-Length: {length}",
        *more,
    )
    return "\r\n".join(lines) + "\r\n\r\n"


@pytest.mark.parametrize("length", [MAX_PICTURE_BYTES + 1, 200 * 1024 * 1024, 10**11])
def test_what_is_too_large_is_refused_by_its_length_alone(shop: Shop, length: int) -> None:
    phone = shop.invite()
    phone.open()
    with raw(phone.host, a_head(phone, str(length), "Expect: 100-continue")) as link:
        assert link.recv(64).startswith(b"HTTP/1.1 413")
    assert shop.pictures == []


def test_a_length_that_is_none_is_refused(shop: Shop) -> None:
    phone = shop.invite()
    phone.open()
    for length in ("", "-5", "1e3", "9" * 4000):
        with raw(phone.host, a_head(phone, length)) as link:
            assert link.recv(64).startswith(b"HTTP/1.1 411"), length


def test_two_hundred_megabytes_in_all_are_enough(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = a_jpeg()
    monkeypatch.setattr(phone_page, "MAX_SESSION_BYTES", 2 * len(picture) + 1)
    phone = shop.invite()
    phone.open()
    assert [phone.send(picture).status for _ in range(3)] == [201, 201, 413]


def test_an_upload_cut_in_the_middle_leaves_nothing(shop: Shop) -> None:
    phone = shop.invite()
    phone.open()
    picture = a_jpeg(300)
    link = raw(phone.host, a_head(phone, str(len(picture))), picture[: len(picture) // 2])
    link.shutdown(socket.SHUT_WR)
    assert link.recv(64) == b""
    link.close()
    assert shop.pictures == []
    assert phone.send(picture).status == 201


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"<html>hello</html>", "image/jpeg"),
        (b"\xff\xd8\xff", "text/plain"),
        (b"\xff\xd8\xff", "multipart/form-data"),
    ],
)
def test_what_is_no_picture_is_refused(shop: Shop, content: bytes, kind: str) -> None:
    phone = shop.invite()
    phone.open()
    assert phone.send(content, kind).status == 415
    assert shop.pictures == []


def test_whoever_never_opened_the_page_cannot_send(shop: Shop) -> None:
    phone = shop.invite()
    assert phone.send(a_jpeg()).status == 415
    assert shop.pictures == []


def test_who_asks_faster_than_a_hand_is_told_to_wait(shop: Shop) -> None:
    phone = shop.invite()
    told = [phone.ask("GET", "/nothing").status for _ in range(phone_page._REQUESTS + 5)]
    assert told.count(429) == 5


def test_the_page_trusts_nobody(shop: Shop) -> None:
    phone = shop.invite()
    headers = phone.open().headers
    rules = headers["Content-Security-Policy"]
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "HttpOnly; SameSite=Strict" in headers["Set-Cookie"]
    assert "Python" not in headers["Server"]


def test_other_verbs_are_not_understood(shop: Shop) -> None:
    phone = shop.invite()
    for verb in ("PUT", "DELETE", "OPTIONS"):
        assert phone.ask(verb, f"/{phone.token}").status == 501


def test_the_port_is_closed_when_the_shop_is_done(shop: Shop) -> None:
    phone = shop.invite()
    shop.page.close()
    with pytest.raises(OSError, match="refused"):
        phone.open()


def test_an_ended_page_closes_by_itself_and_can_be_asked_for_again(shop: Shop) -> None:
    phone = shop.invite()
    shop.page.end()
    assert phone.open().status == 410
    shop.clock[0] += phone_page.FAREWELL_S
    again = shop.invite()
    assert again.token != phone.token
    assert again.open().status == 200


def test_each_code_is_new(shop: Shop) -> None:
    assert len({shop.invite().token for _ in range(20)}) == 20


def test_a_machine_in_no_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: object, _address: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "socket", _unconnected(fail))
    with pytest.raises(WorldError, match="phone_no_network"):
        lan_address()


def _unconnected(fail: Callable[[object, object], None]) -> type[socket.socket]:
    return type("Unconnected", (socket.socket,), {"connect": fail})
