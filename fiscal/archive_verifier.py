"""Checks a till's archive with nothing but this file, Python 3.9 or later, and openssl.

Usage: python3 -I verify.py ARCHIVE.zip [--key HEX] [--hub-key HEX]

--key      public key of the till as the hub or the enrolment sheet tells it (66 hex digits)
--hub-key  public key of the marketplace that countersigned the journal's heads

Exit code 0: nothing found. 1: something does not fit. 2: wrong use, or no archive.

Nothing here comes from the program that wrote the archive: the record format is rebuilt from
README.txt, the elliptic curve from its definition (FIPS 186-4, P-256). openssl, where it is
installed, checks the manifest, the closures and the first and last record a second time.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

DOMAIN = b"TVFJ/1\n"
RECEIPT_DOMAIN = b"TVFJ/1 receipt\n"
ZERO = "0" * 64
SHOWN = 50

# P-256: y^2 = x^3 - 3x + B over the field of P; G generates a group of order N.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
WINDOW = 4

Json = dict[str, Any]
Point = tuple[int, int]


def main() -> int:
    """Check the archive named on the command line and say what was found."""
    parser = argparse.ArgumentParser(description="Check a till's archive.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--key", default="", help="public key of the till, 66 hex digits")
    parser.add_argument("--hub-key", default="", help="public key of the marketplace")
    asked = parser.parse_args()
    try:
        with zipfile.ZipFile(asked.archive) as archive:
            check = Check(archive, asked.key.lower(), asked.hub_key.lower())
            check.run()
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        sys.stderr.write(f"{asked.archive}: not a readable archive ({error!r})\n")
        return 2
    check.tell()
    return 1 if check.defects else 0


class Check:
    """One pass over an archive."""

    def __init__(self, archive: zipfile.ZipFile, key: str, hub_key: str) -> None:
        self.archive = archive
        self.key = key
        self.hub_key = hub_key
        self.manifest = json.loads(archive.read("manifest.json"))
        self.defects: list[str] = []
        self.records = 0
        self.unsigned = 0
        self.receipts = 0
        self.by_openssl = 0
        self.curves: dict[str, Curve] = {}

    def run(self) -> None:
        """Check manifest, files, records and receipts."""
        self.check_manifest()
        self.check_files()
        Walk(self).run()

    def tell(self) -> None:
        """Write the outcome for people."""
        manifest = self.manifest
        lines = [
            f"till {manifest['till']}, establishment {manifest['est']}",
            f"records {manifest['first']['seq']} to {manifest['last']['seq']}: {self.records} read",
            f"hub receipts: {self.receipts}; unsigned records: {self.unsigned}",
            f"signatures checked again by openssl: {self.by_openssl}",
            f"key {manifest['keys'][0]['pub']}"
            + (" (as expected)" if self.key else " (compare it with the enrolment sheet)"),
            *self.defects[:SHOWN],
            f"{len(self.defects)} defect(s)" if self.defects else "OK: nothing found",
        ]
        sys.stdout.write("\n".join(lines) + "\n")

    def note(self, where: str, what: str) -> None:
        """Remember a defect."""
        self.defects.append(f"DEFECT {where}: {what}")

    def curve(self, pub: str) -> Curve:
        """Return the verifier of a public key, its tables made once."""
        if pub not in self.curves:
            self.curves[pub] = Curve(pub)
        return self.curves[pub]

    def check_manifest(self) -> None:
        """Check who signed the manifest, by hand and by openssl."""
        text = self.archive.read("manifest.json")
        signature = self.archive.read("manifest.sig")
        pub = self.manifest["keys"][-1]["pub"]
        if self.key and self.manifest["keys"][0]["pub"] != self.key:
            self.note("manifest.json", "its first key is not the one expected")
        if not self.curve(pub).is_signed(hashlib.sha256(text).digest(), signature):
            self.note("manifest.sig", "not signed by the key in force at the end")
        self.ask_openssl("manifest.json", pub, text, signature)

    def check_files(self) -> None:
        """Compare every file with its hash in the manifest."""
        listed = set(self.manifest["files"])
        present = set(self.archive.namelist()) - {"manifest.json", "manifest.sig"}
        for name in sorted(listed ^ present):
            self.note(name, "is missing, or is not listed in the manifest")
        for name in sorted(listed & present):
            digest = hashlib.sha256()
            with self.archive.open(name) as file:
                for block in iter(lambda: file.read(1 << 20), b""):
                    digest.update(block)
            if digest.hexdigest() != self.manifest["files"][name]:
                self.note(name, "differs from its hash in the manifest")

    def ask_openssl(self, where: str, pub: str, text: bytes, signature: bytes) -> None:
        """Check one signature again with openssl, if there is one."""
        program = shutil.which("openssl")
        if program is None:
            return
        with tempfile.TemporaryDirectory() as folder:
            key, subject, sig = (Path(folder, name) for name in ("pub.pem", "text", "sig"))
            key.write_bytes(self.curve(pub).pem())
            subject.write_bytes(text)
            sig.write_bytes(signature)
            command: list[str | Path] = [program, "dgst", "-sha256"]
            command += ["-verify", key, "-signature", sig, subject]
            answer = subprocess.run(  # noqa: S603 - openssl by its full path, files of our own
                command, capture_output=True, check=False
            )
        self.by_openssl += 1
        if b"Verified OK" not in answer.stdout:
            self.note(where, "openssl does not verify the signature")


class Walk:
    """Goes from record to record and keeps what the next one must fit."""

    def __init__(self, check: Check) -> None:
        manifest = check.manifest
        start = manifest["start"]
        self.check = check
        self.seq = start["seq"]
        self.h = start["h"]
        self.ts = start["ts"]
        self.kinds = {kind: (kno, h) for kind, (kno, h, _) in start["kinds"].items()}
        self.gtn, self.gta = start["gtn"], start["gta"]
        self.pub = start["pub"] or manifest["keys"][0]["pub"]
        self.hashes: dict[int, str] = {}
        self.day = Day()
        #: The first day closed here may have begun in the archive before.
        self.is_whole = not start["open_day"]

    def run(self) -> None:
        """Check every line of journal.jsonl."""
        manifest = self.check.manifest
        with self.check.archive.open("journal.jsonl") as lines:
            for line in lines:
                self.check.records += 1
                self.take(json.loads(line))
        last = manifest["last"]
        if (self.seq, self.h) != (last["seq"], last["h"]):
            self.check.note("journal.jsonl", "does not end where the manifest says")
        if (self.gtn, self.gta) != (manifest["after"]["gtn"], manifest["after"]["gta"]):
            self.check.note("journal.jsonl", "perpetual totals differ from the manifest")

    def take(self, row: dict[str, str]) -> None:
        """Check one row and go on to it."""
        spelling = row["c"].encode()
        digest = hashlib.sha256(DOMAIN + spelling).digest()
        where = f"record {self.seq + 1}"
        if digest.hex() != row["h"]:
            self.check.note(where, "its text does not have its hash")
        try:
            record = canonical(spelling)
            self.check_links(where, record)
            self.check_signature(where, record, spelling, digest, row["s"])
            self.check_body(where, record)
        except (KeyError, TypeError, ValueError) as error:
            self.check.note(where, f"is no record of this format ({error!r})")
            record = {}
        self.seq += 1
        self.h = row["h"]
        self.hashes[self.seq] = row["h"]
        if record:
            self.kinds[record["k"]] = (record["kno"], row["h"])
            self.ts = record["ts"]

    def check_links(self, where: str, record: Json) -> None:
        """Check numbers, the two chains and the time."""
        kno, last = self.kinds.get(record["k"], (0, ZERO))
        manifest = self.check.manifest
        if (record["seq"], record["kno"]) != (self.seq + 1, kno + 1):
            self.check.note(where, "is out of sequence")
        if (record["ph"], record["pk"]) != (self.h, last):
            self.check.note(where, "does not point at the record before")
        if record["ts"] <= self.ts:
            self.check.note(where, "is not later than the record before")
        if (record["till"], record["est"]) != (manifest["till"], manifest["est"]):
            self.check.note(where, "is of another till")

    def check_signature(
        self, where: str, record: Json, spelling: bytes, digest: bytes, signature: str
    ) -> None:
        """Check who signed; a record written without the key says so and is counted."""
        pub = self.pub
        if record["k"] == "KEY":
            self.pub = record["b"]["pub"]
            if record["b"]["reason"] == "lost":
                pub = self.pub
        if signature == "-":
            self.check.unsigned += 1
            if record.get("deg") != 1:
                self.check.note(where, "is not signed")
            return
        if not self.check.curve(pub).is_signed(digest, bytes.fromhex(signature)):
            self.check.note(where, "is not signed by the key in force")
        ends = (self.check.manifest["first"]["seq"], self.check.manifest["last"]["seq"])
        if record["k"] == "CLOSE" or record["seq"] in ends:
            self.check.ask_openssl(where, pub, DOMAIN + spelling, bytes.fromhex(signature))

    def check_body(self, where: str, record: Json) -> None:
        """Check the figures."""
        kind, body = record["k"], record["b"]
        if kind in ("SALE", "REFUND"):
            self.gtn += body["tot"]
            self.gta += abs(body["tot"])
            self.day.take(body)
            if not adds_up(body):
                self.check.note(where, "its figures do not add up")
        if kind in ("SALE", "REFUND", "CLOSE") and (body["gtn"], body["gta"]) != (
            self.gtn,
            self.gta,
        ):
            self.check.note(where, "its perpetual totals do not follow")
        if kind == "CLOSE" and body["per"] == "D":
            if self.is_whole and not self.day.is_told_by(body):
                self.check.note(where, "the day's closure differs from its tickets")
            self.day, self.is_whole = Day(), True
        if kind == "ANCHOR":
            self.check_receipt(where, body["receipt"])

    def check_receipt(self, where: str, receipt: Json) -> None:
        """Check what the hub countersigned."""
        self.check.receipts += 1
        known = self.hashes.get(receipt["seq"])
        if known is not None and known != receipt["h"]:
            self.check.note(where, "the hub countersigned another record")
        names = ("est", "till", "seq", "h", "ts", "time", "drift")
        leaf = {name: receipt[name] for name in names}
        if not is_in_tree(spelled(leaf), receipt):
            self.check.note(where, "its receipt is not in the hub's log")
        if self.check.hub_key:
            leaf.update(index=receipt["index"], size=receipt["size"], root=receipt["root"])
            digest = hashlib.sha256(RECEIPT_DOMAIN + spelled(leaf)).digest()
            if not self.check.curve(self.check.hub_key).is_signed(
                digest, bytes.fromhex(receipt["sig"])
            ):
                self.check.note(where, "its receipt was not signed by the hub")


class Day:
    """Sums of the tickets since the last daily closure."""

    def __init__(self) -> None:
        self.total = 0
        self.vat: dict[int, list[int]] = {}

    def take(self, body: Json) -> None:
        """Add a ticket."""
        self.total += body["tot"]
        for part in body["vat"]:
            sums = self.vat.setdefault(part["rate"], [0, 0, 0])
            for place, name in enumerate(("ttc", "ht", "vat")):
                sums[place] += part[name]

    def is_told_by(self, closure: Json) -> bool:
        """Tell whether the closure has the same sums."""
        told = {part["rate"]: [part["ttc"], part["ht"], part["vat"]] for part in closure["vat"]}
        return closure["tot"] == self.total and told == self.vat


class Curve:
    """ECDSA on P-256 for one public key, with tables of its multiples."""

    def __init__(self, pub: str) -> None:
        self.point = decompress(pub)
        self.table = multiples(self.point)

    def pem(self) -> bytes:
        """Return the key as openssl reads it."""
        head = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
        point = b"\x04" + b"".join(number.to_bytes(32, "big") for number in self.point)
        text = base64.b64encode(head + point).decode()
        rows = [text[place : place + 64] for place in range(0, len(text), 64)]
        return "\n".join(
            ["-----BEGIN PUBLIC KEY-----", *rows, "-----END PUBLIC KEY-----", ""]
        ).encode()

    def is_signed(self, digest: bytes, signature: bytes) -> bool:
        """Tell whether the DER signature of the digest is this key's (SEC 1, 4.1.4)."""
        numbers = read_der(signature)
        if numbers is None:
            return False
        r, s = numbers
        if not (0 < r < N and 0 < s < N):
            return False
        inverse = pow(s, -1, N)
        total = (0, 1, 0)
        for table, scalar in (
            (multiples(G), int.from_bytes(digest, "big") * inverse % N),
            (self.table, r * inverse % N),
        ):
            for place, row in enumerate(table):
                digit = scalar >> WINDOW * place & 15
                if digit:
                    total = add(total, row[digit])
        x, _, z = total
        return z != 0 and x * pow(z * z, -1, P) % P % N == r


def canonical(spelling: bytes) -> Json:
    """Return the object of canonical bytes; ValueError when they could be spelled otherwise."""
    text = spelling.decode()
    value: Json = json.loads(text, parse_float=refuse, parse_constant=refuse)
    if spelled(value) != spelling or unicodedata.normalize("NFC", text) != text:
        message = "not in canonical form"
        raise ValueError(message)
    return value


def refuse(number: str) -> int:
    """Refuse a number that is no integer."""
    message = f"{number} is no integer"
    raise ValueError(message)


def spelled(value: Json) -> bytes:
    """Return the canonical bytes of an object."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def adds_up(body: Json) -> bool:
    """Tell whether a ticket's rates, lines and payments fit each other."""
    vat, lines, paid = body["vat"], body["lines"], sum(item["amount"] for item in body["pay"])
    return bool(
        all(part["ht"] + part["vat"] == part["ttc"] for part in vat)
        and body["tot"] == sum(part["ttc"] for part in vat)
        and body["ht"] == sum(part["ht"] for part in vat)
        and body["nl"] == len(lines)
        and body["due"] == sum(line["ttc"] for line in lines) == body["tot"] + body["out"]
        and paid == body["due"] + body["round"]
    )


def is_in_tree(leaf: bytes, receipt: Json) -> bool:
    """Tell whether the proof leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    node = hashlib.sha256(b"\x00" + leaf).digest()
    place, last = receipt["index"], receipt["size"] - 1
    if not 0 <= place <= last:
        return False
    for sibling in (bytes.fromhex(item) for item in receipt["proof"]):
        if last == 0:
            return False
        if place & 1 or place == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        place, last = place >> 1, last >> 1
    return bool(last == 0 and node.hex() == receipt["root"])


def read_der(signature: bytes) -> tuple[int, int] | None:
    """Return r and s of a DER signature, None when it is none."""
    numbers = []
    rest = signature[2:]
    if len(signature) < 8 or signature[0] != 0x30 or signature[1] != len(rest):
        return None
    for _ in range(2):
        if len(rest) < 3 or rest[0] != 0x02 or len(rest) < 2 + rest[1]:
            return None
        numbers.append(int.from_bytes(rest[2 : 2 + rest[1]], "big"))
        rest = rest[2 + rest[1] :]
    return None if rest else (numbers[0], numbers[1])


def decompress(pub: str) -> Point:
    """Return the point of a compressed public key; ValueError when it is not on the curve."""
    data = bytes.fromhex(pub)
    x = int.from_bytes(data[1:], "big")
    square = (x * x * x - 3 * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    if len(data) != 33 or data[0] not in (2, 3) or x >= P or y * y % P != square:
        message = "not a public key on P-256"
        raise ValueError(message)
    return (x, y if y & 1 == data[0] & 1 else P - y)


@cache
def multiples(point: Point) -> list[list[Point]]:
    """Return for each window of four bits the 15 multiples of the point it can stand for."""
    table = []
    base = point
    for _ in range(256 // WINDOW):
        row = [base, base]
        jacobian = (base[0], base[1], 1)
        for _ in range(2, 16):
            jacobian = add(jacobian, base)
            row.append(affine(jacobian))
        table.append(row)
        base = affine(add(jacobian, base))
    return table


def affine(point: tuple[int, int, int]) -> Point:
    """Return a point in plain coordinates."""
    x, y, z = point
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return (x * square % P, y * square * inverse % P)


def add(left: tuple[int, int, int], right: Point) -> tuple[int, int, int]:
    """Return the sum of a point in Jacobian coordinates (z = 0: none) and a plain one."""
    x1, y1, z1 = left
    x2, y2 = right
    if z1 == 0:
        return (x2, y2, 1)
    square = z1 * z1 % P
    h = (x2 * square - x1) % P
    r = (y2 * square * z1 - y1) % P
    if h == 0:
        return double(left) if r == 0 else (0, 1, 0)
    hh = h * h % P
    hhh = h * hh % P
    v = x1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return (x3, (r * (v - x3) - y1 * hhh) % P, z1 * h % P)


def double(point: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return twice a point in Jacobian coordinates."""
    x, y, z = point
    yy = y * y % P
    s = 4 * x * yy % P
    m = 3 * (x - z * z) * (x + z * z) % P
    x3 = (m * m - 2 * s) % P
    return (x3, (m * (s - x3) - 8 * yy * yy) % P, 2 * y * z % P)


if __name__ == "__main__":
    sys.exit(main())
