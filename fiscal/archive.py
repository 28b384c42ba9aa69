"""The archive of a closed period: one ZIP that anybody can read and verify without our program.

What stands in it is told by archive_readme.txt, which goes in as README.txt.
"""

import csv
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from fiscal import canonical
from fiscal.bodies import ArchiveBody, Period
from fiscal.canonical import Body
from fiscal.errors import ArchiveRefusedError, NotCanonicalError
from fiscal.events import event_code
from fiscal.head import Head, Store
from fiscal.record import TICKETS, UNSIGNED, Kind, Record, Sealed
from fiscal.signer import Signer, public_pem, verify_signature

FORMAT = "TVFJ-archive/1"

#: Largest manifest that is read back; it grows by some hundred bytes a key.
_MANIFEST_LIMIT = 1_000_000

#: Longest line of the journal that is read back; the longest closures have some thousand bytes.
_LINE_LIMIT = 4_000_000

_NO_ROW = (KeyError, TypeError, ValueError, AttributeError, RecursionError)

#: A spreadsheet takes cells that begin so for formulas.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_TABLES = {
    "closures.csv": (
        *("seq", "period", "number", "from_seq", "to_seq", "from_day", "to_day", "automatic"),
        *("total_ttc", "total_ht", "refunds", "outside", "perpetual_net", "perpetual_absolute"),
    ),
    "tickets.csv": (
        *("seq", "number", "kind", "instant_utc", "day", "operator", "channel", "total_ttc"),
        *("total_ht", "outside", "due", "rounding", "perpetual_net", "perpetual_absolute"),
    ),
    "vat.csv": ("seq", "number", "day", "rate_percent", "ttc", "ht", "vat"),
    "payments.csv": ("seq", "number", "day", "means", "label", "amount"),
    "events.csv": ("seq", "instant_utc", "day", "operator", "code", "kind", "text", "details"),
}


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive read back: enough to verify it with `verify_journal`."""

    manifest: Body
    #: Head before its first record.
    start: Head
    #: Key in force at its first record.
    pub: bytes


def write_archive(
    target: Path, store: Store, signer: Signer, *, clock_ms: Callable[[], int], medium: str = ""
) -> ArchiveBody:
    """Write the archive of everything closed since the last one, and return what to record.

    The caller records it with `Journal.record_archive`. The journal is read once, from its first
    record, so that the state before the archive is what the records tell and not what a table says.

    Args:
        target: The ZIP file; appears only when it is whole.
        store: The journal's rows.
        signer: The key in force; signs the manifest.
        clock_ms: The present, ms.
        medium: What it is written to, as the operator names it.

    Raises:
        ArchiveRefusedError: Nothing was closed since the last archive, a day is open, or the key
            changed since the last closure.
        SignerUnavailableError: The key cannot be reached.
    """
    head = store.head()
    first = head.archived_seq + 1
    last = max((head.close(level).seq for level in Period), default=0)
    if head.open_day or last < first:
        raise ArchiveRefusedError("nothing closed since the last archive, or a day is open")
    with TemporaryDirectory(dir=target.parent, prefix=".archive-") as folder:
        draft = _Draft(Path(folder))
        start = Head()
        with ExitStack() as stack:
            draft.open(stack)
            end = start
            for row in store.after(0, last):
                record = row.record()
                end = end.after(record, row.h)
                if row.seq < first:
                    start = end
                else:
                    draft.add(row, record)
        if signer.public_key.hex() != end.pub:
            raise ArchiveRefusedError("the key changed since the last closure: close a day first")
        manifest = draft.finish(start, end, clock_ms())
        signature = signer.sign(hashlib.sha256(manifest).digest())
        part = Path(folder, "archive.zip")
        _zip(part, draft.names, Path(folder), manifest, signature, clock_ms())
        part.replace(target)
    return ArchiveBody(
        first_seq=first,
        last_seq=last,
        from_bd=draft.first_bd,
        to_bd=draft.last_bd,
        manifest=hashlib.sha256(manifest).digest(),
        is_year=head.close(Period.YEAR).seq >= first,
        medium=medium,
    )


def read_archive(archive: zipfile.ZipFile) -> Archive:
    """Return what an archive says of itself, its manifest's signature and files checked.

    Raises:
        ArchiveRefusedError: It is no archive of ours, or differs from its signed manifest.
    """
    try:
        if archive.getinfo("manifest.json").file_size > _MANIFEST_LIMIT:
            raise ArchiveRefusedError("manifest too large")
        text = archive.read("manifest.json")
        manifest = canonical.loads(text)
        keys = [bytes.fromhex(key["pub"]) for key in manifest["keys"]]
        is_signed = verify_signature(
            keys[-1], hashlib.sha256(text).digest(), archive.read("manifest.sig")
        )
        files = {name: _sha256(archive, name) for name in manifest["files"]}
        start = Head.checked(manifest["start"])
    except (*_NO_ROW, zipfile.BadZipFile, NotCanonicalError) as error:
        raise ArchiveRefusedError("not an archive of this format") from error
    if not is_signed or files != manifest["files"]:
        raise ArchiveRefusedError("differs from its signed manifest")
    return Archive(manifest=manifest, start=start, pub=keys[0])


def archive_rows(archive: zipfile.ZipFile) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Yield the rows of an archive for `verify_journal`.

    Raises:
        ArchiveRefusedError: A line is no row. Whether a row is a record is the verification's say.
    """
    with archive.open("journal.jsonl") as lines:
        while line := lines.readline(_LINE_LIMIT):
            try:
                row = json.loads(line)
                spelling = row["c"].encode()
                signature = UNSIGNED if row["s"] == "-" else bytes.fromhex(row["s"])
                yield int(json.loads(spelling)["seq"]), spelling, bytes.fromhex(row["h"]), signature
            except _NO_ROW as error:
                raise ArchiveRefusedError("a line of the journal is no row") from error


class _Draft:
    """The files of an archive, written record by record into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: dict[str, IO[str]] = {}
        self._records = 0
        self._first: Record | None = None
        self._keys: list[Body] = []
        self.first_bd = self.last_bd = ""
        self.names: list[str] = []

    def open(self, stack: ExitStack) -> None:
        """Open the files; CSV for French spreadsheets: mark, semicolons, decimal commas."""
        for name in ("journal.jsonl", "anchors.jsonl"):
            self._lines[name] = stack.enter_context(_text_file(self._folder / name, "utf-8"))
        for name, columns in _TABLES.items():
            self._lines[name] = stack.enter_context(_text_file(self._folder / name, "utf-8-sig"))
            self._write(name, columns)

    def add(self, row: Sealed, record: Record) -> None:
        """Write one record into every file it belongs to."""
        signature = "-" if row.s == UNSIGNED else row.s.hex()
        line = {"c": row.c.decode(), "h": row.h.hex(), "s": signature}
        self._json("journal.jsonl", line)
        self._records += 1
        self._first = self._first or record
        self.first_bd = self.first_bd or record.bd
        self.last_bd = record.bd
        if record.k in TICKETS:
            self._add_ticket(record)
        elif record.k is Kind.CLOSE:
            self._write("closures.csv", _closure_cells(record))
        elif record.k is Kind.ANCHOR:
            self._json("anchors.jsonl", record.b["receipt"])
        code = event_code(record.k, record.b)
        if code:
            self._write("events.csv", _event_cells(record, code))
        if record.k in {Kind.GENESIS, Kind.KEY}:
            self._keys.append({"pub": record.b["pub"], "from_seq": record.seq})

    def finish(self, start: Head, end: Head, created_ms: int) -> bytes:
        """Add the fixed files and return the manifest's bytes."""
        first = self._first
        if first is None:
            raise ArchiveRefusedError("no record")
        keys: list[Body] = [{"pub": start.pub, "from_seq": start.seq + 1}] if start.pub else []
        keys += self._keys
        for number, key in enumerate(keys):
            key["epoch"] = max(start.epoch, 1) + number
            path = self._folder / f"keys/epoch-{key['epoch']}.pem"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(public_pem(bytes.fromhex(key["pub"])))
        package = resources.files("fiscal")
        for name, source in (
            ("README.txt", "archive_readme.txt"),
            ("schema.json", "archive_schema.json"),
            ("verify.py", "archive_verifier.py"),
        ):
            (self._folder / name).write_bytes(package.joinpath(source).read_bytes())
        pems = [f"keys/epoch-{key['epoch']}.pem" for key in keys]
        self.names = ["README.txt", *self._lines, *pems, "schema.json", "verify.py"]
        return canonical.dumps(
            {
                "format": FORMAT,
                "est": first.est,
                "till": first.till,
                "training": first.trn,
                "software": first.sw,
                "created": created_ms,
                "records": self._records,
                "from_bd": self.first_bd,
                "to_bd": self.last_bd,
                "first": {"seq": start.seq + 1, "ph": start.h},
                "last": {"seq": end.seq, "h": end.h},
                "before": {"gtn": start.gtn, "gta": start.gta, "adv": start.adv},
                "after": {"gtn": end.gtn, "gta": end.gta, "adv": end.adv},
                "start": start.to_fields(),
                "keys": keys,
                "files": {name: _file_sha256(self._folder / name) for name in self.names},
            }
        )

    def _add_ticket(self, record: Record) -> None:
        body = record.b
        number = body["no"]
        self._write("tickets.csv", _ticket_cells(record))
        for part in body["vat"]:
            amounts = (_amount(part["ttc"]), _amount(part["ht"]), _amount(part["vat"]))
            self._write("vat.csv", (record.seq, number, record.bd, _amount(part["rate"]), *amounts))
        for item in body["pay"]:
            words = (_words(item["means"]), _words(item.get("label", "")))
            amount = _amount(item["amount"])
            self._write("payments.csv", (record.seq, number, record.bd, *words, amount))

    def _json(self, name: str, line: Body) -> None:
        self._lines[name].write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")

    def _write(self, name: str, cells: Sequence[object]) -> None:
        csv.writer(self._lines[name], delimiter=";").writerow(cells)


def _text_file(path: Path, encoding: str) -> IO[str]:
    return path.open("w", encoding=encoding, newline="")


def _closure_cells(record: Record) -> tuple[object, ...]:
    body = record.b
    amounts = (body[name] for name in ("tot", "ht", "refunds", "out", "gtn", "gta"))
    span = (body["from_seq"], body["to_seq"], body["from_bd"], body["to_bd"], int(body["auto"]))
    return (record.seq, body["per"], body["n"], *span, *map(_amount, amounts))


def _ticket_cells(record: Record) -> tuple[object, ...]:
    body = record.b
    names = ("tot", "ht", "out", "due", "round", "gtn", "gta")
    amounts = ("" if name not in body else _amount(body[name]) for name in names)
    what = (record.seq, body["no"], record.k.value, _instant(record.ts), record.bd)
    return (*what, _words(record.op), body["ch"], *amounts)


def _event_cells(record: Record, code: int) -> tuple[object, ...]:
    body = record.b if record.k is Kind.EVENT else {}
    details = json.dumps(body["data"], ensure_ascii=False, sort_keys=True) if "data" in body else ""
    when = (record.seq, _instant(record.ts), record.bd, _words(record.op))
    return (*when, code, record.k.value, _words(body.get("txt", "")), _words(details))


def _amount(cents: int) -> str:
    """Return hundredths with a decimal comma: cents as euros, basis points as per cent."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"


def _words(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _instant(ts: int) -> str:
    return datetime.fromtimestamp(ts // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _zip(
    part: Path, names: Iterable[str], folder: Path, manifest: bytes, signature: bytes, now_ms: int
) -> None:
    """Write the ZIP: README first, the manifest next, its signature last."""
    moment = datetime.fromtimestamp(now_ms // 1000, UTC).timetuple()[:6]
    first, *others = names
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (first, "manifest.json", *others, "manifest.sig"):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o444 << 16
            content = {"manifest.json": manifest, "manifest.sig": signature}.get(name)
            if content is not None:
                archive.writestr(entry, content)
                continue
            with Path(folder, name).open("rb") as source, archive.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
    with part.open("rb+") as written:
        os.fsync(written.fileno())


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
