"""The bodies of the records, by kind. All amounts are integer cents, TTC unless named otherwise.

What only the journal can know (ticket number, perpetual totals, expected drawer) is not here: the
journal adds it when it seals the record. No body has a place for a customer's name, mail address
or card number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fiscal.canonical import Body
from fiscal.errors import BodyRefusedError
from fiscal.vat import VAT_RULE, VatLine, vat_part


class Channel(StrEnum):
    """Where the sale was made."""

    SHOP = "SHOP"
    ONLINE = "ONLINE"
    #: Ordered on line, paid and collected at the counter.
    PICKUP = "PICKUP"


class LineType(StrEnum):
    """What a line sells."""

    GOODS = "GOODS"
    SERVICE = "SERVICE"
    #: Returnable packaging (consigne): owed, yet no turnover.
    DEPOSIT = "DEPOSIT"
    #: Multi-purpose voucher sold: a means of payment, no turnover.
    VOUCHER = "VOUCHER"
    #: A remark; its amounts are zero.
    NOTE = "NOTE"


#: Types whose lines count as turnover and bear VAT.
TURNOVER = frozenset({LineType.GOODS, LineType.SERVICE})


class Means(StrEnum):
    """How money changed hands."""

    CASH = "CASH"
    CARD = "CARD"
    CHEQUE = "CHEQUE"
    TRANSFER = "TRANSFER"
    #: Paid on line through the payment provider.
    ONLINE = "ONLINE"
    MEAL_VOUCHER = "MEAL_VOUCHER"
    GIFT_CARD = "GIFT_CARD"
    CREDIT_NOTE = "CREDIT_NOTE"
    #: Paid before, by a PREPAY that a negative PREPAY takes back in the same transaction.
    ADVANCE = "ADVANCE"
    #: Balances a refund and a sale made together.
    EXCHANGE = "EXCHANGE"
    #: The town's wallet (cagnotte).
    WALLET = "WALLET"
    #: Owed by the customer.
    ACCOUNT = "ACCOUNT"


class RefundReason(StrEnum):
    """Why an earlier ticket is taken back, whole or in part."""

    RETURN = "RETURN"
    CANCEL = "CANCEL"
    WITHDRAWAL = "WITHDRAWAL"
    MISSING = "MISSING"
    #: Wrong means of payment: a refund of zero that moves the amount from one means to another.
    PAYMENT = "PAYMENT"
    #: Wrong rate or price; a new SALE and event 270 go with it.
    CORRECTION = "CORRECTION"
    #: Goods taken back for which no ticket was found: the only refund without an original. No VAT
    #: comes back with it, for nothing shows that any was paid.
    NO_RECEIPT = "NO_RECEIPT"


class CashMove(StrEnum):
    """What happened to the drawer besides sales."""

    #: The drawer holds this much at the start; sets the expected content.
    FLOAT = "FLOAT"
    IN = "IN"
    OUT = "OUT"
    #: Counted content; sets the expected content after its difference was recorded.
    COUNT = "COUNT"


class CopyFormat(StrEnum):
    """On what a copy was given."""

    PAPER = "paper"
    PDF = "pdf"
    MAIL = "mail"
    #: A page on the web that the customer opened by a code.
    LINK = "link"


class Period(StrEnum):
    """Level of a closure."""

    DAY = "D"
    MONTH = "M"
    YEAR = "Y"


def _present(**fields: Any) -> Body:  # noqa: ANN401 - leaves of a JSON object
    """Return the fields that have something to say; absent is left out, never null."""
    return {key: item for key, item in fields.items() if item not in (None, "", ())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Identity of the shop as it stood that day, copied into every ticket."""

    name: str
    address: str
    #: SIRET (France) or enterprise number (Belgium).
    registration: str
    vat_number: str = ""
    #: Activity code (France).
    naf: str = ""

    def to_body(self) -> Body:
        """Return the `seller` object."""
        return _present(
            name=self.name,
            address=self.address,
            id=self.registration,
            vat=self.vat_number,
            naf=self.naf,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a ticket, self-contained."""

    label: str
    #: Thousandths of `unit`; negative on a refund.
    quantity: int
    #: Price of one unit.
    unit_price: int
    #: Line total after discount; negative on a refund.
    ttc: int
    #: Basis points; 0 for deposits, vouchers and exempt sellers.
    rate: int
    #: Taken off the line, its share of the basket's discount included; negative on a refund.
    discount: int = 0
    type: LineType = LineType.GOODS
    sku: str = ""
    #: "pc", "kg", "l"…
    unit: str = "pc"

    @property
    def is_turnover(self) -> bool:
        """Whether the line counts as turnover and bears VAT."""
        return self.type in TURNOVER

    def to_body(self) -> Body:
        """Return the entry of the `lines` list."""
        return _present(
            label=self.label,
            sku=self.sku,
            q=self.quantity,
            unit=self.unit,
            pu=self.unit_price,
            disc=self.discount,
            ttc=self.ttc,
            rate=self.rate,
            type=self.type.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money of one means; change given back is already taken off."""

    means: Means
    amount: int
    #: The words the ticket shows, when they say more than the means (issuer of the vouchers).
    label: str = ""
    #: Authorisation number of the terminal.
    authorisation: str = ""
    #: Last four digits of the card, never more.
    last4: str = ""
    #: Cash handed over before change; 0 when exact or not cash.
    given: int = 0

    def to_body(self) -> Body:
        """Return the entry of the `pay` list."""
        if len(self.last4) > 4:
            raise BodyRefusedError("more than four digits of a card")
        fields = _present(
            means=self.means.value,
            amount=self.amount,
            label=self.label,
            auth=self.authorisation,
            last4=self.last4,
        )
        return fields | {"given": self.given} if self.given else fields


@dataclass(frozen=True, slots=True)
class Reference:
    """Points at an earlier record."""

    seq: int
    #: Its hash, 32 bytes.
    h: bytes
    #: Till of the record when it is another's; empty for our own.
    till: str = ""

    def to_body(self) -> Body:
        """Return the `ref` object."""
        return _present(seq=self.seq, h=self.h.hex(), till=self.till)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleBody:
    """A sale: turnover, VAT per rate, what was due and how it was paid."""

    seller: Seller
    lines: tuple[Line, ...]
    #: One entry per rate (`fiscal.vat_lines(lines)`).
    vat: tuple[VatLine, ...]
    payments: tuple[Payment, ...]
    channel: Channel = Channel.SHOP
    #: Marketplace order.
    order: str = ""
    #: Cash rounding (Belgium): what was paid less what was due.
    rounding: int = 0
    #: Invoice made from this ticket: its number and the SHA-256 of its file.
    invoice: tuple[str, bytes] | None = None

    @property
    def total(self) -> int:
        """Turnover, cents with VAT."""
        return sum(line.ttc for line in self.lines if line.is_turnover)

    @property
    def outside(self) -> int:
        """Deposits and multi-purpose vouchers: owed, no turnover."""
        return sum(line.ttc for line in self.lines if not line.is_turnover)

    @property
    def due(self) -> int:
        """What the customer owes before cash rounding."""
        return self.total + self.outside

    def to_body(self) -> Body:
        """Return the SALE body without number and totals; `BodyRefusedError` when it does not add up."""
        _check_ticket(self.lines, self.vat, self.payments, self.due + self.rounding)
        if any(line.is_turnover and line.ttc < 0 for line in self.lines):
            raise BodyRefusedError("a sale with a negative line: write a refund")
        if any(part.vat != vat_part(part.ttc, part.rate) for part in self.vat):
            raise BodyRefusedError("VAT of a sale differs from the rule")
        body = _ticket(self)
        if self.invoice is not None:
            number, sha256 = self.invoice
            body["inv"] = {"no": number, "sha256": sha256.hex()}
        return body


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundBody:
    """Money given back for an earlier ticket; every amount and quantity is negative or zero.

    Deposits may go either way: `outside` follows the lines.
    """

    seller: Seller
    lines: tuple[Line, ...]
    #: One entry per rate (`fiscal.refund_vat`).
    vat: tuple[VatLine, ...]
    payments: tuple[Payment, ...]
    #: None goes with `RefundReason.NO_RECEIPT`, and with nothing else.
    original: Reference | None
    reason: RefundReason
    channel: Channel = Channel.SHOP
    order: str = ""
    rounding: int = 0

    @property
    def total(self) -> int:
        """Turnover taken back, cents with VAT, negative or zero."""
        return sum(line.ttc for line in self.lines if line.is_turnover)

    @property
    def outside(self) -> int:
        """Deposits and vouchers given back."""
        return sum(line.ttc for line in self.lines if not line.is_turnover)

    @property
    def due(self) -> int:
        """What the customer owes: negative, the shop pays."""
        return self.total + self.outside

    def to_body(self) -> Body:
        """Return the REFUND body without number and totals; `BodyRefusedError` when it is wrong."""
        _check_ticket(self.lines, self.vat, self.payments, self.due + self.rounding)
        if any(line.is_turnover and line.ttc > 0 for line in self.lines):
            raise BodyRefusedError("a refund with a positive line: write a sale")
        body = _ticket(self) | {"reason": self.reason.value}
        if self.reason is RefundReason.NO_RECEIPT:
            if self.original is not None or any(part.vat for part in self.vat):
                raise BodyRefusedError("a refund without a ticket has neither original nor VAT")
            return body
        if self.original is None:
            raise BodyRefusedError("a refund refers to its original")
        return body | {"ref": self.original.to_body()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepayBody:
    """Money received before delivery, with its VAT (due on receipt for goods, CGI art. 269).

    Negative amounts with `original` take an advance back: with `Means.ADVANCE` when the goods are
    delivered (the SALE stands in the same transaction), with real money when the order is off.
    What is paid in cash is rounded as for a sale; the advance itself and its VAT are not.
    """

    seller: Seller
    vat: tuple[VatLine, ...]
    payments: tuple[Payment, ...]
    channel: Channel = Channel.ONLINE
    order: str = ""
    original: Reference | None = None
    #: Cash rounding (Belgium): what was paid less the advance; left out of the body when nothing.
    rounding: int = 0

    @property
    def total(self) -> int:
        """Advance received, cents with VAT; negative when taken back."""
        return sum(part.ttc for part in self.vat)

    def to_body(self) -> Body:
        """Return the PREPAY body without its number; `BodyRefusedError` when it does not add up."""
        _check_vat(self.vat)
        if sum(payment.amount for payment in self.payments) != self.total + self.rounding:
            raise BodyRefusedError("payments differ from the advance")
        if self.total < 0 and self.original is None:
            raise BodyRefusedError("an advance taken back refers to its receipt")
        return _present(
            ch=self.channel.value,
            ord=self.order,
            seller=self.seller.to_body(),
            vat=[part.to_body() for part in self.vat],
            vr=VAT_RULE,
            tot=self.total,
            ht=sum(part.ht for part in self.vat),
            round=self.rounding or None,
            pay=[payment.to_body() for payment in self.payments],
            ref=None if self.original is None else self.original.to_body(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBody:
    """Something the event journal must tell."""

    code: int
    #: For the inspector, without personal data.
    text: str = ""
    #: Figures and codes that belong to it.
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_body(self) -> Body:
        """Return the EVENT body."""
        return _present(code=int(self.code), txt=self.text, data=dict(self.details) or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyBody:
    """A duplicate given out (DUPLICATA n° k)."""

    original: Reference
    #: 1 for the first duplicate.
    number: int
    format: CopyFormat
    why: str = ""

    def to_body(self) -> Body:
        """Return the COPY body."""
        return _present(
            ref=self.original.to_body(), n=self.number, fmt=self.format.value, why=self.why
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBody:
    """Float, cash in or out, or a count of the drawer."""

    move: CashMove
    #: Never negative; `move` says which way.
    amount: int
    reason: str = ""
    #: Pieces per denomination (cents) of a count.
    pieces: Mapping[int, int] = field(default_factory=dict)

    def to_body(self) -> Body:
        """Return the CASH body without the expected content, which the journal adds."""
        if self.amount < 0:
            raise BodyRefusedError("a negative cash move")
        if self.pieces and sum(cents * n for cents, n in self.pieces.items()) != self.amount:
            raise BodyRefusedError("the pieces counted differ from the amount")
        pieces = {str(cents): n for cents, n in self.pieces.items()}
        return _present(
            move=self.move.value, amount=self.amount, reason=self.reason, pieces=pieces or None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GenesisBody:
    """Opens the journal of a till; the journal adds the public key and its level."""

    #: "FR" or "BE".
    country: str
    seller: Seller
    #: Zone of the shop's business days, "Europe/Paris".
    zone: str

    def to_body(self) -> Body:
        """Return the GENESIS body without the key."""
        return {"country": self.country, "seller": self.seller.to_body(), "zone": self.zone}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveBody:
    """An archive was written."""

    first_seq: int
    last_seq: int
    from_bd: str
    to_bd: str
    #: SHA-256 of the archive's manifest.json.
    manifest: bytes
    #: Whether it is the archive of a whole fiscal year.
    is_year: bool
    #: Where it was put, as the operator named it ("USB").
    medium: str = ""

    def to_body(self) -> Body:
        """Return the ARCHIVE body."""
        return _present(
            from_seq=self.first_seq,
            to_seq=self.last_seq,
            from_bd=self.from_bd,
            to_bd=self.to_bd,
            manifest=self.manifest.hex(),
            year=self.is_year,
            medium=self.medium,
        )


def _ticket(draft: SaleBody | RefundBody) -> Body:
    """Return the fields that sales and refunds share."""
    return _present(
        ch=draft.channel.value,
        ord=draft.order,
        seller=draft.seller.to_body(),
        lines=[line.to_body() for line in draft.lines],
        nl=len(draft.lines),
        vat=[part.to_body() for part in draft.vat],
        vr=VAT_RULE,
        tot=draft.total,
        ht=sum(part.ht for part in draft.vat),
        out=draft.outside,
        due=draft.due,
        round=draft.rounding,
        pay=[payment.to_body() for payment in draft.payments],
    )


def _check_ticket(
    lines: tuple[Line, ...],
    vat: tuple[VatLine, ...],
    payments: tuple[Payment, ...],
    owed: int,
) -> None:
    _check_vat(vat)
    per_rate: dict[int, int] = {}
    for line in lines:
        if line.is_turnover:
            per_rate[line.rate] = per_rate.get(line.rate, 0) + line.ttc
        elif line.type is LineType.NOTE and line.ttc:
            raise BodyRefusedError("a note with an amount")
    if per_rate != {part.rate: part.ttc for part in vat}:
        raise BodyRefusedError("VAT totals differ from the lines")
    if sum(payment.amount for payment in payments) != owed:
        raise BodyRefusedError("payments differ from what is owed")


def _check_vat(vat: tuple[VatLine, ...]) -> None:
    if len({part.rate for part in vat}) != len(vat):
        raise BodyRefusedError("one VAT entry per rate")
    if any(part.ht + part.vat != part.ttc for part in vat):
        raise BodyRefusedError("net and VAT differ from the gross")
