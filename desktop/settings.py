"""What a shop can set. Whatever is not set has its default here, and nowhere else."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from sync.kernel.gtin import WeighedLayout
from sync.kernel.promise import Hours, OpeningSpan, SpecialDays
from sync.kernel.public_holidays import holidays_of

FRANCHISE = "franchise"
"""Value of `ShopProfile.vat_exemption` for a small business that charges no VAT."""

COUNTRIES = ("FR", "BE")
LANGUAGES = ("fr", "en")
DAYS_OF_WAITING = range(11)
"""For how many days a bag may be said to wait before its customer is reminded, or it is given up."""


class ShopProfile(msgspec.Struct, frozen=True, kw_only=True):
    """Who sells: every mention the law wants on a ticket."""

    #: The sign over the door.
    name: str = "Comptoir"
    legal_name: str = ""
    #: SIRET of the establishment (FR), number of the establishment unit (BE).
    siret: str = ""
    vat_number: str = ""
    naf: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    #: FR or BE.
    country: str = "FR"
    phone: str = ""
    website: str = ""
    time_zone: str = "Europe/Paris"
    #: Why the shop charges no VAT: `FRANCHISE` for the small business scheme, whose citation the
    #: dated legal table knows, or the citation itself; empty for everybody else.
    vat_exemption: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which the shop's days are counted."""
        return ZoneInfo(self.time_zone)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Return the fields a ticket or an invoice must bear and that nobody has filled in yet."""
        numbers = ("siret",) if self.vat_exemption else ("siret", "vat_number")
        needed = ("name", "street", "postcode", "city", *numbers)
        return tuple(name for name in needed if not getattr(self, name))

    @property
    def address(self) -> tuple[str, ...]:
        """Return the address as its lines."""
        place = f"{self.postcode} {self.city}".strip()
        return tuple(line for line in (self.street, place) if line)


FILES = "pdf"
"""Stands for a printer: papers kept as PDF files in the shop's folder."""


class PrinterSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A printer of the shop."""

    #: What the queue knows it by.
    code: str
    name: str = ""
    #: One of `printing.drivers.profiles.PROFILES`.
    profile: str = "generic-80"
    #: Where it hangs: "tcp://192.168.1.50:9100", "usb://04b8:0e15", "windows://EPSON TM-T20" and
    #: the others of `printing.transports.addresses`.
    address: str
    #: What its trial showed to differ from the profile. Its character table: "16:cp1252", or
    #: "image" when no table of its is readable; "" for the profile's.
    character_table: str = ""
    #: None is as the profile says.
    has_cutter: bool | None = None
    answers_status: bool | None = None
    draws_codes: bool | None = None
    #: Pin of the drawer's socket: 0 is 2, 1 is 5, -1 is none; None is as the profile says.
    drawer_pin: int | None = None
    #: Who takes its waiting papers when it has not printed for so many seconds: code of another
    #: printer, `FILES` for PDF files, "" for nobody.
    relief: str = ""
    relief_after_s: int = 60


class RoleLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What the shop lets one role do, where that is not what `domain.roles` has as usual."""

    role: str
    #: Names of acts.
    acts: tuple[str, ...] = ()
    #: Largest discount: 1000 is 10 %.
    discount_bp: int = 0
    #: Largest refund; None where there is no limit.
    refund_cap_cents: int | None = None


class Tare(msgspec.Struct, frozen=True, kw_only=True):
    """A packaging whose weight the scale reads and the customer does not pay."""

    name: str
    grams: int


class AlarmRung(msgspec.Struct, frozen=True, kw_only=True):
    """What is done next when nobody acknowledges news of an order."""

    #: Counted in opening time, where the shop told its hours; from the moment the news came.
    after_minutes: int
    #: paper, second_paper; email, webhook and steward are the marketplace's to do.
    channel: Literal["paper", "second_paper", "email", "webhook", "steward"]
    #: Mail address or https address; code of the printer for paper, empty for the shop's own.
    address: str = ""


class AutoAccept(msgspec.Struct, frozen=True, kw_only=True):
    """The orders the shop promises without asking anybody."""

    is_on: bool = False
    #: Only while the shop is open, where it told its hours.
    only_open: bool = True
    #: Not when so many orders are being prepared already.
    most_open: int = 10
    most_lines: int = 20
    most_cents: int = 150_00


class LockerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A bank of lockers that this till opens."""

    #: What deposits know it by.
    code: str
    name: str = ""
    #: "http://192.168.1.70:8080" for a bank with a computer of its own, "tcp://host:port" or
    #: "serial:COM3" for a board of relays, "simulator" or "simulator-board" to try either out.
    address: str
    #: What a bank with a computer asks of who talks to it.
    key: str = ""
    #: Compartments of a board, "1-8 S, 9-12 M, 13 L"; the other kind tells its own.
    plan: str = ""
    #: Locker of the town whose orders go there; empty takes those of any.
    place: str = ""
    #: Days for which a parcel stays in before somebody has to fetch it back.
    keep_days: int = 3

    def __repr__(self) -> str:
        """Return what it is without its key, which no log may have."""
        return f"LockerSettings(code={self.code!r}, address={self.address!r})"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The shop's settings, complete."""

    profile: ShopProfile = ShopProfile()
    #: Code of this till; its tickets are numbered T01-2026-000001.
    till: str = "T01"
    #: Language of screens and papers: fr or en.
    language: str = "fr"
    #: Local hour at which a new business day begins and a forgotten one is closed.
    closing_hour: int = 4
    fiscal_year_end: tuple[int, int] = (12, 31)
    printers: tuple[PrinterSettings, ...] = ()
    #: Codes of the printers that receipts and labels go to; empty prints nothing.
    receipt_printer: str = ""
    label_printer: str = ""
    #: Where shelf tags and product labels go to: code of a printer, empty for A4 sheets; and the
    #: form each of the two was last printed in (`printing.drivers.stickers`).
    tag_printer: str = ""
    tag_format: str = "L7160"
    product_label_printer: str = ""
    product_label_format: str = "L7651"
    #: Form of the labels on bags: code of a roll of cut labels for a label printer, of a sheet for
    #: the office printer; empty for paper as long as it needs, and for the usual sheet.
    order_label_format: str = ""
    #: Tenths of a millimetre by which the office printer is off, to the right and downwards.
    sheet_shift: tuple[int, int] = (0, 0)
    #: Stickers already gone from the sheet in hand, by format.
    sheet_used: Mapping[str, int] = msgspec.field(default_factory=dict)
    #: First two digits of the article numbers the shop makes for itself, 20 to 29.
    code_prefix: str = "20"
    #: Digits of this till in them, 0 to 999; None goes by the till's code.
    code_series: int | None = None
    opens_drawer: bool = True
    #: What the shop adds at the foot of its receipts.
    receipt_messages: tuple[str, ...] = ()
    #: How the shop's scales write a portion into a code.
    weighed_layouts: tuple[WeighedLayout, ...] = (
        WeighedLayout("21"),
        WeighedLayout("22", holds_price=True),
    )
    #: Number of the publisher's attestation (or of the certificate), as it stands on the letter.
    attestation: str = ""
    #: Account numbers that differ from the country's usual ones, by `domain.accounting.Chart` code.
    accounts: Mapping[str, str] = msgspec.field(default_factory=dict)
    tares: tuple[Tare, ...] = ()
    #: VAT rates offered for a free-amount line, in basis points.
    vat_rates: tuple[int, ...] = (2000, 1000, 550, 210)
    #: "" for none, "0" for the first camera of this PC, or a folder that stands in for one.
    camera: str = ""
    #: That camera reads codes in every room, not only where it shows what it sees; and it also
    #: sells the goods that are held up, where it stands in for a scanner.
    camera_reads_everywhere: bool = True
    camera_sells: bool = False
    #: What makes that camera's grey grey in the light of the counter: thousandths for blue, green
    #: and red; () while nobody has shown it a grey sheet.
    grey_gains: tuple[int, ...] = ()
    #: Folder whose new pictures the studio takes; "" for none.
    photo_folder: str = ""
    #: Where customers read along: "" nowhere, "screen" on the second screen, "window".
    display: str = ""
    #: Pole display of two rows: "serial:COM3", "serial:/dev/ttyUSB0", "tcp://host:port"; "" for none.
    pole: str = ""
    #: Counter scale, addressed in the same way, and how it speaks: "8217" or "dialog06".
    scale: str = ""
    scale_dialect: str = "8217"
    limits: tuple[RoleLimits, ...] = ()
    #: Minutes without a touch after which the till asks for a PIN again; 0 for never.
    lock_after_minutes: int = 5
    #: Card terminal: "" when the cashier confirms what it shows, "192.168.1.40:8888" when the till
    #: asks it itself, "simulator" to try that out; and the two digits it knows this till by.
    terminal: str = ""
    terminal_till: str = "01"
    lockers: tuple[LockerSettings, ...] = ()
    #: Months for which gift cards and credit notes are taken; 0 is for ever.
    gift_card_months: int = 12
    credit_note_months: int = 12
    #: Issuers of meal vouchers this shop takes, the most frequent first.
    meal_voucher_issuers: tuple[str, ...] = ("Edenred", "Swile", "Pluxee", "Up")
    #: Who counts the drawer is not shown what should be in it.
    counts_blind: bool = False
    #: When the shop is open, day by day; () while it has not told.
    opening: tuple[OpeningSpan, ...] = ()
    #: Days on which it is shut, or open at other hours.
    special_days: tuple[SpecialDays, ...] = ()
    opens_on_holidays: bool = False
    #: What follows banner and sound when nobody acknowledges news of an order.
    ladder: tuple[AlarmRung, ...] = (
        AlarmRung(after_minutes=2, channel="paper"),
        AlarmRung(after_minutes=5, channel="second_paper"),
        AlarmRung(after_minutes=15, channel="steward"),
    )
    auto_accept: AutoAccept = AutoAccept()
    #: Print the preparer's list of an order when it is promised: by hand or by itself.
    prints_lists: bool = False
    #: How loud news of orders are, 0 for not at all, and after how many seconds they sound again.
    order_volume: int = 80
    order_repeat_s: int = 30
    #: Minutes a customer has to say what may stand in for a missing article.
    ask_minutes: int = 10
    #: Days after which somebody is reminded of a bag that waits, and after which it is given up;
    #: 0 for never. The marketplace is told, and gives up three days after the shop should have;
    #: the shop's other counters go by it too.
    remind_after_days: int = 2
    give_up_after_days: int = 7

    @property
    def zone(self) -> ZoneInfo:
        """Return the shop's zone."""
        return self.profile.zone

    @property
    def hours(self) -> Hours:
        """Return when the shop is open: its week, what is otherwise, the holidays it keeps."""
        profile = self.profile
        keeps = None
        if not self.opens_on_holidays:
            keeps = holidays_of(profile.country, profile.postcode)
        return Hours(self.opening, self.special_days, keeps)

    @property
    def cash_step(self) -> int:
        """Return the smallest coin: Belgium rounds what is paid in cash to five cents."""
        return 5 if self.profile.country == "BE" else 1

    def printer(self, code: str) -> PrinterSettings | None:
        """Return the printer of that code, or None when there is none (any more)."""
        return next((printer for printer in self.printers if printer.code == code), None)


def read_stored(value: object) -> object:
    """Return what SQLite keeps in a setting's column; None for what is damaged.

    A bare number of a JSON column is kept as a number, and not as text.
    """
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return None


def from_rows(rows: Mapping[str, object]) -> Settings:
    """Return the settings from what is stored; a value that does not fit stays at its default.

    A damaged or newer setting must not keep the till from opening, nor take its neighbours along.
    """
    known = _sound(Settings, rows)
    profile = rows.get("profile")
    if isinstance(profile, Mapping):
        known["profile"] = _sound(ShopProfile, profile)
    return msgspec.convert(known, Settings)


def _sound(kind: type[Settings | ShopProfile], rows: Mapping[str, object]) -> dict[str, object]:
    """Return the values that are of their field's type, and with which a till can open."""
    known: dict[str, object] = {}
    for name in kind.__struct_fields__:
        if name not in rows:
            continue
        try:
            read = getattr(msgspec.convert({name: rows[name]}, kind), name)
        except msgspec.ValidationError:
            continue
        if name not in _OPENS_WITH or _OPENS_WITH[name](read):
            known[name] = rows[name]
    return known


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True


def _is_day_of_year(month_day: tuple[int, int]) -> bool:
    month, day = month_day
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


def _are_readable(layouts: tuple[WeighedLayout, ...]) -> bool:
    """Tell whether article and value fit into a code of thirteen digits, each with one at least."""
    return all(
        layout.prefix.isascii()
        and layout.prefix.isdigit()
        and min(layout.item_digits, layout.value_digits) > 0
        and len(layout.prefix) + layout.item_digits + layout.value_digits <= _BODY_DIGITS
        for layout in layouts
    )


_LEAP_YEAR = 2024
_GAINS = range(300, 3001)
"""More than a third or threefold is no light of this world, but a damaged setting."""
_BODY_DIGITS = 12
_TILL = re.compile(r"(?:X-)?[A-Z0-9]{1,6}")
_IN_STORE = {str(prefix) for prefix in range(20, 30)}
_FARTHEST_SHIFT = 100
_LONGEST_MONTHS = 1200
"""Of a voucher: a century."""
_OPENS_WITH: Mapping[str, Callable[[Any], bool]] = {
    "time_zone": _is_zone,
    "country": lambda country: country in COUNTRIES,
    "language": lambda language: language in LANGUAGES,
    "closing_hour": lambda hour: hour in range(24),
    "fiscal_year_end": _is_day_of_year,
    "till": lambda till: _TILL.fullmatch(till) is not None,
    "weighed_layouts": _are_readable,
    "code_prefix": lambda prefix: prefix in _IN_STORE,
    "code_series": lambda series: series is None or series in range(1000),
    "sheet_shift": lambda shift: all(abs(tenths) <= _FARTHEST_SHIFT for tenths in shift),
    "gift_card_months": lambda months: months in range(_LONGEST_MONTHS + 1),
    "credit_note_months": lambda months: months in range(_LONGEST_MONTHS + 1),
    "grey_gains": lambda gains: not gains or (len(gains) == 3 and set(gains) <= set(_GAINS)),
    "ladder": lambda rungs: all(rung.after_minutes >= 0 for rung in rungs),
    "order_volume": lambda percent: percent in range(101),
    "order_repeat_s": lambda seconds: seconds in range(5, 601),
    "ask_minutes": lambda minutes: minutes in range(1, 121),
    "remind_after_days": lambda days: days in DAYS_OF_WAITING,
    "give_up_after_days": lambda days: days in DAYS_OF_WAITING,
    "lockers": lambda lockers: (
        all(each.keep_days in range(1, 31) for each in lockers)
        and len({each.code for each in lockers}) == len(lockers)
    ),
    "printers": lambda printers: all(each.relief_after_s > 0 for each in printers),
    "tares": lambda tares: all(tare.grams >= 0 for tare in tares),
    "vat_rates": lambda rates: bool(rates) and all(rate in range(10_000) for rate in rates),
}


def to_rows(settings: Settings) -> dict[str, object]:
    """Return what differs from the defaults, as plain JSON."""
    stored: dict[str, object] = msgspec.to_builtins(settings)
    defaults: dict[str, object] = msgspec.to_builtins(Settings())
    return {key: value for key, value in stored.items() if value != defaults[key]}
