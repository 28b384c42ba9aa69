"""The shop every task begins with, furnished once a process."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.tasks.stage import furnish


@pytest.fixture(scope="session")
def furnished(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a shop to be copied; nobody opens it."""
    folder = tmp_path_factory.mktemp("tasks") / "shop"
    furnish(folder)
    return folder
