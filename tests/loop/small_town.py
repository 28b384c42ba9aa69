"""A town of one street for tests of the whole circle: marketplace, counters and customers."""

import io
import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

import zxingcpp
from msgspec import structs
from PIL import Image
from pysqlite3 import dbapi2

from demo.marketplace import Marketplace
from demo.shopper import Shopper
from demo.sides import read_hub, read_shop
from desktop.bootstrap import open_shop
from desktop.services.shop import Shop
from desktop.services.town import link
from desktop.services.upkeep import house
from fiscal import FolderKeyStore
from sync.kernel import pickup_code
from sync.kernel.pickup_code import PickupCode
from tests.support.a_shop import PROFILE

PATIENCE_S = 60
"""A machine that is busy with other tests takes its time; nothing waits longer than it must."""
_GLANCE_S = 0.02


def until(holds: Callable[[], bool], what: str, patience_s: int = PATIENCE_S) -> None:
    """Wait until something holds."""
    pause = Event()
    for _ in range(int(patience_s / _GLANCE_S)):
        if holds():
            return
        pause.wait(_GLANCE_S)
    raise AssertionError(f"waited {patience_s} s in vain for {what}")


def found_town(hub: Marketplace, slugs: Sequence[str]) -> None:
    """Found a town whose shops are open at all hours, by the operator's own command."""
    hub.folder.mkdir(parents=True)
    document = hub.folder / "town.json"
    document.write_text(
        json.dumps(
            {
                "town": {"name": "Valmoret", "slug": "valmoret", "postcode": "47985"},
                "shops": [
                    {
                        "slug": slug,
                        "sign": f"Épicerie {slug}",
                        "trade": "Épicerie",
                        "position": [44.5015, 0.2165],
                        "opens_on_holidays": True,
                        "hours": [
                            {"weekday": day, "opens": "00:00", "closes": "23:59"}
                            for day in range(7)
                        ],
                    }
                    for slug in slugs
                ],
            }
        ),
        "utf-8",
    )
    hub.command("town", "load", str(document))


def open_counter(folder: Path) -> Shop:
    """Open a shop that talks to its marketplace, and prints nothing."""
    return open_shop(folder, keys=FolderKeyStore(folder), prints=False)


def found_counter(folder: Path) -> Shop:
    """Found a shop that is in no marketplace yet."""
    folder.mkdir(parents=True)
    shop = open_counter(folder)
    # The till's day ends twelve hours from now, so that no test is overtaken by it.
    evening = (datetime.now(shop.zone).hour + 12) % 24  # noqa: TID251 the machine's hour is meant
    house.change_settings(
        shop, structs.replace(shop.settings, profile=PROFILE, closing_hour=evening)
    )
    return shop


def a_photograph() -> bytes:
    """Return a small picture of nothing much."""
    content = io.BytesIO()
    Image.new("RGB", (96, 96), "#c07020").save(content, "PNG")
    return content.getvalue()


def is_all_told(shop: Shop) -> bool:
    """Tell whether the marketplace has everything the shop has to say, photographs too."""
    status = link.link_status(shop)
    return status.is_online and not status.waiting and not status.photos


def await_agreement(shop: Shop, hub: Marketplace, slug: str) -> None:
    """Wait until both sides hold the same, and show where they differ if they never do."""
    until(lambda: is_all_told(shop), f"all to be told: {link.link_status(shop)}")
    pause = Event()
    for _ in range(int(PATIENCE_S / _GLANCE_S)):
        if not read_shop(shop.folder).differences(read_hub(hub.folder, slug)):
            break
        pause.wait(_GLANCE_S)
    assert read_shop(shop.folder).differences(read_hub(hub.folder, slug)) == []


@dataclass(frozen=True)
class Bought:
    """An order as its customer holds it."""

    page: str
    code: PickupCode

    @property
    def number(self) -> str:
        return self.code.order_number


def check_out(shopper: Shopper) -> Bought:
    """Order what is in the basket and read the pickup code as a camera would."""
    shopper.open("/commander")
    shopper.submit(shopper.form("/commander"), name="Camille Roux", phone="06 39 98 12 34")
    return Bought(shopper.url, code_on(shopper.html))


def code_on(page: str) -> PickupCode:
    """Return the pickup code that is drawn on an order's page, read from the drawing's pixels."""
    drawn = re.search(
        r'viewBox="0 0 (\d+) \d+" class="qr".*?stroke="#000" d="(.*?)"', page, re.DOTALL
    )
    assert drawn, "no pickup code on the page"
    picture = _rows_of(drawn.group(2), int(drawn.group(1)))
    (read,) = zxingcpp.read_barcodes(picture.resize((400, 400), Image.Resampling.NEAREST))
    code = pickup_code.read(read.text)
    assert code is not None, read.text
    return code


def _rows_of(strokes: str, side: int) -> Image.Image:
    """Draw a path of horizontal strokes, one row of modules each (`M4 4.5h7m1 0h1…`)."""
    picture = Image.new("L", (side, side), 255)
    column = row = 0
    for act, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", strokes):
        across = int(float(first))
        if act == "h":
            for place in range(column, column + across):
                picture.putpixel((place, row), 0)
            column += across
        elif act == "M":
            column, row = across, int(float(second))
        else:
            column, row = column + across, row + int(float(second))
    return picture


def ask(file: Path, question: str, *facts: object) -> list[tuple[object, ...]]:
    """Return what a database says to a question of ours; its program may be running."""
    opened: sqlite3.Connection = dbapi2.connect(f"file:{file}?mode=ro", uri=True)
    with closing(opened):
        return opened.execute(question, facts).fetchall()
