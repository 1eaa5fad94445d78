"""What docs/backtest.md shows runs as it stands, and prints what it says."""

import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[1] / "docs" / "backtest.md").read_text(encoding="utf-8")


def test_the_examples_run_and_say_what_is_printed(tmp_path, monkeypatch):
    pytest.importorskip("diskcache", reason='a cache on disk needs diskcache: pip install "./atc_trading[cache]"')
    monkeypatch.chdir(tmp_path)
    # Ten times fewer pairs to keep, and a shorter race.
    own = TEXT.replace("range(5, 51), range(20, 201)", "range(5, 51, 9), range(20, 201, 40)")
    own = own.replace("benchmark(data, 10, 30)", "benchmark(data, 10, 30, seconds=0.02)")
    names, shown = {}, []
    for code in re.findall(r"```python\n(.*?)```", own, re.DOTALL):
        exec(code, names)
        shown += [repr(names.get("result")), repr(names.get("grid")), repr(names.get("exact"))]
    printed = re.findall(r"```text\n((?:Backtest|Grid|Decimal)Result.*)\n```", TEXT)
    assert len(printed) == 3
    assert set(printed) <= set(shown)
    assert names["weekly"].symbol == "prices"
    assert names["engine"].engine_info()["cache"]["hit_rate"] == 0.5
    assert {row.backend for row in names["rows"] if row.agrees} >= {"numba", "python"}
