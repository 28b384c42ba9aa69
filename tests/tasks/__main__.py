"""`python -m tests.tasks` does every task both ways and writes `docs/tasks.md`.

The fifty products of its second part are counted by `python -m tests.tasks.studio`.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.tasks.every_task import TASKS
from tests.tasks.hands import Finger, Keyboard
from tests.tasks.stage import furnish
from tests.tasks.table import PAGE, page_of, studio_part
from tests.tasks.task import Task, Way, do


def write_page() -> None:
    """Do all tasks and write what they took."""
    _application = QApplication(sys.argv[:1])
    with TemporaryDirectory(prefix="comptoir-tasks-") as kept:
        folder = Path(kept)
        furnish(folder / "shop")
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page_of(_do_all(folder)) + studio_part(), encoding="utf-8")


def _do_all(folder: Path) -> list[tuple[Task, Way, Way]]:
    done = []
    for place, kind in enumerate(TASKS):
        task = kind()
        keys = do(task, Keyboard, folder / "shop", folder / f"keys-{place}")
        touches = do(kind(), Finger, folder / "shop", folder / f"touch-{place}")
        assert keys.scans == touches.scans, task.name
        done.append((task, keys, touches))
        sys.stdout.write(f"{place + 1:2} {task.name}: {keys.inputs} / {touches.inputs}\n")
    return done


if __name__ == "__main__":
    write_page()
