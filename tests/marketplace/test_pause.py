"""A shop that takes no orders for now: its pages say so, and everything else goes on."""

import json
import sys
from collections.abc import Callable
from contextlib import closing

import pytest

from marketplace import cli
from marketplace.api.desk import SyncDesk
from marketplace.models.town import Shop, ShopStatus
from marketplace.services import devices, orders
from marketplace.services import town as towns
from marketplace.services.hub import open_hub
from marketplace.settings import Settings
from sync.contract import v1
from sync.contract.canonical import decode
from sync.engine.enrolment import Identity, SoftwareKey, enrol_request, token_request
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from tests.marketplace.towns import OpenTown, Web

BREAD = "/boutiques/la-mie-doree/pain-de-campagne"
SHOP = "/boutiques/la-mie-doree"
CLOSED = "Commandes en ligne fermées pour le moment"


Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    """Run a command of the operator; return how it ended, what it said and what it complained of."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")

    def run(*words: str) -> tuple[int, str, str]:
        line = ["comptoir-hub", *words, "--database", settings.database_url]
        monkeypatch.setattr(sys, "argv", line)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_operator_pauses_and_resumes_a_shop(say: Say) -> None:
    assert say("shop", "pause", "la-mie-doree") == (
        0,
        "La Mie Dorée ne prend plus de nouvelles commandes ; celles en cours continuent.\n",
        "",
    )
    code, out, _ = say("shop", "pause", "la-mie-doree", "--json")
    assert (code, json.loads(out)["status"]) == (0, "paused"), "twice is once"
    code, out, _ = say("shop", "resume", "la-mie-doree", "--json")
    assert (code, json.loads(out)["status"]) == (0, "active")
    say("shop", "add", "Chez Zoé", "--trade", "Fleuriste", "--lat", "44.5", "--lon", "0.2")
    for verb in ("pause", "resume"):
        code, _, err = say("shop", verb, "chez-zoe")
        assert (code, "invitez d’abord sa caisse" in err) == (1, True)
        code, _, err = say("shop", verb, "personne")
        assert (code, "Introuvable" in err) == (1, True)


def test_operator_gives_a_pc_its_place_back(say: Say, settings: Settings) -> None:
    code, _, err = say("shop", "readmit", "la-mie-doree", "nobody")
    assert (code, "Introuvable" in err) == (1, True)
    enrolled: list[str] = []
    _, invited, _ = say("shop", "invite", "la-mie-doree")
    for _ in range(2):
        with closing(open_hub(settings)) as hub:
            request = enrol_request(invited, "PC\x1b[2J", new_id(), SoftwareKey(SoftwareKey.draw()))
            enrolled.append(SyncDesk(hub).enrol(request).device)
        code, out, _ = say("shop", "readmit", "la-mie-doree", enrolled[0], "--json")
        invited = json.loads(out)["code"]
        assert (code, json.loads(out)["device"]) == (0, enrolled[0])
    assert enrolled[0] == enrolled[1]
    code, out, err = say("shop", "readmit", "la-mie-doree", enrolled[0])
    assert (code, len(out.strip()), "l’ancienne clé n’ouvre plus rien" in err) == (0, 9, True)
    _, listed, _ = say("shop", "devices", "la-mie-doree")
    assert "\x1b" not in listed, "a PC names itself"


def pause(town: OpenTown, verb: Callable[..., None] = towns.pause) -> None:
    with town.database.write() as session:
        shop = session.get_one(Shop, town.market.shops["La Mie Dorée"])
        verb(session, shop, town.clock.now())


def test_pages_of_a_paused_shop_say_closed_for_now_and_sell_nothing(web: Web) -> None:
    town, shopper = web
    form = shopper.form(shopper.get(BREAD), "/panier/ajouter")
    pause(town)
    page = shopper.get(BREAD)
    assert page.status_code == 200, "the address is in somebody's bookmarks"
    assert CLOSED in page.text
    assert 'action="/panier/ajouter"' not in page.text
    assert "schema.org/OutOfStock" in page.text
    assert CLOSED in shopper.get(SHOP).text
    assert "Commandes fermées pour le moment" in shopper.get("/boutiques").text
    for path in ("/", "/recherche?q=campagne", "/sitemap.xml"):
        assert BREAD not in shopper.get(path).text
    refused = shopper.post("/panier/ajouter", form)
    assert (refused.status_code, "n’est plus en vente" in refused.text) == (404, True)
    pause(town, towns.resume)
    assert CLOSED not in shopper.get(BREAD).text
    assert shopper.post("/panier/ajouter", form).status_code == 200


def test_basket_of_a_shop_that_was_paused_meanwhile_is_not_ordered(web: Web) -> None:
    town, shopper = web
    shopper.add(BREAD)
    form = shopper.checkout_form()
    pause(town)
    refused = shopper.post("/commander", form)
    assert refused.status_code == 409
    assert "La boutique ne prend pas de commande pour le moment" in refused.text
    assert town.offer("Pain de campagne").reserved == 0


def test_orders_and_tills_of_a_paused_shop_go_on(web: Web) -> None:
    town, shopper = web
    shopper.add(BREAD)
    order_page = shopper.order().url.path
    pause(town)
    desk, shop_id = SyncDesk(town.hub), town.market.shops["La Mie Dorée"]
    with town.database.write() as session:
        code = devices.issue_code(session, shop_id, town.clock.now(), "operator")
    key = SoftwareKey(SoftwareKey.draw())
    answer = desk.enrol(enrol_request(code, "Comptoir", new_id(), key))
    assert answer.shop.paused, "its counter is told"
    now = milliseconds(town.clock.now())
    granted = desk.token(token_request(Identity("", answer.device, key), now, new_id()))
    changes = desk.changes(desk.caller(granted.token), "", 500).changes
    [order] = [decode(one.state, v1.OrderEntity) for one in changes if one.entity == "order"]
    with town.database.write() as session:
        step = v1.OrderStep(order=order.order, base_ver=order.ver)
        orders.take_step(session, shop_id, "order.accept", step, town.clock.now())
    assert "Acceptée" in shopper.get(order_page).text
    with town.database.read() as session:
        assert session.get_one(Shop, shop_id).status == ShopStatus.PAUSED, "enrolling opens nothing"
