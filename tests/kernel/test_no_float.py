"""No float comes near money: read from the source, room by room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = (
    "sync/kernel",
    "sync/contract",
    "fiscal",
    "desktop/domain",
    "desktop/models",
    "desktop/services",
    "printing/layout",
    "marketplace/models",
    "marketplace/services",
)
ALLOWED = {
    "fiscal/audit.py": "seconds a clock went back, for a sentence",
    "desktop/domain/label_text.py": "shares of letters and of heights on a label",
    "desktop/domain/open_sheet.py": "a number in a public file, taken for text",
    "desktop/domain/picture_quality.py": "how sharp and how bright a picture is",
    "desktop/domain/round_order.py": "how far two doors are",
    "desktop/services/online/labels.py": "millimetres of a label",
    "desktop/services/drafting/neighbours.py": "how near two products are",
    "desktop/services/drafting/photo_files.py": "milliseconds, for a report",
    "desktop/services/drafting/photo_inbox.py": "when a file was written",
    "desktop/services/drafting/photos.py": "milliseconds and shares of a picture",
    "desktop/services/drafting/proposals.py": "how sure a proposal is",
    "desktop/services/stockroom/supply_papers.py": "seconds, and a spreadsheet's number taken for text",
    "desktop/services/goods/tag_papers.py": "millimetres on a sheet",
    "desktop/services/drafting/camera.py": "seconds between two previews",
    "desktop/services/upkeep/doctor.py": "megabytes and minutes, for a sentence",
    "desktop/services/town/link.py": "seconds a clock is away",
    "desktop/services/upkeep/key_stores.py": "the rank of a keyring",
    "marketplace/services/search.py": "how alike two words are",
    "marketplace/services/town_file.py": "degrees of latitude and longitude, made whole on reading",
}
"""Files that count something else than money or goods in floats, and what."""
MONEY = ("cents", "thousandths", "basis_points", "_bp", "quantity", "price", "gross", "net", "vat")


def floats_in(source: str) -> Iterator[int]:
    """Yield the lines on which a float is written, made, named or comes out of a division.

    A name that ends in `_s` counts seconds, and milliseconds may be divided into them.
    """
    yield from _floats_below(ast.parse(source))


def _floats_below(node: ast.AST) -> Iterator[int]:
    if _counts_seconds(node):
        return
    match node:
        case ast.Constant(value=float()) | ast.Name(id="float") | ast.Name(id="round"):
            yield node.lineno
        case ast.BinOp(op=ast.Div(), left=left, right=right) if _is_number(left) or _is_number(
            right
        ):
            yield node.lineno
    for child in ast.iter_child_nodes(node):
        yield from _floats_below(child)


def _counts_seconds(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name.lower().endswith("_s")
        case ast.arg(arg=name):
            return name.endswith("_s")
        case ast.BinOp(op=ast.Div(), left=ast.Name(id=name), right=ast.Constant(value=1000)):
            return name.lower().endswith("_ms")
    return False


def _is_number(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int()):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.endswith(MONEY)
    return False


def _modules(room: str) -> list[Path]:
    return sorted((HOUSE / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_no_float_lives_where_money_flows(room: str) -> None:
    assert _modules(room), "the room stands"
    found = {
        f"{path.relative_to(HOUSE).as_posix()}:{line}"
        for path in _modules(room)
        if path.relative_to(HOUSE).as_posix() not in ALLOWED
        for line in floats_in(path.read_text("utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize("path", ALLOWED)
def test_what_is_allowed_still_needs_it(path: str) -> None:
    assert list(floats_in((HOUSE / path).read_text("utf-8")))


@pytest.mark.parametrize(
    "source",
    [
        "a = 0.055",
        "a = float(b)",
        "def f(a: float): ...",
        "a = b_cents / c",
        "a = b / 100",
        "round(a)",
    ],
)
def test_a_float_is_found(source: str) -> None:
    assert list(floats_in(source))


@pytest.mark.parametrize(
    "source",
    [
        "a = b // 100",
        "a = folder / 'x'",
        "a = 5",
        "x = 'float 1.0'",
        "_TURN_S = 20.0",
        "def f(patience_s: float): ...",
        "f(timeout=_BUSY_MS / 1000)",
    ],
)
def test_what_is_no_float_is_let_pass(source: str) -> None:
    assert not list(floats_in(source))
