"""How the house is, its backups, and the way in for who forgot a PIN."""

import json
from pathlib import Path
from typing import Annotated

import typer

from desktop.commands.console import (
    EXIT_NO,
    AsJson,
    DataFolder,
    data_folder,
    shop_in,
    words,
)
from sync.kernel.clock import SystemClock


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


def forget_pins(*, data: DataFolder = None) -> None:
    """Take every PIN away, for a shop whose owner has forgotten hers; the journal is told."""
    from desktop.bootstrap import opened_shop  # noqa: PLC0415 each command loads what it needs
    from desktop.services.team import sign_in  # noqa: PLC0415

    with opened_shop(shop_in(data)) as shop:
        count = sign_in.forget_pins(shop)
    typer.echo(words()("command.pins_forgotten", n=count))


def backup(
    out: Annotated[Path, typer.Option("--out", help="The backup file, a .zip.")],
    *,
    data: DataFolder = None,
) -> None:
    """Copy database and photographs into one file, also while the shop is selling."""
    from desktop.services.upkeep.backup import back_up  # noqa: PLC0415

    back_up(data_folder(data), out, SystemClock())
    typer.echo(words()("command.backed_up", file=str(out)))


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")], *, data: DataFolder = None
) -> None:
    """Unpack a backup into a data folder that holds no shop yet."""
    from desktop.services.upkeep.backup import restore as unpack  # noqa: PLC0415

    folder = data_folder(data)
    unpack(file, folder)
    typer.echo(words()("command.restored", folder=str(folder)))
