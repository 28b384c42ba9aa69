"""What the till tells by itself, above whatever is being done: one line, the gravest first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from desktop.models.base import table_of
from desktop.models.carriage import Parcel
from desktop.models.house import Enrolment, SettingValue
from desktop.models.orders import Order
from desktop.models.paper import PrintJob
from desktop.services.books.anchoring import REFUSED_AT
from desktop.services.books.integrity import read_defect
from desktop.services.books.journal import reading_journal
from desktop.services.books.succession import read_loss
from desktop.services.shop import Shop
from desktop.services.till.timekeeping import clock_standing
from desktop.services.town import refused_words
from desktop.services.town.refused_words import RefusedWord
from desktop.settings import FILES
from fiscal import ClockStanding, Head
from sync.kernel.clock import from_milliseconds, milliseconds, shop_day

_enrolments = table_of(Enrolment)
_settings = table_of(SettingValue)
_orders = table_of(Order)
_parcels = table_of(Parcel)
_jobs = table_of(PrintJob)

Fact = int | date | datetime

UNANCHORED_FOR = timedelta(hours=48)
"""So long the marketplace may be away before somebody is told (fiscal study § 2.14)."""
_BEHIND = timedelta(minutes=5)
_UNFIT = "unfit"
"""As `printing.spooler.Reason`: the window's first second reads no printer."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to tell. Its sentence is wording."""

    code: str
    #: "stop" for what may be an alteration, "look" for what wants a look.
    tone: str
    facts: dict[str, Fact] = field(default_factory=dict)
    #: What a person may answer: "seen", "clock" (it is right), "anew" (another till),
    #: "orders" or "papers" (show them), "drawer" or "word" (it was seen) or nothing.
    answer: str = ""
    #: What the marketplace did not take, where it is about that.
    word: RefusedWord | None = None


def alarm_of(shop: Shop) -> Alarm | None:
    """Return the gravest thing to tell, None when all is well. None of them stops a sale."""
    with shop.look() as look:
        head = reading_journal(shop, look.connection).head()
        for find in _FINDERS:
            alarm = find(shop, look.connection, head)
            if alarm is not None:
                return alarm
    return None


def _defect(_shop: Shop, connection: Connection, _head: Head) -> Alarm | None:
    found = read_defect(connection)
    if found is None or found.is_seen:
        return None
    facts: dict[str, Fact] = {"n": found.findings, "seq": found.first_seq}
    return Alarm("journal_defect", "stop", facts, answer="seen")


def _refused_anchor(shop: Shop, connection: Connection, head: Head) -> Alarm | None:
    refused_at = connection.execute(
        select(_settings.c.value).where(_settings.c.key == REFUSED_AT)
    ).scalar()
    if not isinstance(refused_at, int) or head.anchored_seq >= refused_at:
        return None
    lost = read_loss(connection, shop.settings.till)
    if lost is None:
        return Alarm("anchor_refused", "stop")
    facts: dict[str, Fact] = {"seq": lost.anchored_seq, "n": lost.tickets}
    return Alarm("journal_lost", "stop", facts, answer="anew")


def _degraded(_shop: Shop, _connection: Connection, head: Head) -> Alarm | None:
    return Alarm("degraded", "look", {"n": head.unsigned}) if head.degraded_from else None


def _clock(shop: Shop, connection: Connection, head: Head) -> Alarm | None:
    now = shop.clock.now()
    shown: dict[str, Fact] = {"day": shop_day(now, shop.zone), "at": now}
    known = from_milliseconds(max(head.ts, head.anchored_at))
    standing = clock_standing(shop, connection)
    if standing in {ClockStanding.BEFORE_ANCHOR, ClockStanding.LEAPT}:
        return Alarm("clock_doubtful", "look", shown, answer="clock")
    if head.seq and shop.clock_trusted_since is None and now < known - _BEHIND:
        return Alarm("clock_behind", "look", shown)
    return None


def _unanchored(shop: Shop, connection: Connection, head: Head) -> Alarm | None:
    if not head.unanchored or not head.anchored_at:
        return None
    is_enrolled = connection.execute(select(_enrolments.c.hub_url)).first() is not None
    since = shop_day(from_milliseconds(head.anchored_at), shop.zone)
    if not is_enrolled or milliseconds(shop.clock.now() - UNANCHORED_FOR) < head.anchored_at:
        return None
    return Alarm("unanchored", "look", {"n": head.unanchored, "since": since})


def _odd_orders(_shop: Shop, connection: Connection, _head: Head) -> Alarm | None:
    counted = (
        select(func.count()).select_from(table).where(table.c.anomaly != "")
        for table in (_orders, _parcels)
    )
    odd = sum(connection.scalar(each) or 0 for each in counted)
    return Alarm("odd_orders", "stop", {"n": odd}, answer="orders") if odd else None


def _drawer(shop: Shop, _connection: Connection, _head: Head) -> Alarm | None:
    is_shut = shop.spooler is not None and shop.spooler.is_drawer_shut
    return Alarm("drawer_shut", "look", answer="drawer") if is_shut else None


def _papers(shop: Shop, connection: Connection, _head: Head) -> Alarm | None:
    """Return what nobody is sure of, else what waits where nothing is printed.

    That is a printer that stands still, one that was taken away with its papers, and one that
    cannot print what waited for the one before.
    """
    open_papers = connection.execute(
        select(_jobs.c.printer, _jobs.c.state, _jobs.c.reason, func.count().label("papers"))
        .where(_jobs.c.state.in_(("doubtful", "queued", "held")))
        .group_by(_jobs.c.printer, _jobs.c.state, _jobs.c.reason)
    ).all()
    doubtful = sum(row.papers for row in open_papers if row.state == "doubtful")
    if doubtful:
        return Alarm("paper_doubtful", "look", {"n": doubtful}, answer="papers")
    waiting = sum(
        row.papers
        for row in open_papers
        if row.reason == _UNFIT or _prints_nothing(shop, row.printer)
    )
    return Alarm("papers_wait", "look", {"n": waiting}, answer="papers") if waiting else None


def _prints_nothing(shop: Shop, printer: str) -> bool:
    if printer != FILES and shop.settings.printer(printer) is None:
        return True
    return shop.spooler is not None and shop.spooler.stands_still(printer)


def _refused_words(_shop: Shop, connection: Connection, _head: Head) -> Alarm | None:
    word = refused_words.oldest(connection)
    return None if word is None else Alarm("word_refused", "look", answer="word", word=word)


_Finder = Callable[[Shop, Connection, Head], Alarm | None]
_FINDERS: tuple[_Finder, ...] = (
    _defect,
    _refused_anchor,
    _clock,
    _odd_orders,
    _drawer,
    _papers,
    _refused_words,
    _degraded,
    _unanchored,
)
