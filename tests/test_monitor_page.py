"""The page of `atc-monitor`: it loads nothing, says what the tables say, and takes any name and any rows."""

import json
import sys

import numpy as np
import pandas as pd
import pytest
from page_reader import check_page

from atc_core.hints import install_extra
from atc_trading.monitor.feature_file import read_features
from atc_trading.monitor.monitor_command import main
from atc_trading.monitor.monitor_output import Outcome
from atc_trading.monitor.monitoring import Settings, monitored
from atc_trading.monitor.page import render
from atc_trading.monitor.page.timeline_data import timeline_data

pytest.importorskip("polars", reason='reading files needs polars: pip install "./atc_trading[monitor]"')
pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[monitor]"')
ROWS = 400
HOSTILE = '<img src=x onerror=alert(1)></script> & "co"'


@pytest.fixture(autouse=True)
def _interpreted(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python", FALLBACK="silent")


@pytest.fixture
def features():
    """Three sensors of two loads, with a spike."""
    random = np.random.default_rng(7)
    load = np.where(np.arange(ROWS) // 50 % 2, 5.0, 0.0)
    columns = {f"sensor_{number}": load + random.normal(0, 0.3, ROWS) for number in range(2)}
    columns[HOSTILE] = 2 * load + random.normal(0, 0.3, ROWS)
    frame = pd.DataFrame(columns, pd.date_range("2024-01-01", periods=ROWS, freq="D", name="time"))
    frame.iloc[300, 2] += 20
    return frame


@pytest.fixture
def outcome_of(tmp_path):
    """What is found in a file of features."""

    def found(features, settings=Settings(), **options):  # noqa: B008 it is immutable
        features.to_csv(tmp_path / "features.csv", **options)
        report = monitored(read_features(tmp_path / "features.csv"), settings)
        return Outcome(report, report.episodes)

    return found


def test_it_is_complete_loads_nothing_and_says_what_was_found(outcome_of, features):
    outcome = outcome_of(features)
    page = check_page(render(outcome))
    words = " ".join(page.words)
    assert "chart-timeline" in page.having("id")
    assert len([tag for tag, _ in page.elements if tag == "script"]) == 3
    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert words.count(HOSTILE) >= 2  # among the columns, and of its episode
    assert f"{len(outcome.episodes)} episodes." in words
    assert "2024-10-27" in words  # row 300
    counts, shares = outcome.report.regimes.transitions
    assert f"{100 * shares[0, 0]:.1f} %" in words
    assert f"{counts[0, 0]:,}" in words
    assert "regimes rust" in words


def test_the_chart_has_every_row_and_every_episode(outcome_of, features):
    outcome = outcome_of(features)
    facts = timeline_data(outcome.report)
    assert (facts["dated"], len(facts["x"]), facts["x"][300]) == (True, ROWS, "2024-10-27")
    assert [item["name"] for item in facts["detectors"]] == ["ar1", "pca", "isolation_forest"]
    assert sum(len(item["episodes"]) for item in facts["detectors"]) == len(outcome.episodes)
    scores = facts["detectors"][1]["score"]
    assert scores[: ROWS // 2] == [None] * (ROWS // 2)  # training
    peak = next(item for item in facts["detectors"][1]["episodes"] if item["peak"] == "2024-10-27")
    assert (peak["column"], peak["score"]) == (HOSTILE, pytest.approx(scores[300]))
    assert facts["training"] == ["2024-01-01", "2024-07-18"]
    assert set(facts["regimes"]["labels"]) == {None, *range(facts["regimes"]["count"])}


def test_rows_without_times_are_numbered_and_nothing_found_is_said(outcome_of, features):
    calm = pd.DataFrame(np.random.default_rng(1).normal(size=(60, 2)), columns=["a", "b"])
    outcome = outcome_of(calm, Settings(alpha=1e-9, threshold=50.0), index=False)
    facts = timeline_data(outcome.report)
    assert (facts["dated"], facts["x"][:2], outcome.episodes) == (False, [0, 1], [])
    assert "There was none." in check_page(render(outcome)).words


def test_long_files_are_drawn_with_their_extremes(outcome_of):
    random = np.random.default_rng(2)
    long = pd.DataFrame(random.normal(size=(20_000, 2)), columns=["a", "b"])
    long.iloc[15_000] = 40.0
    facts = timeline_data(outcome_of(long, index=False).report)
    assert len(facts["x"]) < 10_000
    assert 15_000 in facts["x"]


def test_the_command_writes_it_and_json_says_where(features, tmp_path, capfd):
    features.to_csv(tmp_path / "features.csv")
    with pytest.raises(SystemExit) as ending:
        main([str(tmp_path / "features.csv"), "-q", "--json", "--report", str(tmp_path / "page.html")])
    told = json.loads(capfd.readouterr().out)
    assert (ending.value.code, told["report"]) == (0, str(tmp_path / "page.html"))
    check_page((tmp_path / "page.html").read_text(encoding="utf-8"))
    transitions = told["regimes"]["transitions"]
    assert np.array(transitions["counts"]).shape == (told["regimes"]["count"],) * 2
    assert np.nansum(np.array(transitions["probabilities"], float), axis=1).tolist() == pytest.approx(
        [1.0] * told["regimes"]["count"]
    )


def test_without_plotly_it_says_so_before_it_computes(features, tmp_path, capfd, monkeypatch):
    features.to_csv(tmp_path / "features.csv")
    for module in ("plotly", "plotly.offline"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit) as ending:
        main([str(tmp_path / "features.csv"), "-q", "--report", str(tmp_path / "page.html")])
    output, error = capfd.readouterr()
    assert (ending.value.code, output) == (1, "")
    assert f"needs plotly; install it with: {install_extra('monitor', 'atc-trading')}\n" in error
