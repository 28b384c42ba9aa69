"""What the day leaves behind: pictures, papers, and a line for each step with what was checked."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


class StepFailedError(Exception):
    """Something of the day did not happen as it should; the message says what."""


@dataclass
class Step:
    """One step of the day under way: what it checks goes into day.json."""

    name: str
    checked: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def check(self, claim: str, *, holds: bool) -> None:
        """Note a claim that was checked.

        Raises:
            StepFailedError: it does not hold.
        """
        if not holds:
            raise StepFailedError(f"{self.name}: not so: {claim}")
        self.checked.append(claim)

    def figure(self, name: str, value: float) -> None:
        """Note a measured figure; its name says the unit."""
        self.figures[name] = value


class DayRecord:
    """The folder of one day. `day.json` is written anew after each step, so a failed day tells too."""

    def __init__(self, folder: Path) -> None:
        """Make the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._steps: list[dict[str, object]] = []
        self._pictures = 0

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Yield a step; its duration and checks are written whether it succeeds or not."""
        step, start = Step(name), time.perf_counter()
        is_done = False
        try:
            yield step
            is_done = True
        finally:
            self._steps.append(
                {
                    "step": name,
                    "ms": round((time.perf_counter() - start) * 1000, 1),
                    "checked": step.checked,
                    **({"figures": step.figures} if step.figures else {}),
                    "done": is_done,
                }
            )
            self._write()

    def picture_path(self, name: str) -> Path:
        """Return where the next picture goes; they are numbered in the order of the day."""
        self._pictures += 1
        return self.folder / f"{self._pictures:02d}-{name}.png"

    def keep(self, name: str, content: bytes) -> Path:
        """Write a paper of the day."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def _write(self) -> None:
        document = {
            "is_whole_day": all(step["done"] for step in self._steps),
            "seconds": round(sum(float(str(step["ms"])) for step in self._steps) / 1000, 1),
            "steps": self._steps,
        }
        text = json.dumps(document, ensure_ascii=False, indent=1)
        (self.folder / "day.json").write_text(text, "utf-8")
