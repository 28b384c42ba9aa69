"""What the tills report of the counter: facts, kept as they came, never refused."""

from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.models.sales import Sale, SaleLine, SaleTender, TillClose
from marketplace.services import hand_overs, stock
from sync.contract import v1
from sync.kernel.clock import told_instant


def close_sale(
    session: Session, shop_id: str, device_id: str, message: v1.SaleClosed, at: datetime
) -> None:
    """Keep a ticket, move its goods, and let go what its order lines held. Twice is once."""
    if session.get(Sale, message.sale) is not None:
        return
    session.add(
        Sale(
            id=message.sale,
            shop_id=shop_id,
            device_id=device_id,
            till=message.till,
            number=message.number,
            kind=message.kind,
            business_day=message.business_day,
            at=told_instant(message.at, at),
            gross_cents=message.gross_cents,
            net_cents=message.net_cents,
            journal_seq=message.journal_seq,
            journal_hash=message.journal_hash,
            order_id=message.order,
            refund_of=message.refund_of,
            received_at=at,
        )
    )
    session.flush()
    for position, line in enumerate(message.lines):
        _keep_line(session, shop_id, message, position, line, at)
    is_by_line = any(line.order_line for line in message.lines)
    if message.order and message.kind == "sale" and not is_by_line:
        # Its lines let go of their own; the rest of an order may be collected another day.
        hand_overs.release_order(session, shop_id, message.order)
    for position, tender in enumerate(message.tenders):
        session.add(
            SaleTender(
                sale_id=message.sale, position=position, means=tender.means, cents=tender.cents
            )
        )
    session.flush()


def _keep_line(
    session: Session,
    shop_id: str,
    message: v1.SaleClosed,
    position: int,
    line: v1.SaleLine,
    at: datetime,
) -> None:
    session.add(
        SaleLine(
            sale_id=message.sale,
            position=position,
            variant=line.variant,
            label=line.label,
            quantity=line.quantity,
            gross_cents=line.gross_cents,
            vat_bp=line.vat_bp,
            order_line_id=line.order_line,
        )
    )
    if line.variant and line.quantity:
        stock.move(session, shop_id, line.variant, -line.quantity, message.kind, message.sale, at)
    if line.order_line and line.quantity > 0:
        hand_overs.release_line(session, shop_id, line.order_line)


def close_till(
    session: Session, shop_id: str, device_id: str, message: v1.TillClosed, at: datetime
) -> None:
    """Keep a Z report's totals. Twice is once."""
    key = (shop_id, message.till, message.z_number)
    if session.get(TillClose, key) is not None:
        return
    session.add(
        TillClose(
            shop_id=shop_id,
            till=message.till,
            z_number=message.z_number,
            device_id=device_id,
            business_day=message.business_day,
            gross_cents=message.gross_cents,
            net_cents=message.net_cents,
            tickets=message.tickets,
            journal_seq=message.journal_seq,
            journal_hash=message.journal_hash,
            received_at=at,
        )
    )
    session.flush()
