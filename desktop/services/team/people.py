"""The people of the shop: who comes, who goes, who may do what."""

from msgspec import structs
from sqlalchemy import insert, select, update

from desktop.domain.cells import one_line
from desktop.domain.roles import (
    NOTHING,
    WHOLE_PRICE_BP,
    Act,
    Limits,
    Role,
    kept_as,
    limits_of,
)
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import crew, govern, require, tell_rights
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.upkeep.house import write_settings
from desktop.services.views import StaffView

_staff = table_of(Staff)

NAME_LETTERS = 80


def people(shop: Shop) -> tuple[StaffView, ...]:
    """Return everybody who works here by code, then who has left."""
    with shop.look() as look:
        there = tuple(crew(look.connection).people.values())
        gone = look.connection.execute(
            select(_staff.c.code, _staff.c.name, _staff.c.role, _staff.c.left_at)
            .where(_staff.c.left_at.is_not(None))
            .order_by(_staff.c.code)
        ).all()
    return there + tuple(
        StaffView(code=row.code, name=row.name, role=row.role, left_at=row.left_at) for row in gone
    )


def engage(shop: Shop, name: str, role: Role, staff: str, approved_by: str = "") -> StaffView:
    """Add somebody, with the next code; a code is never given twice.

    Raises:
        RefusedError: person_unnamed, needs_approval, role_above_yours.
    """
    told = _name(name)
    with shop.begin() as work:
        govern(work, staff, role, approved_by)
        codes = work.connection.scalars(select(_staff.c.code)).all()
        code = f"{max(map(int, codes)) + 1:02d}"
        work.connection.execute(insert(_staff).values(code=code, name=told, role=role.value))
        tell_rights(work, "engaged", staff, {"who": code, "role": role.value})
        work.changed(Topic.STAFF)
        work.commit()
    return StaffView(code=code, name=told, role=role.value)


def rename(shop: Shop, code: str, name: str, staff: str, approved_by: str = "") -> None:
    """Write somebody's name anew. The journal is not told: it knows no names.

    Raises:
        RefusedError: person_unnamed, unknown_person, needs_approval, role_above_yours.
    """
    told = _name(name)
    with shop.begin() as work:
        person = _somebody(work, code)
        if code != staff:
            govern(work, staff, Role(person.role), approved_by)
        _write(work, code, name=told)
        work.commit()


def change_role(shop: Shop, code: str, role: Role, staff: str, approved_by: str = "") -> None:
    """Give somebody another role; it holds at once, also for who is selling now.

    Raises:
        RefusedError: unknown_person, needs_approval, role_above_yours, last_owner.
    """
    with shop.begin() as work:
        person = _somebody(work, code)
        if person.role == role.value:
            return
        govern(work, staff, Role(person.role), approved_by)
        govern(work, staff, role, approved_by)
        if person.role == Role.OWNER:
            _keep_an_owner(work, code)
        _write(work, code, role=role.value)
        details: dict[str, object] = {"who": code, "from": person.role, "to": role.value}
        tell_rights(work, "role", staff, details)
        work.commit()


def leave(shop: Shop, code: str, staff: str, approved_by: str = "") -> None:
    """Let somebody go: no PIN, no more selling. The code stays theirs in the books.

    Raises:
        RefusedError: unknown_person, needs_approval, role_above_yours, last_owner.
    """
    with shop.begin() as work:
        person = _somebody(work, code)
        govern(work, staff, Role(person.role), approved_by)
        if person.role == Role.OWNER:
            _keep_an_owner(work, code)
        _write(work, code, left_at=work.at, pin_hash=None, pin_failures=0, pin_wait_until=None)
        tell_rights(work, "left", staff, {"who": code})
        work.commit()


def erase_name(shop: Shop, code: str, staff: str, approved_by: str = "") -> None:
    """Forget the name of somebody who has left, as the law on personal data lets them ask for.

    Raises:
        RefusedError: unknown_person, where nobody of that code has left; needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.CHANGE_SETTINGS, approved_by=approved_by)
        erased = work.connection.execute(
            update(_staff)
            .where(_staff.c.code == code, _staff.c.left_at.is_not(None))
            .values(name="")
        )
        if not erased.rowcount:
            raise RefusedError("unknown_person", text=code)
        work.changed(Topic.STAFF)
        work.commit()


def limits(shop: Shop, role: Role) -> Limits:
    """Return what a role may do by itself in this shop."""
    return limits_of(role, shop.settings.limits)


def change_limits(
    shop: Shop, role: Role, wanted: Limits, staff: str, approved_by: str = ""
) -> None:
    """Decide anew what a role may do by itself.

    Raises:
        RefusedError: needs_approval, role_above_yours; discount_out_of_range,
            amount_out_of_range.
    """
    if not 0 <= wanted.discount_bp <= WHOLE_PRICE_BP:
        raise RefusedError("discount_out_of_range")
    if wanted.refund_cap is not None and wanted.refund_cap < NOTHING:
        raise RefusedError("amount_out_of_range", amount=wanted.refund_cap)
    kept = kept_as(role, wanted)
    others = tuple(each for each in shop.settings.limits if each.role != role)
    with shop.begin() as work:
        govern(work, staff, role, approved_by)
        write_settings(work, structs.replace(shop.settings, limits=(*others, kept)))
        details: dict[str, object] = {
            "role": kept.role,
            "acts": list(kept.acts),
            "bp": kept.discount_bp,
        }
        if kept.refund_cap_cents is not None:
            details["cents"] = kept.refund_cap_cents
        tell_rights(work, "limits", staff, details)
        work.commit()


def _somebody(work: UnitOfWork, code: str) -> StaffView:
    try:
        return crew(work.connection).people[code]
    except KeyError:
        raise RefusedError("unknown_person", text=code) from None


def _keep_an_owner(work: UnitOfWork, leaving: str) -> None:
    """Make sure that an owner stays who can get in: nobody else could let anybody in again."""
    there = crew(work.connection)
    owners = [
        each for each in there.people.values() if each.role == Role.OWNER and each.code != leaving
    ]
    if not any(each.has_pin or not there.has_pins for each in owners):
        raise RefusedError("last_owner")


def _write(work: UnitOfWork, code: str, **columns: object) -> None:
    work.connection.execute(update(_staff).where(_staff.c.code == code).values(**columns))
    work.changed(Topic.STAFF)


def _name(text: str) -> str:
    told = one_line(text, NAME_LETTERS)
    if not told:
        raise RefusedError("person_unnamed")
    return told
