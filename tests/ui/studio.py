"""A counter with the studio open, a jar before it, and what came into the catalogue."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from PIL import Image, ImageDraw, ImageFilter

from desktop.services.drafting import photos
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery, ProductView
from desktop.ui.studio.screen import StudioScreen
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener
from tests.ui.test_camera import TEA

PATIENCE_MS = 60_000


def a_jar() -> Image.Image:
    """Return a jar on a grey-blue sheet."""
    picture = Image.new("RGB", (640, 480), (120, 135, 150))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((230, 110, 410, 390), 30, fill=(190, 90, 30))
    draw.rectangle((245, 200, 395, 320), fill=(245, 238, 220))
    for line in range(4):
        draw.text((255, 215 + 22 * line), "CONFITURE D'ABRICOT", fill=(30, 20, 20))
    return picture.filter(ImageFilter.GaussianBlur(0.6))


def as_bytes(picture: Image.Image, kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    picture.save(target, kind)
    return target.getvalue()


def studio_of(at: Counter) -> StudioScreen:
    at.window.go("studio")
    at.settle()
    found = at.window.screen_of("studio")
    assert isinstance(found, StudioScreen)
    return found


def open_studio(counter: Opener, camera: str = "", **how: object) -> tuple[Counter, StudioScreen]:
    def prepare(builder: AShop) -> AShop:
        goods = builder.with_product("Thé noir", 790, vat=550, code=TEA, category="Épicerie")
        return goods.with_settings(camera=camera)

    at = counter(prepare, **how)
    return at, studio_of(at)


def kept(at: Counter, text: str) -> ProductView:
    (product,) = catalogue.products(at.shop, ProductQuery(text=text)).products
    return product


def jar_in(folder: Path) -> Path:
    """Return a photograph of the jar in a folder."""
    path = folder / "jar.jpg"
    a_jar().save(path, quality=95)
    return path


@contextmanager
def without_network() -> Iterator[None]:
    """Cut out by the colours of the border, in a quarter of the time: the jar is plain enough."""
    photos.rest()
    with patch.dict(os.environ, {"COMPTOIR_CUTOUT_MODEL": ""}):
        yield
    photos.rest()


def type_price(at: Counter, studio: StudioScreen, price: str) -> None:
    studio.form.price.setFocus()
    studio.form.price.selectAll()
    at.type(price)
