"""The first products of the fifty, from the hand to the storefront, as the page tells."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.tasks.studio import counter, row_of
from tests.tasks.studio_goods import pieces
from tests.tasks.table import studio_part

_FEW = 3
"""One that a public file knows, one that nobody knows, one without a code."""


def test_a_product_goes_online_from_the_hand_as_the_page_tells(
    qapp: QApplication, tmp_path: Path
) -> None:
    told = studio_part().splitlines()
    with counter(tmp_path / "shop") as person:
        for place, piece in enumerate(pieces()[:_FEW], start=1):
            row = row_of(place, person.do(piece))
            assert row in told, f"run python -m tests.tasks.studio: {row}"


def test_the_page_has_fifty_products_of_which_thirty_have_a_code() -> None:
    rows = [line.split(" | ") for line in studio_part().splitlines() if line.startswith("| ")]
    told = [row[1] for row in rows if row[0].removeprefix("| ").isdecimal()]

    assert told == [each.product.name for each in pieces()]
    assert sum(bool(each.ean) for each in pieces()) == 30
    assert len(told) == 50


def test_a_product_whose_code_is_known_takes_its_price_and_two_inputs() -> None:
    rows = [line.split(" | ") for line in studio_part().splitlines() if line.startswith("| ")]
    known = [row for row in rows if len(row) > 4 and row[2] in {"public file", "town", "the shop"}]

    assert len(known) == 27
    # All but those that are the first of a section the shop did not have.
    assert sum((row[3], row[4]) == ("1", "3") for row in known) >= 24
