"""A draft with the town's steward: handed over, taken back, answered, and the shop's to decide."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from desktop.domain.proposal import Proposal
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Enrolment
from desktop.services.drafting import drafts, steward
from desktop.services.drafting.drafts import DraftNew
from desktop.services.shop import Shop
from sync.contract import v1
from sync.contract.canonical import decode, encode
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from tests.support.a_hub import AHub
from tests.support.a_shop import OWNER, a_shop

FRONT, BACK = "a" * 64, "b" * 64
TOLD = {"name": "Vase en grès", "section": "Décoration", "description": "Tourné à la main."}


def link(shop: Shop) -> None:
    """Give a shop its place in a marketplace that never answers."""
    place = v1.ShopEntity(
        shop=new_id(), name="Potier", slug="potier", town="", storefront="", commission_bp=0
    )
    with shop.begin() as work:
        work.connection.execute(
            insert(table_of(Enrolment)).values(
                device=new_id(),
                key_name="k",
                hub_url="http://127.0.0.1:9",
                hub_public_key="",
                town_name="Valmoret",
                shop=encode(place),
                enrolled_at=work.at,
            )
        )
        work.commit()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        link(opened)
        yield opened


def a_draft(shop: Shop, *photos: str) -> str:
    label = Proposal("vase bleu", "label", 60)
    new = DraftNew(source="inbox", staff=OWNER, proposals={"name": (label,)}, photos=photos)
    return drafts.add(shop, new)


def last_told(shop: Shop) -> v1.DraftShared:
    with shop.look() as look:
        row = look.connection.execute(
            text("SELECT kind, body FROM outbox ORDER BY seq DESC LIMIT 1")
        ).one()
    assert row.kind == "draft.shared"
    return decode(row.body, v1.DraftShared)


def waiting(shop: Shop) -> list[str]:
    return [each.id for each in drafts.waiting(shop).drafts]


def test_handing_over_tells_the_town_and_asks_no_more_here(shop: Shop) -> None:
    draft = a_draft(shop, FRONT, BACK)
    steward.hand_over(shop, draft, "  le bleu\n", OWNER)

    assert last_told(shop) == v1.DraftShared(draft=draft, photos=(FRONT, BACK), note="le bleu")
    assert waiting(shop) == []


def test_a_steward_who_never_answers_gives_the_draft_back_after_a_week(shop: Shop) -> None:
    draft = a_draft(shop, FRONT)
    steward.hand_over(shop, draft, "", OWNER)
    assert isinstance(shop.clock, SetClock)
    shop.clock.instant += timedelta(days=7, minutes=1)

    assert waiting(shop) == [draft]


def test_taking_back_tells_the_town_and_the_draft_waits(shop: Shop) -> None:
    draft = a_draft(shop, FRONT)
    steward.hand_over(shop, draft, "", OWNER)
    steward.take_back(shop, draft)

    assert last_told(shop) == v1.DraftShared(draft=draft, is_withdrawn=True)
    assert waiting(shop) == [draft]


def test_the_answer_is_a_proposal_to_confirm_its_picture_first(shop: Shop) -> None:
    draft = a_draft(shop, FRONT, BACK)
    steward.hand_over(shop, draft, "", OWNER)
    AHub(shop).tells("draft", draft, v1.DraftEntity(draft=draft, photo=BACK, **TOLD)).sends()

    (view,) = drafts.waiting(shop).drafts
    assert view.photos == (BACK, FRONT)
    assert (view.best("name"), view.proposals["name"][0].origin) == ("Vase en grès", "steward")
    assert view.proposals["name"][1].value == "vase bleu"
    assert view.best("category") == "Décoration"
    assert view.best("description") == "Tourné à la main."
    assert view.answered_at is not None


def test_an_answer_to_what_was_decided_or_taken_back_changes_nothing(shop: Shop) -> None:
    decided, back = a_draft(shop, FRONT), a_draft(shop, BACK)
    for each in (decided, back):
        steward.hand_over(shop, each, "", OWNER)
    drafts.refuse(shop, decided, OWNER)
    steward.take_back(shop, back)
    hub = AHub(shop)
    for each in (decided, back, "nobody's"):
        hub.tells("draft", each, v1.DraftEntity(draft=each, **TOLD))
    hub.sends()

    assert drafts.draft(shop, decided).state == "refused"
    assert drafts.draft(shop, back).best("name") == "vase bleu"


def test_a_draft_without_a_picture_is_not_handed_over(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="steward_without_picture"):
        steward.hand_over(shop, a_draft(shop), "", OWNER)


def test_a_shop_that_is_not_linked_is_told_so(tmp_path: Path) -> None:
    with a_shop(tmp_path / "alone").opened() as alone:
        draft = a_draft(alone, FRONT)
        with pytest.raises(RefusedError, match="steward_not_linked"):
            steward.hand_over(alone, draft, "", OWNER)
        assert waiting(alone) == [draft]
