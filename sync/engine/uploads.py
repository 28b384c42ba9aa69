"""Pictures on their way up, in parts, behind everything that is urgent."""

from dataclasses import dataclass
from typing import Protocol

PART_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture the hub does not have yet; its name is the SHA-256 of its bytes, hex."""

    sha256: str
    size_bytes: int


class UploadStore(Protocol):
    """The shop's list of pictures to send. Each method is one transaction."""

    def next_upload(self) -> Upload | None:
        """Return the picture to go on with; None when none is due."""
        ...

    def read_part(self, sha256: str, offset: int, length: int) -> bytes:
        """Return bytes of a picture; fewer only at its end, none when the file is gone."""
        ...

    def mark_sent(self, sha256: str, sent_bytes: int) -> None:
        """Note how much of a picture the hub holds."""
        ...

    def mark_done(self, sha256: str) -> None:
        """Strike a picture off the list: the hub has it and its hash is right."""
        ...

    def mark_refused(self, sha256: str, detail: str) -> None:
        """Put a picture aside: the hub will never take it as it is."""
        ...
