"""The command `atc-monitor`: planted faults are found, broken columns stop nothing, and how it ends."""

import json
import re
from functools import partial

import numpy as np
import pandas as pd
import pytest

import atc_core
from atc_trading.errors import MonitorUsageError
from atc_trading.monitor.column_states import equal_runs
from atc_trading.monitor.component_detector import contributions
from atc_trading.monitor.episodes import counted
from atc_trading.monitor.findings import shares_of
from atc_trading.monitor.gap_filling import prepared
from atc_trading.monitor.monitor_command import main
from atc_trading.monitor.time_breaks import breaks, parted
from atc_trading.monitor.training_span import span_ends

pytest.importorskip("polars", reason='reading files needs polars: pip install "./atc_trading[monitor]"')
ROWS, TRAINED = 600, 300
HOSTILE = "a\x1b[31m$x_{"


@pytest.fixture(autouse=True)
def _interpreted(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python", FALLBACK="silent")


@pytest.fixture
def features():
    """Five sensors of one machine, hourly, with a load that changes every 100 hours."""
    random = np.random.default_rng(4)
    load = np.where(np.arange(ROWS) // 100 % 2, 3.0, 1.0)
    heat = random.normal(0, 0.4, ROWS)
    columns = {
        f"sensor_{number}": 50 + number + load * (1 + 0.3 * number) + heat * (number - 2) + random.normal(0, 0.2, ROWS)
        for number in range(5)
    }
    return pd.DataFrame(columns, pd.date_range("2024-01-01", periods=ROWS, freq="h", name="time"))


@pytest.fixture
def run(in_process):
    """Run `atc-monitor` in this process: status, standard output, standard error."""
    return partial(in_process, main)


@pytest.fixture
def told(run, tmp_path):
    """What `--json` says of features."""

    def ask(features, *arguments):
        path = tmp_path / "features.parquet"
        features.to_parquet(path)
        status, output, error = run(path, "--quiet", "--json", *arguments)
        assert (status, error) == (0, "")
        return json.loads(output)

    return ask


def found(told, detector, row, features):
    """The episode of a detector that holds a row."""
    time = features.index[row].strftime("%Y-%m-%d %H:%M")
    return [item for item in told["episodes"] if item["detector"] == detector and item["start"] <= time <= item["end"]]


def test_a_spike_a_drift_and_a_break_of_ties_are_found_with_their_columns(told, features):
    features.iloc[350, 1] += 6
    features.iloc[430:470, 3] += 2.0
    answer = told(features)
    (spike,) = found(answer, "ar1", 350, features)
    assert (spike["column"], spike["start"]) == ("sensor_1", "2024-01-15 14:00")
    assert spike["contribution"] > 0.8
    assert [item["column"] for item in found(answer, "pca", 350, features)] == ["sensor_1"]
    drifts = [item for row in range(430, 470, 5) for item in found(answer, "pca", row, features)]
    assert drifts
    assert {item["column"] for item in drifts} == {"sensor_3"}
    assert answer["training"] == {"start": "2024-01-01 00:00", "end": "2024-01-13 11:00", "rows": TRAINED}
    assert set(answer["limits"]) == {"ar1", "pca", "isolation_forest"}
    ends = [(item["start"], item["end"]) for item in answer["episodes"]]
    assert ends == sorted(ends, key=lambda item: item[0])
    assert min(item["start"] for item in answer["episodes"]) > answer["training"]["end"]


def test_what_nothing_was_planted_in_has_few_episodes(told, features):
    features -= np.where(np.arange(ROWS) // 100 % 2, 2.0, 0.0)[:, None] * (1 + 0.3 * np.arange(5))  # one load
    answer = told(features)
    assert len(answer["episodes"]) <= 5
    assert answer["regimes"]["count"] >= 1


def test_loads_are_regimes(told, features):
    regimes = told(features, "--duration", "5")["regimes"]
    assert regimes["count"] == 2
    assert len(regimes["stretches"]) == 6
    assert regimes["stretches"][1]["start"] == "2024-01-05 08:00"  # row 100, and four more until it is sure


def test_broken_columns_are_told_and_stop_nothing(told, features):
    clean = told(features)
    features["constant"] = 7.0
    features["wakes"] = np.where(np.arange(ROWS) < 500, 3.0, 4.0)
    features["empty"] = np.nan
    features["sparse"] = np.where(np.arange(ROWS) % 3 == 0, 1.0 * np.arange(ROWS), np.nan)
    features["words"] = "high"
    features["huge"] = 1e200
    answer = told(features)
    remarks = {item["name"]: item["remark"] for item in answer["columns"] if not item["is_used"]}
    assert remarks == {
        "constant": "constant at 7 in the training rows",
        "wakes": "constant at 3 in the training rows, first another value at 2024-01-21 20:00",
        "empty": "no value in the training rows",
        "sparse": "67% missing in the training rows",
        "words": "row 1, column 'words': 'high' is no number",
        "huge": "no value in the training rows",
    }
    for name in ("episodes", "regimes", "limits"):
        assert answer[name] == clean[name]


def test_flags_are_numbers_and_equal_names_are_told_apart(run, features, tmp_path):
    features["open"] = np.arange(ROWS) // 50 % 2 == 0
    features.to_parquet(tmp_path / "features.parquet")
    _, output, _ = run(tmp_path / "features.parquet", "-q", "--json")
    assert [item["name"] for item in json.loads(output)["columns"] if item["is_used"]][-1] == "open"
    twice = features.set_axis(["a", "b", "a", "a", "c", "open"], axis=1)
    twice.to_csv(tmp_path / "twice.csv")
    _, output, _ = run(tmp_path / "twice.csv", "-q", "--json")
    assert [item["name"] for item in json.loads(output)["columns"][:5]] == ["a", "b", "a (2)", "a (3)", "c"]


def test_gaps_and_dead_sensors_are_told_and_their_rows_still_scored(told, features):
    features.iloc[100:120, 0] = np.nan
    features.iloc[400:460, 0] = np.nan
    features.iloc[500:560, 2] = features.iloc[500, 2]
    features.iloc[430, 4] += 8
    answer = told(features)
    remarks = {item["name"]: item["remark"] for item in answer["columns"] if item["remark"]}
    assert remarks["sensor_0"] == "80 missing in 2 gaps"
    assert re.fullmatch(r"stuck at \S+ from 2024-01-21 20:00 to 2024-01-24 07:00, 60 rows", remarks["sensor_2"])
    assert [item["column"] for item in found(answer, "pca", 430, features)] == ["sensor_4"]
    assert answer["unscored"] == 0


def test_gaps_are_filled_by_what_their_row_leads_to_expect(features):
    x = features.to_numpy()
    is_training = np.arange(ROWS) < TRAINED
    holed = x.copy()
    holed[TRAINED:][np.random.default_rng(3).random((ROWS - TRAINED, 5)) < 0.1] = np.nan
    holed[5, 2] = holed[400, :4] = np.nan
    data = prepared(holed, is_training)
    gaps = np.isnan(holed) & ~np.isnan(data.filled)
    assert gaps.sum() > 100
    assert (
        np.isnan(data.filled).any(axis=1).nonzero()[0].tolist()
        == np.flatnonzero(np.isnan(holed).mean(axis=1) >= 0.5).tolist()
    )
    assert np.abs(data.filled - x)[gaps].mean() < 0.3  # the noise is 0.2; the training median is off by more than 1
    assert np.abs(data.medians - x)[gaps].mean() > 1
    np.testing.assert_array_equal(data.filled[~np.isnan(holed)], x[~np.isnan(holed)])
    assert len(data.training) == TRAINED - 1
    other = holed.copy()
    other[450:] = np.nan
    np.testing.assert_array_equal(prepared(other, is_training).filled[:450], data.filled[:450])


def test_copies_of_a_sensor_fill_each_other():
    random = np.random.default_rng(0)
    x = np.repeat(random.normal(size=(100, 1)), 4, axis=1)
    x[60, 1] = np.nan
    filled = prepared(x, np.arange(100) < 50).filled
    assert filled[60, 1] == pytest.approx(x[60, 0], abs=1e-4)


def test_rows_of_which_half_is_missing_have_no_score(told, features):
    features.iloc[400:410, :3] = np.nan
    assert told(features)["unscored"] == 10


def test_a_few_complete_rows_are_enough(told, features):
    random = np.random.default_rng(1)
    holed = features.where(random.random(features.shape) > 0.4)
    assert (holed.notna().all(axis=1).sum()) < 60
    assert told(holed)["rows"] == ROWS


def test_a_future_row_changes_no_score_of_another(told, features):
    features.iloc[350, 1] += 6
    before = [item for item in told(features)["episodes"] if item["end"] < "2024-01-20"]
    features.iloc[550:, :] = [1e6, np.nan, np.inf, -1e6, 0.0]
    assert [item for item in told(features)["episodes"] if item["end"] < "2024-01-20"] == before


def test_log_and_json_name_backends_and_rows(told, run, features, tmp_path, caplog):
    answer = told(features)
    calls = {item["kernel"]: (item["backend"], item["rows"]) for item in answer["computed"]}
    assert calls["ar1_score"][1] == ROWS
    assert calls["pca_fit"][1] == TRAINED
    assert {"isolation_forest_score", "regimes", "smooth_labels", "kmeans_predict"} <= set(calls)
    assert not caplog.messages
    assert run(tmp_path / "features.parquet")[0] == 0
    assert {f"ar1_fit backend={calls['ar1_fit'][0]} n=300", f"pca_score backend={calls['pca_score'][0]} n=600"} <= set(
        caplog.messages
    )


def test_tables(run, features, tmp_path):
    features.iloc[350, 1] += 6
    features["dead"] = 1.0
    path = tmp_path / "machine.csv"
    features.to_csv(path)
    status, output, _ = run(path, "--train", "2024-01-01:2024-01-12", "--top", "2", "-q")
    assert status == 0
    assert "machine.csv: 600 rows, 2024-01-01 00:00 to 2024-01-25 23:00, 5 of 6 columns used" in output
    assert "fitted to 288 rows, 2024-01-01 00:00 to 2024-01-12 23:00; 312 rows scored" in output
    assert re.search(r"^dead +no +constant at 1 in the training rows$", output, re.MULTILINE)
    assert re.search(r"^2024-01-15 14:00 .* pca +sensor_1 +\d+% .*$", output, re.MULTILINE)
    assert re.search(r"^\d+ episodes, 2 of them shown$", output, re.MULTILINE)
    assert re.search(r"^2 regimes, silhouette 0\.\d\d, found in \d+ training rows$", output, re.MULTILINE)


def test_regimes_that_never_hold_and_a_single_episode_are_told(run, features, tmp_path):
    features.to_parquet(tmp_path / "features.parquet")
    _, output, _ = run(tmp_path / "features.parquet", "-q", "--duration", str(ROWS))
    assert re.search(rf"^2 regimes, .* training rows; none held for --duration {ROWS} rows$", output, re.MULTILINE)
    assert (counted(1), counted(2000)) == ("1 episode", "2,000 episodes")


def test_text_and_parquet_come_to_the_same(run, told, features, tmp_path):
    features.iloc[350, 1] += 6
    wanted = told(features)
    features.iloc[::-1].to_csv(tmp_path / "features.csv", sep=";")  # newest first
    status, output, _ = run(tmp_path / "features.csv", "-q", "--json")
    assert status == 0
    assert {**json.loads(output), "file": None} == {**wanted, "file": None}


def test_files_without_times_count_rows(run, tmp_path, features):
    features.iloc[350, 1] += 6
    features.to_csv(tmp_path / "plain.csv", index=False)
    status, output, _ = run(tmp_path / "plain.csv", "-q", "--json", "--train", "0:299")
    answer = json.loads(output)
    assert status == 0
    assert answer["training"] == {"start": "row 0", "end": "row 299", "rows": 300}
    assert "row 350" in {item["start"] for item in answer["episodes"]}


def test_the_time_line_is_drawn(run, features, tmp_path):
    pytest.importorskip("matplotlib")
    features = features.rename(columns={"sensor_1": HOSTILE})
    features.iloc[350, 1] += 6
    features.to_parquet(tmp_path / "features.parquet")
    status, output, error = run(tmp_path / "features.parquet", "-q", "--chart", tmp_path / "line.png")
    assert (status, error) == (0, "")
    assert "chart: " in output
    assert "\x1b" not in output
    assert (tmp_path / "line.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["--train", "2024-02-01:2024-03-01"], 1, "--train 2024-02-01:2024-03-01 has 0 rows, of 2024-01-01 00:00 to"),
        (["--train", "2023:2025"], 1, "--train 2023:2025 has all rows: none is left to score"),
        (["--train", "yesterday"], 2, "--train must be BEGIN:END, as 2024-01-01:2024-06-30, was 'yesterday'"),
        (["--train", "2024-05:2024-01"], 2, "--train: BEGIN must not be after END"),
        (["--alpha", "0"], 2, "--alpha must be above 0 and below 1, was 0"),
        (["--threshold", "-1"], 2, "--threshold must be above 0 and finite, was -1"),
        (["--date-column", "tme"], 2, "there is no column 'tme'; did you mean 'time'?"),
        (["--chart", "/nowhere/at/all.png"], 1, "/nowhere/at/all.png cannot be written"),
        (["--report", "/nowhere/at/all.html"], 1, "/nowhere/at/all.html cannot be written"),
        (["--seed", str(2**63)], 2, "Invalid value for '--seed'"),
        (["--duration", str(2**63)], 2, "Invalid value for '--duration'"),
    ],
)
def test_what_is_wrong_is_a_sentence(run, features, tmp_path, arguments, status, sentence):
    features.to_parquet(tmp_path / "features.parquet")
    ended, output, error = run(tmp_path / "features.parquet", "-q", *arguments)
    assert (ended, output) == (status, "")
    assert sentence in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("time\n2024-01-01\n2024-01-02\n", "has no column of numbers"),
        ("time,a\n2024-01-01,5\n2024-01-02,6\n", "the first half has 1 row, of"),
        ("", "is empty"),
    ],
)
def test_files_without_features(run, tmp_path, text, sentence):
    (tmp_path / "short.csv").write_text(text)
    status, output, error = run(tmp_path / "short.csv", "-q")
    assert (status, output) == (1, "")
    assert sentence in error


def test_no_usable_column(run, tmp_path, features):
    features[["sensor_0"]].assign(sensor_0=1.0).to_csv(tmp_path / "dead.csv")
    status, _, error = run(tmp_path / "dead.csv", "-q")
    assert status == 1
    assert "no column that a detector can be fitted to (sensor_0: constant at 1 in the training rows)" in error


def test_explain(run, tmp_path, features):
    features.to_csv(tmp_path / "features.csv")
    status, output, _ = run(tmp_path / "features.csv", "--explain", "--json")
    assert status == 0
    assert {"subject": "times", "taken": "'time'", "reason": "by its name and content"} in json.loads(output)


def test_nothing_is_expected_across_a_break_in_time(told, run, features, tmp_path):
    """The load jumps while the machine is silent; beside it, one lost row."""
    features = features.drop(features.index[[350, *range(405, 470)]])
    features.iloc[404:, :] += [0, 0, 9, 0, 0]
    answer = told(features)
    assert answer["breaks"] == ["2024-01-15 15:00", "2024-01-20 14:00"]
    assert not [
        item for item in answer["episodes"] if item["detector"] == "ar1" and item["start"] == answer["breaks"][1]
    ]
    _, output, _ = run(tmp_path / "features.parquet", "-q")
    assert "2 breaks in time, the first before 2024-01-15 15:00" in output


def test_breaks_of_even_and_uneven_clocks():
    even = np.datetime64("2024-01-01T00:00") + np.array([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]).astype("m8[m]")
    assert breaks(even).tolist() == [3]
    assert breaks(even[:2]).tolist() == []
    assert breaks(np.arange(9)).tolist() == []
    uneven = np.cumsum([1, 3, 2, 9, 1, 4, 2, 60, 3, 1]).astype("datetime64[s]")
    assert breaks(uneven).tolist() == [7]
    assert breaks(np.repeat(even, 3)).tolist() == []
    spaced, places = parted(np.arange(6.0).reshape(3, 2), np.array([1]))
    assert places.tolist() == [0, 2, 3]
    np.testing.assert_array_equal(spaced[places], np.arange(6.0).reshape(3, 2))
    assert np.isnan(spaced[1]).all()


def test_rows_of_one_time_are_told(run, features, tmp_path):
    pd.concat([features, features]).to_csv(tmp_path / "twice.csv")
    status, output, _ = run(tmp_path / "twice.csv", "-q")
    assert status == 0
    assert "600 rows have the time of the row before: is it a file of several machines?" in output


def test_one_column_is_enough(run, features, tmp_path):
    features.iloc[350, 0] += 9
    features[["sensor_0"]].to_csv(tmp_path / "one.csv")
    status, output, _ = run(tmp_path / "one.csv", "-q", "--json")
    assert status == 0
    assert {item["detector"] for item in json.loads(output)["episodes"]} >= {"ar1", "pca"}


def test_spans():
    day, month = np.datetime64("2024-01-05"), np.datetime64("2024-06")
    assert span_ends("2024-01-05:2024-06", is_dated=True) == (day, month + 1)
    assert span_ends(":2024-06", is_dated=True) == (None, month + 1)
    assert span_ends("2024-01-05 10:30:2024-06", is_dated=True)[0] == np.datetime64("2024-01-05T10:30")
    assert span_ends("7:", is_dated=False) == (7, None)
    for wrong in ("", ":", "2024-13:2025", "5:6"):
        with pytest.raises(MonitorUsageError, match="--train must be BEGIN:END"):
            span_ends(wrong, is_dated=True)


def test_runs_and_shares():
    assert equal_runs(np.array([1.0, 1, 2, np.nan, np.nan, 3, 3, 3])) == [(0, 2), (5, 8)]
    assert equal_runs(np.array([])) == []
    parts = np.array([[1.0, 3.0], [np.inf, 1.0], [0.0, 0.0], [np.nan, 2.0]])
    np.testing.assert_array_equal(shares_of(parts), [[0.25, 0.75], [1, 0], [0.5, 0.5], [0, 1]])


@pytest.mark.parametrize("chart", ["spe", "t2"])
def test_contributions_are_what_a_chart_falls_by(chart):
    random = np.random.default_rng(2)
    x = random.normal(size=(80, 4)) @ random.normal(size=(4, 4))
    model = atc_core.pca_fit(x, 2)
    before = getattr(atc_core.pca_score(x[:1], model), chart)[0]
    own = getattr(contributions(x[:1], model), chart)[0]
    for column in range(4):
        moved = np.repeat(x[:1], 20_001, axis=0)
        moved[:, column] += np.linspace(-8, 8, len(moved)) * model.scale[column]
        after = getattr(atc_core.pca_score(moved, model), chart).min()
        assert own[column] == pytest.approx(before - after, abs=1e-5)
