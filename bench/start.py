"""How long a shopkeeper waits in the morning: process start to a sale screen that can be used."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Result, result
from bench.town import stock_shelf

PRODUCTS = 20_000
RUNS = 7


def bench_start() -> list[Result]:
    """Measure the app's start with 20,000 products, beside a bare Qt window's."""
    with TemporaryDirectory(prefix="comptoir-bench-") as folder:
        stock_shelf(Path(folder), PRODUCTS)
        _probe("--shop", folder)
        floors: list[float] = []
        painted: list[float] = []
        usable: list[float] = []
        memory: list[float] = []
        for _ in range(RUNS):
            floors.append(_probe("--bare")["painted_ms"])
            told = _probe("--shop", folder)
            painted.append(told["painted_ms"])
            usable.append(told["usable_ms"])
            memory.append(told["megabytes"])
    floor = sorted(floors)[len(floors) // 2]
    return [
        result("start: first painted sale screen, 20,000 products", painted, floor=floor),
        result("start: usable sale screen, 20,000 products", usable, floor=floor, goal=1500),
        result("start: memory, 20,000 products", memory, unit="MB", goal=200),
    ]


def _probe(*words: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.start_probe", *words],
        capture_output=True,
        text=True,
        check=True,
        # A shop's PC keeps compiled modules; a machine told not to would time the compiler.
        env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told
