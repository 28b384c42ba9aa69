"""What the demonstration knows of a town: its shops, their goods, their people and its map.

Everything here is invented. Money is integer cents, quantities are integer thousandths of the
unit of sale, VAT rates integer basis points, clock times the shop's wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum


class Unit(StrEnum):
    """What one unit of a product's price buys."""

    PIECE = "piece"
    KG = "kg"


@dataclass(frozen=True, slots=True)
class Position:
    """A point of the town in WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Look:
    """How a product's photograph is drawn; `demo.town.pictures` reads it.

    Attributes:
        kind: Name of the painter, one of `demo.town.pictures.PAINTERS`.
        colour: Main colour, `#rrggbb`; a variant's own colour takes its place.
        second: Second colour: the label, the lid, the filling.
        form: Which of the painter's forms: a crew neck, a wedge, a ring.
        motif: What is drawn upon it: stripes, a landscape, a sprig.
        title: Short text printed on the packaging; the product's name when empty.
        count: How many of them lie in the picture.
    """

    kind: str
    colour: str = ""
    second: str = ""
    form: str = ""
    motif: str = ""
    title: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class DemoVariant:
    """One thing that can be scanned and sold: a size and colour of a product, or the product.

    Attributes:
        sku: Unique in the town.
        gtin: EAN-13 with a valid check digit, unique in the town.
        options: Pairs of axis and value, e.g. `(("Taille", "M"), ("Couleur", "Marine"))`;
            empty for a product without variants.
        colour: `#rrggbb` of the variant's colour for its picture and its chip, or empty.
        stock_thousandths: On the shelf at the start of the demonstration.
    """

    sku: str
    gtin: str
    options: tuple[tuple[str, str], ...]
    colour: str
    stock_thousandths: int


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """One product sheet with the one or more variants it is sold in.

    Attributes:
        sku: The sheet's own reference, unique in the town; equals the only variant's `sku`
            when there is but one.
        brand: Invented; the shop's own name for what it makes itself.
        category: Path from the widest to the narrowest.
        price_cents: With VAT, per piece or per kilogram, the same for all variants.
        vat_bp: VAT rate in basis points.
        plu: Five digits the scale prints for weighed goods, else empty.
        is_durable: The receipt has to mention the legal guarantee of conformity.
        takes_meal_voucher: May be paid with a meal voucher.
        is_fragile: Wrap it; not for parcel lockers.
        is_chilled: Kept below 8 °C until it is handed over.
        is_for_adults: Alcohol: the customer's age is asked.
    """

    sku: str
    name: str
    brand: str
    description: str
    category: tuple[str, ...]
    price_cents: int
    vat_bp: int
    look: Look
    variants: tuple[DemoVariant, ...]
    unit: Unit = Unit.PIECE
    plu: str = ""
    is_durable: bool = False
    takes_meal_voucher: bool = False
    is_fragile: bool = False
    is_chilled: bool = False
    is_for_adults: bool = False

    @property
    def gtin(self) -> str:
        """The first variant's GTIN."""
        return self.variants[0].gtin

    @property
    def stock_thousandths(self) -> int:
        """Stock of all variants together."""
        return sum(variant.stock_thousandths for variant in self.variants)

    @property
    def has_options(self) -> bool:
        """Whether a size, a colour or the like has to be picked."""
        return bool(self.variants[0].options)


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """A stretch in which the door is open.

    Attributes:
        weekday: Monday is 0, as in `datetime.date.weekday`.
        opens: Wall clock in the town's zone.
        closes: Wall clock, later the same day.
    """

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in a shop, as the shop's page presents them."""

    first_name: str
    last_name: str
    role: str
    presentation: str

    @property
    def initials(self) -> str:
        """What stands in the avatar's circle."""
        return self.first_name[0] + self.last_name[0]


@dataclass(frozen=True, slots=True)
class DemoShop:
    """A shop of the town.

    Attributes:
        slug: Its name in addresses, unique in the town.
        trade: What kind of shop it is, in French, e.g. `Boulangerie`.
        sign: What stands above the door.
        legal_name: Who signs the lease, with the legal form.
        siret: Fourteen digits with a valid Luhn sum; the SIREN starts with 0, which INSEE
            does not assign.
        vat_number: French intra-community number with a valid key.
        naf: Activity code, e.g. `10.71C`.
        accent: `#rrggbb`, readable with white text upon it.
        tagline: One line under the sign.
        story: Three or four sentences on the shop's page.
        closure_note: Yearly holidays or the like, may be empty.
    """

    slug: str
    trade: str
    sign: str
    legal_name: str
    siret: str
    vat_number: str
    naf: str
    street: str
    postcode: str
    city: str
    position: Position
    phone: str
    email: str
    accent: str
    tagline: str
    story: str
    hours: tuple[OpenPeriod, ...]
    people: tuple[Person, ...]
    products: tuple[DemoProduct, ...]
    closure_note: str = ""
    services: tuple[str, ...] = ()

    @property
    def siren(self) -> str:
        """The company's nine digits."""
        return self.siret[:9]


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A customer for the demonstration's orders; the phone is in the range kept for fiction."""

    first_name: str
    last_name: str
    email: str
    phone: str
    street: str
    postcode: str
    city: str


@dataclass(frozen=True, slots=True)
class Street:
    """A named street of the schematic map.

    Attributes:
        rank: 1 for the main streets, 2 for the others, 3 for lanes on foot.
    """

    name: str
    points: tuple[Position, ...]
    rank: int = 2


@dataclass(frozen=True, slots=True)
class Area:
    """A named polygon of the schematic map: a square, a park, a quarter.

    Attributes:
        kind: `square`, `park`, `water`, `block`, `church`, `station` or `hall`.
    """

    name: str
    kind: str
    outline: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """The town and what a schematic map of it needs.

    Attributes:
        outline: The built-up area, counter-clockwise.
        river: The river's centre line, upstream first.
        river_width_m: How broad to draw it, in metres.
        zone: IANA time zone.
    """

    name: str
    slug: str
    postcode: str
    department: str
    motto: str
    story: str
    inhabitants: int
    zone: str
    centre: Position
    outline: tuple[Position, ...]
    river_name: str
    river: tuple[Position, ...]
    river_width_m: int
    streets: tuple[Street, ...]
    areas: tuple[Area, ...] = field(default_factory=tuple)
    accent: str = "#1f5f5b"
