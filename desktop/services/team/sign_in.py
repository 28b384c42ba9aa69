"""PINs: choosing them, signing in and out with them, approving with them.

A PIN is seen by nothing but the argon2id in here: no record, log, error or setting has it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from desktop.domain.roles import NOTHING, Act, Role, is_pin, wait_after
from desktop.domain.search_text import fold
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services.books.journal import journal_of
from desktop.services.shop import Shop, Topic
from desktop.services.team.crew import OWNER_CODE, Crew
from desktop.services.team.staff import crew, govern, tell_rights
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView
from fiscal import EventBody, EventCode
from sync.kernel.money import Money

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_log = logging.getLogger(__name__)
_staff = table_of(Staff)
_MEMORY_KIB = 19_456
"""With two passes on one lane: what OWASP asks for, 40 ms on a counter PC."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of somebody's PIN."""

    pin_hash: str
    failures: int
    wait_until: datetime | None


def set_pin(shop: Shop, code: str, pin: str, staff: str, approved_by: str = "") -> None:
    """Give somebody a PIN, or another one; what was wrong before is forgotten.

    The first PIN of a shop is an owner's: from then on nobody gets in without one.

    Raises:
        RefusedError: pin_weak, unknown_person, owner_pin_first, needs_approval, role_above_yours.
    """
    if not is_pin(pin):
        raise RefusedError("pin_weak")
    made = _hasher().hash(pin)
    with shop.begin() as work:
        there = crew(work.connection)
        person = _somebody(there, code)
        govern(work, staff, Role(person.role), approved_by)
        is_first = not there.has_pins
        if is_first and person.role != Role.OWNER:
            raise RefusedError("owner_pin_first")
        _write(work, code, pin_hash=made, pin_failures=0, pin_wait_until=None)
        tell_rights(work, "pin", staff, {"who": code})
        work.changed(Topic.STAFF)
        if is_first:
            # Whoever chose it stands at the till: it does not lock under the hand.
            work.afterwards(lambda: shop.stand(code))
        work.commit()


def drop_pin(shop: Shop, code: str, staff: str, approved_by: str = "") -> None:
    """Take somebody's PIN away: no signing in any more. After the last one nobody is asked.

    Raises:
        RefusedError: unknown_person, last_owner, needs_approval, role_above_yours.
    """
    with shop.begin() as work:
        there = crew(work.connection)
        person = _somebody(there, code)
        govern(work, staff, Role(person.role), approved_by)
        others = [each for each in there.people.values() if each.has_pin and each.code != code]
        if others and not any(each.role == Role.OWNER for each in others):
            raise RefusedError("last_owner")
        _write(work, code, pin_hash=None, pin_failures=0, pin_wait_until=None)
        tell_rights(work, "no_pin", staff, {"who": code})
        work.changed(Topic.STAFF)
        if not others:
            work.afterwards(lambda: shop.stand(""))
        work.commit()


def forget_pins(shop: Shop) -> int:
    """Take every PIN away, where no owner remembers hers; return how many there were.

    For whoever holds the computer, from its command line: the journal is told, the till asks
    nobody until an owner chooses again.
    """
    with shop.begin() as work:
        pinned = _staff.c.pin_hash.is_not(None)
        nothing = {"pin_hash": None, "pin_failures": 0, "pin_wait_until": None}
        count = work.connection.execute(update(_staff).where(pinned).values(nothing)).rowcount
        if count:
            tell_rights(work, "pins_forgotten", OWNER_CODE, {"n": count})
        work.changed(Topic.STAFF)
        work.afterwards(lambda: shop.stand(""))
        work.commit()
    return count


def sign_in(shop: Shop, who: str, pin: str) -> StaffView:
    """Let somebody sell from now on; whoever did before is signed out by it.

    Coming back to a till that was only locked tells the journal nothing.

    Args:
        shop: the open shop.
        who: a code, a name, or the beginning of one name.
        pin: as it was typed.

    Raises:
        RefusedError: unknown_person, pin_missing, pin_wait, pin_wrong.
    """
    person = _prove(shop, who, pin)
    before = shop.signed_in
    with shop.begin() as work:
        _forgive(work, person.code)
        if before != person.code:
            if before:
                _tell(work, EventCode.STOP, before)
            _tell(work, EventCode.START, person.code)
        work.changed(Topic.STAFF)
        work.afterwards(lambda: shop.stand(person.code))
        work.commit()
    return person


def sign_out(shop: Shop) -> None:
    """Have nobody sell; the baskets stay where they are. Nothing happens where nobody had signed in."""
    before = shop.signed_in
    if not before:
        return
    with shop.begin() as work:
        _tell(work, EventCode.STOP, before)
        work.changed(Topic.STAFF)
        work.afterwards(lambda: shop.stand(""))
        work.commit()


def approve(
    shop: Shop,
    who: str,
    pin: str,
    act: Act,
    *,
    basis_points: int = 0,
    amount: Money = NOTHING,
) -> str:
    """Return the code of somebody who may do the act, for `approved_by`, after asking for the PIN.

    Raises:
        RefusedError: unknown_person, cannot_approve, pin_missing, pin_wait, pin_wrong.
    """
    with shop.look() as look:
        there = crew(look.connection)
    person = find(there, who)
    if not there.limits(shop, person.code).allow(act, basis_points=basis_points, amount=amount):
        raise RefusedError("cannot_approve")
    person = _prove(shop, person.code, pin)
    with shop.begin() as work:
        _forgive(work, person.code)
        work.commit()
    return person.code


def approvers(
    shop: Shop, act: Act, *, basis_points: int = 0, amount: Money = NOTHING
) -> tuple[StaffView, ...]:
    """Return who could approve an act with a PIN."""
    with shop.look() as look:
        there = crew(look.connection)
    return tuple(
        each
        for each in there.people.values()
        if each.has_pin
        and there.limits(shop, each.code).allow(act, basis_points=basis_points, amount=amount)
    )


def find(there: Crew, who: str) -> StaffView:
    """Return the one person whom a typed code or name means.

    Raises:
        RefusedError: unknown_person, when it is nobody's or several people's.
    """
    text = who.strip()
    code = text.zfill(2) if text.isdigit() else text
    if code in there.people:
        return there.people[code]
    wanted = fold(text)
    named = [each for each in there.people.values() if wanted and fold(each.name) == wanted]
    begun = [
        each for each in there.people.values() if wanted and fold(each.name).startswith(wanted)
    ]
    for found in (named, begun):
        if len(found) == 1:
            return found[0]
    raise RefusedError("unknown_person", text=text)


def _prove(shop: Shop, who: str, pin: str) -> StaffView:
    """Return whose PIN it is.

    The try is counted as a wrong one before it is made, so that pulling the plug saves nobody
    from the wait.
    """
    with shop.begin() as work:
        person = find(crew(work.connection), who)
        if not person.has_pin:
            raise RefusedError("pin_missing", name=person.name or person.code)
        kept = _kept(work, person.code)
        left = _left_to_wait(kept, work.at)
        failures = kept.failures + (0 if left else 1)
        wait = left or wait_after(failures)
        _write(
            work,
            person.code,
            pin_failures=failures,
            pin_wait_until=work.at + wait if wait else None,
        )
        work.commit()
    if left:
        raise RefusedError("pin_wait", seconds=_seconds(left))
    if not _is_right(kept.pin_hash, pin):
        _log.warning("pin_refused", extra={"staff": person.code, "failures": failures})
        if wait:
            raise RefusedError("pin_wait", seconds=_seconds(wait))
        raise RefusedError("pin_wrong")
    return person


def _left_to_wait(kept: _Kept, now: datetime) -> timedelta:
    """Return how long no PIN is tried yet.

    A clock that was set back would make the wait endless: it begins anew instead, and never ends
    earlier than it would have.
    """
    if kept.wait_until is None or kept.wait_until <= now:
        return timedelta(0)
    return min(kept.wait_until - now, wait_after(kept.failures))


def _is_right(pin_hash: str, pin: str) -> bool:
    # Here, because a till without PINs never needs it at its start.
    from argon2.exceptions import VerifyMismatchError  # noqa: PLC0415

    try:
        return _hasher().verify(pin_hash, pin)
    except VerifyMismatchError:
        return False


@cache
def _hasher() -> "PasswordHasher":
    # Here, because a till without PINs never needs it at its start.
    from argon2 import PasswordHasher  # noqa: PLC0415

    return PasswordHasher(time_cost=2, memory_cost=_MEMORY_KIB, parallelism=1)


def _kept(work: UnitOfWork, code: str) -> _Kept:
    columns = (_staff.c.pin_hash, _staff.c.pin_failures, _staff.c.pin_wait_until)
    return _Kept(*work.connection.execute(select(*columns).where(_staff.c.code == code)).one())


def _forgive(work: UnitOfWork, code: str) -> None:
    _write(work, code, pin_failures=0, pin_wait_until=None)


def _write(work: UnitOfWork, code: str, **columns: object) -> None:
    work.connection.execute(update(_staff).where(_staff.c.code == code).values(**columns))


def _tell(work: UnitOfWork, code: EventCode, who: str) -> None:
    """Write into the journal who came or went, once there is a journal."""
    journal = journal_of(work)
    if journal.head().seq:
        journal.record_event(EventBody(code=code, details={"what": "person"}), operator=who)


def _somebody(there: Crew, code: str) -> StaffView:
    try:
        return there.people[code]
    except KeyError:
        raise RefusedError("unknown_person", text=code) from None


def _seconds(wait: timedelta) -> int:
    return -(-int(wait.total_seconds() * 1000) // 1000)
