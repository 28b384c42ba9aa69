"""Paper: how soon a receipt's and a label's bytes are there, and a thousand labels on sheets."""

from typing import Any

from bench.measure import Result, result
from bench.probe import ask
from bench.wishes import Wishes
from bench.workshop import workshop

SMALL = 1_000
"""Articles of a shop; the catalogue's size is no matter of a paper."""
RUNS = 40
LABELS = 1_000


def bench_print(wishes: Wishes) -> list[Result]:
    """Measure the bytes of papers, and sheets of labels, each in a process of its own."""
    with workshop() as place:
        wishes.tell("print: receipts and labels")
        shop = place.copy(place.shop(SMALL, wishes.seed))
        papers = ask("print_probe", "papers", shop, wishes.seed, RUNS)
    wishes.tell(f"print: {LABELS} labels on A4")
    return [*_papers(papers), *_sheets(ask("print_probe", "sheets", wishes.seed, LABELS))]


def _papers(told: dict[str, Any]) -> list[Result]:
    beside = "beside python-escpos given the same lines, laid out already"
    return [
        result(
            "receipt of ten lines, sale on the disk → bytes",
            told["receipt_ms"],
            floor=told["receipt_floor_ms"],
            goal=20,
            note=f"{told['receipt_bytes']} bytes; {beside}",
        ),
        result("receipt of ten lines, the same, CPU", told["receipt_cpu_ms"]),
        result(
            "receipt of ten lines, made and in the queue on the disk",
            told["queued_ms"],
            note="with the wait for the disk, which is the machine's",
        ),
        *(
            result(f"label of a bag → {name} bytes", told[key], floor=floor, goal=20, note=beside)
            for name, key, floor in (
                ("ESC/POS", "label_ms", told["label_floor_ms"]),
                ("ZPL", "zpl_ms", told["label_floor_ms"]),
            )
        ),
    ]


def _sheets(told: dict[str, Any]) -> list[Result]:
    what = f"{LABELS} A4 labels with QR"
    return [
        result(
            what,
            told["sheets_s"],
            unit="s",
            floor=told["floor_s"],
            goal=3,
            note="beside a bare canvas with the same codes and two words each",
        ),
        result(f"{what}, CPU", told["sheets_cpu_s"], unit="s", floor=told["floor_cpu_s"]),
        result(
            f"{what}, memory of the process",
            [told["megabytes"]],
            unit="MB",
            goal=150,
            note=f"{told['megabytes_before']:.0f} MB before, with the shop's libraries",
        ),
    ]
