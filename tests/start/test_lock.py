"""The locks: complete, hashed, of one mind, and bound to no place."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOUSE = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-test.lock")
OCR_LOCK = "requirements-ocr.lock"
"""What ships, and the extra that reads labels."""


def entries(lock: str) -> list[tuple[Requirement, list[str]]]:
    """Returns each pin of a lock with its hashes."""
    text = re.sub(r"^ *#.*\n", "", (HOUSE / lock).read_text("utf-8"), flags=re.MULTILINE)
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = line.split("--hash=")
        found.append((Requirement(requirement), [each.strip() for each in hashes]))
    return found


def pinned(lock: str) -> dict[str, str]:
    """Returns the versions a lock installs on this computer."""
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin, _ in entries(lock)
        if pin.marker is None or pin.marker.evaluate()
    }


@pytest.mark.parametrize("lock", [*LOCKS, OCR_LOCK])
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    for pin, hashes in entries(lock):
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin
        assert hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), pin


@pytest.mark.parametrize("lock", [*LOCKS, OCR_LOCK])
def test_lock_names_no_place_of_packages(lock: str) -> None:
    for line in (HOUSE / lock).read_text("utf-8").splitlines():
        said = line.split("#")[0]
        assert "://" not in line, line
        assert not re.search(r"(^| )(-i|-f|-e|--\w*index\w*|--find-links|file:|\.?/)", said), line


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_serves_linux_windows_and_macos(lock: str) -> None:
    names = {canonicalize_name(pin.name): pin for pin, _ in entries(lock)}

    for system, needs in {"win32": "pywin32-ctypes", "linux": "secretstorage"}.items():
        marker = names[canonicalize_name(needs)].marker
        assert marker is not None
        for asked in ("win32", "linux", "darwin"):
            assert marker.evaluate({"sys_platform": asked}) is (asked == system)


def test_locks_hold_what_the_project_asks_for() -> None:
    run, test = (pinned(lock) for lock in LOCKS)
    project = PROJECT["project"]

    for asked in (*project["dependencies"], *PROJECT["build-system"]["requires"]):
        need = Requirement(asked)
        assert need.specifier.contains(run[canonicalize_name(need.name)]), need
    for asked in project["optional-dependencies"]["test"]:
        need = Requirement(asked)
        assert need.specifier.contains(test[canonicalize_name(need.name)]), need


def test_test_lock_repeats_every_line_of_the_other() -> None:
    test = {str(pin): hashes for pin, hashes in entries("requirements-test.lock")}

    for pin, hashes in entries("requirements.lock"):
        assert test[str(pin)] == hashes, pin


def test_extra_that_reads_labels_changes_nothing_of_what_ships() -> None:
    extra = {str(pin): hashes for pin, hashes in entries(OCR_LOCK)}

    for pin, hashes in entries("requirements.lock"):
        assert extra[str(pin)] == hashes, pin
    for asked in PROJECT["project"]["optional-dependencies"]["ocr"]:
        need = Requirement(asked)
        assert need.specifier.contains(pinned(OCR_LOCK)[canonicalize_name(need.name)]), need


def test_extra_that_reads_labels_brings_no_second_opencv() -> None:
    assert [name for name in pinned(OCR_LOCK) if "opencv" in name] == ["opencv-python-headless"]


def test_test_lock_is_complete() -> None:
    held = pinned("requirements-test.lock")
    environment = {**default_environment(), "extra": ""}

    for name in held:
        for asked in distribution(name).requires or []:
            need = Requirement(asked)
            if need.marker is None or need.marker.evaluate(environment):
                version = held[canonicalize_name(need.name)]
                assert need.specifier.contains(version, prereleases=True), f"{name}: {need}"


def test_wrong_word_for_the_locksmith_is_refused() -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "installer.lock", "--newest"],
        cwd=HOUSE,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert refused.returncode == 2
    assert refused.stderr == "Usage: python -m installer.lock [--upgrade]\n"
