"""Number fields the pictures are made of: noise, blur, resampling, soft steps.

Everything is float32 and deterministic; noise comes from a few large periodic tiles, computed
once per process, of which each picture takes its own crops.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Field = npt.NDArray[Any]

_TILE = 1024

#: Noise whose grains are about as large as the pixels is not resampled.
_NEAR = (0.75, 1.7)


@lru_cache(maxsize=8)
def _tile(fifths: int) -> Field:
    """Periodic noise with spectrum 1/f^(fifths/5), mean 0, standard deviation 1."""
    roughness = fifths / 5
    rng = np.random.Generator(np.random.PCG64(20_260_000 + fifths))
    white = rng.standard_normal((_TILE, _TILE)).astype(np.float32)
    spectrum = np.fft.rfft2(white)
    fy = np.fft.fftfreq(_TILE)[:, None]
    fx = np.fft.rfftfreq(_TILE)[None, :]
    frequency = np.sqrt(fx * fx + fy * fy)
    frequency[0, 0] = 1.0
    gain = 1.0 / np.maximum(frequency, 3.0 / _TILE) ** roughness
    gain[0, 0] = 0.0
    tile = np.fft.irfft2(spectrum * gain, (_TILE, _TILE))
    tile /= tile.std()
    # repeated by half, so that a crop from its first half never has to wrap round
    return np.pad(tile.astype(np.float32), ((0, _TILE // 2), (0, _TILE // 2)), mode="wrap")


def resize(field: Field, height: int, width: int, *, smooth: bool = True) -> Field:
    """The field resampled."""
    kind = Image.Resampling.BICUBIC if smooth else Image.Resampling.BILINEAR
    picture = Image.fromarray(np.ascontiguousarray(field, np.float32))
    return np.array(picture.resize((width, height), kind))


def noise(
    rng: np.random.Generator,
    shape: tuple[int, int],
    unit: int,
    *,
    cells: float | tuple[float, float] = 200.0,
    roughness: float = 1.6,
) -> Field:
    """A crop of noise.

    Args:
        rng: Where the crop is taken.
        shape: Rows and columns.
        unit: Pixels per unit of length, so that a picture looks alike at any size.
        cells: Tile pixels per unit of length, across and down: more is finer.
        roughness: Exponent of the spectrum, to the nearest 0.4: 0 is white, 2 is clouds.
    """
    across, down = cells if isinstance(cells, tuple) else (cells, cells)
    height = max(2, min(_TILE, round(shape[0] / unit * down)))
    width = max(2, min(_TILE, round(shape[1] / unit * across)))
    is_near = _NEAR[0] < down / unit < _NEAR[1] and _NEAR[0] < across / unit < _NEAR[1]
    if is_near and max(shape) <= _TILE:
        height, width = shape
    top, left = int(rng.integers(_TILE // 2)), int(rng.integers(_TILE // 2))
    crop = _tile(2 * round(roughness / 0.4))[top : top + height, left : left + width]
    return crop.copy() if (height, width) == shape else resize(crop, shape[0], shape[1])


def folds(
    rng: np.random.Generator, shape: tuple[int, int], unit: int, cells: tuple[float, float]
) -> Field:
    """Long soft waves, as in cloth: mean 0 and standard deviation 1 within the crop itself."""
    waves = noise(rng, shape, unit, cells=cells, roughness=2.0)
    return np.asarray((waves - waves.mean()) / max(float(waves.std()), 1e-3), np.float32)


def blur(field: Field, sigma: float) -> Field:
    """Gaussian blur with `sigma` in pixels, edges held; wide ones are made at lower resolution."""
    if sigma < 0.3:
        return field
    height, width = field.shape
    step = max(1, min(int(sigma / 1.6), min(height, width) // 4 or 1))
    small = field
    if step > 1:
        small = resize_area(field, max(2, height // step), max(2, width // step))
    reach = sigma / step
    radius = max(1, int(reach * 2.6 + 0.5))
    taps = np.exp(-0.5 * (np.arange(-radius, radius + 1) / reach) ** 2).astype(np.float32)
    taps /= taps.sum()
    for axis in (0, 1):
        padding = [(radius, radius) if a == axis else (0, 0) for a in (0, 1)]
        padded = np.pad(small, padding, mode="edge")
        span = small.shape[axis]
        total = np.zeros_like(small)
        for at, tap in enumerate(taps):
            total += tap * (padded[at : at + span] if axis == 0 else padded[:, at : at + span])
        small = total
    return resize(small, height, width, smooth=False) if step > 1 else small


def resize_area(field: Field, height: int, width: int) -> Field:
    """The field made smaller by averaging."""
    picture = Image.fromarray(np.ascontiguousarray(field, np.float32))
    return np.array(picture.resize((width, height), Image.Resampling.BOX))


def smooth_step(low: float, high: float, value: Field) -> Field:
    """0 below `low`, 1 above `high` (or the reverse), eased in between."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def pick(texture: Field, u: Field, v: Field) -> Field:
    """Samples of `texture` at the relative places `u`, `v` (0 to 1), bilinear."""
    rows, columns = texture.shape[:2]
    x = np.clip(u * (columns - 1), 0, columns - 1.001)
    y = np.clip(v * (rows - 1), 0, rows - 1.001)
    x0 = x.astype(np.int32)
    y0 = y.astype(np.int32)
    fx = (x - x0).astype(np.float32)[..., None]
    fy = (y - y0).astype(np.float32)[..., None]
    flat = texture.reshape(rows * columns, -1)
    at = y0 * columns + x0
    upper = flat[at] * (1 - fx) + flat[at + 1] * fx
    lower = flat[at + columns] * (1 - fx) + flat[at + columns + 1] * fx
    return np.asarray(upper * (1 - fy) + lower * fy)
