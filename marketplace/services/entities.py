"""Rendering the feed: entities as they stand now, in the words of the wire."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.sync import OpLog
from marketplace.services import (
    carriage,
    catalogue,
    order_entities,
    steward,
    stock,
    town,
    web_till_rows,
)
from marketplace.services.feed import Render
from sync.contract import v1


def renderer(public_url: str) -> Render:
    """Return the marketplace's own rendering; links go to `public_url`."""

    def _shop(session: Session, shop_id: str, _entity_id: str) -> v1.Message | None:
        return town.shop_entity(session, shop_id, public_url)

    renders: Mapping[str, Callable[[Session, str, str], v1.Message | None]] = {
        "order": order_entities.order_entity,
        "parcel": carriage.parcel_entity,
        "stock": stock.stock_entity,
        "product": catalogue.product_entity,
        "shop": _shop,
        "town": town.town_entity,
        web_till_rows.ENTITY: web_till_rows.web_record_entity,
        steward.ENTITY: steward.draft_entity,
        "op_result": op_result_entity,
    }

    def _render(session: Session, shop_id: str, entity: str, entity_id: str) -> v1.Message | None:
        return renders[entity](session, shop_id, entity_id)

    return _render


def op_result_entity(session: Session, shop_id: str, entity_id: str) -> v1.Message | None:
    """Return what became of an operation that was not simply done."""
    device_id, incarnation, seq = entity_id.split(":")
    row = session.scalar(
        select(OpLog).where(
            OpLog.device_id == device_id,
            OpLog.incarnation == incarnation,
            OpLog.seq == int(seq),
            OpLog.shop_id == shop_id,
        )
    )
    if row is None:
        return None
    return v1.OpResultEntity(
        seq=row.seq,
        incarnation=row.incarnation,
        kind=row.kind,
        result=row.result,
        code=row.code,
        reference=row.state,
    )
