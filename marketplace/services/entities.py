"""Rendering the feed: entities as they stand now, in the words of the wire."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.sync import OpLog
from marketplace.services import carriage, catalogue, order_entities, town
from marketplace.services.feed import Render
from sync.contract import v1


def renderer(public_url: str) -> Render:
    """Return the marketplace's own rendering; links go to `public_url`."""

    def _render(session: Session, shop_id: str, entity: str, entity_id: str) -> v1.Message | None:
        match entity:
            case "order":
                return order_entities.order_entity(session, shop_id, entity_id)
            case "parcel":
                return carriage.parcel_entity(session, shop_id, entity_id)
            case "stock":
                return catalogue.stock_entity(session, shop_id, entity_id)
            case "product":
                return catalogue.product_entity(session, shop_id, entity_id)
            case "shop":
                return town.shop_entity(session, shop_id, public_url)
            case "op_result":
                return op_result_entity(session, shop_id, entity_id)
        raise ValueError(f"nothing renders {entity}")

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
