"""Light on a relief: heights become normals, normals become brightness.

The key light is a big soft window above left, a weak cool fill comes from the right.
"""

from __future__ import annotations

import numpy as np

from demo.town.studio.fields import Field, blur

_KEY = np.asarray([-0.46, -0.58, 0.67], np.float32)
_FILL = np.asarray([0.75, 0.15, 0.64], np.float32)
_HALF = _KEY + np.asarray([0.0, 0.0, 1.0], np.float32)
_HALF /= np.linalg.norm(_HALF)
_STEEPEST = 2.2
_KEY_COLOUR = np.asarray([1.03, 0.98, 0.92], np.float32)
_FILL_COLOUR = np.asarray([0.86, 0.95, 1.06], np.float32)


def normals(height: Field, unit: int) -> tuple[Field, Field, Field]:
    """The normals of a height field whose heights are in units of length."""
    dx = np.empty_like(height)
    dy = np.empty_like(height)
    dx[:, 1:-1] = (height[:, 2:] - height[:, :-2]) * (unit / 2)
    dx[:, 0], dx[:, -1] = dx[:, 1], dx[:, -2]
    dy[1:-1] = (height[2:] - height[:-2]) * (unit / 2)
    dy[0], dy[-1] = dy[1], dy[-2]
    # a sheer edge catches light like a slope: nothing in the studio is cut with a knife
    steep = 1.0 / np.sqrt(1.0 + (dx * dx + dy * dy) / _STEEPEST**2)
    dx *= steep
    dy *= steep
    nz = 1.0 / np.sqrt(1.0 + dx * dx + dy * dy)
    return -dx * nz, -dy * nz, nz


def lit(
    normal: tuple[Field, Field, Field],
    albedo: Field,
    *,
    gloss: float = 0.1,
    shininess: float = 24.0,
    wrap: float = 0.3,
    ambient: float = 0.40,
) -> Field:
    """Linear colour of a surface.

    Args:
        normal: Of each pixel, x right, y down, z towards the camera.
        albedo: Linear colour, one or one per pixel.
        gloss: Strength of the highlight.
        shininess: How narrow the highlight is.
        wrap: How far the light reaches round the edge; bread and wax more, stone less.
        ambient: Light from everywhere.
    """
    nx, ny, nz = normal
    key = np.maximum((nx * _KEY[0] + ny * _KEY[1] + nz * _KEY[2] + wrap) / (1 + wrap), 0.0)
    fill = np.maximum(nx * _FILL[0] + ny * _FILL[1] + nz * _FILL[2], 0.0)
    sky = 0.75 - 0.25 * ny
    shape = nx.shape
    light = np.empty((*shape, 3), np.float32)
    for channel in range(3):
        light[..., channel] = (
            ambient * sky
            + key * (0.86 * _KEY_COLOUR[channel])
            + fill * (0.16 * _FILL_COLOUR[channel])
        )
    light *= albedo
    if gloss:
        half = np.maximum(nx * _HALF[0] + ny * _HALF[1] + nz * _HALF[2], 0.0)
        light += (gloss * half**shininess)[..., None]
    return light


def relief(
    height: Field,
    unit: int,
    albedo: Field,
    *,
    gloss: float = 0.1,
    shininess: float = 24.0,
    wrap: float = 0.3,
    ambient: float = 0.40,
    hollow: float = 0.0,
    reach: float = 0.012,
) -> Field:
    """A lit height field; `hollow` darkens what lies lower than its neighbours within `reach`."""
    colour = lit(
        normals(height, unit),
        albedo,
        gloss=gloss,
        shininess=shininess,
        wrap=wrap,
        ambient=ambient,
    )
    if hollow:
        sunk = blur(height, reach * unit) - height
        colour *= np.clip(1.0 - hollow * sunk / reach, 0.35, 1.15)[..., None]
    return colour


def dome(distance: Field, edge: float) -> Field:
    """A rounded edge: height over `distance` from the rim inwards, flat beyond `edge`."""
    t = np.clip(distance / edge, 0.0, 1.0)
    return np.asarray(edge * np.sqrt(np.maximum(1.0 - (1.0 - t) ** 2, 0.0)))


def coverage(distance: Field, unit: int) -> Field:
    """Antialiased cover of where `distance` (in units, inwards positive) is positive."""
    return np.clip(distance * unit + 0.5, 0.0, 1.0)


def oblong(
    x: Field, y: Field, half_x: float | Field, half_y: float | Field, corner: float
) -> Field:
    """Distance inwards from a rectangle with round corners."""
    qx, qy = np.abs(x) - (half_x - corner), np.abs(y) - (half_y - corner)
    outside = np.sqrt(np.maximum(qx, 0) ** 2 + np.maximum(qy, 0) ** 2)
    return np.asarray(corner - outside - np.minimum(np.maximum(qx, qy), 0))
