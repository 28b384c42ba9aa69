"""The house stays as it was drawn: rooms, borders, words."""

import ast
import importlib.metadata
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("sync", "fiscal", "printing", "desktop", "marketplace", "demo", "bench", "installer")
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "data", "info", "common", "misc"}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (HOUSE / room).rglob("*.py")


def test_only_the_rooms_of_the_design_stand_at_the_top() -> None:
    packages = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert packages == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_has_a_name_that_says_nothing(room: str) -> None:
    assert [path for path in modules(room) if path.stem in FORBIDDEN_NAMES] == []


def test_exactly_one_opencv_is_asked_for_and_it_brings_no_qt() -> None:
    asked = [
        re.split(r"[<>=\[ ]", requirement)[0].lower()
        for requirement in importlib.metadata.requires("comptoir") or []
    ]
    assert [name for name in asked if "opencv" in name] == ["opencv-python-headless"]
    installed = {
        dist.metadata["Name"].lower()
        for dist in importlib.metadata.distributions()
        if "opencv" in (dist.metadata["Name"] or "").lower()
    }
    assert installed == {"opencv-python-headless"}


def test_the_qt_binding_is_pinned_to_the_build_that_keeps_its_references() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    assert "PySide6-Essentials==6.11.3" in project["dependencies"]


def _imported_at_the_top(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_windows_speak_neither_sql_nor_decimals() -> None:
    for path in modules("desktop/ui"):
        text = path.read_text("utf-8")
        assert not re.search(r"\bselect\(|\bDecimal\(|time\.sleep", text), path
        assert not _imported_at_the_top(path) & {"sqlalchemy", "httpx2", "cv2", "reportlab"}, path


def test_colours_are_named_in_the_theme_only() -> None:
    for path in modules("desktop/ui"):
        if "theme" not in path.parts:
            assert not re.search(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8")), path


def test_services_and_rules_carry_no_french() -> None:
    for path in modules("desktop/services", "desktop/domain", "marketplace/services"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                # Within a word: a row of letters by themselves says nothing in any language.
                said = re.search(r"[a-z][éèêàçùîôœ]|[éèêàçùîôœ][a-z]", node.value, re.IGNORECASE)
                assert not said, f"{path}: {node.value!r}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_holds_more_than_one_idea_can_fill(room: str) -> None:
    long = {
        str(path.relative_to(HOUSE)): count
        for path in modules(room)
        if (count := len(path.read_text("utf-8").splitlines())) > 600
        and path.parent.name != "contract"  # one file is one version of the wire
    }
    assert long == {}
