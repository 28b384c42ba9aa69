"""Which benchmarks there are."""

from collections.abc import Callable

from bench.crash import bench_crash
from bench.measure import Result
from bench.pickup import bench_pickup
from bench.printing import bench_print
from bench.start import bench_start
from bench.studio import bench_studio
from bench.table import bench_table
from bench.till import bench_till
from bench.wishes import Wishes

BENCHMARKS: dict[str, Callable[[Wishes], list[Result]]] = {
    "start": bench_start,
    "till": bench_till,
    "crash": bench_crash,
    "table": bench_table,
    "studio": bench_studio,
    "pickup": bench_pickup,
    "print": bench_print,
}
