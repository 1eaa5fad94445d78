"""The example on a cluster, with a small universe: right signals, and it goes on where it was stopped."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import atc_core

SCRIPT = Path(__file__).parents[1] / "examples" / "cluster.py"
SYMBOLS, BARS, PARTITIONS = 23, 200, 4


def run_example(output):
    command = [sys.executable, SCRIPT, "--symbols", SYMBOLS, "--bars", BARS, "--partitions", PARTITIONS]
    command += ["--workers", 1, "--output", output]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """A universe of which one partition has lost its signals, and the second run's words."""
    folder = tmp_path_factory.mktemp("cluster")
    words = run_example(folder)
    assert "4 partitions, 0 of them have signals already" in words
    assert f"{SYMBOLS} symbols classified" in words
    assert "this one" in words
    universe = folder / f"universe-{SYMBOLS}x{BARS}x{PARTITIONS}"
    (universe / "signals" / "part-0002.parquet").unlink()
    return universe, run_example(folder)


def test_signals_are_those_of_the_prices(output):
    universe, _ = output
    parts = sorted((universe / "prices").glob("*.parquet"))
    assert len(parts) == PARTITIONS
    prices = pl.concat(map(pl.read_parquet, parts), how="horizontal")
    signals = pl.concat([pl.read_parquet(universe / "signals" / part.name) for part in parts], how="horizontal")
    assert signals.columns == prices.columns
    assert prices.shape == (BARS, SYMBOLS)
    np.testing.assert_array_equal(signals.to_numpy(), atc_core.atc(prices.to_numpy()).average_signal)


def test_it_goes_on_where_it_was_stopped(output):
    _, words = output
    assert "4 partitions, 3 of them have signals already" in words
    assert "5 symbols classified" in words or "6 symbols classified" in words
