"""Reads drawn phones by all stages and by each reader alone, and times films of the counter.

`python -m bench.read_probe SEED EACH [FOLDER]`: with a folder, the photographs in it instead. Alone in its process, so that its processor time is its own.
"""

import csv
import sys
import time
from collections import Counter as Tally
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench import phone_screens
from bench.article_numbers import number_of
from bench.phone_screens import Frame
from bench.probe import answer
from desktop.devices import code_reader
from desktop.devices.imaging import as_frame, open_picture


def read(seed: int, each: int) -> None:
    """Read drawn phones by all stages and by each reader alone, and time a film of the counter."""
    found = {name: dict.fromkeys(phone_screens.TROUBLES, 0) for name in _READERS}
    wrong, film = dict.fromkeys(_READERS, 0), 0
    for shown in phone_screens.codes(seed, each):
        for name, reads in _READERS.items():
            texts = {code.text for code in reads(shown.frame)}
            found[name][shown.trouble] += shown.text in texts
            wrong[name] += bool(texts - {shown.text})
        film += _is_read_in_a_film(shown)
    false_reads = sum(
        bool(code_reader.read_codes(shown.frame)) for shown in phone_screens.no_codes(seed, each)
    )
    answer(
        {
            "each": each * len(phone_screens.SIDES_PX),
            "found": found,
            "film": film,
            "wrong": wrong,
            "false_reads": false_reads,
            **_speeds(seed),
        }
    )


def _by_opencv(frame: Frame) -> tuple[code_reader.Code, ...]:
    import cv2  # noqa: PLC0415 the reader that is only compared

    try:
        _, texts, _, _ = cv2.QRCodeDetector().detectAndDecodeMulti(frame)
    except (cv2.error, UnicodeDecodeError):
        return ()
    return tuple(code_reader.Code(text, "QR", code_reader.Stage.PLAIN) for text in texts if text)


_READERS: dict[str, Callable[[Frame], tuple[code_reader.Code, ...]]] = {
    "cascade": code_reader.read_codes,
    "zxing": code_reader.read_at_once,
    "zbar": code_reader.read_by_zbar,
    "opencv": _by_opencv,
}


_ALONE = {name: _READERS[name] for name in ("cascade", "zxing", "zbar")}
"""Those whose texts are used; OpenCV's are wrong too often."""


def _is_read_in_a_film(shown: phone_screens.Held) -> bool:
    """Tell whether a phone held still for a second is read as the camera's frames are."""
    reader, chance = code_reader.SteadyReader(), np.random.default_rng(1)
    for _ in range(15):
        noisy = shown.frame + chance.normal(0, 2, shown.frame.shape)
        told = reader.look(np.asarray(np.clip(noisy, 0, 255), np.uint8))
        if any(code.text == shown.text for code in told):
            return True
    return False


def _speeds(seed: int) -> dict[str, list[float]]:
    """Return processor milliseconds of each frame: a crowded counter, still, moving, with a phone."""
    empty = [phone_screens.counter(np.random.default_rng([seed, each])) for each in range(6)]
    phones = [
        phone_screens.held(trouble, 154, "", seed)
        for trouble in ("clean", "moiré", "dim 14 %", "cracked")
    ]
    films = {
        "still_ms": [empty[0]] * 60,
        "moving_ms": [empty[each % len(empty)] for each in range(60)],
        "unread_ms": [phones[each % len(phones)] for each in range(60)],
    }
    taken: dict[str, list[float]] = {"bare_ms": []}
    for name, frames in films.items():
        reader, taken[name] = code_reader.SteadyReader(), []
        for frame in frames:
            begun = time.process_time()
            reader.look(frame)
            taken[name].append((time.process_time() - begun) * 1000)
    for frame in films["moving_ms"]:
        begun = time.process_time()
        code_reader.read_at_once(frame)
        taken["bare_ms"].append((time.process_time() - begun) * 1000)
    return taken


def photographs(folder: Path) -> None:
    """Read real photographs of codes as they are, family by family, and some without any.

    `manifest.csv` in the folder names each file, its family (NONE: there is nothing to read) and
    what it says.
    """
    total: Tally[str] = Tally()
    found = {name: Tally[str]() for name in _ALONE}
    wrong = {name: Tally[str]() for name in _ALONE}
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            family = row["family"]
            expected = number_of(row["expected(unicode-escaped)"].encode().decode("unicode_escape"))
            frame = as_frame(open_picture((folder / row["file"]).read_bytes()))
            total[family] += 1
            for name, reads in _ALONE.items():
                texts = {number_of(code.text) for code in reads(frame)}
                is_found = family != "NONE" and expected in texts
                found[name][family] += is_found
                wrong[name][family] += bool(texts) and not is_found
    answer({"total": total, "found": found, "wrong": wrong})


if __name__ == "__main__":
    if len(sys.argv) > 3:
        photographs(Path(sys.argv[3]))
    else:
        read(int(sys.argv[1]), int(sys.argv[2]))
