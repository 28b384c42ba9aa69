"""The town's word on an article: the real hub on loopback, the real talk, and no network."""

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from desktop.errors import WorldError
from desktop.services.drafting import proposals, sheets, studio, town_sheets
from desktop.services.drafting.proposals import Seen
from desktop.services.drafting.studio import Facing
from desktop.services.town import link
from marketplace.models.town import Shop as HubShop
from marketplace.models.town import ShopStatus, Town
from marketplace.services import catalogue, pictures, town
from marketplace.services.blobs import BlobFolder
from sync.contract import v1
from sync.kernel.gtin import check_digit, make_in_store
from sync.kernel.ids import new_id
from tests.services.town.test_link import RunningHub, a_talking_shop, await_that, is_told, serving
from tests.support.a_shop import a_shop
from tests.support.a_talk import ATalk

CODE = "952000000000" + str(check_digit("952000000000"))
OTHER = "952000000001" + str(check_digit("952000000001"))


def publish_next_door(running: RunningHub) -> str:
    """Have another shop of the town publish the article with a picture; return its name."""
    hub, at = running.hub, running.hub.clock.now()
    body = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 40, 10)).save(body, "PNG")
    with hub.database.write() as session:
        place = session.scalars(select(Town)).one()
        joined = session.get_one(HubShop, running.shop_id)
        next_door = town.add_shop(
            session,
            place,
            town.NewShop(
                sign="Épicerie",
                trade="food",
                lat_e6=joined.lat_e6,
                lon_e6=joined.lon_e6,
                status=ShopStatus.ACTIVE,
                siret="12345678900011",
            ),
            at,
        )
        session.flush()
        folder = BlobFolder(hub.settings.data_dir)
        photo = pictures.take_in(session, folder, next_door.id, body.getvalue(), at)
        form = v1.VariantFields(
            variant=new_id(),
            sku="M",
            barcodes=(v1.Barcode(gtin=CODE),),
            content=250,
            content_unit="kg",
        )
        message = v1.ProductSet(
            product=new_id(),
            name="Miel de sarrasin",
            brand="Rucher",
            category=("Miels",),
            vat_bp=550,
            photos=(photo,),
            online=True,
            variants=(form,),
        )
        catalogue.set_product(session, next_door.id, message, at)
        price = v1.PriceSet(variant=form.variant, price_cents=690)
        catalogue.set_price(session, next_door.id, price, at)
    return photo


def test_what_another_shop_published_is_proposed_and_stays_without_a_network(
    tmp_path: Path,
) -> None:
    (tmp_path / "hub").mkdir()
    with a_talking_shop(tmp_path / "shop") as shop:
        with serving(tmp_path / "hub") as running:
            photo = publish_next_door(running)
            link.enrol(shop, running.url, running.invite())
            await_that(shop, lambda: is_told(shop))
            (told,) = town_sheets.ask(shop, (CODE, OTHER))
            assert (told.name, told.vat_bp, told.shops) == ("Miel de sarrasin", 550, 1)
            assert told.photo == photo
            with Image.open(io.BytesIO(town_sheets.fetch_picture(shop, photo))) as image:
                assert image.size == (40, 30)
            with pytest.raises(WorldError):
                town_sheets.fetch_picture(shop, "00" * 32)
        await_that(shop, lambda: link.link_status(shop).state == "offline")
        assert town_sheets.ask(shop, (CODE,)) == (told,)
        proposed = proposals.propose(shop, Seen(codes=(CODE,)))
        assert (proposed.best("name"), proposed.fields["name"][0].origin) == (told.name, "town")
        assert proposed.town_photo == photo
        with pytest.raises(WorldError):
            town_sheets.fetch_picture(shop, photo)


def test_the_town_is_asked_once_a_day_and_never_about_an_in_store_number(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        talk = ATalk(shop, v1.SheetsPage())
        shop.conversation = talk
        for _ in range(3):
            assert town_sheets.ask(shop, (CODE, make_in_store(3), "no number")) == ()
        assert talk.asked == [CODE]


def test_a_hostile_answer_is_cleaned_and_nothing_else_is_believed(tmp_path: Path) -> None:
    odd = v1.TownSheet(
        gtin=CODE,
        name="Miel\x1b[2J" + "x" * 900,
        brand="\x00",
        category=("a\nb",) * 50,
        vat_bp=99_999,
        content=10**12,
        content_unit="kg",
        photo="../../etc/passwd",
        shops=-5,
    )
    unasked = v1.TownSheet(gtin=OTHER, name="Non demandé")
    with a_shop(tmp_path).opened() as shop:
        shop.conversation = ATalk(shop, v1.SheetsPage(sheets=(odd, unasked)))
        (told,) = town_sheets.ask(shop, (CODE,))
        assert sheets.sheets_of(shop.folder, (OTHER,)) == ()
    assert told.name.isprintable()
    assert len(told.name) <= 200
    assert (told.brand, told.vat_bp, told.content, told.photo, told.shops) == (
        "",
        None,
        None,
        "",
        1,
    )
    assert len(told.category) <= 6


@pytest.mark.parametrize("answer", [None, v1.Problem(error="unknown"), v1.Poke(head=1)])
def test_no_answer_is_no_sheet_and_is_asked_again(
    tmp_path: Path, answer: v1.Message | None
) -> None:
    with a_shop(tmp_path).opened() as shop:
        talk = ATalk(shop, answer)
        shop.conversation = talk
        assert town_sheets.ask(shop, (CODE,)) == ()
        assert town_sheets.ask(shop, (CODE,)) == ()
        assert len(talk.asked) == 2


def test_something_new_is_learnt_once(tmp_path: Path) -> None:
    sheet = v1.TownSheet(gtin=CODE, name="Miel")
    with a_shop(tmp_path).opened() as shop:
        assert not town_sheets.learn(shop, CODE)
        shop.conversation = ATalk(shop, v1.SheetsPage(sheets=(sheet,)))
        assert town_sheets.learn(shop, CODE)
        assert not town_sheets.learn(shop, CODE)


def test_the_town_names_what_stands_on_a_shelf_and_is_asked_once(tmp_path: Path) -> None:
    sheet = v1.TownSheet(gtin=OTHER, name="Miel")
    with a_shop(tmp_path).opened() as shop:
        talk = ATalk(shop, v1.SheetsPage(sheets=(sheet,)))
        shop.conversation = talk
        shelf = [Facing(gtin=CODE, count=2), Facing(gtin=OTHER, count=1)]
        found = studio.propose_for(shop, shelf)
        assert talk.asked == [f"{CODE},{OTHER}"]
        assert found[OTHER]["name"][0].value == "Miel"


def test_a_damaged_file_of_sheets_is_nothing_learnt(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        shop.conversation = ATalk(shop, v1.SheetsPage())
        sheets.file_in(shop.folder).write_bytes(b"no database" * 10_000)
        assert not town_sheets.learn(shop, CODE)
