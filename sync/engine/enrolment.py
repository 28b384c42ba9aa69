"""How a device gets its place in a shop: a one-time code against a key of its own."""

from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.contract import v1


class DeviceKey(Protocol):
    """The device's Ed25519 key, wherever it is kept."""

    def public_key(self) -> bytes:
        """Return the 32 bytes of the public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        ...


class SoftwareKey:
    """A device key held in memory; the caller keeps its 32 secret bytes in a safe place."""

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)

    @staticmethod
    def draw() -> bytes:
        """Return the 32 secret bytes of a new key."""
        return Ed25519PrivateKey.generate().private_bytes_raw()

    def public_key(self) -> bytes:
        """Return the 32 bytes of the public key."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self._key.sign(message)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this device is to the hub, kept by the shop after enrolment."""

    hub_url: str
    """Where the hub lives, e.g. `https://ville.example`, without `/sync/v1`."""
    device_id: str
    key: DeviceKey


def enrol_request(
    code: str, name: str, till: str, key: DeviceKey, *, is_new: bool = False
) -> v1.EnrolRequest:
    """Return the request that trades a one-time code for a place in the shop.

    Args:
        code: as the owner reads it from the marketplace, e.g. `K7QF-2M9X`; case, spaces and
            dashes do not matter.
        name: what the owner calls this PC.
        till: code of the till, made by the device.
        key: the device's key; its signature proves that the device holds it.
        is_new: nothing was signed under the till's code yet.
    """
    plain = normalise_code(code)
    public = key.public_key().hex()
    return v1.EnrolRequest(
        code=plain,
        public_key=public,
        name=name,
        till=till,
        signature=key.sign(v1.enrolment_text(plain, public)).hex(),
        is_new=is_new,
    )


def token_request(identity: Identity, at: int, nonce: str) -> v1.TokenRequest:
    """Return the signed assertion that earns a bearer token; `at` is in milliseconds."""
    signature = identity.key.sign(v1.token_text(identity.device_id, at, nonce))
    return v1.TokenRequest(device=identity.device_id, at=at, nonce=nonce, signature=signature.hex())


def normalise_code(code: str) -> str:
    """Return an enrolment code as the hub compares it, misread letters put right (Crockford)."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))
