"""Pictures a shop hands to the town's steward, who says what they show; the shop decides.

Only what a shop shared is seen, by whoever holds a steward's address, and only until it is
answered or taken back. What comes back is a proposal: nothing of it is shown in the town before
the shop confirmed it.
"""

import hashlib
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.steward import SharedDraft, StewardKey
from marketplace.models.sync import Blob
from marketplace.models.town import Shop
from marketplace.services import audit, feed
from sync.contract import v1
from sync.kernel.ids import is_id

ENTITY = "draft"
MOST_PHOTOS = 6
MOST_WAITING = 500
"""Of one shop."""
LIMITS = {"name": 200, "brand": 120, "description": 400, "section": 80}
LONGEST_NOTE = 500
KEPT_FOR = timedelta(days=90)
"""An answer has long been fetched; a question nobody answered is asked anew or not at all."""
_CODE_LETTERS = 48
_PICTURE = re.compile(r"[0-9a-f]{64}")
_SECRET_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedView:
    """What a steward sees of one product."""

    id: str
    shop: str
    note: str
    code: str
    #: SHA-256 of each picture that has come.
    photos: tuple[str, ...]
    #: Pictures that are still on their way.
    coming: int
    shared_at: datetime


def share(session: Session, shop_id: str, message: v1.DraftShared, at: datetime) -> None:
    """Put pictures before the steward, or take them back.

    Raises:
        Refusal: wrong_value, too_many_shared.
    """
    # Locked, as in `answer`: what is taken back while it is answered is not answered.
    row = session.get(SharedDraft, message.draft, with_for_update=True)
    if row is not None and row.shop_id != shop_id:
        raise Refusal("wrong_value", {"field": "draft"})
    if message.is_withdrawn:
        if row is not None:
            row.state, row.photos, row.note = "withdrawn", [], ""
            session.flush()
        return
    _check(message)
    if row is None or row.state != "waiting":
        _check_room(session, shop_id)
    if row is None:
        row = SharedDraft(id=message.draft, shop_id=shop_id)
        session.add(row)
    row.state, row.code, row.note = "waiting", message.code, message.note
    row.photos, row.shared_at, row.answered_at = list(message.photos), at, None
    session.flush()


def _check(message: v1.DraftShared) -> None:
    names = set(message.photos)
    is_whole = (
        is_id(message.draft)
        and 0 < len(message.photos) <= MOST_PHOTOS
        and len(names) == len(message.photos)
        and all(map(_PICTURE.fullmatch, names))
        and len(message.note) <= LONGEST_NOTE
        and len(message.code) <= _CODE_LETTERS
        # PostgreSQL takes no such sign, and a push that fails holds up all that comes after it.
        and "\0" not in message.note + message.code
    )
    if not is_whole:
        raise Refusal("wrong_value", {"field": "draft"})


def _check_room(session: Session, shop_id: str) -> None:
    held = select(func.count()).where(
        SharedDraft.shop_id == shop_id, SharedDraft.state == "waiting"
    )
    if (session.scalar(held) or 0) >= MOST_WAITING:
        raise Refusal("too_many_shared", {"limit": MOST_WAITING})


def draft_entity(session: Session, shop_id: str, entity_id: str) -> v1.Message | None:
    """Return the steward's answer, None while there is none."""
    row = session.get(SharedDraft, entity_id)
    if row is None or row.shop_id != shop_id or row.state != "answered":
        return None
    return v1.DraftEntity(
        draft=row.id,
        name=row.name,
        brand=row.brand,
        description=row.description,
        section=row.section,
        photo=row.photo,
    )


# --- the steward --------------------------------------------------------------------------------


def new_key(session: Session, name: str, at: datetime) -> str:
    """Return the secret of a new address; it is shown once and kept as its hash."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    session.add(StewardKey(token_hash=_hash(secret), name=name, created_at=at, ended_at=None))
    audit.record(session, at, "operator", "steward.key", name)
    return secret


def end_keys(session: Session, name: str, at: datetime) -> int:
    """End every address of that name; return how many there were."""
    ended = (
        update(StewardKey)
        .where(StewardKey.name == name, StewardKey.ended_at.is_(None))
        .values(ended_at=at)
    )
    count = len(session.scalars(ended.returning(StewardKey.token_hash)).all())
    audit.record(session, at, "operator", "steward.end", name, {"ended": count})
    return count


def open_door(session: Session, secret: str) -> None:
    """Let in who has an address that holds.

    Raises:
        NotFoundError: there is no such address, or it was ended.
    """
    key = session.get(StewardKey, _hash(secret))
    if key is None or key.ended_at is not None:
        raise NotFoundError("steward")


def waiting(session: Session) -> tuple[SharedView, ...]:
    """Return what waits for an answer, the oldest first."""
    rows = session.execute(
        select(SharedDraft, Shop.sign)
        .join(Shop, Shop.id == SharedDraft.shop_id)
        .where(SharedDraft.state == "waiting")
        .order_by(SharedDraft.shared_at, SharedDraft.id)
        .limit(MOST_WAITING)
    ).all()
    here = _arrived(session, {name for row, _sign in rows for name in row.photos})
    return tuple(_view(row, sign, here) for row, sign in rows)


def find(session: Session, draft_id: str) -> SharedView:
    """Return one product that waits.

    Raises:
        NotFoundError: it is answered, taken back, or never was.
    """
    row = session.execute(
        select(SharedDraft, Shop.sign)
        .join(Shop, Shop.id == SharedDraft.shop_id)
        .where(SharedDraft.id == draft_id, SharedDraft.state == "waiting")
    ).first()
    if row is None:
        raise NotFoundError("draft")
    return _view(*row, _arrived(session, row.SharedDraft.photos))


def answer(session: Session, draft_id: str, told: Mapping[str, str], at: datetime) -> None:
    """Send the shop what its pictures show; its tills are told at once.

    Args:
        session: a writing one.
        draft_id: which product.
        told: name (needed), brand, description, section, and photo, one of its pictures.
        at: now.

    Raises:
        NotFoundError: it is answered, taken back, or never was.
        Refusal: steward_name_missing, steward_too_long.
    """
    session.get(SharedDraft, draft_id, with_for_update=True)
    view = find(session, draft_id)
    texts = {field: _tidy(told.get(field, ""), field) for field in LIMITS}
    if not texts["name"]:
        raise Refusal("steward_name_missing")
    row = session.get_one(SharedDraft, draft_id)
    for field, text in texts.items():
        setattr(row, field, text)
    row.photo = told.get("photo", "") if told.get("photo", "") in view.photos else ""
    row.state, row.answered_at, row.note = "answered", at, ""
    session.flush()
    feed.touch(session, row.shop_id, ENTITY, row.id)


def forget_old(session: Session, at: datetime) -> int:
    """Remove what is over or was never answered; return how much."""
    gone = delete(SharedDraft).where(SharedDraft.shared_at <= at - KEPT_FOR)
    return len(session.scalars(gone.returning(SharedDraft.id)).all())


def _tidy(text: str, field: str) -> str:
    kept = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if len(kept) > LIMITS[field]:
        raise Refusal("steward_too_long", {"limit": LIMITS[field]})
    return kept


def _arrived(session: Session, names: Collection[str]) -> set[str]:
    """Return which of the pictures have come."""
    return set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(names))))


def _view(row: SharedDraft, sign: str, here: Collection[str]) -> SharedView:
    return SharedView(
        id=row.id,
        shop=sign,
        note=row.note,
        code=row.code,
        photos=tuple(each for each in row.photos if each in here),
        coming=sum(each not in here for each in row.photos),
        shared_at=row.shared_at,
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
