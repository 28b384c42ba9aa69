"""`comptoir bench print` measures papers that are what they should be."""

import io
import random

import zxingcpp
from PIL import Image

from bench import print_probe
from bench.catalogue import BENCHMARKS
from bench.printing import bench_print
from printing.drivers.sheets import sticker_of
from printing.drivers.stickers import GRIDS
from printing.drivers.tag_picture import render_tag_png


def test_print_is_a_benchmark_by_that_name() -> None:
    assert BENCHMARKS["print"] is bench_print


def test_the_labels_that_are_measured_differ_and_their_codes_are_read() -> None:
    chance = random.Random(7)
    labels = [print_probe._product(chance, number) for number in range(3)]
    assert len({label.qr_text for label in labels}) == 3
    png = render_tag_png(labels[0], "fr", sticker_of(GRIDS["L7160"]))
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert found.text == labels[0].qr_text


def test_the_bare_sheets_bear_the_same_codes() -> None:
    chance = random.Random(7)
    labels = [print_probe._product(chance, number) for number in range(2)]
    assert print_probe._bare_sheets(labels).startswith(b"%PDF")
