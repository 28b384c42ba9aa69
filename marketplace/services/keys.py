"""Secret keys in the data folder, drawn at the first start."""

import os
import secrets
from pathlib import Path

from marketplace.errors import StorageError

_LENGTH = 32


def key_in(path: Path) -> bytes:
    """Return the key of a file, drawing it when there is none.

    Raises:
        StorageError: the key can be neither read nor written.
    """
    try:
        if not path.exists():
            _draw(path)
        key = path.read_bytes()
    except OSError as error:
        raise StorageError("unreadable", {"detail": str(path)}) from error
    if len(key) != _LENGTH:
        raise StorageError("unreadable", {"detail": str(path)})
    return key


def _draw(path: Path) -> None:
    """Write the key whole or not at all; whoever comes second keeps the first one's."""
    draft = path.with_suffix(f".{secrets.token_hex(4)}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_LENGTH))
        file.flush()
        os.fsync(file.fileno())
    try:
        if not path.exists():
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
