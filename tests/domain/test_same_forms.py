"""A size that is spelt otherwise is the article it was; only what is new is new."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.same_forms import same_forms, same_words
from desktop.domain.variant_axes import combine

WORDS = st.lists(
    st.sampled_from(("38", "38 FR", "39", "40", "40 fr", "S", "s", "bleu", "bleu nuit", "rouge")),
    unique=True,
    max_size=6,
)


@pytest.mark.parametrize(
    ("stood", "words", "expected"),
    [
        (("38", "40"), ("38 FR", "40"), {"38 FR": "38", "40": "40"}),
        (("38", "40"), ("38 FR", "40 FR"), {"38 FR": "38", "40 FR": "40"}),
        (("38", "40"), ("40 FR", "38 FR"), {"38 FR": "38", "40 FR": "40"}),
        (("38", "40"), ("40 FR",), {"40 FR": "40"}),
        (("38", "40"), ("38", "4"), {"38": "38", "4": "40"}),
        (("38", "40"), ("36", "38", "40"), {"38": "38", "40": "40"}),
        (("38", "40", "42", "44"), ("38", "42", "44", "46"), {"38": "38", "42": "42", "44": "44"}),
        (("s", "m"), ("S", "M", "L"), {"S": "s", "M": "m"}),
        (("bleu", "vert"), ("vert", "bleu nuit"), {"vert": "vert", "bleu nuit": "bleu"}),
        (("rouge", "vert"), ("carmin", "olive"), {"carmin": "rouge", "olive": "vert"}),
        (("rouge", "vert"), ("verte",), {"verte": "vert"}),
        (("38", "40"), (), {}),
    ],
)
def test_a_word_is_found_again_under_another_spelling(
    stood: tuple[str, ...], words: tuple[str, ...], expected: dict[str, str]
) -> None:
    assert same_words(stood, words) == expected


def test_words_that_stood_beside_each_other_are_not_each_other() -> None:
    assert same_words(("38", "40"), ("38", "42")) == {"38": "38", "42": "40"}
    assert same_words(("38", "40"), ("38", "42"), {frozenset(("40", "42"))}) == {"38": "38"}
    assert same_words(("bleu",), ("bleu nuit",), {frozenset(("bleu", "bleu nuit"))}) == {}


@given(WORDS, WORDS)
def test_no_word_leaves_while_a_new_one_takes_its_place(stood: list[str], words: list[str]) -> None:
    found = same_words(stood, words)
    assert len(set(found.values())) == len(found)
    assert all(found[each] == each for each in words if each in stood)
    kept = set(found.values())
    gone = {_before(each, stood, kept) for each in stood if each not in kept}
    come = {found.get(_before(each, words, set(found)), "") for each in words if each not in found}
    assert not gone & come


def _before(word: str, words: list[str], known: set[str]) -> str:
    behind = words[: words.index(word)]
    return next((each for each in reversed(behind) if each in known), "")


def names(*words: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip(("taille", "couleur"), words, strict=False))


def test_the_first_size_given_to_a_product_is_the_article_it_was() -> None:
    assert same_forms([()], [("taille", ("S", "M")), ("couleur", ())]) == {0: 0}
    assert same_forms([()], [("taille", ("S", "M")), ("couleur", ("bleu", "vert"))]) == {0: 0}


def test_colours_given_to_sizes_leave_each_size_its_article() -> None:
    stood = [names("S"), names("M")]
    assert same_forms(stood, [("taille", ("S", "M")), ("couleur", ("bleu", "vert"))]) == {
        0: 0,
        2: 1,
    }


def test_without_its_sizes_a_product_is_the_first_it_had() -> None:
    assert same_forms([names("S"), names("M")], [("taille", ()), ("couleur", ())]) == {0: 0}
    grid = [names("S", "bleu"), names("S", "vert"), names("M", "bleu"), names("M", "vert")]
    assert same_forms(grid, [("taille", ("S", "M")), ("couleur", ())]) == {0: 0, 1: 2}


def test_an_axis_that_moves_to_the_other_field_is_known_by_its_words() -> None:
    stood = [names("S"), names("M")]
    axes = [("couleur", ("bleu",)), ("taille", ("S", "M"))]
    assert same_forms(stood, axes) == {0: 0, 1: 1}


AXES = st.tuples(WORDS, WORDS).map(
    lambda both: [("taille", tuple(both[0])), ("couleur", tuple(both[1]))]
)


@given(AXES, AXES)
def test_a_form_is_one_article_and_an_article_one_form(
    before: list[tuple[str, tuple[str, ...]]], after: list[tuple[str, tuple[str, ...]]]
) -> None:
    stood, wanted = combine(before), combine(after)
    found = same_forms(stood, after)
    assert len(set(found.values())) == len(found)
    assert set(found) <= set(range(len(wanted)))
    # What is called what it was is what it was.
    assert all(
        found.get(wanted.index(each)) == place for place, each in enumerate(stood) if each in wanted
    )
    # One of them goes on at least: a product is never all new.
    assert found


def test_very_many_words_that_are_all_retyped_keep_their_places() -> None:
    stood, words = [str(place) for place in range(60)], [f"n{place}" for place in range(58)]
    assert same_words(stood, words) == dict(zip(words, stood, strict=False))
