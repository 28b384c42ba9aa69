"""A photograph's files from the command line: what a label says is read and proposed."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from desktop.devices.imaging import Frame
from desktop.devices.label_reader import LabelReader
from desktop.services.drafting import photo_files, photos
from tests.support.a_shop import a_shop


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    photos.rest()
    monkeypatch.setenv("COMPTOIR_CUTOUT_MODEL", "")
    yield
    photos.rest()


def test_the_label_is_read_and_the_shop_asked_what_it_may_be(tmp_path: Path) -> None:
    pixels = np.full((600, 800, 3), (181, 138, 88), np.uint8)
    pixels[150:480, 280:530] = (40, 90, 60)
    Image.fromarray(pixels).save(tmp_path / "box.png")

    def engine(_shown: Frame) -> SimpleNamespace:
        box = np.array([[60, 80], [160, 80], [160, 120], [60, 120]], np.float32)
        return SimpleNamespace(boxes=[box], txts=["Confiture de mûres"], scores=[0.98])

    reader = LabelReader(lambda: engine)
    with a_shop(tmp_path).opened() as shop:
        told = photo_files.develop(tmp_path / "box.png", tmp_path / "out", shop=shop, reader=reader)
    reader.close()
    assert told["text"] == ["Confiture de mûres"]
    names = [each["value"] for each in told["proposals"]["fields"]["name"]]
    assert "Confiture de mûres" in names
    assert told["proposals"]["fields"]["colour"]
    assert "text" in told["ms"]


def test_where_the_outline_is_not_sure_no_label_is_read(tmp_path: Path) -> None:
    Image.new("RGB", (800, 600), (181, 138, 88)).save(tmp_path / "sheet.png")

    def engine(_shown: Frame) -> SimpleNamespace:
        box = np.array([[60, 80], [160, 80], [160, 120], [60, 120]], np.float32)
        return SimpleNamespace(boxes=[box], txts=["PROMO -30 %"], scores=[0.98])

    reader = LabelReader(lambda: engine)
    told = photo_files.develop(tmp_path / "sheet.png", tmp_path / "out", reader=reader)
    reader.close()
    assert told["text"] == []
