"""The languages the windows speak."""

from enum import StrEnum


class Language(StrEnum):
    """French first, English complete."""

    FRENCH = "fr"
    ENGLISH = "en"

    def is_one(self, count: int) -> bool:
        """Tell whether a count takes the singular: in French nought does, in English only one."""
        return abs(count) < 2 if self is Language.FRENCH else abs(count) == 1
