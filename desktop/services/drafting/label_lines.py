"""The lines on a photographed product, by the extra that reads labels; none where it is absent.

For a thread that may take two seconds of a processor, never the ledger's or the window's.
"""

from typing import TYPE_CHECKING

from desktop.domain.label_text import LabelLine

if TYPE_CHECKING:
    from desktop.devices.label_reader import LabelReader
    from desktop.services.drafting.photos import Shot

_readers: "list[LabelReader]" = []


def can_read() -> bool:
    """Tell whether the extra is installed, without loading it."""
    from desktop.devices import label_reader  # noqa: PLC0415 OpenCV costs a tenth of a second

    return label_reader.is_there()


def lines_on(shot: "Shot", reader: "LabelReader | None" = None) -> tuple[LabelLine, ...]:
    """Return what is printed on the product of a photograph, in the photograph's pixels.

    Only inside its outline: where that is not sure, a shelf tag or a neighbour would be read for
    the label, and nothing is better.

    Args:
        shot: a photograph opened and cut out.
        reader: whose memory the caller looks after; None for the app's own.
    """
    if shot.cut is None or not shot.cut.is_enough:
        return ()
    if reader is not None:
        return reader.read(shot.frame, shot.cut.alpha)
    if not _readers:
        from desktop.devices.label_reader import LabelReader  # noqa: PLC0415 see can_read

        _readers.append(LabelReader())
    return _readers[0].read(shot.frame, shot.cut.alpha)


def close() -> None:
    """Give the reader's memory back; it does so by itself a minute after the last picture."""
    while _readers:
        _readers.pop().close()
