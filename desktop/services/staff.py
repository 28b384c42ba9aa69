"""Who stands at the counter. Signing in by PIN comes with the till's own issue."""

from sqlalchemy import insert, select

from desktop.models.house import Staff
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView

OWNER_CODE = "01"


def current(shop: Shop) -> StaffView:
    """Return who is selling now: the owner, while nobody else can sign in."""
    with shop.look() as look:
        row = look.connection.execute(
            select(Staff.code, Staff.name, Staff.role).where(Staff.code == OWNER_CODE)
        ).one()
    return StaffView(code=row.code, name=row.name, role=row.role)


def add_owner(work: UnitOfWork, name: str) -> None:
    """Write down the first member of the staff, with the code every shop starts with."""
    work.connection.execute(
        insert(Staff.__table__).values(  # type: ignore[arg-type]  # a Table, typed wider
            code=OWNER_CODE, name=name, role="owner", pin_hash=None, left_at=None
        )
    )
