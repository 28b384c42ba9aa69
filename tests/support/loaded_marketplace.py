"""The marketplace as the tests of the circle start it: the real program, loaded once."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from demo.marketplace import Marketplace, Process
from tests.support.loaded_program import LoadedProgram

HUB = LoadedProgram(
    "marketplace",
    ("marketplace.cli", "marketplace.app", "alembic.command", "typer._adapters"),
    {**os.environ, "LC_ALL": "fr_FR.UTF-8", "PYTHONUTF8": "1"},
)


class LoadedMarketplace(Marketplace):
    """A marketplace whose commands and whose server are forks of one loaded program."""

    def _run(self, words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        return HUB.run(words, os.environ, Path.cwd())

    def _begin(self, words: Sequence[str], log: int) -> Process:
        with Path(os.devnull).open("rb") as nothing:
            return HUB.begin(words, os.environ, Path.cwd(), (nothing.fileno(), log, log))
