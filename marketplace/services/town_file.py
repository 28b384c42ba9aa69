"""A whole town in one JSON document: `comptoir-hub town load FILE.json`.

The models below are the document's description; unknown keys and impossible values are refused
with their place. Points are `[latitude, longitude]` in WGS 84 degrees, clock times the town's
wall clock (`"09:30"`), days `"2026-08-01"`, rates basis points. Loading twice changes what
differs and adds what is new; it never removes a shop.
"""

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import HubError
from marketplace.models.town import Shop, ShopStatus, Town
from marketplace.services import pictures, town
from marketplace.services.blobs import BlobFolder
from marketplace.services.promises import public_holidays
from sync.kernel.promise import OpeningSpan

LARGEST_BYTES = 8 * 1024 * 1024

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Point = tuple[Latitude, Longitude]
Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=5_000)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Rate = Annotated[int, Field(ge=0, lt=10_000)]


class TownFileError(HubError):
    """The document cannot be used; `place` and `problem` say where and why."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StreetFile(_Part):
    """A street of the map. Rank 1 is a main street, 2 another one, 3 a lane on foot."""

    name: Short
    points: list[Point] = Field(min_length=2, max_length=500)
    rank: Literal[1, 2, 3] = 2


class AreaFile(_Part):
    """A named polygon of the map."""

    name: Short
    kind: Literal["square", "park", "water", "block", "church", "station", "hall"]
    outline: list[Point] = Field(min_length=3, max_length=500)


class RiverFile(_Part):
    """The river's centre line, upstream first, and how broad it is drawn."""

    name: Short
    points: list[Point] = Field(min_length=2, max_length=500)
    width_m: int = Field(ge=1, le=2_000)


class MapFile(_Part):
    """The schematic map; all of it may be missing."""

    outline: list[Point] = Field(default_factory=list, max_length=1_000)
    river: RiverFile | None = None
    streets: list[StreetFile] = Field(default_factory=list, max_length=500)
    areas: list[AreaFile] = Field(default_factory=list, max_length=500)


class TownPart(_Part):
    """The town itself; `holidays_region` is FR, FR-57, BE and so on.

    `operator` names who runs the marketplace, line by line as the legal page shows it.
    """

    name: Short
    slug: Slug
    postcode: Short = ""
    department: Short = ""
    holidays_region: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] = "FR"
    zone: Short = "Europe/Paris"
    motto: Short = ""
    story: Long = ""
    inhabitants: int = Field(default=0, ge=0)
    accent: Colour = "#1f5f5b"
    commission_bp: Rate = 550
    commission_vat_bp: Rate = 2000
    operator: dict[str, Short] = Field(default_factory=dict)
    map: MapFile = MapFile()
    lockers: list["LockerFile"] = Field(default_factory=list, max_length=200)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("no such time zone") from error
        return zone

    @field_validator("holidays_region")
    @classmethod
    def _known_region(cls, region: str) -> str:
        try:
            public_holidays(region, 2026)
        except NotImplementedError as error:
            raise ValueError("no such country or region") from error
        return region


class HoursFile(_Part):
    """A stretch of opening; Monday is 0."""

    weekday: int = Field(ge=0, le=6)
    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> "HoursFile":
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes, on one day")
        return self


class ClosureFile(_Part):
    """Days on which the shop stays shut, both included."""

    first_day: date
    last_day: date
    reason: Short = ""

    @model_validator(mode="after")
    def _in_order(self) -> "ClosureFile":
        if self.first_day > self.last_day:
            raise ValueError("first_day must not be after last_day")
        return self


class PersonFile(_Part):
    """Somebody who works in the shop."""

    first_name: Short
    last_name: Short
    role: Short
    presentation: Long = ""


Money = Annotated[int, Field(ge=0, le=100_000)]
"""Cents."""


class HomeFile(_Part):
    """Delivery by the shop itself; `free_from_cents` 0 is never free."""

    postcodes: list[Annotated[str, Field(min_length=3, max_length=10)]] = Field(
        min_length=1, max_length=200
    )
    fee_cents: Money = 0
    minimum_cents: Money = 0
    free_from_cents: Money = 0


class KeepsFile(_Part):
    """What the shop is paid for keeping another shop's parcel for a customer."""

    fee_cents: Money = 0


class CarriageFile(_Part):
    """How goods leave a shop besides over its counter."""

    home: HomeFile | None = None
    to_relays: bool = False
    to_lockers: bool = False
    keeps: KeepsFile | None = None


class LockerFile(_Part):
    """A locker of the town; the fee is the customer's."""

    id: Slug
    name: Short
    street: Short = ""
    postcode: Short = ""
    city: Short = ""
    position: Point = (0.0, 0.0)
    fee_cents: Money = 0


class ShopFile(_Part):
    """A shop. `front_photo` is a PNG, JPEG or WebP file, its path relative to the document."""

    slug: Slug
    sign: Short
    trade: Short
    position: Point
    status: ShopStatus = ShopStatus.ACTIVE
    legal_name: Short = ""
    siret: Short = ""
    vat_number: Short = ""
    naf: Short = ""
    street: Short = ""
    postcode: Short = ""
    city: Short = ""
    country: Short = "FR"
    phone: Short = ""
    email: Short = ""
    accent: Colour = "#1f5f5b"
    tagline: Short = ""
    story: Long = ""
    closure_note: Long = ""
    services: list[Short] = Field(default_factory=list, max_length=50)
    front_photo: Short = ""
    collect_minutes: int = Field(default=120, ge=0, le=60 * 24)
    opens_on_holidays: bool = False
    commission_bp: Rate | None = None
    hours: list[HoursFile] = Field(default_factory=list, max_length=50)
    closures: list[ClosureFile] = Field(default_factory=list, max_length=100)
    people: list[PersonFile] = Field(default_factory=list, max_length=50)
    carriage: CarriageFile = CarriageFile()


class TownFile(_Part):
    """The document: a town and its shops."""

    town: TownPart
    shops: list[ShopFile] = Field(default_factory=list, max_length=5_000)


def read(path: Path) -> TownFile:
    """Return the town in a file.

    Raises:
        TownFileError: it cannot be read, is too large, or is no such document.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise TownFileError("town_file_too_large", {"file": str(path)})
        text = path.read_bytes()
    except OSError as error:
        raise TownFileError("file_unreadable", {"file": str(path)}) from error
    try:
        return TownFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "document"
        facts = {"file": str(path), "place": place, "problem": first["msg"]}
        raise TownFileError("town_file_wrong", facts) from error


def load(
    session: Session, document: TownFile, folder: Path, blobs: BlobFolder, at: datetime
) -> tuple[Town, list[Shop]]:
    """Found or change the town of the document and its shops; pictures are found from `folder`.

    Raises:
        TownFileError: a picture is missing or is none.
    """
    part = document.town
    found = session.scalar(select(Town).where(Town.slug == part.slug))
    new = town.NewTown(
        **part.model_dump(exclude={"map", "lockers"}),
        map=part.map.model_dump(mode="json"),
        lockers=tuple(_locker(locker) for locker in part.lockers),
    )
    if found is None:
        found = town.create_town(session, new, at)
    else:
        town.change_town(session, found, new, at)
    session.flush()
    return found, [_load_shop(session, found, shop, folder, blobs, at) for shop in document.shops]


def _load_shop(
    session: Session, home: Town, part: ShopFile, folder: Path, blobs: BlobFolder, at: datetime
) -> Shop:
    shop = session.scalar(select(Shop).where(Shop.town_id == home.id, Shop.slug == part.slug))
    if shop is None:
        shop = town.add_shop(session, home, _new_shop(part, ""), at)
    photo = _front_photo(session, shop.id, part, folder, blobs, at)
    town.change_shop(session, shop, _new_shop(part, photo or shop.front_photo), at)
    return shop


def _front_photo(
    session: Session, shop_id: str, part: ShopFile, folder: Path, blobs: BlobFolder, at: datetime
) -> str:
    if not part.front_photo:
        return ""
    path = folder / part.front_photo
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TownFileError("file_unreadable", {"file": str(path)}) from error
    try:
        return pictures.take_in(session, blobs, shop_id, content, at)
    except pictures.PictureError as error:
        raise TownFileError("picture_wrong", {"file": str(path)}) from error


def _new_shop(part: ShopFile, front_photo: str) -> town.NewShop:
    plain = part.model_dump(
        exclude={"position", "hours", "closures", "people", "services", "front_photo", "carriage"}
    )
    return town.NewShop(
        **plain,
        lat_e6=round(part.position[0] * 1_000_000),
        lon_e6=round(part.position[1] * 1_000_000),
        services=tuple(part.services),
        carriage=part.carriage.model_dump(mode="json"),
        front_photo=front_photo,
        hours=tuple(OpeningSpan(span.weekday, span.opens, span.closes) for span in part.hours),
        closures=tuple(
            town.NewClosure(closure.first_day, closure.last_day, closure.reason)
            for closure in part.closures
        ),
        people=tuple(
            town.NewPerson(person.first_name, person.last_name, person.role, person.presentation)
            for person in part.people
        ),
    )


def _locker(part: LockerFile) -> dict[str, object]:
    lat, lon = part.position
    place = {"lat_e6": round(lat * 1_000_000), "lon_e6": round(lon * 1_000_000)}
    return part.model_dump(exclude={"position"}) | place
