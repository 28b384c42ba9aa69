"""`comptoir photo` makes files of good pictures and one sentence of each bad one."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

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
    assert first["colours"][0]["code"] in {"dark_green", "green"}
    assert first["ms"]["total"] > 0
    assert [each["kind"] for each in first["files"]] == ["main", "smaller", "original"]
    for each in first["files"]:
        with Image.open(each["path"]) as made:
            assert (made.format, made.width) == ("WEBP", each["width"])
    assert [each["error"] for each in failed] == [
        *("picture_cut_off", "picture_is_drawing", "picture_missing")
    ]
    assert [line.startswith("comptoir: ") for line in done.stderr.splitlines()] == [True] * 3
