"""The example of monitoring: every planted fault is found early, with one backend as with another."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "examples" / "sensor_monitoring.py"


def run(tmp_path, backend):
    """What it says with one backend before the reference."""
    pytest.importorskip("matplotlib")
    picture = tmp_path / "faults.png"
    command = [sys.executable, str(SCRIPT), "--rows", "3000", "--output", str(picture)]
    environment = {**os.environ, "ATC_BACKEND": f"{backend},python", "ATC_FALLBACK": "silent"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    return done


def test_faults_are_found_whatever_computes(tmp_path):
    done, plain = run(tmp_path, "rust"), run(tmp_path, "python")
    assert done.stdout == plain.stdout
    assert re.search(r"^rolling_median backend=rust n=3000$", done.stderr, re.MULTILINE)
    delays = dict(re.findall(r"^(\w+) of sensor_\d, .*?: \w+ after (\d+) minutes", done.stdout, re.MULTILINE))
    assert set(delays) == {"spike", "drift", "stuck", "loose"}
    assert int(delays["spike"]) == 0
    assert max(map(int, delays.values())) <= 30
    alarms = re.search(r"false alarms in (\S+) other rows: steps (\d+), levels (\d+), spreads (\d+)", done.stdout)
    assert sum(map(int, alarms.groups()[1:])) <= 3
    assert re.search(r"^3 regimes, 8\d% of rows", done.stdout, re.MULTILINE)
