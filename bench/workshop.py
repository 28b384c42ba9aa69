"""A temporary folder with the shops of one run: each is built once and copied as often as asked."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.town import stock_shelf


class Workshop:
    """Prepared shops and the folders that probes work in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def place(self) -> Path:
        """Return a path where nothing is yet."""
        return self._folder / f"place-{next(self._numbers)}"

    def shop(self, products: int, seed: int) -> Path:
        """Return a shop with so many products, not to be written to."""
        folder = self._folder / f"shop-{products}-{seed}"
        if not folder.exists():
            stock_shelf(folder, products, seed)
        return folder

    def copy(self, shop: Path) -> Path:
        """Return a copy of a shop to work on."""
        place = self.place()
        shutil.copytree(shop, place)
        return place


@contextmanager
def workshop() -> Iterator[Workshop]:
    """Yield a workshop that is cleared away afterwards."""
    with TemporaryDirectory(prefix="comptoir-bench-") as folder:
        yield Workshop(Path(folder))
