"""Looks the marketplace over: what must always be true, and what an operator should see coming."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError
from marketplace.models.catalogue import Offer, StockMove
from marketplace.models.jobs import Job
from marketplace.models.town import Shop
from marketplace.models.web_till import WebTillHead
from marketplace.services import (
    audit,
    jobs,
    ledger,
    web_till,
    web_till_regaining,
    web_till_rows,
    web_till_waiting,
)
from marketplace.services.hub import Hub
from marketplace.services.town import find_town

_LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `name` finds its sentence."""

    name: str
    is_well: bool
    detail: str = ""


def examine(hub: Hub) -> tuple[Finding, ...]:
    """Return what was found, worst news included; changes nothing."""
    with hub.database.read() as session:
        return (
            *_engine(hub, session),
            _books(session),
            _trail(session),
            _web_tills(session),
            _web_orders(session),
            *_web_restore(session, hub.clock.now()),
            _stocks(session),
            _jobs(session),
            _disk(hub),
            _town(session),
        )


def _engine(hub: Hub, session: Session) -> tuple[Finding, ...]:
    if not hub.database.is_sqlite:
        server = str(session.execute(text("SHOW server_version")).scalar_one())
        return (Finding("postgresql", is_well=True, detail=server),)
    version = str(session.execute(text("SELECT sqlite_version()")).scalar_one())
    verdict = str(session.execute(text("PRAGMA quick_check(1)")).scalar_one())
    name = str(hub.database.file)
    is_sound = verdict == "ok"
    return (
        Finding("sqlite", is_well=True, detail=version),
        Finding("database", is_sound, name if is_sound else verdict),
    )


def _books(session: Session) -> Finding:
    broken = ledger.unbalanced_entries(session)
    return Finding("ledger", not broken, broken[0] if broken else "")


def _trail(session: Session) -> Finding:
    broken = audit.first_broken(session)
    return Finding("audit", broken is None, "" if broken is None else str(broken))


def _web_tills(session: Session) -> Finding:
    """Look through each shop's journal of what was paid online, at the speed of hashing."""
    shops = session.scalars(select(WebTillHead.shop_id).order_by(WebTillHead.shop_id)).all()
    altered = [shop_id for shop_id in shops if not web_till_rows.is_sound(session, shop_id)]
    return Finding("web_till", not altered, altered[0] if altered else "")


def _web_orders(session: Session) -> Finding:
    left_out = web_till.not_entered(session)
    return Finding("web_order", not left_out, left_out[0] if left_out else "")


def _web_restore(session: Session, at: datetime) -> tuple[Finding, ...]:
    """Look at what a restore has left of the journals of online sales."""
    shops = session.execute(select(Shop.id, Shop.sign).order_by(Shop.id)).all()
    waiting = [sign for key, sign in shops if web_till_waiting.silent_counters(session, key, at)]
    forked = web_till_regaining.forked_shops(session)
    lost = web_till_regaining.lost_orders(session)
    return (
        Finding("web_wait", not waiting, ", ".join(waiting[:3])),
        Finding("web_fork", not forked, forked[0] if forked else ""),
        Finding("web_lost", not lost, lost[0] if lost else ""),
    )


def _stocks(session: Session) -> Finding:
    moved = (
        select(func.coalesce(func.sum(StockMove.delta), 0))
        .where(StockMove.shop_id == Offer.shop_id, StockMove.variant == Offer.variant)
        .scalar_subquery()
    )
    wrong = session.scalar(select(func.count()).select_from(Offer).where(Offer.on_hand != moved))
    return Finding("stock", not wrong, str(wrong or ""))


def _jobs(session: Session) -> Finding:
    failing = session.scalar(
        select(func.count()).select_from(Job).where(Job.attempts >= jobs.MOST_ATTEMPTS)
    )
    return Finding("jobs", not failing, str(failing or ""))


def _disk(hub: Hub) -> Finding:
    free = shutil.disk_usage(hub.settings.data_dir).free
    return Finding("disk", free >= _LEAST_FREE_BYTES, f"{free // (1024 * 1024)} Mo")


def _town(session: Session) -> Finding:
    try:
        town = find_town(session)
    except NotFoundError:
        return Finding("town", is_well=False)
    return Finding("town", is_well=True, detail=town.name)
