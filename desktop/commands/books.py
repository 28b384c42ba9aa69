"""The journal verified, its books and archives written, and a new one begun."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from desktop.commands.console import (
    EXIT_NO,
    AsJson,
    DataFolder,
    shop_in,
    words,
)


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


def book(
    kind: Annotated[str, typer.Argument(help="vat, entries or fec.")],
    *,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    out: Annotated[Path | None, typer.Option("--out", help="The file.")] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Of what was paid online (W01).")
    ] = False,
    data: DataFolder = None,
) -> None:
    """Write a book for the accountant: VAT journal, daily entries, FEC."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.books.accounting import Book, book_name, export_book  # noqa: PLC0415
    from desktop.services.books.web_till import TILL  # noqa: PLC0415
    from desktop.services.team.crew import OWNER_CODE  # noqa: PLC0415

    if kind not in set(Book):
        raise typer.BadParameter("the book is vat, entries or fec")
    with opened_shop(shop_in(data)) as shop:
        wanted, until, till = Book(kind), last.date(), TILL if online else ""
        target = out or Path(book_name(shop, wanted, until, till))
        done = export_book(shop, wanted, target, first.date(), until, staff=OWNER_CODE, till=till)
    typer.echo(words()("command.book", file=str(target), lines=done.lines, n=done.closings))


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


def new_journal(*, data: DataFolder = None) -> None:
    """Go on under a new till code, when the journal's end or its key is lost for good."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.books import succession  # noqa: PLC0415
    from desktop.services.team.crew import OWNER_CODE  # noqa: PLC0415

    with opened_shop(shop_in(data)) as shop:
        code = succession.succeed(shop, OWNER_CODE)
    typer.echo(words()("command.journal_begun", code=code))
