"""What the documentation shows runs as it stands: first results, and the call that gives each message."""

import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import atc_core
import atc_core.pandas

DOCS = Path(__file__).parents[1] / "docs"
START = sorted((DOCS / "start").glob("*.md"))
MESSAGES = re.findall(
    r"```python\n(.*?)```\n\n```text\n(.*?)\n```", (DOCS / "troubleshooting.md").read_text(encoding="utf-8"), re.DOTALL
)


def blocks(text):
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("path", [*START, DOCS / "index.md", DOCS.parent / "README.md"], ids=lambda path: path.stem)
def test_the_first_results_come_as_they_are_shown(path, tmp_path):
    code = "\n".join(blocks(path.read_text(encoding="utf-8")))
    script = tmp_path / "first.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.fixture
def names(tmp_path, monkeypatch):
    """What the examples of messages take for granted."""
    from atc_trading import prices
    from atc_trading.backtest import create_engine

    monkeypatch.chdir(tmp_path)
    known = {"atc_core": atc_core, "np": np, "pd": pd, "Path": Path, "prices": prices, "create_engine": create_engine}
    return {**known, "close": 100.0 + np.arange(10.0)}


@pytest.mark.parametrize(("code", "message"), MESSAGES, ids=[message[:40] for _, message in MESSAGES])
def test_a_message_is_what_is_said(names, code, message):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(code, names)
            said = [str(warning.message) for warning in caught]
        except Exception as error:
            said = [str(error.args[0])]
    pattern = re.escape(message).replace("…", ".*")
    assert any(re.match(pattern, sentence) for sentence in said), said


def test_there_are_messages():
    assert len(MESSAGES) > 15
