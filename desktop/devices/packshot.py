"""The picture for the storefront: a product in a square with a margin, on white, with its shadow."""

import cv2
import numpy as np
from PIL import Image

from desktop.devices.cutout import Alpha
from desktop.devices.imaging import WEB_SIDE_PX, Frame

Box = tuple[int, int, int, int]
"""Left, top, width and height; it may reach beyond the picture."""

MARGIN = 0.08
"""What stays free on each side, in parts of the square."""
_SHADOW = 0.22
_SHADOW_PX = 300


def shrunk(frame: Frame, most_px: int) -> Frame:
    """Return a picture (or an outline) at most so wide and high."""
    scale = most_px / max(frame.shape[:2])
    if scale >= 1:
        return frame
    size = (max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale)))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def square_around(box: Box) -> Box:
    """Return the square with its margin about a product."""
    left, top, width, height = box
    side = max(8, round(max(width, height) / (1 - 2 * MARGIN)))
    return left + (width - side) // 2, top + (height - side) // 2, side, side


def square_within(box: Box, width: int, height: int) -> Box:
    """Return the square about a product that stays inside the picture: nothing is invented."""
    left, top, side, _ = square_around(box)
    side = min(side, width, height)
    middle_x, middle_y = box[0] + box[2] // 2, box[1] + box[3] // 2
    left = min(max(0, middle_x - side // 2), width - side)
    top = min(max(0, middle_y - side // 2), height - side)
    return left, top, side, side


def cropped(frame: Frame, box: Box, side_px: int = WEB_SIDE_PX) -> Image.Image:
    """Return a square of a picture, at most so wide; never blown up."""
    left, top, side, _ = box
    part = frame[top : top + side, left : left + side]
    if side > side_px:
        part = _resized(part, side_px)
    return Image.fromarray(np.asarray(cv2.cvtColor(part, cv2.COLOR_BGR2RGB), np.uint8))


def on_white(frame: Frame, alpha: Alpha, box: Box, side_px: int = WEB_SIDE_PX) -> Image.Image:
    """Return the product alone on white, over the soft shadow of where it stands.

    Args:
        frame: the whole picture.
        alpha: its outline.
        box: the square; where it leaves the picture there is white.
        side_px: at most so wide; a smaller square is not blown up.
    """
    _, _, side, _ = box
    target = min(side, side_px)
    product = _part(frame, box, 255)
    cover = _part(alpha, box, 0)
    if side > target:
        product, cover = _resized(product, target), _resized(cover, target)
    pixels = _ground(cover)
    cv2.copyTo(product, (cover == 255).astype(np.uint8), pixels)
    rim = (cover > 0) & (cover < 255)
    share = cover[rim].astype(np.float32)[:, None] / 255
    inner = _inner_colours(product, cover)[rim]
    # The soft rim still holds the old ground's colour; the product's own takes its place.
    own = np.where((inner.sum(axis=1) > 0)[:, None] & (share < 0.92), inner, product[rim])
    pixels[rim] = (own * share + pixels[rim] * (1 - share)).astype(np.uint8)
    return Image.fromarray(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8))


def _part(pixels: Frame, box: Box, beyond: int) -> Frame:
    left, top, side, _ = box
    height, width = pixels.shape[:2]
    whole = np.full((side, side, *pixels.shape[2:]), beyond, np.uint8)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + side), min(height, top + side)
    if x1 > x0 and y1 > y0:
        whole[y0 - top : y1 - top, x0 - left : x1 - left] = pixels[y0:y1, x0:x1]
    return whole


def _resized(pixels: Frame, side_px: int) -> Frame:
    return np.asarray(
        cv2.resize(pixels, (side_px, side_px), interpolation=cv2.INTER_AREA), np.uint8
    )


def _inner_colours(product: Frame, cover: Alpha) -> Frame:
    """Return near the rim the colours of the product a little further in; black where there are none."""
    side = max(8, product.shape[0] // 4)
    small = cv2.resize(product, (side, side), interpolation=cv2.INTER_AREA)
    sure = (cv2.resize(cover, (side, side), interpolation=cv2.INTER_AREA) > 250).astype(np.float32)
    weight = cv2.GaussianBlur(sure, (0, 0), 2)
    total = cv2.GaussianBlur(small.astype(np.float32) * sure[..., None], (0, 0), 2)
    inner = np.where((weight > 0.02)[..., None], total / np.maximum(weight, 0.02)[..., None], 0)
    whole = (product.shape[1], product.shape[0])
    return np.asarray(cv2.resize(inner.clip(0, 255).astype(np.uint8), whole), np.uint8)


def _ground(cover: Alpha) -> Frame:
    """Return white with a soft shadow, darkest where the product touches the ground."""
    small = cv2.resize(cover, (_SHADOW_PX, _SHADOW_PX), interpolation=cv2.INTER_AREA)
    rows = np.flatnonzero((small > 127).any(axis=1))
    if rows.size == 0:
        return np.full((*cover.shape, 3), 255, np.uint8)
    foot, height = int(rows[-1]), int(rows[-1] - rows[0]) + 1
    # Only its lowest fifth casts on the ground, pressed flat, as under a light from above.
    lowest = small[max(0, foot - height // 5) : foot + 1].astype(np.float32)
    flat = cv2.resize(lowest, (_SHADOW_PX, max(3, height // 16)), interpolation=cv2.INTER_AREA)
    veil = np.zeros((_SHADOW_PX, _SHADOW_PX), np.float32)
    top = min(foot - flat.shape[0] // 2, _SHADOW_PX - flat.shape[0])
    veil[top : top + flat.shape[0]] = flat
    wide = cv2.GaussianBlur(veil, (0, 0), 7)
    tight = cv2.GaussianBlur(veil, (0, 0), 2.5)
    shade = 255 - _SHADOW * (0.6 * wide + 0.4 * tight)
    # White at the rim, so that the picture has no frame on the page.
    grey = cv2.resize(shade, (cover.shape[1], cover.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.cvtColor(np.asarray(grey, np.uint8), cv2.COLOR_GRAY2BGR), np.uint8)
