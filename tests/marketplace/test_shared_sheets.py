"""What the town's shops agree on about an article, and what stays with each of them."""

import msgspec
import pytest

from marketplace.models.sync import Blob
from marketplace.services import catalogue, shared_sheets
from marketplace.services.town import NewTown, create_town
from sync.contract import v1
from sync.kernel.gtin import check_digit, make_in_store
from sync.kernel.ids import new_id
from tests.marketplace.towns import OpenTown
from tests.support.a_market import a_shop

CODE = "952000000000" + str(check_digit("952000000000"))
SHOPS = ("La Mie Dorée", "Maison Castagné", "Fil & Marée")
PICTURE = "ab" * 32


def publish(
    town: OpenTown,
    shop: str,
    *,
    code: str = CODE,
    price_cents: int | None = 490,
    content: tuple[int, str] = (370, "kg"),
    **fields: object,
) -> str:
    known: dict[str, object] = {
        "name": "Confiture de mûres",
        "brand": "Odile",
        "description": "Un secret de la maison.",
        "category": ("Épicerie", "Confitures"),
        "vat_bp": 550,
        "online": True,
    }
    variant, product, at = new_id(), new_id(), town.clock.now()
    form = v1.VariantFields(
        variant=variant,
        sku=variant[-6:],
        barcodes=(v1.Barcode(gtin=code),),
        content=content[0],
        content_unit=content[1],  # type: ignore[arg-type]  # as a test says
    )
    message = v1.ProductSet(product=product, variants=(form,), **(known | fields))  # type: ignore[arg-type]
    with town.database.write() as session:
        catalogue.set_product(session, town.market.shops[shop], message, at)
        if price_cents is not None:
            price = v1.PriceSet(variant=variant, price_cents=price_cents)
            catalogue.set_price(session, town.market.shops[shop], price, at)
    return product


def asked(town: OpenTown, *codes: str, by: str = SHOPS[2]) -> tuple[v1.TownSheet, ...]:
    with town.database.read() as session:
        return shared_sheets.of_town(session, town.market.shops[by], codes or (CODE,))


def test_one_shop_s_published_article_is_a_sheet_for_the_others(town: OpenTown) -> None:
    publish(town, SHOPS[0])
    (told,) = asked(town)
    assert told == v1.TownSheet(
        gtin=CODE,
        name="Confiture de mûres",
        brand="Odile",
        category=("Épicerie", "Confitures"),
        vat_bp=550,
        content=370,
        content_unit="kg",
        shops=1,
    )


def test_neither_price_nor_description_nor_shop_is_passed_on(town: OpenTown) -> None:
    publish(town, SHOPS[0], price_cents=4_321)
    wire = msgspec.json.encode(v1.SheetsPage(sheets=asked(town))).decode()
    for private in ("4321", "secret", "Mie", town.market.shops[SHOPS[0]]):
        assert private not in wire


def test_most_shops_decide_the_name_and_all_must_agree_on_the_rate(town: OpenTown) -> None:
    publish(town, SHOPS[0], name="confitures", vat_bp=2000, content=(350, "kg"))
    publish(town, SHOPS[1], name="Confiture de mûres")
    publish(town, SHOPS[2], name="CONFITURE DE MURES")
    (told,) = asked(town)
    assert told.name == "Confiture de mûres"
    assert told.shops == 3
    assert told.vat_bp is None
    assert told.content == 0


def test_of_two_that_differ_the_first_to_write_it_is_heard(town: OpenTown) -> None:
    publish(town, SHOPS[1], name="Mûres en pot")
    publish(town, SHOPS[0], name="Confiture")
    assert asked(town)[0].name == "Mûres en pot"


def test_a_shop_has_one_voice_however_often_it_sells_it(town: OpenTown) -> None:
    publish(town, SHOPS[0], name="Mûres")
    publish(town, SHOPS[0], name="Mûres")
    publish(town, SHOPS[1], name="Confiture")
    assert asked(town)[0].shops == 2


@pytest.mark.parametrize(
    "hidden", [{"online": False}, {"archived": True}, {"price_cents": None}, {"name": ""}]
)
def test_what_stands_in_no_window_is_not_told(town: OpenTown, hidden: dict[str, object]) -> None:
    publish(town, SHOPS[0], **hidden)  # type: ignore[arg-type]
    assert asked(town) == ()


def test_an_in_store_number_is_never_shared(town: OpenTown) -> None:
    own = make_in_store(7)
    publish(town, SHOPS[0], code=own)
    assert asked(town, own) == ()


def test_a_pack_s_code_is_not_taken_for_the_piece(town: OpenTown) -> None:
    product = publish(town, SHOPS[0])
    six = "952000000001" + str(check_digit("952000000001"))
    with town.database.write() as session:
        form = v1.VariantFields(
            variant=new_id(), sku="6", barcodes=(v1.Barcode(gtin=six, pack=6000),)
        )
        message = v1.ProductSet(product=product, variants=(form,))
        catalogue.set_product(session, town.market.shops[SHOPS[0]], message, town.clock.now())
    assert asked(town, six) == ()


def test_a_picture_is_named_once_it_is_here(town: OpenTown) -> None:
    publish(town, SHOPS[0], photos=(PICTURE,))
    assert asked(town)[0].photo == ""
    with town.database.write() as session:
        session.add(
            Blob(
                sha256=PICTURE,
                shop_id=town.market.shops[SHOPS[0]],
                size_bytes=9,
                media_type="image/webp",
                width_px=9,
                height_px=9,
                stored_at=town.clock.now(),
            )
        )
    assert asked(town)[0].photo == PICTURE


def test_numbers_that_are_none_are_passed_over(town: OpenTown) -> None:
    publish(town, SHOPS[0])
    told = asked(town, "", "abc", CODE, CODE, "9520000000001", "' OR 1=1")
    assert [each.gtin for each in told] == [CODE]


def test_another_town_s_shops_are_not_heard(town: OpenTown) -> None:
    publish(town, SHOPS[0])
    with town.database.write() as session:
        other = create_town(session, NewTown(name="Ailleurs-sur-Ardelle"), town.clock.now())
        session.flush()
        stranger = a_shop(session, other, "Ailleurs").id
    with town.database.read() as session:
        assert shared_sheets.of_town(session, stranger, (CODE,)) == ()
