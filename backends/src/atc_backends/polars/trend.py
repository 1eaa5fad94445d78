"""The trend kernels as Polars expressions; what holds a state is `forward_fill`.

Left out: equity has a floor, which no `cum_prod` knows. `pct_change` divides the difference, which is NaN after an
infinity where the contract's is -1.
"""

from typing import Any

import polars as pl
from numpy.typing import NDArray

from atc_backends.polars import backend
from atc_backends.results import deliver
from atc_core.arrays import Flags, Series, Signal
from atc_core.declarations import trend as declared

TIE_BAND = 1e-10


@backend.implements(declared.rate_of_change)
def rate_of_change(prices: Series, *, out: Series | None = None) -> Series:
    """Each bar over the bar before it, less 1."""
    x = pl.col("prices")
    returns: Series = evaluate(x / x.shift(1) - 1.0, prices=prices)
    return deliver(returns, out)


@backend.implements(declared.crossover_signal)
def crossover_signal(prices: Series, average: Series, *, out: Signal | None = None) -> Signal:
    """The direction of the last crossing; values within the tie band are equal, and NaN compares as null."""
    x, y = pl.col("prices").fill_nan(None), pl.col("average").fill_nan(None)
    size = pl.max_horizontal(x.abs(), y.abs())
    equal = (x == y) | (((x - y).abs() <= TIE_BAND * size) & size.is_finite())
    up = (x > y) & ~equal & ((x <= y) | equal).shift(1)
    down = (x < y) & ~equal & ((x >= y) | equal).shift(1)
    return deliver(evaluate(last_event(up, down), prices=prices, average=average), out)


@backend.implements(declared.signal_persistence)
def signal_persistence(up: Flags, down: Flags, *, out: Signal | None = None) -> Signal:
    """The direction of the last flag; up wins a tie."""
    return deliver(evaluate(last_event(pl.col("up"), pl.col("down")), up=up, down=down), out)


def last_event(up: pl.Expr, down: pl.Expr) -> pl.Expr:
    """At each bar the last event so far: 1 for up (which wins a tie), -1 for down, 0 before the first."""
    one = pl.lit(1, dtype=pl.Int8)
    return pl.when(up).then(one).when(down).then(-one).forward_fill().fill_null(0)


def evaluate(expression: pl.Expr, **columns: NDArray[Any]) -> NDArray[Any]:
    """The expression over arrays by name."""
    return pl.DataFrame(columns).select(expression.alias("result"))["result"].to_numpy(writable=True)
