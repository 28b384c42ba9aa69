"""Letters by SMTP: one server, one sender, with a time-out."""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol
from zoneinfo import ZoneInfo

from marketplace.errors import HubError
from marketplace.settings import MailServer

TIMEOUT_S = 15.0


class MailError(HubError):
    """A letter did not go; it may be tried again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written, without whom to."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is told of an order that waits."""

    number: str
    shop: str
    slug: str
    promised: datetime
    zone: ZoneInfo
    placed_at: datetime
    phone: str
    """The shop's, for whoever calls it."""


@dataclass(frozen=True, slots=True)
class CustomerNews:
    """What a customer is told of an order; `customer_letters.About` by word."""

    about: str
    language: str
    number: str
    shop: str
    mode: str
    link: str
    place: str
    """Where it lies, when that is not the shop."""
    box: str
    opening_code: str = field(repr=False)
    """What opens the compartment; empty where somebody of the shop opens it."""
    is_refunded: bool
    at: datetime
    """When the letter is written."""
    until: datetime | None
    """When what is asked of the order has to be answered; None: nothing is asked."""
    zone: ZoneInfo


class Letters(Protocol):
    """Writes the marketplace's letters in its readers' language."""

    def order_waiting(self, alarm: Alarm, link: str) -> Letter:
        """Return what a shopkeeper is told of an order nobody has acknowledged."""
        ...

    def to_steward(self, alarm: Alarm) -> Letter:
        """Return what the town's steward is told of a shop nobody answers at."""
        ...

    def to_customer(self, news: CustomerNews) -> Letter:
        """Return what a customer is told of an order."""
        ...


def send(server: MailServer, to: str, letter: Letter) -> None:
    """Hand a letter to the mail server.

    Raises:
        MailError: the address is none, or the server did not take it.
    """
    message = EmailMessage()
    try:
        message["From"] = _address(server.sender)
        message["To"] = _address(to)
        message["Subject"] = " ".join(letter.subject.split())
    except (ValueError, IndexError) as error:
        raise MailError("mail_address") from error
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    try:
        with _connect(server) as line:
            if server.user:
                line.login(server.user, server.password)
            line.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError("mail_failed", {"detail": type(error).__name__}) from error


def _address(text: str) -> Address:
    name, at, domain = text.strip().rpartition("@")
    if not (name and at and domain) or any(sign.isspace() for sign in text.strip()):
        raise ValueError("no address")
    return Address(username=name, domain=domain)


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    if server.security == "starttls":
        try:
            line.starttls(context=ssl.create_default_context())
        except BaseException:
            line.close()
            raise
    return line
