"""The whole demonstration day, played without a screen by the command a visitor would use."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from printing.simulator import read_papers

REPOSITORY = Path(__file__).parents[2]
PATIENCE_S = 400
ON_COUNTER_MS = 1000
SCREENS = (
    "sale-closed",
    "sale-ready",
    "till-opening",
    "till-day",
    "till-x",
    "till-count",
    "till-z",
    "catalogue",
    "studio-empty",
    "studio-ready",
    "camera-front",
    "camera-ready",
    "phone-code",
    "phone-ready",
    "colours-ready",
    "colours-labels",
    "shelf-read",
    "shelf-drafts",
    "paper-read",
    "paper-received",
    "count-lines",
    "count-report",
    "count-booked",
    "import-columns",
    "import-tried",
    "import-taken",
    "receive-lines",
    "received",
    "tags-due",
    "tags-done",
    "review-paper",
    "review-card",
    "review-done",
    "order-arrived",
    "order-board",
    "order-picking",
    "order-ready",
    "order-pickup",
    "order-verdict",
    "order-handed-over",
    "counter-basket",
    "counter-payment",
    "counter-sold",
    "counter-return",
    "offline",
    "online-again",
    "end-orders",
    "help",
    "settings",
)


@dataclass(frozen=True)
class PlayedDay:
    """What the command left behind."""

    folder: Path
    told: dict[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(self.told["steps"])


def day_at(folder: Path) -> PlayedDay:
    """Play the day and return what it tells; a day that failed shows its last words."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "demo", "--headless", "--out", str(folder)],
        cwd=REPOSITORY,
        env={name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return PlayedDay(folder, json.loads((folder / "day.json").read_text("utf-8")))


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_day_is_whole_and_leaves_its_pictures_and_papers(tmp_path: Path) -> None:
    day = day_at(tmp_path / "day")
    must_be_checked(day)
    must_show_every_screen(day)
    must_have_its_papers(day)


def must_be_checked(day: PlayedDay) -> None:
    assert day.told["is_whole_day"] is True
    assert [step["step"] for step in day.steps if not step["checked"] or not step["done"]] == []
    figures = [figure for step in day.steps for figure in step.get("figures", {}).items()]
    arrivals = [value for name, value in figures if name == "on_counter_ms"]
    assert len(arrivals) == 2
    assert max(arrivals) <= ON_COUNTER_MS
    (last,) = [step for step in day.steps if step["step"].startswith("both sides agree")]
    assert last["figures"]["tickets"] == 8
    assert last["figures"]["journal_records"] > last["figures"]["tickets"]


def must_show_every_screen(day: PlayedDay) -> None:
    pictures = {
        file.stem.split("-", 1)[1]: file
        for file in day.folder.glob("*.png")
        if file.stem[:2].isdigit()
    }
    assert sorted(set(SCREENS) - pictures.keys()) == []
    for name in SCREENS:
        with Image.open(pictures[name]) as picture:
            assert picture.size == (1366, 768), name
            assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 50, f"{name} is blank"


def must_have_its_papers(day: PlayedDay) -> None:
    papers = sorted((day.folder / "papers").iterdir())
    names = {paper.stem for paper in papers}
    assert {paper.name for paper in papers} == {
        f"{name}.{form}" for name in names for form in ("bin", "png", "pdf")
    }
    assert {name.split("-", 1)[1] for name in names} >= {
        "receipt",
        "label",
        "report",
        "shelf_label",
    }
    for paper in papers:
        content = paper.read_bytes()
        start = {".bin": b"\x1b", ".png": b"\x89PNG", ".pdf": b"%PDF-"}[paper.suffix]
        assert content.startswith(start), paper.name
    words = {
        paper.name: " ".join(page.text for page in read_papers(paper.read_bytes()))
        for paper in papers
        if paper.suffix == ".bin"
    }
    assert all(any(sign.isalnum() for sign in text) for text in words.values())
    closings = [text for name, text in words.items() if name.endswith("-report.bin")]
    zs = {number for text in closings for number in re.findall(r"CLÔTURE Z n° (\d+)", text)}
    assert zs == {"1", "2"}
