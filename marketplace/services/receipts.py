"""Receipts on customers' phones: found by a secret that only the customer's screen has seen.

The till sends the paper's text and the hash of the secret; the marketplace never learns who reads,
and forgets the text after a month (CNIL: no longer than needed; the shop's journal keeps the sale).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError
from marketplace.models.sales import SharedReceipt
from marketplace.models.town import Shop
from sync.contract import v1

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as its page shows it."""

    shop: str
    number: str
    text: str
    expires_at: datetime


def share(session: Session, shop_id: str, message: v1.ReceiptShared, at: datetime) -> None:
    """Keep a receipt for its month; the same one twice is once."""
    if session.get(SharedReceipt, message.token_hash) is not None:
        return
    session.add(
        SharedReceipt(
            token_hash=message.token_hash,
            shop_id=shop_id,
            number=message.number,
            text=message.text,
            expires_at=at + KEPT_FOR,
        )
    )
    session.flush()


def read(session: Session, token: str, at: datetime) -> ReceiptView:
    """Return the receipt of a secret.

    Raises:
        NotFoundError: there is none, it has not come yet, or its month is over.
    """
    row = session.execute(
        select(SharedReceipt, Shop.sign)
        .join(Shop, Shop.id == SharedReceipt.shop_id)
        .where(
            SharedReceipt.token_hash == hashlib.sha256(token.encode()).hexdigest(),
            SharedReceipt.expires_at > at,
        )
    ).first()
    if row is None:
        raise NotFoundError("receipt")
    kept, sign = row
    return ReceiptView(shop=sign, number=kept.number, text=kept.text, expires_at=kept.expires_at)


def forget_old(session: Session, at: datetime) -> int:
    """Remove what nobody may read any more; return how many."""
    gone = delete(SharedReceipt).where(SharedReceipt.expires_at <= at)
    return len(session.scalars(gone.returning(SharedReceipt.token_hash)).all())
