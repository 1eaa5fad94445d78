"""The example of indicators: it runs, draws, and its columns are what the kernels give."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import atc_core

SCRIPT = Path(__file__).parents[1] / "examples" / "indicators.py"
PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def example():
    spec = importlib.util.spec_from_file_location("indicators", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bars():
    random = np.random.default_rng(3)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.01, 200)))
    opened = close * np.exp(random.normal(0, 0.005, 200))
    high, low = np.maximum(opened, close) * 1.01, np.minimum(opened, close) * 0.99
    days = pd.bdate_range("2020-01-01", periods=200)
    return pd.DataFrame({"Open": opened, "High": high, "Low": low, "Close": close, "Adj Close": close / 2}, days)


def test_it_says_the_last_bar_and_draws_a_chart(tmp_path):
    command = [sys.executable, str(SCRIPT), "--output", str(tmp_path), "--bars", "60"]
    # No test waits for a compilation.
    environment = {**os.environ, "ATC_BACKEND": "rust,python"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "columns of supertrend: {'high': 'High', 'low': 'Low', 'close': 'Close'}" in done.stdout
    for name in ("upper", "middle", "lower", "supertrend", "rsi", "macd", "signal", "histogram"):
        assert f"\n{name} " in done.stdout
    assert (tmp_path / "indicators.png").read_bytes().startswith(PNG)


def test_its_columns_are_those_of_the_kernels(example, bars, environment):
    environment(BACKEND="rust,python")
    found = example.indicators(bars)
    high, low, close = (bars[name].to_numpy() for name in ("High", "Low", "Close"))
    wanted = {
        **atc_core.bollinger(close, 20, 2.0)._asdict(),
        **atc_core.supertrend(high, low, close, 10, 3.0)._asdict(),
        "rsi": atc_core.rsi(close, 14),
        **atc_core.macd(close, 12, 26, 9)._asdict(),
    }
    assert list(found.columns) == list(wanted)
    for name, values in wanted.items():
        np.testing.assert_array_equal(found[name].to_numpy(), values)


@pytest.mark.parametrize("shown", [slice(None), slice(-40, None), slice(0, 30), slice(-2, None)])
def test_any_part_can_be_drawn(example, bars, environment, tmp_path, shown):
    """Before the first valid bar there is nothing to draw, and no error."""
    environment(BACKEND="rust,python")
    path = tmp_path / "part.png"
    example.draw(bars.iloc[shown], example.indicators(bars).iloc[shown], path)
    assert path.read_bytes().startswith(PNG)
