"""The attacker of the tamper matrix: rewrites a journal as consistently as the rules allow."""

from collections.abc import Callable, Sequence
from typing import Any

from fiscal import Sealed, Signer, canonical

Records = list[dict[str, Any]]


def records_of(rows: Sequence[Sealed]) -> Records:
    return [canonical.loads(row.c) for row in rows]


def forge(
    rows: Sequence[Sealed], change: Callable[[Records], Records], signer: Signer | None
) -> list[Sealed]:
    """Apply a change and make everything fit again that can be made to fit.

    Numbers, both chains, ticket numbers and perpetual totals are recomputed; the signatures too
    when the attacker holds a key, else the old ones stay where they were.
    """
    forged: list[Sealed] = []
    last: dict[str, tuple[int, str]] = {}
    h, gtn, gta, ticket = "0" * 64, 0, 0, 0
    for number, record in enumerate(change(records_of(rows)), 1):
        kno, kind_h = last.get(record["k"], (0, "0" * 64))
        body = record["b"]
        if "no" in body:
            ticket += 1
            body["no"] = f"{body['no'][:9]}{ticket:06d}"
        if "gtn" in body and "tot" in body and record["k"] != "CLOSE":
            gtn, gta = gtn + body["tot"], gta + abs(body["tot"])
            body |= {"gtn": gtn, "gta": gta}
        record |= {"seq": number, "kno": kno + 1, "ph": h, "pk": kind_h}
        c = canonical.dumps(record)
        digest = canonical.digest(c)
        h = digest.hex()
        last[record["k"]] = (kno + 1, h)
        old = rows[min(number, len(rows)) - 1].s
        forged.append(Sealed(number, c, digest, old if signer is None else signer.sign(digest)))
    return forged


def with_amount(records: Records, place: int, ttc: int) -> Records:
    """Make one cash sale of one line cheaper or dearer, in every figure that tells of it."""
    body = records[place]["b"]
    vat = (2 * ttc * 2000 + 12_000) // 24_000
    body |= {"tot": ttc, "ht": ttc - vat, "due": ttc}
    body["lines"][0] |= {"ttc": ttc, "pu": ttc}
    body["vat"][0] |= {"ttc": ttc, "ht": ttc - vat, "vat": vat}
    body["pay"][0]["amount"] = ttc
    return records


def without_receipts(records: Records) -> Records:
    """Drop what the hub countersigned, since its signature cannot be made anew."""
    return [record for record in records if record["k"] != "ANCHOR"]
