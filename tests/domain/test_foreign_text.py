import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import scan
from desktop.domain.foreign_text import SHOWN_AT_MOST, Foreign, ForeignKind, recognise, show


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("https://exemple.fr/menu", ForeignKind.LINK, "https://exemple.fr/menu"),
        ("www.exemple.fr", ForeignKind.LINK, "www.exemple.fr"),
        ("javascript:alert(1)", ForeignKind.LINK, "javascript:alert(1)"),
        ("intent://scan/#Intent;end", ForeignKind.LINK, "intent://scan/#Intent;end"),
        ("WIFI:T:WPA;S:Le café;P:motdepasse;;", ForeignKind.WIFI, "Le café"),
        ("wifi:P:S:motdepasse;S:a\\;b;;", ForeignKind.WIFI, "a;b"),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Jeanne Roux\nEND:VCARD", ForeignKind.CONTACT, "Jeanne Roux"),
        ("MECARD:N:Roux,Jeanne;TEL:0612345678;;", ForeignKind.CONTACT, "Roux,Jeanne"),
        ("BEGIN:VEVENT\nSUMMARY:Fête\nEND:VEVENT", ForeignKind.EVENT, None),
        ("mailto:a@exemple.fr?subject=x", ForeignKind.EMAIL, None),
        ("tel:+33612345678", ForeignKind.PHONE, None),
        ("SMSTO:0612345678:bonjour", ForeignKind.MESSAGE, None),
        ("geo:44.5,0.2", ForeignKind.PLACE, None),
        ("BCD\n002\n1\nSCT\n\nMairie\nFR76", ForeignKind.PAYMENT, None),
        ("otpauth://totp/caisse?secret=JBSWY3DP", ForeignKind.SECRET, ""),
    ],
)
def test_what_is_meant_for_a_telephone_is_told_by_name(
    text: str, kind: ForeignKind, shown: str | None
) -> None:
    read = scan.read(text)

    assert isinstance(read, Foreign)
    assert read.kind is kind
    assert shown is None or read.shown == shown
    assert scan.kind_of(text) == "foreign"


def test_the_password_of_a_network_is_never_shown() -> None:
    read = recognise("WIFI:T:WPA;P:motdepasse;;")

    assert read == Foreign(ForeignKind.WIFI, "")


def test_a_digital_link_is_an_article_wherever_it_leads() -> None:
    link = "https://exemple.fr/01/03017620422003/10/L42"

    assert scan.read(link) == scan.ProductCode("3017620422003")
    assert scan.kind_of(link) == "gs1"


@pytest.mark.parametrize("text", ["Comté AOP", "TVFJ1:1:T01:0:9F", "x:y", "12:30", "note: rien"])
def test_a_word_with_a_colon_is_still_a_word(text: str) -> None:
    assert isinstance(scan.read(text), scan.Unknown)


@given(st.text(max_size=600))
def test_what_is_shown_is_one_short_line_of_signs_that_are_seen(text: str) -> None:
    shown = show(text)

    assert len(shown) <= SHOWN_AT_MOST
    assert not {unicodedata.category(sign)[0] for sign in shown} & {"C"}
    assert "\n" not in shown


def test_signs_that_turn_a_text_round_are_taken_out() -> None:
    assert show("https://a\u202egro.live\u2066\x00\x1b[2J") == "https://agro.live [2J"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(00)340123450000000000", "340123450000000000"),
        ("]C100340123450000000000", "340123450000000000"),
        ("RA473124829CH", "RA473124829CH"),
        ("ra 473 124 829 ch", "RA473124829CH"),
    ],
)
def test_a_carriers_number_is_a_parcel(text: str, number: str) -> None:
    assert scan.read(text) == scan.ParcelCode(number)


@pytest.mark.parametrize("text", ["RA473124828CH", "340123450000000001"])
def test_a_carriers_number_with_a_wrong_digit_is_nothing(text: str) -> None:
    assert isinstance(scan.read(text), scan.Unknown)
