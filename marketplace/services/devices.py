"""The PCs of the shops: how one is let in, proves who it is, and is shown out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError
from marketplace.models.sync import Device, EnrolmentCode, Nonce, Token
from marketplace.services import audit
from marketplace.services.database import Database
from marketplace.services.doorbell import Doorbell
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.kernel.clock import from_milliseconds, milliseconds
from sync.kernel.ids import new_id

CODE_LIFE = timedelta(minutes=15)
TOKEN_LIFE = timedelta(minutes=15)
ASSERTION_LIFE = timedelta(seconds=60)
CODE_TRIES = 5
_NAME_MAX = 80
_HALF = 4
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: none looks like another when it is read out over the telephone."""


def issue_code(session: Session, shop_id: str, at: datetime, actor: str) -> str:
    """Return a new one-time code for a shop, e.g. `K7QF-2M9X`; it lives fifteen minutes."""
    code = _draw_code(session, shop_id, at)
    audit.record(session, at, actor, "device.invite", shop_id)
    return code


def readmit(
    database: Database, doorbell: Doorbell, shop_id: str, device_id: str, at: datetime, actor: str
) -> str:
    """Return a one-time code that gives a device its place back, with its log, to a new key.

    For a PC that lost its key or was replaced: the old key opens nothing from now on.

    Raises:
        NotFoundError: the shop has no such device.
    """
    with database.write() as session:
        device = _of_shop(session, shop_id, device_id)
        device.revoked_at = device.revoked_at or at
        _spoil_codes(session, device_id, at)
        code = _draw_code(session, shop_id, at, device_id)
        audit.record(session, at, actor, "device.readmit", shop_id, {"device": device_id})
    doorbell.revoke(shop_id, device_id)
    return code


def _draw_code(session: Session, shop_id: str, at: datetime, device_id: str = "") -> str:
    session.execute(delete(EnrolmentCode).where(EnrolmentCode.expires_at < at - CODE_LIFE))
    halves = ["".join(secrets.choice(_SIGNS) for _ in range(_HALF)) for _ in range(2)]
    while session.get(EnrolmentCode, halves[0]) is not None:
        halves[0] = "".join(secrets.choice(_SIGNS) for _ in range(_HALF))
    session.add(
        EnrolmentCode(
            first_half=halves[0],
            code_hash=_hash("".join(halves)),
            shop_id=shop_id,
            expires_at=at + CODE_LIFE,
            tries_left=CODE_TRIES,
            used_at=None,
            device_id=device_id,
        )
    )
    return "-".join(halves)


def enrol(database: Database, request: v1.EnrolRequest, at: datetime) -> Device:
    """Let a device in against a one-time code.

    Raises:
        ProblemError: the code is wrong, used, too old or tried too often, all told alike; or the
            device does not hold the key it names.
    """
    if not _is_signed(
        request.public_key, v1.enrolment_text(request.code, request.public_key), request.signature
    ):
        raise ProblemError(v1.Problem(error="malformed", detail="signature"))
    if not 0 < len(request.name) <= _NAME_MAX or not 0 < len(request.till) <= _NAME_MAX:
        raise ProblemError(v1.Problem(error="malformed", detail="name"))
    with database.read() as session:
        is_near = session.get(EnrolmentCode, request.code[:_HALF]) is not None
    device: Device | None = None
    if is_near:
        # A wrong try is counted, so it is committed before it is refused. Blind guesses do not
        # get this far: nobody without a code makes us write.
        with database.write() as session:
            device = _spend_code(session, request, at)
    if device is None:
        raise ProblemError(v1.Problem(error="unauthorised", detail="code"))
    return device


def _spend_code(session: Session, request: v1.EnrolRequest, at: datetime) -> Device | None:
    code = session.get(EnrolmentCode, request.code[:_HALF], with_for_update=True)
    if code is None or code.used_at is not None or code.expires_at <= at or code.tries_left <= 0:
        return None
    if not secrets.compare_digest(code.code_hash, _hash(request.code)):
        code.tries_left -= 1
        return None
    code.used_at = at
    known = session.scalar(select(Device).where(Device.public_key == request.public_key))
    if code.device_id:
        return _give_back(session, code, request, at) if known is None else None
    if known is not None:
        # The answer to an earlier enrolment was lost, or the PC moves to another code of its shop.
        return known if known.shop_id == code.shop_id and known.revoked_at is None else None
    device = Device(
        id=new_id(),
        shop_id=code.shop_id,
        name=request.name,
        till=_till_for(session, code.shop_id, request),
        public_key=request.public_key,
        enrolled_at=at,
        revoked_at=None,
        last_seen=at,
        clock_offset_ms=0,
        app="",
    )
    session.add(device)
    audit.record(session, at, device.id, "device.enrol", code.shop_id, {"name": request.name})
    return device


def _till_for(session: Session, shop_id: str, request: v1.EnrolRequest) -> str:
    """Return the till's code, or the first free one where another counter of the shop bears it.

    Also one that was shown out keeps its code: its tickets bear it.
    """
    borne = set(session.scalars(select(Device.till).where(Device.shop_id == shop_id)))
    if not request.is_new or request.till not in borne:
        return request.till
    return next(code for place in count(2) if (code := f"T{place:02d}") not in borne)


def _give_back(
    session: Session, code: EnrolmentCode, request: v1.EnrolRequest, at: datetime
) -> Device:
    """Put a new key in a device's place; whatever the old one earned ends with it."""
    device = session.get_one(Device, code.device_id, with_for_update=True)
    session.execute(delete(Token).where(Token.device_id == device.id))
    device.public_key = request.public_key
    device.name, device.till = request.name, request.till
    device.revoked_at = None
    device.last_seen = at
    audit.record(session, at, device.id, "device.enrol", code.shop_id, {"name": request.name})
    return device


def issue_token(database: Database, request: v1.TokenRequest, at: datetime) -> v1.TokenAnswer:
    """Return a bearer token for a device that signed for it.

    Raises:
        ProblemError: unknown device, wrong signature, an assertion used before; `clock` with the
            right time when the device's clock is off by more than a minute; `revoked`.
    """
    with database.read() as session:
        device = session.get(Device, request.device)
    text = v1.token_text(request.device, request.at, request.nonce)
    is_short = len(request.nonce) <= _NAME_MAX
    if device is None or not (is_short and _is_signed(device.public_key, text, request.signature)):
        raise ProblemError(v1.Problem(error="unauthorised", detail="assertion"))
    if device.revoked_at is not None:
        raise ProblemError(v1.Problem(error="revoked"))
    offset_ms = milliseconds(at) - request.at
    if abs(offset_ms) > ASSERTION_LIFE // timedelta(milliseconds=1):
        raise ProblemError(v1.Problem(error="clock", now=milliseconds(at)))
    token = secrets.token_urlsafe(32)
    with database.write() as session:
        _use_nonce(session, request, at)
        session.execute(
            update(Device)
            .where(Device.id == device.id)
            .values(clock_offset_ms=offset_ms, last_seen=at)
        )
        session.execute(delete(Token).where(Token.expires_at < at))
        session.execute(
            insert(Token).values(
                token_hash=_hash(token), device_id=device.id, expires_at=at + TOKEN_LIFE
            )
        )
    return v1.TokenAnswer(
        token=token, expires_at=milliseconds(at + TOKEN_LIFE), now=milliseconds(at)
    )


def _use_nonce(session: Session, request: v1.TokenRequest, at: datetime) -> None:
    session.execute(delete(Nonce).where(Nonce.expires_at < at))
    if session.get(Nonce, (request.device, request.nonce)) is not None:
        raise ProblemError(v1.Problem(error="unauthorised", detail="assertion"))
    session.execute(
        insert(Nonce).values(
            device_id=request.device,
            nonce=request.nonce,
            expires_at=from_milliseconds(request.at) + 2 * ASSERTION_LIFE,
        )
    )


@dataclass(frozen=True, slots=True)
class Caller:
    """The device behind a request, and the one shop it may speak for."""

    device_id: str
    shop_id: str


def authenticate(session: Session, token: str, at: datetime) -> Caller:
    """Return who holds a bearer token; looked up at each request, so that revoking works at once.

    Raises:
        ProblemError: unauthorised, or revoked.
    """
    row = session.execute(
        select(Device.id, Device.shop_id, Device.revoked_at, Token.expires_at)
        .join(Token, Token.device_id == Device.id)
        .where(Token.token_hash == _hash(token))
    ).one_or_none()
    if row is None or row.expires_at <= at:
        raise ProblemError(v1.Problem(error="unauthorised", detail="token"))
    if row.revoked_at is not None:
        raise ProblemError(v1.Problem(error="revoked"))
    return Caller(row.id, row.shop_id)


def is_welcome(session: Session, caller: Caller) -> bool:
    """Tell whether a device is still let in."""
    device = session.get(Device, caller.device_id)
    return device is not None and device.revoked_at is None


def note_hello(session: Session, caller: Caller, app: str, at: datetime) -> None:
    """Remember when a device last greeted, and which version of the app it runs."""
    device = session.get_one(Device, caller.device_id)
    device.last_seen = at
    device.app = app[:_NAME_MAX]


def list_devices(session: Session, shop_id: str) -> list[Device]:
    """Return the devices of a shop, newest first, revoked ones included."""
    query = select(Device).where(Device.shop_id == shop_id).order_by(Device.enrolled_at.desc())
    return list(session.scalars(query))


def revoke(
    database: Database, doorbell: Doorbell, shop_id: str, device_id: str, at: datetime, actor: str
) -> None:
    """Show a device out: its tokens end now, its open connection is told.

    A connection to another process of the marketplace learns of it at its next ping.

    Raises:
        NotFoundError: the shop has no such device.
    """
    with database.write() as session:
        device = _of_shop(session, shop_id, device_id)
        device.revoked_at = device.revoked_at or at
        _spoil_codes(session, device_id, at)
        audit.record(session, at, actor, "device.revoke", shop_id, {"device": device_id})
    doorbell.revoke(shop_id, device_id)


def _of_shop(session: Session, shop_id: str, device_id: str) -> Device:
    device = session.get(Device, device_id)
    if device is None or device.shop_id != shop_id:
        raise NotFoundError("device")
    return device


def _spoil_codes(session: Session, device_id: str, at: datetime) -> None:
    """End every code that would give this device its place back: only the last word counts."""
    session.execute(
        update(EnrolmentCode)
        .where(EnrolmentCode.device_id == device_id, EnrolmentCode.used_at.is_(None))
        .values(used_at=at)
    )


def _is_signed(public_key: str, text: bytes, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), text)
    except (ValueError, InvalidSignature):
        return False
    return True


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
