"""`comptoir bench`: run benchmarks by name and judge them."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench import measure
from bench.catalogue import BENCHMARKS


def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which to run; all when none is named.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure the programs here and now, each figure beside its floor. Exit 1: a goal is missed."""
    unknown = [name for name in names or [] if name not in BENCHMARKS]
    if unknown:
        raise typer.BadParameter(
            f"{', '.join(unknown)} is no benchmark; there are {', '.join(BENCHMARKS)}"
        )
    results = [line for name in names or BENCHMARKS for line in BENCHMARKS[name]()]
    if as_json:
        typer.echo(measure.document(results))
    else:
        _show(results)
    if not all(line.ok for line in results):
        raise typer.Exit(1)


def _show(results: list[measure.Result]) -> None:
    table = Table("work", "p50", "p99", "floor", "ratio", "goal", "")
    for line in results:
        table.add_row(
            line.name,
            f"{line.p50:g} {line.unit}",
            f"{line.p99:g}",
            "" if line.floor is None else f"{line.floor:g}",
            "" if line.ratio is None else f"{line.ratio:g}",
            line.goal,
            "[green]ok[/]" if line.ok else "[red]missed[/]",
        )
    Console().print(table)
