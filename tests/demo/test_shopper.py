"""The demonstration's customer: links, forms and cookies, against a small real web server."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from demo.shopper import PageError, Shopper

WINDOW = """<html><head><title>t</title><style>p { color: red }</style></head><body>
<p>Bonjour   à <b>tous</b></p><script>let secret = "not read";</script>
<a href="produits/jam">Confiture <em>d’abricot</em></a>
<form action="/search"><input name="q" value="figue"></form>
<form action="/basket" method="post">
  <input type="hidden" name="token" value="T1"><input name="quantity" value="1">
  <label><input type="radio" name="offer" value="o1" checked> 250 g <span>5,90 €</span></label>
  <label><input type="radio" name="offer" value="o2"> 500 g</label>
  <label><input type="radio" name="offer" value="o3" disabled> 1 kg</label>
  <label><input type="checkbox" name="gift"> Cadeau</label>
  <label><input type="checkbox" name="news" checked> Lettre</label>
  <select name="slot"><option value="am">matin</option><option value="pm">soir</option></select>
  <select name="bag"><option value="no">non</option><option value="yes" selected>oui</option></select>
  <textarea name="note">Merci</textarea>
</form></body></html>"""


class Window(BaseHTTPRequestHandler):
    """Shows a shop's window and says back what it is sent."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/boutiques/ici":
            self._answer(200, WINDOW, cookie="visit=7")
        elif url.path == "/boutiques/produits/jam":
            self._answer(200, "<h1>Confiture</h1>")
        elif url.path == "/search":
            self._answer(200, f"q={parse_qs(url.query)['q'][0]}")
        elif url.path == "/thanks":
            self._answer(200, f"thanks {self.headers.get('cookie')}")
        else:
            self._answer(404, "<p>Nothing here</p>")

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.received.append((parse_qs(sent), dict(self.headers)))  # type: ignore[attr-defined]
        self.send_response(303)
        self.send_header("location", "/thanks")
        self.send_header("content-length", "0")
        self.end_headers()

    def _answer(self, status: int, text: str, cookie: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        if cookie:
            self.send_header("set-cookie", f"{cookie}; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def storefront() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Window) as server:
        server.received = []  # type: ignore[attr-defined]  # what was posted
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def shopper(storefront: ThreadingHTTPServer) -> Iterator[Shopper]:
    with Shopper(f"http://127.0.0.1:{storefront.server_port}") as visiting:
        yield visiting.open("/boutiques/ici")


def received(storefront: ThreadingHTTPServer) -> tuple[dict[str, list[str]], dict[str, str]]:
    (one,) = storefront.received  # type: ignore[attr-defined]
    return one


def test_page_is_read_without_its_scripts_and_styles(shopper: Shopper) -> None:
    assert shopper.text.startswith("t Bonjour à tous Confiture d’abricot")
    assert "secret" not in shopper.text
    assert "color" not in shopper.text


def test_link_is_followed_by_any_of_its_words(shopper: Shopper) -> None:
    assert shopper.follow("abricot").text == "Confiture"
    assert shopper.url.endswith("/boutiques/produits/jam")


def test_link_that_is_not_there_is_an_error(shopper: Shopper) -> None:
    with pytest.raises(PageError, match="no link says 'figue'"):
        shopper.follow("figue")


def test_page_that_is_not_there_is_an_error_and_can_be_read(shopper: Shopper) -> None:
    with pytest.raises(PageError, match=r"404 on .*/boutiques/ailleurs"):
        shopper.open("/boutiques/ailleurs")
    assert "Nothing here" in shopper.html


def test_form_sends_what_a_browser_would(shopper: Shopper, storefront: ThreadingHTTPServer) -> None:
    shopper.submit(shopper.form("/basket"), quantity="3")
    sent, headers = received(storefront)
    assert sent == {
        "token": ["T1"],
        "quantity": ["3"],
        "offer": ["o1"],
        "news": ["on"],
        "slot": ["am"],
        "bag": ["yes"],
        "note": ["Merci"],
    }
    assert headers["origin"] == f"http://127.0.0.1:{storefront.server_port}"
    assert headers["referer"].endswith("/boutiques/ici")


def test_redirect_is_followed_and_the_cookie_kept(shopper: Shopper) -> None:
    assert shopper.submit(shopper.form("token")).text == "thanks visit=7"
    assert shopper.url.endswith("/thanks")


def test_choice_is_found_by_the_words_of_its_label(
    shopper: Shopper, storefront: ThreadingHTTPServer
) -> None:
    form = shopper.form("/basket")
    assert form.choice("offer", "5,90") == "o1"
    shopper.submit(form, offer=form.choice("offer", "500 g"))
    assert received(storefront)[0]["offer"] == ["o2"]


@pytest.mark.parametrize(("name", "words"), [("offer", "1 kg"), ("offer", "2 kg"), ("size", "L")])
def test_choice_that_cannot_be_made_is_an_error(shopper: Shopper, name: str, words: str) -> None:
    with pytest.raises(PageError, match="does not offer"):
        shopper.form("/basket").choice(name, words)


def test_form_with_get_asks_by_its_address(shopper: Shopper) -> None:
    assert shopper.submit(shopper.form("/search"), q="noix & miel").text == "q=noix & miel"


def test_field_that_is_not_on_the_form_is_an_error(shopper: Shopper) -> None:
    with pytest.raises(PageError, match="price"):
        shopper.submit(shopper.form("/basket"), price="0")


def test_form_that_is_not_there_is_an_error(shopper: Shopper) -> None:
    with pytest.raises(PageError, match="no form for '/checkout'"):
        shopper.form("/checkout")
