"""How the computer's clock stands to the journal, and who says that it is right."""

from sqlalchemy import Connection

from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.services.books.journal import journal_of, reading_journal
from desktop.services.shop import Shop, Topic
from desktop.services.team import staff as people
from desktop.services.unit_of_work import UnitOfWork
from fiscal import ClockStanding, EventBody, EventCode, Journal
from sync.kernel.clock import from_milliseconds, shop_day

_DOUBTFUL = frozenset({ClockStanding.BEFORE_ANCHOR, ClockStanding.LEAPT})


def clock_standing(shop: Shop, connection: Connection) -> ClockStanding:
    """Return how the clock stands; one that a person has confirmed is steady until it jumps again."""
    return _standing(shop, reading_journal(shop, connection))


def doubts_clock(work: UnitOfWork) -> bool:
    """Tell whether a day may be opened or closed only once a person has said the clock is right.

    It shows a time before the marketplace's last word, or more than a year after the last record:
    what is written then cannot be taken back, and the business day never goes back.
    """
    return _standing(work.shop, journal_of(work)) in _DOUBTFUL


def refuse_doubtful_clock(work: UnitOfWork) -> None:
    """See that the clock can be believed.

    Raises:
        RefusedError: clock_doubtful, with what it shows and what the journal knows.
    """
    if doubts_clock(work):
        head = journal_of(work).head()
        known = from_milliseconds(max(head.ts, head.anchored_at))
        zone = work.shop.zone
        raise RefusedError(
            "clock_doubtful",
            day=shop_day(work.at, zone),
            at=work.at,
            known=shop_day(known, zone),
        )


def confirm_clock(shop: Shop, staff: str, *, approved_by: str = "") -> None:
    """Say that the clock is right although the journal knows better; kept in the journal (410).

    Raises:
        RefusedError: needs_approval.
    """
    with shop.begin() as work:
        people.require(work, staff, Act.CHANGE_SETTINGS, approved_by=approved_by)
        journal = journal_of(work)
        head = journal.head()
        if head.seq:
            details = {"confirmed": 1, "known": max(head.ts, head.anchored_at)}
            event = EventBody(code=EventCode.CLOCK_JUMP, details=details)
            journal.record_event(event, operator=staff)
        work.afterwards(lambda: shop.trust_clock(work.at))
        work.changed(Topic.TILL)
        work.commit()


def _standing(shop: Shop, journal: Journal) -> ClockStanding:
    standing = journal.clock_standing()
    # Whoever confirmed the clock has been heard, as long as it does not go back behind that.
    since = shop.clock_trusted_since
    is_heard = since is not None and shop.clock.now() >= since
    return (
        ClockStanding.STEADY if standing is ClockStanding.BEFORE_ANCHOR and is_heard else standing
    )
