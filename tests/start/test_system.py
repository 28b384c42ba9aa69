"""What the system lacks, and how it comes to have it."""

import importlib.util
import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from installer.start import system
from installer.start.console import Console, StartError
from installer.start.system import Lack, Wants, lacks, packages_of, supply

NOTHING_SPECIAL = Wants(screen=False, tests=False, environment=False)

APT = """#!/bin/sh
echo "$@" >> "$APT_LOG"
case "$*" in
*update*) exit 0 ;;
esac
{install}
"""
WORKS = """
echo "0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded."
echo "Get:1 http://mirror bookworm/main amd64 libnever1 amd64 1 [9 kB]"
echo "Setting up libnever1:amd64 (1) ..."
echo "Setting up libever1:amd64 (1) ..."
touch "$INSTALLED"
"""
#: The library's own package is in order; another one and the linker's cache are not.
DPKG_QUERY = """#!/bin/sh
echo "$@" | grep -q "libc-bin libc6 libm6 fonts-dejavu-core" || exit 9
echo "libc-bin triggers-pending"
echo "libc6 installed"
echo "libm6 unpacked"
echo "dpkg-query: no packages found matching fonts-dejavu-core" >&2
exit 1
"""


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without one library of every run, one of a window, a font and openssl."""
    monkeypatch.setattr(system, "LIBRARIES", {"libcomptoir-never.so.1": "libnever1"})
    monkeypatch.setattr(system, "SCREEN_LIBRARIES", {"libcomptoir-screen.so.1": "libscreen1"})
    monkeypatch.setattr(system, "FONT_FOLDERS", (Path("/nowhere/fonts"),))
    monkeypatch.setattr(system, "which", lambda _: None)


def test_bare_linux_lacks_libraries_fonts_and_what_the_tests_take(lacking: None) -> None:
    never = Lack("libcomptoir-never.so.1", "libnever1")
    screen = Lack("libcomptoir-screen.so.1", "libscreen1")
    font = Lack("a font", "fonts-dejavu-core")

    assert lacks(NOTHING_SPECIAL, platform="linux") == [never, font]
    for_a_window = Wants(screen=True, tests=False, environment=False)
    assert lacks(for_a_window, platform="linux") == [never, screen, font]
    for_tests = Wants(screen=False, tests=True, environment=False)
    assert lacks(for_tests, platform="linux")[-1] == Lack("openssl", "openssl")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_wheels_of_windows_and_macos_bring_their_libraries(lacking: None, platform: str) -> None:
    assert lacks(Wants(screen=True, tests=False, environment=False), platform=platform) == []


def test_python_without_ensurepip_lacks_its_own_debian_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find_spec(name)
    )
    version = f"python3.{sys.version_info.minor}"

    found = lacks(Wants(screen=False, tests=False, environment=True), platform="darwin")

    assert found == [Lack("Python's ensurepip", f"{version}-venv")]
    assert lacks(NOTHING_SPECIAL, platform="darwin") == [], "an environment that stands needs none"


def test_machine_that_runs_these_tests_has_what_its_tests_need() -> None:
    assert lacks(Wants(screen=False, tests=True, environment=False)) == []


def test_each_package_is_named_once() -> None:
    glib = [Lack("libglib-2.0.so.0", "libglib2.0-0"), Lack("libgthread-2.0.so.0", "libglib2.0-0")]

    assert packages_of([*glib, Lack("a font", "fonts-dejavu-core")]) == [
        *("libglib2.0-0", "fonts-dejavu-core")
    ]


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, str]]:
    """Puts an apt-get of our own on the PATH, with what it does when it is to install."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def put(install: str, **programs: str) -> dict[str, str]:
        scripts = {"dpkg": "#!/bin/sh\n", "apt-get": APT.format(install=install), **programs}
        for name, script in scripts.items():
            (folder / name).write_text(script)
            (folder / name).chmod(0o755)
        variables = {
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "APT_LOG": str(tmp_path / "apt.log"),
            "INSTALLED": str(tmp_path / "installed"),
        }
        monkeypatch.setenv("PATH", variables["PATH"])
        return variables

    monkeypatch.setattr(system, "_is_root", lambda: True)
    return put


def probing(installed: Path) -> list[Lack]:
    """Lacks two libraries until apt has installed them."""
    missing = [Lack("libnever.so.1", "libnever1"), Lack("libever.so.1", "libever1")]
    return [] if installed.exists() else missing


def test_root_has_apt_install_what_lacks_and_sees_how_far_it_is(
    apt: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    stream = io.StringIO()

    supply(lambda: probing(tmp_path / "installed"), Console(stream), apt(WORKS))

    patient = "-o DPkg::Lock::Timeout=300"
    assert (tmp_path / "apt.log").read_text().splitlines() == [
        f"{patient} update",
        f"{patient} install --yes --no-install-recommends libnever1 libever1",
    ]
    assert stream.getvalue().splitlines() == [
        "Installing from the system's packages: libnever1 libever1",
        "Fetching system packages: 1 of 2",
        "Setting up system packages: 1 of 2",
        "Setting up system packages: 2 of 2",
    ]


def test_package_apt_left_half_installed_is_still_lacking(
    lacking: None, apt: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    apt("", **{"dpkg-query": DPKG_QUERY})
    monkeypatch.setattr(system, "LIBRARIES", {"libc.so.6": "libc6", "libm.so.6": "libm6"})
    monkeypatch.setattr(system, "which", shutil.which)

    found = lacks(NOTHING_SPECIAL, platform="linux")

    assert found == [
        Lack("a font", "fonts-dejavu-core"),
        Lack("the rest of libc-bin", "libc-bin", is_half_installed=True),
        Lack("the rest of libm6", "libm6", is_half_installed=True),
    ]


def test_what_apt_left_half_done_is_finished_first(
    apt: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    variables = apt(WORKS, dpkg='#!/bin/sh\necho dpkg "$@" >> "$APT_LOG"\n')

    supply(lambda: probing(tmp_path / "installed"), Console(io.StringIO()), variables)

    first, *_ = (tmp_path / "apt.log").read_text().splitlines()
    assert first == "dpkg --configure -a"


@pytest.mark.parametrize(
    ("install", "begins"),
    [
        ('echo "E: Failed to fetch x  Could not resolve host"; exit 100', "The system's packages"),
        ('echo "E: Unable to locate package libnever1"; exit 100', "apt could not install what is"),
        ('echo "E: You don\'t have enough free space in /var"; exit 100', "The disk is full"),
        ("exit 0", "apt installed libnever1 libever1, and still libnever.so.1, libever.so.1"),
    ],
)
def test_apt_that_fails_is_told_in_one_sentence(
    apt: Callable[[str], dict[str, str]], tmp_path: Path, install: str, begins: str
) -> None:
    with pytest.raises(StartError) as told:
        supply(lambda: probing(tmp_path / "installed"), Console(io.StringIO()), apt(install))

    assert str(told.value).startswith(begins)
    assert "start again" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(("has_sudo", "by"), [(True, "sudo sh -c"), (False, "su -c")])
def test_ordinary_user_is_told_the_one_exact_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, has_sudo: bool, by: str
) -> None:
    monkeypatch.setattr(system, "_is_root", lambda: False)
    at_hand = {"apt-get", "sudo"} if has_sudo else {"apt-get"}
    monkeypatch.setattr(system, "which", lambda name: name if name in at_hand else None)

    with pytest.raises(StartError) as told:
        supply(lambda: probing(tmp_path / "installed"), Console(io.StringIO()), {})

    assert str(told.value) == (
        "This system lacks libnever.so.1, libever.so.1: run\n\n"
        f"    {by} 'apt-get update && apt-get install --yes --no-install-recommends"
        " libnever1 libever1'\n\nand start again."
    )


def test_ordinary_user_of_a_half_done_system_is_told_to_finish_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system, "_is_root", lambda: False)
    monkeypatch.setattr(system, "which", lambda name: name)
    half = Lack("the rest of libzbar0", "libzbar0", is_half_installed=True)

    with pytest.raises(StartError) as told:
        supply(lambda: [half], Console(io.StringIO()), {})

    assert "sudo sh -c 'dpkg --configure -a && apt-get update && apt-get install" in str(told.value)


def test_system_without_apt_is_told_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(system, "which", lambda _: None)

    with pytest.raises(StartError) as told:
        supply(lambda: probing(tmp_path / "installed"), Console(io.StringIO()), {})

    assert str(told.value) == (
        "This system lacks libnever.so.1, libever.so.1: install them with its package manager"
        " (Debian calls the packages libnever1 libever1), then start again."
    )
