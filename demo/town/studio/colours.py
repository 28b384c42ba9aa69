"""Colours: `#rrggbb` in, linear light out. Gamma is 2, which is near enough and cheap."""

from __future__ import annotations

import colorsys

import numpy as np

from demo.town.studio.fields import Field

Rgb = tuple[int, int, int]

_STEPS = 1023


def rgb(code: str) -> Rgb:
    """The three bytes of `#rrggbb`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def linear(colour: str | Rgb) -> Field:
    """A colour as three linear floats."""
    values = rgb(colour) if isinstance(colour, str) else colour
    return (np.asarray(values, np.float32) / 255.0) ** 2


def code(values: Rgb) -> str:
    """`#rrggbb` of three bytes."""
    return "#{:02x}{:02x}{:02x}".format(*values)


def shift(colour: str, *, hue: float = 0.0, saturation: float = 1.0, value: float = 1.0) -> str:
    """The colour turned by `hue` (1 is a full turn), scaled in saturation and value."""
    red, green, blue = (channel / 255.0 for channel in rgb(colour))
    h, s, v = colorsys.rgb_to_hsv(red, green, blue)
    channels = colorsys.hsv_to_rgb((h + hue) % 1.0, min(1.0, s * saturation), min(1.0, v * value))
    return code((round(channels[0] * 255), round(channels[1] * 255), round(channels[2] * 255)))


def mix(first: str, second: str, share: float) -> str:
    """`first` with `share` of `second` stirred in."""
    a, b = rgb(first), rgb(second)
    blend = [round(p + (q - p) * share) for p, q in zip(a, b, strict=True)]
    return code((blend[0], blend[1], blend[2]))


def is_dark(colour: str) -> bool:
    """Whether white text reads better upon it than black."""
    red, green, blue = rgb(colour)
    return 0.30 * red + 0.59 * green + 0.11 * blue < 140


def ink_on(colour: str) -> str:
    """A readable text colour upon `colour`."""
    return "#fbf7ee" if is_dark(colour) else "#2a2623"


def ramp(value: Field, *stops: tuple[float, str]) -> Field:
    """Linear colours along `value`; the stops are ascending."""
    low, high = stops[0][0], stops[-1][0]
    steps = np.linspace(low, high, _STEPS + 1)
    places = [place for place, _ in stops]
    colours = np.stack([linear(colour) for _, colour in stops])
    table = np.stack([np.interp(steps, places, colours[:, channel]) for channel in range(3)], -1)
    at = np.clip((value - low) * (_STEPS / (high - low)), 0, _STEPS).astype(np.int32)
    return np.take(table.astype(np.float32), at, axis=0)
