"""What is refused at the door, and what every answer carries."""

import re
from collections.abc import Iterator

from sqlalchemy import func, select

from marketplace.models.orders import BasketLine, OrderGroup, ShopOrder
from marketplace.services.database import Database
from sync.kernel.ids import new_id
from tests.marketplace.shopper import Shopper
from tests.marketplace.towns import Web

BREAD = "/boutiques/la-mie-doree/pain-de-campagne"


def lines(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(BasketLine)) or 0


def test_own_files_are_asked_for_by_their_version(web: Web) -> None:
    _, shopper = web
    page = shopper.get("/").text
    (address,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    assert re.fullmatch(r"/static/town\.css\?[0-9a-f]{10}", address)
    assert shopper.get(address).status_code == 200


def test_every_answer_carries_the_headers(web: Web) -> None:
    _, shopper = web
    for path in ("/", BREAD, "/rien", "/health", "/static/town.css", "/panier"):
        headers = shopper.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "same-origin", path
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe-inline" not in policy, path
        assert "strict-transport-security" not in headers, "this is plain http"
        assert "server" not in headers, path


def test_nonce_is_new_each_time_and_only_our_own_blocks_have_it(web: Web) -> None:
    _, shopper = web
    pages = [shopper.get(BREAD) for _ in range(2)]
    nonces = [
        re.findall(r"'nonce-([^']+)'", page.headers["content-security-policy"])[0] for page in pages
    ]
    assert nonces[0] != nonces[1]
    for page, nonce in zip(pages, nonces, strict=True):
        inline = re.findall(r"<(?:script|style)(?![^>]*\bsrc=)([^>]*)>", page.text)
        assert inline
        assert all(f'nonce="{nonce}"' in attributes for attributes in inline)
        assert not re.findall(r'\sstyle="', page.text), "the policy forbids them"
        assert not re.findall(r"\son\w+=", page.text)


def test_no_page_asks_anything_of_a_third_party(web: Web) -> None:
    _, shopper = web
    shopper.add(BREAD)
    for path in ("/", "/boutiques", "/boutiques/la-mie-doree", BREAD, "/panier", "/commander"):
        text = shopper.get(path).text
        loaded = re.findall(r'(?:src|srcset|action)="([^"]+)"|<link[^>]*href="([^"]+)"', text)
        own = [one for pair in loaded for one in pair if one]
        assert all(one.startswith(("/", "http://127.0.0.1/")) for one in own), path


ELSEWHERE = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "https://ailleurs.example"},
    {"origin": "null"},
)


def test_form_from_elsewhere_is_refused(web: Web) -> None:
    town, shopper = web
    fields = shopper.form(shopper.get(BREAD), "/panier/ajouter")
    for headers in ELSEWHERE:
        answer = shopper.client.post("/panier/ajouter", data=fields, headers=headers)
        assert answer.status_code == 403, headers
    assert lines(town.database) == 0


def test_old_browser_without_those_headers_needs_the_token(web: Web) -> None:
    town, shopper = web
    fields = shopper.form(shopper.get(BREAD), "/panier/ajouter")
    accepted = shopper.client.post("/panier/ajouter", data=fields, follow_redirects=False)
    assert accepted.status_code == 303
    for token in ("", "x", "0" * 64):
        answer = shopper.client.post("/panier/ajouter", data=fields | {"form_token": token})
        assert answer.status_code == 403
    assert lines(town.database) == 1


def test_token_of_another_browser_is_refused(web: Web) -> None:
    town, shopper = web
    fields = shopper.form(shopper.get(BREAD), "/panier/ajouter")
    shopper.client.cookies.clear()
    shopper.get("/")
    assert shopper.post("/panier/ajouter", fields).status_code == 403
    assert lines(town.database) == 0


def test_made_up_cookie_is_thrown_away(web: Web) -> None:
    _, shopper = web
    shopper.client.cookies.set("comptoir", f"{'a' * 32}.{'0' * 64}")
    answer = shopper.client.get("/panier")
    assert "comptoir=" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]


FORMS = (
    "/panier/ajouter",
    "/panier/modifier",
    "/panier/retirer",
    "/commander",
    "/commandes/x/annuler",
    "/commandes/x/renoncer/1",
    "/referent/x/y",
)


def test_every_form_route_refuses_without_a_token(web: Web) -> None:
    _, shopper = web
    for path in FORMS:
        shopper.client.cookies.clear()
        assert shopper.post(path, {}).status_code == 403, path
        shopper.get("/panier")
        assert shopper.post(path, {"form_token": "x"}).status_code == 403, path
        json = shopper.client.post(path, json={}, headers=shopper.headers)
        assert json.status_code == 403, path


STRANGE = ("ailleurs.example", "127.0.0.1.ailleurs.example", "", "localhost:8000@x", "[::2]")


def test_unknown_host_is_refused_and_loopback_is_always_known(web: Web) -> None:
    _, shopper = web
    for host in STRANGE:
        assert shopper.client.get("/health", headers={"host": host}).status_code == 421, host
    for host in ("localhost", "localhost:8000", "127.0.0.1:80", "[::1]:80"):
        assert shopper.client.get("/health", headers={"host": host}).status_code == 200, host


def test_long_body_is_not_read(web: Web) -> None:
    _, shopper = web
    fields = shopper.form(shopper.get(BREAD), "/panier/ajouter")
    answer = shopper.post("/panier/ajouter", fields | {"note": "x" * 40_000})
    assert answer.status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1000

    headers = shopper.headers | {"content-type": "application/x-www-form-urlencoded"}
    streamed = shopper.client.post("/panier/ajouter", content=endless(), headers=headers)
    assert streamed.status_code == 413


def test_other_peoples_orders_cannot_be_guessed_or_touched(web: Web) -> None:
    town, shopper = web
    shopper.add(BREAD)
    mine = shopper.order()
    token = mine.url.path.rsplit("/", 1)[1]
    assert len(token) == 32
    with town.database.read() as session:
        order = session.scalars(select(ShopOrder)).one()
        group = session.scalars(select(OrderGroup)).one()
    for wrong in (order.id, order.number, group.id, group.key, token[:-1] + "_", new_id()):
        assert shopper.get(f"/commandes/{wrong}").status_code == 404
        assert shopper.get(f"/commandes/{wrong}/etat").status_code == 404
        fields = shopper.form(shopper.get("/panier"), "/recherche") | {"order": order.id}
        fields["form_token"] = shopper.form(shopper.get(BREAD), "/panier/ajouter")["form_token"]
        assert shopper.post(f"/commandes/{wrong}/annuler", fields).status_code == 404
    assert shopper.get(f"/commandes/{token}/renoncer/99999999").status_code == 404
    stranger = Shopper(shopper.client)
    shopper.client.cookies.clear()
    assert stranger.get(f"/commandes/{token}").status_code == 200, "the address is the key"
    assert order.secret not in repr(stranger.get("/panier").text)


def test_basket_of_one_browser_is_not_another_ones(web: Web) -> None:
    _, shopper = web
    shopper.add(BREAD)
    shopper.client.cookies.clear()
    assert "Votre panier est vide" in shopper.get("/panier").text


NONE = ("0" * 64, "0" * 63, "../hub", "..%2fhub.db", "0" * 64 + "-400", "0" * 64 + "-9999", "a-b-c")


def test_picture_that_is_not_there_is_not_there(web: Web) -> None:
    _, shopper = web
    for name in NONE:
        assert shopper.get(f"/media/{name}.webp").status_code == 404, name


def test_order_page_is_not_kept_by_any_cache(web: Web) -> None:
    _, shopper = web
    shopper.add(BREAD)
    assert shopper.order().headers["cache-control"] == "no-store"
