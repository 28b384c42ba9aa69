"""Which of several pictures stands first: by what was measured, equals in the order they came."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.picture_quality import Merit, Quality, merit, ranked

GOOD = Quality(sharpness=0.3, lightness=140)
BLURRED = Quality(sharpness=0.09, lightness=140, is_blurred=True)
SOFT = Quality(sharpness=0.2, lightness=140)
DARK = Quality(sharpness=0.3, lightness=30, is_badly_lit=True)
DIM = Quality(sharpness=0.3, lightness=80)
CROPPED = Quality(sharpness=0.35, lightness=140, border_percent=17.5)
UNCUT = Quality(sharpness=0.3, lightness=140, is_cut=False)
BACK = Quality(sharpness=0.6, lightness=140, shows_code=True)

qualities = st.builds(
    Quality,
    sharpness=st.floats(0, 1),
    lightness=st.floats(0, 255),
    is_blurred=st.booleans(),
    is_badly_lit=st.booleans(),
    border_percent=st.floats(0, 100),
    is_cut=st.booleans(),
    shows_code=st.booleans(),
)


@pytest.mark.parametrize(
    ("worse", "why"),
    [
        (BLURRED, Merit.SHARPEST),
        (SOFT, Merit.SHARPEST),
        (DARK, Merit.BEST_LIT),
        (DIM, Merit.BEST_LIT),
        (CROPPED, Merit.WHOLE),
        (UNCUT, Merit.CUT_OUT),
        (BACK, Merit.FRONT),
    ],
)
def test_the_better_one_is_first_whenever_it_came_and_says_why(worse: Quality, why: Merit) -> None:
    assert ranked([worse, GOOD]) == (1, 0)
    assert ranked([GOOD, worse]) == (0, 1)
    assert merit([worse, GOOD]) is merit([GOOD, worse]) is why


def test_a_blur_weighs_more_than_a_background_that_stayed() -> None:
    assert ranked([BLURRED, UNCUT]) == (1, 0)


def test_the_small_print_of_a_back_is_no_reason_to_show_it_first() -> None:
    assert ranked([BACK, SOFT]) == (1, 0)


def test_the_white_around_a_backs_stripes_is_no_reason_to_show_it_first() -> None:
    assert ranked([DIM, BACK]) == ranked([DIM, replace(BACK, lightness=250)]) == (0, 1)


def test_one_picture_and_equals_have_nothing_before_each_other() -> None:
    assert merit([GOOD]) is merit([GOOD, GOOD]) is merit([]) is None


@given(st.lists(qualities, min_size=1, max_size=8))
def test_each_picture_has_one_place_and_the_best_is_not_worse_than_what_it_was_put_before(
    pictures: list[Quality],
) -> None:
    order = ranked(pictures)
    assert sorted(order) == list(range(len(pictures)))
    assert ranked(pictures) == order
    if len(pictures) > 1 and order[0] != 0:
        assert merit(pictures) is not None
