"""What is done, rung after rung, while nobody acknowledges news of an order.

A rung is one transaction: what it does, its record and the ladder's next step are on the disk
together, so that it is done once whatever happens. A rung that cannot be done is recorded too, and
the next one comes at once. What lies beyond the counter (mail, a shopkeeper's phone, the steward)
is the marketplace's to do, by the ladder it was told: also while this PC is off.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update

from desktop.domain.order_news import PAUSE_BETWEEN, News, next_due
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Enrolment
from desktop.models.sync import OutboxOp
from desktop.services.online.order_alarms import (
    ALARMS,
    AlarmView,
    StepView,
    note_step,
    raise_forgotten,
    read_standing,
)
from desktop.services.online.order_rules import go_by_rules
from desktop.services.papers import print_queue
from desktop.services.shop import Shop, Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.settings import AlarmRung, Settings
from sync.contract import v1

_enrolments = table_of(Enrolment)
_ops = table_of(OutboxOp)

PAPERS = ("paper", "second_paper")
BEYOND = ("email", "webhook", "steward")
"""Channels of the marketplace."""
WITH_ADDRESS = ("email", "webhook")
MOST_RUNGS = 8
LATEST_MINUTES = 24 * 60
_CONTENT = frozenset({"ready", "sink", "unknown"})
"""Conditions of a printer in which a paper is thought to come out."""
_TAKEN_IN = frozenset({"ok", "dup", "applied_over"})
"""What the marketplace answers to a word it goes by."""
_CLOCK_SLIP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Tried:
    outcome: str
    was_done: bool


def tick(shop: Shop) -> tuple[AlarmView, ...]:
    """Do what is due by now and return what nobody has acknowledged, oldest first.

    Called every few seconds and after a sleep of the PC: what was due meanwhile is done then. It
    also takes up what a rule of the shop's was to do when the program was cut off.
    """
    go_by_rules(shop)
    raise_forgotten(shop)
    return climb(shop)


def climb(shop: Shop) -> tuple[AlarmView, ...]:
    """Take every rung that is due and return what nobody has acknowledged, oldest first."""
    with shop.look() as look:
        alarms = read_standing(look.connection)
    if all(_waits(shop, alarm) for alarm in alarms):
        return alarms
    conditions = {each.code: each.condition for each in print_queue.printers(shop)}
    for alarm in alarms:
        while _take_rung(shop, alarm.id, conditions):
            pass
    with shop.look() as look:
        return read_standing(look.connection)


def _waits(shop: Shop, alarm: AlarmView) -> bool:
    """Tell whether nothing is to be done about an alarm now, the clock being what it was."""
    now, settings = shop.clock.now(), shop.settings
    if alarm.raised_at > now + _CLOCK_SLIP:
        return False
    planned = next_due(settings.ladder, alarm.rung, alarm.raised_at, settings.hours, settings.zone)
    if planned is None or alarm.next_at is None:
        return alarm.next_at is planned
    return now < alarm.next_at <= max(planned, now + PAUSE_BETWEEN)


def _take_rung(shop: Shop, alarm_id: str, conditions: dict[str, str]) -> bool:
    """Take an alarm's next rung if it is due, and tell whether another may be due at once."""
    settings = shop.settings
    with shop.begin() as work:
        alarm = next((each for each in read_standing(work.connection) if each.id == alarm_id), None)
        if alarm is None or _waits(shop, alarm):
            return False
        since = alarm.raised_at
        if since > work.at + _CLOCK_SLIP:
            # The clock was put back: counted from then, nothing would be due for hours.
            since = work.at
        planned = next_due(settings.ladder, alarm.rung, since, settings.hours, settings.zone)
        values: dict[str, object] = {"raised_at": since, "next_at": planned}
        is_due = alarm.next_at is not None and alarm.next_at <= work.at
        tried = None
        if planned is not None and (is_due or planned <= work.at):
            rung = settings.ladder[alarm.rung]
            tried = _do(work, alarm, rung, conditions)
            step = StepView(
                rung=alarm.rung + 1,
                at=work.at,
                channel=rung.channel,
                outcome=tried.outcome,
                was_done=tried.was_done,
            )
            note_step(work.connection, alarm.id, step)
            values["rung"] = alarm.rung + 1
            values["next_at"] = next_due(
                settings.ladder,
                alarm.rung + 1,
                since,
                settings.hours,
                settings.zone,
                last_at=work.at,
                was_done=tried.was_done,
            )
        work.connection.execute(update(ALARMS).where(ALARMS.c.id == alarm.id).values(**values))
        work.changed(Topic.ORDERS)
        work.commit()
    return tried is not None and not tried.was_done


def _do(work: UnitOfWork, alarm: AlarmView, rung: AlarmRung, conditions: dict[str, str]) -> _Tried:
    if rung.channel not in PAPERS:
        if alarm.kind is not News.NEW:
            # The marketplace calls about orders that nobody has seen; what changed is heard here.
            return _Tried("counter_only", was_done=False)
        standing = _stands_with_hub(work)
        return _Tried(standing, was_done=standing == "hub")
    # Here, because the papers cost start-up time that no order has to wait for.
    from desktop.services.online.labels import compose_slip  # noqa: PLC0415

    failure = "no_printer"
    for printer in printers_for(work.shop.settings, rung):
        try:
            slip = compose_slip(work.shop, work, alarm.order_id)
            job = print_queue.queue(
                work,
                replace(slip, news="" if alarm.kind is News.NEW else alarm.kind.value),
                printer=printer,
                kind="alarm",
                title=alarm.short_number,
                ref=alarm.order_id,
            )
        except RefusedError as error:
            failure = error.code
            continue
        condition = conditions.get(printer, "unknown")
        is_content = condition in _CONTENT
        return _Tried(job if is_content else f"{condition}:{job}", was_done=is_content)
    return _Tried(failure, was_done=False)


def _stands_with_hub(work: UnitOfWork) -> str:
    """Return "hub" where the marketplace has taken the ladder in and climbs it; else why not.

    A counter that never told its ladder does so now.
    """
    if work.connection.execute(select(_enrolments.c.hub_url)).first() is None:
        return "not_linked"
    answers = work.connection.scalars(
        select(_ops.c.result)
        .where(_ops.c.kind == "shop.ladder")
        .order_by(_ops.c.at.desc(), _ops.c.seq.desc())
    ).all()
    if not answers:
        tell_first_ladder(work)
    return "hub" if answers and answers[0] in _TAKEN_IN else "not_told"


def printers_for(settings: Settings, rung: AlarmRung) -> tuple[str, ...]:
    """Return the printers a rung's paper may go to, the preferred first."""
    if rung.address:
        return (rung.address,)
    usual = [settings.receipt_printer, settings.label_printer]
    usual += [each.code for each in settings.printers]
    known = list(dict.fromkeys(code for code in usual if settings.printer(code) is not None))
    return tuple(known[:1] if rung.channel == "paper" else known[1:])


# --- the ladder itself ----------------------------------------------------------------------------


def check_ladder(ladder: tuple[AlarmRung, ...]) -> tuple[AlarmRung, ...]:
    """Return a ladder in the order of its minutes.

    Raises:
        RefusedError: ladder_too_long; ladder_minutes; ladder_address, for a mail address or an
            https address that is none.
    """
    if len(ladder) > MOST_RUNGS:
        raise RefusedError("ladder_too_long", most=MOST_RUNGS)
    for rung in ladder:
        if not 0 <= rung.after_minutes <= LATEST_MINUTES:
            raise RefusedError("ladder_minutes", most=LATEST_MINUTES)
        is_sound = {
            "email": "@" in rung.address.strip("@ ") and " " not in rung.address,
            "webhook": rung.address.startswith("https://") and len(rung.address) > len("https://"),
        }.get(rung.channel, True)
        if not is_sound:
            raise RefusedError("ladder_address", address=rung.address[:60])
    return tuple(sorted(ladder, key=lambda rung: rung.after_minutes))


def tell_ladder(shop: Shop) -> None:
    """Tell the marketplace the rungs that are its own; called when the ladder was changed."""
    with shop.begin() as work:
        outbox.append(work, "shop.ladder", v1.ShopLadder(rungs=_rungs_beyond(shop)))
        work.commit()


def tell_first_ladder(work: UnitOfWork) -> None:
    """Tell the marketplace the rungs a counter joins with, in the transaction of its joining.

    Whoever never opens the settings is called by the marketplace all the same; what another counter
    of the shop has said stays.
    """
    told = v1.ShopLadder(rungs=_rungs_beyond(work.shop), unless_told=True)
    outbox.append(work, "shop.ladder", told)


def _rungs_beyond(shop: Shop) -> tuple[v1.Rung, ...]:
    return tuple(_told(rung) for rung in shop.settings.ladder if rung.channel not in PAPERS)


def _told(rung: AlarmRung) -> v1.Rung:
    match rung.channel:
        case "email" | "webhook" | "steward" as channel:
            return v1.Rung(after_minutes=rung.after_minutes, channel=channel, address=rung.address)
        case _:
            raise ValueError(rung.channel)
