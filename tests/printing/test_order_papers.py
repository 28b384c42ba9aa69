"""The papers of orders: each says what it must, takes little paper, and stays on its sticker."""

import io
import re
from dataclasses import fields, replace
from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.devices.code_reader import read_codes
from desktop.devices.imaging import as_frame, open_picture
from printing.blocks import Cut, Line
from printing.documents import (
    BagPlace,
    Care,
    Document,
    HandoverMode,
    Packed,
    PackingLine,
    PackingSlip,
    PickupLabel,
    PreparationList,
    WaitingOrder,
)
from printing.drivers.escpos import render_escpos
from printing.drivers.image import render_png
from printing.drivers.page import Anchor, BoxMark, QrMark, TextMark
from printing.drivers.pdf import A4, measure, register_fonts, render_pdf
from printing.drivers.profiles import PROFILES
from printing.drivers.sheets import render_label_sheets, sticker_of
from printing.drivers.sticker_face import place_label
from printing.drivers.stickers import GRIDS, MEDIA
from printing.drivers.tag_face import Sticker
from printing.drivers.tag_picture import render_sheet_png, render_tag_png
from printing.drivers.zpl import render_zpl_tags
from printing.layout import _LAYOUTS, lay_out
from printing.layout.allergen_wording import listed_allergens
from printing.layout.order_wording import ENGLISH, FRENCH
from printing.layout.paper import Paper
from printing.layout.wording import wording
from printing.simulator import read_papers
from sync.kernel.allergens import Allergen
from sync.kernel.quantity import Quantity
from tests.printing.papers import NOON, SHOP, a_label, a_slip, euros

ALLERGENS = tuple(Allergen)
STAFF_CODE = "400004219370162"
HOME = ("12 avenue du Général-de-Gaulle", "Bât. B, 3e étage gauche", "92330 Sceaux")
HOSTILE = {
    "letters": "x" * 1_000_000,
    "lines": "\n" * 1_000_000,
    "commands": "\x1bp\x00\x1dV\x41\x10\x14" * 100_000,
    "bidi": "\u202e\u2067" * 400_000,
    "emoji": "\U0001f9c0" * 1_000_000,
    "arabic": "\u0645\u0631\u062d\u0628\u0627 " * 150_000,
}
STICKERS = {
    **{code: sticker_of(GRIDS[code]) for code in ("L7165", "L7160", "3422")},
    **{
        media.code: Sticker(media.width_mm, media.height_mm, media.margin_mm, media.margin_mm)
        for media in (MEDIA["57x32"], MEDIA["102x51"])
    },
}


@pytest.fixture(scope="module", autouse=True)
def fonts() -> None:
    register_fonts()


def packing(**changes: object) -> PackingSlip:
    slip = PackingSlip(
        shop=SHOP,
        short_number="1937",
        order_number="00421937",
        customer="Camille D.",
        mode=HandoverMode.COLLECT,
        placed_at=NOON,
        bags=2,
        lines=(
            PackingLine(label="Saint-nectaire", quantity=Quantity.grams(388), amount=euros(1280)),
            PackingLine(
                label="Thé Ceylan",
                quantity=Quantity.pieces(2),
                amount=euros(1580),
                packed=Packed.REPLACED,
                instead_of="Thé Assam",
            ),
            PackingLine(
                label="Confiture",
                quantity=Quantity.pieces(1),
                amount=euros(0),
                packed=Packed.MISSING,
            ),
        ),
        total=euros(2860),
        to_pay=euros(2860),
        printed_at=NOON,
    )
    return replace(slip, **changes)  # type: ignore[arg-type]


def open_orders(note: str = "") -> PreparationList:
    weighed = replace(a_slip().lines[0], is_weighed=True)
    slip = a_slip(note=note, if_missing="refund", to_pay=euros(3480), letter="B")
    return PreparationList(
        shop=SHOP,
        printed_at=NOON,
        to_prepare=(replace(slip, lines=(weighed, *slip.lines[1:])),),
        waiting=(
            WaitingOrder(
                short_number="4811",
                order_number="00004811",
                customer="Samir B.",
                mode=HandoverMode.COLLECT,
                bags=2,
                places=(
                    BagPlace(numbers=(1,), shelf="Étagère B3"),
                    BagPlace(numbers=(2,), shelf="Chambre froide 2"),
                ),
                to_pay=euros(1150),
            ),
        ),
    )


def words_of(document: Document, columns: int = 48, locale: str = "fr") -> str:
    profile = PROFILES["generic-80" if columns == 48 else "generic-58"]
    (paper,) = read_papers(render_escpos(document, profile, locale))
    return "\n".join(line.text for line in paper.lines)


def test_every_kind_of_document_has_a_layout() -> None:
    assert set(get_args(Document)) == set(_LAYOUTS)


def test_both_languages_have_every_word_of_the_orders_papers() -> None:
    for field in fields(FRENCH):
        french, english = getattr(FRENCH, field.name), getattr(ENGLISH, field.name)
        assert french
        assert english
        if isinstance(french, dict):
            assert french.keys() == english.keys()
        else:
            assert re.findall(r"{\w+}", french) == re.findall(r"{\w+}", english)


@pytest.mark.parametrize("columns", [48, 32])
def test_the_list_of_open_orders_is_enough_without_the_pc(columns: int) -> None:
    words = words_of(open_orders(), columns)
    for said in ("[ ] Saint-nectaire", "poids : ....", "34,80", "Sacs : ....", "Remis : ...."):
        assert said in words
    # Whoever gives a bag away signs for it, be it prepared by the list or ready already.
    assert words.count("Remis : ....") == 2
    for said in ("4811", "Samir B.", "Étagère B3", "11,50", "ne pas remplacer", "Vitrine 2"):
        assert said in words
    assert (
        len(
            [
                block
                for block in lay_out(open_orders(), Paper(columns), "fr")
                if isinstance(block, Cut)
            ]
        )
        == 1
    )


def test_a_packing_slip_says_what_is_there_instead_and_what_is_not() -> None:
    words = words_of(packing())
    for said in ("0,388 kg", "au lieu de Thé Assam", "manquant, non facturé", "28,60", "2 sacs"):
        assert said in words
    assert "ni un ticket ni une facture" in words
    assert "instead of" in words_of(packing(), locale="en")


@pytest.mark.parametrize("mode", HandoverMode)
def test_an_address_stands_on_a_label_that_is_carried_and_nowhere_else(mode: HandoverMode) -> None:
    carried = a_label(mode=mode, address=HOME, box="12" if mode is HandoverMode.LOCKER else "")
    assert "92330 Sceaux" in words_of(carried)
    assert ("Case 12" in words_of(carried)) == (mode is HandoverMode.LOCKER)
    assert "avenue" not in words_of(a_label(mode=mode))


@pytest.mark.parametrize("note", HOSTILE.values(), ids=list(HOSTILE))
def test_no_note_makes_a_paper_longer_than_forty_centimetres(note: str) -> None:
    for document in (
        a_label(note=note, address=(note,) * 5, customer=note),
        a_slip(note=note, if_missing="ask", to_pay=euros(100), letter="A"),
    ):
        with Image.open(io.BytesIO(render_png(document, "fr", columns=32))) as picture:
            assert picture.height / 8 <= 400
    for columns in (48, 32):
        with_note = len(lay_out(open_orders(note), Paper(columns), "fr"))
        assert with_note - len(lay_out(open_orders(), Paper(columns), "fr")) <= 6


def test_what_a_stranger_wrote_gives_the_printer_no_command() -> None:
    note = HOSTILE["commands"]
    papers = read_papers(
        render_escpos(
            a_label(note=note, customer=note, address=(note,)), PROFILES["generic-80"], "fr"
        )
    )
    assert len(papers) == 1


@pytest.mark.parametrize("name", STICKERS)
@settings(max_examples=15, deadline=None)
@given(
    st.text(max_size=60),
    st.lists(st.text(max_size=60), max_size=6),
    st.sets(st.sampled_from(Care)),
    st.booleans(),
)
def test_nothing_leaves_a_stickers_margins(
    name: str, raw: str, address: list[str], care: set[Care], is_paid: bool
) -> None:
    sticker = STICKERS[name]
    label = a_label(
        customer=raw,
        shelf=raw,
        address=tuple(address),
        care=tuple(care),
        allergens=(raw,),
        qr_text=STAFF_CODE,
        to_pay=None if is_paid else euros(99_999_99),
    )
    for mark in place_label(label, "fr", sticker, measure).marks:
        match mark:
            case TextMark():
                width = measure(mark.text, mark.weight, mark.size)
                left = mark.x - (width if mark.anchor is Anchor.END else 0)
                assert sticker.left - 1 <= left
                assert left + width <= sticker.right + 1
                assert mark.baseline <= sticker.bottom
            case BoxMark():
                assert mark.x + mark.width <= sticker.right + 1
                assert mark.y + mark.height <= sticker.bottom + 1
            case QrMark():
                assert mark.y + 21 * mark.module <= sticker.bottom


def test_bags_nobody_has_counted_are_left_to_be_written_on_every_paper() -> None:
    label, known = a_label(bag=1, bags=0), a_label(bag=1, bags=1)
    assert " bags" not in words_of(packing(bags=0), locale="en")
    papers = {str(columns): words_of(label, columns) for columns in (32, 48)}
    for name, sticker in STICKERS.items():
        marks = place_label(label, "fr", sticker, measure).marks
        papers[name] = "\n".join(mark.text for mark in marks if isinstance(mark, TextMark))
        counted = place_label(known, "fr", sticker, measure).marks
        assert any(isinstance(mark, TextMark) and "Sac 1/1" in mark.text for mark in counted), name
    assert {name: "Sac ___/___" in words for name, words in papers.items()} == dict.fromkeys(
        papers, True
    )
    assert not any("Sac 1/1" in words for words in papers.values())


@pytest.mark.parametrize("name", STICKERS)
def test_the_staffs_code_on_every_sticker_is_read(name: str) -> None:
    label = a_label(qr_text=STAFF_CODE, care=(), address=HOME)
    picture = open_picture(render_tag_png(label, "fr", STICKERS[name], scale=1))
    assert [code.text for code in read_codes(as_frame(picture))] == [STAFF_CODE]


def test_a_town_is_never_left_off_a_small_label() -> None:
    face = place_label(a_label(address=HOME), "fr", STICKERS["57x32"], measure)
    texts = [mark.text for mark in face.marks if isinstance(mark, TextMark)]
    assert "92330 Sceaux" in texts
    assert any(text.startswith("12 avenue") for text in texts)


def test_the_smallest_roll_tells_way_hour_and_bag_in_full() -> None:
    """The printer's own letters are the widest that we measure with."""
    shelf, cut = "Chambre froide 2, étagère haute", []
    for locale, mode in product(("fr", "en"), HandoverMode):
        label = a_label(mode=mode, bag=12, bags=12, shelf=shelf, care=(), allergens=())
        commands = render_zpl_tags([(label, 1)], locale, MEDIA["50x30"])
        texts = re.findall(r"\^FD(.*?)\^FS", commands.decode())
        assert any(text.endswith(" 12/12") for text in texts)
        cut += [text for text in texts if text.endswith("…") and "Chambre" not in text]
    assert cut == []


@pytest.mark.parametrize("name", STICKERS)
@pytest.mark.parametrize(
    "detail", ["Bât. B, 3e étage, gauche", "Résidence des Acacias bâtiment C2, 4e étage gauche"]
)
def test_no_address_ends_in_an_ellipsis(name: str, detail: str) -> None:
    address = ("12 bis avenue du Général-de-Gaulle", detail, "47985 Valmoret-sur-Garonne")
    label = a_label(qr_text=STAFF_CODE, address=address, mode=HandoverMode.PARCEL)
    face = place_label(label, "fr", STICKERS[name], measure)
    texts = [mark.text for mark in face.marks if isinstance(mark, TextMark)]
    assert set(" ".join(address).split()) <= set(" ".join(texts).split())
    assert any(isinstance(mark, QrMark) for mark in face.marks)


@pytest.mark.parametrize("name", STICKERS)
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_sticker_lists_every_allergen_or_says_where_they_are_listed(
    name: str, locale: str
) -> None:
    for count in (1, 4, len(ALLERGENS)):
        label = a_label(allergens=ALLERGENS[:count], address=HOME, care=tuple(Care))
        face = place_label(label, locale, STICKERS[name], measure)
        texts = [mark.text for mark in face.marks if isinstance(mark, TextMark)]
        listed = listed_allergens(label.allergens, locale)
        assert wording(locale).allergens_elsewhere in texts or listed in " ".join(texts)
        if count == 1:
            assert listed in texts


def test_a_label_sets_an_address_in_one_size() -> None:
    long = ("12 avenue du Général-de-Gaulle, résidence du Vieux-Marché", *HOME[1:])
    for address in (HOME, long):
        blocks = lay_out(a_label(address=address), Paper(48), "fr")
        lines = [block for block in blocks if isinstance(block, Line)]
        sizes = [line.size for line in lines if re.search("Sceaux|Gaulle|étage", str(line.text))]
        assert len(sizes) >= 3
        assert len(set(sizes)) == 1


def test_labels_come_several_a_sheet_and_one_a_cut_label_of_a_roll() -> None:
    labels = [a_label(qr_text=STAFF_CODE, bag=bag, bags=9) for bag in range(1, 10)]
    pdf = render_label_sheets(labels, "fr", grid=GRIDS["L7165"], used=1)
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == 2
    sheet = render_sheet_png(labels, "fr", GRIDS["L7165"], used=1, width=600)
    with Image.open(io.BytesIO(sheet)) as picture:
        assert picture.width == 600
    zpl = render_zpl_tags([(label, 1) for label in labels], "fr", MEDIA["102x51"], dpi=203)
    assert zpl.count(b"^XA") == zpl.count(b"^XZ") == 9
    assert zpl.count(STAFF_CODE.encode()) == 9
    assert b"^LL408" in zpl  # 51 mm


def test_lists_and_slips_are_printed_on_office_paper_too() -> None:
    for document in (open_orders(), packing(), a_slip()):
        assert render_pdf(document, "fr", sheet=A4).startswith(b"%PDF")


def test_a_label_has_no_room_for_what_must_not_stand_on_it() -> None:
    names = {field.name for field in fields(PickupLabel)}
    assert not names & {"phone", "email", "secret", "customer_phone"}
