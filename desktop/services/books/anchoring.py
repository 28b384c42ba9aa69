"""The fiscal journal's head on its way to the marketplace, and the countersignature back."""

import logging

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.house import Enrolment, SettingValue
from desktop.models.journal import JournalAnchor
from desktop.services.books.journal import journal_of, reading_journal
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from fiscal import (
    EventBody,
    EventCode,
    NothingToAnchorError,
    Receipt,
    ReceiptRefusedError,
    SignerUnavailableError,
)
from sync.contract import v1

_log = logging.getLogger(__name__)
_anchors = table_of(JournalAnchor)
_enrolments = table_of(Enrolment)
_settings = table_of(SettingValue)

AUTOMATIC = "auto"
REFUSED_AT = "anchor_refused_at"
"""Journal sequence at the last refusal: nothing is asked again before something new is written."""


class AnchorRows:
    """The journal as far as the hub witnesses it; each method is one transaction."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def next_anchor(self, since: int | None = None) -> v1.AnchorRequest | None:
        """Return the head to be witnessed; None when nothing is new but receipts."""
        with self._shop.look() as look:
            journal = reading_journal(self._shop, look.connection)
            head = journal.head()
            refused_at = look.connection.execute(
                select(_settings.c.value).where(_settings.c.key == REFUSED_AT)
            ).scalar()
            if not head.seq or (isinstance(refused_at, int) and head.seq <= refused_at):
                return None
            try:
                request = journal.anchor_request(since=since)
                public_key = self._shop.signer.public_key
            except (NothingToAnchorError, SignerUnavailableError):
                return None
        body = request.to_body() | {"pub": public_key.hex()}
        return msgspec.convert(body, v1.AnchorRequest)

    def record_receipt(self, receipt: v1.AnchorReceipt) -> None:
        """Check the hub's countersignature and write it into the journal."""
        body = msgspec.to_builtins(receipt)
        with self._shop.begin() as work:
            hub_key = work.connection.execute(select(_enrolments.c.hub_public_key)).scalar_one()
            try:
                journal_of(work).record_anchor(
                    Receipt.from_body(body), hub_key=bytes.fromhex(hub_key)
                )
            except ReceiptRefusedError as error:
                _refuse(work, {"verdict": "RECEIPT", "seq": receipt.seq}, str(error))
            else:
                row = insert(_anchors).prefix_with("OR REPLACE")
                work.connection.execute(
                    row.values(
                        till=receipt.till, seq=receipt.seq, receipt=msgspec.json.encode(receipt)
                    )
                )
            work.changed(Topic.TILL)
            work.commit()

    def record_refusal(self, refusal: v1.AnchorRefusal) -> None:
        """Write down that the hub holds another history: for a human."""
        with self._shop.begin() as work:
            _refuse(work, msgspec.to_builtins(refusal), refusal.verdict)
            work.commit()


def _refuse(work: UnitOfWork, details: dict[str, object], reason: str) -> None:
    """Keep the refusal in the journal itself, and ask no more until something is written."""
    _log.error("anchor_refused %s", reason)
    event = EventBody(code=EventCode.ANCHOR_REFUSED, text=reason, details=details)
    sealed = journal_of(work).record_event(event, operator=AUTOMATIC)
    row = upsert(_settings).values(key=REFUSED_AT, value=sealed.seq)
    work.connection.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )
    work.changed(Topic.TILL, Topic.LINK)
