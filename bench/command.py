"""`comptoir bench`: run benchmarks by name and judge them."""

import random
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench import measure
from bench.catalogue import BENCHMARKS
from bench.wishes import SAMPLES, Wishes


def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which to run; all when none is named.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    seed: Annotated[
        int | None, typer.Option(help="Of catalogue and chance; drawn for crash, else 7.")
    ] = None,
    products: Annotated[int, typer.Option(min=1000, help="Articles in the catalogue.")] = 100_000,
    records: Annotated[int, typer.Option(min=1000, help="Of the long journal.")] = 1_000_000,
    runs: Annotated[int, typer.Option(min=1, help="Kills of crash.")] = 50,
    samples: Annotated[
        Path,
        typer.Option(help="Photographs of codes with their manifest.csv, for pickup and studio."),
    ] = SAMPLES,
    synchronous: Annotated[
        str, typer.Option(help="FULL, or NORMAL to see that crash notices a loss.")
    ] = "FULL",
) -> None:
    """Measure the programs here and now, each figure beside its floor. Exit 1: a goal is missed."""
    unknown = [name for name in names or [] if name not in BENCHMARKS]
    if unknown:
        raise typer.BadParameter(
            f"{', '.join(unknown)} is no benchmark; there are {', '.join(BENCHMARKS)}"
        )
    if synchronous not in {"FULL", "NORMAL"}:
        raise typer.BadParameter("--synchronous is FULL or NORMAL")
    results = [
        line
        for name in names or BENCHMARKS
        for line in BENCHMARKS[name](
            Wishes(
                seed=_seed(seed, name),
                products=products,
                records=records,
                runs=runs,
                synchronous=synchronous,
                samples=samples,
                tell=lambda sentence: typer.echo(sentence, err=True),
            )
        )
    ]
    if as_json:
        typer.echo(measure.document(results))
    else:
        _show(results)
    if any(line.ok is False for line in results):
        raise typer.Exit(1)


def _seed(given: int | None, name: str) -> int:
    """Return the seed asked for; without one the kills fall differently each time."""
    if given is not None:
        return given
    return random.SystemRandom().randrange(1 << 32) if name == "crash" else 7


def _show(results: list[measure.Result]) -> None:
    table = Table("work", "p50", "p99", "floor", "ratio", "goal", "")
    for line in results:
        table.add_row(
            line.name,
            line.note if line.p50 is None else f"{line.p50:g} {line.unit}",
            "" if line.p99 is None else f"{line.p99:g}",
            "" if line.floor is None else f"{line.floor:g}",
            "" if line.ratio is None else f"{line.ratio:g}",
            line.goal,
            {True: "[green]ok[/]", False: "[red]missed[/]", None: ""}[line.ok],
        )
    Console().print(table)
    for line in results:
        if line.note and line.p50 is not None:
            Console().print(f"  {line.name}: {line.note}")
