"""Witnessing the tills' fiscal journals: countersigned heads in an append-only log of our own.

Whoever holds a till and its key can rewrite its journal; not what is signed here.
"""

from datetime import datetime
from pathlib import Path
from typing import Literal, cast

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from fiscal.anchors import AnchorRequest, KnownTill, Receipt, Refusal, Verdict, countersign, judge
from fiscal.merkle import AnchorLog, leaf_hash
from fiscal.signer import FolderKeyStore, KeySigner, Signer
from marketplace.models.sync import (
    AnchoredHash,
    AnchoredTill,
    AnchorLeaf,
    AnchorRefused,
    AnchorTree,
)
from marketplace.services.devices import Caller
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.contract.canonical import encode
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id

_KEY = "anchor"
_LONGEST_TILL = 64
_MOST_64_BITS = 2**63 - 1

VerdictName = Literal["MALFORMED", "KEYPIN", "ROLLBACK", "FORK", "HUB_BEHIND"]


def open_signer(folder: Path) -> Signer:
    """Return the marketplace's key, made at its first start in a file only its owner may read."""
    return KeySigner.obtain(FolderKeyStore(folder), _KEY)


def witness(
    session: Session, caller: Caller, asked: v1.AnchorRequest, signer: Signer, at: datetime
) -> v1.AnchorAnswer:
    """Countersign the head of a till's journal, or say why not and keep the proof.

    The till's key is pinned at its first anchor.

    Raises:
        ProblemError: the request is none.
    """
    request = _read(asked)
    known = session.get(AnchoredTill, (caller.shop_id, asked.till), with_for_update=True)
    pinned = _known(known) if known else KnownTill(bytes.fromhex(asked.pub), 0, b"")
    hashes = _held_hashes(session, caller.shop_id, request, pinned)
    verdict = judge(request, pinned, lambda seq: hashes.get(seq, b""), milliseconds(at))
    if not verdict.is_accepted:
        return _refuse(session, caller, asked, verdict, pinned, at)
    receipt = _append(session, caller.shop_id, request, verdict, signer, at)
    if request.seq >= pinned.seq:
        _remember(session, caller.shop_id, known, request, asked.pub, at)
    _remember_hashes(session, caller.shop_id, request, hashes)
    return v1.AnchorAnswer(receipt=msgspec.convert(receipt.to_body(), v1.AnchorReceipt))


def _read(asked: v1.AnchorRequest) -> AnchorRequest:
    numbers = (asked.seq, asked.ts, asked.anchored_seq, asked.sent_at)
    try:
        bytes.fromhex(asked.pub)
        if len(asked.till) > _LONGEST_TILL or any(abs(one) > _MOST_64_BITS for one in numbers):
            raise ValueError(asked.till)  # noqa: TRY301 one way out for all that is malformed
        return AnchorRequest.from_body(msgspec.to_builtins(asked))
    except (ValueError, TypeError, KeyError) as error:
        raise ProblemError(v1.Problem(error="malformed", detail="anchor")) from error


def _known(till: AnchoredTill) -> KnownTill:
    return KnownTill(
        pub=bytes.fromhex(till.public_key),
        seq=till.seq,
        h=bytes.fromhex(till.hash),
        time=milliseconds(till.at),
    )


def _held_hashes(
    session: Session, shop_id: str, request: AnchorRequest, known: KnownTill
) -> dict[int, bytes]:
    rows = session.execute(
        select(AnchoredHash.seq, AnchoredHash.hash).where(
            AnchoredHash.shop_id == shop_id,
            AnchoredHash.till == request.till,
            AnchoredHash.seq.between(request.anchored_seq, max(request.seq, known.seq)),
        )
    )
    return {row.seq: bytes.fromhex(row.hash) for row in rows}


def _append(
    session: Session,
    shop_id: str,
    request: AnchorRequest,
    verdict: Verdict,
    signer: Signer,
    at: datetime,
) -> Receipt:
    tree = session.get(AnchorTree, 1, with_for_update=True)
    if tree is None:
        tree = AnchorTree(id=1, size=0, peaks=[])
        session.add(tree)
    log = AnchorLog(tree.size, tuple(bytes.fromhex(peak) for peak in tree.peaks))
    receipt, grown = countersign(request, verdict, log, signer, milliseconds(at))
    tree.size, tree.peaks = grown.size, [peak.hex() for peak in grown.peaks]
    session.add(
        AnchorLeaf(
            log_index=receipt.index,
            shop_id=shop_id,
            till=request.till,
            seq=request.seq,
            leaf=leaf_hash(receipt.leaf()).hex(),
            receipt=dict(receipt.to_body()),
            given_at=at,
        )
    )
    return receipt


def _remember(
    session: Session,
    shop_id: str,
    till: AnchoredTill | None,
    request: AnchorRequest,
    public_key: str,
    at: datetime,
) -> None:
    if till is None:
        till = AnchoredTill(shop_id=shop_id, till=request.till, public_key=public_key)
        session.add(till)
    till.seq, till.hash, till.at = request.seq, request.h.hex(), at


def _remember_hashes(
    session: Session, shop_id: str, request: AnchorRequest, held: dict[int, bytes]
) -> None:
    fresh = [
        {"shop_id": shop_id, "till": request.till, "seq": seq, "hash": link.hex()}
        for seq, link in enumerate(request.hashes, start=request.anchored_seq + 1)
        if seq not in held
    ]
    if fresh:
        session.execute(insert(AnchoredHash), fresh)


def _refuse(
    session: Session,
    caller: Caller,
    asked: v1.AnchorRequest,
    verdict: Verdict,
    known: KnownTill,
    at: datetime,
) -> v1.AnchorAnswer:
    name = cast("VerdictName", verdict.refusal)
    if verdict.refusal is not Refusal.HUB_BEHIND:
        session.add(
            AnchorRefused(
                id=new_id(),
                shop_id=caller.shop_id,
                till=asked.till,
                verdict=str(name),
                at_seq=verdict.at,
                held_seq=known.seq,
                held_hash=known.h.hex(),
                request=encode(asked),
                received_at=at,
            )
        )
    refusal = v1.AnchorRefusal(
        verdict=name, at=verdict.at, held_seq=known.seq, held_h=known.h.hex()
    )
    return v1.AnchorAnswer(refusal=refusal)
