"""The tasks of a shop's year, each with keys alone and with a finger alone."""

from pathlib import Path

import pytest

from tests.tasks.every_task import TASKS
from tests.tasks.hands import Finger, Hands, Keyboard
from tests.tasks.table import PAGE, is_told, studio_part
from tests.tasks.task import Task, do


@pytest.mark.parametrize("hands", [Keyboard, Finger])
@pytest.mark.parametrize("kind", TASKS, ids=lambda kind: kind.__name__)
def test_a_task_can_be_done_as_the_page_tells(
    kind: type[Task], hands: type[Hands], furnished: Path, tmp_path: Path
) -> None:
    task = kind()
    way = do(task, hands, furnished, tmp_path / "shop")

    assert is_told(task, way), f"run python -m tests.tasks: {task.name}, {way}"


def test_the_page_has_every_task_once_in_order() -> None:
    page = PAGE.read_text(encoding="utf-8").removesuffix(studio_part())
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    told = [row.split(" | ")[1] for row in rows[1:]]

    assert told == [kind().name for kind in TASKS]
    assert len(told) >= 40
