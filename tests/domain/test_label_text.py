"""What a label says: quantities, dates, names; where it is unclear, nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.domain.label_text import (
    LARGEST_CONTENT,
    Content,
    LabelLine,
    read_content,
    read_label,
)

LINES = some.lists(
    some.builds(
        LabelLine,
        some.text(max_size=60) | some.from_regex(r"[0-9]{1,5}[ ,.x][0-9]{0,3} ?(g|kg|cl|ml|L|%)"),
        some.integers(0, 400),
        some.tuples(*(some.integers(-50, 4000) for _ in range(4))),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("370 g", Content(370, "kg")),
        ("Poids net : 1,5 kg", Content(1500, "kg")),
        ("1.000 g e", Content(1000, "kg")),
        ("1 000 ml", Content(1000, "l")),
        ("75cl", Content(750, "l")),
        ("33 cI", Content(330, "l")),
        ("6 x 33 cl", Content(1980, "l", 6)),
        ("6×25cl", Content(1500, "l", 6)),
        ("33 cl x 6", Content(1980, "l", 6)),
        ("Lot de 4 pots 125 g", Content(500, "kg", 4)),
        ("NET WT 250 g ℮", Content(250, "kg")),
        ("1 litre", Content(1000, "l")),
        ("0,5 L", Content(500, "l")),
        ("2 kilos", Content(2000, "kg")),
        ("Poids net égoutté 240 g", Content(240, "kg", is_drained=True)),
        ("30 gélules", Content(30_000, "piece")),
        ("12 œufs", Content(12_000, "piece")),
    ],
)
def test_a_quantity_is_read_as_it_is_written(text: str, told: Content) -> None:
    assert read_content(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Valeurs nutritionnelles pour 100 g",
        "dont sucres 12 g",
        "Energie 1042 kJ / 250 kcal",
        "per 100 ml",
        "12,50 €/kg",
        "préparée avec 45 g de fruits",
        "Réf. 4500g2",
        "0 g",
        "999999 g",
        "500 mg",
        "1,2345 g",
        "Vitamine C",
        "180 000 kg",
    ],
)
def test_what_is_no_net_quantity_is_left_alone(text: str) -> None:
    assert read_content(text) is None


def test_the_drained_weight_counts_beside_the_full_one() -> None:
    told = read_label([LabelLine("Poids net 400 g", 20), LabelLine("Poids net égoutté 240 g", 20)])
    assert told.content == Content(240, "kg", is_drained=True)


def test_of_two_unmarked_quantities_of_one_size_none_is_believed() -> None:
    told = read_label([LabelLine("250 g", 20), LabelLine("300 g", 20)])
    assert told.content is None
    assert told.content_sure == 0


def test_of_two_quantities_the_one_in_large_print_is_proposed_less_surely() -> None:
    told = read_label([LabelLine("250 g", 60), LabelLine("30 g offerts", 20)])
    assert told.content == Content(250, "kg")
    assert told.content_sure < 85


def a_jar() -> list[LabelLine]:
    return [
        LabelLine("LES JARDINS D'ODILE®", 34, (40, 10, 400, 34)),
        LabelLine("CONFITURE", 90, (40, 60, 600, 90)),
        LabelLine("DE MÛRES SAUVAGES", 84, (40, 165, 700, 84)),
        LabelLine("préparée avec 55 g de fruits pour 100 g", 18, (40, 300, 500, 18)),
        LabelLine("Issue de l'agriculture biologique FR-BIO-01", 16, (40, 330, 500, 16)),
        LabelLine("Poids net : 370 g e", 30, (40, 360, 300, 30)),
        LabelLine("À consommer de préférence avant fin :", 16, (40, 420, 300, 16)),
        LabelLine("06/2027", 16, (40, 440, 80, 16)),
        LabelLine("www.jardins.example", 14, (40, 470, 200, 14)),
    ]


def test_a_jar_of_jam_fills_the_sheet() -> None:
    told = read_label(a_jar())
    assert told.names[0].text == "Confiture de mûres sauvages"
    assert told.brand is not None
    assert told.brand.text == "Les jardins d'odile"
    assert told.content == Content(370, "kg")
    assert told.is_organic
    assert told.end is not None
    assert told.end.day == date(2027, 6, 30)
    assert not told.end.is_use_by
    assert "www.jardins.example" not in [each.text for each in told.names]


def test_the_order_in_which_lines_were_read_changes_nothing() -> None:
    assert read_label(reversed(a_jar())) == read_label(a_jar())


def test_a_known_brand_is_written_as_the_shop_writes_it_and_is_no_name() -> None:
    lines = [
        LabelLine("BRASSERIE DU PRE", 70, (0, 0, 300, 70)),
        LabelLine("Bière blonde", 40, (0, 200, 300, 40)),
        LabelLine("Alc. 5,8 % vol   33 cl", 20, (0, 300, 300, 20)),
    ]
    told = read_label(lines, ["Brasserie du Pré"])
    assert told.brand is not None
    assert told.brand.text == "Brasserie du Pré"
    assert [each.text for each in told.names] == ["Bière blonde"]
    assert told.alcohol_tenths == 58
    assert told.content == Content(330, "l")


@pytest.mark.parametrize(
    ("text", "day", "is_use_by"),
    [
        ("À consommer jusqu'au 24/12/26", date(2026, 12, 24), True),
        ("DLC : 03.02.2027", date(2027, 2, 3), True),
        ("Use by 5 DEC 2026", date(2026, 12, 5), True),
        ("Best before 2027-01-31", date(2027, 1, 31), False),
        ("DDM 29 février 2028", date(2028, 2, 29), False),
        ("À consommer de préférence avant fin août 2027", date(2027, 8, 31), False),
    ],
)
def test_a_date_is_read_behind_the_words_that_announce_it(
    text: str, day: date, is_use_by: bool
) -> None:
    end = read_label([LabelLine(text)]).end
    assert end is not None
    assert (end.day, end.is_use_by) == (day, is_use_by)


@pytest.mark.parametrize("text", ["L 24/12/26", "DLC 31/02/2027", "DLC 24/13/26", "best before it"])
def test_a_date_without_those_words_or_that_is_none_is_left_alone(text: str) -> None:
    assert read_label([LabelLine(text)]).end is None


def test_two_strengths_on_one_label_are_not_believed() -> None:
    assert read_label([LabelLine("12 % vol"), LabelLine("alc. 13 %")]).alcohol_tenths is None


@given(some.integers(1, 99), some.sampled_from(["g", "ml", "cl", "kg", "L"]), some.integers(1, 12))
def test_a_quantity_written_out_is_read_back(number: int, unit: str, parts: int) -> None:
    times = {"g": 1, "ml": 1, "cl": 10, "kg": 1000, "L": 1000}[unit]
    total = number * times * parts
    told = read_content(f"{parts} x {number} {unit}")
    if total > LARGEST_CONTENT:
        assert told is None
    else:
        assert told == Content(total, "kg" if unit in {"g", "kg"} else "l", parts)


@given(LINES, some.lists(some.text(max_size=10), max_size=3))
def test_no_label_is_too_odd_to_be_read(lines: list[LabelLine], brands: list[str]) -> None:
    told = read_label(lines, brands)
    assert all(0 <= each.sure <= 100 and each.text for each in told.names)
    assert len(told.names) <= 3
    if told.content is not None:
        assert 0 < told.content.thousandths <= LARGEST_CONTENT
        assert 0 < told.content_sure <= 100
