"""Whatever the shop may have to say has its words: every error, finding and fault, both languages."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest

from desktop.services.database import _CODES as STORAGE_CODES
from desktop.ui.wording import Language, Wording
from desktop.ui.wording.refusals import REFUSALS
from desktop.ui.wording.texts import TEXTS
from printing.transports import Condition

HOUSE = Path(__file__).resolve().parents[2]
FAMILIES = {"RefusedError", "WorldError", "BugError", "DayOverError"}
_ALWAYS = {"code"}
"""Facts the wording adds by itself."""
_NOT_RAISED_BY_NAME = {"unforeseen", "bug"}
SAVES = ("cataloguing.py", "product_drafts.py")
_JARGON = re.compile(
    r"\b(erreurs?|invalides?|incorrect\w*|illégal\w*|échec|échoué\w*|exceptions?|fatal\w*|null"
    r"|token|socket|timeout|serveur|client HTTP|SQL|vous avez (?:mal|oublié|fait)|votre faute)\b",
    re.IGNORECASE,
)


def trees(room: str) -> Iterator[tuple[str, ast.Module]]:
    """Read the files of a room that name an error."""
    for path in sorted((HOUSE / room).rglob("*.py")):
        source = path.read_text("utf-8")
        if any(family in source for family in FAMILIES):
            yield str(path.relative_to(HOUSE)), ast.parse(source)


@cache
def raised(room: str) -> dict[str, list[tuple[str, set[str] | None]]]:
    """Return where each error code is raised and with which facts (None: not all are named)."""
    found: defaultdict[str, list[tuple[str, set[str] | None]]] = defaultdict(list)
    for path, tree in trees(room):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FAMILIES:
                facts = {word.arg for word in node.keywords if word.arg}
                is_whole = len(facts) == len(node.keywords)
                for code in node.args:
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        where = f"{path}:{node.lineno}"
                        found[code.value].append((where, facts if is_whole else None))
    for spoken in {*STORAGE_CODES.values(), "disk_failed"}:
        found[spoken].append(("storage", {"file", "detail"}))
    return dict(found)


def facts_of(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


def test_every_error_has_its_words() -> None:
    """Title, sentence and next step: `tests/ui/test_wording.py` holds each to it."""
    assert raised("desktop").keys() - REFUSALS.keys() == set()


def test_every_fact_a_sentence_tells_is_known_where_it_is_raised() -> None:
    lacking = {
        (code, where): told - facts - _ALWAYS
        for code, sites in raised("desktop").items()
        for told in [{fact for part in chain(*REFUSALS.get(code, ())) for fact in facts_of(part)}]
        for where, facts in sites
        if facts is not None and told - facts - _ALWAYS
    }
    assert lacking == {}


def test_no_words_are_kept_for_errors_nobody_raises() -> None:
    known = raised("desktop").keys() | raised("demo").keys() | raised("bench").keys()
    assert REFUSALS.keys() - known - _NOT_RAISED_BY_NAME == set()


@pytest.mark.parametrize("room", ["demo", "bench"])
def test_rooms_above_the_shop_have_their_words_too(room: str) -> None:
    assert raised(room).keys() - REFUSALS.keys() == set()


def test_no_sentence_uses_jargon_or_blames() -> None:
    # A mistake of ours may be called one.
    told = {code: french for code, (french, _english) in REFUSALS.items() if code != "bug"}
    assert {
        code: part for code, parts in told.items() for part in parts if _JARGON.search(part)
    } == {}


def test_every_sentence_ends_and_no_title_does() -> None:
    wrong = [
        code
        for code, ((title, *sentences), _english) in REFUSALS.items()
        if title.endswith(".") or not all(part.endswith((".", "!", "?", "…")) for part in sentences)
    ]
    assert wrong == []


def test_every_finding_of_the_doctor_has_its_words() -> None:
    tree = ast.parse((HOUSE / "desktop/services/upkeep/doctor.py").read_text("utf-8"))
    named = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).startswith("doctor.")
    } - {"doctor.printer_"}
    standing = {
        f"doctor.printer_{condition.value}"
        for condition in Condition
        if not condition.can_print and condition is not Condition.SILENT
    }
    assert (named | standing) - TEXTS.keys() == set()


def test_every_fault_of_a_list_has_its_words() -> None:
    tree = ast.parse((HOUSE / "desktop/domain/product_file.py").read_text("utf-8"))
    faults = {
        f"line.{node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("line_")
    }
    assert len(faults) >= 8
    assert faults - TEXTS.keys() == set()


def test_what_a_save_refuses_in_a_list_has_short_words() -> None:
    """`comptoir import` says them behind the line's number."""
    found = {
        f"line.{code}"
        for code, sites in raised("desktop").items()
        if any(Path(where).name.startswith(SAVES) for where, _facts in sites)
    }
    assert found, "what saves a product stands elsewhere"
    by_hand_only = {
        "line.unknown_product",
        "line.unknown_article",
        "line.unknown_change",
        "line.change_undone",
        "line.not_ready_for_online",
        "line.variant_missing",
        "line.name_missing",
        "line.quantity_out_of_range",
        "line.wrong_unit",
        "line.bundle_terms",
        "line.content_out_of_range",
        "line.reorder_backwards",
    }
    assert found - by_hand_only - TEXTS.keys() == set()


@pytest.mark.parametrize("language", list(Language))
def test_an_error_with_facts_missing_is_told_all_the_same(language: Language) -> None:
    from desktop.errors import WorldError  # noqa: PLC0415 beside its one use
    from desktop.settings import Settings  # noqa: PLC0415 the same

    say = Wording(language, Settings().zone)
    for code in (*REFUSALS, "never_heard_of"):
        told = say.refusal(WorldError(code))
        assert told.title
        assert "{" not in told.message + told.next_step
