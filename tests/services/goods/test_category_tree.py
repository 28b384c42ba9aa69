"""The tree of sections is the shop's own; the town is told of every product that a change moves."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from desktop.domain.promotions import PromotionKind
from desktop.errors import RefusedError
from desktop.services.counter import promotions, selling
from desktop.services.counter.promotions import Aim, PromotionDraft, TargetRef
from desktop.services.goods import category_tree as sections
from desktop.services.goods.catalogue import ProductView, product
from desktop.services.goods.catalogue_history import Difference, history
from desktop.services.goods.cataloguing import (
    ProductDraft,
    VariantDraft,
    archive_product,
    draft_of,
    restore_product,
    save_product,
)
from desktop.services.goods.cataloguing import undo as undo_change
from desktop.services.goods.categories import write_path
from desktop.services.goods.category_rules import DEEPEST
from desktop.services.goods.category_tree import SectionDraft
from desktop.services.shop import Shop
from sync.kernel.money import Money
from sync.kernel.vat import VatRate
from tests.support.a_hub import AHub, a_product
from tests.support.a_shop import OWNER, a_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def article(shop: Shop, name: str, category_id: str) -> ProductView:
    draft = ProductDraft(
        name=name,
        vat=VatRate(550),
        category_id=category_id,
        variants=(VariantDraft(price=Money(500)),),
    )
    return save_product(shop, draft, OWNER).product


def change(shop: Shop, ident: str, **columns: str | None) -> sections.Step:
    draft = SectionDraft(name="?", parent_id=None)
    for branch in sections.tree(shop):
        if branch.id == ident:
            draft = SectionDraft(
                name=branch.name,
                parent_id=branch.parent_id,
                market_path=write_path(branch.market_path),
            )
    return sections.change(shop, ident, replace(draft, **columns), OWNER)  # type: ignore[arg-type] # a test's own names


def rename(shop: Shop, ident: str, name: str) -> sections.Step:
    return change(shop, ident, name=name)


def move(shop: Shop, ident: str, parent_id: str | None) -> sections.Step:
    return change(shop, ident, parent_id=parent_id)


def place_on_market(shop: Shop, ident: str, path: str) -> sections.Step:
    return change(shop, ident, market_path=path)


def told(shop: Shop, view: ProductView) -> list[list[str]]:
    with shop.look() as look:
        bodies = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = 'product.set' ORDER BY seq")
        ).all()
    read = [msgspec.json.decode(body) for body in bodies]
    return [each["category"] for each in read if each["product"] == view.id]


def names(shop: Shop) -> list[str]:
    there = [each for each in sections.tree(shop) if not each.is_archived]
    return [f"{'-' * each.depth}{each.name}" for each in there]


def test_sections_stand_under_each_other_with_their_goods(shop: Shop) -> None:
    grocery = sections.add(shop, " Épicerie ", None, OWNER)
    tea = sections.add(shop, "Thés", grocery, OWNER)
    sections.add(shop, "Cave", None, OWNER)
    article(shop, "Sencha", tea)
    assert names(shop) == ["Épicerie", "-Thés", "Cave"]
    assert [each.products for each in sections.tree(shop)] == [0, 1, 0]


def test_a_new_name_is_told_of_every_product_below(shop: Shop) -> None:
    grocery = sections.add(shop, "Épicerie", None, OWNER)
    view = article(shop, "Sencha", sections.add(shop, "Thés", grocery, OWNER))
    rename(shop, grocery, "Épicerie fine")
    assert told(shop, view) == [["Épicerie", "Thés"], ["Épicerie fine", "Thés"]]


def test_a_section_moves_with_all_below_it_but_not_into_itself(shop: Shop) -> None:
    grocery = sections.add(shop, "Épicerie", None, OWNER)
    tea = sections.add(shop, "Thés", grocery, OWNER)
    drinks = sections.add(shop, "Boissons", None, OWNER)
    view = article(shop, "Sencha", tea)
    move(shop, tea, drinks)
    assert told(shop, view)[-1] == ["Boissons", "Thés"]
    move(shop, drinks, grocery)
    assert names(shop) == ["Épicerie", "-Boissons", "--Thés"]
    for place in (grocery, tea):
        with pytest.raises(RefusedError, match="category_loop"):
            move(shop, grocery, place)


def test_two_sections_become_one(shop: Shop) -> None:
    tea, teas = sections.add(shop, "Thé", None, OWNER), sections.add(shop, "Les thés", None, OWNER)
    green = sections.add(shop, "Verts", tea, OWNER)
    view, below = article(shop, "Sencha", tea), article(shop, "Matcha", green)
    sections.merge(shop, tea, teas, OWNER)
    assert names(shop) == ["Les thés", "-Verts"]
    assert product(shop, view.id).category_id == teas
    assert told(shop, below)[-1] == ["Les thés", "Verts"]
    with pytest.raises(RefusedError, match="category_loop"):
        sections.merge(shop, teas, green, OWNER)


def test_the_town_hears_of_the_place_that_was_given_there(shop: Shop) -> None:
    grocery = sections.add(shop, "Au fond à gauche", None, OWNER)
    tea = sections.add(shop, "Thés", grocery, OWNER)
    view = article(shop, "Sencha", tea)
    place_on_market(shop, grocery, "Alimentation >  Épicerie")
    assert told(shop, view)[-1] == ["Alimentation", "Épicerie", "Thés"]
    saved = article(shop, "Matcha", tea)
    assert told(shop, saved) == [["Alimentation", "Épicerie", "Thés"]]
    place_on_market(shop, grocery, "")
    assert told(shop, view)[-1] == ["Au fond à gauche", "Thés"]


def test_a_product_that_comes_back_from_the_town_stays_in_its_own_section(shop: Shop) -> None:
    tea = sections.add(shop, "Au fond", None, OWNER)
    place_on_market(shop, tea, "Alimentation > Thés")
    view = article(shop, "Sencha", tea)
    entity = a_product(product=view.id, category=("Alimentation", "Thés"))
    AHub(shop).tells("product", view.id, entity).sends()
    other = a_product(category=("Alimentation", "Thés"), name="Matcha")
    AHub(shop, seq=9).tells("product", other.product, other).sends()
    assert product(shop, view.id).category_id == tea
    assert product(shop, other.product).category_id == tea
    assert names(shop) == ["Au fond"]


@pytest.mark.parametrize("name", ["", "   ", "\x00\x1b", "\n"])
def test_a_section_without_a_name_is_refused(shop: Shop, name: str) -> None:
    with pytest.raises(RefusedError, match="category_name_missing"):
        sections.add(shop, name, None, OWNER)


def test_one_place_has_no_two_sections_of_one_name(shop: Shop) -> None:
    first = sections.add(shop, "Thés", None, OWNER)
    other = sections.add(shop, "Cafés", None, OWNER)
    with pytest.raises(RefusedError, match="category_taken"):
        sections.add(shop, "THES", None, OWNER)
    with pytest.raises(RefusedError, match="category_taken"):
        rename(shop, other, "thés")
    rename(shop, first, "THÉS")
    sections.add(shop, "Thés", other, OWNER)


def test_what_is_not_there_and_what_is_too_deep_is_refused(shop: Shop) -> None:
    for act in (
        lambda: rename(shop, "x", "Y"),
        lambda: move(shop, "x", None),
        lambda: sections.add(shop, "Y", "x", OWNER),
        lambda: place_on_market(shop, "x", "Y"),
    ):
        with pytest.raises(RefusedError, match="unknown_category"):
            act()
    place: str | None = None
    for level in range(DEEPEST):
        place = sections.add(shop, f"N{level}", place, OWNER)
    with pytest.raises(RefusedError, match="category_too_deep"):
        sections.add(shop, "Trop", place, OWNER)
    assert place is not None
    with pytest.raises(RefusedError, match="category_too_deep"):
        place_on_market(shop, place, ">".join("abcdefgh"))


def test_every_act_on_the_tree_is_taken_back(shop: Shop) -> None:
    grocery = sections.add(shop, "Épicerie", None, OWNER)
    tea = sections.add(shop, "Thés", grocery, OWNER)
    cellar = sections.add(shop, "Cave", None, OWNER)
    empty = sections.add(shop, "Noël", None, OWNER)
    view = article(shop, "Sencha", tea)
    stood = sections.tree(shop)
    acts: tuple[Callable[[], sections.Step], ...] = (
        lambda: rename(shop, tea, "Tisanes"),
        lambda: move(shop, tea, cellar),
        lambda: sections.shift(shop, cellar, -1, OWNER),
        lambda: place_on_market(shop, grocery, "Alimentation > Sec"),
        lambda: sections.put_away(shop, empty, OWNER),
        lambda: sections.merge(shop, grocery, cellar, OWNER),
        lambda: sections.merge(shop, tea, cellar, OWNER),
    )
    for act in acts:
        step = act()
        assert sections.tree(shop) != stood
        sections.undo(shop, step, OWNER)
        assert sections.tree(shop) == stood
        assert told(shop, view)[-1] == ["Épicerie", "Thés"]


def test_a_section_stands_where_it_is_put_among_its_like(shop: Shop) -> None:
    for name in ("Un", "Deux", "Trois"):
        last = sections.add(shop, name, None, OWNER)
    sections.shift(shop, last, -1, OWNER)
    assert names(shop) == ["Un", "Trois", "Deux"]
    sections.shift(shop, last, -9, OWNER)
    assert names(shop) == ["Trois", "Un", "Deux"]


def test_only_an_empty_section_is_put_away_and_it_comes_back(shop: Shop) -> None:
    grocery = sections.add(shop, "Épicerie", None, OWNER)
    tea = sections.add(shop, "Thés", grocery, OWNER)
    view = article(shop, "Sencha", tea)
    for full in (grocery, tea):
        with pytest.raises(RefusedError, match="category_not_empty"):
            sections.put_away(shop, full, OWNER)
    archive_product(shop, view.id, OWNER)
    sections.put_away(shop, tea, OWNER)
    assert [(each.name, each.is_archived) for each in sections.tree(shop)] == [
        ("Épicerie", False),
        ("Thés", True),
    ]
    assert [each.name for each in selling.categories(shop)] == ["Épicerie"]
    sections.bring_back(shop, tea, OWNER)
    assert names(shop) == ["Épicerie", "-Thés"]


def test_a_section_is_there_again_when_its_goods_are_sold_again(shop: Shop) -> None:
    tea = sections.add(shop, "Thés", None, OWNER)
    view = article(shop, "Sencha", tea)
    archive_product(shop, view.id, OWNER)
    sections.put_away(shop, tea, OWNER)
    restore_product(shop, view.id, OWNER)
    assert not sections.tree(shop)[0].is_archived


def test_a_merge_is_in_the_history_of_its_goods_and_undone_for_one_alone(shop: Shop) -> None:
    tea, drinks = (sections.add(shop, name, None, OWNER) for name in ("Thés", "Boissons"))
    sencha, matcha = (article(shop, name, tea) for name in ("Sencha", "Matcha"))
    sections.merge(shop, tea, drinks, OWNER)
    latest = history(shop, sencha.id)[0]
    assert latest.differences == (Difference("category_id", "Thés", "Boissons"),)
    undo_change(shop, latest.id, OWNER)
    assert product(shop, sencha.id).category_id == tea
    assert product(shop, matcha.id).category_id == drinks
    assert {each.name: each.is_archived for each in sections.tree(shop)} == {
        "Thés": False,
        "Boissons": False,
    }


def test_a_merge_taken_back_is_in_the_history_of_what_came_back(shop: Shop) -> None:
    tea, drinks = (sections.add(shop, name, None, OWNER) for name in ("Thés", "Boissons"))
    sencha, matcha = (article(shop, name, tea) for name in ("Sencha", "Matcha"))
    step = sections.merge(shop, tea, drinks, OWNER)
    # What somebody put elsewhere since stays there, and nothing is told of it.
    save_product(shop, replace(draft_of(product(shop, matcha.id)), category_id=None), OWNER)
    told_before = history(shop, matcha.id)
    sections.undo(shop, step, OWNER)
    back = Difference("category_id", "Boissons", "Thés")
    assert history(shop, sencha.id)[0].differences == (back,)
    assert history(shop, matcha.id) == told_before


def test_a_promotion_of_a_merged_section_goes_on_for_its_goods(shop: Shop) -> None:
    tea, drinks = (sections.add(shop, name, None, OWNER) for name in ("Thés", "Boissons"))
    article(shop, "Sencha", tea)
    draft = PromotionDraft(
        name="Thés -10 %",
        kind=PromotionKind.PERCENTAGE,
        basis_points=1000,
        targets=(TargetRef(aim=Aim.CATEGORY, id=tea),),
    )
    promotions.add(shop, draft, OWNER)
    step = sections.merge(shop, tea, drinks, OWNER)
    (view,) = promotions.promotions(shop)
    assert [each.id for each in view.draft.targets] == [drinks]
    sections.undo(shop, step, OWNER)
    (view,) = promotions.promotions(shop)
    assert [each.id for each in view.draft.targets] == [tea]


def test_an_act_that_others_stand_on_is_not_taken_back(shop: Shop) -> None:
    tea = sections.add(shop, "Thé", None, OWNER)
    step = rename(shop, tea, "Thés")
    rename(shop, tea, "Les thés")
    with pytest.raises(RefusedError, match="category_changed_since"):
        sections.undo(shop, step, OWNER)
