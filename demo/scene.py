"""The scene of the demonstration: marketplace, six shops, a printer, a camera, the grocer's window."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from msgspec import structs

from demo.cable import Cable
from demo.marketplace import Marketplace
from demo.orders import place_orders
from demo.pictures import Pictures, Tell
from demo.shops import demo_shop, make_shops, settings_for
from demo.town import SHOPS
from desktop.bootstrap import open_shop
from desktop.counter_window import OpenWindow, open_window
from desktop.services.upkeep import house
from desktop.settings import PrinterSettings
from fiscal import FolderKeyStore
from printing.simulator import PrinterSimulator

SLUG = "maison-castagne"
"""The grocer's: weighed goods, labels, a bit of everything."""
_WIDTH_PX, _HEIGHT_PX = 1366, 768
_READY = "ready"


@dataclass
class Scene:
    """Everything the day stands on."""

    hub: Marketplace
    cable: Cable
    opened: OpenWindow
    printer: PrinterSimulator
    camera: Path
    #: The grocer's data folder.
    folder: Path


@contextmanager
def set_scene(folder: Path, port: int, language: str, tell: Tell) -> Iterator[Scene]:
    """Set the scene in a folder, or find it there, and strike it at the end.

    Raises:
        WorldError: the marketplace does not start, or a shop cannot join it.
    """
    hub = Marketplace(folder / "marketplace", port)
    shops, camera = folder / "shops", folder / "camera"
    camera.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        ready = folder / _READY
        is_new = not ready.exists()
        if is_new:
            pictures = Pictures.draw(tell)
            hub.load_town(pictures.fronts)
        stack.callback(hub.stop)
        hub.start()
        # The shop knows the marketplace by the cable's end, which must be found again.
        near = 0 if is_new else int(ready.read_text("ascii"))
        cable = stack.enter_context(closing(Cable(port, near)))
        printer = stack.enter_context(PrinterSimulator())
        if is_new:
            urls = {goods.slug: hub.url for goods in SHOPS} | {SLUG: cable.url}
            make_shops(shops, urls, pictures, hub, language, tell)
            place_orders(hub, shops)
            ready.write_text(str(cable.port), "ascii")
        _plug_in(shops / SLUG, printer, camera, language)
        opened = open_window(shops / SLUG, language, keys=FolderKeyStore(shops / SLUG))
        stack.callback(opened.close)
        opened.window.resize(_WIDTH_PX, _HEIGHT_PX)
        opened.window.show()
        yield Scene(hub, cable, opened, printer, camera, shops / SLUG)


def _plug_in(folder: Path, printer: PrinterSimulator, camera: Path, language: str) -> None:
    """Connect printer and camera: their addresses are new at every start."""
    keys = FolderKeyStore(folder)
    with closing(open_shop(folder, keys=keys, prints=False, talks=False)) as shop:
        connected = PrinterSettings(
            code="counter", name="TM-T20", address=f"tcp://127.0.0.1:{printer.port}"
        )
        house.change_settings(
            shop,
            structs.replace(
                settings_for(demo_shop(SLUG), language),
                printers=(connected,),
                receipt_printer="counter",
                label_printer="counter",
                camera=str(camera),
            ),
        )
