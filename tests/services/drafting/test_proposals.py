"""What is proposed for a product: where it comes from, how sure, and that it costs little."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from desktop.domain.label_text import Content, LabelLine
from desktop.domain.open_sheet import Sheet
from desktop.domain.proposal import MOST_SECTIONS
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Medium, Product, ProductPhoto, Variant
from desktop.services.drafting import neighbours, proposals, sheets
from desktop.services.drafting.proposals import Proposals, Seen
from desktop.services.goods.credits import credited
from desktop.services.goods.product_drafts import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from sync.kernel.gtin import check_digit, make_in_store
from sync.kernel.money import Money
from sync.kernel.vat import VatRate
from tests.support.a_shop import AShop, a_shop


def code(serial: int) -> str:
    body = f"952{serial:09d}"
    return body + str(check_digit(body))


KNOWN, NEW = code(1), code(2)


def a_grocer(tmp_path: Path) -> AShop:
    shop = a_shop(tmp_path)
    food = {"vat": 550}
    shop.with_product("Confiture de fraises 370 g", 490, category="Confitures", code=KNOWN, **food)
    shop.with_product("Confiture d'abricots 370 g", 490, category="Confitures", **food)
    shop.with_product("Gelée de coings 250 g", 420, category="Confitures", brand="Odile", **food)
    shop.with_product("Camembert fermier", 590, category="Fromages", **food)
    shop.with_product("Comté 18 mois", 2690, category="Fromages", unit="kg", **food)
    shop.with_product("Vin rouge du Gué 75 cl", 890, category="Cave", vat=2000)
    shop.with_product("Cidre brut 75 cl", 450, category="Cave", vat=2000, brand="Pressoir Lormel")
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_grocer(tmp_path).opened() as opened:
        yield opened


def first(told: Proposals, name: str) -> tuple[str, str]:
    best = told.fields[name][0]  # type: ignore[index]
    return best.value, best.origin


def test_an_article_of_the_shop_is_known_by_its_code(shop: Shop) -> None:
    told = proposals.propose(shop, Seen(codes=(KNOWN,)))
    assert [each.by for each in told.known] == ["code"]
    assert first(told, "name") == ("Confiture de fraises 370 g", "catalogue")
    assert first(told, "category") == ("Confitures", "catalogue")
    assert first(told, "vat") == ("550", "catalogue")


def test_the_town_s_word_comes_before_the_public_file_s(shop: Shop) -> None:
    town = Sheet(
        gtin=NEW, source="town", name="Confiture de mûres", brand="Odile", vat_bp=550, shops=2,
        category=("Épicerie", "Confitures"), content=Content(250, "kg"), photo="ab" * 32,
    )  # fmt: skip
    food = Sheet(gtin=NEW, source="food", name="MÛRES", brand="odile", category=("Spreads",))
    sheets.keep(shop.folder, [town, food], [NEW], 0)
    told = proposals.propose(shop, Seen(codes=(NEW,)))
    assert first(told, "name") == ("Confiture de mûres", "town")
    assert [each.origin for each in told.fields["name"]] == ["town", "open_file"]
    assert first(told, "category") == ("Confitures", "town")
    assert told.category_ids["Confitures"]
    assert first(told, "content") == ("250", "town")
    assert first(told, "content_unit") == ("kg", "town")
    assert told.town_photo == "ab" * 32
    assert told.credits == ("Open Food Facts, ODbL 1.0",)


def test_a_product_that_bears_a_public_file_s_name_says_so(shop: Shop) -> None:
    food = Sheet(gtin=NEW, source="food", name="Pâte à tartiner", brand="Odile")
    sheets.keep(shop.folder, [food], [NEW], 0)

    def flags(name: str, number: str = NEW, *more: str) -> set[str]:
        form = VariantDraft(price=Money(490), codes=(number,))
        draft = ProductDraft(
            name=name, vat=VatRate(550), variants=(form,), flags=frozenset({"cold", *more})
        )
        return set(credited(shop, draft).flags)

    assert flags("pate à TARTINER") == {"cold", "from_food"}
    assert flags("La tartine de Zoé", NEW, "from_food") == {"cold"}, "her own words now"
    assert flags("Pâte à tartiner", KNOWN) == {"cold"}
    (shop.folder / sheets.FILE_NAME).write_bytes(b"no database" * 400)
    assert flags("Pâte à tartiner") == {"cold"}, "a damaged file keeps nobody from publishing"


def test_without_any_sheet_the_label_names_the_product(shop: Shop) -> None:
    lines = (
        LabelLine("ODILE", 30, (0, 0, 200, 30)),
        LabelLine("CONFITURE", 80, (0, 60, 400, 80)),
        LabelLine("DE CERISES", 80, (0, 150, 400, 80)),
        LabelLine("Poids net 370 g", 25, (0, 300, 200, 25)),
    )
    told = proposals.propose(shop, Seen(codes=(NEW,), lines=lines, colours=("rouge", "noir")))
    assert first(told, "name") == ("Confiture de cerises", "label")
    assert first(told, "brand") == ("Odile", "label")
    assert first(told, "content") == ("370", "label")
    assert first(told, "category") == ("Confitures", "history")
    assert first(told, "vat") == ("550", "history")
    assert first(told, "colour") == ("rouge", "pixels")
    assert told.credits == ()


def test_a_wine_among_food_is_proposed_the_standard_rate(shop: Shop) -> None:
    lines = (LabelLine("DOMAINE DU BIEF", 60), LabelLine("12,5 % vol  75 cl", 20, (0, 99, 9, 9)))
    told = proposals.propose(shop, Seen(lines=lines))
    assert first(told, "vat") == ("2000", "label")
    assert first(told, "content") == ("750", "label")


def test_the_section_a_sheet_names_says_the_rate_of_an_article_unlike_any_other(
    shop: Shop,
) -> None:
    # Five of the shop's seven goods bear the reduced rate.
    sheet = Sheet(gtin=NEW, source="food", name="Douceur du soir", category=("Cave",))
    sheets.keep(sheets.folder_of(shop), [sheet], (), 0)
    told = proposals.propose(shop, Seen(codes=(NEW,)))
    assert first(told, "category") == ("Cave", "open_file")
    assert first(told, "vat") == ("2000", "history")


def test_a_kind_of_goods_stands_beside_its_like(shop: Shop) -> None:
    told = proposals.propose(shop, Seen(name="Brie de Meaux"))
    assert first(told, "category") == ("Fromages", "history")


def test_a_maker_s_new_product_goes_where_its_others_are(shop: Shop) -> None:
    told = proposals.propose(shop, Seen(name="Trouble nouveau", brand="Pressoir Lormel"))
    assert first(told, "category") == ("Cave", "history")


def test_the_category_in_hand_wins_where_nothing_else_speaks(shop: Shop) -> None:
    with shop.look() as look:
        names = neighbours.named_as(look.connection)
    cave = next(key for key, name in names.items() if name == "Cave")
    told = proposals.propose(shop, Seen(name="Zzyx", session_category=cave))
    assert first(told, "category") == ("Cave", "history")


def test_nothing_seen_still_proposes_vat_and_unit(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as empty:
        told = proposals.propose(empty, Seen())
    # The test shop sells books: its code of activities says so.
    assert first(told, "vat") == ("550", "trade")
    assert first(told, "unit") == ("piece", "trade")
    assert "category" not in told.fields
    assert told.known == ()


def test_goods_nobody_named_are_neither_weighed_nor_sorted_like_the_others(shop: Shop) -> None:
    told = proposals.propose(shop, Seen(codes=(NEW,)))

    assert told.best("unit") == "piece"
    assert not told.fields.get("category")


def test_a_shop_that_charges_no_vat_is_proposed_none(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    with builder.opened() as opened:
        from msgspec.structs import replace  # noqa: PLC0415 only here

        opened.adopt(
            replace(
                opened.settings,
                profile=replace(opened.settings.profile, vat_exemption="franchise"),
            )
        )
        assert proposals.propose(opened, Seen(name="Roman")).best("vat") == "0"


def test_an_in_store_number_is_asked_of_nobody(shop: Shop) -> None:
    own = make_in_store(5)
    sheets.keep(shop.folder, [Sheet(gtin=own, source="town", name="Faux")], [own], 0)
    told = proposals.propose(shop, Seen(codes=(own,)))
    assert "name" not in told.fields
    assert told.gtin == own


def test_a_picture_or_a_name_leads_to_an_article_without_its_code(shop: Shop) -> None:
    sha256 = "cd" * 32
    with shop.begin() as work:
        product_id = work.connection.execute(
            table_of(Product).select().where(table_of(Product).c.name == "Camembert fermier")
        ).one().id  # fmt: skip
        work.connection.execute(
            insert(table_of(Medium)).values(
                sha256=sha256, width=9, height=9, size_bytes=9, created_at=work.at
            )
        )
        work.connection.execute(
            insert(table_of(ProductPhoto)).values(product_id=product_id, position=0, sha256=sha256)
        )
        work.commit()
    by_picture = proposals.propose(shop, Seen(codes=(NEW,), same_pictures=(sha256,)))
    by_name = proposals.propose(shop, Seen(codes=(NEW,), name="CAMEMBERT FERMIER"))
    assert [(each.product_id, each.by) for each in by_picture.known] == [(product_id, "picture")]
    assert [(each.product_id, each.by) for each in by_name.known] == [(product_id, "name")]
    assert "name" not in by_picture.fields


def test_two_categories_of_one_name_are_told_apart(shop: Shop) -> None:
    categories = table_of(Category)
    with shop.begin() as work:
        for parent in ("Femme", "Homme"):
            for key, above, name in ((parent, None, parent), (f"{parent}-h", parent, "Hauts")):
                work.connection.execute(
                    insert(categories).values(id=key, parent_id=above, name=name, position=50)
                )
        work.commit()
    with shop.look() as look:
        names = neighbours.named_as(look.connection)
    assert names["Femme-h"] == "Femme > Hauts"
    assert names["Homme-h"] == "Homme > Hauts"


def test_a_knot_in_the_tree_of_categories_hangs_nothing(shop: Shop) -> None:
    categories = table_of(Category)
    with shop.begin() as work:
        rows = work.connection.execute(categories.select()).all()
        for one, other in ((rows[0].id, rows[1].id), (rows[1].id, rows[0].id)):
            work.connection.execute(
                update(categories).where(categories.c.id == one).values(parent_id=other)
            )
        work.commit()
    assert proposals.propose(shop, Seen(name="Confiture")).fields["category"]


def test_archived_goods_propose_nothing(shop: Shop) -> None:
    products, variants = table_of(Product), table_of(Variant)
    from desktop.services.counter.search_index import index_products  # noqa: PLC0415 only here

    with shop.begin() as work:
        ids = work.connection.scalars(products.select().with_only_columns(products.c.id)).all()
        work.connection.execute(update(products).values(archived_at=work.at))
        work.connection.execute(update(variants).values(archived_at=work.at))
        index_products(work.connection, list(ids))
        work.commit()
    told = proposals.propose(shop, Seen(codes=(KNOWN,), name="Brie"))
    assert told.known == ()


def test_a_damaged_file_of_sheets_hinders_no_proposal(shop: Shop) -> None:
    sheets.file_in(shop.folder).write_bytes(b"no database" * 10_000)
    assert proposals.propose(shop, Seen(codes=(NEW,), name="Confiture")).best("category")


@pytest.mark.parametrize("odd", ['"', "' OR 1=1 --", "\x00\ud800", "é" * 5000, "*", "NEAR(a b)"])
def test_no_text_is_too_odd_for_the_index(shop: Shop, odd: str) -> None:
    seen = Seen(codes=(odd, odd), name=odd, brand=odd, lines=(LabelLine(odd, 9),))
    assert proposals.propose(shop, seen).fields["unit"]


def test_a_larger_catalogue_costs_hardly_more(tmp_path: Path) -> None:
    """Counted in steps of SQLite, because milliseconds of a shared machine prove nothing."""
    steps = {}
    for size in (200, 2000):
        builder = AShop(tmp_path / str(size))
        for serial in range(size):
            word = ("Confiture", "Fromage", "Vin", "Savon")[serial % 4]
            builder.with_product(
                f"{word} n {serial}", 500, category=word, vat=550, brand="Odile", stock=0
            )
        with builder.opened() as opened, opened.look() as look:
            neighbours.habits(look.connection, "Confiture de mûres", "Odile")
            driver = look.connection.connection.driver_connection
            assert driver is not None
            count = 0

            def tick() -> int:
                nonlocal count
                count += 1
                return 0

            driver.set_progress_handler(tick, 10)
            neighbours.habits(look.connection, "Confiture de mûres", "Odile")
            driver.set_progress_handler(None, 0)
            steps[size] = count
    assert steps[2000] < steps[200] * 3


def test_sections_are_offered_the_likeliest_first_then_those_used_last(shop: Shop) -> None:
    named = proposals.propose(shop, Seen(name="Confiture de figues")).sections
    unnamed = proposals.propose(shop, Seen()).sections

    assert named[0] == "Confitures"
    assert sorted(named) == ["Cave", "Confitures", "Fromages"]
    assert unnamed[0] == "Cave", "its newest goods went there"


def test_no_more_sections_are_offered_than_have_a_figure(tmp_path: Path) -> None:
    large = a_shop(tmp_path)
    for number in range(9):
        large.with_product(f"Article {number}", 100, category=f"Rayon {number}")
    with large.opened() as shop:
        offered = proposals.propose(shop, Seen()).sections

    assert offered[:2] == ("Rayon 8", "Rayon 7")
    assert len(offered) == MOST_SECTIONS
