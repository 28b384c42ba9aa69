"""Product sheets by barcode that others wrote: taken in, and shown."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from desktop.commands.console import (
    EXIT_NO,
    AsJson,
    DataFolder,
    progress,
    shop_in,
    words,
)
from sync.kernel.quantity import Quantity, Unit

sheets_app = typer.Typer(help="Product sheets by barcode that others wrote.", no_args_is_help=True)


@sheets_app.command("load")
def load_sheets(
    file: Annotated[
        Path, typer.Argument(help="Open Food Facts or a sister, CSV or JSONL, or .gz.")
    ],
    *,
    source: Annotated[
        str | None, typer.Option("--source", help="food, beauty, products or petfood.")
    ] = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Take product sheets in; one that was interrupted goes on. Exit 1: nothing was kept."""
    from desktop.domain.open_sheet import CREDITS  # noqa: PLC0415 each command loads what it needs
    from desktop.services.drafting import sheets  # noqa: PLC0415

    known = next((each for each in CREDITS if each == source), None)
    if source is not None and known is None:
        raise typer.BadParameter("--source is food, beauty, products or petfood")
    with progress(as_json) as tell:
        done = sheets.load(shop_in(data), file, known, on_progress=lambda read, _total: tell(read))
    if as_json:
        told = {
            "source": done.source,
            "lines": done.lines,
            "kept": done.kept,
            "resumed_after": done.resumed_after,
            "faults": dict(done.faults),
        }
        typer.echo(json.dumps(told))
    else:
        say = words()
        if done.resumed_after:
            typer.echo(say("command.sheets_resumed", line=done.resumed_after))
        faults = done.faults.total()
        typer.echo(say("command.sheets_loaded", kept=done.kept, lines=done.lines, faults=faults))
        for line, code in done.examples:
            why = say(f"command.sheets_{code}")
            typer.echo("  " + say("command.sheets_fault", line=line, why=why))
        typer.echo(CREDITS.get(done.source, ""))
    if not done.kept:
        raise typer.Exit(EXIT_NO)


@sheets_app.command("show")
def show_sheets(
    number: Annotated[str, typer.Argument(metavar="GTIN", help="An article number.")],
    *,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show what others wrote about an article. Exit 1: nothing is known of it."""
    from desktop.services.drafting import sheets  # noqa: PLC0415 each command loads what it needs
    from sync.kernel import gtin  # noqa: PLC0415

    if not gtin.is_gtin(number):
        raise typer.BadParameter("that is no article number: its check digit is wrong")
    say, wanted = words(), gtin.normalise(number)
    found = sheets.sheets_of(shop_in(data), (wanted,))
    if as_json:
        typer.echo(json.dumps([asdict(sheet) for sheet in found], ensure_ascii=False))
    for sheet in () if as_json else found:
        content = sheet.content and Quantity(sheet.content.thousandths, Unit(sheet.content.unit))
        whose = sheet.credit or say("command.sheets_town", shops=sheet.shops)
        held = say.quantity(content) if content else ""
        told = (sheet.name, sheet.brand, held, " > ".join(sheet.category), whose)
        typer.echo(" · ".join(part for part in told if part))
    if not found:
        if not as_json:
            typer.echo(say("command.sheets_none", gtin=wanted))
        raise typer.Exit(EXIT_NO)
