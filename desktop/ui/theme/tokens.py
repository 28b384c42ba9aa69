"""Every colour and size of the windows, by what it is for. Nothing outside this package has any."""

from typing import NamedTuple

STYLE = "Fusion"
"""Qt's own drawing, the same on every system; the rest is the style sheet's."""
STYLED = "is-styled"
"""Property of an application that has it."""
MILLIMETRES_PER_INCH = 25.4
SMALLEST_TOUCH_PX = 48
TOUCH_MM = 9
LARGEST_TOUCH_PX = 96
"""Some drivers report a nonsensical panel size; beyond this the keys would leave the window."""


class Colours(NamedTuple):
    """Roles, not hues: one accent; green takes money; red undoes or stops; amber says look here."""

    canvas: str = "#f4f3f0"
    surface: str = "#ffffff"
    sunken: str = "#eceae5"
    line: str = "#dcd9d2"
    edge: str = "#857f74"
    text: str = "#191d22"
    muted: str = "#59606a"
    accent: str = "#0d5694"
    accent_deep: str = "#0a4373"
    accent_soft: str = "#e3eef8"
    go: str = "#0f6b3a"
    go_deep: str = "#0b522c"
    go_soft: str = "#dff3e6"
    go_text: str = "#0b522c"
    stop: str = "#b3261e"
    stop_deep: str = "#8c1d17"
    stop_soft: str = "#fbe7e5"
    look: str = "#a85b00"
    look_soft: str = "#fff0c9"
    look_text: str = "#573a00"
    on_fill: str = "#ffffff"
    off_fill: str = "#e2dfd8"
    off_text: str = "#6b6a66"
    #: Colour edges of tiles, by the product's colour index: a help to the eye, never a meaning.
    edges: tuple[str, ...] = (
        "#b7791f",
        "#8a5a2b",
        "#2f7d32",
        "#6b4fa3",
        "#3f5566",
        "#a81e5b",
        "#5f7f8c",
        "#7d5c50",
        "#1f7a74",
        "#9c4a1a",
        "#4a5fb0",
        "#6d7a1f",
    )


class Sizes(NamedTuple):
    """Lengths in pixels, grown from the touch unit and the text's scale."""

    touch: int = SMALLEST_TOUCH_PX
    text_percent: int = 100

    def _text(self, px: int) -> int:
        return px * self.text_percent // 100

    @property
    def primary(self) -> int:
        """Return the height of the one action a screen is about."""
        return self.touch * 3 // 2

    @property
    def gap(self) -> int:
        """Return the space between things that belong together."""
        return 8

    @property
    def margin(self) -> int:
        """Return the space between things that do not."""
        return 16

    @property
    def radius(self) -> int:
        """Return the roundness of corners."""
        return 8

    @property
    def body(self) -> int:
        """Return the size of text."""
        return self._text(16)

    @property
    def note(self) -> int:
        """Return the size of side remarks."""
        return self._text(14)

    @property
    def small(self) -> int:
        """Return the size of hints on keys."""
        return self._text(13)

    @property
    def title(self) -> int:
        """Return the size of headings."""
        return self._text(20)

    @property
    def figure(self) -> int:
        """Return the size of amounts that matter on a line of their own."""
        return self._text(28)

    @property
    def total(self) -> int:
        """Return the size of the ticket's total."""
        return self._text(40)

    @property
    def loud(self) -> int:
        """Return the size of what is read across the counter: change due, the verdict."""
        return self._text(64)


class Tokens(NamedTuple):
    """The look as one value: the style sheet, the palette and the painters all read this."""

    colours: Colours = Colours()
    sizes: Sizes = Sizes()


def touch_unit(pixels_per_inch: float) -> int:
    """Return the side of a touch target: nine millimetres of this screen, never under 48 px."""
    nine_mm = int(pixels_per_inch * TOUCH_MM / MILLIMETRES_PER_INCH + 0.999)
    return min(max(SMALLEST_TOUCH_PX, nine_mm), LARGEST_TOUCH_PX)


#: Pairs that must be readable: (what is written, what it is written on). 4.5 to 1, WCAG 1.4.3.
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("text", "canvas"),
    ("text", "surface"),
    ("text", "sunken"),
    ("text", "accent_soft"),
    ("text", "look_soft"),
    ("muted", "canvas"),
    ("muted", "surface"),
    ("muted", "accent_soft"),
    ("muted", "sunken"),
    ("accent", "surface"),
    ("accent", "canvas"),
    ("accent", "accent_soft"),
    ("on_fill", "accent"),
    ("on_fill", "accent_deep"),
    ("on_fill", "go"),
    ("on_fill", "go_deep"),
    ("on_fill", "stop"),
    ("on_fill", "stop_deep"),
    ("on_fill", "look"),
    ("go_text", "go_soft"),
    ("go_text", "surface"),
    ("stop", "surface"),
    ("stop", "canvas"),
    ("stop", "stop_soft"),
    ("look_text", "look_soft"),
    ("look", "surface"),
    ("off_text", "surface"),
    ("muted", "off_fill"),
)

#: Parts that must be told apart: borders of controls, focus rings, icons. 3 to 1, WCAG 1.4.11.
PART_PAIRS: tuple[tuple[str, str], ...] = (
    ("edge", "surface"),
    ("edge", "canvas"),
    ("accent", "surface"),
    ("accent", "canvas"),
    ("go", "surface"),
    ("go", "go_soft"),
    ("stop", "surface"),
    ("stop", "stop_soft"),
    ("look", "surface"),
    ("look", "look_soft"),
    ("on_fill", "go"),
    ("on_fill", "accent"),
    ("on_fill", "stop"),
)
