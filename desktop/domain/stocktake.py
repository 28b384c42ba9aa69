"""What a count says when the shop stayed open: sales in between must not look like theft."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """An article as it was counted, and what the books did meanwhile. All in thousandths."""

    #: What was seen, all scans together.
    seen: int
    #: What the books said just before the first scan.
    book: int
    #: Goods that left and that came between the first scan and the last, both positive.
    left: int = 0
    came: int = 0
    #: What has been booked on paper since the first scan: another sheet's difference.
    put_right: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the shelf is from the books: between `low` and `high`, one figure when they agree."""

    low: int
    high: int

    @property
    def is_sure(self) -> bool:
        """Tell whether nothing that happened meanwhile could explain another figure."""
        return self.low == self.high

    @property
    def booked(self) -> int:
        """Return what is booked: nothing while sales in between may explain it, else the least."""
        if self.low <= 0 <= self.high:
            return 0
        return self.low if self.low > 0 else self.high


def difference(counted: Counted) -> Difference:
    """Return what a count found beyond the books.

    Counted in one go it is exact, whatever is sold before the difference is booked: the books as
    they stood at that moment are what it is compared with. Goods that left between two scans of
    the same article may have been counted already or not, goods that came may be counted or not;
    then the difference lies between two figures.
    """
    found = counted.seen - counted.book - counted.put_right
    return Difference(found - counted.came, found + counted.left)
