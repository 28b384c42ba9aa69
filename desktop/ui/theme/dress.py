"""Dress the application: the bundled type and the palette; and its window: the style sheet."""

from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.theme.tokens import STYLE, STYLED, Colours, Sizes, Tokens, touch_unit

_HERE = Path(__file__).parent
_WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
FAMILY = "Inter"


def tokens_for(application: QApplication, text_percent: int = 100) -> Tokens:
    """Return the look for the screen the application stands on."""
    screen = application.primaryScreen()
    return Tokens(sizes=Sizes(touch_unit(screen.physicalDotsPerInch()), text_percent))


def dress(application: QApplication, tokens: Tokens) -> None:
    """Give the whole application its type and colours; each window still needs its style sheet."""
    load_fonts()
    if not application.property(STYLED):
        # Once: Qt polishes every widget of every window anew, though the style is the same.
        application.setStyle(STYLE)
        application.setProperty(STYLED, True)
    application.setFont(type_of(tokens.sizes.body))
    application.setPalette(_palette(tokens.colours))


def dress_window(window: QWidget, tokens: Tokens) -> None:
    """Give a window, and whatever will stand in it, the style sheet.

    The application itself has none: with one, Qt styles a branch of widgets again at every step
    of putting a screen together from its parts, instead of once when the screen enters the window.
    """
    window.setStyleSheet(style_sheet(tokens))


def mark(widget: QWidget, name: str, value: str) -> None:
    """Give a widget another role, tone or state, and have the style sheet look at it again.

    One that was never shown is looked at anyway when it is.
    """
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


@cache
def load_fonts() -> None:
    """Make the bundled type known to Qt, once a process."""
    for weight in _WEIGHTS:
        QFontDatabase.addApplicationFont(str(_HERE / "fonts" / f"{FAMILY}-{weight}.otf"))


def type_of(px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the type in a size, with figures of equal width so that prices stand in columns."""
    font = QFont(FAMILY)
    font.setPixelSize(px)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def style_sheet(tokens: Tokens) -> str:
    """Return the style sheet with every role and size filled in."""
    sheet = Template((_HERE / "style.qss").read_text(encoding="utf-8"))
    colours, sizes = tokens.colours, tokens.sizes
    return sheet.substitute(
        {name: getattr(colours, name) for name in Colours._fields if name != "edges"},
        icons=(_HERE / "icons").as_posix(),
        touch=sizes.touch,
        two_touches=sizes.touch * 2,
        touch_inner=sizes.touch - 2,
        primary=sizes.primary,
        radius=sizes.radius,
        body=sizes.body,
        note=sizes.note,
        small=sizes.small,
        title=sizes.title,
        figure=sizes.figure,
        total=sizes.total,
        loud=sizes.loud,
    )


def _palette(colours: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for place, colour in (
        (role.Window, colours.canvas),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken),
        (role.Text, colours.text),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_fill),
        (role.PlaceholderText, colours.muted),
        (role.ToolTipBase, colours.text),
        (role.ToolTipText, colours.surface),
    ):
        palette.setColor(place, QColor(colour))
    for place in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(colours.off_text))
    return palette
