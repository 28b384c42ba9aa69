"""Whatever a stranger writes into any field of any paper is printed harmlessly, on little paper."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from printing.documents import Document
from printing.drivers.escpos import render_escpos
from printing.drivers.image import measure
from printing.drivers.page import Column
from printing.drivers.profiles import GENERIC_58, GENERIC_80
from printing.layout import lay_out
from printing.layout.paper import Paper
from printing.simulator import read_papers
from printing.simulator.reader import CommandReader, Platen
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.printing.papers import NOON, euros

MILLION = 1_000_000
HOSTILE = {
    "commands": "\x1bp0\x19\xfa\x10\x14\x01\x00\x01 \x1dV\x00\x1dVB\x00\x1b@ ^XA^FD~JR^XZ " * 1000,
    "scripts": "Th\u00e9 \u202e00,1 \u2066x\u2069\u200f 👩🏽\u200d🍳🇫🇷 شاي بالنعناع " * 1000,
    "a million letters": "W" * MILLION,
    "a million lines": "x\n" * MILLION,
}
DOTS_PER_CM = 80
MOST_CM = 40
OURS: Mapping[str, object] = {
    "time_zone": "Europe/Paris",
    "country": "FR",
    "means": "cash",
    "what": "sales",
    "gtin": "3017620422003",
    "qr_text": "CB1:2611210047:1",
    "verification": "",
    "signature_extract": "K7fQ",
    "vat_code": "A",
    "code": "A",
}
"""What is no text of a stranger: codes of ours, and of a wording table."""
PLAIN: Mapping[object, object] = {
    str: "Camille",
    int: 1,
    bool: False,
    bytes: b"",
    datetime: NOON,
    date: NOON.date(),
    Money: euros(350),
    Quantity: Quantity.pieces(2),
    VatRate: VatRate(550),
}


def an_example(kind: Any) -> Any:  # noqa: ANN401 whatever a field may be
    """Return something of a kind, with everything in it that may be in it."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        given = {
            each.name: OURS[each.name] if each.name in OURS else an_example(hints[each.name])
            for each in fields(kind)
        }
        return kind(**given)
    parts = [part for part in get_args(kind) if part not in (NoneType, Ellipsis)]
    example = an_example(parts[0])
    return (example,) if get_origin(kind) is tuple else example


DOCUMENTS: Mapping[str, Document] = {kind.__name__: an_example(kind) for kind in get_args(Document)}


def texts_of(thing: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Yield the path of every text in a document."""
    if is_dataclass(thing) and type(thing) not in PLAIN:
        for each in fields(thing):
            if each.name not in OURS:
                yield from texts_of(getattr(thing, each.name), (*path, each.name))
    elif isinstance(thing, tuple):
        for place, part in enumerate(thing):
            yield from texts_of(part, (*path, place))
    elif type(thing) is str:
        yield path


def written(thing: Any, path: tuple[object, ...], words: str) -> Any:  # noqa: ANN401 whatever is in it
    """Return the thing with other words at the path."""
    if not path:
        return words
    first, *rest = path
    if isinstance(first, int):
        parts = list(thing)
        parts[first] = written(parts[first], tuple(rest), words)
        return tuple(parts)
    inner = written(getattr(thing, str(first)), tuple(rest), words)
    return replace(thing, **{str(first): inner})


def length_cm(document: Document) -> float:
    """Return how much paper of 58 mm a document takes."""
    blocks = lay_out(document, Paper(GENERIC_58.columns), "fr")
    return sum(band.height for band in Column(GENERIC_58.dots, measure).place(blocks)) / DOTS_PER_CM


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_text_of_a_paper_is_a_command(name: str, words: str) -> None:
    document: Any = DOCUMENTS[name]
    for path in texts_of(document):
        document = written(document, path, words)
    for profile in (GENERIC_58, GENERIC_80):
        data = render_escpos(document, profile, "fr")
        platen = Platen(profile.columns)
        for command in CommandReader().feed(data):
            platen.obey(command)
        assert platen.unknown == []
        assert platen.drawer_kicks == []
        (paper,) = read_papers(data, profile.columns)
        assert max(len(line.text.rstrip()) * line.wide for line in paper.lines) <= profile.columns


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_text_lengthens_its_paper_by_more_than_forty_centimetres(name: str) -> None:
    document = DOCUMENTS[name]
    plain = length_cm(document)
    # One line of goods stands for all.
    kinds = {
        tuple(part for part in path if isinstance(part, str)): path for path in texts_of(document)
    }
    for path in kinds.values():
        words = HOSTILE["a million lines" if path[-1] in {"note", "text"} else "a million letters"]
        assert length_cm(written(document, path, words)) - plain <= MOST_CM, path


def test_an_orders_papers_take_little_paper_whatever_the_customer_writes() -> None:
    for name in ("PickupLabel", "PickingSlip"):
        document = written(DOCUMENTS[name], ("note",), HOSTILE["a million lines"])
        for words in HOSTILE.values():
            document = written(document, ("customer",), words)
            assert length_cm(document) <= MOST_CM, name
