"""Whatever is typed of sizes and colours, no code and no piece is lost without its being said."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.variant_axes import Axis, combine
from desktop.ui.product.kept_forms import KeptForms
from desktop.ui.product.variant_rows import VariantRow
from sync.kernel.quantity import Quantity

WORDS = st.lists(
    st.sampled_from(("38", "38 FR", "4", "40", "42", "S", "bleu", "bleu nuit")),
    unique=True,
    max_size=4,
).map(tuple)
AXES = st.tuples(WORDS, WORDS)


def axes(typed: tuple[tuple[str, ...], tuple[str, ...]]) -> list[Axis]:
    return list(zip(("taille", "couleur"), typed, strict=True))


def stored(typed: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[VariantRow, ...]:
    return tuple(
        VariantRow(options, id=f"v{place}", code=f"c{place}", stock=Quantity.pieces(place + 1))
        for place, options in enumerate(combine(axes(typed)))
    )


def sizes(*words: str) -> list[Axis]:
    return axes((words, ()))


@given(AXES, st.lists(st.tuples(AXES, st.booleans(), st.booleans()), max_size=6))
def test_no_code_and_no_piece_is_lost_unsaid(
    first: tuple[tuple[str, ...], tuple[str, ...]],
    edits: list[tuple[tuple[tuple[str, ...], tuple[str, ...]], bool, bool]],
) -> None:
    kept = KeptForms()
    rows = kept.begin(stored(first))
    held = {each.id: (each.code, each.stock) for each in rows}
    typed_codes: set[str] = set()
    for place, (typed, is_coded, are_others) in enumerate(edits):
        if is_coded and not rows[-1].code:
            typed_codes.add(f"n{place}")
            rows = (*rows[:-1], replace(rows[-1], code=f"n{place}"))
        kept.note(rows)
        kept.are_others = are_others
        rows = kept.rows(axes(typed))
        said = (*rows, *kept.leaving)
        assert {each.id: (each.code, each.stock) for each in said if each.id} == held
        assert typed_codes <= {each.code for each in said}
        assert len({each.code for each in said if each.code}) == len(held) + len(typed_codes)
        assert [each.options for each in rows] == list(combine(axes(typed)))


@given(AXES, AXES)
def test_what_is_typed_back_is_what_it_was(
    first: tuple[tuple[str, ...], tuple[str, ...]], other: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    kept = KeptForms()
    before = kept.begin(stored(first))
    kept.rows(axes(other))
    assert kept.rows(axes(first)) == before
    assert not kept.leaving
    assert not kept.renamed(before)


def test_a_size_typed_beside_another_and_left_alone_is_another_article() -> None:
    kept = KeptForms()
    kept.begin(stored((("38", "40"), ())))
    kept.rows(sizes("38", "40", "42"))
    rows = kept.rows(sizes("38", "42"))
    assert [each.id for each in rows] == ["v0", ""]
    assert [each.id for each in kept.leaving] == ["v1"]


def test_what_is_typed_of_a_new_size_stays_with_it_under_another_name() -> None:
    kept = KeptForms()
    kept.begin(())
    small, medium = kept.rows(sizes("S", "M"))
    kept.note((small, replace(medium, code="376")))
    rows = kept.rows(sizes("S", "Moyen"))
    assert [(each.name, each.code) for each in rows] == [("S", ""), ("Moyen", "376")]
    assert kept.rows(sizes("S"))[0].code == ""
    assert [each.code for each in kept.leaving] == ["376"]
