"""A count made while the shop sells finds what is missing, and takes no sale for a theft."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.stocktake import Counted, Difference, difference

_ACTS = st.lists(
    st.tuples(st.sampled_from(["scan", "sell", "sell_counted", "come", "come_counted"]), st.integers(1, 4)),
    max_size=30,
)  # fmt: skip


class Shelf:
    """A shelf whose truth is known: what was counted already, and what was not."""

    def __init__(self, there: int, missing: int) -> None:
        self.uncounted = there
        self.counted = 0
        self.book = there + missing
        self.seen = self.left = self.came = 0
        self.book_at_first: int | None = None

    @property
    def truth(self) -> int:
        return self.uncounted + self.counted - self.book

    def scan(self, pieces: int) -> None:
        pieces = min(pieces, self.uncounted)
        if self.book_at_first is None:
            self.book_at_first = self.book
            self.left = self.came = 0
        self.uncounted -= pieces
        self.counted += pieces
        self.seen += pieces

    def do(self, act: str, pieces: int) -> None:
        match act:
            case "scan":
                self.scan(pieces)
            case "sell":
                self.go(min(pieces, self.uncounted), from_counted=False)
            case "sell_counted":
                self.go(min(pieces, self.counted), from_counted=True)
            case _:
                self.come(pieces, to_counted=act == "come_counted")

    def go(self, pieces: int, *, from_counted: bool) -> None:
        if from_counted:
            self.counted -= pieces
        else:
            self.uncounted -= pieces
        self.book -= pieces
        self.left += pieces

    def come(self, pieces: int, *, to_counted: bool) -> None:
        # Beside pieces that were counted, new ones are not counted again.
        if to_counted and self.book_at_first is not None:
            self.counted += pieces
        else:
            self.uncounted += pieces
        self.book += pieces
        self.came += pieces

    def finish(self) -> Difference:
        self.scan(self.uncounted)
        assert self.book_at_first is not None
        return difference(Counted(self.seen, self.book_at_first, self.left, self.came))


@given(there=st.integers(0, 30), missing=st.integers(-5, 5), acts=_ACTS)
def test_the_truth_lies_within_what_a_count_says(
    there: int, missing: int, acts: list[tuple[str, int]]
) -> None:
    shelf = Shelf(there, missing)
    for act, pieces in acts:
        shelf.do(act, pieces)
    truth = shelf.truth
    found = shelf.finish()
    assert found.low <= truth <= found.high
    assert abs(found.booked) <= abs(truth)
    assert found.booked * truth >= 0


@given(
    there=st.integers(0, 30),
    missing=st.integers(-5, 5),
    before=_ACTS,
    after=_ACTS,
)
def test_a_shelf_counted_in_one_go_is_exact_whatever_is_sold_before_and_after(
    there: int, missing: int, before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    shelf = Shelf(there, missing)
    for act, pieces in before:
        if act != "scan":
            shelf.do(act, pieces)
    found = shelf.finish()
    for act, pieces in after:
        if act != "scan":
            shelf.do(act, pieces)
    assert found.is_sure
    assert found.booked == shelf.truth


@given(there=st.integers(0, 30), acts=_ACTS)
def test_an_honest_shelf_is_never_put_wrong(there: int, acts: list[tuple[str, int]]) -> None:
    shelf = Shelf(there, 0)
    for act, pieces in acts:
        shelf.do(act, pieces)
    assert shelf.finish().booked == 0


def test_what_another_sheet_has_put_right_is_not_booked_again() -> None:
    assert difference(Counted(seen=8, book=10, put_right=-2)).booked == 0
    assert difference(Counted(seen=7, book=10, put_right=-2)).booked == -1


def test_a_loss_that_sales_cannot_explain_is_booked_at_its_least() -> None:
    found = difference(Counted(seen=3, book=10, left=2))
    assert (found.low, found.high, found.booked) == (-7, -5, -5)
    assert not found.is_sure
