"""Measures what a paper costs once the sale is on the disk, and a thousand labels on A4 sheets.

`python -m bench.print_probe papers FOLDER SEED RUNS` and `… sheets SEED COUNT`. The floor of a
paper is python-escpos given the same lines; that of the sheets a bare canvas with the same codes.
"""

import io
import random
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import zxingcpp
from msgspec import structs
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from bench.goods import baskets, codes_of, fill, in_cash
from bench.measure import Times, timed
from bench.probe import answer, peak_mb
from desktop.bootstrap import open_shop
from desktop.services.counter import selling
from desktop.services.papers import print_queue, receipts
from desktop.services.papers.paper_bytes import render_for
from desktop.services.shop import Shop
from desktop.settings import PrinterSettings
from fiscal import FolderKeyStore
from printing.documents import Care, Document, HandoverMode, PickupLabel, ProductLabel
from printing.documents import Shop as Letterhead
from printing.drivers.encoder import Encoder
from printing.drivers.plain import render_text
from printing.drivers.sheets import render_label_sheets
from printing.drivers.stickers import GRIDS
from sync.kernel.money import Money

T = TypeVar("T")

WARM_UP = 5
#: Nobody listens there, and nothing is sent: only bytes are made.
_NOWHERE = "tcp://127.0.0.1:9"
_PRINTERS = (
    PrinterSettings(code="counter", profile="epson-tm-t20", address=_NOWHERE),
    PrinterSettings(code="labels", profile="zpl-203", address=_NOWHERE),
)


def papers(folder: Path, seed: int, runs: int) -> dict[str, object]:
    """Sell again and again, and time from each commit to its receipt's bytes and into the queue."""
    with closing(open_shop(folder, keys=FolderKeyStore(folder), prints=False, talks=False)) as shop:
        shop.adopt(structs.replace(shop.settings, printers=_PRINTERS, receipt_printer="counter"))
        print_queue.warm_up(shop)
        sales = baskets(codes_of(folder), WARM_UP + runs, seed)
        made, queued = Times([], []), Times([], [])
        size = 0
        for place, basket in enumerate(sales):
            done = selling.take_payment(shop, in_cash(fill(shop, basket)))
            data = _timed_once(made, partial(_receipt, shop, done.sale_id))
            _timed_once(queued, partial(receipts.print_receipt, shop, done.sale_id))
            size = len(data)
            if place < WARM_UP:
                made, queued = Times([], []), Times([], [])
        with shop.look() as look:
            receipt = receipts.compose(shop, look, done.sale_id)
        label = _label(shop)
        return {
            "receipt_ms": made.wall,
            "receipt_cpu_ms": made.cpu,
            "receipt_bytes": size,
            "queued_ms": queued.wall,
            "receipt_floor_ms": timed(_bare(receipt), runs).wall,
            "label_ms": timed(lambda: render_for(label, "counter", shop.settings), runs).wall,
            "zpl_ms": timed(lambda: render_for(label, "labels", shop.settings), runs).wall,
            "label_floor_ms": timed(_bare(label), runs).wall,
        }


def _receipt(shop: Shop, sale_id: str) -> bytes:
    with shop.look() as look:
        receipt = receipts.compose(shop, look, sale_id)
    return render_for(receipt, "counter", shop.settings)


def _timed_once(taken: Times, job: Callable[[], T]) -> T:
    begun, busy = time.perf_counter(), time.process_time()
    result = job()
    taken.wall.append((time.perf_counter() - begun) * 1000)
    taken.cpu.append((time.process_time() - busy) * 1000)
    return result


def _bare(document: Document) -> Callable[[], object]:
    """Return python-escpos given lines that are already laid out."""
    lines = [line.encode("cp1252", "replace") for line in render_text(document, "fr").splitlines()]

    def write() -> bytes:
        commands = Encoder()
        text = b"".join([line + b"\n" for line in lines])
        return text + commands.qr("CB1:2611210047:1", 6) + commands.cut()

    return write


def _label(shop: Shop) -> PickupLabel:
    now = shop.clock.now()
    return PickupLabel(
        shop=receipts.letterhead(shop.settings),
        short_number="47",
        order_number="2611210047",
        customer="Camille D.",
        bag=1,
        bags=2,
        mode=HandoverMode.COLLECT,
        promised_at=now,
        promised_until=now + timedelta(hours=2),
        shelf="B3",
        qr_text="CB1:2611210047:1",
        care=(Care.COLD, Care.FRAGILE),
        allergens=("lait", "fruits à coque"),
        note="Merci de ne pas écraser le saint-nectaire, c'est pour un cadeau.",
        printed_at=now,
    )


def sheets(seed: int, count: int) -> dict[str, object]:
    """Lay out so many different labels with their QR codes, after the floor's have shown the way."""
    chance = random.Random(seed)
    labels = [_product(chance, number) for number in range(count)]
    bare = timed(lambda: _bare_sheets(labels), 1, warm_up=0)
    before = peak_mb()
    real = timed(lambda: render_label_sheets(labels, "fr", grid=GRIDS["L7160"]), 1, warm_up=0)
    return {
        "sheets_s": [ms / 1000 for ms in real.wall],
        "sheets_cpu_s": [ms / 1000 for ms in real.cpu],
        "floor_s": [ms / 1000 for ms in bare.wall],
        "floor_cpu_s": [ms / 1000 for ms in bare.cpu],
        "megabytes": peak_mb(),
        "megabytes_before": before,
    }


def _product(chance: random.Random, number: int) -> ProductLabel:
    return ProductLabel(
        shop=Letterhead(name="Épicerie du Marché"),
        name=f"Confiture de mirabelles n° {number}",
        price=Money(chance.randrange(100, 5000)),
        variant="Pot 250 g",
        qr_text="".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=60)),
    )


def _bare_sheets(labels: list[ProductLabel]) -> bytes:
    pdf = io.BytesIO()
    canvas = Canvas(pdf)
    a_sheet = GRIDS["L7160"].labels
    for place, label in enumerate(labels):
        if place % a_sheet == 0 and place:
            canvas.showPage()
        code = zxingcpp.create_barcode(label.qr_text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        image = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=1))
        y = 30 * (place % a_sheet)
        canvas.drawInlineImage(image.convert("1"), 20, y, 28, 28)
        canvas.drawString(60, y, label.name)
        canvas.drawString(60, y + 12, str(label.price.cents))
    canvas.save()
    return pdf.getvalue()


if __name__ == "__main__":
    if sys.argv[1] == "sheets":
        answer(sheets(int(sys.argv[2]), int(sys.argv[3])))
    else:
        answer(papers(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
