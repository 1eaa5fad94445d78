"""What mypy makes of the public names: right implementations and calls pass, wrong ones do not."""

from pathlib import Path

import pytest
from mypy import api

SNIPPET = """
import numpy as np
from atc_core import Backend, Series, ema, get
from atc_core.declarations import moving_averages as declared, trend

backend = Backend("mine")

@backend.implements(declared.ema)
def right(x: Series, length: int, *, out: Series | None = None) -> Series:
    return x

@backend.implements(declared.ema)  # error: another name
def wrong_name(x: Series, span: int, *, out: Series | None = None) -> Series:
    return x

@backend.implements(declared.ema)  # error: another type
def wrong_result(x: Series, length: int, *, out: Series | None = None) -> int:
    return 1

reveal_type(ema(np.ones(3), 2))
reveal_type(trend.crossover_signal.resolve(n=5))
function = ema.resolve(n=10)
function(np.ones(3), "2")  # error: a length is no text
ema.explain(n=5).backend.upper()
get("ema")([1.0, 2.0], 2)
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    file = tmp_path_factory.mktemp("types") / "snippet.py"
    file.write_text(SNIPPET)
    arguments = ["--strict", "--no-error-summary", f"--cache-dir={Path(__file__).parents[1] / '.mypy_cache'}"]
    return api.run([*arguments, str(file)])[0]


def test_mypy_refuses_exactly_what_is_wrong(report):
    marked = {number for number, line in enumerate(SNIPPET.splitlines(), start=1) if "# error" in line}
    reported = {int(line.split(":")[1]) for line in report.splitlines() if ": error:" in line}
    assert reported == marked, report


def test_mypy_knows_the_signature_of_a_kernel(report):
    revealed = [line for line in report.splitlines() if "Revealed type" in line]
    assert "numpy.float64" in revealed[0] or "float64" in revealed[0]
    assert "Implementation" in revealed[1]
    assert "int8" in revealed[1] or "signedinteger" in revealed[1]
