"""`.atc` on columns of decimals: what the plain call gives, in pandas' and Polars' own types, group by group."""

import inspect
import itertools
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cases import DECIMAL_KERNELS
from decimal_columns import in_arrow
from one_process import fresh_process  # noqa: F401 the tests share it
from polars.testing import assert_series_equal

import atc_core
import atc_core.pandas
import atc_core.polars as atc_polars
from atc_core.accessors.row_results import gives_numbers, gives_rows

N = 40
MONEY = pa.decimal128(38, 2)
OF_ROWS = [name for name, kernel in DECIMAL_KERNELS.items() if gives_rows(kernel)]
OF_NUMBERS = [name for name, kernel in DECIMAL_KERNELS.items() if gives_numbers(kernel)]
BY_NAME = [name for name in OF_ROWS if name != "decimal_portfolio_value"]
"""The other one takes tables."""
KEYS = [("abc")[place * 7 % 3] for place in range(N)]


def data_of(kernel):
    """Columns of pyarrow by array, codes that are dense in every group, and typical options without defaults."""
    random = np.random.default_rng(5)
    columns = {}
    for place, item in enumerate(kernel.arrays):
        if item.column == "decimal":
            cents = random.integers(1, 10_000, N) * (200 if item.name == "volume" else 1)
            values = [Decimal(int(value)).scaleb(-2) for value in cents]
            if not item.rules:
                values[3 + place] = None
            columns[item.name] = pa.array(values, MONEY)
        else:
            is_flag = item.dtype == np.bool_
            columns[item.name] = pa.array(random.integers(0, 2, N) > 0 if is_flag else np.arange(N) // 3 % 4)
    if kernel.name == "decimal_slippage_volume_share":
        columns["quantity"] = pa.array([Decimal("1.00")] * N, MONEY)
    options = {item.name: item.typical for item in kernel.options if item.default is inspect.Parameter.empty}
    return columns, options


def fields_of(result):
    """The fields of a result as lists of Decimals."""
    fields = result._asdict() if isinstance(result, tuple) else {"": result}
    return {name: [values] if np.ndim(values) == 0 else in_arrow(values).to_pylist() for name, values in fields.items()}


def by_group(name, columns, options):
    """The plain call on the rows of each group, in the order of the frame; of numbers by group."""
    rows = [[place for place in range(N) if KEYS[place] == key] for key in "abc"]
    parts = [
        fields_of(getattr(atc_core, name)(*(own.take(pa.array(part)) for own in columns.values()), **options))
        for part in rows
    ]
    if name in OF_NUMBERS:
        return [part[""][0] for part in parts]
    places = list(itertools.chain(*rows))
    joined = {field: list(itertools.chain(*(part[field] for part in parts))) for field in parts[0]}
    return {field: [values[places.index(row)] for row in range(N)] for field, values in joined.items()}


def pandas_frame(columns):
    frame = pd.DataFrame({name: pd.Series(pd.arrays.ArrowExtensionArray(own)) for name, own in columns.items()})
    return frame.assign(key=KEYS, float=1.5).set_index(pd.Index([f"row {place}" for place in range(N)]))


def found_in(frame):
    """The columns of a result of pandas' as lists; each is one of Arrow's decimals."""
    table = frame.to_frame("") if isinstance(frame, pd.Series) else frame
    assert all(pa.types.is_decimal128(dtype.pyarrow_dtype) for dtype in table.dtypes)
    return {name: in_arrow(table[name]).to_pylist() for name in table}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_method_of_a_frame_of_pandas_finds_its_columns(name):
    kernel = DECIMAL_KERNELS[name]
    columns, options = data_of(kernel)
    frame = pandas_frame(columns)
    found = getattr(frame.atc, name)(**options)
    assert found.index.equals(frame.index)
    wanted = fields_of(getattr(atc_core, name)(*columns.values(), **options))
    assert found_in(found) == (wanted if len(kernel.arrays) > 1 else {kernel.arrays[0].name: wanted[""]})
    first, *rest = (frame[own] for own in columns)
    series = getattr(first.atc, name)(*rest, **options)
    assert found_in(series) == wanted
    assert series.index.equals(frame.index)


@pytest.mark.parametrize("name", BY_NAME)
def test_groups_of_pandas_are_computed_one_by_one_in_the_order_of_the_frame(name):
    kernel = DECIMAL_KERNELS[name]
    columns, options = data_of(kernel)
    frame = pandas_frame(columns)
    found = getattr(frame.groupby("key").atc, name)(**options)
    assert found.index.equals(frame.index)
    wanted = by_group(name, columns, options)
    assert found_in(found) == (wanted if len(kernel.arrays) > 1 else {kernel.arrays[0].name: wanted[""]})
    if len(kernel.arrays) == 1:
        series = getattr(frame.groupby("key")[kernel.arrays[0].name].atc, name)(**options)
        assert found_in(series) == wanted


@pytest.mark.parametrize("name", OF_NUMBERS)
def test_a_number_of_each_group_of_pandas_is_of_decimals(name):
    kernel = DECIMAL_KERNELS[name]
    columns, options = data_of(kernel)
    grouped = pandas_frame(columns).groupby("key")
    found = getattr(grouped.atc, name)(**options)
    wanted = by_group(name, columns, options)
    assert list(found.index) == list("abc")
    assert list(found_in(found).values()) == [wanted]
    if len(kernel.arrays) == 1:  # of several, `apply` of pandas itself fails
        columned = getattr(pandas_frame(columns).groupby("key", as_index=False).atc, name)(**options)
        assert columned["key"].to_list() == [*"abc"]
        assert in_arrow(columned.iloc[:, -1]).to_pylist() == wanted
    nothing = pandas_frame({own: pa.array([None] * N, MONEY) for own in columns}).groupby("key")
    assert list(found_in(getattr(nothing.atc, name)(**options)).values()) in ([[None] * 3], [[Decimal(0)] * 3])


def test_rows_of_no_group_are_null():
    frame = pandas_frame({"x": pa.array([Decimal(1)] * N, MONEY)})
    frame.loc["row 3", "key"] = None
    found = frame.groupby("key")["x"].atc.decimal_cumulative_sum()
    assert found.isna().sum() == 1
    assert found.isna()["row 3"]
    assert frame.iloc[:0].groupby("key")["x"].atc.decimal_cumulative_sum().dtype == found.dtype


def test_an_error_of_a_group_names_it():
    frame = pd.DataFrame({"x": pd.Series([1, 2, 1], dtype=pd.ArrowDtype(MONEY)), "y": [1, 0, 1], "key": [*"aba"]})
    with pytest.raises(ValueError, match="decimal_divide: row 0 divides by 0, in group 'b'"):
        frame.groupby("key").atc.decimal_divide(a="x", b="y")


def test_numbers_stand_for_columns_and_defaults_for_missing_ones():
    columns = {"asset": pa.array([0, 0]), "quantity": pa.array([2, -1]), "price": pa.array([Decimal("1.5")] * 2)}
    for frame in (pd.DataFrame(columns), pl.DataFrame(columns)):
        own = frame if isinstance(frame, pl.DataFrame) else frame.astype({"price": pd.ArrowDtype(MONEY)})
        ledger = own.atc.decimal_position_ledger()
        cash = ledger["cash"] if isinstance(ledger, pd.DataFrame) else ledger.struct["cash"]
        assert cash.to_list() == [Decimal("-3.0"), Decimal("-1.5")]
        assert own.atc.decimal_add(a="price", b=1).to_list() == [Decimal("2.5")] * 2
        assert own.atc.decimal_add(a="price", b=Decimal("0.25")).to_list() == [Decimal("1.75")] * 2


def test_frames_leave_out_what_is_not_theirs():
    columns = {
        "f": [1.5, 2.5, 3.5],
        "d": pa.array([Decimal(1), Decimal(2), None], MONEY),
        "i": [1, 2, 3],
        "t": [*"abc"],
    }
    arrow = {**columns, "d": pd.Series(pd.arrays.ArrowExtensionArray(columns["d"]))}
    for frame in (pd.DataFrame(arrow), pl.DataFrame(columns), pl.LazyFrame(columns)):
        found = frame.atc.sma(2), frame.atc.decimal_cumulative_sum()
        floats, decimals = (own.collect() if isinstance(own, pl.LazyFrame) else own for own in found)
        assert list(floats.columns) == ["f", "i"]
        assert list(decimals.columns) == ["d"]
    with pytest.raises(TypeError, match="decimal_sum: the frame has no column of decimals or integers; there are 'f'"):
        pd.DataFrame({"f": [1.5]}).atc.decimal_sum()
    with pytest.raises(TypeError, match="the frame has no column of decimals or integers; there are 'f' of Float64"):
        pl.DataFrame({"f": [1.5]}).atc.decimal_sum()


def test_columns_of_integers_come_back_in_the_callers_own_library():
    for series in (pd.Series([1, 2], name="x"), pl.Series("x", [1, 2])):
        found = series.atc.decimal_cumulative_sum()
        assert type(found) is type(series)
        assert (found.to_list(), found.name) == ([Decimal(1), Decimal(3)], "x")
    found = pl.DataFrame({"x": [1, 2]}).select(pl.col("x").atc.decimal_cumulative_sum())
    assert found["x"].to_list() == [1, 3]


def polars_frame(columns):
    return pl.DataFrame({"key": KEYS, **{name: pl.Series(name, own) for name, own in columns.items()}})


def decimals_of(series):
    """A column, or the fields of a struct, as lists."""
    if series.dtype == pl.Struct:
        return {name: series.struct[name].to_list() for name in series.struct.fields}
    return {"": series.to_list()}


@pytest.mark.parametrize("name", OF_ROWS)
def test_an_expression_is_the_plain_call_in_every_context(name):
    columns, options = data_of(DECIMAL_KERNELS[name])
    frame = polars_frame(columns)
    own = getattr(atc_polars, name)(*columns, **options).alias("own")
    whole = fields_of(getattr(atc_core, name)(*columns.values(), **options))
    assert decimals_of(frame.select(own)["own"]) == whole
    assert decimals_of(frame.lazy().select(own).collect(engine="streaming")["own"]) == whole
    by_key = frame.select(own.over("key"))["own"]
    assert decimals_of(by_key) == by_group(name, columns, options)
    aggregated = frame.group_by("key", maintain_order=True).agg(own).explode("own").sort("key", maintain_order=True)
    assert_series_equal(aggregated["own"], frame.select("key", by_key).sort("key", maintain_order=True)["own"])
    first, *rest = columns
    method = getattr(pl.col(first).atc, name)(*rest, **options)
    assert_series_equal(frame.select(method)[first], frame.select(own)["own"], check_names=False)


@pytest.mark.parametrize("name", OF_NUMBERS)
def test_a_number_is_an_aggregation(name):
    columns, options = data_of(DECIMAL_KERNELS[name])
    frame = polars_frame(columns)
    own = getattr(atc_polars, name)(*columns, **options).alias("own")
    wanted = by_group(name, columns, options)
    assert frame.group_by("key").agg(own).sort("key")["own"].to_list() == wanted
    assert frame.select("key", own.over("key")).unique().sort("key")["own"].to_list() == wanted
    assert frame.select(own)["own"].to_list() == [getattr(atc_core, name)(*columns.values(), **options)]


@pytest.mark.parametrize("name", [*OF_ROWS, *OF_NUMBERS])
def test_types_are_known_before_a_query_runs(name):
    columns, options = data_of(DECIMAL_KERNELS[name])
    query = polars_frame(columns).lazy().select(getattr(atc_polars, name)(*columns, **options))
    schema = query.collect_schema()
    assert schema == query.collect().schema
    assert (
        schema
        == polars_frame(columns)[:0].lazy().select(getattr(atc_polars, name)(*columns, **options)).collect().schema
    )


def test_a_lazy_frame_gives_the_columns_of_the_frame():
    frame = pl.DataFrame({"a": [Decimal("1.5"), None], "b": [Decimal("0.125"), Decimal(2)], "c": [1, 2]})
    for name in ("decimal_cumulative_max", "decimal_sum"):
        eager, lazy = getattr(frame.atc, name)(), getattr(frame.lazy().atc, name)().collect()
        found = eager if isinstance(eager, pl.DataFrame) else pl.DataFrame({"a": eager[:1], "b": eager[1:]})
        assert lazy.equals(found)
        assert lazy.schema == found.schema
    ledger = pl.DataFrame({"asset": [0], "quantity": [Decimal(1)], "price": [Decimal(2)]})
    assert ledger.lazy().atc.decimal_position_ledger().collect().equals(ledger.atc.decimal_position_ledger().to_frame())


def test_an_error_in_an_expression_says_what_the_plain_call_says():
    frame = pl.DataFrame({"a": [Decimal(1), Decimal(2)], "b": [Decimal(1), Decimal(0)], "f": [1.0, 2.0]})
    with pytest.raises(ValueError, match="decimal_divide: row 1 divides by 0"):
        frame.select(pl.col("a").atc.decimal_divide("b"))
    with pytest.raises(TypeError, match="must be decimals or integers, was Series of Float64; round"):
        frame.select(pl.col("a").atc.decimal_add("f"))
    with pytest.raises(ValueError, match="decimal_add: rounding must be one of"):
        pl.col("a").atc.decimal_add("b", rounding="HALF")
    with pytest.raises(TypeError, match="decimal_rescale: missing a required argument: 'scale'"):
        pl.col("a").atc.decimal_rescale()
    with pytest.raises(TypeError, match="decimal_add: b must be the name of a column, an expression or a Series"):
        pl.col("a").atc.decimal_add(1.5)


def test_pandas_needs_no_pyarrow_for_floats():
    code = "import sys; sys.modules['pyarrow'] = None; import pandas, atc_core.pandas; pandas.Series([1.0]).atc.sma(2)"
    subprocess.run([sys.executable, "-c", code], check=True)
