"""A receipt printer of software, with faults: for training, the demonstration and the tests."""

from printing.simulator.printer import PrinterSimulator
from printing.simulator.reader import (
    CommandReader,
    Platen,
    PrintedLine,
    PrintedPaper,
    PrintedPicture,
)


def read_papers(data: bytes, columns: int = 48) -> list[PrintedPaper]:
    """Return the papers that a printer would make of the bytes."""
    platen = Platen(columns)
    for command in CommandReader().feed(data):
        platen.obey(command)
    platen.end_paper(is_cut=False)
    return platen.finished


__all__ = [
    "PrintedLine",
    "PrintedPaper",
    "PrintedPicture",
    "PrinterSimulator",
    "read_papers",
]
