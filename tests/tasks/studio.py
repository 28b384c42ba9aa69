"""Fifty products from the hand to the storefront's queue: `python -m tests.tasks.studio` counts them.

Each is held before the camera (pictures in a folder stand in for it), and what the studio does not
know is typed with real keys in the real window. Inputs are the same on every machine; seconds are
the machine's, from the picture until the product is saved with its photograph and the fields are
empty again, and no hand is waited for.
"""

import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import structs

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QComboBox

from bench.measure import percentile
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery, ProductView
from desktop.services.upkeep import house
from desktop.ui.studio.screen import StudioScreen
from sync.kernel.vat import VatRate
from tests.support.a_shop import PROFILE, AShop
from tests.tasks.hands import Keyboard
from tests.tasks.stage import window_over
from tests.tasks.studio_goods import Piece, lay_sheets, pieces, stock_the_town
from tests.tasks.table import PAGE, STUDIO_HEADING
from tests.tasks.task import DESK_PX

PATIENCE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Done:
    """How one product came into the catalogue."""

    piece: Piece
    #: What was done, as the page has it: fields with what was typed, and keys.
    trail: tuple[str, ...]
    #: Fields that had to be typed into.
    typed: tuple[str, ...]
    #: Every single press of a key.
    presses: int
    seconds: float
    cpu_seconds: float

    @property
    def inputs(self) -> int:
        """Return holding it up, fields typed and keys pressed."""
        return 1 + len(self.trail)


class Counter:
    """Someone with a box of goods before the camera and a keyboard."""

    def __init__(self, at: Keyboard, film: Path) -> None:
        self._at, self._film = at, film
        at.window.go("studio")
        at.settle()
        screen = at.window.screen_of("studio")
        assert isinstance(screen, StudioScreen)
        self._studio = screen

    def do(self, piece: Piece) -> Done:
        """Put one product online and return what it took."""
        at = self._at
        at.trail.clear()
        at.inputs, typed = 0, []
        picture = piece.picture()
        coming = self._film / "coming.part"
        picture.save(coming, "PNG", compress_level=1)
        begun, busy = time.perf_counter(), time.process_time()
        coming.rename(self._film / f"{piece.product.sku}.png")
        self._await_photograph()
        if not self._studio.form.name.text():
            typed.append(piece.product.name)
            at.enter(piece.product.name)
        assert self._studio.form.price.hasFocus(), at.trail
        at.type(piece.price)
        typed.append(piece.price)
        typed += self._put_right(piece)
        at.key("Return" if not self._studio.form.vat.hasFocus() else "F12")
        self._check(piece)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - busy
        return Done(piece, tuple(at.trail), tuple(typed), at.inputs, seconds, cpu)

    def _await_photograph(self) -> None:
        loop, late = QEventLoop(), QTimer(singleShot=True, interval=PATIENCE_MS)
        self._studio.photo.kept.connect(loop.quit)
        late.timeout.connect(loop.quit)
        late.start()
        loop.exec()
        assert late.isActive(), "no photograph was taken"
        self._at.settle()

    def _put_right(self, piece: Piece) -> list[str]:
        """Correct a section or rate that was not proposed right; the cursor stands on the price."""
        at, form = self._at, self._studio.form
        offered = form.sections.names
        if piece.section in offered and form.category.currentText() != piece.section:
            at.key(f"Ctrl+{offered.index(piece.section) + 1}")
        typed = []
        is_right = form.vat.value == piece.product.vat_bp
        if is_right and form.category.currentText() == piece.section:
            return typed
        at.key("Tab")
        if form.category.currentText() != piece.section:
            assert isinstance(QApplication.focusWidget(), QComboBox)
            at.type(piece.section)
            typed.append(piece.section)
        if not is_right:
            at.key("Tab")
        wanted = at.shop.settings.vat_rates.index(piece.product.vat_bp)
        while form.vat.value != piece.product.vat_bp:
            at.key("Right" if form.vat.currentIndex() < wanted else "Left")
        return typed

    def _check(self, piece: Piece) -> None:
        """Fail unless the shop has it as it is, online and with its own photograph."""
        kept = self._kept(piece)
        assert kept.is_online, self._at.banner
        assert len(kept.photos) == 1
        assert kept.category == piece.section
        assert kept.vat == VatRate(piece.product.vat_bp)
        assert kept.price_range[0].cents == piece.product.price_cents
        assert kept.variants[0].codes == ((piece.ean,) if piece.ean else ())
        assert self._studio.photo.is_empty

    def _kept(self, piece: Piece) -> ProductView:
        found = catalogue.products(self._at.shop, ProductQuery(text=piece.product.name)).products
        return next(each for each in found if each.name == piece.product.name)


@contextmanager
def counter(folder: Path) -> Iterator[Counter]:
    """Yield somebody before the studio of a shop that has the town's other goods at its till."""
    film = folder / "film"
    film.mkdir(parents=True)
    shop = AShop(folder / "shop").open()
    profile = structs.replace(PROFILE, naf="47.19B")
    house.change_settings(shop, structs.replace(shop.settings, camera=str(film), profile=profile))
    stock_the_town(shop)
    lay_sheets(shop, folder)
    with window_over(shop, DESK_PX) as (window, school):
        yield Counter(Keyboard(shop, window, school), film)


def main() -> None:
    """Do all fifty and write the page's part."""
    _application = QApplication.instance() or QApplication(sys.argv[:1])
    done = []
    with TemporaryDirectory(prefix="comptoir-studio-") as kept, counter(Path(kept)) as person:
        for place, piece in enumerate(pieces(), start=1):
            done.append(person.do(piece))
            told = f"{place:2} {piece.product.name}: {done[-1].inputs}, {done[-1].trail}"
            sys.stdout.write(f"{told} {done[-1].seconds:.1f} s\n")
    before, _heading, _after = PAGE.read_text(encoding="utf-8").partition(f"\n{STUDIO_HEADING}\n")
    PAGE.write_text(before + "\n" + part_of(done), encoding="utf-8")


def part_of(done: Sequence[Done]) -> str:
    """Return the page's second part."""
    rows = "".join(f"{row_of(place, each)}\n" for place, each in enumerate(done, start=1))
    sorts = "".join(_sort(name, found) for name, found in _sorts(done))
    peers = "".join(f"| {' | '.join(row)} |\n" for row in (*_ours(done), *_PEERS))
    return _PART.format(
        heading=STUDIO_HEADING,
        day=datetime.now().astimezone().date().isoformat(),  # noqa: TID251 the day of the measurement
        cores=os.cpu_count(),
        processor=platform.machine(),
        system=platform.system(),
        python=platform.python_version(),
        load=f"{os.getloadavg()[0]:.1f}",
        sorts=sorts,
        peers=peers,
        rows=rows,
    )


def row_of(place: int, done: Done) -> str:
    """Return the line of one product, without what differs from machine to machine."""
    code = {"": "none", "nobody": "nobody knows it"}.get(done.piece.known_from)
    known = (
        code or {"file": "public file", "town": "town", "shop": "the shop"}[done.piece.known_from]
    )
    told = " · ".join(("held up", *done.trail))
    return (
        f"| {place} | {done.piece.product.name} | {known} | {len(done.typed)} | {done.inputs} |"
        f" {told} |"
    )


def _sorts(done: Sequence[Done]) -> tuple[tuple[str, list[Done]], ...]:
    return (
        ("EAN known", [each for each in done if each.piece.known_from not in {"", "nobody"}]),
        ("EAN that nobody knows", [each for each in done if each.piece.known_from == "nobody"]),
        ("no code", [each for each in done if not each.piece.ean]),
        ("**all fifty**", list(done)),
    )


def _sort(name: str, found: Sequence[Done]) -> str:
    columns: tuple[list[float], ...] = (
        [len(each.typed) for each in found],
        [each.inputs for each in found],
        [each.presses for each in found],
    )
    counted = " | ".join(f"{_median(each):g} / {percentile(each, 90):g}" for each in columns)
    timed = " | ".join(
        f"{_median(each):.1f} / {percentile(each, 90):.1f}"
        for each in ([e.seconds for e in found], [e.cpu_seconds for e in found])
    )
    return f"| {name} | {len(found)} | {counted} | {timed} |\n"


def _median(values: Sequence[float]) -> float:
    return statistics.median(values)


def _ours(done: Sequence[Done]) -> Iterator[tuple[str, ...]]:
    for name, found in _sorts(done)[:3]:
        typed = [float(len(each.typed)) for each in found]
        told = f"{_median(typed):g} (p90 {percentile(typed, 90):g})"
        yield f"Comptoir, {name}", "picture, then the price", told, "the picture is the step"


_PEERS = (
    ("Open Source POS `items/form.php`", "29", "9", "yes, a file"),
    ("NexoPOS `ProductCrud.php`", "about 40 over tabs", "11", "on another tab"),
    ("Open Food Network `products/new`", "about 13", "6 to 7", "yes, a file"),
    ("POS Awesome `NewItemDialog.vue`", "6", "4", "no field for one"),
    ("Dokan, quick add", "8", "2, and in practice the price", "yes, a media picker"),
)

_PART = """\
{heading}

Made by `python -m tests.tasks.studio` on {day}: {cores} cores ({processor}), {system}, Python
{python}. The load was {load} when it ended; with other work beside it seconds by the clock are the
upper end, those of the processor are the studio's own. A test does the first few again and fails
when this page says otherwise of what has to be done; it does not judge seconds.

Fifty products of our own drawing, thirty with an EAN-13 in the picture, are held before the camera
one after the other (pictures in a folder stand in for it) in the real window, over the database of a
shop that has a hundred other goods at its till, none with a picture. Of the thirty codes, eighteen
stand in a public product file, six the town's shops have told, three are at the till, and three
nobody knows. Each ends online, with its own photograph, its section, rate and price as they are;
what was proposed wrong is put right with keys, and counted.

- An input is holding the product up, a field that is typed into, or a key pressed. Letters and
  figures of one field are one input; the column *presses* counts every one of them.
- Seconds are the machine's: from the picture until the product is saved with it and the fields are
  empty again. Hands and their pauses are not in them. Six tenths of a second of each are the
  shutter's, which waits until the product lies still.

| | products | fields typed, median / p90 | inputs | presses | seconds | CPU seconds |
|---|---:|---:|---:|---:|---:|---:|
{sorts}
## Beside others

Fields of the form by which one sellable product is made, counted in the source of each.

| | fields | must be filled | picture in the same step |
|---|---|---|---|
{peers}
## Each of the fifty

| n° | product | its code is known from | typed | inputs | what was done |
|---:|---|---|---:|---:|---|
{rows}"""


if __name__ == "__main__":
    main()
