"""Who stands at the counter. Signing in by PIN comes with the till's own issue."""

from sqlalchemy import insert, select

from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView

OWNER_CODE = "01"
_staff = table_of(Staff)


def current(shop: Shop) -> StaffView:
    """Return who is selling now: the owner, while nobody else can sign in."""
    with shop.look() as look:
        row = look.connection.execute(
            select(_staff.c.code, _staff.c.name, _staff.c.role).where(_staff.c.code == OWNER_CODE)
        ).one()
    return StaffView(code=row.code, name=row.name, role=row.role)


def add_owner(work: UnitOfWork) -> None:
    """Write down the owner, with the code every shop starts with; the name is typed later."""
    work.connection.execute(
        insert(_staff).values(code=OWNER_CODE, name="", role="owner", pin_hash=None, left_at=None)
    )
