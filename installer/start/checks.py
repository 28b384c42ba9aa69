"""The checks of the house, in their order; every one runs, whatever the others said."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from installer.start.environment import Environment
from installer.start.programs import run


@dataclass(frozen=True)
class Check:
    """One check: its name and its command line, the program taken from the environment."""

    name: str
    command: tuple[str, ...]


def checks(pytest_arguments: Sequence[str]) -> tuple[Check, ...]:
    """Returns the checks, quickest first; the arguments go to pytest, the last of them."""
    return (
        Check("ruff check", ("ruff", "check", ".")),
        Check("ruff format", ("ruff", "format", "--check", ".")),
        Check("mypy", ("mypy",)),
        Check("import contracts", ("lint-imports",)),
        Check("pytest", ("pytest", "-n", "2", "--dist", "worksteal", *pytest_arguments)),
    )


def run_checks(environment: Environment, pytest_arguments: Sequence[str]) -> int:
    """Runs every check, tells each verdict and a summary; returns 0, or 1 when one failed."""
    variables = {**environment.variables, "QT_QPA_PLATFORM": "offscreen"}
    verdicts: list[tuple[str, bool, float]] = []
    for check in checks(pytest_arguments):
        _tell(f"--- {check.name}: {' '.join(check.command)}")
        started = time.monotonic()
        program, *arguments = check.command
        exit_code = run([environment.program(program), *arguments], variables, environment.root)
        verdicts.append((check.name, exit_code == 0, time.monotonic() - started))
    _tell("---")
    for name, held, seconds in verdicts:
        _tell(f"{'ok    ' if held else 'FAILED'}  {name}  {seconds:.1f} s")
    failed = [name for name, held, _ in verdicts if not held]
    total_s = sum(seconds for _, _, seconds in verdicts)
    if failed:
        _tell(
            f"{len(failed)} of {len(verdicts)} checks failed in {total_s:.0f} s: {', '.join(failed)}"
        )
        return 1
    _tell(f"All {len(verdicts)} checks hold, {total_s:.0f} s")
    return 0


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the verdicts are this command's output
