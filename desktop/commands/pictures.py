"""Pictures in files: codes read in them, products cut out of them."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.commands.console import (
    EXIT_NO,
    EXIT_WORLD,
    AsJson,
    DataFolder,
    complain,
    data_folder,
    sentence_of,
    shop_in,
    words,
)
from desktop.errors import ShopError, WorldError
from desktop.ui.wording import Wording

if TYPE_CHECKING:
    from desktop.services.shop import Shop


def scan(
    images: Annotated[list[Path], typer.Argument(help="Pictures to read codes from.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Read the codes in pictures and say what they are. Exit 1: in one of them nothing was read."""
    from desktop.devices import code_reader, imaging  # noqa: PLC0415 OpenCV costs a tenth of a second
    from desktop.domain.scan import kind_of  # noqa: PLC0415

    is_all_read, failed = True, False
    for image in images:
        start = time.perf_counter()
        try:
            frame = imaging.as_frame(imaging.open_picture(imaging.read_bytes(image), image.name))
        except ShopError as error:
            complain(sentence_of(error))
            failed = failed or isinstance(error, WorldError)
            is_all_read = False
            if as_json:
                line = {"file": str(image), "codes": [], "ms": _since(start), "error": error.code}
                typer.echo(json.dumps(line, ensure_ascii=False))
            continue
        codes = [
            {"text": code.text, "format": code.format, "kind": kind_of(code.text)}
            for code in code_reader.read_codes(frame)
        ]
        is_all_read = is_all_read and bool(codes)
        if as_json:
            line = {"file": str(image), "codes": codes, "ms": _since(start)}
            typer.echo(json.dumps(line, ensure_ascii=False))
        else:
            told = "  ".join(f"{code['kind']} {code['format']} {code['text']}" for code in codes)
            typer.echo(f"{image}: {told or '-'}")
    if failed:
        raise typer.Exit(EXIT_WORLD)
    if not is_all_read:
        raise typer.Exit(EXIT_NO)


def photo(
    images: Annotated[list[Path], typer.Argument(help="Photographs of products.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The folder for the files made.")],
    data: DataFolder = None,
    uncut: Annotated[bool, typer.Option("--uncut", help="Leave the background.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make product photographs ready for the web. Exit 1: one of them is no photograph."""
    from desktop.services.database import FILE_NAME  # noqa: PLC0415
    from desktop.services.drafting import photo_files, photos  # noqa: PLC0415 OpenCV costs a tenth of a second

    say, worst, reader = words(), 0, photo_files.label_reader()
    has_shop = (data_folder(data) / FILE_NAME).exists()
    with _shop_or_nobody(shop_in(data) if data is not None or has_shop else None) as shop:
        for image in images:
            try:
                told = photo_files.develop(image, out, shop=shop, reader=reader, cuts=not uncut)
            except ShopError as error:
                complain(sentence_of(error))
                worst = max(worst, EXIT_WORLD if isinstance(error, WorldError) else EXIT_NO)
                if as_json:
                    line = {"file": str(image), "error": error.code}
                    typer.echo(json.dumps(line, ensure_ascii=False))
                continue
            typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _photo_line(say, told))
    photos.rest()
    if reader is not None:
        reader.close()
    if worst:
        raise typer.Exit(worst)


@contextmanager
def _shop_or_nobody(folder: Path | None) -> "Iterator[Shop | None]":
    """Yield the shop of a folder, or nobody where there is none to ask."""
    if folder is None:
        yield None
        return
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs

    with opened_shop(folder) as shop:
        yield shop


def _photo_line(say: Wording, told: dict[str, Any]) -> str:
    """Return a made photograph in one line."""
    cut = told["cut"]
    state = "photo.cut" if cut["used"] else "photo.not_cut"
    doubts = ", ".join(say(f"photo.doubt_{each}") for each in cut["doubts"])
    shares = ", ".join(f"{say('colour.' + e['code'])} {e['percent']} %" for e in told["colours"])
    codes = " ".join(told["gtins"]) or "-"
    facts = say(state, score=cut["score"], why=doubts)
    return f"{told['file']}: {codes}  {facts}  {shares}  {told['ms']['total']:.0f} ms"


def _since(start: float) -> float:
    """Return the milliseconds since a reading of the performance counter."""
    return round((time.perf_counter() - start) * 1000, 1)
