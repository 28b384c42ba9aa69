"""No printer: papers that become files."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from printing.transports.line import Condition, Line, PrinterStatus, UnreachableError


class _SinkLine:
    """Collects a job; nothing can go wrong that a printer could."""

    confirms = True

    def __init__(self) -> None:
        self.data = bytearray()
        self.is_finished = False

    def status(self) -> PrinterStatus:
        """Return that there is no printer to have a fault."""
        return PrinterStatus(Condition.SINK)

    def write(self, data: bytes, wait_s: float) -> int:  # noqa: ARG002 the protocol's
        """Take everything."""
        self.data += data
        return len(data)

    def marked(self, data: bytes) -> bytes:
        """Return the job: a sink needs no marker."""
        return data

    def is_confirmed(self, wait_s: float) -> bool:  # noqa: ARG002 the protocol's
        """Return that everything was taken."""
        return True

    def finish(self) -> None:
        """Let the file be kept."""
        self.is_finished = True


@dataclass(frozen=True, slots=True)
class DirectoryTransport:
    """No printer: each job becomes a file of the directory, whole or not at all."""

    directory: Path
    #: What the jobs' bytes are: ".pdf", ".png", ".bin" (ESC/POS), ".zpl".
    suffix: str = ".pdf"

    @property
    def can_confirm(self) -> bool:
        """Tell that a file that is there is there."""
        return True

    @contextlib.contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:
        """Open a file named after the job; it appears when the job is finished."""
        line = _SinkLine()
        yield line
        if not line.is_finished:
            return
        safe_name = "".join([char if char.isalnum() else "-" for char in job_name]) or "job"
        path = self.directory / f"{safe_name}{self.suffix}"
        half = path.with_suffix(".part")
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            half.write_bytes(line.data)
            half.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
            raise UnreachableError(str(path)) from error
