"""A browser's cookie and the token its forms carry.

The cookie is drawn by us and signed; one that somebody made up is thrown away. A form's token is
made of the cookie, so that a page of another site cannot know it.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from marketplace.services.keys import key_in

_SHAPE = re.compile(r"([A-Za-z0-9_-]{32})\.([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser: the signed cookie, the token of its forms, whether it has just been made."""

    cookie: str
    form_token: str
    is_new: bool

    def owns(self, token: str) -> bool:
        """Tell whether a form's token is this browser's, in constant time."""
        return hmac.compare_digest(self.form_token.encode(), token.encode())


class Doorkeeper:
    """Signs cookies with a key of this marketplace's own."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def visit(self, cookie: str) -> Visit:
        """Return the visit of a cookie, or a new one when the cookie is missing or not ours."""
        match = _SHAPE.fullmatch(cookie)
        if match and hmac.compare_digest(self._sign("cookie", match[1]), match[2]):
            return Visit(cookie, self._sign("form", match[1]), is_new=False)
        drawn = secrets.token_urlsafe(24)
        return Visit(
            f"{drawn}.{self._sign('cookie', drawn)}", self._sign("form", drawn), is_new=True
        )

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose} {text}".encode(), hashlib.sha256).hexdigest()


def open_door(data_dir: Path) -> Doorkeeper:
    """Return the doorkeeper with the key of this data folder, drawn at the first start.

    Raises:
        StorageError: the key can be neither read nor written.
    """
    return Doorkeeper(key_in(data_dir / "cookie.key"))
