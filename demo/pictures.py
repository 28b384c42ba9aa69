"""The demonstration's pictures, drawn once a machine: goods and shop fronts."""

import hashlib
import io
import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from demo import town
from demo.town import SHOPS, DemoProduct, DemoShop
from demo.town.pictures import render_photograph, render_shopfront
from desktop.devices.imaging import for_the_web
from desktop.services.drafting import photos

PICTURE_PX = 720

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Photographs by article reference, and the files of the fronts by the shop's slug."""

    photographs: dict[str, photos.Prepared]
    fronts: dict[str, Path]

    @classmethod
    def draw(cls, tell: Tell) -> "Pictures":
        """Draw what was not drawn before, several at a time; `tell` hears of each picture."""
        products = [product for shop in SHOPS for product in shop.products]
        kept = _kept_folder()
        kept.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
            photographs = {each.sku: pool.submit(_photograph, each, kept) for each in products}
            fronts = {each.slug: pool.submit(_front, each, kept) for each in SHOPS}
            coming: list[Future[photos.Prepared] | Future[Path]] = [
                *photographs.values(),
                *fronts.values(),
            ]
            for done, future in enumerate(coming, 1):
                future.result()
                tell("pictures", done, len(coming))
        return cls(
            {sku: future.result() for sku, future in photographs.items()},
            {slug: future.result() for slug, future in fronts.items()},
        )


def _kept_folder() -> Path:
    """Return where pictures are kept from one demonstration to the next, by their painters' text."""
    painters = hashlib.sha256()
    for source in sorted(Path(town.__file__).parent.rglob("*.py")):
        painters.update(source.read_bytes())
    cache = platformdirs.user_cache_dir("comptoir", appauthor=False)
    return Path(cache) / "demo" / painters.hexdigest()[:16]


def _photograph(product: DemoProduct, kept: Path) -> photos.Prepared:
    """Return a product's photograph as the studio would have made it ready."""
    file = kept / f"{product.sku}.webp"
    if not file.exists():
        picture = render_photograph(product, size=(PICTURE_PX, PICTURE_PX))
        _keep(file, for_the_web(picture).webp)
    webp = file.read_bytes()
    return photos.Prepared(
        sha256=hashlib.sha256(webp).hexdigest(),
        webp=webp,
        width=PICTURE_PX,
        height=PICTURE_PX,
        codes=(),
    )


def _front(shop: DemoShop, kept: Path) -> Path:
    """Return the file of a shop's front."""
    file = kept / f"{shop.slug}.jpg"
    if not file.exists():
        drawn = io.BytesIO()
        render_shopfront(shop).save(drawn, "JPEG", quality=88)
        _keep(file, drawn.getvalue())
    return file


def _keep(file: Path, content: bytes) -> None:
    coming = file.with_suffix(f".{os.getpid()}")
    coming.write_bytes(content)
    coming.replace(file)
