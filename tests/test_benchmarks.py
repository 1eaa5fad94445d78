"""What the benchmarks conclude from their measurements, on measurements that are made up."""

import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

import atc_core

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(autouse=True)
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)


@pytest.fixture
def found():
    row = {
        "rust": (4.0, 1.0),
        "ordinary loop": (16.0, 4.0),
        "quick": (6.0, 1.5),
        "slow": (40.0, 10.0),
        "copy": (2.0, 0.5),
    }
    speeds = {name: {"microseconds": time, "ratio": ratio} for name, (time, ratio) in row.items()}
    errors = {"error": 1e-16, "after_spike": 1e-16, "verdict": "exact"}
    drifting = {"error": 1e-15, "after_spike": 2e-9, "verdict": "drifts"}
    return {
        "machine": "a machine",
        "length": 28,
        "versions": {"quick": "1.0", "slow": "2.0"},
        "missing": {"absent": "No module named 'absent'"},
        "speed": {"10000": {"ema": speeds}},
        "accuracy": {"ema": {"rust": errors, "ordinary loop": errors, "quick": drifting, "slow": errors}},
        "conventions": {"slow": {"ema": "Seeded with x[0]."}},
    }


def printed(parts):
    from rich.console import Console

    console = Console(width=200, file=StringIO())
    for part in parts:
        console.print(part)
    return console.file.getvalue()


def test_the_peers_table_names_the_fastest_first_and_who_drifts(found):
    import peers_report

    text = printed(peers_report.console(found))
    assert "quick\N{NO-BREAK SPACE}1.50†, slow\N{NO-BREAK SPACE}10.00" in text
    assert "Seeded with x[0]." in text
    assert "absent is left out: No module named 'absent'" in text


def test_the_readme_gets_ratios(found):
    import peers_report

    lines = peers_report.markdown(found).splitlines()
    assert lines[2] == "| `ema` | 4 | 4 |  | 1.5† quick |"
    assert "quick 1.0, slow 2.0" in lines[-1]


def test_a_goal_is_met_by_its_ratio(found):
    from goals import goals

    by_opponent = {goal.against: goal for goal in goals(found["speed"])}
    assert by_opponent["ordinary loop"].is_met
    assert not by_opponent["fastest library, quick"].is_met


def test_equity_must_do_better_on_a_million_bars():
    from goals import goals

    row = {
        "equity": {"rust": {"microseconds": 1.0, "ratio": 1.0}, "ordinary loop": {"microseconds": 5.0, "ratio": 5.0}}
    }
    assert [goal.is_met for goal in goals({"10000": row, "1000000": row})] == [True, False]


def running_sum(x, length):
    sums = np.cumsum(x)
    return (sums[length:] - sums[:-length]) / length


def test_a_running_sum_drifts_and_a_wrong_average_is_inexact():
    from accuracy import accuracy

    assert accuracy("sma", running_sum).verdict == "drifts"
    assert accuracy("sma", lambda x, length: 1.001 * atc_core.sma(x, length)).verdict == "inexact"
    assert accuracy("sma", lambda x, _: np.full(len(x), np.nan)).verdict == "inexact"


@pytest.mark.parametrize(
    ("now", "wrong", "hints"),
    [
        (1_000, 0, 0),
        (1_100, 0, 0),
        (1_101, 1, 0),
        (900, 0, 0),
        (899, 0, 1),
    ],
)
def test_ten_percent_more_instructions_are_too_many(now, wrong, hints):
    from instructions import compare

    complaints, told = compare({"ema": {"32 bars": 1_000}}, {"ema": {"32 bars": now}})
    assert (len(complaints), len(told)) == (wrong, hints)


def test_the_complaint_says_what_was_what_is_and_how_to_accept():
    from instructions import compare

    (line,), _ = compare({"ema": {"32 bars": 1_000}}, {"ema": {"32 bars": 1_500}})
    assert line.startswith("ema (32 bars) was 1,000 instructions, is 1,500 (+50 %, allowed are +10 %)")
    assert "make instructions-accept" in line


def test_a_kernel_that_was_never_accepted_is_wrong_and_one_that_is_gone_is_told():
    from instructions import compare

    wrong, hints = compare({"old": {"32 bars": 1}}, {"new": {"32 bars": 1}})
    assert "new (32 bars) has no accepted count" in wrong[0]
    assert hints == ["old (32 bars) is accepted but no longer counted"]


def test_every_kernel_of_rust_has_accepted_instructions():
    import json

    from instructions import ACCEPTED, cases_of, has_windows_that_grow

    from atc_rust import _native

    accepted = json.loads(ACCEPTED.read_text())["instructions"]
    counted = [*_native.KERNELS, *filter(has_windows_that_grow, _native.INCREMENTAL_KERNELS)]
    assert {(kernel, label) for kernel, labels in accepted.items() for label in labels} == {
        (case.kernel, case.label) for case in cases_of(counted)
    }


def test_a_run_is_compared_with_the_last_commit_that_has_one():
    from last_commit import saved

    names = [
        "0001_aa_d_t",
        "0002_bb_d_t",
        "0003_bb_d_t_uncommitted-changes",
        "0004_bb_d_t",
        "0005_cc_d_t_uncommited-changes",
    ]
    assert saved(names, ["cc", "bb", "aa"]) == "0004"
    assert saved(names, ["aa"]) == "0001"
    assert saved(names, ["dd"]) is None


def test_memory_may_grow_with_the_length_only():
    from memory import Extra

    copy = 8 * 8_000_000
    assert not Extra("ema", "rust", 28, 8_000_000, 0, 4096).breaks_the_rule
    assert Extra("ema", "rust", 20_000, 8_000_000, copy, 0).breaks_the_rule
    assert not Extra("ema", "pandas", 28, 8_000_000, copy, copy).breaks_the_rule


def test_a_library_that_is_missing_is_told(monkeypatch):
    import libraries

    monkeypatch.setitem(sys.modules, "tulipy", None)
    monkeypatch.delitem(sys.modules, "libraries.tulipy", raising=False)
    _, missing = libraries.installed()
    assert "tulipy" in missing


def test_the_racing_ratio_is_to_the_first():
    from racing import Lane

    lane = Lane([10.0, 20.0, 30.0], [2.0, 4.0, 3.0])
    assert (lane.typical, lane.ratio) == (20.0, 3.0)
