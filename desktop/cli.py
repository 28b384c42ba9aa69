"""The `comptoir` command. Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 the world failed."""

import io
import json
import logging
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from desktop.commands import (
    EXIT_NO,
    EXIT_USE,
    EXIT_WORLD,
    AsJson,
    DataFolder,
    data_folder,
    progress,
    sheets_app,
    shop_in,
    words,
)
from desktop.errors import RefusedError, ShopError, WorldError
from desktop.ui.wording import Language, Wording
from desktop.ui.wording.command import TEXTS as LINE_FAULTS
from sync.kernel.clock import SystemClock
from sync.kernel.vat import VatRate

if TYPE_CHECKING:
    from desktop.services.lists.imports import ImportReport, Wishes
    from desktop.services.shop import Shop

app = typer.Typer(
    name="comptoir",
    help="The till and back office of a shop. Without a command it opens the shop.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(sheets_app, name="sheets")


def main() -> NoReturn:
    """Run the command line and end with its exit code; an error is one sentence on stderr."""
    _quieten()
    try:
        _add_commands(sys.argv[1:])
        code = app(prog_name="comptoir", standalone_mode=False)
    except typer.TyperException as error:
        message = " ".join(error.format_message().split())
        _complain(words()("command.not_understood", message=message))
        sys.exit(EXIT_USE)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(EXIT_NO)
    except ShopError as error:
        _complain(_told(error))
        sys.exit(EXIT_NO if isinstance(error, RefusedError) else EXIT_WORLD)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_WORLD)
    except Exception:  # noqa: BLE001 the last resort: whoever stands there reads no traceback
        _complain(words()("command.bug", file=_keep_trace()))
        sys.exit(EXIT_WORLD)
    sys.exit(code if isinstance(code, int) else 0)


def _quieten() -> None:
    """Leave the terminal to sentences; what the program notes for itself goes into its log."""
    if not os.environ.get("COMPTOIR_DEBUG"):
        logging.getLogger().addHandler(logging.NullHandler())
    else:
        logging.basicConfig(level=logging.DEBUG)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # An old console has no letters for some names; a question mark will do.
            stream.reconfigure(errors="replace")


def _add_commands(asked: list[str]) -> None:
    """Add the commands of the rooms above this one that are called for, or all for the help."""
    if not asked:
        return
    # Here, because what reads them costs a third of a window, and the shop opens without a word.
    from importlib.metadata import entry_points  # noqa: PLC0415

    for plugin in entry_points(group="comptoir.commands"):
        if plugin.name in asked or "--help" in asked[:1]:
            app.command(plugin.name)(plugin.load())


def _complain(sentence: str) -> None:
    typer.echo(f"comptoir: {sentence}", err=True)


def _told(error: ShopError) -> str:
    told = words().refusal(error)
    return f"{told.message} {told.next_step}"


def _keep_trace() -> str:
    """Write what went wrong in the program to a file of its own and return its name."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="comptoir-", suffix=".log", delete=False, encoding="utf-8", errors="replace"
    ) as file:
        traceback.print_exc(file=file)
        return file.name


def _end_at_once(error: WorldError) -> None:
    """Say what is wrong and end before Qt ends the process with a dump of memory."""
    _complain(_told(error))
    sys.stderr.flush()
    os._exit(EXIT_WORLD)


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


@app.callback(invoke_without_command=True)
def open_window(
    context: typer.Context,
    data: DataFolder = None,
    language: Annotated[str | None, typer.Option("--lang", help="fr or en.")] = None,
) -> None:
    """Open the shop."""
    if context.invoked_subcommand is None:
        if language is not None and language not in set(Language):
            raise typer.BadParameter("--lang is fr or en")
        # Here, because the other commands need no window; and in this order, because the frame is
        # to stand on the screen while everything else is loaded.
        from desktop.ui.opening import Opening, make_application  # noqa: PLC0415

        application = make_application(_end_at_once)
        opening = Opening()
        opening.stand()
        from desktop.bootstrap import run_window  # noqa: PLC0415

        code = run_window(data_folder(data), language, opening=opening)
        # Qt's application must outlive its windows.
        del application
        raise typer.Exit(code)


@app.command()
def doctor(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Say how database, journal, disk, printer, camera, scanner, marketplace and clock are."""
    from desktop.bootstrap import examine  # noqa: PLC0415 each command loads only what it needs

    say = words()
    findings = examine(data_folder(data))
    if as_json:
        told = [
            {
                "part": each.part,
                "health": each.health,
                "told": say(each.code, **each.facts),
            }
            for each in findings
        ]
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for each in findings:
            part, health = say(f"doctor.part_{each.part}"), say(f"doctor.health_{each.health}")
            typer.echo(f"{part:<18} {health:<9} {say(each.code, **each.facts)}")
    if any(each.health == "bad" for each in findings):
        raise typer.Exit(EXIT_NO)


@app.command()
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
            _complain(_told(error))
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


@app.command()
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
                _complain(_told(error))
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


@app.command()
def verify(
    path: Annotated[Path, typer.Argument(help="A shop's database or data folder, or an archive.")],
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Hashes and links only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Verify a fiscal journal. Exit 1: it was altered."""
    from desktop.services.books.inspection import cores_for, inspect  # noqa: PLC0415

    say = words()
    with cores_for(path) as executor:
        journals = inspect(path, is_quick=quick, executor=executor)
    if as_json:
        told = [
            {
                "till": each.till,
                "records": each.report.records,
                "unanchored": each.report.unanchored,
                "findings": [
                    {"seq": found.seq, "layer": found.layer, "message": found.message}
                    for found in each.report.findings
                ],
            }
            for each in journals
        ]
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for each in journals:
            report = each.report
            typer.echo(
                say(
                    "command.sound" if report.is_sound else "command.unsound",
                    till=each.till,
                    records=report.records,
                    unanchored=report.unanchored,
                    defects=sum(report.counts.values()),
                )
            )
            for found in report.findings[:20]:
                typer.echo(f"  {found.seq}  {found.layer}  {found.message}")
    if not all(each.report.is_sound for each in journals):
        raise typer.Exit(EXIT_NO)


@app.command("import")
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


@app.command()
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


@app.command()
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


@app.command()
def book(
    kind: Annotated[str, typer.Argument(help="vat, entries or fec.")],
    *,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    out: Annotated[Path | None, typer.Option("--out", help="The file.")] = None,
    data: DataFolder = None,
) -> None:
    """Write a book for the accountant: VAT journal, daily entries, FEC."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.books.accounting import Book, book_name, export_book  # noqa: PLC0415
    from desktop.services.team.crew import OWNER_CODE  # noqa: PLC0415

    if kind not in set(Book):
        raise typer.BadParameter("the book is vat, entries or fec")
    with opened_shop(shop_in(data)) as shop:
        wanted, until = Book(kind), last.date()
        target = out or Path(book_name(shop, wanted, until))
        done = export_book(shop, wanted, target, first.date(), until, staff=OWNER_CODE)
    typer.echo(words()("command.book", file=str(target), lines=done.lines, n=done.closings))


@app.command()
def archive(
    out: Annotated[Path, typer.Option("--out", help="The archive, a .zip.")],
    *,
    medium: Annotated[str, typer.Option("--medium", help="What it is kept on.")] = "",
    data: DataFolder = None,
) -> None:
    """Write the signed archive of all that was closed since the last one."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.books.archive import archive as make  # noqa: PLC0415
    from desktop.services.team.crew import OWNER_CODE  # noqa: PLC0415

    with opened_shop(shop_in(data)) as shop:
        done = make(shop, out, staff=OWNER_CODE, medium=medium)
    told = words()(
        "command.archived",
        till=done.till,
        file=str(out),
        first=done.first_seq,
        last=done.last_seq,
        manifest=done.manifest,
    )
    typer.echo(told)


@app.command("forget-pins")
def forget_pins(*, data: DataFolder = None) -> None:
    """Take every PIN away, for a shop whose owner has forgotten hers; the journal is told."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.team import sign_in  # noqa: PLC0415

    with opened_shop(shop_in(data)) as shop:
        count = sign_in.forget_pins(shop)
    typer.echo(words()("command.pins_forgotten", n=count))


@app.command("new-journal")
def new_journal(*, data: DataFolder = None) -> None:
    """Go on under a new till code, when the journal's end or its key is lost for good."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.books import succession  # noqa: PLC0415
    from desktop.services.team.crew import OWNER_CODE  # noqa: PLC0415

    with opened_shop(shop_in(data)) as shop:
        code = succession.succeed(shop, OWNER_CODE)
    typer.echo(words()("command.journal_begun", code=code))


@app.command()
def backup(
    out: Annotated[Path, typer.Option("--out", help="The backup file, a .zip.")],
    *,
    data: DataFolder = None,
) -> None:
    """Copy database and photographs into one file, also while the shop is selling."""
    from desktop.services.upkeep.backup import back_up  # noqa: PLC0415

    back_up(data_folder(data), out, SystemClock())
    typer.echo(words()("command.backed_up", file=str(out)))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")], *, data: DataFolder = None
) -> None:
    """Unpack a backup into a data folder that holds no shop yet."""
    from desktop.services.upkeep.backup import restore as unpack  # noqa: PLC0415

    folder = data_folder(data)
    unpack(file, folder)
    typer.echo(words()("command.restored", folder=str(folder)))
