"""A photograph of the customer's phone, held before the counter camera: tilted, dim, noisy."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

_FRAME_PX = (1280, 720)
_SCREEN_PX = (460, 660)


def photograph_phone(
    qr: Image.Image, tilt_deg: float = 18, brightness: float = 0.45, seed: int = 7
) -> Image.Image:
    """Return a camera frame in which a phone shows the code, at an angle and not at its brightest."""
    chance = np.random.default_rng(seed)
    scene = Image.new("RGB", _FRAME_PX, (96, 84, 72))
    grain = chance.normal(0, 14, (_FRAME_PX[1] // 8, _FRAME_PX[0] // 8, 3))
    texture = Image.fromarray((grain + 100).clip(0, 255).astype(np.uint8)).resize(_FRAME_PX)
    scene = Image.blend(scene, texture, 0.35)
    phone = _phone(qr)
    turned = phone.rotate(tilt_deg, Image.Resampling.BICUBIC, expand=True)
    scene.paste(
        turned,
        ((_FRAME_PX[0] - turned.width) // 2 + 40, (_FRAME_PX[1] - turned.height) // 2),
        turned,
    )
    dim = ImageEnhance.Brightness(scene).enhance(brightness)
    soft = dim.filter(ImageFilter.GaussianBlur(0.9))
    noisy = np.asarray(soft, dtype=np.int16) + chance.normal(0, 6, (_FRAME_PX[1], _FRAME_PX[0], 3))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def hold_before_camera(frame: Image.Image, folder: Path, name: str) -> Path:
    """Put a frame where the folder camera looks, whole at once."""
    folder.mkdir(parents=True, exist_ok=True)
    coming, there = folder / f"{name}.part", folder / f"{name}.png"
    frame.save(coming, "PNG")
    return coming.rename(there)


def _phone(qr: Image.Image) -> Image.Image:
    width, height = _SCREEN_PX
    phone = Image.new("RGBA", (width + 40, height + 40), (0, 0, 0, 0))
    draw = ImageDraw.Draw(phone)
    draw.rounded_rectangle((0, 0, width + 39, height + 39), 54, fill=(22, 22, 26, 255))
    draw.rounded_rectangle((18, 18, width + 21, height + 21), 38, fill=(246, 244, 240, 255))
    draw.rounded_rectangle((60, 70, width - 20, 92), 8, fill=(70, 74, 84, 255))
    draw.rounded_rectangle((60, 108, width - 120, 122), 6, fill=(170, 172, 178, 255))
    side = width - 40
    draw.rounded_rectangle((40, 150, 40 + side, 150 + side), 18, fill=(255, 255, 255, 255))
    code = qr.convert("RGB").resize((side - 20, side - 20), Image.Resampling.NEAREST)
    phone.paste(code, (50, 160))
    draw.rounded_rectangle((60, side + 175, width - 20, side + 195), 8, fill=(70, 74, 84, 255))
    return phone
