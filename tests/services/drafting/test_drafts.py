from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.proposal import Proposal
from desktop.errors import RefusedError
from desktop.services.drafting import drafts
from desktop.services.drafting.drafts import DraftNew
from desktop.services.goods import catalogue
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, AShop, a_shop


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return a_shop(tmp_path)


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def a_draft(shop: Shop, name: str = "Confiture de figue") -> str:
    proposed = {"name": (Proposal(name, "label", 80), Proposal("Figue", "town", 90))}
    return drafts.add(
        shop,
        DraftNew(source="photo", staff=OWNER, code="3760091726964", proposals=proposed),
    )


def confirmed(name: str = "Confiture de figue") -> ProductDraft:
    return ProductDraft(name=name, vat=VatRate(550), variants=(VariantDraft(price=Money(480)),))


def test_a_draft_waits_with_what_is_proposed_for_it_the_surest_first(shop: Shop) -> None:
    draft_id = a_draft(shop)

    (view,) = drafts.waiting(shop).drafts

    assert view.id == draft_id
    assert view.code == "3760091726964"
    assert [each.value for each in view.proposals["name"]] == ["Figue", "Confiture de figue"]
    assert view.best("name") == "Figue"
    assert view.price is None


def test_a_yes_makes_it_a_product_and_can_be_taken_back(shop: Shop) -> None:
    draft_id = a_draft(shop)

    saved = drafts.keep(shop, draft_id, confirmed(), OWNER)
    assert drafts.count(shop) == 0
    drafts.undo(shop, draft_id, OWNER)

    assert catalogue.product(shop, saved.product.id).is_archived
    assert drafts.count(shop) == 1
    assert drafts.draft(shop, draft_id).product_id is None


def test_a_yes_that_is_refused_leaves_the_draft_waiting(shop: Shop) -> None:
    draft_id = a_draft(shop)

    with pytest.raises(RefusedError, match="name_missing"):
        drafts.keep(shop, draft_id, confirmed(name=" "), OWNER)

    assert drafts.count(shop) == 1


def test_a_draft_put_off_comes_back_tomorrow(builder: AShop, shop: Shop) -> None:
    draft_id = a_draft(shop)
    clock: SetClock = builder.clock

    drafts.later(shop, draft_id, OWNER)
    assert drafts.count(shop) == 0
    clock.instant += timedelta(hours=24)

    assert [each.id for each in drafts.waiting(shop).drafts] == [draft_id]


def test_a_no_is_not_asked_again_unless_it_is_taken_back(builder: AShop, shop: Shop) -> None:
    draft_id = a_draft(shop)

    drafts.refuse(shop, draft_id, OWNER)
    builder.clock.instant += timedelta(days=30)
    assert drafts.count(shop) == 0
    drafts.undo(shop, draft_id, OWNER)

    assert drafts.count(shop) == 1


def test_nothing_is_decided_twice(shop: Shop) -> None:
    draft_id = a_draft(shop)
    drafts.refuse(shop, draft_id, OWNER)

    with pytest.raises(RefusedError, match="draft_decided"):
        drafts.keep(shop, draft_id, confirmed(), OWNER)
    drafts.undo(shop, draft_id, OWNER)
    with pytest.raises(RefusedError, match="draft_waits"):
        drafts.undo(shop, draft_id, OWNER)
    with pytest.raises(RefusedError, match="unknown_draft"):
        drafts.refuse(shop, "nobody", OWNER)


def test_what_is_read_late_joins_what_was_proposed(shop: Shop) -> None:
    draft_id = a_draft(shop)

    drafts.improve(shop, draft_id, {"brand": (Proposal("Verger d'Albret", "label", 60),)})

    view = drafts.draft(shop, draft_id)
    assert view.best("brand") == "Verger d'Albret"
    assert view.best("name") == "Figue"


def test_a_draft_written_in_a_transaction_goes_with_it(shop: Shop) -> None:
    with shop.begin() as work:
        drafts.add(work, DraftNew(source="delivery", staff=OWNER))

    assert drafts.count(shop) == 0
