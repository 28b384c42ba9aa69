"""What became of each line of a list, as a file for a spreadsheet."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.cells import guard
from desktop.errors import WorldError
from desktop.services.lists.imports import Verdict
from desktop.ui.wording import Wording
from desktop.ui.wording.command import TEXTS as LINE_FAULTS


@contextmanager
def written_report(target: Path | None, say: Wording) -> Iterator[Callable[[Verdict], None]]:
    """Yield what takes down the lines' verdicts; the file is there, whole, when the block ends.

    Raises:
        WorldError: export_not_written.
    """
    if target is None:
        yield lambda _verdict: None
        return
    coming = target.absolute().with_name(f"{target.absolute().name}.part")
    try:
        with coming.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
            writer.writerow(say(f"imports.head_{each}") for each in _HEAD)
            yield lambda verdict: writer.writerow(_row(verdict, say))
        coming.replace(target)
    except OSError as error:
        coming.unlink(missing_ok=True)
        raise WorldError("export_not_written", file=target.name) from error
    finally:
        coming.unlink(missing_ok=True)


_HEAD = ("line", "outcome", "name", "why")


def why_of(code: str, say: Wording) -> str:
    """Return in short why a line was not taken."""
    name = f"line.{code}"
    return say(name if name in LINE_FAULTS else "line.refused") if code else ""


def _row(verdict: Verdict, say: Wording) -> tuple[str, str, str, str]:
    return (
        str(verdict.number),
        say(f"imports.outcome_{verdict.outcome}"),
        guard(verdict.name),
        why_of(verdict.code, say).removesuffix(":").rstrip(),
    )
