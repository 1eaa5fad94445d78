"""The check vectors of the contract of decimals, in every container, on every backend."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pytest
from cases import DECIMAL_KERNELS, backends_of
from decimal_columns import CONTAINERS, Column, in_arrow, values_of
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core

A = Column(18, 2, "1.25 -2.50 - 100.01")
B = Column(18, 4, ".3333 3.0000 1.0000 .0001")
HALVES = Column(9, 2, ".05 .15 -.05 -.15 .06 .01 -.51 1.01")
X = Column(9, 1, ".1 .2 .3 - -.7")
E = Column(9, 2, "100 110 99 105.50 130 104")
R = Column(9, 3, ".010 -.020 .030 .005")
Q = Column(9, 0, "100 -50 -10 300")
P = Column(9, 2, "10.05 10.10 99.99 10.00")
ORDER = np.array([0, 0, 1, 0])


class Vector(NamedTuple):
    """A call, and what it gives: columns as their types have them, numbers as text."""

    kernel: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    result: Column | str | None

    def __str__(self) -> str:
        return "-".join([self.kernel, *map(str, self.options.values())])


def vector(kernel: str, *arguments: Any, gives: Column | str | None, **options: Any) -> Vector:
    return Vector(f"decimal_{kernel}", arguments, options, gives)


ROUNDED = {
    "HALF_EVEN": "0 .2 0 -.2 .1 0 -.5 1.0",
    "HALF_UP": ".1 .2 -.1 -.2 .1 0 -.5 1.0",
    "HALF_DOWN": "0 .1 0 -.1 .1 0 -.5 1.0",
    "UP": ".1 .2 -.1 -.2 .1 .1 -.6 1.1",
    "DOWN": "0 .1 0 -.1 0 0 -.5 1.0",
    "CEILING": ".1 .2 0 -.1 .1 .1 -.5 1.1",
    "FLOOR": "0 .1 -.1 -.2 0 0 -.6 1.0",
    "05UP": ".1 .1 -.1 -.1 .1 .1 -.6 1.1",
}
VECTORS = [
    vector("add", A, B, gives=Column(21, 4, "1.5833 .5000 - 100.0101")),
    vector("subtract", A, B, gives=Column(21, 4, ".9167 -5.5000 - 100.0099")),
    vector("multiply", A, B, gives=Column(36, 6, ".416625 -7.500000 - .010001")),
    vector("multiply", A, B, scale=2, gives=Column(38, 2, ".42 -7.50 - .01")),
    vector("divide", A, B, gives=Column(38, 12, "3.750375037504 -.833333333333 - 1000100")),
    vector("divide", A, B, scale=4, gives=Column(38, 4, "3.7504 -.8333 - 1000100")),
    *(
        vector("rescale", HALVES, 1, rounding=f"ROUND_{word}", gives=Column(38, 1, digits))
        for word, digits in ROUNDED.items()
    ),
    vector("sum", X, gives="-0.1"),
    vector("mean", X, gives="-0.025000000000"),
    vector("mean", X, scale=1, gives="0.0"),
    vector("cumulative_sum", X, gives=Column(38, 1, ".1 .3 .6 - -.1")),
    vector("cumulative_max", Column(9, 0, "-3 -1 - -2 5"), gives=Column(9, 0, "-3 -1 - -1 5")),
    vector("dot", Column(9, 0, "10 -3"), Column(9, 2, "100.25 7.50"), gives="980.00"),
    vector("returns", E, gives=Column(38, 12, "- .1 -.1 .065656565657 .232227488152 -.2")),
    vector("returns", E, scale=4, rounding="ROUND_DOWN", gives=Column(38, 4, "- .1000 -.1000 .0656 .2322 -.2000")),
    vector("max_drawdown", E, gives="0.200000000000"),
    vector("max_drawdown", Column(9, 0, "1 2 3"), gives="0.000000000000"),
    vector("max_drawdown", Column(9, 0, "100 90 120 107"), scale=6, gives="0.108333"),
    vector("sharpe_ratio", R, gives="4.824506406770"),
    vector("sharpe_ratio", R, scale=28, gives="4.8245064067700767477005907978"),
    vector(
        "sharpe_ratio",
        R,
        rf_per_period=Decimal(".001"),
        periods_per_year=365,
        ddof=0,
        gives="5.631806227074",
    ),
    vector("sharpe_ratio", Column(9, 0, "5 5"), gives="0.000000000000"),
    vector("sortino_ratio", R, gives="9.921567416492"),
    vector("sortino_ratio", R, target=Decimal(".01"), gives="-3.914629525808"),
    vector("sortino_ratio", Column(9, 2, ".01 .02"), gives=None),
    vector(
        "commission_per_share",
        Q,
        ORDER,
        rate=Decimal(".005"),
        minimum=Decimal("1.00"),
        gives=Column(38, 3, "1 0 1 1.25"),
    ),
    vector(
        "commission_per_share",
        Q,
        ORDER,
        rate=Decimal(".0035"),
        minimum=Decimal(".35"),
        scale=2,
        rounding="ROUND_HALF_UP",
        gives=Column(38, 2, ".35 .18 .35 1.05"),
    ),
    vector("commission_per_trade", Q, ORDER, cost=Decimal("1.25"), gives=Column(38, 2, "1.25 0 1.25 0")),
    vector("commission_per_dollar", Q, P, rate=Decimal(".0015"), gives=Column(38, 6, "1.5075 .7575 1.49985 4.5")),
    vector("commission_per_dollar", Q, P, rate=Decimal(".0015"), scale=2, gives=Column(38, 2, "1.51 .76 1.50 4.50")),
    vector(
        "commission_maker_taker",
        Q,
        P,
        np.array([True, False, True, False]),
        maker_rate=Decimal("-.0001"),
        taker_rate=Decimal(".0004"),
        scale=4,
        gives=Column(38, 4, "-.1005 .2020 -.1000 1.2000"),
    ),
    vector("slippage_fixed", P, Q, amount=Decimal(".015"), gives=Column(38, 3, "10.065 10.085 99.975 10.015")),
    vector(
        "slippage_basis_points",
        P,
        Q,
        basis_points=Decimal("2.5"),
        gives=Column(38, 7, "10.0525125 10.0974750 99.9650025 10.0025"),
    ),
    vector(
        "slippage_volume_share",
        P,
        Q,
        Column(9, 0, "10000 5000 400 20000"),
        gives=Column(38, 12, "10.0501005 10.099899 99.983750625 10.000225"),
    ),
    vector("fill_average_price", Q, P, ORDER, gives=Column(38, 12, "10.05 10.066666666667 99.99 10.022222222222")),
]
ON_BACKENDS = [(item, name) for item in VECTORS for name in backends_of(DECIMAL_KERNELS[item.kernel])]


def assert_column(result: Any, wanted: Column, container: str) -> None:
    """The very values, and but for lists the very type."""
    if container == "list":
        assert result == wanted.numbers
        assert all(item is None or -item.as_tuple().exponent == wanted.scale for item in result)
    else:
        assert in_arrow(result).equals(wanted.arrow), result
    if container.startswith("polars") or container == "pandas":
        assert result.name == "named"


def given(value: Any, container: str) -> Any:
    return CONTAINERS[container](value) if isinstance(value, Column) else value


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("vector", "backend"), ON_BACKENDS, ids=str)
def test_vectors(vector, backend, container):
    arguments = [given(item, container) for item in vector.arguments]
    result = atc_core.get(vector.kernel)(*arguments, **vector.options, backend=backend)
    if isinstance(vector.result, Column):
        assert_column(result, vector.result, container)
    else:
        assert (result if vector.result is None else format(result, "f")) == vector.result


BARS = {
    "open": Column(9, 1, "1 1.5 2 2.1 3"),
    "high": Column(9, 1, "1.6 1.7 2.5 2.2 3.3"),
    "low": Column(9, 1, ".9 1.1 1.9 1.8 3"),
    "close": Column(9, 1, "1.4 1.6 2.1 2.2 3.1"),
    "volume": Column(9, 0, "10 20 30 40 50"),
}
RESAMPLED = {
    "open": Column(9, 1, "1 2 3"),
    "high": Column(9, 1, "1.7 2.5 3.3"),
    "low": Column(9, 1, ".9 1.8 3"),
    "close": Column(9, 1, "1.6 2.2 3.1"),
    "volume": Column(38, 0, "30 70 50"),
}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("backend", backends_of(DECIMAL_KERNELS["decimal_ohlcv_resample"]))
def test_resample(backend, container):
    arguments = {name: given(column, container) for name, column in BARS.items()}
    times = np.array([0, 30, 60, 61, 200])
    if container == "pandas":
        times = pd.Series(times, index=arguments["open"].index)
    result = atc_core.decimal_ohlcv_resample(times, **arguments, every=60, backend=backend)
    assert list(result.timestamps) == [0, 60, 180]
    for name, wanted in RESAMPLED.items():
        wanted = wanted if container != "list" or name == "volume" else wanted._replace(precision=2)
        assert_column(getattr(result, name), wanted, container)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("backend", backends_of(DECIMAL_KERNELS["decimal_portfolio_value"]))
def test_portfolio(backend, container):
    held = Column(9, 1, "10 10 0"), Column(9, 1, "0 -2.5 1")
    prices = Column(9, 2, "1.5 1.6 1.7"), Column(9, 2, "- 4.00 4.04")
    quantities, quotes = (table([given(item, container) for item in columns]) for columns in (held, prices))
    if quantities is None:
        return
    result = atc_core.decimal_portfolio_value(quantities, quotes, 100, backend=backend)
    assert in_arrow(result).equals(Column(38, 3, "115 106 104.04").arrow)


def table(columns: list[Any]) -> Any:
    """A table of columns; None of lists, which have none."""
    import pyarrow as pa

    if isinstance(columns[0], pl.Series):
        return pl.DataFrame({"a": columns[0], "b": columns[1]})
    if isinstance(columns[0], pd.Series):
        return pd.DataFrame({"a": columns[0], "b": columns[1]})
    return None if isinstance(columns[0], list) else pa.table({"a": columns[0], "b": columns[1]})


LEDGER = {
    "position": Column(38, 0, "100 150 120 5 -80 0"),
    "cost": Column(38, 12, "1000 1505 1204 35 -792 0"),
    "average_price": Column(38, 12, "10 10.033333333333 10.033333333333 7 9.9 -"),
    "realized": Column(38, 12, "0 0 14 0 -16 4"),
    "cash": Column(38, 2, "999 493 807 771 2750 1961"),
}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("backend", backends_of(DECIMAL_KERNELS["decimal_position_ledger"]))
def test_ledger(backend, container):
    quantity = given(Column(9, 0, "100 50 -30 5 -200 80"), container)
    price = given(Column(9, 2, "10 10.10 10.50 7 9.90 9.85"), container)
    assets = np.array([0, 0, 0, 1, 0, 0])
    result = atc_core.decimal_position_ledger(assets, quantity, price, 1, 2000, backend=backend)
    for name, wanted in LEDGER.items():
        assert_column(getattr(result, name), wanted, container)


@pytest.mark.parametrize("backend", backends_of(DECIMAL_KERNELS["decimal_commission_maker_taker"]))
def test_rates_of_more_digits_together_than_128_bits_hold(backend):
    large, small, one = Decimal("9" * 37), Decimal("1E-38"), Column(9, 0, "1 10").arrow
    flags = np.array([True, False])
    fees = atc_core.decimal_commission_maker_taker(one, one, flags, large, small, scale=1, backend=backend)
    assert values_of(fees) == [large, 0]
    swapped = atc_core.decimal_commission_maker_taker(
        one, one, ~flags, small, large, scale=0, rounding="ROUND_UP", backend=backend
    )
    assert values_of(swapped) == [large, 1]
    with pytest.raises(ValueError, match="decimal_commission_maker_taker: row 1 needs more than 38 digits"):
        atc_core.decimal_commission_maker_taker(one, one, ~flags, large, small, scale=0, backend=backend)


ERRORS = [
    ("multiply", (Column(19, 0, "9" * 19), Column(20, 0, "9" * 20)), "row 0 needs more than 38 digits"),
    ("add", (Column(38, 0, "1 " + "9" * 38), 1), "row 1 needs more than 38 digits; give a smaller scale"),
    ("divide", (A, Column(9, 0, "1 1 0 0")), "row 3 divides by 0"),
    ("returns", (Column(9, 0, "1 0 - 0 2"),), "row 4 follows a value of 0"),
    ("max_drawdown", (Column(9, 0, "- -1 2"),), "row 1 has no highest value above 0"),
    ("sum", (Column(38, 0, f"{'9' * 38} {'9' * 38}"),), "the result needs more than 38 digits"),
    ("slippage_volume_share", (P, Q, Column(9, 0, "10000 1999 400 20000")), "row 1 fills a share of the volume above"),
    ("slippage_volume_share", (P, Q, Column(9, 0, "10000 0 400 20000")), "row 1 fills shares where the volume is not"),
    ("commission_per_dollar", (A, B, 1), "quantity must not be null; row 2 is"),
    ("commission_per_trade", (Q, np.array([0, 1, 4, -1]), 1), "order must be at least 0 and below the number of rows"),
]


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("kernel", "arguments", "message"), ERRORS, ids=lambda item: str(item)[:20])
def test_errors_name_the_first_row(kernel, arguments, message, container):
    declared = DECIMAL_KERNELS[f"decimal_{kernel}"]
    for backend in backends_of(declared):
        with pytest.raises(ValueError, match=message) as caught:
            atc_core.get(declared.name)(*(given(item, container) for item in arguments), backend=backend)
        assert str(caught.value).startswith(f"decimal_{kernel}: ")


def test_values_of_every_container():
    column = Column(9, 2, "1.25 - 3.00")
    assert all(values_of(make(column)) == column.numbers for make in CONTAINERS.values())
