"""The sheet of keys as a page that can be printed and hung beside the till."""

from collections.abc import Sequence
from pathlib import Path

from desktop.errors import WorldError
from desktop.services.shop import Shop

FILE_NAME = "key-sheet.pdf"

Blocks = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Each room's name with its keys and what they do."""


def write_key_sheet(shop: Shop, title: str, sentence: str, blocks: Blocks, language: str) -> Path:
    """Return the page, written anew into the shop's folder.

    Raises:
        WorldError: export_not_written.
    """
    from printing.drivers.key_page import KeyBlock, render_keys  # noqa: PLC0415 reportlab costs

    page = render_keys(
        title, sentence, [KeyBlock(name, tuple(keys)) for name, keys in blocks], language
    )
    path = shop.folder / FILE_NAME
    coming = path.with_suffix(".part")
    try:
        coming.write_bytes(page)
        coming.replace(path)
    except OSError as error:
        raise WorldError("export_not_written", file=path.name) from error
    return path
