"""What the law says, as dated tables: rates, limits, references and mandatory words per country.

Nothing here is code that decides; a change of the law is a new row. Rows give the day from which
they hold and, where known, the last day. The sources and what could not be confirmed stand in the
project's fiscal study; citations must be confirmed by the publisher before the attestation is
signed.

A reference or mention that ended without a successor is still told (the duty did not end because
its article was renumbered, and a till must print on the morning after); `outdated` names those, so
that the shop and the publisher are warned in time. Rates and limits are never told past their end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from fiscal.errors import UnknownLawError

_ALWAYS = date(2014, 1, 1)
_OPEN = date.max


class Document(StrEnum):
    """Papers whose mentions the law lists."""

    TICKET = "TICKET"
    #: Services from 25 € on (France, arrêté 83-50/A).
    NOTE = "NOTE"
    INVOICE = "INVOICE"


class LegalKey(StrEnum):
    """References and words of the law."""

    #: Duty of unalterable, secured, kept and archived till records.
    TILL_SOFTWARE = "TILL_SOFTWARE"
    #: Duty to keep the records.
    KEEPING = "KEEPING"
    #: Seller who charges no VAT.
    NO_VAT = "NO_VAT"
    #: Paper only on request.
    RECEIPT_ON_REQUEST = "RECEIPT_ON_REQUEST"
    #: Durable goods, printed without being asked.
    LEGAL_GUARANTEE = "LEGAL_GUARANTEE"
    #: Packaging taken back: why it bears no VAT.
    DEPOSIT = "DEPOSIT"
    #: Multi-purpose vouchers sold: why no VAT is due yet.
    VOUCHER = "VOUCHER"
    #: Goods or services at no rate, in a shop that charges VAT otherwise.
    EXEMPT = "EXEMPT"
    #: What a professional owes who pays late, and the lump sum for it.
    LATE_FEES = "LATE_FEES"
    #: Totals rounded whatever the means of payment.
    ROUNDING_NOTICE = "ROUNDING_NOTICE"
    WITHDRAWAL = "WITHDRAWAL"
    TRAINING = "TRAINING"
    DUPLICATE = "DUPLICATE"
    X_READING = "X_READING"
    DEGRADED = "DEGRADED"


class Unasked(StrEnum):
    """Why a ticket is printed though nobody asked for it."""

    #: Durable goods: the paper tells the legal guarantee.
    DURABLE = "DURABLE"
    #: Weighed at the counter: the ticket of the weighing instrument.
    WEIGHED = "WEIGHED"
    #: Services from the country's `Limit.NOTE_CENTS` on.
    SERVICE = "SERVICE"


class Limit(StrEnum):
    """Amounts (cents) and periods of the law."""

    #: Most cash for one sale, cents.
    CASH_CENTS = "CASH_CENTS"
    #: From this total on a note for services must be given, cents.
    NOTE_CENTS = "NOTE_CENTS"
    #: Meal vouchers a day, cents.
    MEAL_VOUCHER_CENTS = "MEAL_VOUCHER_CENTS"
    #: How long the journal is kept, years.
    KEEPING_YEARS = "KEEPING_YEARS"
    #: Withdrawal from a distance contract, days from collection.
    WITHDRAWAL_DAYS = "WITHDRAWAL_DAYS"
    #: From which age alcohol and tobacco are sold.
    ADULT_YEARS = "ADULT_YEARS"


@dataclass(frozen=True, slots=True)
class VatRate:
    """A rate in force; `name` tells which of the country's rates it is, whatever its height."""

    country: str
    name: str
    #: Basis points.
    rate: int
    since: date = _ALWAYS
    until: date = _OPEN


@dataclass(frozen=True, slots=True)
class CashRounding:
    """How an amount paid in cash is rounded; never other means, never distance sales."""

    country: str
    #: Multiple to which it is rounded, cents; 1 for none.
    step: int
    #: Amounts up to this one are left as they are.
    above: int
    since: date = _ALWAYS
    until: date = _OPEN

    def rounded(self, cents: int) -> int:
        """Return what is paid in cash for an amount; negatives mirror positives."""
        if abs(cents) <= self.above:
            return cents
        nearest = (abs(cents) + self.step // 2) // self.step * self.step
        return nearest if cents > 0 else -nearest


@dataclass(frozen=True, slots=True)
class _Words:
    country: str
    key: LegalKey
    fr: str
    en: str
    since: date = _ALWAYS
    until: date = _OPEN


@dataclass(frozen=True, slots=True)
class _LimitRow:
    country: str
    key: Limit
    value: int
    since: date = _ALWAYS
    until: date = _OPEN


@dataclass(frozen=True, slots=True)
class _UnaskedRow:
    country: str
    reasons: frozenset[Unasked]
    since: date = _ALWAYS
    until: date = _OPEN


@dataclass(frozen=True, slots=True)
class _Mentions:
    country: str
    document: Document
    names: tuple[str, ...]
    since: date = _ALWAYS
    until: date = _OPEN


_RATES = (
    VatRate("FR", "STANDARD", 2000),
    VatRate("FR", "INTERMEDIATE", 1000),
    VatRate("FR", "REDUCED", 550),
    VatRate("FR", "SUPER_REDUCED", 210),
    VatRate("FR", "NONE", 0),
    VatRate("BE", "STANDARD", 2100),
    VatRate("BE", "INTERMEDIATE", 1200),
    VatRate("BE", "REDUCED", 600),
    VatRate("BE", "NONE", 0),
)

_ROUNDING = (
    CashRounding("FR", step=1, above=0),
    CashRounding("BE", step=1, above=0, until=date(2019, 11, 30)),
    CashRounding("BE", step=5, above=5, since=date(2019, 12, 1)),
)

#: Cash: CMF, L. 112-6 and D. 112-3, for who lives in France (decree 2015-741, in force on 1 September
#: 2015; 3,000 € before); Belgium, law of 18 September 2017, art. 67, and the one of 1993 before it.
_LIMITS = (
    _LimitRow("FR", Limit.CASH_CENTS, 300_000, until=date(2015, 8, 31)),
    _LimitRow("FR", Limit.CASH_CENTS, 100_000, since=date(2015, 9, 1)),
    _LimitRow("BE", Limit.CASH_CENTS, 300_000),
    _LimitRow("FR", Limit.NOTE_CENTS, 2_500),
    _LimitRow("FR", Limit.MEAL_VOUCHER_CENTS, 2_500, since=date(2022, 10, 1)),
    _LimitRow("FR", Limit.KEEPING_YEARS, 6),
    _LimitRow("BE", Limit.KEEPING_YEARS, 10),
    _LimitRow("FR", Limit.WITHDRAWAL_DAYS, 14),
    _LimitRow("BE", Limit.WITHDRAWAL_DAYS, 14),
    # CSP, L. 3342-1 (alcohol) and L. 3512-12 (tobacco).
    _LimitRow("FR", Limit.ADULT_YEARS, 18),
    # Law of 24 January 1977, art. 6: spirits, and tobacco from 1 November 2019 on (beer and wine: 16,
    # which a shop does not mark as for adults).
    _LimitRow("BE", Limit.ADULT_YEARS, 18),
)

#: References recodified into the CIBS on 2026-09-01 may be cited by their old numbers until the end
#: of 2027; the successor's row is to be added when its number is known. Of 286, I-3° bis the new
#: text was seen (ordonnance 2025-1247, among the duties of chapter L. 216), its number was not; of
#: the franchise the articles (L. 223-1 ff.), but no official wording of the mention.
_CGI_END = date(2027, 12, 31)

_WORDS = (
    _Words(
        "FR",
        LegalKey.TILL_SOFTWARE,
        fr="CGI, art. 286, I-3° bis",
        en="French tax code (CGI), art. 286, I-3° bis",
        since=date(2018, 1, 1),
        until=_CGI_END,
    ),
    _Words("FR", LegalKey.KEEPING, fr="LPF, art. L. 102 B", en="French tax procedure, L. 102 B"),
    _Words(
        "FR",
        LegalKey.NO_VAT,
        fr="TVA non applicable, art. 293 B du CGI",
        en="No VAT charged, art. 293 B CGI",
        until=_CGI_END,
    ),
    _Words(
        "BE",
        LegalKey.NO_VAT,
        fr="Petite entreprise soumise au régime de la franchise de taxe. TVA non applicable.",
        en="Small business exempt from VAT. No VAT charged.",
        until=date(2024, 12, 31),
    ),
    # Royal decree no. 1, art. 5, § 1, 10° quater, as changed on 15 December 2024.
    _Words(
        "BE",
        LegalKey.NO_VAT,
        fr="Régime particulier de la franchise de taxe",
        en="Special exemption scheme for small businesses: no VAT charged",
        since=date(2025, 1, 1),
    ),
    _Words(
        "FR",
        LegalKey.RECEIPT_ON_REQUEST,
        fr=(
            "Depuis le 1er août 2023, sauf exception légale, l'impression du ticket de caisse "
            "n'est réalisée qu'à la demande du client."
        ),
        en="Since 1 August 2023 receipts are printed at the customer's request only.",
        since=date(2023, 8, 1),
    ),
    _Words(
        "FR",
        LegalKey.LEGAL_GUARANTEE,
        fr=(
            "Ce bien bénéficie de la garantie légale de conformité de deux ans "
            "(C. conso., art. L. 217-3)."
        ),
        en="This item is covered by the two-year legal guarantee of conformity.",
        since=date(2022, 1, 1),
    ),
    _Words(
        "BE",
        LegalKey.LEGAL_GUARANTEE,
        fr="Ce bien bénéficie de la garantie légale de deux ans (anc. C. civ., art. 1649quater).",
        en="This item is covered by the two-year legal guarantee.",
    ),
    _Words(
        "FR",
        LegalKey.DEPOSIT,
        fr="Consigne d'emballage, hors base de TVA (CGI, art. 267, III)",
        en="Returnable packaging, outside the VAT base (CGI, art. 267, III)",
        until=_CGI_END,
    ),
    _Words(
        "FR",
        LegalKey.DEPOSIT,
        fr="Consigne d'emballage, hors base de TVA (CIBS, art. L. 216-15)",
        en="Returnable packaging, outside the VAT base (CIBS, art. L. 216-15)",
        since=_CGI_END + timedelta(days=1),
    ),
    _Words(
        "BE",
        LegalKey.DEPOSIT,
        fr="Emballage consigné, hors base de TVA (CTVA, art. 28, 4°)",
        en="Returnable packaging, outside the VAT base (BE VAT code, art. 28, 4°)",
    ),
    _Words(
        "FR",
        LegalKey.VOUCHER,
        fr="Bon à usages multiples, TVA due à l'utilisation (CGI, art. 256 ter)",
        en="Multi-purpose voucher, VAT due when it is used (CGI, art. 256 ter)",
        since=date(2019, 1, 1),
        until=_CGI_END,
    ),
    _Words(
        "BE",
        LegalKey.VOUCHER,
        fr="Bon à usages multiples, TVA due à l'utilisation (directive 2006/112/CE, art. 30 ter)",
        en="Multi-purpose voucher, VAT due when it is used (directive 2006/112/EC, art. 30b)",
        since=date(2019, 1, 1),
    ),
    *(
        _Words(
            country,
            LegalKey.EXEMPT,
            fr="Opération sans TVA (directive 2006/112/CE, art. 131 et suivants)",
            en="Supply without VAT (directive 2006/112/EC, art. 131 ff.)",
        )
        for country in ("FR", "BE")
    ),
    _Words(
        "FR",
        LegalKey.LATE_FEES,
        fr=(
            "Retard de paiement : pénalités au taux de la BCE majoré de 10 points et indemnité "
            "forfaitaire de recouvrement de 40 € (C. com., art. L. 441-10). Pas d'escompte."
        ),
        en=(
            "Late payment: ECB rate plus 10 points and a lump sum of 40 € for recovery "
            "(French commercial code, L. 441-10). No discount for early payment."
        ),
        since=date(2013, 1, 1),
    ),
    _Words(
        "BE",
        LegalKey.LATE_FEES,
        fr=(
            "Retard de paiement : intérêts au taux légal et indemnité forfaitaire de 40 € "
            "(loi du 2 août 2002, art. 5 et 6)."
        ),
        en="Late payment: statutory interest and a lump sum of 40 € (law of 2 August 2002).",
    ),
    _Words(
        "BE",
        LegalKey.ROUNDING_NOTICE,
        fr="Le montant total est toujours arrondi",
        en="The total is always rounded",
        since=date(2019, 12, 1),
    ),
    _Words(
        "FR",
        LegalKey.WITHDRAWAL,
        fr="C. conso., art. L. 221-18 et L. 221-21",
        en="French consumer code, L. 221-18 and L. 221-21",
    ),
    _Words("BE", LegalKey.WITHDRAWAL, fr="CDE, art. VI.47", en="Belgian economic code, VI.47"),
    *(
        words
        for country in ("FR", "BE")
        for words in (
            _Words(
                country,
                LegalKey.TRAINING,
                fr="FACTICE – FORMATION",
                en="SPECIMEN – TRAINING",
            ),
            _Words(country, LegalKey.DUPLICATE, fr="DUPLICATA", en="DUPLICATE"),
            _Words(
                country,
                LegalKey.X_READING,
                fr="LECTURE X – document non fiscal",
                en="X READING – not a fiscal document",
            ),
            _Words(
                country,
                LegalKey.DEGRADED,
                fr="Mode dégradé : signature en attente",
                en="Degraded mode: signature pending",
            ),
        )
    ),
)

_SELLER = ("seller.name", "seller.address", "seller.registration", "seller.vat_number")
_PLACE = ("number", "till", "instant", "operator")
_FIGURES = ("lines", "discounts", "total_ttc", "total_ht", "vat_per_rate", "payments", "change")

_MENTIONS = (
    _Mentions(
        "FR",
        Document.TICKET,
        (
            *(*_SELLER, "seller.naf", *_PLACE, *_FIGURES),
            *("deposits", "line_count", "signature_extract", "software"),
        ),
    ),
    _Mentions(
        "FR",
        Document.NOTE,
        (
            *("instant", "seller.name", "seller.address", "customer_name", "place_of_service"),
            *("lines", "total_ht", "total_ttc"),
        ),
    ),
    _Mentions(
        "FR",
        Document.INVOICE,
        (
            *("number", "issue_date", "supply_date", *_SELLER, "buyer.name", "buyer.address"),
            *("buyer.vat_number", "lines", "unit_price_ht", "discounts", "total_ht"),
            *("vat_per_rate", "total_ttc", "payment_terms", "late_fees"),
        ),
    ),
    _Mentions(
        "BE",
        Document.TICKET,
        (*_SELLER, "number", "instant", *_FIGURES, "total_rounded", "deposits"),
    ),
    _Mentions(
        "BE",
        Document.INVOICE,
        (
            *("number", "issue_date", "supply_date", *_SELLER, "buyer.name", "buyer.address"),
            *("buyer.vat_number", "lines", "total_ht", "vat_per_rate", "total_ttc"),
        ),
    ),
)


#: French paper is printed on request since 1 August 2023 (C. env., L. 541-15-10), but for the cases
#: of D. 541-371 and the notes of order 83-50/A. Belgium asks a shop for no ticket at all.
_UNASKED = (
    _UnaskedRow("FR", frozenset(Unasked)),
    _UnaskedRow("BE", frozenset()),
)


def vat_rates(country: str, on: date) -> tuple[VatRate, ...]:
    """Return the rates in force on a day, highest first; `UnknownLawError` when none is known."""
    rates = [row for row in _RATES if row.country == country and _holds(row, on)]
    if not rates:
        raise UnknownLawError(f"VAT {country} {on}")
    return tuple(sorted(rates, key=lambda row: -row.rate))


def cash_rounding(country: str, on: date) -> CashRounding:
    """Return how cash is rounded on a day; `UnknownLawError` when the country is not known."""
    return _one((row for row in _ROUNDING if row.country == country), on, f"rounding {country}")


def legal(country: str, key: LegalKey, on: date, *, language: str = "fr") -> str:
    """Return a reference or mandatory words, the last known ones when they ended with no successor.

    Raises:
        UnknownLawError: That law is not there, or not yet.
    """
    words = _words(country, key, on)
    return words.en if language == "en" else words.fr


def outdated(country: str, on: date) -> tuple[LegalKey, ...]:
    """Return what is still told on a day though its row has ended: a new version is due."""
    keys = dict.fromkeys(row.key for row in _WORDS if row.country == country and row.since <= on)
    return tuple(key for key in keys if _words(country, key, on).until < on)


def printed_unasked(country: str, on: date) -> frozenset[Unasked]:
    """Return why a ticket is printed without being asked for, elsewhere as in France."""
    known = country if any(row.country == country for row in _UNASKED) else "FR"
    return _one((row for row in _UNASKED if row.country == known), on, f"paper {known}").reasons


def limit(country: str, key: Limit, on: date) -> int:
    """Return an amount or period; `UnknownLawError` when that law is not there then."""
    rows = (row for row in _LIMITS if (row.country, row.key) == (country, key))
    return _one(rows, on, f"{key} {country}").value


def mentions(country: str, document: Document, on: date) -> tuple[str, ...]:
    """Return the names of what a paper must tell, in no particular order of layout."""
    rows = (row for row in _MENTIONS if (row.country, row.document) == (country, document))
    return _one(rows, on, f"{document} {country}").names


def _words(country: str, key: LegalKey, on: date) -> _Words:
    rows = [row for row in _WORDS if (row.country, row.key) == (country, key) and row.since <= on]
    if not rows:
        raise UnknownLawError(f"{key} {country} {on}")
    return max(rows, key=lambda row: row.since)


class _Dated(Protocol):
    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date: ...


_Row = TypeVar("_Row", bound=_Dated)


def _holds(row: _Dated, on: date) -> bool:
    return row.since <= on <= row.until


def _one(rows: Iterable[_Row], on: date, what: str) -> _Row:
    for row in rows:
        if _holds(row, on):
            return row
    raise UnknownLawError(f"{what} {on}")
