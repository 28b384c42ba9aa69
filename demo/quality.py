"""Pictures with exact masks, and how well products come out of them: `python -m demo.quality DIR`.

The demonstration's painters cover what lies behind with an alpha of their own: added up, that is the
product's exact outline. They paint onto white paper, kraft, wood, marble and a busy shelf; then the
picture is turned, blurred, dimmed and saved as a telephone would. Nothing is kept in the source and
nothing has a licence: every picture is our own drawing.
"""

import io
import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from demo.town import SHOPS, DemoProduct
from demo.town.pictures import PAINTERS, render_photograph
from demo.town.studio.colours import linear
from demo.town.studio.fields import Field, noise
from demo.town.studio.frame import Frame, Window
from demo.town.studio.shot import Shot
from demo.town.studio.surfaces import backdrop, plain
from desktop.devices import cutout, packshot
from desktop.devices.imaging import as_frame, open_picture

GROUNDS = ("paper", "kraft", "wood", "marble", "shelf")
KINDS = (
    *("bottle", "jar", "carton", "loaf", "garment", "book", "lotion", "cheese", "potted"),
    *("tin", "vase", "soap", "candle", "tote", "glasses", "socks", "watering_can", "sachet"),
)
WHITE_KINDS = ("soap", "vase", "candle", "garment", "tote", "lotion")
SIZE = (800, 600)
GOOD = 0.90
_GROUNDS_EACH = 3
_TILE = 150


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture whose product is known to the pixel."""

    name: str
    ground: str
    jpeg: bytes
    mask: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well one came out."""

    name: str
    ground: str
    iou: float
    score: int

    @property
    def is_good(self) -> bool:
        """Tell whether the outline is one to be shown."""
        return self.iou >= GOOD

    @property
    def is_believed(self) -> bool:
        """Tell whether the studio would show it unasked."""
        return self.score >= cutout.ENOUGH


class _TracedFrame(Frame):
    """A picture under way that remembers what was laid into it."""

    def __init__(self, ground: Field, rng: np.random.Generator) -> None:
        super().__init__(ground, rng)
        self.mask = np.zeros(ground.shape[:2], np.float32)

    def lay(self, window: Window, colour: Field, alpha: Field) -> None:
        super().lay(window, colour, alpha)
        rows, columns = window.shape
        under = self.mask[window.top : window.top + rows, window.left : window.left + columns]
        np.maximum(under, np.broadcast_to(alpha, under.shape), out=under)


def samples() -> Iterator[Sample]:
    """Draw the set: each kind of goods on three grounds, white goods on white paper besides."""
    for place, kind in enumerate(KINDS):
        for step in range(_GROUNDS_EACH):
            number = place * _GROUNDS_EACH + step
            yield _sample(kind, GROUNDS[(place + 2 * step) % len(GROUNDS)], number)
    for place, kind in enumerate(WHITE_KINDS):
        yield _sample(kind, "white on white", 900 + place)


def _sample(kind: str, ground: str, number: int) -> Sample:
    product = _goods(kind)
    rng = np.random.Generator(np.random.PCG64(number))
    painter = PAINTERS[kind]
    width, height = SIZE
    frame = _TracedFrame(_ground(ground, painter.stance, rng, height, width), rng)
    colour = product.variants[0].colour or product.look.colour
    if ground == "white on white":
        colour = "#efece6"
    painter.paint(Shot(frame, product, product.look, colour, rng))
    picture = frame.develop()
    mask = Image.fromarray((frame.mask * 255).clip(0, 255).astype(np.uint8))
    picture, mask = _as_taken(picture, mask, rng, number)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=82)
    return Sample(f"{kind} {number}", ground, jpeg.getvalue(), np.asarray(mask) > 127)


def _goods(kind: str) -> DemoProduct:
    goods = [each for shop in SHOPS for each in shop.products if each.look.kind == kind]
    return goods[len(goods) // 2]


def _ground(ground: str, stance: str, rng: np.random.Generator, height: int, width: int) -> Field:
    if ground == "wood":
        return backdrop("la-mie-doree", "stand" if stance == "stand" else "wall", 0, height, width)
    if ground == "marble":
        return backdrop("pharmacie-du-pont", stance, 0, height, width)
    if ground == "shelf":
        return _shelf(rng, height, width)
    paper = plain("#b58a58" if ground == "kraft" else "#f1f0ec", height, width)
    grain = noise(rng, (height, width), min(height, width), cells=500, roughness=0.6)
    slope = np.linspace(1.06, 0.86, width, dtype=np.float32)[None, :, None]
    strength = 0.05 if ground == "kraft" else 0.008
    return np.asarray(paper * slope * (1 + strength * grain)[..., None], np.float32)


def _shelf(rng: np.random.Generator, height: int, width: int) -> Field:
    """A shop's shelf out of focus: other goods, side by side."""
    shelf = Image.new("RGB", (width, height), "#6b5f52")
    others = [each for shop in SHOPS for each in shop.products]
    side = width // 4
    for row in range(-(-height // side)):
        for column in range(4):
            other = others[int(rng.integers(len(others)))]
            shelf.paste(render_photograph(other, (side, side)), (column * side, row * side))
    blurred = np.asarray(shelf.filter(ImageFilter.GaussianBlur(5)), np.float32) / 255
    dimmed = np.asarray(linear("#d8d4cc"), np.float32)
    return np.asarray(blurred**2 * dimmed, np.float32)


def _as_taken(
    picture: Image.Image, mask: Image.Image, rng: np.random.Generator, number: int
) -> tuple[Image.Image, Image.Image]:
    """Return picture and mask as a hand would have taken them: turned, blurred, dim, noisy."""
    if number % 3 == 1:
        angle = float(rng.uniform(-12, 12))
        grown = 1.0 / (np.cos(np.deg2rad(angle)) + np.sin(np.deg2rad(abs(angle))) * 4 / 3)
        picture = _turned(picture, angle, grown)
        mask = _turned(mask, angle, grown)
    if number % 4 == 2:
        picture = picture.filter(ImageFilter.GaussianBlur(1.6))
    pixels: NDArray[np.float64] = np.asarray(picture, np.float64)
    if number % 5 == 3:
        pixels = pixels * 0.55
    sigma = 9.0 if number % 4 == 3 else 3.0
    pixels = pixels + rng.normal(0, sigma, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)), mask


def _turned(picture: Image.Image, angle: float, scale: float) -> Image.Image:
    """Return it turned, so far enlarged that no corner is empty."""
    turned = picture.rotate(angle, Image.Resampling.BICUBIC)
    width, height = turned.size
    dx, dy = width * (1 - scale) / 2, height * (1 - scale) / 2
    return turned.resize(
        (width, height), Image.Resampling.BICUBIC, (dx, dy, width - dx, height - dy)
    )


def judge(sample: Sample, cutter: cutout.Cutter) -> tuple[Verdict, Image.Image]:
    """Return how well the product came out, and before and after side by side."""
    picture = open_picture(sample.jpeg)
    frame = as_frame(picture)
    cut = cutter.cut(frame)
    found = cut.alpha > 127
    union = (found | sample.mask).sum()
    iou = float((found & sample.mask).sum() / union) if union else 0.0
    verdict = Verdict(sample.name, sample.ground, round(iou, 3), cut.score)
    box = packshot.square_around(cut.box or (0, 0, *SIZE))
    after = packshot.on_white(frame, cut.alpha, box, _TILE * 2).resize((_TILE, _TILE))
    pair = Image.new("RGB", (_TILE * 7 // 3 + 20, _TILE + 16), "white")
    pair.paste(picture.resize((_TILE * 4 // 3, _TILE)), (0, 16))
    pair.paste(after, (_TILE * 4 // 3 + 8, 16))
    told = f"{sample.name}, {sample.ground}: IoU {iou:.3f} score {cut.score}"
    colour = "#00600f" if verdict.is_good == verdict.is_believed else "#b00020"
    ImageDraw.Draw(pair).text((2, 2), told, fill=colour)
    return verdict, pair


def report(verdicts: Sequence[Verdict]) -> dict[str, object]:
    """Return what the set says: medians, the worst, and whether failures were noticed."""
    failures = [each for each in verdicts if not each.is_good]
    good = [each for each in verdicts if each.is_good]
    grounds = sorted({each.ground for each in verdicts})
    return {
        "pictures": len(verdicts),
        "iou_median": statistics.median(each.iou for each in verdicts),
        "iou_worst": min(each.iou for each in verdicts),
        "iou_worst_believed": min((e.iou for e in verdicts if e.is_believed), default=None),
        "good": len(good),
        "good_refused": sum(not each.is_believed for each in good),
        "failures": len(failures),
        "failures_noticed": sum(not each.is_believed for each in failures),
        "grounds": {
            ground: {
                "pictures": len(ious := [e.iou for e in verdicts if e.ground == ground]),
                "iou_median": statistics.median(ious),
                "iou_worst": min(ious),
            }
            for ground in grounds
        },
        "unnoticed": [f"{e.name}, {e.ground}" for e in failures if e.is_believed],
    }


def contact_sheet(pairs: Sequence[Image.Image], columns: int = 5) -> Image.Image:
    """Return all pairs on one sheet."""
    width, height = pairs[0].size
    sheet = Image.new("RGB", (columns * width, -(-len(pairs) // columns) * height), "#dddddd")
    for place, pair in enumerate(pairs):
        sheet.paste(pair, (place % columns * width, place // columns * height))
    return sheet


def main(folder: Path) -> dict[str, object]:
    """Draw, cut, judge; leave the sheet and the figures in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    cutter = cutout.Cutter()
    judged = [judge(sample, cutter) for sample in samples()]
    cutter.close()
    told = report([verdict for verdict, _ in judged])
    told["way"] = "net" if cutter.has_network else "seeds"
    contact_sheet([pair for _, pair in judged]).save(folder / "cutouts.webp", quality=72, method=6)
    lines = [f"{e.name}\t{e.ground}\t{e.iou}\t{e.score}" for e, _ in judged]
    (folder / "cutouts.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "cutouts.json").write_text(json.dumps(told, indent=2), "utf-8")
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1])), indent=2) + "\n")
