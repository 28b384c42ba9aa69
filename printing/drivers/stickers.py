"""The papers that tags are printed on, with their real measures in millimetres."""

from dataclasses import dataclass

A4_MM = (210.0, 297.0)
_UNPRINTABLE_MM = 4.5
"""What most office printers leave white along the edges of a sheet."""
_MARGIN_MM = 2.0
"""Makers' drawings of one sheet differ by up to 0.6 mm, and printers pull it by a millimetre."""


@dataclass(frozen=True, slots=True)
class LabelGrid:
    """How the stickers stand on an A4 sheet."""

    code: str
    across: int
    down: int
    width_mm: float
    height_mm: float
    left_mm: float
    top_mm: float
    pitch_x_mm: float
    pitch_y_mm: float
    #: Plain card that is cut by hand, between ticks along the edges.
    is_cut: bool = False

    @property
    def labels(self) -> int:
        """Return how many stickers a sheet has."""
        return self.across * self.down

    @property
    def margin_x_mm(self) -> float:
        """Return what stays white left and right in each sticker, more where it ends at the sheet's edge."""
        right_mm = A4_MM[0] - self.left_mm - (self.across - 1) * self.pitch_x_mm - self.width_mm
        return max(_MARGIN_MM, _UNPRINTABLE_MM - min(self.left_mm, right_mm))

    @property
    def margin_y_mm(self) -> float:
        """Return what stays white above and below in each sticker."""
        below_mm = A4_MM[1] - self.top_mm - (self.down - 1) * self.pitch_y_mm - self.height_mm
        return max(_MARGIN_MM, _UNPRINTABLE_MM - min(self.top_mm, below_mm))

    def corner(self, place: int) -> tuple[float, float]:
        """Return left and top of a sticker, counted from 0 row by row."""
        row, column = divmod(place, self.across)
        return (
            self.left_mm + column * self.pitch_x_mm,
            self.top_mm + row * self.pitch_y_mm,
        )


GRIDS = {
    grid.code: grid
    for grid in (
        LabelGrid("L7159", 3, 8, 63.5, 33.9, 7.25, 12.9, 66.04, 33.9),
        LabelGrid("L7160", 3, 7, 63.5, 38.1, 7.48, 15.15, 66.04, 38.1),
        LabelGrid("L7161", 3, 6, 63.5, 46.6, 7.25, 8.7, 66.04, 46.6),
        LabelGrid("L7162", 2, 8, 99.1, 33.9, 4.65, 12.9, 101.6, 33.9),
        LabelGrid("L7163", 2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1),
        LabelGrid("L7164", 3, 4, 63.5, 72.0, 7.25, 4.5, 66.04, 72.0),
        LabelGrid("L7165", 2, 4, 99.1, 67.7, 4.65, 13.1, 101.6, 67.7),
        LabelGrid("L7651", 5, 13, 38.1, 21.2, 4.7, 10.7, 40.6, 21.2),
        LabelGrid("L7654", 4, 10, 45.7, 25.4, 9.7, 21.5, 48.3, 25.4),
        LabelGrid("L4732", 5, 16, 35.6, 16.9, 11.0, 13.3, 38.1, 16.9),
        LabelGrid("3474", 3, 8, 70.0, 37.0, 0.0, 0.5, 70.0, 37.0),
        LabelGrid("3422", 3, 8, 70.0, 35.0, 0.0, 8.5, 70.0, 35.0),
        LabelGrid("3421", 3, 11, 70.0, 25.4, 0.0, 8.8, 70.0, 25.4),
        LabelGrid("3651", 4, 10, 52.5, 29.7, 0.0, 0.0, 52.5, 29.7),
        LabelGrid("3668", 4, 14, 52.5, 21.2, 0.0, 0.1, 52.5, 21.2),
        LabelGrid("3424", 2, 6, 105.0, 48.0, 0.0, 4.5, 105.0, 48.0),
        LabelGrid("rail-26", 3, 10, 52.0, 26.0, 27.0, 18.5, 52.0, 26.0, is_cut=True),
        LabelGrid("rail-39", 3, 6, 60.0, 39.0, 15.0, 31.5, 60.0, 39.0, is_cut=True),
        LabelGrid("rail-39-wide", 2, 6, 80.0, 39.0, 25.0, 31.5, 80.0, 39.0, is_cut=True),
    )
}
"""Sheets by the number that most makers share; price rails of shelves by their height."""


@dataclass(frozen=True, slots=True)
class LabelMedia:
    """A roll of labels in a label printer."""

    code: str
    width_mm: float
    height_mm: float
    #: A label printer's paper runs true to half a millimetre.
    margin_mm: float = 1.5


MEDIA = {
    media.code: media
    for media in (
        LabelMedia("57x32", 57, 32),
        LabelMedia("50x30", 50, 30),
        LabelMedia("40x20", 40, 20, 1.0),
        LabelMedia("38x25", 38, 25, 1.0),
        LabelMedia("52x26", 52, 26),
        LabelMedia("70x38", 70, 38),
        LabelMedia("102x51", 102, 51),
    )
}
"""Rolls by their measures."""
