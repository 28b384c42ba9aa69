"""Whatever a stranger writes into any field of any paper is printed harmlessly, on little paper."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from printing.documents import (
    CounterNotice,
    Document,
    HandoverMode,
    NameCard,
    PackingLine,
    PackingSlip,
    PreparationList,
    PurchaseLine,
    PurchaseOrder,
    WaitingBag,
)
from printing.drivers.escpos import render_escpos
from printing.drivers.image import measure
from printing.drivers.page import Column
from printing.drivers.profiles import GENERIC_58, GENERIC_80
from printing.layout import lay_out
from printing.layout.paper import Paper
from printing.simulator import read_papers
from printing.simulator.reader import CommandReader, Platen
from sync.kernel.quantity import Quantity
from tests.printing.papers import NOON, SHOP, a_slip, euros, every_paper

MILLION = 1_000_000
HOSTILE = {
    "commands": "\x1bp0\x19\xfa\x10\x14\x01\x00\x01 \x1dV\x00\x1dVB\x00\x1b@ ^XA^FD~JR^XZ " * 1000,
    "scripts": "Th\u00e9 \u202e00,1 \u2066x\u2069\u200f 👩🏽\u200d🍳🇫🇷 شاي بالنعناع " * 1000,
    "a million letters": "W" * MILLION,
    "a million lines": "x\n" * MILLION,
}
DOTS_PER_CM = 80
MOST_CM = 40
OURS = frozenset(
    {
        "time_zone",
        "country",
        "means",
        "what",
        "gtin",
        "qr_text",
        "verification",
        "vat_code",
        "code",
        "signature_extract",
    }
)
"""What is no text of a stranger: codes of ours, and of a wording table."""


def documents() -> dict[str, Document]:
    """Return one of every kind of document there is."""
    mode = HandoverMode.COLLECT
    quantity, price = Quantity.pieces(2), euros(350)
    known: dict[str, Any] = every_paper() | {
        "purchase_order": PurchaseOrder(
            shop=SHOP, number="C-1", supplier="Ferme", made_at=NOON, account="77", note="vite",
            lines=(PurchaseLine(label="Comté", quantity=quantity, reference="A1", price=price),),
        ),
        "name card": NameCard(
            shop=SHOP, name="Marie Vidal", number="801 812 345", qr_text="801812345678949"
        ),
        "notice": CounterNotice(shop=SHOP, text="Le ticket est imprimé sur demande."),
        "packing_slip": PackingSlip(
            shop=SHOP, short_number="47", order_number="2611210047", customer="Camille D.",
            mode=mode, placed_at=NOON, bags=1, total=price,
            lines=(PackingLine(label="Comté", quantity=quantity, amount=price, instead_of="Brie"),),
        ),
        "preparation_list": PreparationList(
            shop=SHOP, printed_at=NOON + timedelta(hours=1), to_prepare=(a_slip(),),
            waiting=(
                WaitingBag(short_number="48", order_number="2", customer="Hugo P.", mode=mode,
                           bags=1, shelf="B3"),
            ),
        ),
    }  # fmt: skip
    assert {type(each) for each in known.values()} == set(get_args(Document))
    return known


def texts_of(thing: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Yield the path of every text in a document."""
    if is_dataclass(thing) and not isinstance(thing, type):
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


DOCUMENTS: Mapping[str, Document] = documents()


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
    for name in ("label", "slip"):
        document = written(DOCUMENTS[name], ("note",), HOSTILE["a million lines"])
        for words in HOSTILE.values():
            document = written(document, ("customer",), words)
            assert length_cm(document) <= MOST_CM, name
