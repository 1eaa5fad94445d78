"""The example of backtests on the S&P 500: it runs, and says what its own page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from page_reader import check_page

SCRIPT = Path(__file__).parents[1] / "examples" / "backtest_sp500.py"


def test_it_prints_a_table_and_writes_a_page(tmp_path):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    command = [sys.executable, str(SCRIPT), "--output", str(tmp_path)]
    # No test waits for a compilation where Rust has the kernels, nor for the reference where it has not.
    environment = {**os.environ, "ATC_BACKEND": "rust,numba"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "S&P 500, 1999-01-04 to 2018-12-31, 5,031 daily bars" in done.stdout
    for name in ("buy and hold", "50 / 200", "best", "plateau"):
        assert name in done.stdout
    page = check_page((tmp_path / "backtest_sp500.html").read_text(encoding="utf-8"))
    words = " ".join(page.words)
    assert "Backtest of S&P 500" in words
    assert "Crossings of the averages of 50 and 200 bars" in words
    best = re.search(r"best (\d+ / \d+)", done.stdout)[1]
    assert f"Best {best}: " in words
