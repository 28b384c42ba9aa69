"""The studio's work on files: `comptoir photo` and whoever wants pictures made without a window."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.label_text import LabelLine
from desktop.errors import WorldError
from desktop.services.drafting import label_lines, photos, proposals, same_shot
from desktop.services.drafting.photos import Prepared, Wish
from desktop.services.drafting.proposals import Seen
from desktop.services.shop import Shop

if TYPE_CHECKING:
    from desktop.devices.label_reader import LabelReader

Told = dict[str, Any]


def label_reader() -> "LabelReader | None":
    """Return what reads labels, to be closed; None where the extra is not installed."""
    from desktop.devices import label_reader as reading  # noqa: PLC0415 OpenCV costs a tenth of a second

    return reading.LabelReader() if reading.is_there() else None


def develop(
    image: Path,
    folder: Path,
    *,
    shop: Shop | None = None,
    reader: "LabelReader | None" = None,
    cuts: bool = True,
) -> Told:
    """Make a photograph's files in a folder and return all that was seen in it, as for JSON.

    Args:
        image: a picture file.
        folder: made when it is not there; files of the same name are written over.
        shop: whose catalogue and history propose what it may be; None: nothing is proposed.
        reader: reads the label, inside the product's outline; None: the text stays unread.
        cuts: try to take the product out of its background.

    Raises:
        RefusedError: as `photos.prepare`.
        WorldError: as `photos.prepare`; photo_not_kept.
    """
    begun, busy = time.perf_counter(), time.process_time()
    wish = Wish(cuts=cuts)
    shot = photos.take(image, wish=wish)
    made = photos.finish(shot, wish=wish)
    before = time.perf_counter()
    lines = () if reader is None else label_lines.lines_on(shot, reader)
    reading_ms = round((time.perf_counter() - before) * 1000, 1)
    files = _written(made, folder, image.stem)
    told: Told = {
        "file": str(image),
        "codes": [
            {"text": each.text, "format": each.format, "believed": each.is_believed}
            for each in made.found
        ],
        "gtins": list(made.codes),
        "size": list(made.size),
        "crop": list(made.crop),
        "cut": {
            "way": made.cut.way,
            "used": made.cut.is_used,
            "score": made.cut.score,
            "mask_area_percent": made.cut.area_percent,
            "doubts": list(made.cut.doubts),
        },
        "colours": [
            {"code": each.code, "seen": each.seen, "percent": each.percent} for each in made.colours
        ],
        "advice": list(made.advice),
        "likeness": made.likeness,
        "sharpness": round(made.quality.sharpness, 3),
        "text": [line.text for line in lines],
        "proposals": {} if shop is None else _proposed(shop, made, lines),
        "files": files,
    }
    told["ms"] = {
        **made.ms,
        "text": reading_ms,
        "total": round((time.perf_counter() - begun) * 1000, 1),
        "cpu": round((time.process_time() - busy) * 1000, 1),
    }
    return told


def _written(made: Prepared, folder: Path, stem: str) -> list[Told]:
    """Write the files, each whole or not at all, and return what they are."""
    written = [("main", made.width, made.webp, made.sha256)]
    written += [("smaller", file.width, file.webp, file.sha256) for file in made.smaller]
    if made.original is not None:
        original = made.original
        written.append(("original", original.width, original.webp, original.sha256))
    told = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, width, webp, sha256 in written:
            part = f"{stem}-original-{width}" if kind == "original" else f"{stem}-{width}"
            path = folder / f"{part}.webp"
            coming = path.with_suffix(".part")
            coming.write_bytes(webp)
            coming.replace(path)
            told.append({"path": str(path), "kind": kind, "width": width, "sha256": sha256})
    except OSError as error:
        raise WorldError("photo_not_kept", folder=str(folder)) from error
    return told


def _proposed(shop: Shop, made: Prepared, lines: tuple[LabelLine, ...]) -> Told:
    """Return what the shop's own catalogue, the town, the files and its history say of it."""
    seen = Seen(
        codes=tuple(each.text for each in made.found if each.is_believed),
        lines=lines,
        colours=tuple(each.code for each in made.colours),
        same_pictures=same_shot.alike(shop, (made.likeness,)),
    )
    found = proposals.propose(shop, seen)
    return {
        "known": [{"name": each.name, "by": each.by} for each in found.known],
        "fields": {
            name: [each.as_row() for each in values] for name, values in found.fields.items()
        },
    }
