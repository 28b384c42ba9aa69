"""Figures are judged by the goals that are given, and by nothing else."""

import json

import pytest

from bench import measure
from bench.measure import Result, not_measured, result


def test_a_figure_is_judged_by_its_bound_its_99th_percentile_and_its_floor() -> None:
    values = [1.0] * 98 + [9.0, 9.0]

    assert result("x", values, goal=1).ok is True
    assert result("x", values, goal=0.9).ok is False
    assert result("x", values, goal_p99=8).ok is False
    assert result("x", values, floor=0.5, goal_ratio=2).ok is True
    assert result("x", values, floor=[0.4, 0.4, 0.9], goal_ratio=2).ok is False


def test_a_speed_is_judged_from_below() -> None:
    assert result("x", [300.0], at_least=300).ok is True
    assert result("x", [299.0], at_least=300).ok is False


def test_what_has_no_goal_or_was_not_measured_is_told_and_not_judged() -> None:
    assert result("x", [1.0]).ok is None
    line = not_measured("x", "no compiler")
    assert (line.ok, line.p50, line.note) == (None, None, "not measured: no compiler")


@pytest.mark.parametrize("line", [result("x", [1.0, 2.0], floor=1.0), not_measured("y", "why")])
def test_a_run_is_one_json_document_with_the_machine_it_was_made_on(line: Result) -> None:
    told = json.loads(measure.document([line]))

    assert set(told) == {"machine", "results"}
    assert "load" in told["machine"]
    assert told["results"][0]["name"] == line.name
