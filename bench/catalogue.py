"""Which benchmarks there are."""

from collections.abc import Callable

from bench.measure import Result
from bench.start import bench_start

BENCHMARKS: dict[str, Callable[[], list[Result]]] = {"start": bench_start}
