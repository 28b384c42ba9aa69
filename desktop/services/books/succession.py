"""A till whose journal lost its end goes on as a new one: another code, another key, a new chain.

The marketplace keeps every hash it countersigned and what it was told of each sale, not the records
themselves: it can prove that an end is missing, and nobody can put it back. Two records of one
number would be two truths, so nothing more is written to the old chain but where it ends and who
follows; numbers begin anew under a code that no ticket ever bore (DECISIONS 24).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import Connection, delete, select

from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import SettingValue
from desktop.models.journal import JournalHead
from desktop.models.sale import Sale
from desktop.models.sync import OutboxOp
from desktop.services.books.anchoring import REFUSED_AT
from desktop.services.books.journal import SqlStore, begin_journal, journal_of
from desktop.services.shop import Shop, Topic
from desktop.services.team import staff as people
from desktop.services.till import till_sessions
from desktop.services.upkeep.house import write_settings
from fiscal import EventBody, EventCode, KeySigner, SignerUnavailableError
from sync.contract import v1
from sync.kernel.money import Money, total_of

_settings = table_of(SettingValue)
_heads = table_of(JournalHead)
_sales = table_of(Sale)
_told = table_of(OutboxOp)

_LOSSES = frozenset({"ROLLBACK", "FORK", "KEYPIN", "KEY"})
_LONGEST_CODE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What the marketplace knows of a till's journal and this shop does not hold (any more)."""

    till: str
    #: ROLLBACK, FORK or KEYPIN, as the marketplace said; KEY where the key is gone.
    verdict: str
    #: Last record that the marketplace countersigned, and its hash.
    anchored_seq: int
    anchored_hash: str
    #: Number of the last ticket the marketplace was told of, empty where it gave none back.
    last_ticket: str = ""
    #: Tickets it was told of that are not here, and what they come to.
    tickets: int = 0
    amount: Money = Money(0)  # noqa: RUF009 it never changes


def loss_of(shop: Shop) -> Loss | None:
    """Return what the till's journal lost: its end, or its key; None where it is whole."""
    with shop.look() as look:
        return read_loss(look.connection, shop.settings.till, is_key_there=_can_sign(shop))


def read_loss(connection: Connection, till: str, *, is_key_there: bool = True) -> Loss | None:
    """Return what a till's journal lost, as it stands in the caller's transaction.

    Args:
        connection: to the database.
        till: whose journal.
        is_key_there: whether its key was found; one that is gone shows in the journal only once
            something was written without it.
    """
    told = _refusal(connection, till) or _lost_key(connection, till, is_key_there=is_key_there)
    if told is None or told.get("verdict") not in _LOSSES:
        return None
    known = _known_tickets(connection, till)
    here = set(connection.scalars(select(_sales.c.id).where(_sales.c.till == till)))
    gone = [each for each in known if each.sale not in here]
    return Loss(
        till=till,
        verdict=str(told["verdict"]),
        anchored_seq=int(told["held_seq"]),
        anchored_hash=str(told["held_h"]),
        last_ticket=max((each.number for each in known), default=""),
        tickets=len(gone),
        amount=total_of([Money(each.gross_cents) for each in gone]),
    )


def succeed(shop: Shop, staff: str, *, approved_by: str = "") -> str:
    """Close the till, and go on under a new code with a new key and a new journal; return the code.

    Both journals tell of it (event 451): the old one who follows, the new one whom it follows, the
    marketplace's last head of it, and how many tickets are told there only.

    Raises:
        RefusedError: journal_not_lost, where neither its end nor its key is missing; needs_approval; as `till_sessions.close_till`.
        WorldError: the disk does not take it; the till is as it was.
    """
    lost = loss_of(shop)
    if lost is None or shop.is_training:
        raise RefusedError("journal_not_lost")
    if till_sessions.till_state(shop).is_open:
        till_sessions.close_till(shop, None, staff, approved_by=approved_by)
    with shop.begin() as work:
        people.require(work, staff, Act.CHANGE_SETTINGS, approved_by=approved_by)
        known = set(work.connection.scalars(select(_heads.c.till)))
        code = code_after(lost.till, known)
        # Kept before the journal that needs it; one that was made for nothing harms nobody.
        signer = KeySigner.obtain(shop.keys, code)
        old = journal_of(work)
        ends_at = old.head().seq
        old.record_event(_event({"next": code, "seq": lost.anchored_seq}), operator=staff)
        gone = EventBody(code=EventCode.WORKSTATION_REMOVED, details={"till": lost.till})
        old.record_event(gone, operator=staff)
        settings = structs.replace(shop.settings, till=code)
        new = begin_journal(work, settings, signer, staff)
        follows = {
            "till": lost.till,
            "verdict": lost.verdict,
            "here": ends_at,
            "seq": lost.anchored_seq,
            "h": lost.anchored_hash,
            "tickets": lost.tickets,
            "amount": lost.amount.cents,
        }
        new.record_event(_event(follows), operator=staff)
        added = EventBody(code=EventCode.WORKSTATION_ADDED, details={"till": code})
        new.record_event(added, operator=staff)
        work.connection.execute(delete(_settings).where(_settings.c.key == REFUSED_AT))
        write_settings(work, settings, staff)
        work.afterwards(lambda: shop.sign_with(signer))
        work.changed(Topic.TILL, Topic.LINK)
        work.commit()
    return code


def code_after(code: str, known: Collection[str]) -> str:
    """Return a till's code that no journal here bears: T01, T01B, T01C.

    Raises:
        RefusedError: journal_not_lost, when there is none left.
    """
    stem = code[:-1] if code[-1:].isalpha() and code[:-1][-1:].isdigit() else code
    for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ":
        following = f"{stem[: _LONGEST_CODE - 1]}{letter}"
        if following > code and following not in known:
            return following
    raise RefusedError("journal_not_lost")


def _refusal(connection: Connection, till: str) -> Mapping[str, Any] | None:
    """Return what the marketplace last refused, if that was after its last countersignature."""
    store = SqlStore(connection, till)
    refused_at = connection.execute(
        select(_settings.c.value).where(_settings.c.key == REFUSED_AT)
    ).scalar()
    if not isinstance(refused_at, int) or store.head().anchored_seq >= refused_at:
        return None
    try:
        body = store.get(refused_at).record().b
    except KeyError:
        return None
    told: Mapping[str, Any] = body.get("data", {})
    return told


def _can_sign(shop: Shop) -> bool:
    """Tell whether the till's key can be read; a shop that never signed has none to lose."""
    try:
        return bool(shop.signer.public_key)
    except SignerUnavailableError:
        return False


def _lost_key(connection: Connection, till: str, *, is_key_there: bool) -> Mapping[str, Any] | None:
    """Return where the marketplace's word ends when records go unsigned: the key did not come along."""
    store = SqlStore(connection, till)
    head = store.head()
    if not head.seq or (is_key_there and not head.degraded_from):
        return None
    h = store.get(head.anchored_seq).h.hex() if head.anchored_seq else ""
    return {"verdict": "KEY", "held_seq": head.anchored_seq, "held_h": h}


def _known_tickets(connection: Connection, till: str) -> list[v1.SaleClosed]:
    """Return what the marketplace was told of this till, its own history given back included."""
    rows = connection.scalars(
        select(_told.c.body).where(_told.c.kind == "sale.closed").order_by(_told.c.seq)
    )
    tickets = (msgspec.json.decode(body, type=v1.SaleClosed) for body in rows)
    return [each for each in tickets if each.till == till]


def _event(details: dict[str, object]) -> EventBody:
    return EventBody(code=EventCode.RESTORED, details=details)
