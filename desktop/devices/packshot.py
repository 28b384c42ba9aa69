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
    return Image.fromarray(np.ascontiguousarray(part[:, :, ::-1]))


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
    share = cover.astype(np.float32)[..., None] / 255
    ground = _ground(cover)
    pixels = _without_fringe(product, cover) * share + ground * (1 - share)
    return Image.fromarray(np.ascontiguousarray(pixels.astype(np.uint8)[:, :, ::-1]))


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


def _without_fringe(product: Frame, cover: Alpha) -> Frame:
    """Return the product with the old ground's colour taken out of its soft rim."""
    half = cv2.resize(product, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    sure = (cv2.resize(cover, (half.shape[1], half.shape[0])) > 235).astype(np.float32)
    weight = cv2.GaussianBlur(sure, (0, 0), 3)
    total = cv2.GaussianBlur(half.astype(np.float32) * sure[..., None], (0, 0), 3)
    inner = total / np.maximum(weight, 0.02)[..., None]
    size = (product.shape[1], product.shape[0])
    near = cv2.resize(np.clip(inner, 0, 255).astype(np.uint8), size)
    known = cv2.resize((weight > 0.02).astype(np.uint8), size) > 0
    rim = (cover < 235) & (cover > 0) & known
    return np.asarray(np.where(rim[..., None], near, product), np.uint8)


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
    return np.asarray(np.clip(grey, 0, 255)[..., None].repeat(3, axis=2), np.uint8)
