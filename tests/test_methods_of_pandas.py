"""`.atc` in pandas: each method gives what the plain call gives, to the last bit, with pandas' own labels."""

import inspect
import pydoc
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from cases import EVERY_KERNEL, KERNELS
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
import atc_core.pandas
from atc_core.accessors.fields import finds_columns, takes_bars
from atc_core.models import for_series

N = 120
OF_SERIES = [name for name, kernel in KERNELS.items() if kernel.is_per_bar and len(kernel.arrays) == 1]
OF_BARS = [name for name, kernel in KERNELS.items() if kernel.is_per_bar and takes_bars(kernel)]


@pytest.fixture(autouse=True)
def compiled(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python")


def data_of(kernel, n=N, seed=1):
    """Sampled arrays by name, and typical options without defaults."""
    arguments = kernel.arguments(np.random.default_rng(seed), n)
    arrays = dict(zip([item.name for item in kernel.arrays], arguments))
    options = {item.name: item.typical for item in kernel.options if item.default is inspect.Parameter.empty}
    return arrays, options


def days(n=N):
    return pd.bdate_range("2024-01-01", periods=n, name="day")


def bars_of(kernel, n=N):
    arrays, options = data_of(kernel, n)
    return pd.DataFrame(arrays, index=days(n)), arrays, options


def assert_same(found, wanted):
    """A Series or a frame against an array or a named tuple of arrays, bit for bit."""
    if isinstance(wanted, tuple):
        assert list(found.columns) == list(wanted._fields)
        for name, field in wanted._asdict().items():
            assert_same(found[name], field)
        return
    np.testing.assert_array_equal(found.to_numpy(), wanted)
    assert found.to_numpy().dtype == wanted.dtype


@pytest.mark.parametrize("name", OF_SERIES)
def test_a_method_of_a_series_is_the_plain_call(name):
    kernel = KERNELS[name]
    arrays, options = data_of(kernel)
    series = pd.Series(next(iter(arrays.values())), days(), name="close")
    found = getattr(series.atc, name)(**options)
    assert_same(found, atc_core.get(name)(series.to_numpy(), **options))
    assert found.index is series.index or found.index.equals(series.index)
    if kernel.result.type is None:
        assert found.name == "close"


@pytest.mark.parametrize("name", OF_BARS)
def test_a_method_of_bars_finds_its_columns(name):
    kernel = KERNELS[name]
    frame, arrays, options = bars_of(kernel)
    frame.columns = [label if label == "session_start" else label.upper() for label in frame]
    shuffled = frame.assign(other="text")[["other", *frame.columns[::-1]]]
    found = getattr(shuffled.atc, name)(**options)
    assert_same(found, atc_core.get(name)(**arrays, **options))
    assert found.index.equals(frame.index)
    assert list(shuffled.atc.columns(name).values()) == list(frame.columns)
    if kernel.result.type is None:
        assert found.name == name


@pytest.mark.parametrize("name", OF_SERIES)
def test_a_method_of_a_frame_takes_every_numeric_column(name):
    kernel = KERNELS[name]
    arrays, options = data_of(kernel)
    (values,) = arrays.values()
    frame = pd.DataFrame({"a": values, "text": "x", "b": values[::-1], "flag": True}, index=days())
    options = dict(zip(options, for_series(kernel, list(options.values()), 2)))
    found = getattr(frame.atc, name)(**options)
    wanted = atc_core.get(name)(frame[["a", "b"]].to_numpy(), **options)
    if kernel.result.type is None:
        assert_same(found, wanted)
        assert list(found.columns) == ["a", "b"]
        return
    for field, table in wanted._asdict().items():
        assert_same(found[field], table)
    assert list(found.columns) == [(field, label) for field in wanted._fields for label in ("a", "b")]


def groups_of(kernel, n=N):
    """Interleaved groups of which one has a single row, one no key; some prices are missing."""
    arrays, options = data_of(kernel, n)
    keys = np.random.default_rng(2).choice(["a", "b", "c"], n).astype(object)
    keys[7], keys[11] = "alone", None
    for parameter, array in zip(kernel.arrays, arrays.values()):
        if parameter.can_be_missing:
            array[[3, 40, n - 1]] = np.nan
    return pd.DataFrame({"symbol": keys, **arrays}, index=days(n)[::-1]), list(arrays), options


@pytest.mark.parametrize("gaps", [{}, {"gaps": "skip"}])
@pytest.mark.parametrize("name", [*OF_SERIES, *OF_BARS])
def test_groups_are_computed_one_by_one_in_the_order_of_the_frame(name, gaps):
    kernel = KERNELS[name]
    if gaps and kernel.gaps is None:
        return
    frame, columns, options = groups_of(kernel)
    grouped = frame.groupby("symbol")
    found = getattr(grouped.atc, name)(**options, **gaps)
    assert found.index.equals(frame.index)
    keys = frame["symbol"].to_numpy()
    for key in ("a", "b", "c", "alone"):
        rows = np.flatnonzero(keys == key)
        arrays = [np.ascontiguousarray(frame[column].to_numpy()[rows]) for column in columns]
        wanted = atc_core.get(name)(*arrays, **options, **gaps)
        own = found.iloc[rows]
        if name in OF_SERIES and kernel.result.type is not None:
            own = own.droplevel(1, axis=1)
        elif name in OF_SERIES:
            own = own.iloc[:, 0]
        assert_same(own, wanted)
    lonely = np.asarray(found.iloc[11], float)
    assert (np.isnan(lonely) | (lonely == 0)).all(), "a row without a key is in no group"


def test_a_column_of_groups_keeps_its_name():
    frame, _, _ = groups_of(KERNELS["ema"])
    found = frame.groupby("symbol")["x"].atc.ema(5)
    pd.testing.assert_series_equal(found, frame.groupby("symbol").atc.ema(5)["x"])
    wanted = frame.groupby("symbol")["x"].transform(lambda prices: atc_core.ema(prices, 5))
    pd.testing.assert_series_equal(found, wanted)


@pytest.mark.parametrize(
    "grouped",
    [
        lambda frame: frame.groupby("symbol", sort=False),
        lambda frame: frame.groupby(["symbol", "side"]),
        lambda frame: frame.groupby("symbol", as_index=False),
        lambda frame: frame.groupby("symbol", dropna=False),
        lambda frame: frame.groupby(frame["symbol"].astype("category"), observed=False),
        lambda frame: frame.set_index("symbol", append=True).groupby(level=1),
        lambda frame: frame.groupby(pd.Grouper(freq="W")),
        lambda frame: frame.sort_values("symbol").groupby("symbol"),
    ],
)
def test_whatever_makes_the_groups_the_result_is_that_of_transform(grouped):
    frame, _, _ = groups_of(KERNELS["ema"])
    frame = frame.sort_index().assign(y=lambda frame: frame["x"] * 2, side=np.arange(N) % 2 * 1.0)
    groups = grouped(frame)[["x", "y"]]
    found, wanted = groups.atc.ema(4), groups.transform(lambda prices: atc_core.ema(prices, 4))
    pd.testing.assert_frame_equal(found, wanted)


def test_no_rows_are_no_groups():
    frame, _, _ = groups_of(KERNELS["ema"])
    nothing = frame.iloc[:0].groupby("symbol")
    pd.testing.assert_frame_equal(nothing.atc.ema(4), frame[["x"]].iloc[:0])
    assert nothing["x"].atc.ema(4).empty


def test_labels_that_repeat_are_no_labels_to_align_by():
    frame, _, _ = groups_of(KERNELS["macd"])
    frame.index = [0, 1] * (N // 2)
    found = frame.groupby("symbol").atc.macd(3, 5, 2)
    assert list(found.index) == list(frame.index)
    rows = np.flatnonzero(frame["symbol"] == "a")
    wanted = atc_core.macd(frame["x"].to_numpy()[rows], 3, 5, 2)
    np.testing.assert_array_equal(found["signal", "x"].to_numpy()[rows], wanted.signal)
    pd.testing.assert_index_equal(frame["x"].atc.macd(3, 5, 2).index, frame.index)


@pytest.mark.parametrize("dtype", ["float32", "int64", "Float64", "Int64", "double[pyarrow]"])
def test_the_dtype_family_is_kept(dtype):
    series = pd.Series(np.arange(1, N + 1), days(), dtype=dtype)
    wanted = atc_core.sma(series, 3)
    pd.testing.assert_series_equal(series.atc.sma(3), wanted)
    grouped = series.groupby(np.zeros(N)).atc.sma(3)
    pd.testing.assert_series_equal(grouped, wanted)
    frame = series.to_frame("a").assign(b=1.0)
    pd.testing.assert_frame_equal(frame.groupby(np.zeros(N)).atc.sma(3), frame.atc.sma(3))


def test_one_number_a_series_is_one_a_column_and_one_a_group():
    random = np.random.default_rng(4)
    frame = pd.DataFrame(random.normal(0, 0.01, (N, 2)), columns=["a", "b"]).assign(key=np.arange(N) % 3)
    assert frame["a"].atc.sharpe_ratio() == atc_core.sharpe_ratio(frame["a"].to_numpy())
    pd.testing.assert_series_equal(frame[["a", "b"]].atc.sharpe_ratio(), atc_core.sharpe_ratio(frame[["a", "b"]]))
    pd.testing.assert_series_equal(
        frame.groupby("key")["a"].atc.sharpe_ratio(), frame.groupby("key")["a"].agg(atc_core.sharpe_ratio)
    )
    pd.testing.assert_frame_equal(
        frame.groupby("key").atc.sharpe_ratio(), frame.groupby("key").agg(atc_core.sharpe_ratio)
    )


def test_kernels_of_whole_tables_take_the_numeric_columns():
    frame = pd.DataFrame(np.random.default_rng(5).normal(size=(N, 3)), columns=list("abc")).assign(text="x")
    numbers = frame[list("abc")]
    pd.testing.assert_frame_equal(frame.atc.correlation_matrix(), atc_core.correlation_matrix(numbers))
    pd.testing.assert_frame_equal(frame.atc.lag_features(2), atc_core.lag_features(numbers, 2))
    centers = numbers.to_numpy()[:2]
    pd.testing.assert_series_equal(frame.atc.kmeans_predict(centers), atc_core.kmeans_predict(numbers, centers))


def test_further_arrays_are_arguments_of_a_series_and_columns_of_a_frame():
    arrays, _ = data_of(KERNELS["vwma"])
    frame = pd.DataFrame(arrays, days()).rename(columns={"x": "Close", "volume": "Volume"})
    wanted = atc_core.vwma(*arrays.values(), 9)
    assert_same(frame["Close"].atc.vwma(frame["Volume"], 9), wanted)
    assert_same(frame["Close"].atc.vwma(volume=frame["Volume"][::-1], length=9), wanted)
    assert_same(frame.atc.vwma(9), wanted)
    assert_same(frame["Close"].groupby(np.zeros(N)).atc.vwma(frame["Volume"][::-1], 9), wanted)
    with pytest.raises(ValueError, match="the frame and volume must have the same index"):
        frame["Close"].groupby(np.zeros(N)).atc.vwma(frame["Volume"].reset_index(drop=True), 9)


def test_a_keyword_names_another_column_or_gives_values():
    frame, arrays, _ = bars_of(KERNELS["atr"])
    other = arrays["close"] * 0.5
    wanted = atc_core.atr(arrays["high"], arrays["low"], other, 5)
    whole = frame.assign(**{"Adj Close": other})
    assert_same(whole.atc.atr(5, close="Adj Close"), wanted)
    assert_same(frame.atc.atr(5, close=whole["Adj Close"]), wanted)
    assert_same(frame.atc.atr(5, close=other), wanted)
    assert_same(whole.groupby(np.zeros(N)).atc.atr(5, close="Adj Close"), wanted)
    assert_same(frame.groupby(np.zeros(N)).atc.atr(5, close=other), wanted)
    with pytest.raises(ValueError, match="atr: close: no column 'Adj Clos'; did you mean 'Adj Close'"):
        whole.atc.atr(close="Adj Clos")


def test_fields_on_one_level_and_symbols_on_the_other():
    frame, arrays, _ = bars_of(KERNELS["supertrend"])
    both = pd.concat({"AAA": frame, "BBB": frame * 2}, axis=1)
    for wide in (both, both.swaplevel(axis=1)):
        found = wide.atc.atr(5)
        assert list(found.columns) == ["AAA", "BBB"]
        assert_same(found["AAA"], atc_core.atr(*arrays.values(), 5))
        assert_same(
            wide.atc.supertrend(5)["direction", "BBB"], atc_core.supertrend(*(frame * 2).T.to_numpy(), 5).direction
        )
    with pytest.raises(ValueError, match="no column is called volume"):
        both.atc.obv()


def test_the_index_is_the_times_where_no_column_is():
    frame, _, _ = bars_of(KERNELS["ohlcv_resample"])
    frame = frame.drop(columns="timestamps")
    week = 7 * 86_400 * 10**9
    found = frame.atc.ohlcv_resample(week)
    wanted = atc_core.ohlcv_resample(frame.index.to_numpy(), *(frame[name].to_numpy() for name in frame), week)
    np.testing.assert_array_equal(found["timestamps"].to_numpy(), wanted.timestamps)
    np.testing.assert_array_equal(found["volume"].to_numpy(), wanted.volume)


def test_why_there_is_no_such_method_is_said():
    series = pd.Series([1.0])
    with pytest.raises(
        AttributeError, match=r"atr takes high, low, close: call it on a frame of bars, bars.atc.atr\(\)"
    ):
        _ = series.atc.atr
    with pytest.raises(AttributeError, match=r"atr takes high, low, close: call it on a frame of bars"):
        _ = series.groupby([0]).atc.atr
    with pytest.raises(AttributeError, match="'bbands' is `bollinger` here"):
        _ = series.atc.bbands
    with pytest.raises(AttributeError, match="unknown kernel 'emma'; did you mean 'ema'"):
        _ = series.to_frame().atc.emma
    assert not hasattr(series.atc, "_repr_html_")


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (
            lambda frame: frame["a"].atc.rsi(lenght=3),
            TypeError,
            r"rsi: got an unexpected keyword argument 'lenght'; it is",
        ),
        (lambda frame: frame["a"].atc.ema(), TypeError, "ema: missing a required argument: 'length'; it is ema"),
        (
            lambda frame: frame["a"].atc.ema(3, out=np.ones(2)),
            TypeError,
            "ema: got an unexpected keyword argument 'out'",
        ),
        (lambda frame: frame["a"].atc.ema(0), ValueError, "ema: length must be at least 1, was 0"),
        (lambda frame: frame.groupby("b").atc.ema(0), ValueError, "ema: length must be at least 1, was 0"),
        (lambda frame: frame.iloc[:0].groupby("b").atc.ema(0), ValueError, "ema: length must be at least 1, was 0"),
        (lambda frame: frame.iloc[:0].groupby("b").atc.macd(9, 3), ValueError, "macd: fast must be below slow"),
        (
            lambda frame: frame.groupby("b").atc.ema(3, gaps="skp"),
            ValueError,
            "ema: gaps must be one of keep, skip, raise",
        ),
        (lambda frame: frame.groupby("b").atc.ema(3, backend="rusty"), ValueError, "did you mean 'rust'"),
        (lambda frame: frame[["b"]].atc.ema(3), TypeError, "ema: the frame has no numeric column; there are 'b' of "),
        (lambda frame: frame.atc.columns("rsi"), ValueError, "rsi: takes no columns by name"),
        (
            lambda frame: frame.atc.atr(),
            ValueError,
            "atr: no column is called high or low or close; there are 'a', 'b'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_kernels_name(call, error, sentence):
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    with pytest.raises(error, match=sentence):
        call(frame)


def test_a_backend_may_be_named():
    series = pd.Series(data_of(KERNELS["ema"])[0]["x"])
    with atc_core.trace() as calls:
        series.atc.ema(5, backend="python")
        series.groupby(np.zeros(N)).atc.ema(5, backend="python")
    assert [call.backend for call in calls] == ["python", "python"]


def test_editors_and_help_see_every_method():
    series, frame = pd.Series([1.0], name="close"), pd.DataFrame({"close": [1.0]})
    for kernels, wanted in ((series.atc, "rsi"), (frame.atc, "atr"), (frame.groupby("close").atc, "atr")):
        assert wanted in dir(kernels)
        assert set(dir(kernels)) - {"columns", "rolling"} <= set(EVERY_KERNEL)
    assert "atr" not in dir(series.atc)
    assert set(KERNELS) <= set(dir(frame.atc))
    assert str(inspect.signature(series.atc.rsi)) == (
        "(length: int = 14, *, gaps: 'keep' | 'skip' | 'raise' = 'keep', backend: str | None = None) -> Series"
    )
    text = pydoc.plain(pydoc.render_doc(frame.atc.atr))
    assert "atr(length: int = 14, *, high: column | Series | None = None" in text
    assert "columns are found by their names, in any case" in text
    assert "out:" not in text


def test_every_method_has_a_signature_without_what_the_data_are():
    frame = pd.DataFrame({"close": [1.0]})
    for name, kernel in KERNELS.items():
        parameters = inspect.signature(getattr(frame.atc, name)).parameters
        assert "out" not in parameters
        assert ("gaps" in parameters) is (kernel.gaps is not None)
        assert all(item.name in parameters for item in kernel.options)
        by_name = [
            item.name for item in kernel.arrays if parameters.get(item.name) and parameters[item.name].default is None
        ]
        assert by_name == ([item.name for item in kernel.arrays] if finds_columns(kernel) else [])


def test_a_strangers_kernel_is_a_method_too(declare, environment):
    environment(BACKEND="auto")

    def doubled(x: atc_core.Series, *, out: atc_core.Series | None = None) -> atc_core.Series:
        """Twice x."""

    declare(doubled, lambda x, out=None: np.multiply(x, 2, out=out))
    series = pd.Series([1.0, 2.0])
    assert "doubled" in dir(series.atc)
    assert series.atc.doubled().tolist() == [2.0, 4.0]
    assert series.groupby([0, 1]).atc.doubled().tolist() == [2.0, 4.0]


def test_nothing_is_registered_without_the_import():
    code = (
        "import pandas, atc_core; print(hasattr(pandas.Series, 'atc'));"
        "import atc_core.pandas as own; print(own.pd is pandas)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\nTrue\n"
