"""Lists out of any spreadsheet are read line by line; what cannot be read is told, not guessed."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.cells import (
    guard,
    read_decimal,
    read_options,
    unguard,
    write_decimal,
    write_options,
)
from desktop.domain.product_file import Fault, ProductLine, decode, read_lines
from desktop.domain.sellable import LineKind
from desktop.errors import RefusedError
from sync.kernel.quantity import Unit

RATES = (2000, 1000, 550, 210)
FRENCH = "Désignation;Rayon;Prix TTC;TVA;Code-barres;Stock\nThé à l'œillet;Thés;7,90 €;5,5 %;;12\n"


def lines_of(text: str) -> list[ProductLine]:
    read = list(read_lines(text, RATES))
    assert [each for each in read if isinstance(each, Fault)] == []
    return [each for each in read if isinstance(each, ProductLine)]


def faults_of(text: str) -> list[tuple[int, str, str]]:
    return [
        (each.number, each.code, each.text)
        for each in read_lines(text, RATES)
        if isinstance(each, Fault)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_is_read_in_whatever_the_spreadsheet_wrote_it(encoding: str) -> None:
    (line,) = lines_of(decode(FRENCH.encode(encoding)))
    assert (line.name, line.category, line.price_cents, line.vat_bp, line.stock) == (
        "Thé à l'œillet",
        "Thés",
        790,
        550,
        12_000,
    )


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end_will_do(delimiter: str, ending: str) -> None:
    text = ending.join([delimiter.join(["nom", "prix"]), delimiter.join(["Pain", "1.20"]), ""])
    assert [(line.number, line.name, line.price_cents) for line in lines_of(text)] == [
        (2, "Pain", 120)
    ]


def test_a_woocommerce_list_is_understood() -> None:
    text = (
        "ID,Type,UGS,Nom,Publié,Tarif régulier,Catégories,Stock\n"
        '7,simple,TH-1,Thé noir,1,"6,50","Épicerie > Thés, Promotions",3\n'
    )
    (line,) = lines_of(text)
    assert (line.reference, line.name, line.price_cents, line.category) == (
        "TH-1",
        "Thé noir",
        650,
        "Thés",
    )


def test_of_two_price_columns_the_one_with_vat_counts() -> None:
    (line,) = lines_of("nom;prix de vente;prix TTC\nPain;1,00;1,06\n")
    assert line.price_cents == 106


def test_a_category_may_hold_a_comma() -> None:
    (line,) = lines_of("nom;prix;catégorie\nPain;1;Pains, viennoiseries\n")
    assert line.category == "Pains, viennoiseries"


def test_what_stands_before_the_header_is_passed_over_and_rows_are_counted_on() -> None:
    text = "sep=;\r\n\r\nnom;prix\r\nPain;1\r\n\r\nTarte;oups\r\n"
    assert [line.number for line in read_lines(text, RATES)] == [4, 6]


def test_a_text_over_two_lines_is_one_record() -> None:
    text = 'nom;description;prix\n"Pain";"Au levain.\nBien cuit.";"4,20"\nTarte;;oups\n'
    first, second = read_lines(text, RATES)
    assert isinstance(first, ProductLine)
    assert first.description == "Au levain.\nBien cuit."
    assert (second.number, isinstance(second, Fault)) == (3, True)


def test_an_open_quote_spoils_its_own_line_only() -> None:
    text = 'nom;prix\n"Pain;1\nTarte;2\n"Flan";3\n'
    read = list(read_lines(text, RATES))
    assert read[0] == Fault(2, "line_broken", "")
    assert [each.name for each in read[1:] if isinstance(each, ProductLine)] == ["Tarte", "Flan"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (";1,00;;;;", ("line_no_name", "")),
        ("Pain;gratuit;;;;", ("line_bad_price", "gratuit")),
        ("Pain;;;;;", ("line_no_price", "")),
        ("Pain;-1,00;;;;", ("line_bad_price", "-1,00")),
        ("Pain;1,005;;;;", ("line_bad_price", "1,005")),
        ("Pain;3017620422003;;;;", ("line_bad_price", "3017620422003")),
        ("Pain;12345670;;;;", ("line_bad_price", "12345670")),
        ("Pain;1,00;19,6;;;", ("line_bad_vat", "19,6")),
        ("Pain;1,00;0;;;", ("line_bad_vat", "0")),
        ("Pain;1,00;;3017620422004;;", ("line_bad_code", "3017620422004")),
        ("Pain;1,00;;;barrique;", ("line_bad_unit", "barrique")),
        ("Pain;1,00;;;;plein", ("line_bad_stock", "plein")),
        ("Pain;1,00;;;;1,5", ("line_bad_stock", "1,5")),
    ],
)
def test_a_line_that_cannot_be_read_says_why(row: str, fault: tuple[str, str]) -> None:
    assert faults_of(f"nom;prix;tva;ean;unité;stock\n{row}\nTarte;2;;;;\n") == [(2, *fault)]


def test_a_deposit_bears_no_vat_and_a_service_is_one() -> None:
    text = "nom;prix;tva;nature\nBocal;0,50;0;consigne\nConsigne;1;;deposit\nOurlet;9;20;service\n"
    assert [(line.kind, line.vat_bp) for line in lines_of(text)] == [
        (LineKind.DEPOSIT, 0),
        (LineKind.DEPOSIT, 0),
        (LineKind.SERVICE, 2000),
    ]


def test_cheese_is_sold_by_weight() -> None:
    (line,) = lines_of("nom;prix;unité;stock\nComté;24,90;kg;3,250\n")
    assert (line.unit, line.stock) == (Unit.KILOGRAM, 3250)


def test_sizes_of_one_product_are_known_for_what_they_are() -> None:
    text = (
        "nom;prix;options\nPull;39;taille: S, couleur: bleu\nPull;39;taille: M, couleur: bleu\n"
        "Pull;45;\nBonnet;12;couleur: bleu\n"
    )
    small, medium, plain, cap = lines_of(text)
    assert small.options == (("taille", "S"), ("couleur", "bleu"))
    assert small.is_form_of(medium)
    assert not medium.is_form_of(plain)
    assert not cap.is_form_of(small)


@pytest.mark.parametrize("text", ["", "\n\n", "nom\nPain\n", "prix\n1\n", '"nom;prix\nPain;1\n'])
def test_a_list_without_name_and_price_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        list(read_lines(text, RATES))
    assert refused.value.code == "import_no_header"


def test_a_picture_is_no_list() -> None:
    with pytest.raises(RefusedError) as refused:
        decode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert refused.value.code == "import_no_text"


def test_signs_that_no_keyboard_writes_are_left_out() -> None:
    (line,) = lines_of("nom;prix\nPain\x07 au\x00 levain\x1b[2J;1\n")
    assert line.name == "Pain au levain[2J"


def refusal_of(read: Callable[[], object]) -> str:
    """Return the code of the refusal, empty when there was none."""
    try:
        read()
    except RefusedError as refused:
        return refused.code
    return ""


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    assert refusal_of(lambda: decode(content).encode()) in {"", "import_no_text"}


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_one_way(text: str) -> None:
    assert refusal_of(lambda: list(read_lines(text, RATES))) in {"", "import_no_header"}


@given(st.text(alphabet=st.sampled_from(";,\"'\n\r\t= aé1.€%:\\kg"), max_size=300))
def test_behind_a_header_every_text_gives_lines_and_faults_in_order(text: str) -> None:
    header = "nom;prix;tva;unite;stock;ean;options;kind;flags;description;categories;reference\n"
    read = list(read_lines(header + text, RATES))
    numbers = [each.number for each in read]
    assert numbers == sorted(set(numbers))


words = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=40
).map(lambda text: " ".join(text.split()))
option_words = words.filter(bool)


@given(words)
def test_a_guarded_cell_runs_nowhere_and_is_read_back(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@"))
    assert unguard(guard(text)) == text


@given(st.lists(st.tuples(option_words, option_words), max_size=4).map(tuple))
def test_options_are_read_back_whatever_they_hold(options: tuple[tuple[str, str], ...]) -> None:
    assert read_options(write_options(options)) == options


def test_a_comma_without_an_axis_belongs_to_the_value_before() -> None:
    assert read_options("contenance: 1,5 L, couleur: bleu") == (
        ("contenance", "1,5 L"),
        ("couleur", "bleu"),
    )


@given(st.integers(-(10**9) + 1, 10**9 - 1), st.sampled_from([2, 3]))
def test_decimals_are_read_back(number: int, places: int) -> None:
    assert read_decimal(write_decimal(number, places), places) == number


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "nom": words.filter(bool),
                "marque": words,
                "rayon": words,
                "prix": st.integers(0, 10**8).map(lambda cents: write_decimal(cents, 2)),
                "tva": st.sampled_from(["", "20", "5,5 %", "2.1"]),
                "stock": st.integers(-99, 9999).map(str),
            }
        ),
        max_size=6,
    )
)
def test_what_a_spreadsheet_quotes_is_read_back(rows: list[dict[str, str]]) -> None:
    target = io.StringIO()
    writer = csv.DictWriter(
        target, ["nom", "marque", "rayon", "prix", "tva", "stock"], delimiter=";"
    )
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: guard(cell) for name, cell in row.items() if name != "stock"}
            | {"stock": row["stock"]}
        )
    lines = lines_of(decode(target.getvalue().encode("utf-8-sig")))
    assert [(line.name, line.brand, line.category) for line in lines] == [
        (row["nom"], row["marque"], row["rayon"]) for row in rows
    ]
