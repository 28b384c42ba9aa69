"""Reads ESC/POS with emupos 0.4, which is not ours; run by a Python 3.13 that has it.

Takes a JSON list of {"name", "data" (base64), "dots"} and tells what came out of each: its papers
(text, PNG in base64), the drawer's openings, and the events that mean "not understood".
"""

import base64
import json
import sys

from emupos.config import PrinterProfile  # type: ignore[import-not-found]
from emupos.printer.printer import Printer  # type: ignore[import-not-found]

_PAGES = {0: "PC437", 2: "PC850", 16: "WPC1252", 19: "PC858"}
_NOT_UNDERSTOOD = {"printer.command.unknown", "printer.codepage.unsupported"}


def read(paper: dict[str, object]) -> dict[str, object]:
    """Return what the printer made of one paper's bytes."""
    profile = PrinterProfile(
        type="printer",
        name="test",
        dpi=203,
        width_dots=paper["dots"],
        font_a={"width": 12, "height": 24},
        font_b={"width": 9, "height": 17},
        code_pages=_PAGES,
        default_code_page=0,
        drawer_sensor_open_level="high",
    )
    printer = Printer("test", profile, sensor_open_level="high", job_idle_timeout_ms=1000)
    printer.open_connection("one", 0.0)
    outputs = [
        printer.receive("one", base64.b64decode(str(paper["data"])), 0.0),
        printer.close_connection("one", 1.0),
    ]
    events = [event for output in outputs for event in output.events]
    receipts = [receipt for output in outputs for receipt in output.receipts]
    return {
        "name": paper["name"],
        "texts": [receipt.text for receipt in receipts],
        "pngs": [base64.b64encode(receipt.png).decode() for receipt in receipts],
        "kicks": sum(str(event.type).startswith("drawer") for event in events),
        "not_understood": [str(event) for event in events if str(event.type) in _NOT_UNDERSTOOD],
    }


if __name__ == "__main__":
    json.dump([read(paper) for paper in json.load(sys.stdin)], sys.stdout)
