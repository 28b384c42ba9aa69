"""The papers of tags, drawn: sheets, rolls and strips. Nothing here touches the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import RefusedError, WorldError
from desktop.services.shop import Shop
from desktop.settings import Settings

if TYPE_CHECKING:
    from printing.documents import Tag
    from printing.drivers.stickers import LabelGrid, LabelMedia

SHEETS = ""
"""Stands for the office printer where a printer's code is asked for."""
STRIP = "strip"
"""The one format of a receipt printer: as high as what is on it."""
_TAGS_A_JOB = 20
"""A paper nobody is sure of is printed again as a whole: it had better be a short one."""
_FILE_NAMES = {"shelf": "tags.pdf", "product": "labels.pdf"}


class TagKind(StrEnum):
    """What the paper is for."""

    SHELF = "shelf"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How tags are printed."""

    kind: TagKind = TagKind.SHELF
    #: Code of a printer, or `SHEETS`.
    printer: str = SHEETS
    #: Code of a sheet, of a roll, or `STRIP`.
    format: str = "L7160"
    #: Stickers already gone from the first sheet.
    used: int = 0
    #: Tenths of a millimetre, to the right and downwards.
    shift: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagFormat:
    """A paper that can be chosen."""

    code: str
    width_mm: float
    height_mm: float
    #: Stickers of a sheet; 0 on a roll, whose measures stand alone.
    labels: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is to be printed, read at one moment."""

    choice: Choice
    tags: "tuple[tuple[Tag, int], ...]"
    #: Article of each of them, and since when its tag was due: empty when it was not.
    variant_ids: tuple[str, ...]
    due_since: Mapping[str, datetime]
    settings: Settings

    @property
    def copies(self) -> int:
        """Return how many tags come out."""
        return sum(copies for _tag, copies in self.tags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """A batch, drawn: the bytes of each print job, or one file of sheets."""

    batch: Batch
    #: Bytes, and the articles that are in them.
    parts: tuple[tuple[bytes, tuple[str, ...]], ...]
    #: Sheets of a file; 0 for a printer's papers.
    sheets: int = 0


def formats(shop: Shop, printer: str = SHEETS) -> tuple[TagFormat, ...]:
    """Return the papers that a printer takes."""
    # Here, because the drivers cost what no start of the shop waits for.
    from desktop.services.papers.printer_profiles import profile_for  # noqa: PLC0415
    from printing.drivers.stickers import GRIDS, MEDIA  # noqa: PLC0415

    known = shop.settings.printer(printer)
    if known is None:
        return tuple(
            TagFormat(
                code=grid.code,
                width_mm=grid.width_mm,
                height_mm=grid.height_mm,
                labels=grid.labels,
                is_cut=grid.is_cut,
            )
            for grid in GRIDS.values()
        )
    profile = profile_for(known)
    if not profile.label_dpi:
        return (TagFormat(code=STRIP, width_mm=profile.paper_mm, height_mm=0),)
    return tuple(
        TagFormat(code=media.code, width_mm=media.width_mm, height_mm=media.height_mm)
        for media in MEDIA.values()
    )


def make(batch: Batch) -> Papers:
    """Draw a batch. It touches no database: for the pool."""
    choice, language = batch.choice, batch.settings.language
    if batch.settings.printer(choice.printer) is None:
        from printing.drivers.sheets import render_label_sheets, sheets_for  # noqa: PLC0415

        grid = grid_of(choice.format)
        pdf = render_label_sheets(
            _each(batch), language, grid=grid, used=choice.used, shift_mm=_shift_mm(choice)
        )
        sheets = sheets_for(batch.copies, grid, choice.used)
        return Papers(batch=batch, parts=((pdf, batch.variant_ids),), sheets=sheets)
    parts = []
    for start in range(0, len(batch.tags), _TAGS_A_JOB):
        some = slice(start, start + _TAGS_A_JOB)
        parts.append((_bytes_for_printer(batch, batch.tags[some]), batch.variant_ids[some]))
    return Papers(batch=batch, parts=tuple(parts))


def keep_file(shop: Shop, papers: Papers, path: Path | None = None) -> Path:
    """Write sheets to a file, in the shop's folder unless told otherwise, and return it.

    Raises:
        WorldError: export_not_written.
    """
    target = path or shop.folder / _FILE_NAMES[papers.batch.choice.kind.value]
    coming = target.with_name(target.name + ".part")
    try:
        coming.write_bytes(papers.parts[0][0])
        coming.replace(target)
    except OSError as error:
        raise WorldError("export_not_written", file=target.name) from error
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Pictures of what will come out, as PNG."""

    #: The first tag.
    tag: bytes
    #: The first sheet; empty on a roll.
    sheet: bytes = b""


def preview(batch: Batch) -> Preview:
    """Draw the first tag and, where there is one, the first sheet. For the pool."""
    from desktop.services.papers.printer_profiles import profile_for  # noqa: PLC0415
    from printing.drivers.image import render_png  # noqa: PLC0415 as in `formats`
    from printing.drivers.sheets import sticker_of  # noqa: PLC0415
    from printing.drivers.tag_face import Sticker  # noqa: PLC0415
    from printing.drivers.tag_picture import render_sheet_png, render_tag_png  # noqa: PLC0415

    choice, language = batch.choice, batch.settings.language
    known = batch.settings.printer(choice.printer)
    first = batch.tags[0][0]
    if known is None:
        grid = grid_of(choice.format)
        sheet = render_sheet_png(
            _each(batch)[: grid.labels],
            language,
            grid,
            used=choice.used,
            shift_mm=_shift_mm(choice),
        )
        return Preview(tag=render_tag_png(first, language, sticker_of(grid)), sheet=sheet)
    profile = profile_for(known)
    if not profile.label_dpi:
        return Preview(tag=render_png(first, language, columns=profile.columns))
    media = _media(choice.format)
    margin = media.margin_mm
    sticker = Sticker(media.width_mm, media.height_mm, margin, margin)
    return Preview(tag=render_tag_png(first, language, sticker))


def _bytes_for_printer(batch: Batch, tags: "Sequence[tuple[Tag, int]]") -> bytes:
    from desktop.services.papers.printer_profiles import profile_for  # noqa: PLC0415
    from printing.drivers.escpos import render_escpos  # noqa: PLC0415 as in `formats`
    from printing.drivers.zpl import render_zpl_tags  # noqa: PLC0415

    language = batch.settings.language
    known = batch.settings.printer(batch.choice.printer)
    if known is None:
        raise RefusedError("no_printer")
    profile = profile_for(known)
    if profile.label_dpi:
        media = _media(batch.choice.format)
        return render_zpl_tags(tags, language, media, dpi=profile.label_dpi)
    return b"".join(render_escpos(tag, profile, language) * copies for tag, copies in tags)


def _each(batch: Batch) -> "list[Tag]":
    return [tag for tag, copies in batch.tags for _copy in range(copies)]


def _shift_mm(choice: Choice) -> tuple[float, float]:
    return choice.shift[0] / 10, choice.shift[1] / 10


def grid_of(code: str) -> "LabelGrid":
    """Return a sheet's measures.

    Raises:
        RefusedError: tag_format_unknown.
    """
    from printing.drivers.stickers import GRIDS  # noqa: PLC0415 as in `formats`

    if code not in GRIDS:
        raise RefusedError("tag_format_unknown", format=code)
    return GRIDS[code]


def _media(code: str) -> "LabelMedia":
    from printing.drivers.stickers import MEDIA  # noqa: PLC0415 as in `formats`

    if code not in MEDIA:
        raise RefusedError("tag_format_unknown", format=code)
    return MEDIA[code]
