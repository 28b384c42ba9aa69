"""Codes that are meant for a telephone: told what they are and shown as text, never followed."""

import re
import unicodedata
from enum import StrEnum

from msgspec import Struct

SHOWN_AT_MOST = 80
_LONGEST = 4096
"""No code holds more; what is longer is not looked through."""
_CUT = "…"


class ForeignKind(StrEnum):
    """What such a code is for."""

    LINK = "link"
    WIFI = "wifi"
    CONTACT = "contact"
    EMAIL = "email"
    PHONE = "phone"
    MESSAGE = "message"
    PLACE = "place"
    EVENT = "event"
    PAYMENT = "payment"
    #: What makes one-time passwords: not shown either.
    SECRET = "secret"  # noqa: S105 the name of a kind, no secret


class Foreign(Struct, frozen=True):
    """A code meant for a telephone."""

    kind: ForeignKind
    #: One line of it that may be shown: no password, no sign that hides or turns others round.
    shown: str


_BEGINNINGS = (
    (ForeignKind.WIFI, ("wifi:",)),
    (ForeignKind.CONTACT, ("begin:vcard", "mecard:", "bizcard:")),
    (ForeignKind.EVENT, ("begin:vevent", "begin:vcalendar")),
    (ForeignKind.EMAIL, ("mailto:", "matmsg:", "smtp:")),
    (ForeignKind.PHONE, ("tel:",)),
    (ForeignKind.MESSAGE, ("sms:", "smsto:", "mms:", "mmsto:")),
    (ForeignKind.PLACE, ("geo:",)),
    (ForeignKind.SECRET, ("otpauth:", "otpauth-migration:", "fido:")),
    (
        ForeignKind.PAYMENT,
        ("bcd\n", "bcd\r", "spc\n", "spc\r", "bitcoin:", "ethereum:", "lightning:", "upi:"),
    ),
    (
        ForeignKind.LINK,
        ("www.", "urlto:", "javascript:", "data:", "file:", "intent:", "market:", "vbscript:"),
    ),
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,30}://\S", re.IGNORECASE)
_FIELD = re.compile(r"((?:\\.|[^\\;])*);?", re.DOTALL)
_NAME = re.compile(
    r"(?:^|\n)(?:FN|N)[^:\n]{0,40}:([^\r\n]{1,200})|MECARD:N:([^;]{1,200})", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def recognise(text: str) -> Foreign | None:
    """Return what a code is to a telephone; None for any other text."""
    plain = text[:_LONGEST].lstrip("\ufeff \t\r\n")
    begins = plain[:32].lower()
    for kind, beginnings in _BEGINNINGS:
        if begins.startswith(beginnings):
            return Foreign(kind, _shown(kind, plain))
    if _ADDRESS.match(plain):
        return Foreign(ForeignKind.LINK, show(plain))
    return None


def show(text: str, most: int = SHOWN_AT_MOST) -> str:
    """Return a scanned text as one line that a person can read: nothing unseen, cut where long."""
    seen = "".join(
        sign if unicodedata.category(sign)[0] not in "CZ" else " "
        for sign in text[: 4 * most]
        if unicodedata.category(sign) != "Cf"
    )
    line = " ".join(seen.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + _CUT


def _shown(kind: ForeignKind, plain: str) -> str:
    if kind is ForeignKind.SECRET:
        return ""
    if kind is ForeignKind.WIFI:
        fields = (field[1] for field in _FIELD.finditer(plain[len("wifi:") :]))
        name = next((field[2:] for field in fields if field[:2].upper() == "S:"), "")
        return show(_ESCAPED.sub(r"\1", name))
    if kind is ForeignKind.CONTACT:
        called = _NAME.search(plain)
        return "" if called is None else show((called[1] or called[2]).replace(";", " "))
    return show(plain)
