"""Measures the counter of the orders in the real window: a phone shown, an order come.

`python -m bench.pickup_probe FOLDER SEED RUNS`: FOLDER is a copy of a prepared shop; the marketplace
runs in a process of its own, a film stands in for the camera.
"""

import io
import os
import random
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from msgspec import structs
from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from bench import phone_screens
from bench.counter import Counter, Painted
from bench.customer import Customer, Placed
from bench.phone_screens import Frame
from bench.probe import answer
from bench.storefront import SLUG, Storefront, storefront
from desktop.bootstrap import open_shop
from desktop.counter_window import OpenWindow, open_window
from desktop.devices import camera, code_reader
from desktop.services.drafting import kept_photos, photos
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.online import bell, order_board, orders, preparation
from desktop.services.online.order_board import BoardCard
from desktop.services.shop import Shop
from desktop.services.team.crew import OWNER_CODE
from desktop.services.town import link
from desktop.services.upkeep import house
from desktop.ui.pickup.screen import PickupScreen
from fiscal import FolderKeyStore
from sync.kernel import pickup_code
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate

T = TypeVar("T")

PRODUCT = "Panier de mesure"
_FRAMES_A_SECOND = 30
_PATIENCE_MS = 30_000
_LOOK_AGAIN_S = 0.01
_FORGOTTEN = code_reader.SteadyReader.FORGET_AFTER + 4
_EVERYDAY = ("clean", "tilt 35°", "dim 25 %", "dark mode", "poor camera", "blooming")
_PRESENTED = 4
"""Orders shown in turn."""


class Film:
    """A camera that gives thirty frames a second: the empty counter, or what is held before it."""

    def __init__(self, seed: int) -> None:
        empty = phone_screens.counter(np.random.default_rng(seed))
        self._empty = [np.roll(empty, shift, axis=1) for shift in range(3)]
        self._held: Frame | None = None
        self._next = time.perf_counter()
        self._pause = Event()
        self.given = 0
        #: When the phone was first in a frame.
        self.first_at = 0.0

    def hold(self, frame: Frame | None) -> float:
        """Hold something before the camera, or nothing, and return the moment."""
        self.first_at, self._held = 0.0, frame
        return time.perf_counter()

    def read(self) -> Frame | None:
        """Return the next frame when its time has come."""
        self._pause.wait(max(self._next - time.perf_counter(), 0))
        self._next = max(self._next, time.perf_counter() - 1) + 1 / _FRAMES_A_SECOND
        self.given += 1
        held = self._held
        if held is None:
            return self._empty[self.given % len(self._empty)]
        self.first_at = self.first_at or time.perf_counter()
        return held

    def close(self) -> None:
        """Nothing is held."""


class Announcement:
    """What tells the counter of a new order: the one place that knows how (line and sound)."""

    def __init__(self, opened: OpenWindow) -> None:
        self._bell = opened.window.bell
        self._line = opened.window.waiting
        self._words = ""
        self._painted = Painted(self._line, lambda: self._line.words != self._words)
        #: When the player was handed the sound, 0 before.
        self.heard_at = 0.0
        # The window's own, in place of the loudspeakers.
        structs.force_setattr(opened.window.desk, "sound", self)

    def ring(self, _kind: str, _percent: int) -> str:
        """Take the sound in place of the player."""
        self.heard_at = self.heard_at or time.perf_counter()
        return bell.RANG

    def acknowledge(self) -> None:
        """Say that the order was seen, as the button does."""
        self._bell.acknowledge()

    def forget(self) -> None:
        """Be ready for the next order."""
        self._words = self._line.words
        self._painted.at = self.heard_at = 0.0

    @property
    def shown_at(self) -> float:
        """Return when it was painted, 0 before."""
        return self._painted.at


@dataclass(slots=True)
class Told:
    """Figures, one an act."""

    verdict_ms: list[float] = field(default_factory=list)
    verdict_floor_ms: list[float] = field(default_factory=list)
    cut_ms: list[float] = field(default_factory=list)
    cut_floor_ms: list[float] = field(default_factory=list)
    shown_ms: list[float] = field(default_factory=list)
    heard_ms: list[float] = field(default_factory=list)
    order_floor_ms: list[float] = field(default_factory=list)


def main(folder: Path, seed: int, runs: int) -> None:
    """Place orders and show their codes, with the network and without."""
    film, told = Film(seed), Told()
    camera.open_source = lambda place, passed=frozenset(): film  # noqa: ARG005 the real one's
    hub = folder.with_name(f"{folder.name}-hub")
    application = QApplication([])
    with storefront(hub) as market:
        _join(folder, market)
        opened = open_window(folder, keys=FolderKeyStore(folder))
        opened.window.resize(1366, 768)
        opened.window.show()
        opened.window.activateWindow()
        application.processEvents()
        at = Counter(opened)
        placed = _place_orders(at, opened, market, told, runs)
        codes = [_read_svg(each.svg) for each in placed[:_PRESENTED]]
        for order in at.do(lambda shop: order_board.board(shop).to_prepare)[:_PRESENTED]:
            at.do(partial(_make_ready, order=order))
        _present(at, film, opened, codes, seed, runs, told.verdict_ms, told.verdict_floor_ms)
    # The marketplace is gone now.
    at.wait(lambda: not at.do(link.link_status).is_online, "the network's end")
    _present(at, film, opened, codes, seed, runs, told.cut_ms, told.cut_floor_ms)
    opened.close()
    answer({name: getattr(told, name) for name in Told.__slots__})


def _join(folder: Path, market: Storefront) -> None:
    with closing(open_shop(folder, keys=FolderKeyStore(folder), prints=False)) as shop:
        house.change_settings(shop, structs.replace(shop.settings, camera="0"))
        link.enrol(shop, market.url, market.invite())
        variant = VariantDraft(price=Money(1290), opening_stock=Quantity.pieces(900))
        photo = kept_photos.keep(shop, photos.prepare(_a_photograph()))
        cataloguing.save_product(
            shop,
            ProductDraft(
                name=PRODUCT,
                vat=VatRate(550),
                variants=(variant,),
                category_name="Épicerie",
                photos=(photo.sha256,),
                is_online=True,
            ),
            OWNER_CODE,
        )
        pause = Event()
        while not (status := link.link_status(shop)).is_online or status.waiting:
            pause.wait(_LOOK_AGAIN_S)


def _a_photograph() -> bytes:
    picture = Image.new("RGB", (900, 900), "#e8e2d6")
    picture.paste(Image.new("RGB", (420, 520), "#2a6f62"), (240, 190))
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG")
    return drawn.getvalue()


def _place_orders(
    at: Counter, opened: OpenWindow, market: Storefront, told: Told, runs: int
) -> list[Placed]:
    """Order again and again, and note when the counter shows and sounds it."""
    announced = Announcement(opened)
    placed: list[Placed] = []
    at.wait(lambda: at.do(link.link_status).is_online, "the marketplace")
    for run in range(runs + 2):
        at.rest()
        announced.forget()
        floor = _bare_round_trip(market)
        with Customer(market.url) as customer:
            made = at.beside(partial(customer.order, SLUG, PRODUCT))
        at.wait(lambda: announced.shown_at and announced.heard_at, "the banner and its sound")
        placed.append(made)
        if run > 1:
            told.shown_ms.append((announced.shown_at - made.sent_at) * 1000)
            told.heard_ms.append((announced.heard_at - made.sent_at) * 1000)
            told.order_floor_ms.append((made.answered_at - made.sent_at) * 1000 + floor)
        announced.acknowledge()
    return placed


def _bare_round_trip(market: Storefront) -> float:
    """Return the ms of one look at a page: the doorbell's answer is fetched by one."""
    begun = time.perf_counter()
    market.has("/robots.txt")
    return (time.perf_counter() - begun) * 1000


def _make_ready(shop: Shop, order: BoardCard) -> None:
    orders.accept(shop, order.id)
    for line in orders.start_preparing(shop, order.id).lines:
        preparation.pick_by_hand(shop, order.id, line.id)
    orders.mark_ready(shop, order.id, 1, "A1")


def _hold_up(
    at: Counter, film: Film, pickup: PickupScreen, painted: Painted, shown: Frame
) -> tuple[float, float]:
    """Hold a phone before the camera; return the ms until its verdict, and until its frame."""
    film.hold(None)
    pickup.reset()
    at.rest()
    given = film.given
    at.wait(lambda: film.given > given + _FORGOTTEN * 2, "an empty counter")
    painted.at = 0.0
    begun = film.hold(shown)
    at.wait(lambda: painted.at > begun, "a verdict")
    return (painted.at - begun) * 1000, (film.first_at - begun) * 1000


def _present(
    at: Counter,
    film: Film,
    opened: OpenWindow,
    codes: list[str],
    seed: int,
    runs: int,
    taken: list[float],
    floor: list[float],
) -> None:
    opened.window.go("pickup")
    at.rest()
    pickup = opened.window.screen_of("pickup")
    if not isinstance(pickup, PickupScreen):
        raise TypeError("the hand-over's screen")
    painted = Painted(pickup.verdict)
    chance = random.Random(seed)
    for run in range(runs + 1):
        trouble = _EVERYDAY[run % len(_EVERYDAY)]
        side = chance.choice(phone_screens.SIDES_PX[1:])
        shown = phone_screens.held(trouble, side, codes[run % len(codes)], seed + run)
        whole, first = _hold_up(at, film, pickup, painted, shown)
        begun = time.perf_counter()
        code_reader.read_at_once(shown)
        bare = (time.perf_counter() - begun) * 1000
        if run:
            taken.append(whole)
            floor.append(first + bare)


def _read_svg(svg: str) -> str:
    """Return the digits of a drawn code."""
    if "xmlns" not in svg:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    image = QImage(500, 500, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    grey = np.frombuffer(image.constBits(), np.uint8).reshape(500, image.bytesPerLine())[:, :500]
    for code in code_reader.read_codes(np.ascontiguousarray(grey)):
        if pickup_code.read(code.text):
            return code.text
    raise RuntimeError("the code on the order's page cannot be read")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
