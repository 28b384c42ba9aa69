"""The typeface of pictures and pages."""

from enum import StrEnum
from pathlib import Path

_FONTS = Path(__file__).parent.parent / "fonts"

CAP_HEIGHT = 2048 / 2816
"""Height of a capital as a share of the size."""


class Weight(StrEnum):
    """How heavy the letters are."""

    REGULAR = "Regular"
    SEMIBOLD = "SemiBold"
    EXTRABOLD = "ExtraBold"

    @property
    def font_name(self) -> str:
        """Return the name under which a page knows the font."""
        return f"ComptoirSans-{self.value}"

    @property
    def path(self) -> Path:
        """Return the font's file."""
        return _FONTS / f"{self.font_name}.ttf"
