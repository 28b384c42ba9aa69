"""Writes the lock files anew from pyproject.toml: `python -m installer.lock [--upgrade]`.

A lock names every package with its version and the hashes of its files, for Linux, Windows and
macOS at once, and no package index: pip takes the one it is configured for. Needs `uv` on the PATH
or in the environment.
"""

import itertools
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = "3.11"
#: What must install from wheels alone: the systems shops run, with the oldest and newest Python.
PLATFORMS = ("x86_64-pc-windows-msvc", "x86_64-manylinux_2_34", "aarch64-apple-darwin")
PYTHONS = (OLDEST_PYTHON, "3.14")
#: onnxruntime's wheels for macOS begin with release 14.
OCR_PLATFORMS = PLATFORMS[:2]

COMMON = (
    *("pip", "compile", "--universal", "--generate-hashes", "--quiet"),
    *("--python-version", OLDEST_PYTHON, "--annotation-style", "line"),
    *("--custom-compile-command", "python -m installer.lock"),
)


def main(arguments: Sequence[str]) -> int:
    """Writes the locks and tries them on each platform; returns the exit code."""
    if set(arguments) - {"--upgrade"}:
        sys.stderr.write("Usage: python -m installer.lock [--upgrade]\n")
        return 2
    beside = Path(sys.executable).parent
    uv = shutil.which("uv") or shutil.which("uv", path=str(beside))
    if uv is None:
        sys.stderr.write("uv is not installed: run `pip install uv`, then this again.\n")
        return 3
    build = "\n".join(
        tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    )
    compile_run = (*COMMON, *arguments, "pyproject.toml", "-", "-o", "requirements.lock")
    compile_test = (
        *(*COMMON, *arguments, "pyproject.toml", "-", "--extra", "test"),
        *("-c", "requirements.lock", "-o", "requirements-test.lock"),
    )
    compile_ocr = (
        *(*COMMON, *arguments, "pyproject.toml", "-", "--extra", "ocr"),
        *("-c", "requirements.lock", "-o", "requirements-ocr.lock"),
    )
    for command in (compile_run, compile_test, compile_ocr):
        if _uv(uv, command, build):
            return 3
    return _try(uv)


def _try(uv: str) -> int:
    """Resolves the locks for each platform and Python; returns 1 when a wheel is missing.

    The extra is tried where its engine has wheels for the platform's oldest release.
    """
    dry = ("pip", "install", "--dry-run", "--quiet", "--require-hashes", "--only-binary", ":all:")
    verdict = 0
    with tempfile.TemporaryDirectory() as nowhere:
        tried = itertools.chain(
            itertools.product(("requirements-test.lock",), PLATFORMS, PYTHONS),
            itertools.product(("requirements-ocr.lock",), OCR_PLATFORMS, PYTHONS),
        )
        for lock, platform, python in tried:
            for_it = ("--python-platform", platform, "--python-version", python)
            into = ("--target", nowhere, "-r", lock)
            failed = _uv(uv, (*dry, *for_it, *into))
            verdict_told = "NO WHEELS" if failed else "ok"
            sys.stdout.write(f"{verdict_told}  {platform}  Python {python}  {lock}\n")
            verdict = verdict or int(failed)
    return verdict


def _uv(uv: str, arguments: Sequence[str], typed: str = "") -> bool:
    """Runs uv in the checkout and returns whether it failed; it tells its reason itself."""
    return bool(
        subprocess.run(  # noqa: S603 - our own command lines, never a shell
            [uv, *arguments], cwd=ROOT, input=typed, encoding="utf-8", check=False
        ).returncode
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
