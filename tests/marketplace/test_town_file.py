"""A whole town in one document, with its pictures."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.models.people import Person
from marketplace.models.sync import Blob
from marketplace.models.town import Shop, ShopHours, Town
from marketplace.services import carriage_terms, pictures, town_file
from marketplace.services.blobs import BlobFolder
from marketplace.services.hub import Hub, open_hub
from marketplace.settings import Settings
from sync.kernel.clock import SetClock
from tests.support.a_market import TUESDAY_NOON
from tests.support.hub_database import url_in


def a_document() -> dict[str, Any]:
    return {
        "town": {
            "name": "Valmoret-sur-Ardelle",
            "slug": "valmoret",
            "postcode": "47985",
            "map": {
                "outline": [[44.50, 0.21], [44.51, 0.21], [44.51, 0.22]],
                "river": {
                    "name": "L’Ardelle",
                    "points": [[44.5, 0.21], [44.5, 0.22]],
                    "width_m": 30,
                },
                "streets": [
                    {"name": "Grande Rue", "rank": 1, "points": [[44.5, 0.21], [44.51, 0.22]]}
                ],
                "areas": [
                    {
                        "name": "Place",
                        "kind": "square",
                        "outline": [[44.5, 0.21], [44.5, 0.22], [44.51, 0.22]],
                    }
                ],
            },
        },
        "shops": [
            {
                "slug": "la-mie-doree",
                "sign": "La Mie Dorée",
                "trade": "Boulangerie",
                "position": [44.5015, 0.2165],
                "front_photo": "front.jpg",
                "hours": [{"weekday": 1, "opens": "07:00", "closes": "19:30"}],
                "closures": [{"first_day": "2026-08-01", "last_day": "2026-08-21"}],
                "people": [{"first_name": "Zoé", "last_name": "Martin", "role": "Boulangère"}],
            }
        ],
    }


def a_picture(size: tuple[int, int] = (2000, 1500), kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "a camera's name"
    content = io.BytesIO()
    Image.new("RGB", size, "#c08040").save(content, kind, exif=exif)
    return content.getvalue()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    opened = open_hub(Settings(url_in(tmp_path), tmp_path), SetClock(TUESDAY_NOON))
    yield opened
    opened.close()


def load(hub: Hub, folder: Path, document: dict[str, Any]) -> None:
    path = folder / "town.json"
    path.write_text(json.dumps(document), "utf-8")
    (folder / "front.jpg").write_bytes(a_picture())
    with hub.database.write() as session:
        town_file.load(session, town_file.read(path), folder, BlobFolder(folder), TUESDAY_NOON)


def test_town_is_founded_with_everything_it_names(hub: Hub, tmp_path: Path) -> None:
    load(hub, tmp_path, a_document())
    with hub.database.read() as session:
        town = session.scalars(select(Town)).one()
        shop = session.scalars(select(Shop)).one()
        hours = session.scalars(select(ShopHours)).one()
        assert town.map["river"]["name"] == "L’Ardelle"
        assert (shop.lat_e6, shop.lon_e6, shop.status) == (44_501_500, 216_500, "active")
        assert (hours.opens_minute, hours.closes_minute) == (420, 1170)
        assert session.scalars(select(Person.last_name)).one() == "Martin"
        assert session.scalars(select(Blob.sha256)).one() == shop.front_photo


def test_loading_twice_changes_what_differs_and_doubles_nothing(hub: Hub, tmp_path: Path) -> None:
    load(hub, tmp_path, a_document())
    document = a_document()
    document["town"]["motto"] = "Tout est à cinq minutes"
    document["shops"][0]["tagline"] = "Au levain"
    load(hub, tmp_path, document)
    with hub.database.read() as session:
        assert session.scalars(select(Town.motto)).one() == "Tout est à cinq minutes"
        assert session.scalars(select(Shop.tagline)).one() == "Au levain"
        assert len(session.scalars(select(Person)).all()) == 1
        assert len(session.scalars(select(Blob)).all()) == 1


def test_the_lines_of_the_legal_page_stay_in_the_order_they_were_written_in(
    hub: Hub, tmp_path: Path
) -> None:
    document, lines = a_document(), {"Exploitant": "Ville", "Adresse": "1 place", "Siège": "Mairie"}
    for order in (list(lines), ["Siège", "Exploitant", "Adresse"]):
        document["town"]["operator"] = {name: lines[name] for name in order}
        load(hub, tmp_path, document)
        with hub.database.read() as session:
            assert list(session.scalars(select(Town.operator)).one()) == order


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("town", "slug"), "Pas Un Slug"),
        (("town", "zone"), "Europe/Nulle-Part"),
        (("town", "holidays_region"), "FR-99"),
        (("town", "accent"), "red;}"),
        (("town", "surprise"), "x"),
        (("shops", 0, "position"), [91, 0]),
        (("shops", 0, "position"), [1]),
        (("shops", 0, "hours"), [{"weekday": 7, "opens": "07:00", "closes": "19:30"}]),
        (("shops", 0, "hours"), [{"weekday": 1, "opens": "19:00", "closes": "07:30"}]),
        (("shops", 0, "closures"), [{"first_day": "2026-08-21", "last_day": "2026-08-01"}]),
        (("shops", 0, "status"), "sleeping"),
        (("shops", 0, "commission_bp"), 10_000),
        (("shops", 0, "story"), "x" * 5001),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    tmp_path: Path, place: tuple[Any, ...], value: object
) -> None:
    document = a_document()
    part: Any = document
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    path = tmp_path / "town.json"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(town_file.TownFileError) as caught:
        town_file.read(path)
    assert caught.value.code == "town_file_wrong"
    assert str(place[-1]) in str(caught.value.facts["place"])


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "town_file_wrong"), (b"[]", "town_file_wrong"), (b"\xff\xfe{", "town_file_wrong")],
)
def test_file_that_is_no_document_is_said(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "town.json"
    path.write_bytes(content)
    with pytest.raises(town_file.TownFileError, match=code):
        town_file.read(path)


def test_missing_or_huge_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(town_file.TownFileError, match="file_unreadable"):
        town_file.read(tmp_path / "nothing.json")
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(town_file.LARGEST_BYTES + 1)
    with pytest.raises(town_file.TownFileError, match="too_large"):
        town_file.read(huge)


def test_missing_picture_loads_nothing(hub: Hub, tmp_path: Path) -> None:
    document = a_document()
    document["shops"][0]["front_photo"] = "nothing.jpg"
    with pytest.raises(town_file.TownFileError, match="file_unreadable"):
        load(hub, tmp_path, document)
    with hub.database.read() as session:
        assert session.scalar(select(Town)) is None


def test_smaller_picture_that_cannot_be_kept_leaves_the_large_one_and_nothing_else(
    hub: Hub, tmp_path: Path
) -> None:
    folder = BlobFolder(tmp_path)
    with hub.database.write() as session:
        name = pictures.take_in(session, folder, "shop", a_picture(), TUESDAY_NOON)
    in_the_way = tmp_path / "derived" / name[:2] / f"{name}-400.webp"
    in_the_way.mkdir(parents=True)
    assert pictures.sized(folder, tmp_path, name, 400) == folder.path_of(name)
    assert list(in_the_way.parent.iterdir()) == [in_the_way]


def test_picture_is_made_small_and_loses_its_metadata(hub: Hub, tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path)
    with hub.database.write() as session:
        name = pictures.take_in(session, folder, "shop", a_picture(), TUESDAY_NOON)
        again = pictures.take_in(session, folder, "shop", a_picture(), TUESDAY_NOON)
    assert again == name
    path = folder.path_of(name)
    assert path is not None
    with Image.open(path) as kept:
        assert (kept.format, kept.size) == ("WEBP", (1600, 1200))
        assert not kept.getexif()
    small = pictures.sized(folder, tmp_path, name, 400)
    assert small is not None
    with Image.open(small) as shown:
        assert shown.size == (400, 300)
    assert pictures.sized(folder, tmp_path, name, 401) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", a_picture()[:200], a_picture(kind="GIF")],
)
def test_what_is_no_picture_is_refused(hub: Hub, tmp_path: Path, content: bytes) -> None:
    with hub.database.write() as session, pytest.raises(pictures.PictureError):
        pictures.take_in(session, BlobFolder(tmp_path), "shop", content, TUESDAY_NOON)


def test_picture_of_too_many_pixels_is_refused_before_it_is_read(hub: Hub, tmp_path: Path) -> None:
    content = io.BytesIO()
    Image.new("1", (9000, 9000)).save(content, "PNG")
    assert len(content.getvalue()) < 100_000
    with hub.database.write() as session, pytest.raises(pictures.PictureError):
        pictures.take_in(session, BlobFolder(tmp_path), "shop", content.getvalue(), TUESDAY_NOON)


def test_ways_and_lockers_come_from_the_document(hub: Hub, tmp_path: Path) -> None:
    document = a_document()
    document["town"]["lockers"] = [
        {"id": "gare", "name": "Gare", "position": [44.5, 0.2], "fee_cents": 190}
    ]
    document["shops"][0]["carriage"] = {
        "home": {"postcodes": ["47985"], "fee_cents": 350},
        "keeps": {"fee_cents": 150},
    }
    load(hub, tmp_path, document)
    with hub.database.read() as session:
        town, shop = session.scalars(select(Town)).one(), session.scalars(select(Shop)).one()
        [locker] = carriage_terms.lockers_of(town)
        terms = carriage_terms.terms_of(shop)
    assert (locker.id, locker.lat_e6, locker.fee_cents) == ("gare", 44_500_000, 190)
    assert terms.home == carriage_terms.Home(postcodes=("47985",), fee_cents=350)
    assert (terms.keeps, terms.to_relays) == (carriage_terms.Keeps(fee_cents=150), False)
    document["shops"][0]["carriage"]["home"]["fee_cents"] = -1
    with pytest.raises(town_file.TownFileError):
        load(hub, tmp_path, document)
