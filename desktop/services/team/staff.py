"""Who works here, who stands at the counter now, and what each may do."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from desktop.domain.roles import NOTHING, Act, Role, governs
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services.books.journal import journal_of
from desktop.services.shop import Shop
from desktop.services.team.crew import OWNER_CODE, Crew
from desktop.services.till.day_limits import BACK, given_back
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView
from fiscal import EventBody, EventCode
from sync.kernel.money import Money

_staff = table_of(Staff)
_present = select(
    _staff.c.code, _staff.c.name, _staff.c.role, _staff.c.pin_hash.is_not(None).label("has_pin")
).where(_staff.c.left_at.is_(None))


def crew(connection: Connection) -> Crew:
    """Return everybody who works here now."""
    rows = connection.execute(_present.order_by(_staff.c.code)).all()
    return Crew(
        {
            row.code: StaffView(
                code=row.code, name=row.name, role=row.role, has_pin=bool(row.has_pin)
            )
            for row in rows
        }
    )


def known(connection: Connection, codes: Iterable[str]) -> dict[str, StaffView]:
    """Return who stands behind each code, those who have left included; a stranger by the code."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    rows = connection.execute(
        select(_staff.c.code, _staff.c.name, _staff.c.role, _staff.c.left_at).where(
            _staff.c.code.in_(wanted)
        )
    ).all()
    found = {
        row.code: StaffView(code=row.code, name=row.name, role=row.role, left_at=row.left_at)
        for row in rows
    }
    return {code: found.get(code) or StaffView(code=code, name=code, role="") for code in wanted}


def crew_of(shop: Shop) -> Crew:
    """Return everybody who works here now."""
    with shop.look() as look:
        return crew(look.connection)


def current(shop: Shop) -> StaffView:
    """Return who is selling: who signed in, or the owner while the shop has no PINs.

    Between the start of a till that asks for PINs and the first one there is nobody: a view
    without code, role or name.
    """
    there = crew_of(shop)
    code = shop.signed_in if there.has_pins else OWNER_CODE
    return there.people.get(code) or StaffView(code="", name="", role="")


def takers(shop: Shop) -> tuple[StaffView, ...]:
    """Return who could take the till over from whoever sells now: everybody else with a PIN."""
    there = crew_of(shop)
    return tuple(
        each for each in there.people.values() if each.has_pin and each.code != shop.signed_in
    )


def require(
    work: UnitOfWork,
    staff_code: str,
    act: Act,
    *,
    basis_points: int = 0,
    amount: Money = NOTHING,
    approved_by: str = "",
) -> None:
    """Make sure that somebody may do something; in a shop without PINs everybody may.

    An approval that was needed is told to the journal (event 130) in the same transaction. Whoever
    hands in `approved_by` has had that person's PIN (`services.team.sign_in.approve`).

    Args:
        work: the transaction of the act.
        staff_code: who does it.
        act: what it is.
        basis_points: the part of a price given up, where the act has one.
        amount: what is given back, where the act has one; a role's limit is for all of a day.
        approved_by: who stands for it, where that is somebody else.

    Raises:
        RefusedError: needs_approval, with the facts `act`, `basis_points` and `amount`.
    """
    there = crew(work.connection)

    def allows(code: str) -> bool:
        limits = there.limits(work.shop, code)
        counted = amount
        if act in BACK and limits.refund_cap is not None:
            counted = given_back(work, code) + Money(abs(amount.cents))
        return limits.allow(act, basis_points=basis_points, amount=counted)

    if allows(staff_code):
        return
    if not allows(approved_by):
        raise RefusedError(
            "needs_approval", act=act.value, basis_points=basis_points, amount=amount
        )
    details: dict[str, object] = {"act": act.value, "by": approved_by}
    if basis_points:
        details["bp"] = basis_points
    if amount:
        details["cents"] = amount.cents
    tell_rights(work, "override", staff_code, details)


def may(work: UnitOfWork, staff_code: str, act: Act, basis_points: int = 0) -> bool:
    """Tell whether somebody may do by himself what no sum of money limits."""
    limits = crew(work.connection).limits(work.shop, staff_code)
    return limits.allow(act, basis_points=basis_points)


def make_sure(shop: Shop, staff_code: str, act: Act, approved_by: str = "") -> None:
    """Make sure, as `require`, of somebody's right to something that is no transaction of ours.

    Raises:
        RefusedError: needs_approval.
    """
    with shop.begin() as work:
        require(work, staff_code, act, approved_by=approved_by)
        work.commit()


def govern(work: UnitOfWork, staff: str, role: Role, approved_by: str = "") -> None:
    """Make sure that somebody may decide about people of a role.

    Raises:
        RefusedError: needs_approval; role_above_yours, where not even the approver may.
    """
    require(work, staff, Act.CHANGE_SETTINGS, approved_by=approved_by)
    there = crew(work.connection)
    deciders = [there.people[code] for code in (staff, approved_by) if code in there.people]
    if there.has_pins and not any(governs(Role(each.role), role) for each in deciders):
        raise RefusedError("role_above_yours")


def tell_rights(work: UnitOfWork, what: str, operator: str, details: dict[str, object]) -> None:
    """Write into the journal that rights changed or were lent (event 130): codes, never names.

    A till that was never opened has no journal yet, and nothing was sold on it.
    """
    journal = journal_of(work)
    if journal.head().seq:
        event = EventBody(code=EventCode.RIGHTS_CHANGED, details={"what": what, **details})
        journal.record_event(event, operator=operator)


def add_owner(work: UnitOfWork) -> None:
    """Write down the owner, with the code every shop starts with; the name is typed later."""
    work.connection.execute(
        insert(_staff).values(code=OWNER_CODE, name="", role=Role.OWNER.value, pin_hash=None)
    )
