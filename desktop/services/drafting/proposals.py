"""What a new product may be, so that only its price is typed: from all that was seen and is known.

The shop's own catalogue comes first, then the town's sheets, the public files, the label, the
picture, what the shop did with the like, and what its trade mostly does. Nothing is decided here.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from desktop.domain import gs1
from desktop.domain.cells import one_line
from desktop.domain.label_text import Content, LabelLine, LabelReading, read_label
from desktop.domain.open_sheet import Sheet, is_private
from desktop.domain.proposal import MOST_SECTIONS, Field, Origin, Proposal, ranked
from desktop.domain.scan import MAX_LENGTH
from desktop.domain.search_text import fold
from desktop.domain.trades import usual_rate
from desktop.errors import WorldError
from desktop.services.drafting import neighbours, sheets
from desktop.services.drafting.neighbours import Habits, Votes
from desktop.services.prepared import AnyConnection, Prepared
from desktop.services.shop import Shop
from fiscal import UnknownLawError
from fiscal.legal import vat_rates
from sync.kernel import gtin
from sync.kernel.clock import shop_day

_log = logging.getLogger(__name__)

_MOST_CODES = 4
_MOST_LINES_ASKED = 6
_TOWN_SURE, _TOWN_SHOP_SURE, _OPEN_SURE = 88, 3, 82
"""A name that one shop of the town gave its product, each shop more, and a public file's."""
_ALCOHOL_TENTHS = 12
"""Drinks above 1.2 % by volume bear the standard rate (CGI art. 278-0 bis, A 1° b; art. 278)."""
_MOST_BY_HISTORY = 92
"""However much speaks for it: measured, the clearest votes were right 19 times in 20."""

_by_code = Prepared(
    "SELECT c.variant_id, v.product_id FROM variant_code c JOIN variant v ON v.id = c.variant_id "
    "JOIN product p ON p.id = v.product_id "
    "WHERE c.code = :code AND v.archived_at IS NULL AND p.archived_at IS NULL"
)
_by_picture = Prepared(
    "SELECT v.id AS variant_id, v.product_id FROM product_photo f "
    "JOIN product p ON p.id = f.product_id JOIN variant v ON v.product_id = p.id "
    "WHERE f.sha256 = :picture AND p.archived_at IS NULL AND v.archived_at IS NULL "
    "ORDER BY v.position LIMIT 1"
)
_by_name = Prepared(
    "SELECT t.variant_id, v.product_id FROM variant_trigram i JOIN variant_text t ON t.id = i.rowid "
    "JOIN variant v ON v.id = t.variant_id WHERE variant_trigram MATCH :match AND t.name = :name "
    "ORDER BY v.position LIMIT 1"
)
_sheet = Prepared(
    "SELECT p.name, p.brand, p.description, p.category_id, p.vat_bp, p.unit, v.content, "
    "v.content_unit FROM variant v JOIN product p ON p.id = v.product_id WHERE v.id = :variant"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of one article, by whatever means; every part may be missing."""

    #: As scanned or read from pictures: numbers, GS1 element strings, Digital Links.
    codes: tuple[str, ...] = ()
    #: Of its label.
    lines: tuple[LabelLine, ...] = ()
    #: Names of its colours, the largest first.
    colours: tuple[str, ...] = ()
    #: Pictures of the shop that are this very shot (`same_shot.alike`).
    same_pictures: tuple[str, ...] = ()
    #: What somebody typed already.
    name: str = ""
    brand: str = ""
    #: Category last used in this session; empty for none.
    session_category: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An article of the shop that this is, or may be: a code or a picture goes to it."""

    product_id: str
    variant_id: str
    name: str
    #: By its code it is this article; by picture or name it may be.
    by: Literal["code", "picture", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Everything proposed; `fields` has the likeliest value of each field first."""

    #: The article number that was read; empty when none was.
    gtin: str = ""
    known: tuple[Known, ...] = ()
    fields: Mapping[Field, tuple[Proposal, ...]] = field(default_factory=dict)
    #: Id of each category proposed that the shop has, by the name it is proposed under.
    category_ids: Mapping[str, str] = field(default_factory=dict)
    #: Names of the sections it most likely belongs to, those the shop used last behind them.
    sections: tuple[str, ...] = ()
    #: SHA-256 of a picture other shops use, to be fetched from the marketplace; empty for none.
    town_photo: str = ""
    #: Whom to name beside what came from public files.
    credits: tuple[str, ...] = ()
    #: What the code said of this very piece: lot, dates, weight.
    carried: gs1.Element = field(default_factory=gs1.Element)

    def best(self, name: Field) -> str:
        """Return the likeliest value of a field; empty when nothing is proposed."""
        found = self.fields.get(name, ())
        return found[0].value if found else ""


def propose(shop: Shop, seen: Seen) -> Proposals:
    """Return what the article may be. Reads only; for any thread but the window's.

    The town is not asked here, which would wait for a network: what it said before counts
    (`town_sheets.ask` asks, then propose again).

    Raises:
        WorldError: the shop's database does not answer.
    """
    number, carried = _number(seen.codes)
    others = _others(shop, number)
    with shop.look() as look:
        return _Proposing(shop, look.connection, seen, number, carried).run(others)


def _number(codes: tuple[str, ...]) -> tuple[str, gs1.Element]:
    """Return the first article number among the codes, and what else it carries."""
    for code in codes[:_MOST_CODES]:
        element = gs1.read(code)
        if element is not None and element.gtin:
            return element.gtin, element
        plain = "".join(code.split())
        if gtin.is_gtin(plain):
            return gtin.normalise(plain), gs1.Element(gtin=gtin.normalise(plain))
    return "", gs1.Element()


def _others(shop: Shop, number: str) -> tuple[Sheet, ...]:
    """Return what others wrote about a number; a damaged file of sheets hinders nobody."""
    if not number or is_private(number):
        return ()
    try:
        return sheets.sheets_of(sheets.folder_of(shop), (number,))
    except WorldError:
        _log.warning("sheets_unreadable")
        return ()


class _Proposing:
    """Gathers the proposals for one article in one look at the shop's database."""

    def __init__(
        self,
        shop: Shop,
        connection: AnyConnection,
        seen: Seen,
        number: str,
        carried: gs1.Element,
    ) -> None:
        self._shop = shop
        self._connection = connection
        self._codes = tuple(one_line(code, MAX_LENGTH) for code in seen.codes[:_MOST_CODES])
        self._seen = seen
        self._number = number
        self._carried = carried
        self._rates = _rates_of(shop)
        self._names = neighbours.named_as(connection)
        self._gathered: defaultdict[Field, list[Proposal]] = defaultdict(list)
        self._sheet_category = ""
        self._usual: tuple[str, ...] = ()

    def run(self, others: tuple[Sheet, ...]) -> Proposals:
        label = self._read_label()
        known = self._known(label, others)
        if known and known[0].by == "code":
            self._from_catalogue(known[0].variant_id)
        for sheet in others:
            self._from_sheet(sheet)
        self._from_label(label)
        for place, colour in enumerate(self._seen.colours[:3]):
            self._add("colour", colour, "pixels", 70 - 15 * place)
        self._from_history(label, others)
        fields = {name: ranked(found) for name, found in self._gathered.items()}
        shown = {each.value for each in fields.get("category", ())}
        return Proposals(
            gtin=self._number,
            known=known,
            fields={name: found for name, found in fields.items() if found},
            category_ids={name: key for key, name in self._names.items() if name in shown},
            sections=self._sections(fields.get("category", ())),
            town_photo=next((sheet.photo for sheet in others if sheet.photo), ""),
            credits=tuple(dict.fromkeys(sheet.credit for sheet in others if sheet.credit)),
            carried=self._carried,
        )

    def _sections(self, proposed: tuple[Proposal, ...]) -> tuple[str, ...]:
        """Return what is proposed, then what the shop does otherwise, then what else it has."""
        names = (*(each.value for each in proposed), *self._usual, *self._names.values())
        return tuple(dict.fromkeys(names))[:MOST_SECTIONS]

    def _add(self, name: Field, value: str, origin: Origin, sure: int) -> None:
        if value:
            self._gathered[name].append(Proposal(value, origin, max(0, min(sure, 100))))

    def _read_label(self) -> LabelReading:
        if not self._seen.lines:
            return LabelReading()
        texts = sorted(self._seen.lines, key=lambda line: -line.height)[:_MOST_LINES_ASKED]
        brands = neighbours.known_brands(self._connection, [line.text for line in texts])
        return read_label(self._seen.lines, brands)

    # --- what the shop has already ----------------------------------------------------------------

    def _known(self, label: LabelReading, others: tuple[Sheet, ...]) -> tuple[Known, ...]:
        found: dict[str, Known] = {}
        for known in self._candidates(label, others):
            found.setdefault(known.product_id, known)
        return tuple(found.values())

    def _candidates(self, label: LabelReading, others: tuple[Sheet, ...]) -> Iterator[Known]:
        for code in (self._number, *self._codes):
            row = _by_code.first(self._connection, {"code": code}) if code else None
            if row is not None:
                yield self._told(row, "code")
        for sha256 in self._seen.same_pictures[:_MOST_CODES]:
            row = _by_picture.first(self._connection, {"picture": sha256})
            if row is not None:
                yield self._told(row, "picture")
        names = (self._seen.name, *(sheet.name for sheet in others), *_texts(label))
        for name in names[:_MOST_CODES]:
            folded = fold(name)[:200]
            if len(folded) >= 3:
                wanted = {"match": f'"{folded}"', "name": folded}
                row = _by_name.first(self._connection, wanted)
                if row is not None:
                    yield self._told(row, "name")

    def _told(self, row: "neighbours.ArticleRow", by: Literal["code", "picture", "name"]) -> Known:
        sheet = _sheet.first(self._connection, {"variant": row.variant_id})
        return Known(row.product_id, row.variant_id, sheet.name, by)

    def _from_catalogue(self, variant_id: str) -> None:
        own = _sheet.first(self._connection, {"variant": variant_id})
        self._add("name", own.name, "catalogue", 100)
        self._add("brand", own.brand, "catalogue", 100)
        self._add("category", self._names.get(own.category_id, ""), "catalogue", 100)
        self._add("vat", str(own.vat_bp), "catalogue", 100)
        self._add("unit", own.unit, "catalogue", 100)
        if own.content:
            self._add("content", str(own.content), "catalogue", 100)
            self._add("content_unit", own.content_unit, "catalogue", 100)

    # --- what others wrote --------------------------------------------------------------------------

    def _from_sheet(self, sheet: Sheet) -> None:
        is_town = sheet.source == "town"
        origin: Origin = "town" if is_town else "open_file"
        sure = min(_TOWN_SURE + _TOWN_SHOP_SURE * sheet.shops, 98) if is_town else _OPEN_SURE
        self._add("name", sheet.name, origin, sure)
        self._add("brand", sheet.brand, origin, sure)
        self._add("unit", sheet.unit, origin, sure)
        if sheet.content is not None:
            self._add_content(sheet.content, origin, sure)
        if sheet.vat_bp is not None:
            self._add("vat", str(sheet.vat_bp), origin, sure)
        meant = neighbours.category_of_path(self._connection, sheet.category, sheet.name)
        if meant is not None:
            self._sheet_category = self._sheet_category or meant[0]
            self._add("category", self._names[meant[0]], origin, min(meant[1], sure))
        elif sheet.category and is_town:
            # A shop without that category may have it made.
            self._add("category", sheet.category[-1], origin, 30)

    def _from_label(self, label: LabelReading) -> None:
        for guess in label.names:
            self._add("name", guess.text, "label", guess.sure)
        if label.brand is not None:
            self._add("brand", label.brand.text, "label", label.brand.sure)
        if label.content is not None:
            self._add_content(label.content, "label", label.content_sure)
        if label.alcohol_tenths is not None and label.alcohol_tenths > _ALCOHOL_TENTHS:
            standard = self._rates.get("STANDARD")
            self._add("vat", "" if standard is None else str(standard), "label", 93)

    def _add_content(self, content: Content, origin: Origin, sure: int) -> None:
        self._add("content", str(content.thousandths), origin, sure)
        self._add("content_unit", content.unit, origin, sure)

    # --- what the shop and its trade do -------------------------------------------------------------

    def _from_history(self, label: LabelReading, others: tuple[Sheet, ...]) -> None:
        name = self._seen.name or next((sheet.name for sheet in others), "")
        brand = self._seen.brand or next((sheet.brand for sheet in others if sheet.brand), "")
        if not name:
            name = " ".join(_texts(label)[:2])
        if not brand and label.brand is not None:
            brand = label.brand.text
        profile = self._shop.profile
        trade_rate = usual_rate(profile.naf, profile.country)
        told = neighbours.habits(
            self._connection,
            name,
            brand,
            session_category=self._seen.session_category,
            sheet_category=self._sheet_category,
            rates=self._rates,
            trade_rate=trade_rate,
        )
        self._vote(told, is_named=bool(name or brand))
        self._usual = tuple(self._names[key] for key in told.sections if key in self._names)
        usual = self._rates.get(trade_rate)
        if usual is not None:
            self._add("vat", str(usual), "trade", 40)
        self._add("unit", "piece", "trade", 60)

    def _vote(self, told: Habits, *, is_named: bool) -> None:
        votes: list[tuple[Field, Votes]] = [("vat", told.vat)]
        # Of goods nobody has named yet every section is as likely, and to weigh them would be wrong.
        if is_named:
            votes.append(("unit", told.unit))
        if is_named or self._seen.session_category:
            for key, share in told.category.best(3):
                self._add("category", self._names.get(key, ""), "history", _percent(share))
        for name, vote in votes:
            origin: Origin = "history" if told.has_history else "trade"
            for value, share in vote.best(2):
                self._add(name, value, origin, _percent(share))


def _percent(share: float) -> int:
    return min(round(share * 100), _MOST_BY_HISTORY)


def _texts(label: LabelReading) -> tuple[str, ...]:
    return tuple(guess.text for guess in label.names)


def _rates_of(shop: Shop) -> dict[str, int]:
    """Return the rate of each class in the shop's country today; none charged in franchise."""
    profile = shop.profile
    if profile.vat_exemption:
        return dict.fromkeys(("STANDARD", "INTERMEDIATE", "REDUCED"), 0)
    try:
        rates = vat_rates(profile.country, shop_day(shop.clock.now(), shop.zone))
    except UnknownLawError:
        return {}
    return {rate.name: rate.rate for rate in rates}


def with_name(seen: Seen, name: str, brand: str = "") -> Seen:
    """Return the same, with what somebody typed meanwhile."""
    return replace(seen, name=name, brand=brand)
