"""The shop as a relay: other shops' parcels, received, kept, handed over by the customer's code.

| state | goes to |
|---|---|
| expected | received, refused |
| received | handed_over, sent_back |
| handed_over, refused, sent_back | ends |

A parcel whose order has ended was paid back: it is sent back, and handed over to nobody.

Nothing is paid here: what a relay keeps was paid online. It is no sale of this shop either, so that
neither stock nor journal hears of it; the fee is settled by the marketplace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, RowMapping, select, update

from desktop.domain.cells import one_line
from desktop.domain.order_codes import MOST_BAGS, read_order_code
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.carriage import Parcel
from desktop.services.online.order_conflicts import Word
from desktop.services.online.orders import SHELF_LETTERS
from desktop.services.online.pickup import VerdictKind
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import known
from desktop.services.town import outbox
from desktop.services.unit_of_work import Look, UnitOfWork
from desktop.services.views import StaffView
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.clock import milliseconds, shop_day
from sync.kernel.money import Money, total_of
from sync.kernel.pickup_code import PickupCode

PARCELS = table_of(Parcel)
Step = Literal["received", "handed_over", "refused", "sent_back"]
_FROM: dict[Step, str] = {
    "received": "expected",
    "refused": "expected",
    "handed_over": "received",
    "sent_back": "received",
}
"""The state each step is taken from."""
_KINDS = {
    "expected": VerdictKind.NOT_READY,
    "received": VerdictKind.HAND_OVER,
    "handed_over": VerdictKind.ALREADY,
    "refused": VerdictKind.REFUSED,
    "sent_back": VerdictKind.REFUSED,
}
_DONE_WITHIN = timedelta(hours=36)
REASON_LETTERS = 120
_BAG_LABEL_DIGITS = 8
_SAID_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    """Another shop's order that is kept here."""

    id: str
    number: str
    from_shop: str
    #: expected, received, handed_over, refused or sent_back.
    state: str
    customer_name: str
    proxy_name: str
    phone_last2: str
    #: How many bags the sender announced; 0 until they are packed. Then how many came.
    bags: int
    shelf: str
    #: What this shop is paid when it is handed over.
    fee: Money
    expected_at: datetime
    received_at: datetime | None
    handed_over_at: datetime | None
    #: Who handed it over.
    giver: StaffView | None
    anomaly: str
    #: Its order has ended: it waits for its sender, not for its customer.
    is_ended: bool
    #: Until when its sender has it kept here; None: for ever.
    keep_until: datetime | None

    @property
    def short_number(self) -> str:
        """Return the last four digits: what people call it by."""
        return self.number[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """The parcels of the relay, as its screen shows them."""

    #: To come, the one that is due first before the others.
    expected: tuple[ParcelView, ...]
    #: On the shelf, the one that waits longest first.
    here: tuple[ParcelView, ...]
    #: Handed over today, the latest first.
    gone_today: tuple[ParcelView, ...]
    #: What this month's hand-overs come to.
    fees: "Fees"


@dataclass(frozen=True, slots=True)
class Fees:
    """What a relay earned in a month of the shop's calendar."""

    year: int
    month: int
    parcels: int
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelVerdict:
    """What to do with whoever asks for a parcel."""

    kind: VerdictKind
    #: The parcel, where there is one to show; never for a forged code.
    parcel: ParcelView | None = None
    #: The secret that was presented: the proof that goes with the hand-over.
    secret: str = ""
    #: Parcels whose number ends in the digits that were said.
    choices: tuple[ParcelView, ...] = ()

    @property
    def at(self) -> datetime | None:
        """Return when it was handed over, or when it is to come."""
        if self.parcel is None:
            return None
        return self.parcel.handed_over_at or self.parcel.expected_at


# --- what is there ------------------------------------------------------------------------------


def parcels(shop: Shop) -> Relayed:
    """Return what is expected, what is here, and what went today."""
    now = shop.clock.now()
    today = shop_day(now, shop.zone)
    fresh = PARCELS.c.handed_over_at >= now - _DONE_WITHIN
    with shop.look() as look:
        rows = look.connection.execute(
            select(PARCELS)
            .where(PARCELS.c.state.in_(("expected", "received")) | fresh)
            .order_by(PARCELS.c.expected_at, PARCELS.c.number)
        ).mappings()
        views = _views(look.connection, rows.all())
        earned = _fees(look.connection, shop, today.year, today.month)
    here = [each for each in views if each.state == "received"]
    gone = [
        each
        for each in views
        if each.handed_over_at and shop_day(each.handed_over_at, shop.zone) == today
    ]
    return Relayed(
        expected=tuple(each for each in views if each.state == "expected"),
        here=tuple(sorted(here, key=lambda each: (each.received_at or now, each.number))),
        gone_today=tuple(sorted(gone, key=lambda each: each.handed_over_at or now, reverse=True)),
        fees=earned,
    )


def kept(look: Look) -> tuple[ParcelView, ...]:
    """Return the parcels on the shelf, the one that waits longest first, in a caller's moment."""
    rows = look.connection.execute(
        select(PARCELS)
        .where(PARCELS.c.state == "received")
        .order_by(PARCELS.c.received_at, PARCELS.c.number)
    ).mappings()
    return tuple(_views(look.connection, rows.all()))


def parcel(shop: Shop, parcel_id: str) -> ParcelView:
    """Return one parcel.

    Raises:
        RefusedError: unknown_parcel.
    """
    with shop.look() as look:
        return _read(look.connection, parcel_id)


def find_by_label(shop: Shop, text: str) -> ParcelView:
    """Return the parcel whose bag was scanned: by the code on its label, or the number typed.

    Raises:
        RefusedError: unknown_parcel, when none of that number was announced to this relay.
    """
    told = read_order_code(text)
    digits = "".join(text.split()) if told is None else told.number
    if len(digits) != _BAG_LABEL_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise RefusedError("unknown_parcel", text=one_line(text, 40))
    with shop.look() as look:
        found = _by_number(look.connection, digits)
    if found is None:
        raise RefusedError("unknown_parcel", text=digits)
    return found


def fees(shop: Shop, year: int, month: int) -> Fees:
    """Return what was handed over in a month of the shop's calendar, and what it earned."""
    with shop.look() as look:
        return _fees(look.connection, shop, year, month)


def _fees(connection: Connection, shop: Shop, year: int, month: int) -> Fees:
    rows = connection.execute(
        select(PARCELS.c.handed_over_at, PARCELS.c.fee_cents).where(
            PARCELS.c.handed_over_at.is_not(None)
        )
    ).all()
    of_month = [
        Money(row.fee_cents)
        for row in rows
        for day in [shop_day(row.handed_over_at, shop.zone)]
        if (day.year, day.month) == (year, month)
    ]
    return Fees(year, month, len(of_month), total_of(of_month))


# --- the verdict --------------------------------------------------------------------------------


def check(shop: Shop, text: str) -> ParcelVerdict:
    """Return what a presented code is worth here; it asks nobody, so it answers offline."""
    code = pickup_code.read(text)
    if code is None:
        return ParcelVerdict(kind=VerdictKind.UNKNOWN)
    with shop.look() as look:
        row = look.connection.execute(
            select(PARCELS).where(PARCELS.c.number == code.order_number)
        ).mappings()
        found = row.one_or_none()
        if found is None:
            return ParcelVerdict(kind=VerdictKind.OTHER_SHOP)
        if not code.opens(found["commitment"]):
            return ParcelVerdict(kind=VerdictKind.FORGED)
        return _verdict(_views(look.connection, [found])[0], code.secret)


def find_by_number(shop: Shop, text: str) -> ParcelVerdict:
    """Return the verdict for a number said aloud, whole or its last four digits, without proof.

    What is here comes first; where several are, they are the choices.
    """
    digits = "".join(text.split())
    said = (_SAID_DIGITS, _BAG_LABEL_DIGITS)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in said:
        return ParcelVerdict(kind=VerdictKind.UNKNOWN)
    with shop.look() as look:
        rows = look.connection.execute(
            select(PARCELS)
            .where(PARCELS.c.number.endswith(digits, autoescape=True))
            .order_by((PARCELS.c.state == "received").desc(), PARCELS.c.expected_at.desc())
        ).mappings()
        found = _views(look.connection, rows.all())
    if not found:
        return ParcelVerdict(kind=VerdictKind.UNKNOWN)
    here = tuple(each for each in found if each.state == "received")
    if len(here) > 1:
        return ParcelVerdict(kind=VerdictKind.SEVERAL, choices=here)
    return _verdict(found[0], "")


def verdict_on(shop: Shop, parcel_id: str) -> ParcelVerdict:
    """Return the verdict on a parcel chosen on the screen, without proof.

    Raises:
        RefusedError: unknown_parcel.
    """
    return _verdict(parcel(shop, parcel_id), "")


def _verdict(found: ParcelView, secret: str) -> ParcelVerdict:
    kind = _KINDS[found.state]
    if found.is_ended and kind is VerdictKind.HAND_OVER:
        kind = VerdictKind.CANCELLED
    return ParcelVerdict(kind=kind, parcel=found, secret=secret)


# --- the steps ----------------------------------------------------------------------------------


def receive(
    shop: Shop, parcel_id: str, staff: str, *, bags: int, shelf: str = "", reason: str = ""
) -> ParcelView:
    """Take a parcel in and put it on a shelf.

    Args:
        shop: the open shop.
        parcel_id: which.
        staff: code of who takes it.
        bags: how many came.
        shelf: where they stand.
        reason: why it is taken though the number of bags is not the one announced.

    Raises:
        RefusedError: unknown_parcel; parcel_step_refused when it stands elsewhere meanwhile;
            parcel_bags_count; parcel_bags_differ, unless there is a reason.
    """
    if not 1 <= bags <= MOST_BAGS:
        raise RefusedError("parcel_bags_count", most=MOST_BAGS)
    with shop.begin() as work:
        found = _must_go_to(work.connection, parcel_id, "received")
        if found.bags and found.bags != bags and not reason.strip():
            raise RefusedError("parcel_bags_differ", announced=found.bags, counted=bags)
        place = one_line(shelf, SHELF_LETTERS)
        values = {"shelf": place, "received_at": work.at, "bags": bags}
        view = _take(work, found, "received", staff, values, shelf=place, reason=reason)
        work.commit()
    return view


def hand_over(
    shop: Shop,
    parcel_id: str,
    staff: str,
    *,
    secret: str = "",
    reason: str = "",
    is_proxy: bool = False,
) -> ParcelView:
    """Give a parcel to its customer, once.

    Args:
        shop: the open shop.
        parcel_id: which.
        staff: code of who hands it over.
        secret: what the customer's code held, as the verdict gave it.
        reason: why there is no code, when there is none; one of the two must be given.
        is_proxy: somebody else came, whom the customer had named.

    Raises:
        RefusedError: unknown_parcel; parcel_step_refused when it is not here or already gone;
            parcel_ended; code_refused; hand_over_unproven; proxy_not_named.
    """
    with shop.begin() as work:
        found = _must_go_to(work.connection, parcel_id, "handed_over")
        if found.is_ended:
            raise RefusedError("parcel_ended", number=found.number, shop=found.from_shop)
        if is_proxy and not found.proxy_name:
            raise RefusedError("proxy_not_named", number=found.number)
        if secret:
            commitment = work.connection.execute(
                select(PARCELS.c.commitment).where(PARCELS.c.id == parcel_id)
            ).scalar_one()
            if not PickupCode(found.number, secret).opens(commitment):
                raise RefusedError("code_refused")
        elif not reason.strip():
            raise RefusedError("hand_over_unproven")
        values = {"handed_over_at": work.at, "handed_over_by": staff}
        view = _take(
            work,
            found,
            "handed_over",
            staff,
            values,
            secret=secret,
            reason=reason,
            is_proxy=is_proxy,
        )
        work.commit()
    return view


def refuse(shop: Shop, parcel_id: str, staff: str, reason: str) -> ParcelView:
    """Turn a parcel away at the door: damaged, not for this shop, no room.

    Raises:
        RefusedError: unknown_parcel, parcel_step_refused, parcel_reason_missing.
    """
    return _give_away(shop, parcel_id, "refused", staff, reason)


def send_back(shop: Shop, parcel_id: str, staff: str, reason: str) -> ParcelView:
    """Give a parcel nobody came for back to whoever brought it.

    Raises:
        RefusedError: unknown_parcel, parcel_step_refused, parcel_reason_missing.
    """
    return _give_away(shop, parcel_id, "sent_back", staff, reason)


def odd_parcels(shop: Shop) -> tuple[ParcelView, ...]:
    """Return the parcels that want a person's word on how they left, the latest first."""
    with shop.look() as look:
        rows = look.connection.execute(
            select(PARCELS)
            .where(PARCELS.c.anomaly != "")
            .order_by(PARCELS.c.handed_over_at.desc(), PARCELS.c.number)
        ).mappings()
        return tuple(_views(look.connection, rows.all()))


def resolve(shop: Shop, parcel_id: str, word: Word, staff: str) -> ParcelView:
    """Keep a person's word on how a parcel left; the sender says its own of the order.

    Raises:
        RefusedError: unknown_parcel; nothing_odd, when somebody settled it meanwhile.
    """
    with shop.begin() as work:
        found = _read(work.connection, parcel_id)
        if not found.anomaly:
            raise RefusedError("nothing_odd", number=found.number)
        told = v1.ParcelStep(
            parcel=parcel_id, at=milliseconds(work.at), by=staff, step="resolved", reason=word
        )
        outbox.append(work, "parcel.step", told)
        work.connection.execute(update(PARCELS).where(PARCELS.c.id == parcel_id).values(anomaly=""))
        work.changed(Topic.ORDERS)
        view = _read(work.connection, parcel_id)
        work.commit()
    return view


def _give_away(shop: Shop, parcel_id: str, step: Step, staff: str, reason: str) -> ParcelView:
    if not reason.strip():
        raise RefusedError("parcel_reason_missing")
    with shop.begin() as work:
        found = _must_go_to(work.connection, parcel_id, step)
        view = _take(work, found, step, staff, {}, reason=reason)
        work.commit()
    return view


def _must_go_to(connection: Connection, parcel_id: str, step: Step) -> ParcelView:
    found = _read(connection, parcel_id)
    if found.state != _FROM[step]:
        raise RefusedError("parcel_step_refused", number=found.number, state=found.state)
    return found


def _take(
    work: UnitOfWork,
    found: ParcelView,
    step: Step,
    staff: str,
    values: dict[str, object],
    *,
    shelf: str = "",
    secret: str = "",
    reason: str = "",
    is_proxy: bool = False,
) -> ParcelView:
    told = v1.ParcelStep(
        parcel=found.id,
        at=milliseconds(work.at),
        by=staff,
        step=step,
        shelf=shelf,
        secret=secret,
        reason=one_line(reason, REASON_LETTERS),
        proxy=is_proxy,
    )
    outbox.append(work, "parcel.step", told)
    work.connection.execute(
        update(PARCELS).where(PARCELS.c.id == found.id).values(state=step, **values)
    )
    work.changed(Topic.ORDERS)
    return _read(work.connection, found.id)


# --- reading ------------------------------------------------------------------------------------


def _read(connection: Connection, parcel_id: str) -> ParcelView:
    row = connection.execute(select(PARCELS).where(PARCELS.c.id == parcel_id)).mappings()
    found = row.one_or_none()
    if found is None:
        raise RefusedError("unknown_parcel", text="")
    return _views(connection, [found])[0]


def _by_number(connection: Connection, number: str) -> ParcelView | None:
    rows = connection.execute(select(PARCELS).where(PARCELS.c.number == number)).mappings().all()
    return _views(connection, rows)[0] if rows else None


def _views(connection: Connection, rows: Sequence[RowMapping]) -> list[ParcelView]:
    people = known(connection, {row["handed_over_by"] for row in rows})
    return [
        ParcelView(
            id=row["id"],
            number=row["number"],
            from_shop=row["from_shop"],
            state=row["state"],
            customer_name=row["customer_name"],
            proxy_name=row["proxy_name"],
            phone_last2=row["phone_last2"],
            bags=row["bags"],
            shelf=row["shelf"],
            fee=Money(row["fee_cents"]),
            expected_at=row["expected_at"],
            received_at=row["received_at"],
            handed_over_at=row["handed_over_at"],
            giver=people.get(row["handed_over_by"]),
            anomaly=row["anomaly"],
            is_ended=row["is_ended"],
            keep_until=row["keep_until"],
        )
        for row in rows
    ]
