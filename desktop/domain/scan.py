"""What a camera, a scanner or a hand entered, told by kind: the one place that knows all codes."""

import re
from enum import StrEnum

from msgspec import Struct

from desktop.domain import cards, gs1
from desktop.domain.cells import one_line
from desktop.domain.foreign_text import Foreign, recognise
from desktop.domain.order_codes import OrderCode, read_order_code
from desktop.domain.voucher import read_code
from sync.kernel import gtin, pickup_code
from sync.kernel.gtin import WeighedLayout

MAX_LENGTH = 200
_TICKET_CODE = re.compile(r"TVFJ1:[^:]*:([A-Z0-9-]{1,8}):([1-9]\d{0,11}):([0-9A-F]{16})")
_TICKET = re.compile(r"(?:X-)?[A-Z0-9]{1,6}-\d{4}-\d{1,9}")
#: What the digit keys 1 to 0 of a French keyboard give without shift, as code points.
_AZERTY_KEYS = (0x26, 0xE9, 0x22, 0x27, 0x28, 0x2D, 0xE8, 0x5F, 0xE7, 0xE0)
_AZERTY = dict(zip(_AZERTY_KEYS, "1234567890", strict=True))
_AZERTY_SIGNS = frozenset(map(chr, _AZERTY_KEYS))


#: GS1 General Specifications § 3.2: a logistic unit's number, with or without its identifier.
_UNIT = re.compile(r"(?:\](?:C1|d2|Q3|e0))?\x1d?(?:\(00\)|00)?(\d{18})")
#: UPU S10: two letters, eight digits, a check digit, the country.
_POSTAL = re.compile(r"([A-Z]{2})(\d{8})(\d)([A-Z]{2})")
_POSTAL_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class Kind(StrEnum):
    """What a code is for; a room says by it which codes it keeps."""

    PICKUP = "pickup"
    RECEIPT = "receipt"
    PRODUCT = "product"
    WEIGHED = "weighed"
    VOUCHER = "voucher"
    CUSTOMER = "customer"
    EMPLOYEE = "employee"
    #: A bag of an order, by its label: for the staff, no proof of anything.
    ORDER = "order"
    PARCEL = "parcel"
    #: Meant for a telephone: a link, a Wi-Fi, a visiting card.
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


GOODS = frozenset({Kind.PRODUCT, Kind.WEIGHED, Kind.UNKNOWN})
"""What goods are looked for by: their numbers, a shop's own references, words."""


class PickupCode(Struct, frozen=True):
    """A customer's code for collection, check digits right."""

    text: str


class ProductCode(Struct, frozen=True):
    """An article number, as GTIN-13 where it fits in one."""

    gtin: str


class WeighedCode(Struct, frozen=True):
    """A portion that a scale labelled."""

    #: GTIN-13 of the article itself, its value zeroed.
    gtin: str
    #: Grams, or cents when `is_price`.
    value: int
    is_price: bool
    #: The whole code, should the shop have catalogued it as an ordinary one.
    whole: str


class ReceiptCode(Struct, frozen=True):
    """The number of a ticket, T01-2026-000123."""

    number: str


class TicketCode(Struct, frozen=True):
    """The QR code of a printed ticket: which record of which till it is, and how its hash begins."""

    till: str
    seq: int
    #: First sixteen hex digits of the record's hash, small.
    digits: str


class VoucherCode(Struct, frozen=True):
    """The code of a gift card or credit note, check digits right."""

    code: str


class CustomerCard(Struct, frozen=True):
    """A customer's card that a shop drew, check digits right."""

    number: str


class StaffBadge(Struct, frozen=True):
    """A badge: it names who wants to sign in, and the PIN is asked all the same."""

    staff_code: str


class ParcelCode(Struct, frozen=True):
    """A carrier's number of a parcel or pallet, check digit right."""

    number: str


class Unknown(Struct, frozen=True):
    """Something else: a shop's own reference, a word to search for, a misread code."""

    text: str


ScannedText = (
    PickupCode
    | ProductCode
    | WeighedCode
    | ReceiptCode
    | TicketCode
    | VoucherCode
    | CustomerCard
    | StaffBadge
    | OrderCode
    | ParcelCode
    | Foreign
    | Unknown
)

_KINDS: dict[type, Kind] = {
    PickupCode: Kind.PICKUP,
    ProductCode: Kind.PRODUCT,
    WeighedCode: Kind.WEIGHED,
    ReceiptCode: Kind.RECEIPT,
    TicketCode: Kind.RECEIPT,
    VoucherCode: Kind.VOUCHER,
    CustomerCard: Kind.CUSTOMER,
    StaffBadge: Kind.EMPLOYEE,
    OrderCode: Kind.ORDER,
    ParcelCode: Kind.PARCEL,
    Foreign: Kind.FOREIGN,
    Unknown: Kind.UNKNOWN,
}


def read(text: str, layouts: tuple[WeighedLayout, ...] = ()) -> ScannedText:
    """Return what was scanned.

    Digits that a scanner set to a US keyboard typed on a French PC are put right first.

    Args:
        text: as it came, white space and length unchecked.
        layouts: how the shop's scales write weight or price into a code.
    """
    line = plain(text)
    # A proof is taken as it came: nothing is cleaned out of it that would make it one.
    if pickup_code.read(line) is not None and line == _straighten(text.strip()):
        return PickupCode(line)
    if (code := read_code(line)) is not None:
        return VoucherCode(code)
    if gtin.is_gtin(line):
        return _article(gtin.normalise(line), layouts)
    # As it came: the sign between two of its fields is one that no keyboard writes.
    if element := gs1.read(text):
        return _carried(element)
    return _person(line) or _ticket(line) or _parcel(line) or recognise(text) or Unknown(line)


def plain(text: str) -> str:
    """Return a text as it is looked up: one line, put right where a keyboard has bent it."""
    return _straighten(one_line(text, MAX_LENGTH))


def _ticket(line: str) -> ReceiptCode | TicketCode | None:
    if _TICKET.fullmatch(line.upper()):
        return ReceiptCode(line.upper())
    if ticket := _TICKET_CODE.fullmatch(line.upper()):
        return TicketCode(ticket[1], int(ticket[2]), ticket[3].lower())
    return None


def _person(line: str) -> CustomerCard | StaffBadge | OrderCode | None:
    if (order := read_order_code(line)) is not None:
        return order
    if (number := cards.read_card(line)) is not None:
        return CustomerCard(number)
    staff_code = cards.read_badge(line)
    return None if staff_code is None else StaffBadge(staff_code)


def _parcel(line: str) -> ParcelCode | None:
    number = "".join(line.split()).upper()
    unit = _UNIT.fullmatch(number)
    if unit is not None and unit[1].isascii():
        is_sound = gtin.check_digit(unit[1][:-1]) == int(unit[1][-1])
        return ParcelCode(unit[1]) if is_sound else None
    postal = _POSTAL.fullmatch(number)
    if postal is None or not number.isascii():
        return None
    weighed = zip(postal[2], _POSTAL_WEIGHTS, strict=True)
    left = 11 - sum(int(digit) * weight for digit, weight in weighed) % 11
    check = {10: 0, 11: 5}.get(left, left)
    return ParcelCode(number) if check == int(postal[3]) else None


def _article(number: str, layouts: tuple[WeighedLayout, ...]) -> ScannedText:
    for layout in layouts:
        weighed = layout.read(number)
        if weighed is not None:
            return WeighedCode(weighed.item, weighed.value, layout.holds_price, number)
    return ProductCode(number)


def _carried(element: gs1.Element) -> ScannedText:
    """Return the article, with its weight or price when the code says one of this piece."""
    if element.grams is not None:
        return WeighedCode(element.gtin, element.grams, is_price=False, whole=element.gtin)
    if element.price_cents is not None:
        return WeighedCode(element.gtin, element.price_cents, is_price=True, whole=element.gtin)
    return ProductCode(element.gtin)


def _straighten(text: str) -> str:
    if text and _AZERTY_SIGNS.issuperset(text):
        return text.translate(_AZERTY)
    return text


def kind(read_text: ScannedText) -> Kind:
    """Return what a code is for."""
    return _KINDS[type(read_text)]


def kind_of(text: str) -> str:
    """Return in one word what a scanned text is, for who scripts `comptoir scan`.

    One of `Kind`, or gs1 for an element string or a Digital Link.
    """
    told = read(text, (WeighedLayout("21"), WeighedLayout("22", holds_price=True)))
    is_article = isinstance(told, ProductCode | WeighedCode)
    if is_article and not gtin.is_gtin(text.strip()) and gs1.read(text) is not None:
        return "gs1"
    return kind(told).value
