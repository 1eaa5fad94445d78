"""What docs/book.md shows runs as it stands, and prints what it says."""

import re
from pathlib import Path

import numpy as np

TEXT = (Path(__file__).parents[1] / "docs" / "book.md").read_text(encoding="utf-8")


def test_the_examples_run_and_say_what_is_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ATC_BACKEND", "rust,python")
    names = {}
    for code in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(code, names)
    table, decisions = re.findall(r"```text\n(.*?)\n```", TEXT, re.DOTALL)
    shown = names["features"][["mid", "spread", "microprice", "imbalance"]].round(4)
    assert shown.to_string().split() == table.split()
    assert "\n".join(map(str, names["snapshots"].decisions)) == decisions
    assert list(names["parts"]) == ["AAPL"]
    np.testing.assert_array_equal(names["whole"].bid_price, names["snapshots"].bid_price)
    assert names["mid"].tolist() == names["features"]["mid"].tolist()
