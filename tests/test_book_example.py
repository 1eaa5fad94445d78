"""The example of an order book: it runs, and its picture is one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "examples" / "book_features.py"


def test_it_prints_what_the_book_says_and_draws_it(tmp_path):
    pytest.importorskip("matplotlib")
    # No test waits for a compilation where Rust has the kernels, nor for a million messages where it has not.
    environment = {**os.environ, "ATC_BACKEND": "rust,python"}
    command = [sys.executable, str(SCRIPT), "--messages", "60000", "--output", str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "60,000 messages in " in done.stdout
    assert "sequence: 'sequence' (by its name)" in done.stdout
    assert float(re.search(r"in the next 10 s: (-?[\d.]+)", done.stdout)[1]) > 0
    assert (tmp_path / "book_features.png").read_bytes().startswith(b"\x89PNG")
