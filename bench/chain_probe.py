"""Measures how fast a long journal is verified from its database.

`python -m bench.chain_probe make SHOP FOLDER COUNT SIGNED` writes a journal of COUNT tickets of
which the first SIGNED and the last bear their signature; `quick` and `full FOLDER` verify it.
"""

import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pysqlite3 import dbapi2

from bench.goods import baskets, codes_of, fill, in_cash
from bench.probe import answer, resident_mb
from desktop.bootstrap import open_shop
from desktop.services.books.inspection import all_cores
from desktop.services.books.journal import SqlStore
from desktop.services.books.journal_parts import Part, verify_shared
from desktop.services.counter import selling
from desktop.services.database import FILE_NAME, open_to_read
from fiscal import (
    FolderKeyStore,
    Head,
    KeySigner,
    Record,
    Report,
    Sealed,
    canonical,
    verify_journal,
    verify_quick,
)
from fiscal.signer import verify_signature

if TYPE_CHECKING:
    import sqlite3

LINES = 2
SAMPLE = 5_000
TURNS = 3
_ROWS = "SELECT seq, c, h, s FROM journal_record ORDER BY seq"
_INSERT = "INSERT INTO journal_record (till, seq, kind, kno, c, h, s) VALUES (?, ?, ?, ?, ?, ?, ?)"
_MANY = 2**50
"""Stands for a number in the pattern of a ticket; no true number is as high."""

_Row = tuple[str, int, str, int, bytes, bytes, bytes]


def make(source: Path, folder: Path, count: int, signed: int) -> None:
    """Sell one ticket in a copy of the shop and write the journal of a till that sold it often."""
    codes = codes_of(source)
    keys = FolderKeyStore(folder)
    with closing(open_shop(folder, keys=keys, prints=False, talks=False)) as shop:
        selling.take_payment(shop, in_cash(fill(shop, baskets(codes, 1, 1, LINES)[0])))
        with shop.look() as look:
            store = SqlStore(look.connection, shop.settings.till)
            head = store.head()
            ticket = store.get(head.seq).record()
        till = shop.settings.till
    signer = KeySigner(keys, till)
    with closing(dbapi2.connect(str(folder / FILE_NAME), isolation_level=None)) as opened:
        opened.execute("PRAGMA synchronous=OFF")
        for (name,) in opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            opened.execute(f'DROP TRIGGER "{name}"')
        opened.execute("BEGIN")
        tickets = _Tickets(till, head, ticket, signer)
        opened.executemany(_INSERT, tickets.rows(count - head.seq, signed))
        opened.execute("UPDATE journal_head SET seq = ?, state = ?", tickets.last(count))
        opened.execute("COMMIT")
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    answer({"bytes": (folder / FILE_NAME).stat().st_size})


class _Tickets:
    """Writes one ticket again and again, each chained to the one before."""

    def __init__(self, till: str, head: Head, ticket: Record, signer: KeySigner) -> None:
        self._till = till
        self._head = head
        self._ticket = ticket
        self._signer = signer
        self._pattern = self._make_pattern()

    def _make_pattern(self) -> bytes:
        fields = json.loads(self._ticket.spelled())
        for place, name in enumerate(("seq", "kno", "ts")):
            fields[name] = _MANY + place
        fields["b"]["gtn"], fields["b"]["gta"] = _MANY + 3, _MANY + 4
        fields["ph"] = fields["pk"] = "<h>"
        fields["b"]["no"] = "<no>"
        spelled = canonical.dumps(fields).decode().replace("%", "%%")
        names = ("seq", "kno", "ts", "gtn", "gta")
        spelled = re.sub(
            str(_MANY)[:-1] + r"(\d)",
            lambda found: f"%({names[int(found[1]) - int(str(_MANY)[-1])]})d",
            spelled,
        )
        return spelled.replace("<h>", "%(h)s").replace("<no>", "%(no)s").encode()

    def rows(self, count: int, signed: int) -> Iterator[_Row]:
        """Yield so many rows after the head."""
        head, ticket, sha256 = self._head, self._ticket, hashlib.sha256
        first = self._ticket.kno
        total = ticket.b["tot"]
        stem = ticket.b["no"][:-6]
        kind = ticket.k.value
        link = head.h
        signature = b""
        for more in range(1, count + 1):
            text = self._pattern % {
                b"seq": head.seq + more,
                b"kno": first + more,
                b"ts": head.ts + more,
                b"gtn": head.gtn + more * total,
                b"gta": head.gta + more * abs(total),
                b"h": link.encode(),
                b"no": f"{stem}{first + more:06d}".encode(),
            }
            digest = sha256(canonical.DOMAIN + text).digest()
            if more <= signed or more == count:
                signature = self._signer.sign(digest)
            link = digest.hex()
            self._sealed = Sealed(head.seq + more, text, digest, signature)
            yield self._till, head.seq + more, kind, first + more, text, digest, signature

    def last(self, count: int) -> tuple[int, bytes]:
        """Return what the journal's head row says after the last of them."""
        # What adds up over the tickets is in the last one; the drawer alone is counted here.
        grown = self._head.after(self._sealed.record(), self._sealed.h)
        more = count - self._head.seq
        cash = grown.drawer - self._head.drawer
        fields = grown.to_fields()
        fields["drawer"] = self._head.drawer + more * cash
        fields["unanchored"] = self._head.unanchored + more
        return count, Head.from_fields(fields).to_json().encode()


def quick(folder: Path) -> None:
    """Verify chain and hashes, in turn with reading and hashing.

    By all cores, as `comptoir verify --quick` does, their start included; and by one, as a till
    does at its start.
    """
    file = folder / FILE_NAME
    names = ("speed", "alone", "floor", "cpu_speed", "cpu_floor")
    told: dict[str, list[float]] = {name: [] for name in names}
    grown = 0.0
    with closing(open_to_read(file)) as opened:
        pinned = _first_key(opened)
        (till,) = opened.execute("SELECT till FROM journal_head").fetchone()
        for _ in range(TURNS):
            start, busy = time.perf_counter(), time.process_time()
            count = sum(
                hashlib.sha256(canonical.DOMAIN + text).digest() == digest
                for _seq, text, digest, _signature in opened.execute(_ROWS)
            )
            told["floor"].append(count / (time.perf_counter() - start))
            told["cpu_floor"].append(count / (time.process_time() - busy))
            before = resident_mb()
            start, busy = time.perf_counter(), time.process_time()
            report = verify_quick(opened.execute(_ROWS), pinned)
            told["alone"].append(count / (time.perf_counter() - start))
            told["cpu_speed"].append(count / (time.process_time() - busy))
            grown = max(grown, resident_mb() - before)
            _must_be_sound(report, count)
            before = resident_mb()
            start = time.perf_counter()
            with all_cores() as executor:
                report = verify_shared(opened, Part(file, till, pinned), executor)
            told["speed"].append(count / (time.perf_counter() - start))
            grown = max(grown, resident_mb() - before)
            _must_be_sound(report, count)
        (length,) = opened.execute("SELECT avg(length(c)) FROM journal_record").fetchone()
    answer({**told, "grown_mb": grown, "bytes": length})


def full(folder: Path) -> None:
    """Verify everything, signatures included, on all cores, beside the signatures alone on one."""
    with closing(open_to_read(folder / FILE_NAME)) as opened:
        pinned = _first_key(opened)
        rows = opened.execute(_ROWS).fetchmany(SAMPLE)
        start = time.perf_counter()
        for _seq, _text, digest, signature in rows:
            verify_signature(pinned, digest, signature)
        bare = time.perf_counter() - start
        (state,) = opened.execute("SELECT state FROM journal_head").fetchone()
        head = Head.from_json(state)
        start = time.perf_counter()
        with all_cores() as executor:
            report = verify_journal(opened.execute(_ROWS), pinned, head=head, executor=executor)
        took = time.perf_counter() - start
    _must_be_sound(report, head.seq)
    answer({"speed": head.seq / took, "floor": len(rows) / bare})


def _first_key(opened: "sqlite3.Connection") -> bytes:
    (text,) = opened.execute("SELECT c FROM journal_record WHERE seq = 1").fetchone()
    return bytes.fromhex(Record.read(text).b["pub"])


def _must_be_sound(report: Report, wanted: int) -> None:
    if not report.is_sound or report.records != wanted:
        sys.exit(f"{report.records} records of {wanted}: {report.findings[:3]}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", source, folder, count, signed]:
            make(Path(source), Path(folder), int(count), int(signed))
        case ["quick", folder]:
            quick(Path(folder))
        case ["full", folder]:
            full(Path(folder))
