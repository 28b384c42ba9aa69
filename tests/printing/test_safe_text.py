import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from PIL import ImageFont
from reportlab.pdfbase.ttfonts import TTFontFile

from printing.drivers.typeface import Weight
from printing.safe_text import FONT, SafeText, code_page

CP1252, CP858 = code_page("cp1252"), code_page("cp858")
EVERY_REPERTOIRE = pytest.mark.parametrize(
    "repertoire", [CP1252, CP858, FONT], ids=lambda r: r.name
)

ORDERS_TO_A_PRINTER = "\x1bp0\x32\x32", "\x1dV0", "\x10\x14\x01\x00\x01", "\x1c.", "\x9b31m", "\x00"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


def hostile_text() -> SearchStrategy[str]:
    pieces = st.one_of(
        st.text(),
        st.sampled_from(ORDERS_TO_A_PRINTER),
        st.sampled_from(list(BIDI)),
        st.characters(),
    )
    return st.lists(pieces, max_size=30).map("".join)


@given(hostile_text())
def test_no_control_byte_ever_reaches_a_printer(raw: str) -> None:
    for codec in ("cp1252", "cp858"):
        data = SafeText(raw, code_page(codec)).to_bytes(codec)
        assert all(byte >= 0x20 and byte != 0x7F for byte in data)


@given(hostile_text())
def test_no_control_or_direction_mark_is_left_in_any_repertoire(raw: str) -> None:
    for repertoire in (CP1252, CP858, FONT):
        for char in SafeText(raw, repertoire):
            assert char in " \u00a0" or repertoire.prints(char)
            assert not unicodedata.category(char).startswith("C")


@given(hostile_text(), st.integers(min_value=1, max_value=80))
def test_a_text_is_never_longer_than_its_limit(raw: str, limit: int) -> None:
    assert len(SafeText(raw, CP858, limit=limit)) <= limit


@given(hostile_text())
def test_making_safe_text_safe_again_changes_nothing(raw: str) -> None:
    once = SafeText(raw, CP1252)
    assert SafeText(once, CP1252) == once


@given(hostile_text(), st.integers(min_value=1, max_value=48))
def test_wrapping_loses_nothing_and_fits_the_paper(raw: str, columns: int) -> None:
    text = SafeText(raw, CP858)
    lines = text.wrapped(columns)
    assert all(0 < len(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("order", ORDERS_TO_A_PRINTER)
def test_a_name_cannot_open_the_drawer(order: str) -> None:
    assert SafeText(f"Zoé{order}", CP1252).isprintable()


def test_french_is_printed_as_it_is_written() -> None:
    raw = "Œuvrée, Hôtel-de-Ville : « l’été » – 12,50 €…"
    assert SafeText(raw, CP1252) == raw
    assert SafeText(raw, CP858) == "Oeuvrée, Hôtel-de-Ville : « l'été » - 12,50 €..."


def test_babels_narrow_space_does_not_become_a_question_mark() -> None:
    assert SafeText("1\u202f234,50\u00a0€", CP1252).to_bytes("cp1252") == b"1 234,50 \x80"
    assert SafeText("1\u202f234,50\u00a0€", CP858).to_bytes("cp858") == b"1 234,50 \xd5"


def test_a_no_break_space_is_not_broken() -> None:
    assert SafeText("Total 1\u00a0234,50\u00a0€").wrapped(10) == ("Total", "1\u00a0234,50\u00a0€")


def test_a_name_longer_than_its_line_is_broken_behind_its_hyphens() -> None:
    town = SafeText("47985 Saint-Étienne-de-Villeréal-sur-Garonne")
    assert town.wrapped(32) == ("47985", "Saint-Étienne-de-Villeréal-sur-", "Garonne")
    assert SafeText("-" * 10).wrapped(4) == ("----", "----", "--")


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("Merci 🎂🎂🎂 😊", "Merci [birthday cake] :-)"),
        ("❤️ 👍🏽", "<3 (+1)"),
        ("Иван Щукин", "Ivan Chtchoukin"),
        ("Ωνάσης", "Onasis"),
        ("محمد", "mhmd"),
        ("さくら", "sakura"),
        ("김민준", "gimminjun"),
        ("李小龙 Bruce", "[ideogr.] Bruce"),
        ("Žižek, Łódź, Gonçalves", "Zizek, Lódz, Gonçalves"),
        ("１２ ﬁnes", "12 fines"),
        ("🇫🇷", "FR"),
        ("ŒUF Œuf", "OEUF Oeuf"),
    ],
)
def test_what_a_printer_lacks_is_replaced_readably(raw: str, readable: str) -> None:
    assert SafeText(raw, CP858) == readable


def test_half_a_character_is_dropped() -> None:
    assert SafeText("a\ud83db", CP1252) == "ab"


def test_stacked_accents_are_cut_down_to_one_letter() -> None:
    assert SafeText("z\u0303\u0304\u0306\u0308\u030a\u030b\u030c", CP858) == "z"


def test_a_million_characters_are_cut_with_a_mark() -> None:
    text = SafeText("é" * 1_000_000, CP858, limit=600)
    assert len(text) == 600
    assert text.endswith("é...")


@EVERY_REPERTOIRE
def test_a_text_that_fits_has_no_mark_of_a_cut(repertoire: object) -> None:
    assert SafeText("abc", limit=3) == "abc"


def test_every_letter_of_our_repertoire_is_in_the_fonts() -> None:
    for weight in Weight:
        glyphs = TTFontFile(str(weight.path)).charToGlyph
        missing = [
            hex(code) for code in range(0x3000) if FONT.prints(chr(code)) and code not in glyphs
        ]
        assert missing == []


def test_digits_of_the_fonts_are_all_equally_wide() -> None:
    for weight in Weight:
        font = ImageFont.truetype(weight.path, 40)
        assert len({font.getlength(digit) for digit in "0123456789"}) == 1
