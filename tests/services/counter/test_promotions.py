from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert, text

from desktop.domain.promotions import PromotionKind
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Category
from desktop.services.counter import promotions, selling
from desktop.services.counter.promotions import Aim, PromotionDraft, Standing, TargetRef
from desktop.services.shop import Shop, Topic
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.support.a_shop import MORNING, OWNER, a_cart, a_shop, found

THREE_FOR_TWO = PromotionDraft(name=" 3 pour 2 ", kind=PromotionKind.N_FOR_M, count=3, paid=2)
TENTH = PromotionDraft(name="−10 %", kind=PromotionKind.PERCENTAGE, basis_points=1000)


def soap_shop(tmp_path: Path) -> Shop:
    return (
        a_shop(tmp_path)
        .with_product("Savon", 4_50, category="Soins")
        .with_product("Pain", 1_15)
        .open()
    )


def promoted(shop: Shop, *wanted: tuple[str, int], groups: tuple[str, ...] = ()) -> int:
    held = promotions.now_for(shop, promotions.read(shop), groups)
    return a_cart(shop, *wanted).under(held).promoted.cents


def test_a_promotion_written_down_holds_for_the_basket(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    heard: list[frozenset[Topic]] = []
    shop.changes.listen(heard.append)

    promotions.add(shop, THREE_FOR_TWO, OWNER)

    assert promoted(shop, ("Savon", 3)) == 4_50
    assert heard == [frozenset({Topic.CATALOGUE})]
    (view,) = promotions.promotions(shop)
    assert (view.draft.name, view.standing) == ("3 pour 2", Standing.RUNS)
    shop.close()


@pytest.mark.parametrize(
    ("aim", "gives"), [(Aim.VARIANT, 45), (Aim.PRODUCT, 45), (Aim.CATEGORY, 45), (None, 57)]
)
def test_a_promotion_bears_on_what_it_names(tmp_path: Path, aim: Aim | None, gives: int) -> None:
    shop = soap_shop(tmp_path)
    soap = found(shop, "Savon")
    ids = {Aim.VARIANT: soap.variant_id, Aim.PRODUCT: soap.product_id}
    ids[Aim.CATEGORY] = str(soap.category_id)
    chosen = () if aim is None else (TargetRef(aim=aim, id=ids[aim]),)

    promotions.add(shop, replace(TENTH, targets=chosen), OWNER)

    assert promoted(shop, ("Savon", 1), ("Pain", 1)) == gives
    (view,) = promotions.promotions(shop)
    assert [target.name for target in view.draft.targets] == (
        [] if aim is None else ["Soins" if aim is Aim.CATEGORY else "Savon"]
    )
    shop.close()


def test_a_section_brings_its_branches(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    soap, above, top = found(shop, "Savon"), new_id(), new_id()
    with shop.begin() as work:
        for ident, parent in ((top, None), (above, top)):
            work.connection.execute(
                insert(table_of(Category)).values(
                    id=ident, name=ident, position=9, colour=1, parent_id=parent
                )
            )
        work.connection.execute(
            text("UPDATE category SET parent_id = :above WHERE id = :own"),
            {"above": above, "own": soap.category_id},
        )
        work.commit()

    promotions.add(shop, replace(TENTH, targets=(TargetRef(aim=Aim.CATEGORY, id=top),)), OWNER)

    assert promoted(shop, ("Savon", 1)) == 45
    shop.close()


def test_a_menu_is_one_of_each(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    parts = tuple(
        TargetRef(aim=Aim.PRODUCT, id=found(shop, name).product_id) for name in ("Savon", "Pain")
    )
    menu = PromotionDraft(name="Duo", kind=PromotionKind.MENU, cents=5_00, targets=parts)

    promotions.add(shop, menu, OWNER)

    assert promoted(shop, ("Savon", 2), ("Pain", 1)) == 65
    shop.close()


def test_a_changed_promotion_gives_the_new_terms_and_a_stopped_one_nothing(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    ident = promotions.add(shop, TENTH, OWNER)

    promotions.change(shop, ident, replace(TENTH, basis_points=2000), OWNER)
    assert promoted(shop, ("Savon", 1)) == 90

    promotions.stop(shop, ident, OWNER)
    assert promoted(shop, ("Savon", 1)) == 0
    assert promotions.promotions(shop)[0].standing is Standing.STOPPED

    promotions.change(shop, ident, TENTH, OWNER)
    assert promoted(shop, ("Savon", 1)) == 45
    shop.close()


def test_a_promotion_that_is_not_there_is_refused(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    with pytest.raises(RefusedError) as refused:
        promotions.stop(shop, "none", OWNER)
    assert refused.value.code == "unknown_promotion"
    with pytest.raises(RefusedError) as refused:
        promotions.change(shop, "none", TENTH, OWNER)
    assert refused.value.code == "unknown_promotion"
    shop.close()


def test_a_nameless_promotion_is_refused_and_nothing_written(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    with pytest.raises(RefusedError) as refused:
        promotions.add(shop, replace(TENTH, name="  "), OWNER)
    assert refused.value.code == "promotion_name"
    assert promotions.promotions(shop) == ()
    shop.close()


def test_the_list_tells_what_runs_comes_and_is_over(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    today = date(2026, 11, 23)
    for name, days in (
        ("over", {"ends_on": today - timedelta(days=1)}),
        ("soon", {"starts_on": today + timedelta(days=1)}),
        ("runs", {"starts_on": today, "ends_on": today}),
    ):
        promotions.add(shop, replace(TENTH, name=name, **days), OWNER)  # type: ignore[arg-type]

    assert [(view.draft.name, view.standing) for view in promotions.promotions(shop)] == [
        ("runs", Standing.RUNS),
        ("soon", Standing.TO_COME),
        ("over", Standing.OVER),
    ]
    assert promoted(shop, ("Savon", 1)) == 45
    shop.close()


def test_hours_are_the_shops_own(tmp_path: Path) -> None:
    """It is 8:30 in UTC and 9:30 in Paris."""
    shop = soap_shop(tmp_path)
    promotions.add(shop, replace(TENTH, from_minute=9 * 60, until_minute=10 * 60), OWNER)

    assert MORNING.hour == 8
    assert promoted(shop, ("Savon", 1)) == 45
    shop.close()


def test_members_only_get_what_is_theirs(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    promotions.add(shop, replace(TENTH, customer_group="club"), OWNER)

    assert promoted(shop, ("Savon", 1)) == 0
    assert promoted(shop, ("Savon", 1), groups=("club",)) == 45
    assert promotions.groups(shop) == ("club",)
    shop.close()


def test_a_basket_under_promotions_asks_the_database_nothing(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    promotions.add(shop, TENTH, OWNER)
    held, cart = promotions.read(shop), a_cart(shop, "Savon")
    said: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    total = cart.under(promotions.now_for(shop, held, ())).total
    event.remove(Engine, "before_cursor_execute", listen)

    assert (total, said) == (Money(4_05), [])
    shop.close()


def test_a_parked_basket_comes_back_under_what_holds_then(tmp_path: Path) -> None:
    shop = soap_shop(tmp_path)
    ident = promotions.add(shop, TENTH, OWNER)
    cart = a_cart(shop, "Savon").under(promotions.read(shop))
    parked = selling.park(shop, cart, OWNER, "Mme Petit")
    assert [view.total for view in selling.parked(shop)] == [Money(4_05)]

    promotions.stop(shop, ident, OWNER)

    assert [view.total for view in selling.parked(shop)] == [Money(4_50)]
    assert selling.resume(shop, parked.id).total == Money(4_50)
    shop.close()
