"""Parcels for lockers, and what hands do with them."""

from pathlib import Path

from sqlalchemy import select

from desktop.domain.lockers import Size
from desktop.services.carriage import (
    locker_emptying,
    lockers,
)
from desktop.services.carriage.locker_lines import line_to
from desktop.services.carriage.locker_rows import DEPOSITS, DepositView
from desktop.services.carriage.lockers import Asked
from desktop.services.online import orders
from desktop.services.shop import Shop
from desktop.settings import LockerSettings
from sync.contract import v1
from sync.kernel.order_states import OrderState
from tests.services.carriage.test_rounds import to_deliver
from tests.support.a_shop import OWNER, AShop, a_shop
from tests.support.an_order import Placed

GARE = v1.Destination(kind="locker", id="gare", name="Consigne de la gare")
SIZES = {"1": "S", "2": "S", "3": "M", "4": "L"}


def to_lock(shop: Shop, *, is_paid: bool = True, **changed: object) -> Placed:
    return to_deliver(shop, is_paid=is_paid, mode="locker", destination=GARE, **changed)


def with_banks(folder: Path, *banks: LockerSettings) -> AShop:
    return a_shop(folder).with_product(
        "Thé noir Assam", 790, vat=550, code="3017620422003"
    ).with_settings(lockers=banks)  # fmt: skip


def ask(shop: Shop, order_id: str, size: Size = Size.SMALL, locker: str = "wall") -> Asked:
    line = line_to(shop, locker)
    report = line.report() if line.has_feedback else None
    return lockers.ask(shop, order_id, OWNER, locker=locker, size=size, report=report)


def opened(shop: Shop, order_id: str, size: Size = Size.SMALL, locker: str = "wall") -> DepositView:
    asked = ask(shop, order_id, size, locker)
    answer = line_to(shop, locker).send(asked.opening)
    return lockers.note_answer(shop, asked.deposit.id, asked.opening.key, answer)


def put_in(shop: Shop, order_id: str, locker: str = "wall") -> DepositView:
    found = opened(shop, order_id, locker=locker)
    return lockers.confirm(shop, found.id, OWNER)


def fetched(shop: Shop, deposit_id: str) -> DepositView:
    asked = locker_emptying.ask_to_fetch(shop, deposit_id, OWNER)
    answer = line_to(shop, asked.deposit.locker).send(asked.opening)
    lockers.note_answer(shop, deposit_id, asked.opening.key, answer)
    return locker_emptying.confirm_back(shop, deposit_id, OWNER, "C1")


def code_on_disk(shop: Shop, deposit_id: str) -> str:
    with shop.look() as look:
        found = select(DEPOSITS.c.opening_code).where(DEPOSITS.c.id == deposit_id)
        code: str = look.connection.execute(found).scalar_one()
    return code


def cancel(shop: Shop, wanted: Placed) -> None:
    with shop.begin() as work:
        orders.change_order(work, wanted.id, {"state": OrderState.CANCELLED.value})
        work.commit()
