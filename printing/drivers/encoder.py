"""python-escpos 3.1 as an encoder of commands, and nothing else of it.

Its connectors lose jobs, its choice of code pages picks Greek for the euro (printing study § A), so
only its `Dummy` printer is used, and text never goes through it.
"""

import logging
import os
import tempfile
from functools import cache
from pathlib import Path
from threading import Lock, get_ident
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from escpos.printer.dummy import Dummy

_CAPABILITIES = Path(__file__).with_name("escpos_capabilities.json")
_ENVIRONMENT = ("ESCPOS_CAPABILITIES_FILE", "ESCPOS_CAPABILITIES_PICKLE_DIR")
_importing = Lock()


@cache
def _dummy_class() -> "type[Dummy]":
    """Import python-escpos without what it does to the process.

    Its module parses 35 profiles for 0.2 s, leaves a temporary directory behind for each process,
    keeps a pickle that two processes may tear, and calls `logging.basicConfig()`. We hand it one
    small profile of ours and a directory that is gone afterwards, and put the rest back.
    """
    with _importing, tempfile.TemporaryDirectory(prefix="comptoir-escpos-") as scratch:
        before = {name: os.environ.get(name) for name in _ENVIRONMENT}
        root = logging.getLogger()
        handlers, level = list(root.handlers), root.level
        make_directory, importer = tempfile.mkdtemp, get_ident()

        def mkdtemp(*args: str | None, **options: str | None) -> str:
            # The library calls it for a default value even when the variable is set.
            return scratch if get_ident() == importer else make_directory(*args, **options)

        os.environ.update(dict(zip(_ENVIRONMENT, (str(_CAPABILITIES), scratch), strict=True)))
        tempfile.mkdtemp = mkdtemp  # type: ignore[assignment]  # one of its overloads
        try:
            from escpos.printer.dummy import Dummy  # noqa: PLC0415 start-up time
        finally:
            tempfile.mkdtemp = make_directory
            root.handlers[:] = handlers
            root.setLevel(level)
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
    dummy: type[Dummy] = Dummy
    return dummy


def warm_up() -> None:
    """Import python-escpos now, so that the first receipt does not wait for it (0.3 s)."""
    _dummy_class()


class Encoder:
    """Returns the bytes of one command at a time."""

    def __init__(self) -> None:
        self._printer = _dummy_class()()

    def style(self, *, align: str, wide: int, high: int, is_bold: bool, is_inverse: bool) -> bytes:
        """Return the bytes that set how the following text stands."""
        self._printer.set(
            align=align,
            bold=is_bold,
            invert=is_inverse,
            custom_size=True,
            width=wide,
            height=high,
        )
        return self._taken()

    def qr(self, text: str, module_dots: int) -> bytes:
        """Return a QR code of level M that the printer draws itself."""
        from escpos.constants import QR_ECLEVEL_M  # noqa: PLC0415 start-up time

        self._printer.qr(text, ec=QR_ECLEVEL_M, size=module_dots, native=True)
        return self._taken()

    def picture(self, picture: Image.Image, rows: int) -> bytes:
        """Return a 1-bit picture in pieces of at most `rows` rows, which small buffers need."""
        self._printer.image(picture, impl="bitImageRaster", fragment_height=rows)
        return self._taken()

    def cut(self) -> bytes:
        """Return GS V 66 0: feed to the knife and cut, leaving one point."""
        self._printer.cut(mode="PART", feed=False)
        return self._taken()

    def _taken(self) -> bytes:
        taken: bytes = self._printer.output
        self._printer.clear()
        return taken
