"""One line of a public product file: a sheet, or the reason why there is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.domain.label_text import Content
from desktop.domain.open_sheet import (
    NoSheetError,
    Sheet,
    is_private,
    read_path,
    reader_for,
    source_named,
    write_path,
)
from sync.kernel.gtin import check_digit, make_in_store

HEADER = "code\tproduct_name\tbrands\tquantity\tcategories\n"
#: GS1's demonstration prefix: nobody's article.
CODE = "952000000000" + str(check_digit("952000000000"))


def of_cells(*cells: str, header: str = HEADER) -> Sheet:
    read, has_header = reader_for(header.encode(), "food")
    assert has_header
    return read("\t".join(cells).encode() + b"\n")


def of_json(**fields: object) -> Sheet:
    line = json.dumps({"code": CODE, "product_name": "Miel", **fields}).encode()
    read, has_header = reader_for(line, "food")
    assert not has_header
    return read(line)


def test_a_line_of_the_list_becomes_a_sheet() -> None:
    told = of_cells(
        CODE, "Confiture de mûres", "Odile, Grand Pré", "370 g", "Petit-déjeuners,en:berry-jams"
    )
    assert told == Sheet(
        gtin=CODE,
        source="food",
        name="Confiture de mûres",
        brand="Odile",
        category=("Petit-déjeuners", "berry jams"),
        content=Content(370, "kg"),
    )
    assert told.credit == "Open Food Facts, ODbL 1.0"


def test_a_quoted_cell_loses_its_quotes() -> None:
    assert of_cells(CODE, '"Miel ""de fleurs"""', "", "", "").name == 'Miel "de fleurs"'


def test_the_french_name_stands_before_the_others() -> None:
    assert of_json(product_name_fr="Miel de fleurs", product_name="Honey").name == "Miel de fleurs"


def test_numbers_where_words_are_expected_do_no_harm() -> None:
    told = of_json(product_quantity=750, product_quantity_unit="ml", brands=["a"], categories=None)
    assert told.content == Content(750, "l")
    assert told.brand == ""


def test_a_written_quantity_is_believed_before_a_counted_one() -> None:
    told = of_json(quantity="6 x 33 cl", product_quantity="33", product_quantity_unit="ml")
    assert told.content == Content(1980, "l", 6)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("9520000000001", "Miel", "", "", ""), "no_gtin"),
        (("", "Miel", "", "", ""), "no_gtin"),
        ((make_in_store(12), "Miel", "", "", ""), "in_store"),
        ((CODE, "  \x00 ", "", "", ""), "no_name"),
        ((CODE, "Miel"), "broken"),
        ((CODE, "Miel", "", "", "", "tab too many"), "broken"),
    ],
)
def test_a_line_without_a_sheet_says_why(cells: tuple[str, ...], code: str) -> None:
    with pytest.raises(NoSheetError) as told:
        of_cells(*cells)
    assert told.value.code == code


@pytest.mark.parametrize(
    "line", [b'{"code":', b"\xff\xfe\xff", b'{"a":' * 5000, b"[]", b'{"code": "\xff"}']
)
def test_broken_json_is_one_broken_line(line: bytes) -> None:
    read, _ = reader_for(b"{}", "food")
    with pytest.raises(NoSheetError) as told:
        read(line)
    assert told.value.code in {"broken", "no_gtin"}


@pytest.mark.parametrize("head", [b"", b"name;price\n", b"code,product_name\n", b"\x89PNG\r\n"])
def test_another_file_is_not_taken_for_a_product_file(head: bytes) -> None:
    with pytest.raises(NoSheetError):
        reader_for(head, "food")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("en.openfoodfacts.org.products.csv.gz", "food"),
        ("openbeautyfacts-products.jsonl.gz", "beauty"),
        ("en.openproductsfacts.org.products.csv", "products"),
        ("openpetfoodfacts.csv", "petfood"),
        ("liste.csv", None),
    ],
)
def test_the_file_s_name_says_whose_it_is(name: str, source: str | None) -> None:
    assert source_named(name) == source


@pytest.mark.parametrize("body", ["020000000001", "200000000001", "290000000001", "040000000001"])
def test_a_number_that_means_another_thing_in_every_shop_is_private(body: str) -> None:
    assert is_private(body + str(check_digit(body)))


@given(some.lists(some.text(some.characters(categories=["L", "N", "P"]), min_size=1), max_size=5))
def test_a_path_is_read_as_it_was_written(path: list[str]) -> None:
    plain = tuple(part.replace(">", "-") for part in path)
    assert read_path(write_path(path)) == plain


@given(some.binary(max_size=300))
def test_no_line_is_too_odd(line: bytes) -> None:
    for head in (HEADER.encode(), b"{}"):
        read, _ = reader_for(head, "food")
        try:
            told = read(line)
        except NoSheetError:
            continue
        assert told.name
