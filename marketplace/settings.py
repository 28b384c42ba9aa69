"""What an operator can choose about a marketplace, each with a default that works."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in.

    Attributes:
        host: Name of the server.
        port: Its port.
        sender: The address letters come from.
        user: Who logs in; empty for a server that asks nobody.
        password: The user's.
        security: tls from the first byte, starttls, or none, for a server on this machine.
        steward: Address of the town's steward, who calls shops nobody answers at; or empty.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: Literal["tls", "starttls", "none"] = "starttls"
    steward: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one running marketplace.

    Attributes:
        database_url: `sqlite:///path` or `postgresql+psycopg://…`.
        data_dir: Folder for pictures and the key that signs cookies.
        public_url: How the town's people reach it, without a final slash; empty is the address
            of each request, which is right on one machine.
        allowed_hosts: Names it answers to besides loopback and the public address.
        payment: Who takes payments online: nobody, or the simulator, which moves no money.
        mail: Where its letters are handed in, or None: then it writes none.
    """

    database_url: str
    data_dir: Path
    public_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    payment: Literal["", "simulator"] = ""
    mail: MailServer | None = None


def mail_server(url: str, sender: str, steward: str = "") -> MailServer:
    """Return the mail server of an address such as `smtp://user:password@host:587`.

    `smtps` speaks TLS from the first byte, `smtp` turns to it, `smtp+plain` does without.

    Raises:
        ValueError: it is no such address, or sender or steward have none.
    """
    parts = urlsplit(url)
    kinds: dict[str, tuple[Literal["tls", "starttls", "none"], int]] = {
        "smtps": ("tls", 465),
        "smtp": ("starttls", 587),
        "smtp+plain": ("none", 25),
    }
    is_whole = "@" in sender and (not steward or "@" in steward)
    if parts.scheme not in kinds or not parts.hostname or not is_whole:
        raise ValueError("no mail server")
    security, port = kinds[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=parts.port or port,
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
        steward=steward,
    )
