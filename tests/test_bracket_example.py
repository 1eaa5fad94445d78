"""The example of bracket orders on the S&P 500: it runs, and its figures are those of its orders."""

import os
import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "examples" / "bracket_orders.py"


def test_it_prints_what_became_of_the_orders():
    # No test waits for a compilation where Rust has the kernels, nor for the reference where it has not.
    environment = {**os.environ, "ATC_BACKEND": "rust,python"}
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "S&P 500, 1999-01-04 to 2018-12-31" in done.stdout
    count = int(re.search(r"([\d,]+) orders: ", done.stdout)[1].replace(",", ""))
    parts = [
        int(part.replace(",", ""))
        for part in re.findall(r"([\d,]+) (?:filled|cancelled|expired|open|rejected)", done.stdout)
    ]
    assert sum(parts) == count > 100
    assert re.search(r"positions closed, \d+% with a gain", done.stdout)
