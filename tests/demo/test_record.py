"""What a day leaves behind, whether it succeeds or not."""

import json
from pathlib import Path
from typing import Any

import pytest

from demo.record import DayRecord, StepFailedError


def told(record: DayRecord) -> dict[str, Any]:
    document = json.loads((record.folder / "day.json").read_text("utf-8"))
    assert isinstance(document, dict)
    return document


@pytest.fixture
def record(tmp_path: Path) -> DayRecord:
    return DayRecord(tmp_path / "new" / "day")


def test_step_is_written_with_its_checks_and_figures(record: DayRecord) -> None:
    with record.step("the till is opened") as step:
        step.check("the float is 150 €", holds=True)
        step.check("the till is open", holds=True)
        step.figure("opened_ms", 12)
    day = told(record)
    assert day["is_whole_day"] is True
    (one,) = day["steps"]
    assert one["step"] == "the till is opened"
    assert one["checked"] == ["the float is 150 €", "the till is open"]
    assert one["figures"] == {"opened_ms": 12}
    assert one["done"] is True
    assert one["ms"] >= 0


def test_claim_that_does_not_hold_ends_the_step_and_is_told(record: DayRecord) -> None:
    with record.step("morning") as step:
        step.check("the sun is up", holds=True)
    with pytest.raises(StepFailedError, match="noon: not so: it rains"):
        _noon(record)
    day = told(record)
    assert day["is_whole_day"] is False
    assert [step["done"] for step in day["steps"]] == [True, False]
    assert day["steps"][1]["checked"] == ["it is twelve"]


def _noon(record: DayRecord) -> None:
    with record.step("noon") as step:
        step.check("it is twelve", holds=True)
        step.check("it rains", holds=False)


def test_mishap_that_nobody_foresaw_is_written_too(record: DayRecord) -> None:
    with pytest.raises(ZeroDivisionError), record.step("a step with a bug"):
        raise ZeroDivisionError
    assert told(record)["is_whole_day"] is False


def test_day_is_told_anew_after_each_step(record: DayRecord) -> None:
    for count in range(1, 4):
        with record.step(f"step {count}"):
            pass
        assert len(told(record)["steps"]) == count


def test_day_that_goes_on_after_a_mishap_is_no_whole_day(record: DayRecord) -> None:
    with pytest.raises(StepFailedError), record.step("one") as step:
        step.check("it holds", holds=False)
    with record.step("two"):
        pass
    assert told(record)["is_whole_day"] is False


def test_seconds_are_those_of_all_steps(record: DayRecord) -> None:
    for name in ("one", "two"):
        with record.step(name):
            pass
    day = told(record)
    assert day["seconds"] == round(sum(step["ms"] for step in day["steps"]) / 1000, 1)


def test_pictures_are_numbered_in_the_order_of_the_day(record: DayRecord) -> None:
    names = [record.picture_path(name).name for name in ("sale", "till", "sale")]
    assert names == ["01-sale.png", "02-till.png", "03-sale.png"]


def test_papers_are_kept_in_their_folder(record: DayRecord) -> None:
    kept = record.keep("papers/01-receipt.bin", b"\x1b@")
    assert kept == record.folder / "papers" / "01-receipt.bin"
    assert kept.read_bytes() == b"\x1b@"
