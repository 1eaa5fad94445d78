"""The column type of decimals: what is taken without copying, what is refused and how, and what comes back."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cases import DECIMAL_KERNELS, backends_of
from decimal_columns import CONTAINERS, Column, in_arrow, pandas_series, values_of
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.backend import Backend
from atc_core.conformance.agreement import disagreement
from atc_core.decimals import Chunk, Decimals, DecimalType, RowError, packed
from atc_core.decimals.admitted_columns import admit
from atc_core.decimals.decimal_arguments import read_arguments
from atc_core.decimals.declaring import DecimalKernel
from atc_core.decimals.direct_arguments import DirectArguments
from atc_core.decimals.integers import as_words
from atc_core.decimals.types import DecimalSeries
from atc_core.process import PROCESS

X = Column(9, 2, "1.25 - 3.00")
PARAMETER = DECIMAL_KERNELS["decimal_sum"].arrays[0]


def admitted(value):
    return admit("decimal_sum", PARAMETER, value).columns[0]


def words_at(array, place=0):
    """The address of a buffer's values."""
    return array.buffers()[1].address + 16 * array.offset + 16 * place


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "list"])
def test_buffers_are_read_where_they_lie(container):
    value = CONTAINERS[container](Column(18, 4, "1 2 - 4 5 6 7"))
    arrow = pa.chunked_array(value) if isinstance(value, (pl.Series, pd.Series)) else value
    chunks = arrow.chunks if isinstance(arrow, pa.ChunkedArray) else [arrow]
    column = admitted(value)
    assert len(column.chunks) == len(chunks)
    if not container.startswith("polars"):  # which has no public address of a chunk
        assert [chunk.words.ctypes.data for chunk in column.chunks] == [words_at(chunk) for chunk in chunks]
    assert not any(chunk.words.flags.owndata for chunk in column.chunks)
    assert column.integers() == [None if item is None else int(item * 10**4) for item in arrow.to_pylist()]


DIRECT = ["pyarrow", "pyarrow at an offset", "pyarrow in chunks", "polars"]


@pytest.mark.parametrize("text", ["1 2 3 4 5 6 7", "1 2 - 4 5 6 7"])
@pytest.mark.parametrize("container", DIRECT)
def test_a_few_looks_tell_what_a_close_one_does(container, text):
    value = CONTAINERS[container](Column(18, 4, text))
    kernel = DECIMAL_KERNELS["decimal_multiply"]
    given = (value, Decimal("-0.10"), None, "ROUND_HALF_EVEN")
    direct, close = DirectArguments(kernel).read(given), read_arguments(kernel, given)
    columns = [item.columns[0] for item in close.columns]
    assert [item.integers() for item in direct.columns] == [item.integers() for item in columns]
    assert [item.type for item in direct.columns] == [item.type for item in columns] == [(18, 4), (2, 2)]
    assert direct[3:-1] == close[3:-1]
    complete = DirectArguments(DECIMAL_KERNELS["decimal_commission_per_trade"])
    assert (complete.read((value, np.arange(7), 1)) is None) == ("-" in text)


UNUSUAL = [
    (X.arrow, X.arrow[1:], None),
    (X.arrow, Decimal("NaN"), None),
    (X.arrow, X.arrow, 99),
    (X.arrow, X.numbers, None),
    (X.arrow, 1.5, None),
    (pl.Series([1, 2, 3]), np.arange(3), None),
    (pa.array([1.5]), pa.array([1.5]), None),
    (pl.Series([1.5]), pl.Series([1.5]), None),
    (pa.array([], pa.decimal128(9, 2)), pa.array([1.5]), None),
    (pa.chunked_array([], pa.decimal128(9, 2)), 1, None),
    (CONTAINERS["polars in chunks"](X), 1, None),
    (CONTAINERS["pandas"](X), 1, None),
]


@pytest.mark.parametrize(("a", "b", "scale"), UNUSUAL, ids=lambda item: type(item).__name__)
def test_what_is_unusual_takes_a_close_look(a, b, scale):
    direct = DirectArguments(DECIMAL_KERNELS["decimal_add"])
    assert direct.read((a, b, scale, "ROUND_HALF_EVEN")) is None


def test_askew_memory_is_copied():
    words = np.zeros(3 * 16 + 1, np.uint8)
    words[1::16] = [1, 2, 3]
    array = pa.Array.from_buffers(pa.decimal128(9, 0), 3, [None, pa.py_buffer(words[1:])])
    assert atc_core.decimal_cumulative_sum(array).to_pylist() == [1, 3, 6]


def test_a_polars_series_is_read_where_it_lies():
    series = pl.Series("x", [Decimal(1)] * 1000, pl.Decimal(18, 2))
    (first,), (second,) = admitted(series).chunks, admitted(series).chunks
    assert first.words.ctypes.data == second.words.ctypes.data


def test_a_result_is_taken_over_as_it_is():
    given = pa.array([Decimal(1)] * 1000, pa.decimal128(9, 2))
    before = pa.total_allocated_bytes()
    result = atc_core.decimal_add(given, 1)
    assert pa.total_allocated_bytes() == before
    assert result.to_pylist() == [Decimal("2.00")] * 1000


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "list"])
@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 64, 65])
def test_libraries_count_the_nulls_of_a_result(container, rows):
    for every in (0, 1, 3):
        text = " ".join("-" if every and row % every == 0 else "1.5" for row in range(rows))
        value = CONTAINERS[container](Column(18, 4, text))
        result = atc_core.decimal_add(value, value)
        assert in_arrow(result).null_count == text.split().count("-")
        if isinstance(result, pl.Series):
            assert result.null_count() == result.is_null().sum() == text.split().count("-")


@pytest.mark.parametrize("bits", [32, 64])
def test_narrow_decimals_are_taken_too(bits):
    make = getattr(pa, f"decimal{bits}", None)
    narrow = pa.array([Decimal("1.25"), None, Decimal(-3)], make(9, 2))
    assert atc_core.decimal_add(narrow, narrow).equals(Column(10, 2, "2.50 - -6.00").arrow)
    assert atc_core.decimal_cumulative_max(narrow[1:]).equals(Column(9, 2, "- -3.00").arrow)


INTEGERS = {
    "int8": (np.array([100, -100], np.int8), 3),
    "int16": (np.array([100, -100], np.int16), 5),
    "int32": (np.array([100, -100], np.int32), 10),
    "int64": (np.array([2**63 - 1, -(2**63)]), 19),
    "uint8": (np.array([255, 0], np.uint8), 3),
    "uint64": (np.array([2**64 - 1, 0], np.uint64), 20),
    "big-endian": (np.array([100, -100], ">i4"), 10),
    "strided": (np.array([100, 0, -100])[::2], 19),
    "polars": (pl.Series([100, None, -100], dtype=pl.Int32), 10),
    "pandas": (pd.Series([100, -100]), 19),
    "nullable pandas": (pd.Series([100, None], dtype="Int16"), 5),
    "pyarrow": (pa.array([100, None], pa.uint16()), 5),
}


def in_python(values):
    """Integers and None."""
    listed = values.tolist() if isinstance(values, np.ndarray) else pa.array(values).to_pylist()
    return [None if item is pd.NA else item for item in listed]


@pytest.mark.parametrize("name", INTEGERS)
def test_integers_are_decimals_of_scale_0(name):
    values, precision = INTEGERS[name]
    result = atc_core.decimal_cumulative_sum(values)
    assert atc_core.decimal_add(values, 0).type == pa.decimal128(precision + 1, 0)
    assert admitted(values).integers() == in_python(values)
    assert isinstance(result, pa.Array)


LISTS = [
    ([Decimal("0.05")], (2, 2)),
    ([Decimal("0.10")], (2, 2)),
    ([Decimal("1E+2")], (3, 0)),
    ([0], (1, 0)),
    ([], (1, 0)),
    ([None], (1, 0)),
    ([Decimal("1.5"), 1000, None, Decimal("-.001")], (7, 3)),
    ([10**37, Decimal("-.1")], (38, 0 + 1)),
    ((Decimal(7), pd.NA), (1, 0)),
]


@pytest.mark.parametrize(("values", "kind"), LISTS, ids=str)
def test_a_list_has_the_least_type_that_holds_it(values, kind):
    if values and values[0] == 10**37:
        with pytest.raises(ValueError, match="x must have at most 38 digits; row 1 makes it 39"):
            admitted(values)
    else:
        assert admitted(values).type == kind


REFUSED = [
    (
        pa.array([1.5]),
        TypeError,
        "must be decimals or integers, was DoubleArray of double; round them to decimals first",
    ),
    (np.array([1.5]), TypeError, "was an array of float64; round them"),
    (pl.Series([1.5]), TypeError, "was Series of Float64; round them"),
    (pd.Series([1.5]), TypeError, "was an array of float64; round them"),
    (pd.Series([1.5], dtype="Float64"), TypeError, "was Series of Float64; round them"),
    (pl.Series(["1.5"]), TypeError, "was Series of String; parse it first"),
    (pd.Series([Decimal("1.5")]), TypeError, "was an array of object; give them a type of Arrow's"),
    (np.array(["1.5"]), TypeError, "was an array of <U3; parse it first"),
    (np.array([True]), TypeError, "was an array of bool"),
    ("1.5", TypeError, "was str"),
    (None, TypeError, "was NoneType"),
    (1.5, TypeError, "was float"),
    ([Decimal(1), 1.5], TypeError, "row 1 is 1.5; round it to a Decimal first, as Decimal('0.1') for 0.1"),
    ([Decimal(1), "2"], TypeError, "row 1 is '2'"),
    ([Decimal(1), True], TypeError, "row 1 is True"),
    ([Decimal(1), Decimal("NaN")], ValueError, "must be finite; row 1 is NaN"),
    ([Decimal("-Infinity")], ValueError, "must be finite; row 0 is -Infinity"),
    ([1, 10**38], ValueError, "must have at most 38 digits; row 1 makes it 39"),
    (pa.array([Decimal(1)], pa.decimal256(40, 2)), TypeError, "was Decimal256Array of decimal256(40, 2)"),
    (
        pa.array([Decimal(100)], pa.decimal128(3, -2)),
        ValueError,
        "must have a scale from 0 to its precision, was decimal128(3, -2)",
    ),
    (np.zeros((2, 2), np.int64), ValueError, "must be 1-D, was 2-D"),
]


@pytest.mark.parametrize(("value", "kind", "message"), REFUSED, ids=lambda item: str(item)[:30])
def test_other_values_are_refused(value, kind, message):
    with pytest.raises(kind) as caught:
        atc_core.decimal_sum(value)
    assert str(caught.value).startswith("decimal_sum: x ")
    assert message in str(caught.value)


@pytest.mark.parametrize("precision", [1, 3, 17, 18, 19, 20, 37, 38])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("backend", backends_of(DECIMAL_KERNELS["decimal_cumulative_max"]))
def test_a_value_beyond_its_type_is_refused(precision, sign, backend):
    def buffer(value):
        words = np.array([[0, 0], [0, 0], [value % 2**64, (value >> 64) % 2**64]], np.uint64)
        kind = pa.decimal128(precision, 1)
        return pa.Array.from_buffers(kind, 3, [None, pa.py_buffer(words)])

    fits = buffer(sign * (10**precision - 1))
    assert atc_core.decimal_cumulative_max(fits, backend=backend)[2].as_py() == Decimal(
        f"{max(0, sign * (10**precision - 1))}E-1"
    )
    for value in (10**precision, max(10**precision, 2**126)):
        with pytest.raises(ValueError, match=rf"x must have at most {precision} digits, .*; row 1 has more"):
            atc_core.decimal_cumulative_max(buffer(sign * value).slice(1), backend=backend)


CHECKING = [
    (name, backend)
    for name, kernel in DECIMAL_KERNELS.items()
    for backend in backends_of(kernel)
    if PROCESS.choice.is_strict(kernel, backend)
]


@pytest.mark.parametrize(("name", "backend"), CHECKING)
@pytest.mark.parametrize("value", [1000, -1000, 2**70, -(2**127)])
def test_backends_that_check_digits_find_each_value_beyond(name, backend, value):
    kernel = DECIMAL_KERNELS[name]
    sampled = kernel.sample(np.random.default_rng(1), 1500)
    places = [place for place, item in enumerate(kernel.arrays) if item.column == "decimal"]
    for place, row in [(place, row) for place in places for row in (0, 700, 1499)]:
        columns = list(sampled)
        words = as_words([value if at == row else 7 for at in range(1500)])
        bad, own = Decimals([Chunk(words)], DecimalType(3, 0)), sampled[place]
        columns[place] = (bad, *own[1:]) if isinstance(own, tuple) else bad
        with pytest.raises(RowError):
            kernel_function(name, backend)(*kernel.around(columns, {}))


def kernel_function(name, backend):
    return PROCESS.choice.implementation(DECIMAL_KERNELS[name], backend)


def test_what_a_null_lies_on_is_no_matter():
    words = np.array([[1, 0], [7, 2**62]], np.int64)
    column = pa.Array.from_buffers(pa.decimal128(3, 0), 2, [pa.py_buffer(b"\x01"), pa.py_buffer(words)])
    assert atc_core.decimal_sum(column) == 1
    assert atc_core.decimal_multiply(column, column).to_pylist() == [1, None]


def test_refusing_is_by_value_and_never_by_type():
    x = Column(38, 19, "1.5 2.5").arrow
    assert atc_core.decimal_subtract(x, x).to_pylist() == [0, 0]
    assert atc_core.decimal_subtract(x, x).type == pa.decimal128(38, 19)
    with pytest.raises(
        ValueError, match="decimal_multiply: the result would have 39 digits behind the point, above 38; give scale"
    ):
        atc_core.decimal_multiply(x, Column(38, 20, "1 2").arrow)
    assert atc_core.decimal_multiply(x, x, scale=2).to_pylist() == [Decimal("2.25"), Decimal("6.25")]


def test_a_sum_may_be_too_large_on_the_way():
    largest = Decimal("9" * 38)
    x = pa.array([largest, largest, largest, Decimal(f"-{largest}"), Decimal(f"-{largest}")], pa.decimal128(38, 0))
    assert atc_core.decimal_sum(x) == largest
    with pytest.raises(ValueError, match="decimal_cumulative_sum: row 1 needs more than 38 digits"):
        atc_core.decimal_cumulative_sum(x)


def test_a_column_of_nulls_alone_has_the_type_of_such_a_list():
    for column in (pl.Series([None, None]), pa.nulls(2), [None, None]):
        assert admitted(column).type == (1, 0)
        assert atc_core.decimal_sum(column) == 0
        assert values_of(atc_core.decimal_add(column, Decimal("1.5"))) == [None, None]


def test_masked_integers_are_null():
    column = np.ma.masked_array([1, 2, 3], [False, True, False])
    assert atc_core.decimal_cumulative_sum(column).to_pylist() == [1, None, 4]


def test_tables_without_columns_give_such_tables():
    assert atc_core.decimal_add(pl.DataFrame(), 1).shape == (0, 0)
    assert len(atc_core.decimal_sum(pd.DataFrame())) == 0


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="decimal_add: a and b must have the same length, were 3 and 2"):
        atc_core.decimal_add(X.arrow, X.arrow[:2])


OPTIONS = [
    ({"periods_per_year": 252.0}, TypeError, "periods_per_year must be a Decimal or an integer, was 252.0; round it"),
    ({"periods_per_year": 0}, ValueError, "periods_per_year must be above 0, was 0"),
    ({"rf_per_period": "0"}, TypeError, "rf_per_period must be a Decimal or an integer, was '0'"),
    ({"rf_per_period": Decimal("NaN")}, ValueError, "rf_per_period must be finite, was NaN"),
    ({"rf_per_period": Decimal("1E+38")}, ValueError, "rf_per_period must have at most 38 digits"),
    ({"rf_per_period": True}, TypeError, "rf_per_period must be a Decimal or an integer, was True"),
    ({"scale": 39}, ValueError, "scale must be at least 0 and at most 38, was 39"),
    ({"scale": -1}, ValueError, "scale must be at least 0 and at most 38, was -1"),
    ({"scale": 2.0}, TypeError, "scale must be an integer or None, was 2.0"),
    ({"rounding": "half even"}, ValueError, "rounding must be one of ROUND_HALF_EVEN, "),
    ({"ddof": -1}, ValueError, "ddof must be at least 0"),
]


@pytest.mark.parametrize(("options", "kind", "message"), OPTIONS, ids=str)
def test_options_are_checked(options, kind, message):
    with pytest.raises(kind, match=re.escape(f"decimal_sharpe_ratio: {message}")):
        atc_core.decimal_sharpe_ratio(X.arrow, **options)


@pytest.mark.parametrize("container", ["pyarrow", "polars", "list"])
def test_equal_rates_of_another_scale_are_told_apart(container):
    value = CONTAINERS[container](Column(9, 2, "1.00"))
    for rate in ("0.1", "0.10", "0.1"):
        (found,) = values_of(atc_core.decimal_commission_per_dollar(value, value, Decimal(rate)))
        assert found.as_tuple().exponent == -4 + Decimal(rate).as_tuple().exponent


def test_arguments_are_checked_in_the_order_of_the_signature():
    with pytest.raises(ValueError, match="quantity must not be null"):
        atc_core.decimal_commission_per_share(X.arrow, np.array([0, 9, 9]), -1)
    with pytest.raises(ValueError, match="order must be at least 0 and below the number of rows; row 1 is 9"):
        atc_core.decimal_commission_per_share(X.arrow.fill_null(0), np.array([0, 9, 9]), -1)
    with pytest.raises(ValueError, match="rate must be at least 0, was -1"):
        atc_core.decimal_commission_per_share(X.arrow.fill_null(0), np.array([0, 1, 2]), -1)


def frames():
    columns = {"a": Column(9, 2, "1.25 - 3.00").arrow, "b": Column(9, 4, "1 2 3").arrow}
    return {
        "pyarrow": pa.table(columns),
        "batch": pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns)),
        "polars": pl.DataFrame({name: pl.Series(array) for name, array in columns.items()}),
        "pandas": pd.DataFrame({name: pandas_series(array) for name, array in columns.items()}),
    }


@pytest.mark.parametrize("name", frames())
def test_a_table_is_computed_column_by_column(name):
    frame = frames()[name]
    result = atc_core.decimal_add(frame, Decimal("0.5"))
    assert type(result) is type(frame)
    columns = [in_arrow(result[label]) for label in ("a", "b")]
    assert columns[0].equals(Column(12, 4, "1.75 - 3.50").arrow)
    assert columns[1].equals(Column(12, 4, "1.5 2.5 3.5").arrow)
    sums = atc_core.decimal_sum(frame)
    assert in_arrow(sums).equals(Column(38, 4, "4.25 6").arrow)
    if name == "pandas":
        assert result.index.equals(frame.index)
        assert list(sums.index) == ["a", "b"]


@pytest.mark.parametrize("name", frames())
def test_bars_of_tables_have_one_column_of_times(name):
    frame = frames()[name]
    complete = frame[["b"]] if name == "pandas" else frame.select(["b"])
    bars = atc_core.decimal_ohlcv_resample(np.array([0, 30, 60]), *[complete] * 5, 60)
    assert bars.timestamps.tolist() == [0, 60]
    assert type(bars.volume) is type(complete)
    assert values_of(bars.volume["b"]) == [Decimal("3.0000"), Decimal("3.0000")]


def test_tables_are_aligned_by_name_and_refused_by_it():
    frame = frames()["polars"]
    assert atc_core.decimal_subtract(frame, frame.select("b", "a")).sum().row(0) == (0, 0)
    with pytest.raises(
        ValueError, match="decimal_add: a and b must have the same columns; only in a: 'b'; only in b: 'c'"
    ):
        atc_core.decimal_add(frame, frame.rename({"b": "c"}))


def test_an_error_in_a_table_names_the_column():
    table = pa.table({"good": Column(9, 0, "1 2").arrow, "bad": Column(9, 0, "1 0").arrow})
    with pytest.raises(ValueError, match=r"decimal_divide: row 1 divides by 0 \(column 'bad'\)"):
        atc_core.decimal_divide(table, table)
    with pytest.raises(TypeError, match="decimal_sum: column 'x' of x must be decimals or integers"):
        atc_core.decimal_sum(pa.table({"x": [1.5]}))


def test_rows_of_pandas_are_aligned_by_their_index():
    x = pandas_series(Column(9, 2, "1 2 3").arrow)
    assert atc_core.decimal_subtract(x, x[::-1]).tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="decimal_add: a and b must have the same index"):
        atc_core.decimal_add(x, x.set_axis([1, 2, 3]))


def test_times_come_back_as_they_came():
    bars = {name: Column(9, 2, "1 2 3").arrow for name in ("open", "high", "low", "close", "volume")}
    times = np.array(["2024-01-01T00:00:01", "2024-01-01T00:00:59", "2024-01-01T00:01:00"], "M8[ms]")
    wanted = np.array(["2024-01-01T00:00", "2024-01-01T00:01"], "M8[ns]")
    minute = np.timedelta64(1, "m")
    assert (atc_core.decimal_ohlcv_resample(times, **bars, every=minute).timestamps == wanted).all()
    series = atc_core.decimal_ohlcv_resample(pl.Series("t", times), **bars, every=minute).timestamps
    assert series.dtype == pl.Datetime("ms")
    assert series.to_list() == wanted.astype("M8[us]").tolist()
    result = atc_core.decimal_ohlcv_resample(pd.Series(times), **bars, every=minute)
    assert result.timestamps.tolist() == pd.Series(wanted).tolist()
    assert result.volume.to_pylist() == [3, 3]


def test_decimals_of_ones_own():
    column = Decimals([Chunk(np.array([5, 7])), Chunk(np.array([[9, 0]]))], DecimalType(9, 1))
    assert atc_core.decimal_sum(column) == Decimal("2.1")
    assert repr(column) == "<3 decimals of decimal128(9, 1)>"


def test_a_kernel_of_decimals_of_a_strangers():
    def of_price(types):
        return DecimalType(38, types["price"].scale + types["tax"].scale)

    def with_tax(price: DecimalSeries, tax: Decimal = Decimal("0.19")) -> DecimalSeries:
        """Prices with tax."""

    backend = Backend("acme")
    kernel = DecimalKernel(with_tax, DECIMAL_KERNELS["decimal_sum"].sample, of_price, "", "acme")

    @backend.implements(kernel)
    def _(price, tax):
        factor = 10**tax.type.scale + tax.value
        return packed([None if value is None else value * factor for value in price.integers()])

    function = backend.implementations["with_tax"]
    assert disagreement(kernel, function, function) is None
    column = admit("with_tax", kernel.arrays[0], [Decimal("10.00"), None]).columns[0]
    assert kernel.around([column], {"tax": Decimal("0.19")})[1] == (19, (2, 2))
    with pytest.raises(TypeError, match=r"the parameters of with_tax must be \(price, tax\), were \(price\)"):
        Backend("other").implements(kernel)(lambda price: price)


def test_no_memory_of_a_result_can_be_given():
    with pytest.raises(TypeError, match="decimal_add: takes no out"):
        atc_core.decimal_add(X.arrow, 1, out=np.zeros((3, 2), np.int64))


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "list"])
def test_kernels_of_floats_refuse_decimals_and_name_their_own(container):
    column = CONTAINERS[container](X)
    with pytest.raises(TypeError, match="sharpe_ratio: returns must be .*; use decimal_sharpe_ratio, or convert"):
        atc_core.sharpe_ratio(column)
    with pytest.raises(TypeError, match="ema: x must be numeric, was .*; convert it to floats"):
        atc_core.ema(column, 3)


def test_nothing_that_reads_decimals_is_imported_for_floats():
    import subprocess
    import sys

    code = "import sys, atc_core; atc_core.sma([1.0, 2.0], 1); print({'nanoarrow', 'pyarrow'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
