"""The example of sensors: one table, whichever backends there are, and that of pandas."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd

SCRIPT = Path(__file__).parents[1] / "examples" / "sensor_features.py"


def run(tmp_path, backend):
    """What it writes and says with one backend before the reference; the script compares itself with pandas."""
    table = tmp_path / f"{backend}.csv"
    command = [sys.executable, str(SCRIPT), "--rows", "400", "--sensors", "6", "--output", str(table)]
    environment = {**os.environ, "ATC_BACKEND": f"{backend},python", "ATC_FALLBACK": "silent"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return pd.read_csv(table, index_col="time"), done


def test_without_rust_the_table_is_the_same(tmp_path):
    table, done = run(tmp_path, "rust")
    reference, plain = run(tmp_path, "python")
    pd.testing.assert_frame_equal(table, reference, rtol=1e-9, atol=1e-9)
    assert table.shape == (400, 48)
    assert re.search(r"^rolling_median backend=rust n=400$", done.stderr, re.MULTILINE)
    assert re.search(r"^rolling_median backend=python n=400$", plain.stderr, re.MULTILINE)
    assert "times as fast, the same table" in done.stdout
