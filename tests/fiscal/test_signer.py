"""Where keys are kept, and what happens when they are damaged, locked or gone."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fiscal import (
    FileSigner,
    FolderKeyStore,
    KeyMissingError,
    KeySigner,
    KeyUnreadableError,
    SignerUnavailableError,
    fingerprint,
)
from fiscal.signer import public_pem, verify_signature

DIGEST = bytes(range(32))


class Keyring:
    """A system keyring as the desktop would hand one in."""

    level = "os"

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}
        self.is_locked = False

    def load(self, name: str) -> bytes:
        if self.is_locked:
            raise SignerUnavailableError(name)
        if name not in self.secrets:
            raise KeyMissingError(name)
        return self.secrets[name]

    def save(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret


def test_a_key_is_made_on_first_use_and_found_again(tmp_path: Path) -> None:
    first = FileSigner(tmp_path, "T01")
    second = FileSigner(tmp_path, "T01")

    assert first.public_key == second.public_key
    assert verify_signature(first.public_key, DIGEST, second.sign(DIGEST))
    assert list(tmp_path.iterdir()) == [tmp_path / "T01.pem"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such mode")
def test_only_its_owner_may_read_the_key(tmp_path: Path) -> None:
    FileSigner(tmp_path, "T01")

    assert stat.S_IMODE((tmp_path / "T01.pem").stat().st_mode) == 0o600


def test_a_key_that_exists_is_never_replaced(tmp_path: Path) -> None:
    store = FolderKeyStore(tmp_path)
    KeySigner.create(store, "T01")
    before = store.load("T01")

    with pytest.raises(FileExistsError):
        KeySigner.create(store, "T01")
    assert store.load("T01") == before


def test_a_system_keyring_serves_as_well_as_a_folder() -> None:
    keyring = Keyring()
    signer = KeySigner.obtain(keyring, "T01")

    assert signer.level == "os"
    assert verify_signature(signer.public_key, DIGEST, signer.sign(DIGEST))
    assert KeySigner.obtain(keyring, "T01").public_key == signer.public_key


def test_a_locked_keyring_means_no_signature_now() -> None:
    keyring = Keyring()
    KeySigner.create(keyring, "T01")
    keyring.is_locked = True

    with pytest.raises(SignerUnavailableError):
        KeySigner(keyring, "T01").sign(DIGEST)


def test_a_missing_key_means_no_signature_now(tmp_path: Path) -> None:
    with pytest.raises(SignerUnavailableError):
        KeySigner(FolderKeyStore(tmp_path), "T01").sign(DIGEST)


@pytest.mark.parametrize(
    "secret",
    [
        b"",
        b"not a key",
        ec.generate_private_key(ec.SECP384R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"word"),
        ),
    ],
)
def test_a_damaged_or_foreign_key_is_no_signature_now(tmp_path: Path, secret: bytes) -> None:
    (tmp_path / "T01.pem").write_bytes(secret)

    with pytest.raises(KeyUnreadableError) as unreadable:
        FileSigner(tmp_path, "T01").sign(DIGEST)
    assert isinstance(unreadable.value, SignerUnavailableError)


def test_signatures_differ_but_in_tests(tmp_path: Path) -> None:
    real = FileSigner(tmp_path, "T01")
    repeatable = FileSigner(tmp_path, "T01", deterministic=True)

    assert real.sign(DIGEST) != real.sign(DIGEST)
    assert repeatable.sign(DIGEST) == repeatable.sign(DIGEST)


def test_a_fingerprint_is_short_enough_to_compare_by_eye(tmp_path: Path) -> None:
    text = fingerprint(FileSigner(tmp_path, "T01").public_key)

    assert len(text.split()) == 8
    assert {len(group) for group in text.split()} == {4}


def test_rubbish_is_nobody_s_signature(tmp_path: Path) -> None:
    signer = FileSigner(tmp_path, "T01")

    assert not verify_signature(signer.public_key, DIGEST, b"")
    assert not verify_signature(b"\x02" + bytes(32), DIGEST, signer.sign(DIGEST))
    assert not verify_signature(b"", DIGEST, signer.sign(DIGEST))
    assert public_pem(signer.public_key).startswith(b"-----BEGIN PUBLIC KEY-----")
