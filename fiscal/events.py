"""The event journal's codes (NF525 JET numbers where one is public, our own from 400)."""

from enum import IntEnum

from fiscal.canonical import Body
from fiscal.record import Kind


class EventCode(IntEnum):
    """What happened; codes in 400-499 are ours and need a mapping if certification is sought."""

    SEQUENCE_SUSPENDED = 10
    SEQUENCE_RESUMED = 15
    INTERIM_ARCHIVE = 20
    YEAR_ARCHIVE = 30
    STOP = 40
    DAY_OR_MONTH_CLOSED = 50
    YEAR_CLOSED = 60
    DEGRADED_ON = 70
    START = 80
    INTEGRITY_DEFECT = 90
    RECORD_REFUSED = 91
    DATA_EXPORTED = 110
    DEGRADED_OFF = 120
    WORKSTATION_ADDED = 126
    WORKSTATION_REMOVED = 127
    RIGHTS_CHANGED = 130
    CREDIT_TICKET = 190
    SOFTWARE_UPDATED = 250
    DATA_INITIALISED = 260
    COMPLIANCE_SETTING_CHANGED = 270
    TAX_AUDIT = 280
    ACCOUNTANT_EXCHANGE = 290
    CLOSING_STARTED = 330
    KEY_CHANGED = 401
    ANCHOR_ACCEPTED = 402
    ANCHOR_REFUSED = 403
    CLOCK_JUMP = 410
    TRAINING_ON = 420
    TRAINING_OFF = 421
    DRAWER_OPENED = 430
    #: `data["what"]` is "line" or "basket".
    VOIDED = 431
    #: A price or discount given by hand.
    PRICE_CHANGED = 432
    DUPLICATE = 433
    E_RECEIPT = 434
    #: An invoice was made from a ticket: its number, the hash of its file, the ticket's record.
    INVOICED = 435
    #: A note was given before payment: what it came to. No turnover, no ticket.
    NOTE_GIVEN = 436
    #: Goods for adults: `data["seen"]` tells whether the customer was of age or they were refused.
    AGE_CHECKED = 437
    TERMINAL_UNKNOWN = 440
    TERMINAL_RESOLVED = 441
    TERMINAL_MISMATCH = 442
    BACKED_UP = 450
    RESTORED = 451
    PURGED = 452
    REPAIRED = 453
    #: Goods of an order left that no ticket tells of: its id and the hash of its code.
    HANDED_OVER = 480
    #: Goods paid online came back; the marketplace refunds them, the till pays nothing.
    TAKEN_BACK = 481
    #: A person's word on an order that two tills handed over.
    ORDER_RESOLVED = 482


#: Kinds that are an event by themselves; they are not doubled by an EVENT record.
_BY_KIND = {
    Kind.GENESIS: EventCode.DATA_INITIALISED,
    Kind.KEY: EventCode.KEY_CHANGED,
    Kind.ANCHOR: EventCode.ANCHOR_ACCEPTED,
    Kind.REFUND: EventCode.CREDIT_TICKET,
    Kind.COPY: EventCode.DUPLICATE,
}


def event_code(kind: Kind, body: Body) -> int:
    """Return the number under which a record stands in the event journal, 0 when it does not."""
    if kind is Kind.EVENT:
        return int(body["code"])
    if kind is Kind.CLOSE:
        year = body["per"] == "Y"
        return EventCode.YEAR_CLOSED if year else EventCode.DAY_OR_MONTH_CLOSED
    if kind is Kind.ARCHIVE:
        return EventCode.YEAR_ARCHIVE if body["year"] else EventCode.INTERIM_ARCHIVE
    return _BY_KIND.get(kind, 0)
