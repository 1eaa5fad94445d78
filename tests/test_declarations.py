"""Declaring kernels: in a package of one's own, twice, with sizes that follow from options, with structured results."""

import sys
from types import ModuleType
from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.typing import NDArray

import atc_core
from atc_core.arrays import Axes, Flags, Series, Values
from atc_core.choice import Choice
from atc_core.decision import SHIPPED
from atc_core.domains import Count
from atc_core.process import PROCESS
from atc_core.registry import REGISTRY, Registry
from atc_core.samples import price_walk

X = np.linspace(90.0, 110.0, 20)
TABLE = np.column_stack([X, X + 1.0])
TRADE = np.dtype([("entry", np.int64), ("exit", np.int64), ("gain", np.float64)])

Trades = Annotated[NDArray[np.void], TRADE, Axes("trades")]
Quantiles = Annotated[NDArray[np.float64], Axes("time", "levels")]
Histogram = Annotated[NDArray[np.float64], Axes("levels")]


class Summary(NamedTuple):
    """One series, and a few numbers beside it."""

    level: Series
    counts: Histogram


def planted(x: Series, *, out: Series | None = None) -> Series:
    """Double the series."""


def planted_trades(x: Series) -> Trades:
    """One row for each trade."""


def planted_levels(x: Series, levels: Count = 3, *, out: Quantiles | None = None) -> Quantiles:
    """Several values for each bar."""


def planted_histogram(x: Series, levels: Count = 3, *, out: Histogram | None = None) -> Histogram:
    """Several values of a series."""


def planted_summary(x: Series, levels: Count = 3, *, out: Summary | None = None) -> Summary:
    """A series and several values of it."""


def planted_flags(x: Values, *, out: Flags | None = None) -> Flags:
    """Flags of numbers of any kind."""


def doubled(x, *, out=None):
    if out is None:
        return 2.0 * x
    out[...] = 2.0 * x
    return out


def test_a_second_declaration_of_a_name_names_both_modules(declare):
    declare(planted, doubled)
    elsewhere = ModuleType("elsewhere")

    def again(x: Series, *, out: Series | None = None) -> Series:
        """Double the series."""

    again.__name__, again.__module__ = "planted", elsewhere.__name__
    with pytest.raises(ValueError, match=rf"'planted' is declared twice: in {__name__} and in elsewhere"):
        atc_core.kernel(sample=price_walk)(again)
    assert REGISTRY.find("planted").module == __name__


def test_a_cell_of_a_notebook_may_be_run_again(declare, monkeypatch):
    monkeypatch.setattr(planted, "__module__", "__main__")
    first = declare(planted, doubled)
    again = atc_core.kernel(sample=price_walk, reference="mine")(planted)
    assert REGISTRY.find("planted") is again
    assert atc_core.get("planted").kernel is again is not first.kernel


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ("length: int, *, out: Series | None = None", "planted: a kernel takes at least one array"),
        ("length: int, x: Series, *, out: Series | None = None", "names its arrays first, then its options"),
        ("x: Series", r"planted: a declaration ends in `\*, out`"),
        ("x: NDArray[np.float64], *, out: Series | None = None", "declared as an array without axes"),
        ("x: Series | None, *, out: Series | None = None", "an array or None; a kernel's arrays are always given"),
        ("x: Series, mode: complex, *, out: Series | None = None", "mode is declared as <class 'complex'>"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(parameters, message):
    names = {"__name__": __name__, "Series": Series, "NDArray": NDArray, "np": np}
    exec(f"def planted({parameters}) -> Series: ...", names)
    with pytest.raises(TypeError, match=message):
        atc_core.kernel(sample=price_walk)(names["planted"])
    assert REGISTRY.find("planted") is None


def test_a_kernel_that_was_never_verified_runs_on_its_reference(declare, registered):
    handle = declare(planted, doubled)
    for name in ("a_first_by_name", "zzz_last_by_name"):
        registered(atc_core.Backend(name)).implements(handle.kernel)(lambda x, *, out=None: 1.0 / 0.0)
    for n in (0, 1, 10_000_000):
        decision = handle.explain(n=n)
        assert (decision.backend, decision.rung) == ("mine", SHIPPED)
    assert {item.code for item in decision.rejected if item.backend.endswith("by_name")} == {"unmeasured"}
    with atc_core.trace() as calls:
        handle(X)
        handle(TABLE)
        handle(X[::2])
    assert {call.backend for call in calls} == {"mine"}
    np.testing.assert_array_equal(handle(X), 2.0 * X)


@pytest.mark.filterwarnings("ignore::atc_core.UnverifiedWarning")
def test_what_was_never_verified_may_be_asked_for_by_name(declare, registered):
    handle = declare(planted, doubled)
    registered(atc_core.Backend("other")).implements(handle.kernel)(lambda x, *, out=None: 3.0 * x)
    assert handle(X, backend="other")[0] == 270.0
    with atc_core.use("other"):
        assert handle(X)[0] == 270.0
    assert handle(X)[0] == 180.0


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        (atc_core.Backend("other"), "unknown backend 'mine'"),
        (atc_core.Backend("mine"), "mine: no-kernel"),
        (
            atc_core.Backend("mine", requires=["no_such"], install="pip install mine"),
            "install it with: pip install mine",
        ),
    ],
    ids=["unknown", "lacking", "not installed"],
)
def test_a_kernel_without_a_usable_reference_says_so(declare, registered, lacking, reason):
    kernel = declare(planted, doubled).kernel
    PROCESS.invalidate(Choice())
    registered(lacking)
    for ask in (lambda handle: handle(X), lambda handle: handle.explain(n=5)):
        with pytest.raises(atc_core.BackendError, match="planted: nothing was verified here, and its ref") as caught:
            ask(atc_core.get(kernel.name))
        assert reason in str(caught.value)


FAMILY = "from atc_core import Series, kernel\nfrom atc_core.samples import price_walk\n"
DECLARED = """
@kernel(sample=price_walk, reference="somewhere")
def {name}(x: Series, *, out: Series | None = None) -> Series:
    "Planted."
"""
BROKEN = {
    "raises": ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
    "exits": ("import sys; sys.exit('goodbye')", "SystemExit: goodbye"),
    "syntax": ("def broken(:", "SyntaxError"),
    "undeclarable": (FAMILY + "@kernel(sample=price_walk)\ndef planted(x: int) -> Series: ...", "at least one array"),
    "second": (FAMILY + DECLARED.format(name="ema"), "kernel 'ema' is declared twice: in atc_core.declarations"),
}


@pytest.fixture
def families(tmp_path, monkeypatch):
    """Lay out distributions with families of kernels, as pip would have; a registry that finds them."""
    monkeypatch.syspath_prepend(str(tmp_path))
    fresh = Registry()

    def install(**sources):
        for name, source in sources.items():
            (tmp_path / f"family_{name}.py").write_text(source)
            info = tmp_path / f"dist_{name}-1.0.dist-info"
            info.mkdir()
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dist-{name}\nVersion: 1.0\n")
            (info / "entry_points.txt").write_text(f"[atc.kernels]\n{name} = family_{name}\n")
        # What is imported already declares nothing again.
        fresh.float64.update(REGISTRY.float64)
        monkeypatch.setattr(sys.modules["atc_core.kernel"], "REGISTRY", fresh)
        return fresh

    yield install
    for module in [module for module in sys.modules if module.startswith("family_")]:
        del sys.modules[module]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_family_is_left_out_with_one_warning(families, name):
    source, reason = BROKEN[name]
    registry = families(**{name: source, "fine": FAMILY + DECLARED.format(name="planted_fine")})
    with pytest.warns(
        atc_core.BackendWarning, match=f"kernels '{name}' of dist-{name} are broken and left out"
    ) as seen:
        found = registry.all()
    assert len(seen) == 1
    assert reason in str(seen[0].message)
    assert {"planted_fine", *REGISTRY.float64} == set(found)
    (broken,) = registry.broken
    assert (broken.name, broken.distribution) == (name, f"dist-{name}")
    assert registry.all() == found


def test_a_family_of_a_package_is_found_when_its_name_is_looked_up(families):
    registry = families(fine=FAMILY + DECLARED.format(name="planted_fine"))
    assert "family_fine" not in sys.modules
    assert registry.find("planted_fine").module == "family_fine"
    assert registry.broken == []


def mine(factor, name="of_the_program"):
    """A backend of the program, in which `ema` is the series times a factor."""
    backend = atc_core.Backend(name)
    backend.implements("ema")(lambda x, length, *, out=None: factor * x)
    return backend


@pytest.fixture
def program(monkeypatch):
    """What the program registers is forgotten after the test."""
    monkeypatch.setattr("atc_core.plugins.REGISTERED", {})
    PROCESS.invalidate(Choice())


@pytest.mark.filterwarnings("ignore::atc_core.UnverifiedWarning")
def test_a_registered_backend_survives_new_settings(program):
    atc_core.register(mine(2.0))
    assert atc_core.ema(X, 3, backend="of_the_program")[0] == 180.0
    atc_core.configure(log="off", fallback="raise")
    assert str(atc_core.backends()["of_the_program"]) == "available"
    assert atc_core.ema(X, 3, backend="of_the_program")[0] == 180.0
    assert atc_core.ema.explain(n=20).backend != "of_the_program"


@pytest.mark.filterwarnings("ignore::atc_core.UnverifiedWarning")
def test_a_registered_backend_replaces_itself(program):
    atc_core.register(mine(2.0))
    atc_core.configure(backend="of_the_program")
    assert atc_core.ema(X, 3)[0] == 180.0
    atc_core.register(mine(3.0))
    assert atc_core.ema(X, 3)[0] == 270.0
    atc_core.configure(log="off")
    assert atc_core.ema(X, 3)[0] == 270.0


def test_the_name_of_a_plugin_cannot_be_registered(program):
    with pytest.raises(ValueError, match="there is a backend called 'python' already, from atc-python"):
        atc_core.register(mine(2.0, "python"))
    assert str(atc_core.backends()["python"]) == "available"
    atc_core.configure(log="off")
    assert atc_core.ema(X, 1, backend="python")[0] == X[0]


def test_only_a_backend_can_be_registered(program):
    with pytest.raises(TypeError, match="register: must be given a Backend, was str"):
        atc_core.register("python")


def trades(x):
    found = np.zeros(len(x) // 8, TRADE)
    found["entry"], found["exit"], found["gain"] = np.arange(len(found)), np.arange(len(found)) + 1, x[: len(found)]
    return found


@pytest.mark.parametrize("form", [np.array, np.ndarray.tolist])
def test_a_structured_array_has_a_row_for_each_trade(declare, form):
    result = declare(planted_trades, trades)(form(X))
    assert type(result) is np.ndarray
    assert (result.dtype, result.shape) == (TRADE, (2,))
    assert result["gain"].tolist() == X[:2].tolist()


@pytest.mark.parametrize(("form", "frame"), [(pd.Series, pd.DataFrame), (pl.Series, pl.DataFrame)])
def test_rows_of_a_structured_array_are_those_of_a_frame(declare, form, frame):
    result = declare(planted_trades, trades)(form(X))
    assert type(result) is frame
    assert list(result.columns) == ["entry", "exit", "gain"]
    assert result["exit"].to_list() == [1, 2]
    assert result["gain"].to_list() == X[:2].tolist()


@pytest.mark.parametrize("wrong", [trades(X)[["entry", "exit"]], trades(X).tolist(), trades(X)[:, None]])
def test_a_structured_array_of_another_kind_is_refused(declare, wrong):
    handle = declare(planted_trades, lambda x: wrong)
    with pytest.raises(atc_core.BackendError, match="planted_trades: backend 'mine' must give"):
        handle(X)


def levelled(x, levels, *, out=None):
    result = np.multiply.outer(x, np.arange(levels))
    if out is None:
        return result
    out[...] = result
    return out


SIZES = {"levels": lambda _, options: options["levels"]}


@pytest.mark.parametrize("levels", [0, 1, 4])
def test_an_axis_may_follow_from_an_option(declare, levels):
    handle = declare(planted_levels, levelled, sizes=SIZES)
    expected = np.multiply.outer(X, np.arange(levels))
    np.testing.assert_array_equal(handle(X, levels), expected)
    out = np.full((20, levels), 7.0)
    assert handle(X, levels, out=out) is out
    np.testing.assert_array_equal(out, expected)
    with pytest.raises(ValueError, match=rf"out must have shape \(20, {levels}\), was \(20, {levels + 1}\)"):
        handle(X, levels, out=np.empty((20, levels + 1)))


def test_of_a_table_the_series_come_after_the_first_axis(declare):
    result = declare(planted_levels, levelled, sizes=SIZES)(TABLE, 4)
    assert result.shape == (20, 2, 4)
    for column in range(2):
        np.testing.assert_array_equal(result[:, column], np.multiply.outer(TABLE[:, column], np.arange(4)))


def test_a_result_of_another_size_than_follows_is_refused(declare):
    handle = declare(planted_levels, lambda x, levels, out=None: np.zeros((20, 3)), sizes=SIZES)
    assert handle(X, 3).shape == (20, 3)
    with pytest.raises(atc_core.BackendError, match=r"'mine' must give float64 of shape \(20, 4\), gave .*\(20, 3\)"):
        handle(X, 4)


def histogram(x, levels, *, out=None):
    out = np.empty(levels) if out is None else out
    out[...] = len(x)
    return out


def test_a_result_along_no_axis_of_the_input(declare):
    handle = declare(planted_histogram, histogram, sizes=SIZES)
    assert handle(X).tolist() == [20.0] * 3
    assert handle(pd.Series(X, name="close")).tolist() == [20.0] * 3
    assert handle(TABLE).shape == (3, 2)
    assert handle(TABLE[:, :0]).shape == (3, 0)


def summary(x, levels, *, out=None):
    level, counts = (np.empty(len(x)), np.empty(levels)) if out is None else out
    level[...], counts[...] = 2.0 * x, len(x)
    return level, counts


def test_fields_may_have_axes_of_their_own(declare):
    handle = declare(planted_summary, summary, sizes=SIZES)
    for given in (X, X[::-1], X.tolist()):
        result = handle(given, 2)
        assert type(result) is Summary
        assert (result.level.shape, result.counts.shape) == ((20,), (2,))
    out = np.empty(20), np.empty(2)
    assert handle(X, 2, out=out) is out
    assert out[1].tolist() == [20.0, 20.0]
    table = handle(TABLE, 2)
    assert (table.level.shape, table.counts.shape) == ((20, 2), (2, 2))
    with pytest.raises(ValueError, match=r"planted_summary: out.counts must have shape \(2,\), was \(3,\)"):
        handle(X, 2, out=(np.empty(20), np.empty(3)))


def test_a_kernel_whose_size_is_found_takes_no_out(declare):
    handle = declare(planted_trades, trades)
    with pytest.raises(TypeError, match="planted_trades: takes no out"):
        handle(X, out=np.empty(2, TRADE))
