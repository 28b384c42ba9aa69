"""Other shops' parcels that come to this relay, as the marketplace tells of them."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.carriage import Parcel
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import from_milliseconds

_parcels = table_of(Parcel)


def write_parcel(work: UnitOfWork, told: v1.ParcelEntity) -> None:
    """Write a parcel as the hub has it."""
    values: dict[str, object] = {
        "number": told.number,
        "hub_ver": told.ver,
        "from_shop": told.from_shop,
        "state": told.state,
        "customer_name": told.customer_name,
        "proxy_name": told.proxy_name,
        "phone_last2": told.phone_last2,
        "commitment": told.commitment,
        "bags": told.bags,
        "shelf": told.shelf,
        "fee_cents": told.fee_cents,
        "expected_at": from_milliseconds(told.expected_at),
        "received_at": _instant(told.received_at),
        "handed_over_at": _instant(told.handed_over_at),
        "handed_over_by": told.handed_over_by,
        "anomaly": told.anomaly,
        "is_ended": told.ended,
        "keep_until": _instant(told.keep_until),
    }
    counted = work.connection.execute(
        select(_parcels.c.bags).where(
            _parcels.c.id == told.parcel, _parcels.c.received_at.is_not(None)
        )
    ).scalar()
    if counted and told.state != "expected":
        # What was counted here, not what was announced; where it comes anew it is counted anew.
        values["bags"] = counted
    row = upsert(_parcels).values(id=told.parcel, **values)
    work.connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))


def forget_parcel(work: UnitOfWork, parcel_id: str) -> None:
    """Remove a parcel the marketplace no longer tells of: the customer's name goes with it."""
    work.connection.execute(delete(_parcels).where(_parcels.c.id == parcel_id))


def _instant(told: int) -> datetime | None:
    return from_milliseconds(told) if told else None
