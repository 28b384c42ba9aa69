"""Photographs a shopkeeper takes of goods that are not in the catalogue yet, drawn as needed."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.town import SHOPS, DemoProduct, Look
from demo.town.pictures import PAINTERS, render_photograph, render_shelf_photo
from demo.town.studio.colours import ink_on, mix
from demo.town.studio.counter import barcode
from demo.town.studio.fields import Field, noise
from demo.town.studio.frame import Frame
from demo.town.studio.lettering import write
from demo.town.studio.shot import Shot
from demo.town.studio.surfaces import plain

_CAMERA_PX = (960, 540)
_PHONE_PX = (800, 600)
_PAIR_PX = (220, 300)
_SHEET = "#d9dad6"
_PACK_PX = (300, 380)
_BOARD_PX = 34
_GAP_PX = 30
_MODULE_PX = 2
_WALL, _BOARD = "#57493b", "#a98256"
_SEED = 11


def product_of(sku: str) -> DemoProduct:
    """Return a product of the town by its reference."""
    return next(each for shop in SHOPS for each in shop.products if each.sku == sku)


def before_the_camera(product: DemoProduct) -> tuple[Image.Image, Image.Image]:
    """Return two frames of the counter camera: the front, then the back with its stripes."""
    back = render_shelf_photo(product).resize(_CAMERA_PX, Image.Resampling.LANCZOS)
    return render_photograph(product, _CAMERA_PX), back


def by_phone(product: DemoProduct) -> bytes:
    """Return the JPEG a telephone sends, with what a telephone writes into it."""
    taken = Image.Exif()
    taken[0x010F], taken[0x0110] = "Telephone", "of the shop"
    target = io.BytesIO()
    render_photograph(product, _PHONE_PX).save(target, "JPEG", quality=88, exif=taken)
    return target.getvalue()


def side_by_side(look: Look, colours: tuple[str, ...]) -> Image.Image:
    """Return one picture of the same goods in several colours, laid on a grey sheet."""
    width, height = _PAIR_PX
    chance = np.random.Generator(np.random.PCG64(_SEED))
    ground = plain(_SHEET, height, width * len(colours))
    ground *= (1 + 0.01 * noise(chance, ground.shape[:2], height, cells=400))[..., None]
    parts: list[Field] = []
    for place, colour in enumerate(colours):
        part = Frame(ground[:, place * width : (place + 1) * width], chance)
        PAINTERS[look.kind].paint(Shot(part, product_of("VET-001"), look, colour, chance))
        parts.append(part.image)
    return Frame(np.concatenate(parts, axis=1), chance).develop()


def shelf(rows: tuple[tuple[DemoProduct, ...], ...]) -> Image.Image:
    """Return a shelf's photograph: packs side by side, their stripes to the front."""
    across = max(map(len, rows))
    width = across * (_PACK_PX[0] + _GAP_PX) + _GAP_PX
    level = _PACK_PX[1] + 2 * _GAP_PX + _BOARD_PX
    picture = Image.new("RGB", (width, level * len(rows)), _WALL)
    pen = ImageDraw.Draw(picture)
    for floor, row in enumerate(rows, 1):
        board = floor * level - _BOARD_PX
        pen.rectangle((0, board, width, floor * level), fill=_BOARD)
        pen.rectangle((0, board - _GAP_PX, width, board), fill=mix(_WALL, "#000000", 0.35))
        for place, product in enumerate(row):
            left = _GAP_PX + place * (_PACK_PX[0] + _GAP_PX)
            picture.paste(_pack(product), (left, board - _PACK_PX[1]))
    soft = picture.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=_WALL)
    pixels = np.asarray(soft.filter(ImageFilter.GaussianBlur(0.5)), np.float32)
    light = np.linspace(1.04, 0.9, pixels.shape[1], dtype=np.float32)[None, :, None]
    grain = np.random.default_rng(_SEED).normal(0, 3, pixels.shape[:2])[..., None]
    return Image.fromarray((pixels * light + grain).clip(0, 255).astype(np.uint8))


def _pack(product: DemoProduct) -> Image.Image:
    width, height = _PACK_PX
    colour = mix(product.look.colour or product.look.second or "#b9a58a", "#ffffff", 0.15)
    pack = Image.new("RGB", _PACK_PX, colour)
    write(pack, (16, 14, width - 16, 40), product.brand, "label_bold", ink_on(colour), largest=19)
    write(pack, (16, 44, width - 16, 170), product.name, "display", ink_on(colour), largest=34)
    stripes = barcode(product.gtin, _MODULE_PX, 150)
    pack.paste(stripes, ((width - stripes.width) // 2, height - stripes.height - 16))
    return pack
