"""A process that makes one photograph ready and says what it cost; or reads codes in frames.

Alone in its process, so that its memory is its own.
"""

import csv
import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.article_numbers import number_of
from bench.probe import answer, peak_mb
from desktop.devices import code_reader, imaging
from desktop.services.drafting import photos

RUNS = 5
_FRAME = (1280, 720)
_EAN_FORMATS = {"EAN-13", "EAN-8", "UPC-A", "UPC-E"}


def a_photograph(seed: int) -> bytes:
    """Return a telephone's JPEG of twelve megapixels: a labelled box on a wooden table."""
    rng = np.random.default_rng(seed)
    width, height = 4000, 3000
    rings = np.sin(np.linspace(0, 90, height))[:, None] * 12 + rng.normal(0, 3, (height, width))
    table = np.array([190, 150, 105], np.float64) + rings[..., None]
    picture = Image.fromarray(table.clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    pen.rectangle([1320, 660, 2740, 2560], fill="#d9d2c5")
    pen.rectangle([1240, 600, 2640, 2500], fill="#2a6f62")
    pen.rectangle([1400, 1000, 2480, 1900], fill="#f2ead8")
    for line in range(6):
        pen.rectangle(
            [1500, 1080 + 130 * line, 2380 - 90 * line, 1150 + 130 * line], fill="#7a2331"
        )
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=92)
    return target.getvalue()


def pictures(file: Path) -> dict[str, object]:
    """Make the photograph ready again and again."""
    bare = _bare(file)
    wall: list[float] = []
    cpu: list[float] = []
    first: list[float] = []
    first_cpu: list[float] = []
    made: list[photos.Prepared] = []
    for run in range(RUNS + 1):
        begun, busy = time.perf_counter(), time.process_time()
        looks: list[tuple[float, float]] = []

        def tell(
            progress: photos.Progress,
            begun: float = begun,
            busy: float = busy,
            looks: list[tuple[float, float]] = looks,
        ) -> None:
            if progress.look:
                now = (time.perf_counter() - begun, time.process_time() - busy)
                looks.append((now[0] * 1000, now[1] * 1000))

        made.append(photos.prepare(file, wish=photos.Wish(tell=tell)))
        if run:
            # The first loads the network, once a day.
            wall.append((time.perf_counter() - begun) * 1000)
            cpu.append((time.process_time() - busy) * 1000)
            first.append(looks[0][0])
            first_cpu.append(looks[0][1])
    photos.rest()
    return {
        "wall_ms": wall,
        "cpu_ms": cpu,
        "first_ms": first,
        "first_cpu_ms": first_cpu,
        "bare_cpu_ms": bare,
        "megabytes": peak_mb(),
        "files": 1 + len(made[-1].smaller),
        "way": made[-1].cut.way,
        "score": made[-1].cut.score,
    }


def _bare(file: Path) -> list[float]:
    """Return what decoding and four WebP files of the middle square alone cost, of processor."""
    taken = []
    for _ in range(RUNS):
        busy = time.process_time()
        picture = imaging.square(imaging.open_picture(file.read_bytes()))
        for side in (imaging.WEB_SIDE_PX, *imaging.SMALLER_PX):
            imaging.as_webp(picture.resize((side, side), Image.Resampling.LANCZOS))
        taken.append((time.process_time() - busy) * 1000)
    return taken


def codes(folder: Path) -> dict[str, object]:
    """Read each photograph of codes in one frame of the counter's camera, by all and by each."""
    found = {"cascade": 0, "zxing": 0, "zbar": 0, "opencv": 0}
    total = twice = wrong_once = wrong_twice = nothing = false_reads = 0
    spent: list[float] = []
    for expected, frame in _frames(folder):
        busy = time.process_time()
        read = code_reader.read_codes(frame)
        spent.append((time.process_time() - busy) * 1000)
        numbers = {number_of(each.text) for each in read if each.format in _EAN_FORMATS}
        believed = _after_two(frame)
        again = code_reader.read_codes(code_reader.another_look(frame))
        both = numbers & {number_of(each.text) for each in again}
        if not expected:
            nothing += 1
            false_reads += bool(believed)
            continue
        total += 1
        found["cascade"] += expected in numbers
        for name, texts in _each_alone(frame).items():
            found[name] += expected in {number_of(text) for text in texts}
        twice += expected in both
        wrong_once += bool(numbers - {expected})
        wrong_twice += bool((believed | both) - {expected})
    return {
        "total": total,
        "nothing": nothing,
        "found": found,
        "twice": twice,
        "wrong_once": wrong_once,
        "wrong_twice": wrong_twice,
        "false_reads": false_reads,
        "cpu_ms": spent,
    }


def _frames(folder: Path) -> Iterator[tuple[str, imaging.Frame]]:
    """Yield each photograph scaled into a frame, with the number that stands in it, or nothing."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["family"] not in {"EAN", "NONE"}:
                continue
            file = folder / row["file"]
            picture = imaging.as_frame(imaging.open_picture(file.read_bytes()))
            yield (
                (number_of(row["expected(unicode-escaped)"]) if row["family"] == "EAN" else ""),
                _in_frame(picture),
            )


def _in_frame(picture: imaging.Frame) -> imaging.Frame:
    width, height = _FRAME
    scale = min(width / picture.shape[1], height / picture.shape[0])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    frame = np.full((height, width, 3), 128, np.uint8)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    frame[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size)
    return frame


def _after_two(frame: imaging.Frame) -> set[str]:
    """Return the article numbers that are believed after a second frame of a hand that trembles."""
    reader = code_reader.SteadyReader()
    moved = np.roll(frame, (1, 2), axis=(0, 1))
    noise = np.random.default_rng(1).normal(0, 3, frame.shape)
    second = (moved + noise).clip(0, 255).astype(np.uint8)
    told = [*reader.look(frame), *reader.look(second)]
    return {number_of(each.text) for each in told if each.format in _EAN_FORMATS}


def _each_alone(frame: imaging.Frame) -> dict[str, list[str]]:
    grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
    ok, texts, _, _ = cv2.barcode.BarcodeDetector().detectAndDecodeWithType(grey)
    return {
        "zxing": [each.text for each in code_reader.read_at_once(grey)],
        "zbar": [each.text for each in code_reader.read_by_zbar(grey)],
        "opencv": list(texts) if ok else [],
    }


if __name__ == "__main__":
    what, word = sys.argv[1:3]
    if what == "draw":
        Path(word).write_bytes(a_photograph(int(sys.argv[3])))
        answer(word)
    else:
        answer(pictures(Path(word)) if what == "pictures" else codes(Path(word)))
