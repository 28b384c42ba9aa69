"""People, their PINs, what they may do, and what the journal knows of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services import staff
from desktop.services.journal import SqlStore
from desktop.services.shop import Shop
from fiscal import EventCode, Kind
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, a_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def employ(shop: Shop, code: str, role: str, pin_hash: str | None = "never read here") -> None:
    with shop.begin() as work:
        work.connection.execute(
            insert(table_of(Staff)).values(code=code, name="", role=role, pin_hash=pin_hash)
        )
        work.commit()


def events(shop: Shop, code: EventCode) -> list[tuple[str, dict[str, object]]]:
    """Return operator and details of the events of one code, in order."""
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        records = [row.record() for row in store.of_kind(Kind.EVENT, 0)]
    return [(each.op, each.b.get("data", {})) for each in records if each.b["code"] == code]


def ask(shop: Shop, who: str, act: Act, approved_by: str = "", **more: object) -> None:
    with shop.begin() as work:
        staff.require(work, who, act, approved_by=approved_by, **more)  # type: ignore[arg-type]
        work.commit()


def test_a_shop_without_pins_lets_everybody_do_everything(shop: Shop) -> None:
    employ(shop, "02", "trainee", None)

    for who in (OWNER, "02", "somebody"):
        ask(shop, who, Act.REFUND_WITHOUT_RECEIPT, amount=Money(10**6))
    assert events(shop, EventCode.RIGHTS_CHANGED) == []


def test_what_a_role_may_not_do_needs_an_approval(shop: Shop) -> None:
    employ(shop, "02", "seller")

    ask(shop, "02", Act.DISCOUNT, basis_points=1_000)
    with pytest.raises(RefusedError) as refused:
        ask(shop, "02", Act.DISCOUNT, basis_points=1_500)

    assert refused.value.code == "needs_approval"
    assert refused.value.facts == {
        "act": "discount",
        "basis_points": 1_500,
        "amount": Money(0),
    }


def test_an_approval_is_told_to_the_journal_by_codes(shop: Shop) -> None:
    employ(shop, "02", "seller")
    employ(shop, "03", "manager")

    ask(shop, "02", Act.REFUND, approved_by="03", amount=Money(80_00))

    told = {"what": "override", "act": "refund", "by": "03", "cents": 80_00}
    assert events(shop, EventCode.RIGHTS_CHANGED) == [("02", told)]


def test_nobody_approves_what_they_may_not_do_themselves(shop: Shop) -> None:
    employ(shop, "02", "trainee")
    employ(shop, "03", "seller")

    for approver in ("02", "03", "99"):
        with pytest.raises(RefusedError, match="needs_approval"):
            ask(shop, "02", Act.MOVE_CASH, approved_by=approver)
    assert events(shop, EventCode.RIGHTS_CHANGED) == []


def test_a_stranger_may_nothing_where_pins_are_asked_for(shop: Shop) -> None:
    employ(shop, "02", "seller")

    with pytest.raises(RefusedError, match="needs_approval"):
        ask(shop, "", Act.CLOSE_TILL)
