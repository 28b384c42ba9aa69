"""What an operator can choose about a marketplace, each with a default that works."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one running marketplace.

    Attributes:
        database_url: `sqlite:///path` or `postgresql+psycopg://…`.
        data_dir: Folder for pictures and the key that signs cookies.
        public_url: How the town's people reach it, without a final slash; empty is the address
            of each request, which is right on one machine.
        allowed_hosts: Names it answers to besides loopback and the public address.
    """

    database_url: str
    data_dir: Path
    public_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
