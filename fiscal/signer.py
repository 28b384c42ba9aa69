"""The till's key: ECDSA on P-256 with SHA-256, which NF525's floor, TPM, CNG and openssl share."""

import os
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from fiscal.errors import KeyMissingError, KeyUnreadableError, SignerUnavailableError
from sync.kernel.disk import settle

_SHA256 = Prehashed(hashes.SHA256())
_VERIFYING = ec.ECDSA(_SHA256)


class Signer(Protocol):
    """Signs digests with one P-256 key."""

    @property
    def level(self) -> str:
        """How the key is kept: "tpm" (cannot leave) > "os" (wrapped by the system) > "file"."""

    @property
    def public_key(self) -> bytes:
        """Return the compressed point, 33 bytes; `SignerUnavailableError` when out of reach."""

    def sign(self, digest: bytes) -> bytes:
        """Return the DER signature of a SHA-256 digest; `SignerUnavailableError` when out of reach."""


class KeyStore(Protocol):
    """A place that keeps secrets by name: a folder, or the desktop's system keyring."""

    @property
    def level(self) -> str:
        """What `Signer.level` becomes for keys kept here."""

    def load(self, name: str) -> bytes:
        """Return the secret; `KeyMissingError` when there is none, `SignerUnavailableError` when locked."""

    def save(self, name: str, secret: bytes) -> None:
        """Keep a new secret durably; must not replace one that exists."""


class FolderKeyStore:
    """Keys as PEM files that only their owner may read."""

    level = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, name: str) -> bytes:
        """Return the file's bytes; `KeyMissingError` when it is not there."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise KeyMissingError(name) from error
        except OSError as error:
            raise SignerUnavailableError(name) from error

    def save(self, name: str, secret: bytes) -> None:
        """Write the file with mode 0600, whole or not at all, and wait until it is on disk."""
        path = self._path(name)
        if path.exists():
            raise FileExistsError(path)
        draft = path.with_suffix(".new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        settle(self._folder)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.pem"


class KeySigner:
    """Signs with a key from a `KeyStore`, read once and kept in memory.

    Args:
        store: Where the key is.
        name: Its name there, for instance "T01".
        deterministic: RFC 6979 nonces, so that a test's bytes can be repeated; tests only.
    """

    def __init__(self, store: KeyStore, name: str, *, deterministic: bool = False) -> None:
        self.level = store.level
        self._store = store
        self._name = name
        self._signing = ec.ECDSA(_SHA256, deterministic_signing=deterministic)
        self._key: ec.EllipticCurvePrivateKey | None = None
        self._public = b""

    @classmethod
    def create(cls, store: KeyStore, name: str, *, deterministic: bool = False) -> "KeySigner":
        """Make a new key, keep it and return its signer."""
        store.save(name, _pem(ec.generate_private_key(ec.SECP256R1())))
        return cls(store, name, deterministic=deterministic)

    @classmethod
    def obtain(cls, store: KeyStore, name: str, *, deterministic: bool = False) -> "KeySigner":
        """Return the signer of a key, made now if the store has none.

        A key that took the place of a lost one signs nothing: the journal sees that it is not the
        key in force, and goes on in degraded mode until `Journal.replace_lost_key`.
        """
        try:
            store.load(name)
        except KeyMissingError:
            return cls.create(store, name, deterministic=deterministic)
        return cls(store, name, deterministic=deterministic)

    @property
    def public_key(self) -> bytes:
        """Return the compressed point, 33 bytes."""
        if not self._public:
            self._public = _compressed(self._private().public_key())
        return self._public

    def sign(self, digest: bytes) -> bytes:
        """Return the DER signature of a SHA-256 digest."""
        return self._private().sign(digest, self._signing)

    def _private(self) -> ec.EllipticCurvePrivateKey:
        if self._key is None:
            try:
                self._key = _private_key(self._store.load(self._name))
            except KeyMissingError as error:
                raise SignerUnavailableError(self._name) from error
        return self._key


class FileSigner(KeySigner):
    """Signs with the PEM file `<name>.pem` of a folder, made with mode 0600 on first use."""

    def __init__(self, folder: Path, name: str, *, deterministic: bool = False) -> None:
        store = FolderKeyStore(folder)
        KeySigner.obtain(store, name)
        super().__init__(store, name, deterministic=deterministic)


def verify_signature(public_key: bytes, digest: bytes, signature: bytes) -> bool:
    """Tell whether the holder of the key signed the digest; what is no digest nobody signed."""
    try:
        load_public_key(public_key).verify(signature, digest, _VERIFYING)
    except (InvalidSignature, KeyUnreadableError, ValueError):
        return False
    return True


@lru_cache(maxsize=16)
def load_public_key(compressed: bytes) -> ec.EllipticCurvePublicKey:
    """Return the key of a compressed point; `KeyUnreadableError` when it is none of P-256."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), compressed)
    except ValueError as error:
        raise KeyUnreadableError("not a point of P-256") from error


def public_pem(compressed: bytes) -> bytes:
    """Return the key as PEM, as a bare openssl reads it."""
    serialization = _serialization()
    return load_public_key(compressed).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def fingerprint(compressed: bytes) -> str:
    """Return the key's fingerprint for people to compare: eight groups of four hex digits."""
    key = hashes.Hash(hashes.SHA256())
    key.update(compressed)
    text = key.finalize()[:16].hex()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _private_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = _serialization().load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise KeyUnreadableError("damaged key file") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnreadableError("the key is not on P-256")
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    serialization = _serialization()
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _compressed(key: ec.EllipticCurvePublicKey) -> bytes:
    numbers = key.public_numbers()
    return bytes([2 + (numbers.y & 1)]) + numbers.x.to_bytes(32)


def _serialization() -> ModuleType:
    """Return the module that reads and writes keys; it costs 15 ms, which a start need not pay."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - start-up time

    return serialization
