"""Version 1 of the wire between a shop's tills and the marketplace.

Two one-way streams. Up: each device's append-only log of operations, in strict order and chained
by hash. Down: the shop's state feed, one row per entity, read with a cursor. JSON throughout;
instants are milliseconds since 1970 UTC, money integer cents, quantities integer thousandths,
rates integer basis points.

Within this version fields are only added, each with a default that means "the sender did not
know". A field that changes its meaning makes a version 2.
"""

import hashlib
from enum import StrEnum
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

PROTOCOL = 1
PATH = "/sync/v1"
PUSH_MAX_OPS = 200
PUSH_MAX_BYTES = 256 * 1024
OP_MAX_BYTES = 200 * 1024
PAGE_MAX = 500
PAGE_MAX_BYTES = 1024 * 1024
"""A page of the feed ends early when its states are larger; one state may stand above it."""
ANSWER_MAX_BYTES = 16 * 1024 * 1024
"""No answer is larger, unpacked; a till reads no further."""
SHEETS_MAX = 50


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of the wire; unknown fields of a newer sender are passed over."""


# --- operations, from a till up ---------------------------------------------------------------


class Op(Message, frozen=True, kw_only=True):
    """One operation of a device's log.

    `body` is kept as the very bytes that were hashed; `kind` and `v` say which message they are.
    """

    seq: int
    id: str
    kind: str
    v: int = 1
    at: int
    body: msgspec.Raw


def chain(previous: str, op: Op) -> str:
    """Return the hex hash of the log up to and including `op`.

    The hash before the first operation of an incarnation is `first_link` of it.
    """
    head = f"{previous}\n{op.seq}\n{op.id}\n{op.kind}\n{op.v}\n{op.at}\n".encode()
    return hashlib.sha256(head + bytes(op.body)).hexdigest()


def first_link(incarnation: str) -> str:
    """Return the hash that stands before an incarnation's first operation."""
    return hashlib.sha256(f"stream {incarnation}".encode()).hexdigest()


class Barcode(Message, frozen=True, kw_only=True):
    """A code that finds a variant, and how many it stands for (a six-pack is 6000)."""

    gtin: str
    pack: int = 1000


class VariantFields(Message, frozen=True, kw_only=True):
    """One sellable form of a product. `options` are its axes, e.g. taille: M, couleur: bleu."""

    variant: str
    sku: str
    options: dict[str, str] = {}
    barcodes: tuple[Barcode, ...] = ()
    buffer: int = 0
    archived: bool = False
    #: How much one piece holds, for the price per measure; 0 where nobody wrote it down.
    content: int = 0
    content_unit: Literal["", "piece", "kg", "l", "m"] = ""
    #: The pieces of a bundle: variant -> thousandths. It is as available as its scarcest piece.
    parts: dict[str, int] = {}
    #: What it costs when the marketplace first hears of it; from then on prices travel apart.
    price_cents: int | None = None


class ProductSet(Message, frozen=True, kw_only=True):
    """`product.set`, owned by the shop: the fields that are present replace the hub's.

    `variants`, when present, is the whole list. A price that changes travels apart, by `price.set`.
    """

    product: str
    name: str | UnsetType = UNSET
    brand: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    #: Country, region or producer, where the law wants it beside the price.
    origin: str | UnsetType = UNSET
    category: tuple[str, ...] | UnsetType = UNSET
    kind: Literal["goods", "service", "deposit"] | UnsetType = UNSET
    vat_bp: int | UnsetType = UNSET
    unit: Literal["piece", "kg", "l", "m"] | UnsetType = UNSET
    photos: tuple[str, ...] | UnsetType = UNSET
    flags: tuple[str, ...] | UnsetType = UNSET
    #: Codes of `sync.kernel.allergens`; `none` alone: it holds none; empty: nobody has said.
    allergens: tuple[str, ...] | UnsetType = UNSET
    online: bool | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    variants: tuple[VariantFields, ...] | UnsetType = UNSET


class PriceSet(Message, frozen=True, kw_only=True):
    """`price.set`: the last to arrive wins; a stale `base_ver` is answered `applied_over`."""

    variant: str
    price_cents: int
    base_ver: int = 0
    #: Of a price that is announced as reduced: the lowest one of the 30 days before (directive
    #: 98/6/EC, article 6a); 0 of any other.
    lowest_cents: int = 0


class StockMove(Message, frozen=True, kw_only=True):
    """`stock.move`, a fact: sums commute. Sales move stock by `sale.closed`, not by this."""

    move: str
    variant: str
    delta: int
    why: Literal["opening", "received", "loss", "return", "correction"]
    ref: str = ""


class StockMoves(Message, frozen=True, kw_only=True):
    """`stock.moves`, a fact: many movements of one cause, each a variant and its thousandths."""

    moves: tuple[tuple[str, int], ...]
    why: Literal["opening", "received", "loss", "return", "correction"]
    ref: str = ""


class StockCount(Message, frozen=True, kw_only=True):
    """`stock.count`: what was counted, and the difference from what the till showed."""

    count: str
    variant: str
    counted: int
    delta: int


class SaleLine(Message, frozen=True, kw_only=True):
    """A line of a closed sale; `variant` is absent for a free-amount line."""

    label: str
    quantity: int
    gross_cents: int
    vat_bp: int
    variant: str = ""
    order_line: str = ""


class Tender(Message, frozen=True, kw_only=True):
    """What was paid by one means; change given is a negative cash tender."""

    means: str
    cents: int


class SaleClosed(Message, frozen=True, kw_only=True):
    """`sale.closed`, a fact: one ticket, its stock and its place in the fiscal journal.

    A refund has negative quantities and amounts and names the sale it takes back.
    """

    sale: str
    till: str
    number: str
    kind: Literal["sale", "refund"]
    business_day: str
    at: int
    gross_cents: int
    net_cents: int
    lines: tuple[SaleLine, ...]
    tenders: tuple[Tender, ...]
    journal_seq: int
    journal_hash: str
    order: str = ""
    refund_of: str = ""


class TillClosed(Message, frozen=True, kw_only=True):
    """`till.closed`, a fact: a Z report."""

    till: str
    z_number: int
    business_day: str
    gross_cents: int
    net_cents: int
    tickets: int
    journal_seq: int
    journal_hash: str


class OrderSeen(Message, frozen=True, kw_only=True):
    """`order.seen`, a fact: somebody at the counter has been shown the order."""

    order: str
    #: Version that was shown; news since then have not been seen by it. 0: the sender did not say.
    ver: int = 0


class Bag(Message, frozen=True, kw_only=True):
    """One bag of a prepared order: where it stands, how it has to be kept, what is in it."""

    shelf: str = ""
    keep: Literal["", "cold", "frozen", "fragile"] = ""
    #: Ids of its lines; none where the bags were not told apart.
    lines: tuple[str, ...] = ()


class OrderStep(Message, frozen=True, kw_only=True):
    """`order.accept`, `.refuse`, `.prepare`, `.ready`, `.cancel`, `.expire`: a command.

    The hub's order of arrival decides; one that comes too late is answered `superseded`.
    `order.expire` ends an order that nobody came for.
    """

    order: str
    base_ver: int
    reason: str = ""
    bags: int = 0
    shelf: str = ""
    #: Bag by bag, where the counter told them apart; `bags` is their number then.
    bag_list: tuple[Bag, ...] = ()
    #: Where the order stood at that counter: its step on takes nothing back of who was faster.
    stood: str = ""


class OrderHold(Message, frozen=True, kw_only=True):
    """`order.hold`, a fact: who has the order in hand; an empty `by` lets it go."""

    order: str
    at: int
    by: str = ""


class OrderDelay(Message, frozen=True, kw_only=True):
    """`order.delay`, a command: the shop will be later than promised; the customer is told."""

    order: str
    base_ver: int
    #: When it will be ready instead.
    promised_from: int
    #: Until when the customer may come, where a delay is taken back; 0 leaves it, or moves it on.
    promised_to: int = 0


class OrderRemind(Message, frozen=True, kw_only=True):
    """`order.remind`, a fact: the customer is to be reminded of a bag that waits."""

    order: str
    at: int


class LineState(StrEnum):
    """What became of a line while it was prepared."""

    OPEN = "open"
    PICKED = "picked"
    MISSING = "missing"
    SUBSTITUTED = "substituted"


class Substitute(Message, frozen=True, kw_only=True):
    """What the customer gets instead, never dearer than what was ordered."""

    variant: str
    label: str
    quantity: int
    unit_price_cents: int
    gross_cents: int
    vat_bp: int
    #: How much of it has still to be put into the bag: until then the line is not done.
    lacks: int = 0
    #: What lay in the bag of the article it replaces, and comes out again while this `lacks`.
    comes_out: int = 0


class OrderLineSet(Message, frozen=True, kw_only=True):
    """`order.line`: the preparer's finding on one line."""

    order: str
    line: str
    state: LineState
    picked: int = 0
    gross_cents: int = 0
    substitute: Substitute | None = None
    #: No hand's word: what the customer's answer or rule makes of the line. It gives way to
    #: whatever somebody at another counter has made of it meanwhile.
    by_rule: bool = False


class OrderAsk(Message, frozen=True, kw_only=True):
    """`order.ask`, a command: the customer is asked what may stand in for a missing line.

    The answer comes down on the line (`Asked`); after `until` the customer's rule holds.
    """

    order: str
    line: str
    choices: tuple[Substitute, ...]
    until: int
    #: Which till asks.
    till: str = ""


Check = Literal["age", "identity"]
"""What whoever hands goods over has to look at first."""


class OrderHandedOver(Message, frozen=True, kw_only=True):
    """`order.handed_over`, a fact, never lost: a second one for an order is an anomaly.

    `secret` proves that the customer presented the code; without it `reason` says why not.
    """

    order: str
    at: int
    by: str
    secret: str = ""
    reason: str = ""
    sale: str = ""
    #: Only these lines have left; the order stays ready for the others. Empty: all of it.
    lines: tuple[str, ...] = ()
    #: Somebody else came, as the customer had agreed to.
    proxy: bool = False
    checks: tuple[Check, ...] = ()
    #: Code of the till it left from.
    till: str = ""
    #: Every line that left, also where that was all of it as the counter knew the order.
    given: tuple[str, ...] = ()


CarriedStage = Literal["out", "deposited", "delivered", "failed", "back"]


class OrderCarried(Message, frozen=True, kw_only=True):
    """`order.carried`, a fact: where an order that is not collected in the shop has got to.

    out: on a round. deposited: in a locker or at a relay. delivered: given to somebody; the order
    is done. failed: not given, `reason` says why. back: in the shop again.
    """

    order: str
    at: int
    by: str
    stage: CarriedStage
    reason: str = ""
    #: Compartment of the locker.
    box: str = ""
    #: What opens that compartment, once, where the locker issues such codes; only the customer's
    #: own page shows it, and no counter is told it.
    opening_code: str = ""
    #: How the shop can show that it was received; the proof itself stays in the shop.
    proof: Literal["", "name", "signature", "photo", "code"] = ""
    proof_sha256: str = ""
    sale: str = ""
    #: Code of the till that tells it; where it is out, its round stays there.
    till: str = ""
    #: Back, deposited: the till it was out with, as far as this one knows; that one may be dead.
    taken_from: str = ""
    #: Back: where all its bags stand now; empty where nobody said.
    shelf: str = ""
    #: Out, deposited by the shop itself, delivered: every line that left.
    given: tuple[str, ...] = ()


ParcelStage = Literal["received", "handed_over", "refused", "sent_back", "resolved"]
"""`resolved` is a person's word, its `reason`, on how a parcel left that was odd."""


class ParcelStep(Message, frozen=True, kw_only=True):
    """`parcel.step`, a fact: what a relay shop did with another shop's parcel."""

    parcel: str
    at: int
    by: str
    step: ParcelStage
    shelf: str = ""
    secret: str = ""
    reason: str = ""
    #: Somebody else came for it, as the customer had agreed to.
    proxy: bool = False


class ShopPace(Message, frozen=True, kw_only=True):
    """`shop.pace`, a command: no new orders until then, or so much later than usual until then.

    None: not spoken of. A counter that says one thing in the dark does not say the rest again.
    """

    #: 0: open.
    paused_until: int | None = None
    extra_minutes: int | None = None
    extra_until: int | None = None


class SpecialDays(Message, frozen=True, kw_only=True):
    """Days, both included, that are not like their weekday: shut, or open at other hours."""

    #: ISO dates, of the shop's own calendar.
    first: str
    last: str
    #: Minutes after local midnight, opening and closing; none: the door stays shut.
    openings: tuple[tuple[int, int], ...] = ()
    reason: str = ""


class ShopHours(Message, frozen=True, kw_only=True):
    """`shop.hours`, a command: when the shop is open, all of it; the town promises by it."""

    #: Weekday (Monday is 0) and minutes after local midnight, opening and closing.
    week: tuple[tuple[int, int, int], ...] = ()
    special: tuple[SpecialDays, ...] = ()
    opens_on_holidays: bool = False


class ShopKeeps(Message, frozen=True, kw_only=True):
    """`shop.keeps`, a command: for how many days a bag nobody came for is kept; 0 is for ever."""

    days: int
    #: After how many its customer is reminded, 0 for never; none: it says nothing of that.
    remind_after: int | None = None


class ProductOff(Message, frozen=True, kw_only=True):
    """`product.off`, a command: the town cannot order a product until then; 0 brings it back."""

    product: str
    until: int


class Rung(Message, frozen=True, kw_only=True):
    """Whom the marketplace tells of an order that no counter has acknowledged, and when."""

    after_minutes: int
    channel: Literal["email", "webhook", "steward"]
    #: Mail address or https address; empty for the steward.
    address: str = ""


class ShopLadder(Message, frozen=True, kw_only=True):
    """`shop.ladder`, a command: the rungs beyond the counter, also when the counter is asleep."""

    rungs: tuple[Rung, ...] = ()
    #: A counter that joins says what it goes by: kept where none of the shop's has said anything.
    unless_told: bool = False


class OrderReturned(Message, frozen=True, kw_only=True):
    """`order.returned`, a fact: goods of an order came back at the counter.

    `sale` is the ticket by which the shop gave the money, or a credit note, back. Without one the
    goods were paid online and the marketplace refunds them.
    """

    order: str
    sale: str
    lines: tuple[str, ...]
    #: When, by whom and at which till.
    at: int = 0
    by: str = ""
    till: str = ""


class OrderPartReturned(Message, frozen=True, kw_only=True):
    """`order.part_returned`, a fact: some of a line came back at the counter, or what was left of it.

    A kind of its own: a marketplace that does not know it keeps it for its next version, and does
    not take a part for all of the line.
    """

    order: str
    line: str
    #: How much came back now.
    quantity: int
    #: How much had come back before, as far as this counter knew.
    before: int = 0
    #: As `OrderReturned.sale`.
    sale: str = ""
    at: int = 0
    by: str = ""
    till: str = ""


class OrderResolved(Message, frozen=True, kw_only=True):
    """`order.resolved`, a fact: what a person made of something odd about an order."""

    order: str
    at: int
    by: str
    #: What it was about, as `OrderEntity.anomaly` had it.
    anomaly: str
    #: left_once: the goods left once, the other entry is a mistake. left_twice: they left twice.
    #: explained: all is well, and why is known.
    word: Literal["left_once", "left_twice", "explained"]


class ReceiptShared(Message, frozen=True, kw_only=True):
    """`receipt.shared`, a fact: a customer was shown the code of a page with the receipt.

    The secret stands in the code only; its hash finds the page, which the hub forgets by itself.
    """

    sale: str
    number: str
    #: SHA-256 of the secret in the page's address, hex.
    token_hash: str
    #: The paper as plain text, line by line.
    text: str


class DraftShared(Message, frozen=True, kw_only=True):
    """`draft.shared`: the shop asks the town's steward to describe what is on its pictures.

    The pictures travel as any other; the steward sees them until there is an answer, or
    `is_withdrawn` takes them back.
    """

    draft: str
    #: SHA-256 of each, the best first.
    photos: tuple[str, ...] = ()
    #: Article number, where one was read in them.
    code: str = ""
    #: What the shop says of them, in its own words.
    note: str = ""
    is_withdrawn: bool = False


class WebRecordEntity(Message, frozen=True, kw_only=True):
    """Feed entity `web_record`: a record of the shop's till W01, which the marketplace keeps.

    The shop keeps it as it came; the same number never comes with other bytes.
    """

    seq: int
    #: The canonical text that was hashed and signed (`fiscal.record`).
    c: str
    #: Its hash and its signature, hex.
    h: str
    s: str


class WebRecordsKept(Message, frozen=True, kw_only=True):
    """What a shop keeps of its W01 beyond what the hub has after a restore: the hub takes it back.

    In pages; each record is one the hub has signed itself, and the next after what it has.
    """

    #: What is answered (`HelloAnswer.web_question`).
    question: str
    records: tuple[WebRecordEntity, ...] = ()
    more: bool = False


OPS: dict[str, type[Message]] = {
    "product.set": ProductSet,
    "price.set": PriceSet,
    "stock.move": StockMove,
    "stock.moves": StockMoves,
    "stock.count": StockCount,
    "sale.closed": SaleClosed,
    "till.closed": TillClosed,
    "order.seen": OrderSeen,
    "order.accept": OrderStep,
    "order.refuse": OrderStep,
    "order.prepare": OrderStep,
    "order.ready": OrderStep,
    "order.cancel": OrderStep,
    "order.expire": OrderStep,
    "order.line": OrderLineSet,
    "order.hold": OrderHold,
    "order.delay": OrderDelay,
    "order.ask": OrderAsk,
    "order.remind": OrderRemind,
    "order.carried": OrderCarried,
    "parcel.step": ParcelStep,
    "shop.pace": ShopPace,
    "shop.ladder": ShopLadder,
    "shop.hours": ShopHours,
    "shop.keeps": ShopKeeps,
    "product.off": ProductOff,
    "order.handed_over": OrderHandedOver,
    "order.returned": OrderReturned,
    "order.part_returned": OrderPartReturned,
    "order.resolved": OrderResolved,
    "receipt.shared": ReceiptShared,
    "draft.shared": DraftShared,
    "web.kept": WebRecordsKept,
}
"""Every kind of operation and the message in its body."""

FACTS = frozenset(
    {
        "stock.move",
        "stock.moves",
        "stock.count",
        "sale.closed",
        "till.closed",
        "order.seen",
        "order.hold",
        "order.remind",
        "order.carried",
        "parcel.step",
        "order.handed_over",
        "order.returned",
        "order.part_returned",
        "order.resolved",
        "receipt.shared",
    }
)
"""Kinds that have happened already: never refused for age, state or version."""


# --- state, from the hub down -----------------------------------------------------------------


class Asked(Message, frozen=True, kw_only=True):
    """What the customer was asked about a missing line, and what the answer was."""

    until: int
    choices: tuple[Substitute, ...]
    #: phone: the customer wants to be called. The counter carries the answer out by `order.line`.
    answer: Literal["", "choice", "none", "phone"] = ""
    #: Variant of the choice.
    choice: str = ""
    #: Nobody answered until then: the answer is what the customer's rule says.
    timed_out: bool = False
    #: Which till asked: without a word of the marketplace's it alone says that nobody answered.
    till: str = ""
    #: Whom to call; told while the customer waits for that call, and kept no longer.
    phone: str = ""
    #: A till that was cut off went by the customer's rule and against this answer.
    unheard: bool = False


class OrderLine(Message, frozen=True, kw_only=True):
    """A line of an order as it stands."""

    line: str
    variant: str
    label: str
    quantity: int
    unit: str
    unit_price_cents: int
    gross_cents: int
    vat_bp: int
    state: LineState = LineState.OPEN
    picked: int = 0
    substitute: Substitute | None = None
    #: What the customer agreed to pay for it at most; 0: the sender did not know.
    ordered_cents: int = 0
    #: When it left the shop, where an order left in parts.
    handed_at: int = 0
    asked: Asked | None = None
    #: When all of it had come back.
    returned_at: int = 0
    #: How much of it came back; where `returned_at` says that all did, 0 means no less.
    returned: int = 0


class HandOver(Message, frozen=True, kw_only=True):
    """One hand-over that a till told of, where an order has something odd about it."""

    at: int
    by: str
    till: str = ""
    sale: str = ""
    #: Empty: all of it.
    lines: tuple[str, ...] = ()
    #: How much of that one line, where some of it came back.
    quantity: int = 0


class LateWord(Message, frozen=True, kw_only=True):
    """What a counter said of an order when it had left already, and what left otherwise."""

    at: int
    #: Of a line: open, picked, missing, substituted; left or left_out, where it left otherwise than
    #: another counter had said. Of all of it: cancelled, expired, sent; packed, where two counters
    #: have packed it and a bag stands.
    said: str
    #: Empty: of all of it.
    line: str = ""
    #: What another counter had found of it, or in its place.
    quantity: int = 0
    label: str = ""


class Destination(Message, frozen=True, kw_only=True):
    """Where an order goes that is not collected in the shop. Of a home, forgotten with the order."""

    kind: Literal["home", "relay", "locker"]
    #: Shop or locker of the town; empty for a home.
    id: str = ""
    #: Who lives there, or what stands above the door.
    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    #: Floor, code, "behind the church".
    detail: str = ""
    #: Whom to call at the door; empty for relay and locker.
    phone: str = ""
    lat_e6: int = 0
    lon_e6: int = 0


class OrderEntity(Message, frozen=True, kw_only=True):
    """Feed entity `order`: everything the counter needs, nothing more of the customer."""

    order: str
    number: str
    state: str
    ver: int
    mode: Literal["collect", "express", "parcel", "merchant", "locker", "relay"]
    placed_at: int
    promised_from: int
    promised_to: int
    customer_name: str
    payment: Literal["on_collection", "online"]
    paid_cents: int
    total_cents: int
    commitment: str
    lines: tuple[OrderLine, ...]
    phone_last2: str = ""
    note: str = ""
    reason: str = ""
    bags: int = 0
    shelf: str = ""
    handed_over_at: int = 0
    handed_over_by: str = ""
    anomaly: str = ""
    #: When a counter of the shop last acknowledged it as it stood; the others may be still.
    seen_at: int = 0
    #: The customer gave no e-mail address: what is asked stands on the order's page alone.
    has_no_mail: bool = False
    #: The customer's rule for what is missing.
    if_missing: Literal["ask", "substitute", "refund"] = "ask"
    #: Who may collect it besides, as the customer has agreed to.
    proxy_name: str = ""
    destination: Destination | None = None
    #: Staff code of who has it in hand.
    held_by: str = ""
    held_at: int = 0
    #: "", out (on a round), deposited (in the locker, at the relay) or failed.
    carriage: str = ""
    #: Code of the till that keeps the round it is on.
    carried_till: str = ""
    box: str = ""
    bag_list: tuple[Bag, ...] = ()
    reminded_at: int = 0
    #: Every hand-over that was told, oldest first; only while `anomaly` says something. Where
    #: goods came back twice, every return instead.
    hand_overs: tuple[HandOver, ...] = ()
    #: What was said of it when it had left, oldest first; only while `anomaly` says something.
    late_words: tuple[LateWord, ...] = ()
    #: Since when its relay shop has it for the customer; 0: it has not.
    relayed_at: int = 0


class ParcelEntity(Message, frozen=True, kw_only=True):
    """Feed entity `parcel`: another shop's order that a relay shop keeps for the customer."""

    parcel: str
    number: str
    ver: int
    from_shop: str
    #: expected, received, handed_over, refused or sent_back.
    state: str
    customer_name: str
    phone_last2: str
    commitment: str
    bags: int
    #: What the relay shop is paid for it.
    fee_cents: int
    expected_at: int
    shelf: str = ""
    received_at: int = 0
    handed_over_at: int = 0
    handed_over_by: str = ""
    proxy_name: str = ""
    anomaly: str = ""
    #: Its order has ended and was paid back: it goes back to its sender, to nobody else.
    ended: bool = False
    #: Until when its sender has it kept; then it is sent back. 0: not here, or for ever.
    keep_until: int = 0


class StockEntity(Message, frozen=True, kw_only=True):
    """Feed entity `stock`: the hub's sums for one variant, own operations up to `applied` in."""

    variant: str
    on_hand: int
    reserved: int


class ProductEntity(Message, frozen=True, kw_only=True):
    """Feed entity `product`: the whole product, as another till or a steward left it."""

    product: str
    ver: int
    name: str
    brand: str
    description: str
    category: tuple[str, ...]
    kind: Literal["goods", "service", "deposit"]
    vat_bp: int
    unit: Literal["piece", "kg", "l", "m"]
    photos: tuple[str, ...]
    flags: tuple[str, ...]
    online: bool
    archived: bool
    variants: tuple[VariantFields, ...]
    prices: dict[str, tuple[int, int]]
    """Variant id -> (price in cents, its version)."""
    origin: str = ""
    allergens: tuple[str, ...] = ()
    #: The town cannot order it until then (`ProductOff`).
    off_until: int = 0


class ShopEntity(Message, frozen=True, kw_only=True):
    """Feed entity `shop`: what the marketplace says of the shop itself."""

    shop: str
    name: str
    slug: str
    town: str
    storefront: str
    commission_bp: int
    modules: tuple[str, ...] = ()
    #: Its pages take no new orders for now; those it has go on.
    paused: bool = False
    #: What the shop asked for itself (`ShopPace`).
    paused_until: int = 0
    extra_minutes: int = 0
    extra_until: int = 0
    hours: ShopHours | None = None
    #: None: no counter of the shop has said any.
    keeps: ShopKeeps | None = None


class TownShop(Message, frozen=True, kw_only=True):
    """A shop of the town as its pages show it, and the tag in its orders' pickup codes."""

    tag: str
    name: str
    street: str
    city: str


class TownEntity(Message, frozen=True, kw_only=True):
    """Feed entity `town`: its shops, so that a code of each can be told."""

    town: str
    shops: tuple[TownShop, ...]
    #: The tag of the till's own shop.
    own: str = ""


class OpResultEntity(Message, frozen=True, kw_only=True):
    """Feed entity `op_result`: an answer other than `ok`, so that a lost response loses nothing."""

    seq: int
    incarnation: str
    kind: str
    result: str
    code: str = ""
    reference: str = ""


class DraftEntity(Message, frozen=True, kw_only=True):
    """What the steward says of pictures the shop shared: a proposal, confirmed there or not."""

    draft: str
    name: str = ""
    brand: str = ""
    description: str = ""
    #: Name of a section as the steward would have it.
    section: str = ""
    #: SHA-256 of the picture that should come first; one of those that were shared.
    photo: str = ""


ENTITIES: dict[str, type[Message]] = {
    "order": OrderEntity,
    "parcel": ParcelEntity,
    "stock": StockEntity,
    "product": ProductEntity,
    "shop": ShopEntity,
    "town": TownEntity,
    "op_result": OpResultEntity,
    "web_record": WebRecordEntity,
    "draft": DraftEntity,
}
"""Every kind of feed entity and its state."""


# --- the conversation ---------------------------------------------------------------------------


class EnrolRequest(Message, frozen=True, kw_only=True):
    """`POST /enrol`: a one-time code against a device's identity.

    `signature` is the device key's, hex, over `enrolment_text`: proof of possession.
    """

    code: str
    public_key: str
    name: str
    till: str
    signature: str
    #: Nothing was signed under the till's code yet: the hub may answer with another.
    is_new: bool = False


def enrolment_text(code: str, public_key: str) -> bytes:
    """Return what a device signs to enrol."""
    return f"enrol\n{code}\n{public_key}".encode()


def token_text(device: str, at: int, nonce: str) -> bytes:
    """Return what a device signs to get a token."""
    return f"token\n{device}\n{at}\n{nonce}".encode()


class EnrolAnswer(Message, frozen=True, kw_only=True):
    """The device's place in the marketplace.

    `hub_public_key` is the P-256 key that countersigns fiscal journals: its compressed point, hex.
    """

    device: str
    shop: ShopEntity
    town_name: str
    #: The code the till goes by, where another counter of the shop has the one it named.
    till: str = ""
    hub_public_key: str
    epoch: str
    legal_name: str
    siret: str
    vat_number: str
    naf: str
    street: str
    postcode: str
    city: str
    country: str
    phone: str
    timezone: str


class TokenRequest(Message, frozen=True, kw_only=True):
    """`POST /token`: an assertion the device signed, good for one minute and one use.

    `signature` is over `token_text`, hex.
    """

    device: str
    at: int
    nonce: str
    signature: str


class TokenAnswer(Message, frozen=True, kw_only=True):
    """A bearer token and when it ends."""

    token: str
    expires_at: int
    now: int


class Mark(Message, frozen=True, kw_only=True):
    """The log of an incarnation as it was after one operation."""

    seq: int
    hash: str


class StreamPosition(Message, frozen=True, kw_only=True):
    """How far a till has come with one of its incarnations.

    `marks` are earlier points of the log, ever further apart, by which the hub finds the last
    operation both sides agree on.
    """

    incarnation: str
    seq: int
    hash: str
    acked: int
    marks: tuple[Mark, ...] = ()


class Hello(Message, frozen=True, kw_only=True):
    """`POST /hello`: how a conversation starts after a start or a doubt."""

    streams: tuple[StreamPosition, ...]
    cursor: str
    protocol: int
    app: str


class StreamVerdict(Message, frozen=True, kw_only=True):
    """What the hub makes of one incarnation, the ones the till has forgotten included.

    equal: go on. behind: the till was restored and fetches what it lost by `GET /history`. ahead:
    push after `last_seq`, all of it again when the hub was restored. diverged: the till fetches
    the hub's branch after `common` and opens a new incarnation for what only it has.
    """

    incarnation: str
    verdict: Literal["equal", "behind", "ahead", "diverged"]
    last_seq: int
    last_hash: str
    common: int


class HelloAnswer(Message, frozen=True, kw_only=True):
    """The hub's view of all logs of the device."""

    streams: tuple[StreamVerdict, ...]
    epoch: str
    now: int
    #: The till is asked what it keeps of W01 (`web.kept`), and after which record; empty: it is not.
    web_question: str = ""
    web_after: int = 0


class HistoryPage(Message, frozen=True, kw_only=True):
    """`GET /history?incarnation=&after=`: the device's own operations, as the hub keeps them.

    `results` names the ones among them that were not simply `ok`.
    """

    ops: tuple[Op, ...]
    more: bool = False
    results: tuple["OpResult", ...] = ()


class Push(Message, frozen=True, kw_only=True):
    """`POST /push`: the next operations of one incarnation, in order and without a gap."""

    incarnation: str
    base_seq: int
    base_hash: str
    ops: tuple[Op, ...]


class OpResult(Message, frozen=True, kw_only=True):
    """What became of one operation.

    ok, dup (seen before), applied_over (a stale base, both kept in history), superseded (too
    late), rejected (malformed or not allowed), deferred (unknown kind, kept for a newer hub).
    """

    seq: int
    result: Literal["ok", "dup", "applied_over", "superseded", "rejected", "deferred"]
    code: str = ""
    state: str = ""


class PushAnswer(Message, frozen=True, kw_only=True):
    """How far the hub has come; `durable` operations are in a verified backup.

    `results` names only the operations that were not simply `ok`.
    """

    acked: int
    durable: int
    head: int
    results: tuple[OpResult, ...] = ()


class Applied(Message, frozen=True, kw_only=True):
    """The highest own operation of one incarnation that a page's states include."""

    incarnation: str
    seq: int


class Change(Message, frozen=True, kw_only=True):
    """One row of the feed: the latest state of an entity, or its end."""

    seq: int
    entity: str
    id: str
    ver: int = 0
    deleted: bool = False
    state: msgspec.Raw | UnsetType = UNSET


class ChangesPage(Message, frozen=True, kw_only=True):
    """`GET /changes`: the rows after the cursor. `applied` counts only when `more` is false."""

    epoch: str
    base: int
    to: int
    more: bool
    changes: tuple[Change, ...]
    applied: tuple[Applied, ...] = ()


class Poke(Message, frozen=True, kw_only=True):
    """Server-sent events `hello` and `poke`: a doorbell, the feed is the truth."""

    head: int


class Problem(Message, frozen=True, kw_only=True):
    """Body of every answer that is not 2xx.

    gap and fork carry `last_seq`, epoch carries `epoch`, storage carries `retry_after_s`, clock
    carries `now`, by which a device whose clock is wrong signs anew.
    """

    error: Literal[
        "gap",
        "fork",
        "epoch",
        "storage",
        "snapshot_required",
        "unauthorised",
        "revoked",
        "clock",
        "version",
        "malformed",
        "too_large",
        "unknown",
    ]
    detail: str = ""
    last_seq: int = 0
    epoch: str = ""
    retry_after_s: int = 0
    now: int = 0


class AnchorRequest(Message, frozen=True, kw_only=True):
    """`POST /anchor`: the journal's head, with the hashes since the last anchor.

    The fields are those of the fiscal journal's own request, bytes in hex; `pub` is the till's key,
    which the hub pins at the first anchor. The hub checks that the old head is an ancestor of the
    new one before it countersigns.
    """

    est: str
    till: str
    seq: int
    h: str
    ts: int
    s: str
    anchored_seq: int
    anchored_h: str
    hashes: tuple[str, ...]
    sent_at: int
    pub: str


class AnchorReceipt(Message, frozen=True, kw_only=True):
    """The hub's countersignature over the head and its place in the hub's own log.

    The fields are those of the fiscal journal's own receipt, bytes in hex.
    """

    est: str
    till: str
    seq: int
    h: str
    ts: int
    time: int
    drift: int
    index: int
    size: int
    root: str
    proof: tuple[str, ...]
    sig: str


class AnchorRefusal(Message, frozen=True, kw_only=True):
    """The hub countersigns nothing; all but HUB_BEHIND are for a human.

    ROLLBACK and FORK prove that records were cut off or rewritten. HUB_BEHIND: the hub was
    restored; the till asks again from `at`.
    """

    verdict: Literal["MALFORMED", "KEYPIN", "ROLLBACK", "FORK", "HUB_BEHIND"]
    at: int
    held_seq: int
    held_h: str


class AnchorAnswer(Message, frozen=True, kw_only=True):
    """Answer to `POST /anchor`: exactly one of the two."""

    receipt: AnchorReceipt | None = None
    refusal: AnchorRefusal | None = None


class TownSheet(Message, frozen=True, kw_only=True):
    """What the town's shops publish of one article, as far as they agree; no price, no shop.

    `vat_bp` is there when all say the same; `content` counts thousandths of `content_unit`;
    `photo` names a picture at `GET /media/{photo}.webp`; `shops` is how many sell it.
    """

    gtin: str
    name: str
    brand: str = ""
    category: tuple[str, ...] = ()
    unit: Literal["piece", "kg", "l", "m"] = "piece"
    vat_bp: int | None = None
    content: int = 0
    content_unit: Literal["", "piece", "kg", "l", "m"] = ""
    photo: str = ""
    shops: int = 1


class SheetsPage(Message, frozen=True, kw_only=True):
    """`GET /sheets?gtins=`: the sheets of up to `SHEETS_MAX` article numbers, comma-separated.

    A number that nobody publishes, or that means another thing in every shop, has no sheet.
    """

    sheets: tuple[TownSheet, ...] = ()


class BlobPosition(Message, frozen=True, kw_only=True):
    """`GET /blobs/{sha256}` and `PATCH`: how many bytes of a picture the hub holds."""

    received: int
    complete: bool
