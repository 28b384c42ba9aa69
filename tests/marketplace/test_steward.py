"""Pictures handed to the steward: seen by whom the town chose, answered once, the shop's to decide."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import event, select

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.jobs import Audit
from marketplace.models.orders import OrderEvent, ShopOrder
from marketplace.models.sync import Blob
from marketplace.models.town import Shop
from marketplace.services import ladder, orders, steward
from sync.contract import v1
from sync.kernel.ids import new_id
from tests.marketplace.test_orders import place
from tests.marketplace.towns import OpenTown, Web

FRONT, BACK = "a" * 64, "b" * 64
TOLD = {"name": "Vase en grès", "section": "Décoration", "photo": BACK}


def shops(town: OpenTown) -> tuple[str, str]:
    first, second = list(dict.fromkeys(town.market.shops.values()))[:2]
    return first, second


def hand_over(town: OpenTown, shop_id: str, **more: object) -> str:
    """Have a shop hand over two pictures that have come; return its id of them."""
    draft = str(more.pop("draft", new_id()))
    shared = v1.DraftShared(draft=draft, photos=(FRONT, BACK), note="Le bleu, pas le <b>gris</b>")
    message = structs.replace(shared, **more)
    with town.database.write() as session:
        for sha256 in (FRONT, BACK):
            if session.get(Blob, sha256) is None:
                session.add(a_blob(shop_id, sha256, town))
        steward.share(session, shop_id, message, town.clock.now())
    return draft


def a_blob(shop_id: str, sha256: str, town: OpenTown) -> Blob:
    return Blob(
        sha256=sha256,
        shop_id=shop_id,
        size_bytes=10,
        media_type="image/webp",
        width_px=10,
        height_px=10,
        stored_at=town.clock.now(),
    )


def key_of(town: OpenTown) -> str:
    with town.database.write() as session:
        return steward.new_key(session, "Inès", town.clock.now())


def answer(town: OpenTown, draft: str, told: Mapping[str, str]) -> None:
    with town.database.write() as session:
        steward.answer(session, draft, told, town.clock.now())


def told_to(town: OpenTown, shop_id: str, draft: str) -> v1.Message | None:
    with town.database.read() as session:
        return steward.draft_entity(session, shop_id, draft)


def test_the_steward_sees_the_pictures_and_the_shop_gets_what_was_said(web: Web) -> None:
    town, browser = web
    shop, other = shops(town)
    draft, key = hand_over(town, shop), key_of(town)

    page = browser.get(f"/referent/{key}")
    assert "Le bleu, pas le &lt;b&gt;gris&lt;/b&gt;" in page.text
    page = browser.get(f"/referent/{key}/{draft}")
    assert f"/media/{FRONT}-400.webp" in page.text
    done = browser.post(f"/referent/{key}/{draft}", browser.form(page, "") | TOLD)

    assert "le commerce le confirmera" in done.text
    assert "Rien n’attend." in done.text
    assert told_to(town, shop, draft) == v1.DraftEntity(draft=draft, **TOLD)
    assert told_to(town, other, draft) is None
    assert browser.get(f"/referent/{key}/{draft}").status_code == 404


def test_an_order_nobody_has_seen_stands_on_the_stewards_page_until_somebody_has(web: Web) -> None:
    town, browser = web
    key = key_of(town)
    order_id, told_by_nobody = (place(town, ("Pain de campagne", "1"))[0] for _ in range(2))
    with town.database.write() as session:
        shop_id = session.get_one(ShopOrder, order_id).shop_id
        session.get_one(Shop, shop_id).phone = "05 53 00 11 22"
        ladder.note_climbed(session, order_id, 2, "steward", "listed", town.clock.now())
    page = browser.get(f"/referent/{key}")
    assert "Commandes que personne n’a vues" in page.text
    assert 'href="tel:0553001122"' in page.text
    assert "Camille" not in page.text

    town.clock.advance(timedelta(minutes=4))
    path = f"/referent/{key}/appels/{order_id}"
    for _ in range(2):
        taken = browser.post(path, browser.form(page, path))
        assert "Prise en charge" in taken.text
    with town.database.read() as session:
        [waiting] = ladder.waiting_for_steward(session)
        rungs = session.scalars(select(OrderEvent.detail).where(OrderEvent.kind == "rung")).all()
    assert (waiting.order, waiting.called_at) == (order_id, town.clock.now())
    assert [(each["step"], each["outcome"]) for each in rungs] == [(2, "listed"), (2, "called")]

    with town.database.write() as session:
        orders.mark_seen(session, shop_id, v1.OrderSeen(order=order_id), town.clock.now())
    assert "Commandes que personne n’a vues" not in browser.get(f"/referent/{key}").text
    for gone in (
        path,
        f"/referent/{key}/appels/{told_by_nobody}",
        f"/referent/x/appels/{order_id}",
    ):
        assert browser.post(gone, browser.form(page, path)).status_code == 404


def test_the_list_asks_once_whose_pictures_have_come(town: OpenTown) -> None:
    shop, _other = shops(town)
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    hand_over(town, shop)
    for photo in ("c" * 64, "d" * 64, "e" * 64):
        hand_over(town, shop, photos=(FRONT, photo))
    with town.database.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", count)
        seen = steward.waiting(session)
        event.remove(engine, "before_cursor_execute", count)
    assert [(each.photos, each.coming) for each in seen] == [
        ((FRONT, BACK), 0),
        *[((FRONT,), 1)] * 3,
    ]
    assert sum(each.startswith("SELECT") for each in asked) == 2


def test_the_form_names_where_it_comes_from(web: Web) -> None:
    # Without a referrer a browser sends `Origin: null`, and over HTTP nothing else says it is ours.
    town, browser = web
    draft, key = hand_over(town, shops(town)[0]), key_of(town)
    for path in (f"/referent/{key}", f"/referent/{key}/{draft}"):
        page = browser.get(path)
        assert 'name="referrer"' not in page.text
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["cache-control"] == "no-store"


def test_a_shop_cannot_pile_up_more_by_taking_back_and_handing_over_anew(
    town: OpenTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steward, "MOST_WAITING", 1)
    shop, _other = shops(town)
    first = hand_over(town, shop)
    hand_over(town, shop, draft=first, note="autre mot")
    hand_over(town, shop, draft=first, is_withdrawn=True)
    hand_over(town, shop)
    with pytest.raises(Refusal, match="too_many_shared"):
        hand_over(town, shop, draft=first)


def test_who_got_an_address_is_on_the_audit_trail(town: OpenTown) -> None:
    key_of(town)
    with town.database.write() as session:
        steward.end_keys(session, "Inès", town.clock.now())
    with town.database.read() as session:
        last = session.scalars(select(Audit).order_by(Audit.seq.desc()).limit(2)).all()
        assert [(row.action, row.subject) for row in last] == [
            ("steward.end", "Inès"),
            ("steward.key", "Inès"),
        ]


def test_without_a_name_nothing_is_sent_and_what_was_typed_stays(web: Web) -> None:
    town, browser = web
    shop, _other = shops(town)
    draft, key = hand_over(town, shop), key_of(town)
    form = browser.form(browser.get(f"/referent/{key}/{draft}"), "")

    page = browser.post(f"/referent/{key}/{draft}", form | {"name": " ", "brand": "Potier <i>"})

    assert page.status_code == 409
    assert "Indiquez le nom du produit." in page.text
    assert 'value="Potier &lt;i&gt;"' in page.text
    assert told_to(town, shop, draft) is None


def test_only_an_address_that_holds_opens_the_door(web: Web) -> None:
    town, browser = web
    draft, key = hand_over(town, shops(town)[0]), key_of(town)

    assert browser.get("/referent/guessed").status_code == 404
    assert browser.get(f"/referent/guessed/{draft}").status_code == 404
    with town.database.write() as session:
        assert steward.end_keys(session, "Inès", town.clock.now()) == 1
    assert browser.get(f"/referent/{key}").status_code == 404


def test_what_a_shop_takes_back_is_seen_no_more_and_can_be_handed_over_anew(
    town: OpenTown,
) -> None:
    shop, other = shops(town)
    draft = hand_over(town, shop)
    with pytest.raises(Refusal, match="wrong_value"):
        hand_over(town, other, draft=draft, is_withdrawn=True)

    hand_over(town, shop, draft=draft, is_withdrawn=True)
    with pytest.raises(NotFoundError):
        answer(town, draft, TOLD)

    hand_over(town, shop, draft=draft)
    answer(town, draft, TOLD | {"photo": "c" * 64})
    told = told_to(town, shop, draft)
    assert isinstance(told, v1.DraftEntity)
    assert told.photo == "", "it was none of the shop's pictures"


@pytest.mark.parametrize(
    "wrong",
    [
        {"draft": "../etc"},
        {"photos": ()},
        {"photos": (FRONT, FRONT)},
        {"photos": ("../../hub.db",)},
        {"photos": ("A" * 64,)},
        {"note": "bleu\0"},
        {"note": "x" * 501},
        {"code": "9" * 49},
    ],
)
def test_what_is_no_heap_of_pictures_is_refused(town: OpenTown, wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="wrong_value"):
        hand_over(town, shops(town)[0], **wrong)


def test_a_text_that_is_too_long_is_refused(town: OpenTown) -> None:
    draft = hand_over(town, shops(town)[0])
    with pytest.raises(Refusal, match="steward_too_long"):
        answer(town, draft, {"name": "x" * 201})


def test_nothing_is_kept_longer_than_a_season(town: OpenTown) -> None:
    draft = hand_over(town, shops(town)[0])
    with town.database.write() as session:
        assert steward.forget_old(session, town.clock.now() + timedelta(days=89)) == 0
        assert steward.forget_old(session, town.clock.now() + timedelta(days=91)) == 1
        with pytest.raises(NotFoundError):
            steward.find(session, draft)
