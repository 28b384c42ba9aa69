"""Goods that come in, and the shelf as it is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from desktop.domain.cart import MAX_QUANTITY
from desktop.domain.cells import one_line
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.stock import StockMovement
from desktop.services.goods.catalogue import ProductView, product_of, read_product
from desktop.services.goods.product_drafts import check_quantity
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom import stock
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.quantity import Quantity

_movements = table_of(StockMovement)

REF_LETTERS = 64


@dataclass(frozen=True, slots=True)
class Counted:
    """A shelf that was counted."""

    product: ProductView
    #: By which it is taken back; empty where the books said the same.
    count_id: str


def receive_stock(shop: Shop, variant_id: str, quantity: Quantity, ref: str = "") -> ProductView:
    """Put goods that came in on the shelf.

    Raises:
        RefusedError: unknown_article, wrong_unit, quantity_out_of_range.
    """
    if not 0 < quantity.thousandths <= MAX_QUANTITY:
        raise RefusedError("quantity_out_of_range", quantity=quantity)
    with shop.begin() as work:
        view = _product(work, variant_id)
        check_quantity(quantity, view.unit)
        stock.move_and_tell(
            work, variant_id, quantity.thousandths, "received", one_line(ref, REF_LETTERS)
        )
        view = read_product(shop, work.connection, view.id)
        work.commit()
    return view


def count_stock(shop: Shop, variant_id: str, counted: Quantity) -> Counted:
    """Set the shelf to what was counted.

    The difference is the movement, so that sales made meanwhile at another till do not spoil it.

    Raises:
        RefusedError: unknown_article, also for a form that is no longer sold; wrong_unit,
            quantity_out_of_range.
    """
    if not 0 <= counted.thousandths <= MAX_QUANTITY:
        raise RefusedError("quantity_out_of_range", quantity=counted)
    with shop.begin() as work:
        view = _product(work, variant_id)
        check_quantity(counted, view.unit)
        shown = next((one.on_hand for one in view.variants if one.id == variant_id), None)
        if shown is None:
            raise RefusedError("unknown_article")
        delta = counted.thousandths - shown.thousandths
        count = new_id()
        op_id = outbox.append(
            work,
            "stock.count",
            v1.StockCount(
                count=count, variant=variant_id, counted=counted.thousandths, delta=delta
            ),
        )
        if delta:
            stock.move(work, [stock.Move(variant_id, delta)], why="count", ref=count, op_id=op_id)
        work.changed(Topic.CATALOGUE)
        view = read_product(shop, work.connection, view.id)
        work.commit()
    return Counted(view, count if delta else "")


def undo_counts(shop: Shop, count_ids: Sequence[str]) -> None:
    """Take counts back by movements the other way; what was sold meanwhile stays sold.

    One that was taken back already stays so.
    """
    with shop.begin() as work:
        rows = work.connection.execute(
            select(_movements).where(
                _movements.c.ref.in_(count_ids), _movements.c.why.in_(("count", "correction"))
            )
        ).all()
        undone = {row.ref for row in rows if row.why == "correction"}
        for row in rows:
            if row.ref not in undone:
                stock.move_and_tell(work, row.variant_id, -row.delta, "correction", row.ref)
        work.commit()


def _product(work: UnitOfWork, variant_id: str) -> ProductView:
    return read_product(work.shop, work.connection, product_of(work.connection, variant_id))
