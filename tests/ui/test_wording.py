import ast
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import desktop
from desktop.errors import RefusedError
from desktop.ui.shortcuts import SHORTCUTS
from desktop.ui.wording import Language, Wording
from desktop.ui.wording.command import TEXTS as COMMAND_TEXTS
from desktop.ui.wording.figures import read_money, read_rate, read_thousandths
from desktop.ui.wording.refusals import REFUSALS
from desktop.ui.wording.texts import TEXTS
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

PARIS = ZoneInfo("Europe/Paris")
FRENCH, ENGLISH = Wording(Language.FRENCH, PARIS), Wording(Language.ENGLISH, PARIS)
DESKTOP = Path(desktop.__file__).parent


@cache
def nodes_of_screens() -> list[tuple[Path, ast.AST]]:
    """Return all that stands in the screens' files, each with its file; what words them is none."""
    return [
        (path, node)
        for path in (DESKTOP / "ui").rglob("*.py")
        if "wording" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call | ast.Constant | ast.JoinedStr)
    ]


def facts_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def is_told_alike(french: str, english: str) -> bool:
    """Whether two languages say a text with the same facts, in one number or in two."""
    return bool(
        french.strip()
        and english.strip()
        and facts_of(french) == facts_of(english)
        and french.count("|") == english.count("|") <= 1
        and all(facts_of(part) <= facts_of(french) | {"n"} for part in french.split("|"))
    )


def test_both_languages_say_the_same_facts() -> None:
    assert {name: texts for name, texts in TEXTS.items() if not is_told_alike(*texts)} == {}


def is_whole(told: tuple[str, ...]) -> bool:
    """Whether title, sentence and next step are all there."""
    return len(told) == 3 and all(part.strip() for part in told)


def test_every_refusal_has_title_sentence_and_next_step_in_both_languages() -> None:
    wrong = {
        code: (french, english)
        for code, (french, english) in REFUSALS.items()
        if not (is_whole(french) and is_whole(english))
        or [facts_of(part) for part in french] != [facts_of(part) for part in english]
    }
    assert wrong == {}


def is_say(asked: ast.expr) -> bool:
    """Whether `say` is what is called, by itself or of whatever."""
    match asked:
        case ast.Name(id="say") | ast.Attribute(attr="say"):
            return True
    return False


def literal_calls() -> list[tuple[str, str, set[str] | None]]:
    """Return (where, name, facts) of every text asked for by a literal name; None: not all known."""
    calls = []
    for path, node in nodes_of_screens():
        if not isinstance(node, ast.Call) or not node.args or not is_say(node.func):
            continue
        first = node.args[0]
        names = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
        facts = {word.arg for word in node.keywords if word.arg}
        is_whole = all(word.arg for word in node.keywords)
        calls += [
            (f"{path.name}:{node.lineno}", str(name.value), facts if is_whole else None)
            for name in names
            if isinstance(name, ast.Constant)
        ]
    return [call for call in calls if "." in call[1] and " " not in call[1]]


def test_every_text_a_screen_asks_for_exists_with_its_facts() -> None:
    wrong = [
        (where, name, sorted(facts or ()))
        for where, name, facts in literal_calls()
        if name not in TEXTS or (facts is not None and facts_of(TEXTS[name][0]) - facts)
    ]

    assert wrong == []


def test_no_text_is_left_that_no_screen_says() -> None:
    said = {
        str(node.value)
        for _path, node in nodes_of_screens()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    begun = {
        str(node.values[0].value)
        for _path, node in nodes_of_screens()
        if isinstance(node, ast.JoinedStr)
        and node.values
        and isinstance(node.values[0], ast.Constant)
    }
    left = [
        name
        for name in TEXTS
        if name not in COMMAND_TEXTS
        and name not in said
        and not any(len(start) >= 4 and name.startswith(start) for start in begun)
    ]

    assert left == []


def test_every_key_of_the_table_has_its_words_once() -> None:
    places = [(shortcut.room, keys) for shortcut in SHORTCUTS for keys in shortcut.keys]
    everywhere = {keys for room, keys in places if not room}

    assert len(places) == len(set(places))
    assert not [keys for room, keys in places if room and keys in everywhere]
    assert all(shortcut.text in TEXTS for shortcut in SHORTCUTS)


def test_no_key_means_two_things_while_one_pays() -> None:
    sale = {keys for each in SHORTCUTS if each.room == "sale" for keys in each.keys}
    payment = {keys for each in SHORTCUTS if each.room == "payment" for keys in each.keys}

    assert not sale & payment


def test_plurals_follow_each_language() -> None:
    assert FRENCH("sale.articles", n=0) == "0 article"
    assert FRENCH("sale.articles", n=2) == "2 articles"
    assert ENGLISH("sale.articles", n=0) == "0 items"
    assert ENGLISH("sale.articles", n=1) == "1 item"


def test_amounts_are_written_as_each_language_writes_them() -> None:
    assert FRENCH.money(Money(123456)) == "1\u202f234,56\u00a0€"
    assert ENGLISH.money(Money(-123456)) == "−€1,234.56"
    assert FRENCH.price(Money(2890), Unit.KILOGRAM) == "28,90\u00a0€/kg"
    assert FRENCH.round_money(Money(2000)) == "20\u00a0€"
    assert FRENCH.quantity(Quantity.grams(310)) == "0,310\u00a0kg"
    assert FRENCH.quantity(Quantity.pieces(-2)) == "−2"
    assert FRENCH.rate(VatRate(550)) == "5,5\u00a0%"
    assert ENGLISH.rate(VatRate(2000)) == "20%"


def test_times_are_told_in_the_shops_zone() -> None:
    noon = datetime(2026, 7, 14, 10, 5, tzinfo=UTC)

    assert FRENCH.time(noon) == "12:05"
    assert FRENCH.day(noon) == "mardi 14 juillet"
    assert FRENCH.moment(noon, noon + timedelta(hours=20)) == "mardi 14 juillet 12:05"
    assert FRENCH.span(timedelta(minutes=59)) == "59\u00a0min"
    assert FRENCH.span(timedelta(minutes=80)) == "1\u00a0h\u00a020"
    assert FRENCH.span(-timedelta(days=3)) == "3\u00a0j"


def test_keys_are_called_as_they_are_printed() -> None:
    assert FRENCH.keys("Shift+Return") == "Maj+Entrée"
    assert ENGLISH.keys("Shift+Return") == "Shift+Enter"
    assert FRENCH.keys("+") == "+"


def test_an_error_nobody_foresaw_still_says_what_to_do() -> None:
    told = FRENCH.refusal(RefusedError("something_new"))

    assert "something_new" in told.message
    assert told.next_step


def test_a_refusal_whose_fact_is_missing_leaves_a_gap_and_no_crash() -> None:
    assert "…" in FRENCH.refusal(RefusedError("code_taken")).message


@given(st.integers(0, 9_999_999_99))
def test_what_a_field_shows_reads_back_as_the_same_amount(cents: int) -> None:
    for say in (FRENCH, ENGLISH):
        assert read_money(say.edit(Money(cents))) == Money(cents)


@given(st.integers(0, 99_999_999))
def test_what_a_field_shows_reads_back_as_the_same_quantity(thousandths: int) -> None:
    quantity = Quantity(thousandths, Unit.KILOGRAM)

    assert read_thousandths(FRENCH.count(quantity)) == thousandths


@pytest.mark.parametrize("text", ["", "abc", "1,234", "-3", "1.2.3", "9" * 12, "1e5", "٣"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert read_money(text) is None


def test_rates_are_read_with_and_without_their_sign() -> None:
    assert read_rate("5,5 %") == VatRate(550)
    assert read_rate("100") is None
