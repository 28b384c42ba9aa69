"""The one spelling of a record: the published vector, and everything that must be refused."""

import hashlib
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from fiscal import KeySigner, NotCanonicalError, Record, canonical
from fiscal.signer import FolderKeyStore, verify_signature
from tests.fiscal.till import UNHURRIED

PUB = "0226efcebd0ee9e34a669187e18b3a9122b2f733945b649cc9f9f921e9f9dad812"
VECTOR = {
    "v": 1,
    "k": "GENESIS",
    "seq": 1,
    "kno": 1,
    "till": "T01",
    "est": "12345678900011",
    "ts": 1795000060000,
    "op": "op1",
    "sw": "1.0.0+abc",
    "ph": "0" * 64,
    "pk": "0" * 64,
    "b": {"country": "FR", "pub": PUB},
}
SPELLED = (
    '{"b":{"country":"FR","pub":"' + PUB + '"},"est":"12345678900011","k":"GENESIS","kno":1,'
    '"op":"op1","ph":"' + "0" * 64 + '","pk":"' + "0" * 64 + '","seq":1,"sw":"1.0.0+abc",'
    '"till":"T01","ts":1795000060000,"v":1}'
)
DIGEST = "c0b1fcee30b7bd320273f1b4d7ca081df2cd21b0973d510db413e2b85c8c9857"


def test_published_vector_has_its_bytes_and_its_hash() -> None:
    spelling = canonical.dumps(VECTOR)

    assert spelling == SPELLED.encode()
    assert canonical.digest(spelling).hex() == DIGEST
    assert hashlib.sha256(b"TVFJ/1\n" + spelling).hexdigest() == DIGEST


def test_published_key_signs_the_vector_the_same_every_time(tmp_path: Path) -> None:
    private = ec.derive_private_key(12345, ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    store = FolderKeyStore(tmp_path)
    store.save("vector", pem)
    signer = KeySigner(store, "vector", deterministic=True)
    digest = bytes.fromhex(DIGEST)

    signature = signer.sign(digest)

    assert signer.public_key.hex() == PUB
    assert signature == signer.sign(digest)
    assert verify_signature(signer.public_key, digest, signature)
    private.public_key().verify(
        signature, b"TVFJ/1\n" + SPELLED.encode(), ec.ECDSA(hashes.SHA256())
    )


@pytest.mark.parametrize(
    "spelling",
    [
        '{"a":1.0}',
        '{"a":1e3}',
        '{"a":NaN}',
        '{"a":-Infinity}',
        '{"a":-0}',
        '{"a":01}',
        '{"a":null}',
        '{"a":9007199254740992}',
        '{"a": 1}',
        '{"b":1,"a":1}',
        '{"a":1,"a":1}',
        '{"a":1}\n',
        ' {"a":1}',
        '{"a":"\\u00e9"}',
        '{"a":"\\/"}',
        '{"a":"e\u0301"}',
        '{"é":1}',
        '{"a":"\\ud800"}',
        "[1]",
        "1",
        "",
        "{",
        '{"a":"\n"}',
        '{"a":' * 20_000 + "1" + "}" * 20_000,
    ],
)
def test_any_other_spelling_is_refused(spelling: str) -> None:
    with pytest.raises(NotCanonicalError):
        canonical.loads(spelling.encode())


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(NotCanonicalError):
        canonical.loads(b'{"a":"\xff"}')


@pytest.mark.parametrize("value", [1.5, None, 2**53, -(2**53), b"x", {1: 2}, {"é": 1}])
def test_a_value_without_a_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical.dumps({"a": value})


def test_control_characters_are_spelled_as_rfc_8785_says() -> None:
    spelling = canonical.dumps({"a": '\b\t\n\f\r\x01"\\\x7f/€'})

    assert spelling == '{"a":"\\b\\t\\n\\f\\r\\u0001\\"\\\\\x7f/€"}'.encode()
    assert canonical.loads(spelling) == {"a": '\b\t\n\f\r\x01"\\\x7f/€'}


def test_names_from_outside_are_made_spellable() -> None:
    cleaned = canonical.clean({"label": "Epice\u0301\ud800", "lines": ("e\u0301", 3)})

    assert cleaned == {"label": "Epicé\ufffd", "lines": ["é", 3]}
    assert canonical.loads(canonical.dumps(cleaned)) == cleaned


_LEAVES = st.one_of(
    st.integers(-canonical.LARGEST_INTEGER, canonical.LARGEST_INTEGER),
    st.booleans(),
    st.text(),
)
_KEYS = st.text(st.characters(codec="ascii"), max_size=8)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


@UNHURRIED
@given(st.dictionaries(_KEYS, _VALUES, max_size=6))
def test_every_cleaned_value_survives_the_journey(value: dict[str, object]) -> None:
    cleaned = canonical.clean(value)

    spelling = canonical.dumps(cleaned)

    assert canonical.loads(spelling) == cleaned
    assert unicodedata.is_normalized("NFC", spelling.decode())


@UNHURRIED
@given(st.binary(max_size=60))
def test_bytes_from_anywhere_are_read_exactly_or_refused(spelling: bytes) -> None:
    try:
        value = canonical.loads(spelling)
    except NotCanonicalError:
        return
    assert canonical.dumps(value) == spelling


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"k": "SOLD"},
        {"seq": "1"},
        {"seq": True},
        {"b": []},
        {"extra": 1},
        {"deg": "1"},
        {"wc": True},
    ],
)
def test_an_envelope_of_another_shape_is_no_record(change: dict[str, object]) -> None:
    envelope = VECTOR | {"tz": "+01:00", "bd": "2026-11-18"}
    assert Record.read(canonical.dumps(envelope)).seq == 1

    with pytest.raises(NotCanonicalError):
        Record.read(canonical.dumps(envelope | change))


def test_a_missing_field_makes_no_record() -> None:
    with pytest.raises(NotCanonicalError):
        Record.read(canonical.dumps(VECTOR))
