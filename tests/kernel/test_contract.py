"""The wire: every message there and back, a newer sender tolerated, a broken one refused."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, Raw, inspect

from sync.contract import v1
from sync.contract.canonical import MalformedMessageError, decode, decode_words, encode

MESSAGES = [
    kind
    for kind in vars(v1).values()
    if isinstance(kind, type) and issubclass(kind, v1.Message) and kind is not v1.Message
]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(-(2**63), 2**63 - 1)


PLAIN: dict[type[inspect.Type], st.SearchStrategy[Any]] = {
    inspect.StrType: TEXT,
    inspect.IntType: NUMBERS,
    inspect.BoolType: st.booleans(),
    inspect.NoneType: st.none(),
    inspect.RawType: st.dictionaries(TEXT, NUMBERS, max_size=3).map(
        lambda body: Raw(msgspec.json.encode(body))
    ),
}
MADE: dict[type[inspect.Type], Callable[[Any], st.SearchStrategy[Any]]] = {
    inspect.StructType: lambda kind: structs(kind.cls),
    inspect.UnionType: lambda kind: st.one_of([values_of(one) for one in kind.types]),
    inspect.VarTupleType: lambda kind: st.lists(values_of(kind.item_type), max_size=3).map(tuple),
    inspect.TupleType: lambda kind: st.tuples(*[values_of(item) for item in kind.item_types]),
    inspect.DictType: lambda kind: st.dictionaries(
        values_of(kind.key_type), values_of(kind.value_type), max_size=3
    ),
    inspect.LiteralType: lambda kind: st.sampled_from(kind.values),
    inspect.EnumType: lambda kind: st.sampled_from(list(kind.cls)),
}


def values_of(kind: inspect.Type) -> st.SearchStrategy[Any]:
    """Return what a field may hold; a KeyError is a type the wire should not have."""
    return PLAIN[type(kind)] if type(kind) in PLAIN else MADE[type(kind)](kind)


def structs(cls: type) -> st.SearchStrategy[Any]:
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    fields = {}
    for field in info.fields:
        values = values_of(field.type)
        if field.default is UNSET:
            values |= st.just(UNSET)
        fields[field.encode_name] = values
    return st.builds(cls, **fields)


@pytest.mark.parametrize("kind", MESSAGES)
@settings(max_examples=20)
@given(chance=st.data())
def test_every_message_survives_the_wire_and_has_one_text(
    kind: type[v1.Message], chance: st.DataObject
) -> None:
    message = chance.draw(structs(kind))
    text = encode(message)
    again = decode(text, kind)
    assert again == message
    assert encode(again) == text


@pytest.mark.parametrize("kind", MESSAGES)
@settings(max_examples=20)
@given(chance=st.data())
def test_fields_of_a_newer_sender_are_passed_over(
    kind: type[v1.Message], chance: st.DataObject
) -> None:
    message = chance.draw(structs(kind))
    text = encode(message)
    comma = b"" if text == b"{}" else b","
    newer = text[:-1] + comma + b'"from_the_future":[1,{"a":null}]}'
    assert decode(newer, kind) == message


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"order":1}',
        b"{}",
        b'{"order":"a"',
        b"\xff\xfe",
        b'{"order":"\xff"}',
        b"[" * 100_000,
        b'{"order":"a","x":' + b"[" * 100_000,
    ],
    ids=["empty", "null", "list", "other", "bare", "torn", "no_text", "bad", "deep", "deep_field"],
)
def test_a_broken_message_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        decode(body, v1.OrderSeen)


def test_a_text_is_no_number_and_a_float_is_no_amount() -> None:
    for price in (b'"250"', b"2.5", b"250.0", b"true", b"null"):
        with pytest.raises(MalformedMessageError):
            decode(b'{"variant":"v","price_cents":' + price + b"}", v1.PriceSet)


OPS = structs(v1.Op)


@given(ops=st.lists(OPS, min_size=1, max_size=6), place=st.integers(0, 5), other=OPS)
def test_a_chain_tells_any_change_of_what_is_in_it(
    ops: list[v1.Op], place: int, other: v1.Op
) -> None:
    changed = [*ops]
    changed[place % len(ops)] = other
    assert (_chained(changed) == _chained(ops)) is (changed == ops)


@given(op=OPS)
def test_an_operation_has_the_same_hash_on_both_ends_of_the_wire(op: v1.Op) -> None:
    push = v1.Push(incarnation="i", base_seq=0, base_hash="h", ops=(op,))
    [arrived] = decode(encode(push), v1.Push).ops
    assert v1.chain("h", arrived) == v1.chain("h", op)


def test_two_incarnations_never_share_a_hash() -> None:
    op = v1.Op(seq=1, id="i", kind="k", at=0, body=Raw(b"{}"))
    assert v1.chain(v1.first_link("a"), op) != v1.chain(v1.first_link("b"), op)


def _chained(ops: list[v1.Op]) -> str:
    link = v1.first_link("test")
    for op in ops:
        link = v1.chain(link, op)
    return link


def test_every_fact_is_an_operation_and_every_entity_a_message() -> None:
    assert set(v1.OPS) >= v1.FACTS
    assert all(issubclass(kind, v1.Message) for kind in (*v1.OPS.values(), *v1.ENTITIES.values()))


def test_absent_and_empty_are_two_things_in_a_product_mask() -> None:
    untouched = v1.ProductSet(product="p")
    emptied = v1.ProductSet(product="p", photos=(), description="")
    assert encode(untouched) == b'{"product":"p"}'
    assert decode(encode(emptied), v1.ProductSet) == emptied
    assert decode(encode(emptied), v1.ProductSet) != untouched


@given(
    st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('\\"u0b\0\b\f')))
)
def test_what_was_typed_comes_without_the_signs_no_keyboard_writes(typed: str) -> None:
    told = v1.OrderStep(order="o", base_ver=1, reason=typed)
    plain = "".join(sign for sign in typed if sign >= " " or sign in "\t\n\r")
    assert decode_words(encode(told), v1.OrderStep) == msgspec.structs.replace(told, reason=plain)
    # Another sender may escape whatever it likes.
    escaped = "".join(f"\\u{ord(sign):04X}" for sign in typed if ord(sign) < 1 << 16)
    raw = f'{{"order":"o","base_ver":1,"reason":"{escaped}"}}'.encode()
    read = decode_words(raw, v1.OrderStep).reason
    assert read == "".join(sign for sign in plain if ord(sign) < 1 << 16)
