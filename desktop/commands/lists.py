"""Product lists in, everything out, and the shelf tags that are due."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.commands.console import (
    EXIT_NO,
    AsJson,
    DataFolder,
    data_folder,
    progress,
    shop_in,
    words,
)
from desktop.errors import WorldError
from desktop.ui.wording.command import TEXTS as LINE_FAULTS
from sync.kernel.vat import VatRate

if TYPE_CHECKING:
    from desktop.services.lists.imports import ImportReport, Wishes
    from desktop.services.shop import Shop


def import_list(
    file: Annotated[
        Path | None, typer.Argument(help="A product list: CSV, XLSX or ODS. None with --undo.")
    ] = None,
    *,
    data: DataFolder = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look through it only.")] = False,
    mode: Annotated[str, typer.Option(help="add, update (price and stock) or both.")] = "add",
    resume: Annotated[bool, typer.Option("--resume", help="Go on where it was stopped.")] = False,
    undo: Annotated[
        str | None, typer.Option("--undo", help="Take a run back: its number, or last.")
    ] = None,
    report_to: Annotated[
        Path | None, typer.Option("--report", help="What became of each line, as CSV.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take a product list in, or a run of it back. Exit 1: lines could not be understood."""
    from desktop.services.lists.imports import Mode, Wishes, import_products  # noqa: PLC0415
    from desktop.services.team.crew import OWNER_CODE  # noqa: PLC0415
    from desktop.ui.imports.report import written_report  # noqa: PLC0415

    if mode not in set(Mode):
        raise typer.BadParameter("--mode is add, update or both")
    if (file is None) == (undo is None) or (undo is not None and (dry_run or resume)):
        raise typer.BadParameter("name a file, or a run with --undo")
    if undo is not None or file is None:
        _undo_import(undo or "", data, as_json=as_json)
        return
    wishes = Wishes(mode=Mode(mode), dry_run=dry_run, resume=resume)
    with (
        _shop_to_fill(data, dry_run=dry_run) as shop,
        written_report(report_to, words()) as note,
        progress(as_json) as tell,
    ):
        report = import_products(shop, file, OWNER_CODE, wishes, on_progress=tell, on_verdict=note)
    if as_json:
        faults = [
            {"line": each.number, "code": each.code, "text": each.text} for each in report.faults
        ]
        told = {
            "run": report.run_id,
            "made": report.made,
            "changed": report.changed,
            "known": report.known,
            "assumed_vat": report.assumed_vat,
            "faulty": report.faulty,
            "faults": faults,
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell_import(report, wishes, VatRate(shop.settings.vat_rates[0]))
    if report.faulty:
        raise typer.Exit(EXIT_NO)


def _tell_import(report: "ImportReport", wishes: "Wishes", rate: VatRate) -> None:
    say = words()
    typer.echo(
        say(
            "command.import_dry" if wishes.dry_run else "command.imported",
            made=report.made,
            known=report.known,
            faults=report.faulty,
        )
    )
    if report.changed:
        typer.echo(say("command.import_changed", n=report.changed))
    if report.run_id:
        typer.echo(say("command.import_run", run=report.run_id))
    if report.assumed_vat:
        typer.echo(say("command.import_vat", n=report.assumed_vat, rate=rate))
    for each in report.faults[:_FAULTS_TOLD]:
        name = f"line.{each.code}"
        why = say(name if name in LINE_FAULTS else "line.refused")
        typer.echo("  " + say("command.import_line", line=each.number, why=why, text=each.text))
    if report.faulty > _FAULTS_TOLD:
        typer.echo("  " + say("imports.more_faults", n=report.faulty - _FAULTS_TOLD))


_FAULTS_TOLD = 200


def _undo_import(run_id: str, data: Path | None, *, as_json: bool) -> None:
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.lists.import_runs import runs, undo_run  # noqa: PLC0415
    from desktop.services.team.crew import OWNER_CODE  # noqa: PLC0415

    with opened_shop(shop_in(data)) as shop, progress(as_json) as tell:
        if run_id == "last":
            run_id = next((run.id for run in runs(shop) if not run.is_undone), "")
        count = undo_run(shop, run_id, OWNER_CODE, on_progress=tell)
    if as_json:
        typer.echo(json.dumps({"run": run_id, "undone": count}))
    else:
        typer.echo(words()("command.import_undone", n=count))


@contextmanager
def _shop_to_fill(given: Path | None, *, dry_run: bool) -> "Iterator[Shop]":
    """Yield the shop a list goes into; in an empty place a new one, on trial for a dry run.

    Raises:
        WorldError: no_shop_here, for a folder that holds something else.
    """
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.database import FILE_NAME  # noqa: PLC0415
    from fiscal import FolderKeyStore  # noqa: PLC0415

    folder = data_folder(given)
    is_empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_empty and not (folder / FILE_NAME).exists():
        raise WorldError("no_shop_here", folder=str(folder))
    if is_empty and dry_run:
        with TemporaryDirectory(prefix="comptoir-") as trial:
            keys = FolderKeyStore(Path(trial))
            with opened_shop(Path(trial), keys=keys) as shop:
                yield shop
        return
    if is_empty:
        typer.echo(words()("command.founded", folder=str(folder)), err=True)
    with opened_shop(folder) as shop:
        yield shop


def export(
    out: Annotated[Path, typer.Option("--out", help="A .csv for products, a .zip for everything.")],
    *,
    data: DataFolder = None,
) -> None:
    """Write the shop's own data into a file anybody can open."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415
    from desktop.services.lists.exports import export_everything, export_to_csv  # noqa: PLC0415

    if out.suffix.lower() not in {".csv", ".zip"}:
        raise typer.BadParameter("--out ends in .csv or .zip")
    with opened_shop(shop_in(data)) as shop:
        (export_to_csv if out.suffix.lower() == ".csv" else export_everything)(shop, out)
    typer.echo(words()("command.exported", file=str(out)))


def tags(
    *,
    out: Annotated[Path, typer.Option("--out", help="The PDF.")],
    code: Annotated[str, typer.Option("--format", help="The sheet.")] = "L7160",
    product: Annotated[bool, typer.Option("--product", help="Labels for goods by stock.")] = False,
    first: Annotated[int, typer.Option("--first", min=1, help="First free sticker.")] = 1,
    done: Annotated[bool, typer.Option("--done", help="They are printed: take them off.")] = False,
    data: DataFolder = None,
) -> None:
    """Write the shelf tags that are due as sheets to be printed. Exit 1: none is due."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.goods import tags as papers  # noqa: PLC0415

    say = words()
    with opened_shop(shop_in(data)) as shop:
        due = papers.due_ids(shop)[: papers.MOST_TAGS]
        if not due:
            typer.echo(say("command.tags_none"))
            raise typer.Exit(EXIT_NO)
        kind = papers.TagKind.PRODUCT if product else papers.TagKind.SHELF
        each = tuple(papers.Wanted(variant_id=one) for one in due)
        wanted = papers.by_stock(shop, due) if product else each
        shift = shop.settings.sheet_shift
        choice = papers.Choice(kind=kind, format=code, used=first - 1, shift=shift)
        made = papers.make(papers.gather(shop, wanted, choice))
        papers.keep_file(shop, made, out)
        if done:
            papers.came_out(shop, made)
    typer.echo(say("command.tags", file=str(out), n=made.batch.copies, sheets=made.sheets))
