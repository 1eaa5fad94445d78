"""The example on the S&P 500: it runs, and what it trades on paper was known when it was traded."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import atc_core

SCRIPT = Path(__file__).parents[1] / "examples" / "atc_sp500.py"


@pytest.fixture(scope="module")
def example():
    spec = importlib.util.spec_from_file_location("atc_sp500", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def close():
    random = np.random.default_rng(3)
    days = pd.bdate_range("2020-01-01", periods=300)
    return pd.Series(100 * np.exp(np.cumsum(random.normal(0, 0.01, 300))), days)


def test_it_prints_a_table_and_draws_a_chart(tmp_path):
    command = [sys.executable, str(SCRIPT), "--output", str(tmp_path)]
    # No test waits for a compilation.
    environment = {**os.environ, "ATC_BACKEND": "atc=rust"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "S&P 500, 1999-01-04 to 2018-12-31, 5,031 daily bars" in done.stdout
    for name in ("long and short", "long only", "buy and hold", "in market", "drawdown", "before costs"):
        assert name in done.stdout
    assert (tmp_path / "atc_sp500.png").read_bytes().startswith(b"\x89PNG")


def test_a_position_is_the_class_of_the_bar_before(example, close, environment):
    environment(BACKEND="atc=rust")
    average = atc_core.atc(close).average_signal
    held = example.positions_of(average)["long and short"]
    np.testing.assert_array_equal(held.to_numpy()[1:], atc_core.classify(average.to_numpy())[:-1])
    assert held.iloc[0] == 0
    # The last price is not known while the last bar is held.
    changed = close.copy()
    changed.iloc[-1] *= 2
    again = example.positions_of(atc_core.atc(changed).average_signal)
    pd.testing.assert_series_equal(again["long and short"], held)


def test_equity_by_hand(example):
    close = pd.Series([100.0, 110.0, 99.0, 99.0])
    position = pd.Series([0, 1, -1, 1])
    np.testing.assert_allclose(example.equity_of(close, position), [1.0, 1.1, 1.21, 1.21])
    said = example.figures(pd.Series([1.0, 2.0, 1.0, 1.0]), position)
    assert said["return"] == "+0.0%"
    assert said["drawdown"] == "-50.0%"
    assert said["in market"] == "100.0%"
    assert said["changes"] == "3"


def test_buy_and_hold_is_the_price(example, close):
    held = pd.Series(1, close.index)
    np.testing.assert_allclose(example.equity_of(close, held), close / close.iloc[0])
