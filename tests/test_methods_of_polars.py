"""`.atc` in Polars: each expression gives what the plain call gives, in every context of a query, group by group."""

import inspect
import io
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from cases import EVERY_KERNEL, KERNELS
from one_process import fresh_process  # noqa: F401 the tests share it
from polars.testing import assert_frame_equal, assert_series_equal

import atc_core
import atc_core.polars as atc_polars
from atc_core.accessors import expressions
from atc_core.accessors.fields import takes_bars
from atc_core.models import for_series

N = 120
OF_SERIES = [name for name, kernel in KERNELS.items() if kernel.is_per_bar and len(kernel.arrays) == 1]
OF_SEVERAL = [name for name, kernel in KERNELS.items() if kernel.is_per_bar and len(kernel.arrays) > 1]
OF_BARS = [name for name in OF_SEVERAL if takes_bars(KERNELS[name])]
AT_ONCE, ONE_BY_ONE = "all groups at once", "group by group"
WAYS = [AT_ONCE, ONE_BY_ONE] if expressions.SEES_GROUPS else [ONE_BY_ONE]
"""Older versions of Polars cannot have one call for all groups."""
X, KEY = pl.col("x"), pl.col("symbol")


@pytest.fixture(autouse=True)
def compiled(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python")


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    """How groups come to a kernel."""
    monkeypatch.setattr(expressions, "SEES_GROUPS", request.param == AT_ONCE)


def data_of(kernel, n=N, seed=1):
    """Sampled arrays by name, some of whose numbers are missing, and typical options without defaults."""
    arguments = kernel.arguments(np.random.default_rng(seed), n)
    arrays = dict(zip([item.name for item in kernel.arrays], arguments))
    for parameter, array in zip(kernel.arrays, arrays.values()):
        if parameter.can_be_missing and not any(rule.breaks(np.array([np.nan])).any() for rule in parameter.rules):
            array[[60, n - 1]] = np.nan
    options = {item.name: item.typical for item in kernel.options if item.default is inspect.Parameter.empty}
    return arrays, options


def frame_of(arrays, n=N):
    """The arrays as columns, null where they are NaN, and ragged groups in between each other."""
    keys = np.random.default_rng(2).choice(["a", "b", "c"], n).astype(object)
    keys[7], keys[11] = "alone", None
    return pl.DataFrame(
        [pl.Series("symbol", keys, pl.String), *(pl.Series(k, v, nan_to_null=True) for k, v in arrays.items())]
    )


def series_of(result, name=""):
    """A plain call's result as a Series; null where it is NaN, a struct where it has several fields."""
    if isinstance(result, tuple):
        columns = [pl.Series(field, values, nan_to_null=True) for field, values in result._asdict().items()]
        return pl.DataFrame(columns).to_struct(name)
    return pl.Series(name, result, nan_to_null=True)


def by_group(frame, call, columns):
    """The plain call on each group, in the order of the frame."""
    rows = [np.flatnonzero((frame["symbol"] == key).fill_null(value=key is None)) for key in ("a", "b", "c", "alone")]
    rows += [np.flatnonzero(frame["symbol"].is_null())]
    parts = [series_of(call(*(frame[name].to_numpy()[own] for name in columns))) for own in rows]
    return pl.concat(parts).gather(np.argsort(np.concatenate(rows)))


def assert_same(found, wanted):
    """Two Series of one dtype, bit for bit."""
    assert_series_equal(found, wanted, check_names=False, check_exact=True)


@pytest.mark.parametrize("name", OF_SERIES)
def test_an_expression_is_the_plain_call(name, way):
    kernel = KERNELS[name]
    arrays, options = data_of(kernel)
    frame = frame_of(arrays)
    (column,) = arrays
    wanted = series_of(atc_core.get(name)(frame[column], **options))
    found = getattr(pl.col(column).atc, name)(**options)
    assert found.meta.output_name() == column
    query = frame.lazy().select(found)
    assert query.collect_schema()[column] == wanted.dtype
    for engine in ("in-memory", "streaming"):
        assert_same(query.collect(engine=engine).to_series(), wanted)
    assert_same(frame.select(found).to_series(), wanted)
    assert_same(getattr(frame[column].atc, name)(**options), wanted)
    options = dict(zip(options, for_series(kernel, list(options.values()), 1)))
    assert_same(getattr(frame.select(column).atc, name)(**options).to_series(), wanted)


@pytest.mark.parametrize("gaps", [{}, {"gaps": "skip"}])
@pytest.mark.parametrize("name", OF_SERIES)
def test_over_groups_it_is_the_plain_call_of_each(name, gaps, way):
    kernel = KERNELS[name]
    if gaps and kernel.gaps is None:
        return
    arrays, options = data_of(kernel)
    frame = frame_of(arrays)
    (column,) = arrays
    wanted = by_group(frame, lambda x: atc_core.get(name)(x, **options, **gaps), [column])
    expression = getattr(pl.col(column).atc, name)(**options, **gaps).over("symbol")
    assert_same(frame.select(expression).to_series(), wanted)
    assert_same(frame.lazy().select(expression).collect(engine="streaming").to_series(), wanted)


@pytest.mark.parametrize("name", OF_SEVERAL)
def test_several_columns_are_given_as_in_the_plain_call(name, way):
    kernel = KERNELS[name]
    arrays, options = data_of(kernel)
    frame = frame_of(arrays)
    function = getattr(atc_polars, name)
    first, *others = arrays
    expression = function(first, *(pl.col(other) for other in others), **options)
    assert expression.meta.output_name() == name
    wanted = series_of(atc_core.get(name)(*(frame[column] for column in arrays), **options))
    assert frame.lazy().select(expression).collect_schema() == {name: wanted.dtype}
    assert_same(frame.select(expression).to_series(), wanted)
    call = lambda *columns: atc_core.get(name)(*columns, **options)  # noqa: E731
    assert_same(frame.select(expression.over("symbol")).to_series(), by_group(frame, call, list(arrays)))


@pytest.mark.parametrize("name", OF_BARS)
def test_bars_are_a_struct_or_a_frame_whose_fields_are_found(name, way):
    kernel = KERNELS[name]
    arrays, options = data_of(kernel)
    frame = frame_of(arrays).rename({label: label.title() for label in arrays if label != "session_start"})
    wanted = series_of(atc_core.get(name)(*arrays.values(), **options))
    bars = pl.struct(pl.exclude("symbol").reverse().reverse())
    expression = getattr(bars.atc, name)(**options)
    assert expression.meta.output_name() == name
    assert_same(frame.select(expression).to_series(), wanted)
    own = getattr(frame.atc, name)(**options)
    assert own.name == name
    assert_same(own, wanted)
    assert_same(getattr(frame.to_struct("bars").atc, name)(**options), wanted)
    assert list(frame.atc.columns(name).values()) == frame.columns[1:]
    call = lambda *columns: atc_core.get(name)(*columns, **options)  # noqa: E731
    assert_same(frame.select(expression.over("symbol")).to_series(), by_group(frame, call, frame.columns[1:]))


CONTEXTS = {
    "shifted": lambda ours: frame().select(ours(X).shift(1).over("symbol")),
    "in another order": lambda ours: frame().select(ours(X).shift(1).over("symbol", order_by="t")),
    "as lists": lambda ours: frame().select(ours(X).over("symbol", mapping_strategy="join")),
    "without mapping": lambda ours: frame().sort("symbol").select(ours(X).over("symbol", mapping_strategy="explode")),
    "two keys": lambda ours: frame().select(ours(X).over("symbol", pl.col("t") % 2)),
    "of itself": lambda ours: frame().select(ours(ours(X)).over("symbol")),
    "of what is over groups": lambda ours: frame().select(ours(X.cum_max().over("symbol"))),
    "in arithmetic": lambda ours: frame().select(((ours(X) - ours(pl.col("y"))) * 2 + X).over("symbol")),
    "of arithmetic": lambda ours: frame().select(ours(X * 2 + pl.col("y")).over("symbol")),
    "of fewer rows": lambda ours: frame().select(ours(X.filter(pl.col("y") > 0)).sum().over("symbol")),
    "in a condition": lambda ours: frame().select(pl.when(ours(X) > 0).then(ours(X)).otherwise(0.0).over("symbol")),
    "of several columns": lambda ours: frame().select(ours(pl.col("x", "y")).over("symbol").name.suffix("_2")),
    "the last of each group": lambda ours: frame().group_by("symbol", maintain_order=True).agg(ours(X).last()),
    "lists of each group": lambda ours: frame().group_by("symbol", maintain_order=True).agg(ours(X)),
    "of sorted groups": lambda ours: frame().select(ours(X.sort_by("t")).over("symbol")),
    "moving groups": lambda ours: frame().sort("t").rolling("t", period="5i").agg(ours(X).last()),
    "groups of time": lambda ours: frame().sort("t").group_by_dynamic("t", every="9i").agg(ours(X).last()),
    "of elements": lambda ours: (
        frame().group_by("symbol", maintain_order=True).agg("x").with_columns(X.list.eval(ours(pl.element())))
    ),
    "as a predicate": lambda ours: frame().filter(ours(X) > 0),
    "as a key to sort by": lambda ours: frame().sort(ours(X)),
    "before a filter": lambda ours: frame().lazy().with_columns(z=ours(X)).filter(KEY == "a").collect(),
    "before a filter, over": lambda ours: (
        frame().lazy().with_columns(z=ours(X).over("symbol")).filter(pl.col("t") > 9).collect(engine="streaming")
    ),
    "before the head": lambda ours: frame().lazy().with_columns(z=ours(X)).head(9).collect(),
    "before a slice": lambda ours: frame().lazy().with_columns(z=ours(X).over("symbol")).slice(5, 9).collect(),
    "of chunks": lambda ours: pl.concat([frame(), frame()], rechunk=False).with_columns(z=ours(X)),
    "of a union": lambda ours: pl.concat([frame().lazy()] * 3).with_columns(z=ours(X)).collect(engine="streaming"),
    "beside a number": lambda ours: frame().select(ours(X), pl.col("y").sum()),
    "of one row": lambda ours: frame().head(1).select(ours(X)),
    "of no rows": lambda ours: frame().head(0).with_columns(z=ours(X)),
    "of no rows, over": lambda ours: frame().head(0).lazy().with_columns(z=ours(X).over("symbol")).collect(),
}


def frame():
    random = np.random.default_rng(3)
    keys = random.choice(["a", "b", "c"], N).tolist()
    return pl.DataFrame(
        {"symbol": keys, "x": random.normal(size=N), "y": random.normal(size=N), "t": random.permutation(N)}
    )


@pytest.mark.parametrize("context", CONTEXTS)
def test_in_every_context_it_acts_as_an_expression_of_polars(context, way):
    """`ewm_mean` from the first bar on, which a kernel of one bar's seed is too."""
    ours, own = (
        CONTEXTS[context](lambda x: x.atc.rma(1)),
        CONTEXTS[context](lambda x: x.ewm_mean(alpha=1.0, adjust=False)),
    )
    assert_frame_equal(ours, own)
    ours, own = CONTEXTS[context](lambda x: x.atc.sma(2)), CONTEXTS[context](lambda x: x.rolling_mean(2))
    assert_frame_equal(ours, own, check_row_order=context != "as a key to sort by")


@pytest.mark.parametrize("dtype", [pl.Float32, pl.Int16, pl.UInt64, pl.Int64])
def test_any_numbers_are_taken_and_null_stays_null(dtype, way):
    values = pl.Series("x", [1, 2, None, 4, 5, 6, 7], dtype)
    data = pl.DataFrame([values, pl.Series("symbol", [0, 0, 0, 1, 1, 1, 1])])
    found = data.select(X.atc.sma(2).over("symbol")).to_series()
    assert found.to_list() == [None, 1.5, None, None, 4.5, 5.5, 6.5]
    assert data.select(X.atc.next_bar().over("symbol")).schema == {"x": dtype}


def test_one_number_a_column_or_a_group(way):
    returns = frame().with_columns(X / 100)
    sharpe = X.atc.sharpe_ratio()
    assert returns.select(sharpe).item() == atc_core.sharpe_ratio(returns["x"].to_numpy())
    wanted = {key: atc_core.sharpe_ratio(own["x"].to_numpy()) for (key,), own in returns.group_by("symbol")}
    assert dict(returns.group_by("symbol").agg(sharpe).rows()) == wanted
    assert returns.select(sharpe.over("symbol")).to_series().to_list() == [wanted[key] for key in returns["symbol"]]
    assert returns.with_columns(s=sharpe)["s"].n_unique() == 1
    assert_frame_equal(returns.select("x", "y").atc.sharpe_ratio(), atc_core.sharpe_ratio(returns.select("x", "y")))


def test_further_arrays_are_columns_or_expressions(way):
    arrays, _ = data_of(KERNELS["vwma"])
    data = frame_of(arrays)
    wanted = series_of(atc_core.vwma(data["x"], data["volume"], 9))
    for expression in (
        X.atc.vwma("volume", 9),
        X.atc.vwma(pl.col("volume") * 1, length=9),
        X.atc.vwma(data["volume"], 9),
    ):
        assert expression.meta.output_name() == "x"
        assert_same(data.select(expression).to_series(), wanted)
    assert_same(data["x"].atc.vwma(data["volume"], 9), wanted)
    assert_same(data.atc.vwma(9), wanted)
    with pytest.raises((ValueError, pl.exceptions.ComputeError), match="vwma: .* must have (equally many|the same)"):
        data.select(X.atc.vwma(pl.col("volume").head(5), 9))


def test_what_has_no_value_at_each_row_is_a_method_of_frames():
    data = frame().select("x", "y")
    assert_frame_equal(data.atc.correlation_matrix(), atc_core.correlation_matrix(data))
    assert_frame_equal(data.atc.lag_features(1), atc_core.lag_features(data, 1))
    for kernels in (X.atc, atc_polars):
        with pytest.raises(AttributeError, match=r"lag_features gives no value at each row: call it on a DataFrame"):
            _ = kernels.lag_features
        assert "lag_features" not in dir(kernels)


def test_every_numeric_column_of_a_frame():
    data = frame()
    assert data.atc.rsi(5).columns == ["x", "y", "t"]
    found = data.atc.macd(3, 5, 2)
    assert_same(found["y"], data["y"].atc.macd(3, 5, 2))
    assert found.schema["x"] == pl.Struct({"macd": pl.Float64, "signal": pl.Float64, "histogram": pl.Float64})
    with pytest.raises(TypeError, match="rsi: the frame has no numeric column; there are 'symbol' of String"):
        data.select("symbol").atc.rsi()


def test_a_keyword_names_another_column_of_a_frame():
    arrays, _ = data_of(KERNELS["atr"])
    data = frame_of(arrays).with_columns((pl.col("close") / 2).alias("Adj Close"))
    wanted = series_of(atc_core.atr(data["high"], data["low"], data["Adj Close"], 5))
    assert_same(data.atc.atr(5, close="Adj Close"), wanted)
    assert_same(data.atc.atr(5, close=data["Adj Close"]), wanted)
    with pytest.raises(ValueError, match="atr: close: no column 'adj close'; did you mean 'Adj Close'"):
        data.atc.atr(5, close="adj close")


@pytest.mark.parametrize("name", ["ema", "macd", "atr", "supertrend", "fill_missing", "sharpe_ratio"])
def test_a_lazy_frame_has_the_columns_of_the_frame(name):
    kernel = KERNELS[name]
    arrays, options = data_of(kernel)
    data = frame_of(arrays).with_columns(pl.lit("text").alias("note"))
    given = getattr(data.atc, name)(**options)
    query = getattr(data.lazy().atc, name)(**options)
    whole = given.to_frame() if isinstance(given, pl.Series) else pl.DataFrame(given)
    assert query.collect_schema() == whole.schema
    assert_frame_equal(query.collect(), whole)


def test_a_lazy_frame_says_what_is_wrong_before_it_runs():
    arrays, _ = data_of(KERNELS["atr"])
    query = frame_of(arrays).lazy()
    assert query.atc.columns("atr") == {"high": "high", "low": "low", "close": "close"}
    halved = pl.col("close") / 2
    other = query.with_columns(halved.alias("Adj Close")).atc.atr(5, close="Adj Close")
    assert_frame_equal(query.atc.atr(5, close=halved).collect(), other.collect())
    with pytest.raises(ValueError, match="atr: high: no column 'hgh'; did you mean 'high'"):
        query.atc.atr(5, high="hgh")
    with pytest.raises(TypeError, match="rsi: the frame has no numeric column; there are 'symbol' of String"):
        query.select("symbol").atc.rsi()
    with pytest.raises(AttributeError, match="lag_features gives no value at each row: collect, and call it"):
        _ = query.atc.lag_features
    assert "lag_features" not in dir(query.atc)


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: X.atc.ema(0), ValueError, "ema: length must be at least 1, was 0"),
        (lambda: X.atc.macd(9, 3), ValueError, "macd: fast must be below slow"),
        (lambda: X.atc.ema(3, gaps="skp"), ValueError, "ema: gaps must be one of keep, skip, raise"),
        (lambda: X.atc.ema(3, backend="rusty"), ValueError, "unknown backend 'rusty'; did you mean 'rust'"),
        (lambda: X.atc.ema(3, 4), TypeError, r"ema: too many positional arguments; it is ema\(length: int"),
        (lambda: X.atc.bbands, AttributeError, "'bbands' is `bollinger` here"),
        (lambda: atc_polars.emma, AttributeError, "no attribute 'emma': unknown kernel 'emma'; did you mean 'ema'"),
        (
            lambda: pl.Series([1.0]).atc.atr,
            AttributeError,
            "atr takes high, low, close: call it on a DataFrame of bars",
        ),
    ],
)
def test_what_is_wrong_is_said_before_there_is_a_query(call, error, sentence):
    with pytest.raises(error, match=sentence):
        call()


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        (
            X.atc.atr,
            r"atr: takes a struct of high, low, close, was Float64; write pl.struct\(\"high\", \"low\"",
        ),
        (pl.struct("x", "y").atc.atr, "atr: no column is called high or low or close; there are 'x', 'y'"),
        (lambda: KEY.atc.ema(3), "ema: x must be numeric, was Series of String"),
        (lambda: X.atc.ema(3, gaps="raise").over("symbol"), "ema: x must have no missing bar"),
    ],
)
def test_what_is_wrong_with_the_data_is_said_by_the_query(expression, sentence, way):
    data = frame().with_columns(pl.when(pl.col("t") > 3).then(X))
    with pytest.raises((pl.exceptions.PolarsError, ValueError, TypeError), match=sentence):
        data.select(expression())


@pytest.mark.skipif(AT_ONCE not in WAYS, reason="this version of Polars has no such call")
def test_all_groups_are_one_call_of_python(monkeypatch):
    calls = []
    inner = expressions.of_lists
    monkeypatch.setattr(expressions, "of_lists", lambda *given, **rest: calls.append(1) or inner(*given, **rest))
    data = frame()
    data.select(X.atc.ema(3).over("symbol"))
    data.select(atc_polars.vwma("x", "y", 3).over("symbol"))
    data.group_by("symbol").agg(X.atc.sharpe_ratio())
    assert calls == [1, 1, 1]


def test_a_query_may_be_sent_elsewhere():
    data = frame()
    query = data.lazy().select(X.atc.ema(3).over("symbol"))
    assert_frame_equal(pl.LazyFrame.deserialize(io.BytesIO(query.serialize())).collect(), query.collect())


def test_a_backend_may_be_named(way):
    with atc_core.trace() as calls:
        frame().select(X.atc.ema(5, backend="python").over("symbol"))
    assert {call.backend for call in calls} == {"python"}


def test_editors_and_help_see_every_method():
    assert {"rsi", "atr", "sharpe_ratio"} <= set(dir(X.atc)) - {"rolling"} <= set(EVERY_KERNEL)
    assert "atr" in dir(atc_polars)
    assert set(KERNELS) <= set(dir(frame().atc))
    assert "atr" not in dir(frame()["x"].atc)
    assert str(inspect.signature(X.atc.rsi)) == (
        "(length: int = 14, *, gaps: 'keep' | 'skip' | 'raise' = 'keep', backend: str | None = None) -> Expr"
    )
    assert list(inspect.signature(atc_polars.atr).parameters) == ["high", "low", "close", "length", "gaps", "backend"]
    assert "the result is called atr" in pl.struct("x").atc.atr.__doc__


def test_a_strangers_kernel_is_an_expression_too(declare, environment, way):
    environment(BACKEND="auto")

    def doubled(x: atc_core.Series, *, out: atc_core.Series | None = None) -> atc_core.Series:
        """Twice x."""

    declare(doubled, lambda x, out=None: np.multiply(x, 2, out=out))
    assert_frame_equal(frame().select(X.atc.doubled().over("symbol")), frame().select(X * 2))


def test_nothing_is_registered_without_the_import():
    code = (
        "import polars, atc_core; print(hasattr(polars.Expr, 'atc'));"
        "import atc_core.polars as own; print(own.pl is polars)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\nTrue\n"
