"""`comptoir photo` makes files of good pictures and one sentence of each bad one."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image

EAN = "3017620422003"
HOUSE = Path(__file__).resolve().parents[2]


def comptoir(*words: object, home: Path) -> "subprocess.CompletedProcess[str]":
    inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, words)],
        cwd=HOUSE,
        env={**inherited, "HOME": str(home), "LANG": "en_GB.UTF-8", "COMPTOIR_CUTOUT_MODEL": ""},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_good_pictures_become_files_and_bad_ones_a_sentence_each(tmp_path: Path) -> None:
    pixels = np.full((600, 800, 3), (181, 138, 88), np.uint8)
    pixels[150:480, 280:530] = (40, 90, 60)
    code = zxingcpp.create_barcode(EAN, zxingcpp.BarcodeFormat.EAN13).to_image(scale=2)
    stripes = np.pad(np.array(code, np.uint8), 8, constant_values=255)
    height, width = stripes.shape
    pixels[240 : 240 + height, 290 : 290 + width] = stripes[..., None]
    Image.fromarray(pixels).save(tmp_path / "box.png")
    whole = io.BytesIO()
    Image.fromarray(pixels).save(whole, "JPEG")
    (tmp_path / "torn.jpg").write_bytes(whole.getvalue()[:2000])
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    bad = [tmp_path / "torn.jpg", tmp_path / "logo.svg", tmp_path / "gone.jpg"]
    out = tmp_path / "out"
    done = comptoir("photo", tmp_path / "box.png", *bad, "--out", out, "--json", home=tmp_path)
    assert done.returncode == 3, done.stderr
    first, *failed = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["cut"]["used"] is True
    assert 15 < first["cut"]["mask_area_percent"] < 20
    assert first["codes"] == [{"text": EAN, "format": "EAN-13", "believed": True}]
    assert first["gtins"] == [EAN]
    assert first["size"] == [800, 600]
    left, top, side, same = first["crop"]
    assert side == same
    assert left < 280
    assert left + side > 530
    assert top < 150
    assert top + side > 480
    stages = ["open", "first_look", "codes", "cut", "colours", "develop", "files"]
    assert list(first["ms"]) == [*stages, "text", "total", "cpu"]
    assert all(first["ms"][each] > 0 for each in stages)
    assert sum(first["ms"][each] for each in stages) <= first["ms"]["total"] + 1
    assert first["sharpness"] > 0.127
    assert first["advice"] == first["text"] == []
    assert first["colours"][0]["code"] in {"dark_green", "green"}
    assert [each["kind"] for each in first["files"]] == ["main", "smaller", "original"]
    for each in first["files"]:
        with Image.open(each["path"]) as made:
            assert (made.format, made.width) == ("WEBP", each["width"])
    assert [each["error"] for each in failed] == [
        *("picture_cut_off", "picture_is_drawing", "picture_missing")
    ]
    assert [line.startswith("comptoir: ") for line in done.stderr.splitlines()] == [True] * 3
