"""Witnesses besides the hub: the code on a customer's ticket, and a file beside the database.

Both hold the hash of a record outside the journal. A journal that ends before it, or has another
record in its place, was cut off or replaced; `verify_journal` and `verify_quick` tell which.
"""

import json
import os
from pathlib import Path

from fiscal.errors import NotCanonicalError
from fiscal.findings import Witness
from fiscal.record import Sealed

_CODE = "TVFJ1"

#: Hex digits of the hash in a ticket's code: 64 bits, which nobody can hit by trying.
_DIGITS = 16

#: Longest code and file that are looked at.
_LIMIT = 200

#: Of the tail file: the longest there can be, and room.
_LENGTH = 120


def ticket_code(row: Sealed) -> str:
    """Return what a ticket's QR code holds of its record, in characters of the short QR alphabet.

    "TVFJ1:<establishment>:<till>:<number>:<beginning of the hash>"; no amount, nobody's name.
    """
    record = row.record()
    digits = row.h.hex()[:_DIGITS].upper()
    return f"{_CODE}:{record.est}:{record.till}:{row.seq}:{digits}"


def read_ticket_code(code: str) -> tuple[str, Witness]:
    """Return the till and the witness of a ticket's code; `NotCanonicalError` when it is none."""
    try:
        if len(code) > _LIMIT:
            raise NotCanonicalError("too long for a ticket's code")
        name, _, till, seq, digits = code.strip().split(":")
        witness = Witness(int(seq), bytes.fromhex(digits), source="ticket")
    except ValueError as error:
        raise NotCanonicalError("not a ticket's code") from error
    if name != _CODE or len(digits) != _DIGITS or witness.seq < 1:
        raise NotCanonicalError("not a ticket's code")
    return till, witness


class TailFile:
    """The last record's hash in a file outside the database, written after each commit.

    Not made durable at every sale: after a power cut it may be empty or behind, which says nothing.
    It is never ahead of an honest database, because the commit came first.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, row: Sealed) -> None:
        """Replace the file's content; OSError when the disk refuses, which stops no sale."""
        # In place and always as long, in one write: a new file each time would cost a tenth of a
        # sale. What a power cut leaves half is no witness.
        told = json.dumps({"seq": row.seq, "h": row.h.hex()}).ljust(_LENGTH).encode("ascii")
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(file, told)
        finally:
            os.close(file)

    def witnesses(self) -> tuple[Witness, ...]:
        """Return what the file holds: one witness, or none when it is not there or not whole."""
        try:
            with self._path.open(encoding="ascii") as file:
                fields = json.loads(file.read(_LIMIT))
            return (Witness(int(fields["seq"]), bytes.fromhex(fields["h"]), source="tail file"),)
        except (OSError, ValueError, KeyError, TypeError):
            return ()
