"""What mypy makes of the public names: right implementations and calls pass, wrong ones do not."""

import pydoc
from pathlib import Path

import pytest
from mypy import api

import atc_core

SNIPPET = """
import numpy as np
import pandas as pd
from atc_core import Backend, Series, atc, correlation_matrix, ema, get
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
ema(np.ones(3), lenght=3)  # error: no such option
ema([1.0, 2.0], 2, backend="rust", gaps="skip")
ema([1.0, 2.0], 2, gaps="skipp")  # error: no such word
atc([1.0, 2.0], robustness="Medium").average_signal.shape
atc([1.0, 2.0], robustness="medium")  # error: no such word
correlation_matrix(np.ones((3, 2)), gaps="skip")  # error: takes no gaps
prices: "pd.Series[float]" = pd.Series([1.0])
reveal_type(ema(prices, 2))
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
    assert "Series" in revealed[2] or "Any" in revealed[2]


@pytest.mark.parametrize(("line", "first", "shown"), [("ema(", "x", "length"), ("sharpe_ratio(", "returns", "ddof")])
def test_editors_show_the_signature_and_the_documentation_of_a_kernel(line, first, shown):
    import jedi

    script = jedi.Script(f"import atc_core\natc_core.{line}", project=jedi.Project(Path(__file__).parents[1]))
    (signature, *_) = script.get_signatures()
    names = [item.name for item in signature.params]
    assert first in names
    assert shown in names
    assert "backend" in names
    (name,) = script.infer(2, len("atc_core.e"))
    assert "Args:" in name.docstring()


def test_editors_complete_kernels():
    import jedi

    names = {item.name for item in jedi.Script("import atc_core\natc_core.").complete()}
    assert {*atc_core.kernels(), *atc_core.__all__} <= names


def test_help_of_the_package_begins_with_every_kernel():
    text = pydoc.render_doc(atc_core, renderer=pydoc.plaintext).partition("PACKAGE CONTENTS")[0]
    assert all(f"    {name} " in text for name in atc_core.kernels())
    assert max(map(len, text.splitlines()[2:])) <= 120


@pytest.mark.parametrize(("name", "meant"), [("emaa", "ema"), ("EMA", "ema"), ("confgure", "configure")])
def test_a_misspelled_attribute_says_what_may_be_meant(name, meant):
    with pytest.raises(AttributeError, match=f"no attribute '{name}'; did you mean '{meant}'"):
        getattr(atc_core, name)
