"""Where secrets of this till lie: the system's keyring where there is one, else a folder."""

import base64

from desktop.errors import WorldError
from fiscal.errors import KeyMissingError, SignerUnavailableError

SERVICE = "comptoir"


class SystemKeyStore:
    """Secrets wrapped by the operating system for the person who is logged in.

    The keyring is loaded when a secret is first asked for: it costs a tenth of a second.
    """

    level = "os"

    def __init__(self, installation: str) -> None:
        """Keep secrets apart from those of another data folder of the same person."""
        self._installation = installation

    def load(self, name: str) -> bytes:
        """Return the secret.

        Raises:
            KeyMissingError: there is none of that name.
            SignerUnavailableError: the keyring is locked or gone.
        """
        import keyring  # noqa: PLC0415 see the class

        try:
            kept = keyring.get_password(SERVICE, self._entry(name))
        except keyring.errors.KeyringError as error:
            raise SignerUnavailableError(name) from error
        if kept is None:
            raise KeyMissingError(name)
        return base64.b64decode(kept)

    def save(self, name: str, secret: bytes) -> None:
        """Keep a new secret; one that is there is never replaced.

        Raises:
            FileExistsError: there is one.
            WorldError: keyring_failed.
        """
        import keyring  # noqa: PLC0415 see the class

        entry = self._entry(name)
        try:
            if keyring.get_password(SERVICE, entry) is not None:
                raise FileExistsError(entry)
            keyring.set_password(SERVICE, entry, base64.b64encode(secret).decode())
        except keyring.errors.KeyringError as error:
            raise WorldError("keyring_failed", detail=str(error)) from error

    def _entry(self, name: str) -> str:
        return f"{self._installation}:{name}"


def has_system_keyring() -> bool:
    """Tell whether the system has a keyring that keeps secrets (a bare server has none)."""
    import keyring  # noqa: PLC0415 asked once in the life of a data folder

    try:
        return float(keyring.get_keyring().priority) >= 1
    except (keyring.errors.KeyringError, RuntimeError):
        return False
