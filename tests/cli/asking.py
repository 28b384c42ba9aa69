"""Running `comptoir` as scripts and helpers call it, and what it answered."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.support.loaded_program import LoadedProgram, anew

HOUSE = Path(__file__).resolve().parents[2]


NO, USE, WORLD = 1, 2, 3


class Answer:
    """What a command said and how it ended."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def told(self) -> dict[str, object]:
        """Return the one JSON document on stdout."""
        told = json.loads(self.out)
        assert isinstance(told, dict)
        return told


def environment_of(language: str) -> dict[str, str]:
    """Return the variables of a plain machine that speaks a language."""
    known = {"PATH", "HOME", "SYSTEMROOT", "TMPDIR"}
    inherited = {name: value for name, value in os.environ.items() if name in known}
    return {**inherited, "LANG": language, "QT_QPA_PLATFORM": "offscreen"}


FRENCH = "fr_FR.UTF-8"


LOADED = LoadedProgram(
    "desktop",
    (
        *("desktop.cli", "desktop.bootstrap", "desktop.ui.imports.report", "importlib.metadata"),
        *(
            "desktop.services.lists.imports",
            "desktop.services.lists.exports",
            "desktop.services.goods.tags",
        ),
        *(
            "desktop.services.books.accounting",
            "desktop.services.books.archive",
            "desktop.services.upkeep.backup",
        ),
        *("desktop.services.books.inspection", "desktop.services.drafting.sheets"),
        *("desktop.models.migrations.upgrade", "typer._adapters"),
    ),
    environment_of(FRENCH),
)


def comptoir(
    *words: object,
    language: str = FRENCH,
    environment: dict[str, str] | None = None,
    before: Callable[[], object] | None = None,
) -> Answer:
    """Run the command in a process of its own; nothing it says may be a traceback.

    The window, the help and what is no command start Python anew, as does what is limited before.
    """
    told, variables = [*map(str, words)], {**environment_of(language), **(environment or {})}
    if before is not None or not told or told[0].startswith("-"):
        done = anew("desktop", told, variables, HOUSE, before=before)
    else:
        done = LOADED.run(told, variables, HOUSE)
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return Answer(done)


def complaint(answer: Answer, code: int) -> str:
    """Return the one sentence on stderr of a command that ended so."""
    assert answer.code == code, answer.err
    (line,) = answer.err.splitlines()
    assert line.startswith("comptoir: ")
    assert line.endswith((".", ".log"))
    return line
