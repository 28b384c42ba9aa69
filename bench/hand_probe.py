"""Measures a product in the hand until it stands on the storefront, in the real window.

`python -m bench.hand_probe FOLDER SEED`: FOLDER is a copy of a prepared shop. A folder of pictures
stands in for the camera, keys are real, the marketplace runs in a process of its own.
"""

import os
import random
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from msgspec import structs

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from bench.probe import answer
from bench.storefront import SLUG, Storefront, storefront
from desktop.bootstrap import open_shop
from desktop.counter_window import OpenWindow, open_window
from desktop.devices import shutter
from desktop.domain.open_sheet import Sheet
from desktop.services.drafting import photos, sheets
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery, ProductView
from desktop.services.town import link
from desktop.services.upkeep import house
from desktop.ui.studio.screen import StudioScreen
from fiscal import FolderKeyStore
from printing.drivers.codes import ean_modules
from sync.kernel.gtin import check_digit

RUNS = 8
_FRAME = (1280, 720)
_HAND_MS = 150
_PATIENCE_MS = 60_000
_LOOK_AGAIN_S = 0.01
_WHAT = (
    "Confiture de mûres",
    "Savon au miel",
    "Carnet à spirale",
    "Tisane du soir",
    "Bougie figue",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A product to be put online."""

    name: str
    #: Empty where nothing is known of it.
    code: str
    picture: Image.Image


@dataclass(slots=True)
class Told:
    """What one sort of goods took, a figure a product."""

    draft_ms: list[float] = field(default_factory=list)
    draft_cpu_ms: list[float] = field(default_factory=list)
    shown_ms: list[float] = field(default_factory=list)
    typed: list[int] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)


def draw(chance: random.Random, code: str) -> Image.Image:
    """Return a frame of the counter's camera: a labelled box on a mid-tone sheet, its code on it."""
    noise = np.random.default_rng(chance.randrange(1 << 30)).normal(0, 3, (*_FRAME[::-1], 1))
    sheet = np.array([118, 132, 148], np.float64) + noise
    picture = Image.fromarray(sheet.clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    left, top = chance.randrange(380, 480), chance.randrange(60, 100)
    right, foot = left + chance.randrange(300, 380), top + 540
    body = tuple(chance.randrange(40, 220) for _ in range(3))
    pen.rectangle([left + 14, top + 20, right + 18, foot + 16], fill="#5b6674")
    pen.rectangle([left, top, right, foot], fill=body)
    pen.rectangle([left + 30, top + 60, right - 30, top + 320], fill="#f2ead8")
    for line in range(5):
        ends = right - 60 - chance.randrange(0, 120)
        pen.rectangle(
            [left + 50, top + 90 + 44 * line, ends, top + 112 + 44 * line], fill="#7a2331"
        )
    picture = picture.filter(ImageFilter.GaussianBlur(0.7))
    if code:
        bars = np.array([0 if is_black else 255 for is_black in ean_modules(code)], np.uint8)
        stripes = np.pad(
            np.tile(np.repeat(bars, 2), (90, 1)), ((8, 8), (22, 22)), constant_values=255
        )
        picture.paste(Image.fromarray(stripes).convert("RGB"), (left + 30, foot - 150))
    return picture


class Person:
    """Holds things before the camera and types what is left to type."""

    def __init__(self, opened: OpenWindow, film: Path, market: Storefront) -> None:
        self._opened, self._film, self._market = opened, film, market
        self._stamp_ms = 1_000_000
        opened.window.go("studio")
        self._rest()
        screen = opened.window.screen_of("studio")
        if not isinstance(screen, StudioScreen):
            raise TypeError("the room called studio is another")
        self._studio = screen

    def do(self, thing: Thing, told: Told) -> None:
        """Put one thing online and note what it took."""
        form, inputs, typed = self._studio.form, 1, 0
        coming = self._film / "coming.part"
        thing.picture.save(coming, "PNG", compress_level=1)
        begun, busy = time.perf_counter(), time.process_time()
        coming.rename(self._film / f"{thing.name}.png")
        self._await_photograph()
        if not form.name.text():
            self._type(thing.name)
            self._press("\r", Qt.Key.Key_Return)
            self._rest()
            inputs, typed = inputs + 2, typed + 1
        self._type("6,40")
        inputs, typed = inputs + 1, typed + 1
        told.draft_ms.append((time.perf_counter() - begun) * 1000)
        told.draft_cpu_ms.append((time.process_time() - busy) * 1000)
        if not form.category.currentText():
            raise RuntimeError(f"no section was proposed for {thing.name}")
        published = time.perf_counter()
        self._press("\r", Qt.Key.Key_Return)
        self._await_page(thing)
        told.shown_ms.append((time.perf_counter() - published) * 1000)
        told.inputs.append(inputs + 1)
        told.typed.append(typed)

    def _await_photograph(self) -> None:
        loop, is_late = QEventLoop(), list[bool]()
        alarm = QTimer(singleShot=True, interval=_PATIENCE_MS)
        alarm.timeout.connect(lambda: is_late.append(True))
        alarm.timeout.connect(loop.quit)
        self._studio.photo.kept.connect(loop.quit)
        alarm.start()
        loop.exec()
        if is_late:
            raise RuntimeError("no photograph was taken")
        self._rest()

    def _await_page(self, thing: Thing) -> None:
        """Wait until a customer sees the product with its picture."""
        pause, page = Event(), f"/boutiques/{SLUG}"
        for _ in range(int(_PATIENCE_MS / 1000 / _LOOK_AGAIN_S)):
            QApplication.processEvents()
            kept = self._kept(thing)
            photo = kept.photos[0] if kept is not None and kept.photos else ""
            if photo and self._market.has(page, thing.name, f"/media/{photo}"):
                self._rest()
                return
            pause.wait(_LOOK_AGAIN_S)
        raise RuntimeError(f"{thing.name} never stood on {page}")

    def _kept(self, thing: Thing) -> ProductView | None:
        found = catalogue.products(self._opened.shop, ProductQuery(text=thing.name)).products
        return next((each for each in found if each.name == thing.name), None)

    def _type(self, text: str) -> None:
        for sign in text:
            self._press(sign, Qt.Key.Key_unknown)

    def _press(self, sign: str, key: Qt.Key) -> None:
        self._stamp_ms += _HAND_MS
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, sign)
        event.setTimestamp(self._stamp_ms)
        QApplication.sendEvent(QApplication.focusWidget() or self._opened.window, event)

    def _rest(self) -> None:
        flags = QEventLoop.ProcessEventsFlag
        while self._opened.window.desk.tasks.under_way:
            QApplication.processEvents(flags.AllEvents | flags.WaitForMoreEvents)


def _things(seed: int) -> tuple[list[Thing], list[Thing]]:
    """Return goods whose code a public file knows, and goods without any."""
    chance = random.Random(seed)
    known, unknown = [], []
    for number in range(RUNS + 1):
        what = _WHAT[number % len(_WHAT)]
        body = f"952{chance.randrange(10**9):09d}"
        code = body + str(check_digit(body))
        known.append(Thing(f"{what} n° {2 * number}", code, draw(chance, code)))
        unknown.append(Thing(f"{what} n° {2 * number + 1}", "", draw(chance, "")))
    return known, unknown


def _join(folder: Path, film: Path, market: Storefront, known: list[Thing]) -> None:
    """Join the marketplace, point the camera at a folder, and load what others know."""
    with closing(open_shop(folder, keys=FolderKeyStore(folder), prints=False)) as shop:
        house.change_settings(shop, structs.replace(shop.settings, camera=str(film)))
        link.enrol(shop, market.url, market.invite())
        told = [
            Sheet(gtin=each.code, source="products", name=each.name, category=("Maison",))
            for each in known
        ]
        sheets.keep(sheets.folder_of(shop), told, (), 0)
        pause = Event()
        while not (status := link.link_status(shop)).is_online or status.waiting:
            pause.wait(_LOOK_AGAIN_S)


def _floor(things: list[Thing], folder: Path, market: Storefront) -> dict[str, list[float]]:
    """Return what the shutter's wait and the bare work on the pixels take, and one page."""
    wall, cpu, page = [], [], []
    for place, each in enumerate(things):
        file = folder / f"floor-{place}.png"
        each.picture.save(file)
        begun, busy = time.perf_counter(), time.process_time()
        photos.prepare(file)
        wall.append((time.perf_counter() - begun + shutter.STILL_S) * 1000)
        cpu.append((time.process_time() - busy) * 1000)
        begun = time.perf_counter()
        market.has(f"/boutiques/{SLUG}")
        page.append((time.perf_counter() - begun) * 1000)
    return {"floor_ms": wall, "floor_cpu_ms": cpu, "page_ms": page}


def main(folder: Path, seed: int) -> None:
    """Open the window on the shop and measure."""
    film = folder.with_name(f"{folder.name}-film")
    film.mkdir()
    known, unknown = _things(seed)
    with storefront(folder.with_name(f"{folder.name}-hub")) as market:
        _join(folder, film, market, known)
        application = QApplication([])
        opened = open_window(folder, keys=FolderKeyStore(folder))
        opened.window.resize(1366, 768)
        opened.window.show()
        opened.window.activateWindow()
        application.processEvents()
        person = Person(opened, film, market)
        ours = {"known": Told(), "unknown": Told()}
        person.do(known[0], Told())  # loads the network, once a day
        person.do(unknown[0], Told())
        for one, other in zip(known[1:], unknown[1:], strict=True):
            person.do(one, ours["known"])
            person.do(other, ours["unknown"])
        floor = {
            "known": _floor(known[1:], film.parent, market),
            "unknown": _floor(unknown[1:], film.parent, market),
        }
        opened.close()
    photos.rest()
    answer(
        {
            sort: {
                "draft_ms": told.draft_ms,
                "draft_cpu_ms": told.draft_cpu_ms,
                "shown_ms": told.shown_ms,
                "typed": told.typed,
                "inputs": told.inputs,
                **floor[sort],
            }
            for sort, told in ours.items()
        }
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
