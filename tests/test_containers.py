"""Every kernel takes every container and gives it back; libraries are found, not imported."""

import subprocess
import sys
from typing import Annotated

import narwhals.stable.v1 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cases import KERNELS
from numpy.lib.recfunctions import structured_to_unstructured
from numpy.typing import NDArray
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.arrays import DATETIME, Axes, Series
from atc_core.labels.finding import BY_TYPE, container_of
from atc_core.labels.of_arrow import ARROW
from atc_core.labels.of_others import OTHERS
from atc_core.labels.of_pandas import PANDAS
from atc_core.labels.of_polars import POLARS, of_floats, series
from atc_core.models import for_series

BARS = 40
DAYS = pd.date_range("2024-01-01", periods=BARS, tz="UTC")
LIBRARIES = {"pandas": pd, "polars": pl}


def sampled(kernel):
    """Arguments of a kernel, its arrays apart from its options."""
    arguments = kernel.arguments(np.random.default_rng(3), BARS)
    count = len(kernel.arrays)
    return arguments[:count], arguments[count:]


def contained(array, library, places):
    """An array as a Series or a frame of a library, of these places along the second axis."""
    names = [f"s{place}" for place in places]
    if library == "arrow":
        return pa.array(array) if array.ndim == 1 else pa.table(dict(zip(names, array.T)))
    if array.ndim == 1:
        return LIBRARIES[library].Series(array) if library == "pandas" else pl.Series("close", array)
    return pd.DataFrame(array, columns=names) if library == "pandas" else pl.DataFrame(array, schema=names)


def plain(values):
    """What NumPy makes of a field, whatever it is."""
    if isinstance(values, (pa.Table, pd.DataFrame, pl.DataFrame)):
        return np.asarray(values.to_pandas() if isinstance(values, pa.Table) else values)
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return np.array(values.to_pandas())
    return np.asarray(values)


def fields(result):
    return list(result) if isinstance(result, tuple) else [result]


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow"])
@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_gives_what_it_gives_of_arrays(name, library):
    arrays, options = sampled(KERNELS[name])
    handle = atc_core.get(name)
    wanted = fields(handle(*arrays, *options))
    pairs = zip(KERNELS[name].arrays, arrays)
    # What has a value for each column would need the names of these as its own index.
    given = [
        array if item.axes[0] == "columns" else contained(array, library, range(array.shape[-1]))
        for item, array in pairs
    ]
    result = fields(handle(*given, *options))
    for own, field in zip(result, wanted, strict=True):
        values = plain(own)
        field = structured_to_unstructured(field) if np.asarray(field).dtype.names else field
        assert values.shape in (np.shape(field), (1, *np.shape(field)))
        if values.dtype.kind == "M" and field.dtype.kind != "M":
            values = values.astype("M8[ns]").view(np.int64)
        np.testing.assert_array_equal(values.reshape(np.shape(field)), field)


IN_FRAMES = [
    name
    for name, kernel in KERNELS.items()
    if kernel.is_by_series and all(len(field.axes) <= 1 for field in kernel.result.fields)
    if not any(getattr(field.dtype, "names", None) for field in kernel.result.fields)
]
"""Kernels that give a table of a table; what has more axes than a frame stays an array, as rows of several parts do."""


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("name", IN_FRAMES)
def test_every_kernel_of_series_gives_frames_of_frames(name, library):
    kernel = KERNELS[name]
    arrays, options = sampled(kernel)
    tables = [np.stack([array, array[::-1]], axis=1) for array in arrays]
    handle, options = atc_core.get(name), for_series(kernel, options, 2)
    result = fields(handle(*(contained(table, library, (0, 1)) for table in tables), *options))
    for own, field in zip(result, fields(handle(*tables, *options)), strict=True):
        labels = own.index if isinstance(own, pd.Series) else own.columns
        assert list(labels) == ["s0", "s1"]
        # Tables in the other memory order are added up in another order.
        np.testing.assert_allclose(plain(own).reshape(field.shape), field, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", [name for name, kernel in KERNELS.items() if kernel.is_per_bar])
def test_every_field_of_a_series_keeps_index_and_name(name):
    arrays, options = sampled(KERNELS[name])
    given = [pd.Series(array, index=DAYS, name="close") for array in arrays]
    for field in fields(atc_core.get(name)(*given, *options)):
        assert (type(field), field.name) == (pd.Series, "close")
        pd.testing.assert_index_equal(field.index, DAYS)


def test_arrays_of_arrow_come_back_as_they_were():
    values = [1.0, None, 3.0, 4.0]
    wanted = [None, None, None, 3.5]
    for given in (pa.array(values), pa.chunked_array([values[:1], values[1:]])):
        result = atc_core.sma(given, 2)
        assert isinstance(result, pa.ChunkedArray) == isinstance(given, pa.ChunkedArray)
        assert (result.type, result.to_pylist()) == (pa.float64(), wanted)


@pytest.mark.parametrize("kind", [pa.table, pa.record_batch])
def test_frames_of_arrow_come_back_as_they_were(kind):
    given = kind({"a": [1.0, 2.0, 3.0], "b": [1, None, 3]})
    result = atc_core.sma(given, 1)
    assert type(result) is type(given)
    assert result.to_pydict() == {"a": [1.0, 2.0, 3.0], "b": [1.0, None, 3.0]}
    assert atc_core.sharpe_ratio(given).num_rows == 1
    assert atc_core.equity(given, given.select(["b", "a"])).schema.names == ["a", "b"]
    assert atc_core.correlation_matrix(given).schema.names == ["a", "b"]
    assert atc_core.lag_features(given, 1).schema.names == ["a_lag0", "a_lag1", "b_lag0", "b_lag1"]


TIMES = pd.Series(pd.date_range("2024-01-01", periods=4, freq="6h", tz="Europe/Berlin"), name="time")
STARTS = ["2023-12-31 13:00", "2024-01-01 01:00", "2024-01-01 13:00"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", None])
def test_times_come_back_in_their_own_unit_and_zone(unit, zone):
    times = TIMES.dt.as_unit(unit) if zone else TIMES.dt.as_unit(unit).dt.tz_convert(None)
    result = resampled(times).timestamps
    assert (result.dtype, result.name) == (times.dtype, "time")
    assert result.dt.tz_localize(zone if zone is None else None).tolist() == starts(zone)
    arrow = resampled(times.astype(pd.ArrowDtype(pa.timestamp(unit, zone)))).timestamps
    assert arrow.dtype == pd.ArrowDtype(pa.timestamp(unit, zone))
    assert arrow.astype(times.dtype).tolist() == result.tolist()
    plain_arrow = resampled(pa.array(times, pa.timestamp(unit, zone))).timestamps
    assert plain_arrow.type == pa.timestamp(unit, zone)
    assert plain_arrow.cast(pa.int64()).to_pylist() == [
        int(start.as_unit(unit).value // factor(unit)) for start in result
    ]


def factor(unit):
    return {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[unit]


def starts(zone):
    berlin = pd.DatetimeIndex(STARTS)
    return (berlin if zone else berlin.tz_localize("Europe/Berlin").tz_convert(None)).tolist()


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", None])
def test_times_of_polars_come_back_in_their_own_unit_and_zone(unit, zone):
    times = pl.Series("time", TIMES if zone else TIMES.dt.tz_convert(None)).dt.cast_time_unit(unit)
    result = resampled(times).timestamps
    assert (result.dtype, result.name) == (pl.Datetime(unit, zone), "time")
    assert result.to_list() == [start.to_pydatetime() for start in resampled(pd.Series(times.to_pandas())).timestamps]


def resampled(times):
    prices = [1.0, 2.0, 3.0, 4.0]
    return atc_core.ohlcv_resample(times, *[prices] * 5, pd.Timedelta("12h"))


def test_dates_come_back_as_dates_where_they_are_whole():
    days = pl.Series("day", TIMES.dt.date)
    assert days.dtype == pl.Date
    whole = resampled(days).timestamps
    assert (whole.dtype, whole.to_list()) == (pl.Date, days[:1].to_list())
    by_five_hours = atc_core.ohlcv_resample(days, *[[1.0] * 4] * 5, pd.Timedelta("5h")).timestamps
    assert (by_five_hours.dtype, by_five_hours.dt.hour().to_list()) == (pl.Datetime("ns"), [22])


def test_fields_are_called_like_the_inputs_of_their_name():
    names = ["open", "high", "low", "close", "volume"]
    values = [pd.Series([1.0, 2.0, 3.0, 4.0], name=name.title()) for name in names]
    result = atc_core.ohlcv_resample(TIMES, *values, pd.Timedelta("12h"))
    assert [field.name for field in result] == ["time", "Open", "High", "Low", "Close", "Volume"]
    assert [field.name for field in resampled(TIMES)] == ["time", None, None, None, None, None]


Moments = Annotated[NDArray[np.int64], Axes("time"), DATETIME]
Trades = Annotated[NDArray[np.void], np.dtype([("bar", "i8"), ("price", "f8")]), Axes("trades")]


def later(times: Moments, *, out: Moments | None = None) -> Moments:
    """A second later."""


def test_a_time_a_bar_keeps_index_and_unit(declare):
    handle = declare(later, lambda times, out=None: times + 10**9, sample=lambda random, n: (np.arange(n),))
    times = TIMES.set_axis(list("abcd"))
    pd.testing.assert_series_equal(handle(times), times + pd.Timedelta("1s"))
    assert handle(pl.Series(TIMES)).dtype == pl.Series(TIMES).dtype


def trades(x: Series) -> Trades:
    """Rows."""


@pytest.mark.parametrize(("make", "kind"), [(pd.Series, pd.DataFrame), (pl.Series, pl.DataFrame), (pa.array, pa.Table)])
def test_rows_come_back_as_a_frame_of_their_fields(declare, make, kind):
    rows = np.array([(1, 2.5), (3, np.nan)], [("bar", "i8"), ("price", "f8")])
    handle = declare(trades, lambda x: rows.copy())
    result = handle(make([1.0, 2.0, 3.0]))
    assert type(result) is kind
    assert list(result.to_pandas()["bar"] if kind is pa.Table else result["bar"]) == [1, 3]


def test_an_index_is_values_without_labels():
    close = pd.Series([1.0, 2.0, 3.0, 4.0], index=list("abcd"))
    result = atc_core.ohlcv_resample(pd.DatetimeIndex(TIMES), *[close] * 5, pd.Timedelta("12h"))
    assert result.timestamps.dt.tz is not None
    assert atc_core.sma(pd.Index([1.0, 2.0], name="x"), 1).tolist() == [1.0, 2.0]


OTHER_FRAMES = [
    pd.DataFrame({"a": [1.0, 2.0], "b": [3, 4]}, index=["r", "s"]),
    pl.DataFrame({"a": [1.0, 2.0], "b": [3, 4]}),
]


@pytest.fixture(params=OTHER_FRAMES, ids=["pandas", "polars"])
def other(request, monkeypatch):
    """A frame as one of a library that only narwhals knows."""
    frame = request.param
    for kind in (type(frame), type(frame["a"])):
        monkeypatch.setitem(BY_TYPE, kind, OTHERS)
    return frame


def test_libraries_that_narwhals_knows_are_taken_through_it(other):
    result = atc_core.sma(other, 1)
    assert type(result) is type(other)
    np.testing.assert_array_equal(result, [[1, 3], [2, 4]])
    assert list(result.columns) == ["a", "b"]
    series = atc_core.sma(other["a"], 1)
    assert (type(series), series.name, list(series)) == (type(other["a"]), "a", [1.0, 2.0])
    index = nw.maybe_get_index(nw.from_native(other))
    if index is not None:
        assert result.index.equals(index)
        assert series.index.equals(index)
    swapped = atc_core.equity(other, other[["b", "a"]])
    np.testing.assert_array_equal(swapped, atc_core.equity(np.asarray(other), np.asarray(other)))


def test_what_is_no_number_is_refused_through_narwhals(other):
    text = type(other)({"a": [1.0], "d": ["x"]})
    with pytest.raises(TypeError, match="sma: column 'd' of x must be numeric, was Series of String"):
        atc_core.sma(text, 1)


def test_types_are_told_by_their_library():
    assert container_of(pd.Series([1.0])) is container_of(pd.DataFrame()) is container_of(pd.Index([1])) is PANDAS
    assert container_of(pl.Series([1.0])) is container_of(pl.DataFrame()) is POLARS
    assert container_of(pa.array([1.0])) is container_of(pa.table({})) is ARROW
    others = [
        np.ones(1),
        [1.0],
        (1.0,),
        1.0,
        None,
        "a",
        pd.Timestamp("2024-01-01"),
        pl.lit(1),
        pl.LazyFrame(),
        object(),
    ]
    assert not any(map(container_of, others))
    modin = type("Series", (), {"__module__": "modin.pandas.series"})
    assert container_of(modin()) is OTHERS
    BY_TYPE.pop(modin)


def test_a_subclass_of_an_array_is_an_array():
    class Own(np.ndarray):
        pass

    assert container_of(np.ones(2).view(Own)) is None


def test_the_short_way_to_a_series_of_polars_is_the_public_one():
    values = np.array([1.0, np.nan, np.inf, -0.0])
    for made in (of_floats("x", values), series("x", values), series("x", np.repeat(values, 2)[::2])):
        assert made.equals(pl.Series("x", values, nan_to_null=True), check_names=True, null_equal=True)


def test_no_library_is_imported_for_arrays():
    names = ["pandas", "polars", "pyarrow", "narwhals"]
    code = (
        f"import sys, atc_core; atc_core.sma([1.0, 2.0], 1); print([name for name in {names} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


@pytest.mark.parametrize(
    ("library", "others"), [("pandas", ["polars", "narwhals"]), ("polars", ["pandas", "narwhals"])]
)
def test_one_library_does_not_bring_in_the_others(library, others):
    code = (
        f"import sys, {library}, atc_core; atc_core.sma({library}.Series([1.0, 2.0]), 1)\n"
        f"print([name for name in {others} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
