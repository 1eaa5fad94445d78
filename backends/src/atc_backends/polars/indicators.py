"""The indicators that Polars computes as we do: those that are made of the exponential recursion, and differences."""

import polars as pl

from atc_backends.convergence import convergence, percentage
from atc_backends.exponential import triple_exponential_average, wilder_average
from atc_backends.polars import backend
from atc_backends.polars.moving_averages import recursion
from atc_backends.polars.trend import evaluate
from atc_backends.results import deliver, deliver_fields
from atc_core.arrays import Series
from atc_core.declarations import indicators as declared


@backend.implements(declared.averages.rma)
def rma(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The recursion with Wilder's share of the way."""
    return deliver(wilder_average(x, length, recursion), out)


@backend.implements(declared.averages.tema)
def tema(x: Series, length: int, *, out: Series | None = None) -> Series:
    """The recursion over itself, three times."""
    return deliver(triple_exponential_average(x, length, recursion), out)


@backend.implements(declared.momentum.macd)
def macd(
    x: Series, fast: int = 12, slow: int = 26, signal: int = 9, *, out: declared.momentum.Macd | None = None
) -> declared.momentum.Macd:
    """Two recursions and one over their difference."""
    return deliver_fields(declared.momentum.Macd(*convergence(x, fast, slow, signal, recursion)), out)


@backend.implements(declared.momentum.ppo)
def ppo(
    x: Series, fast: int = 12, slow: int = 26, signal: int = 9, *, out: declared.momentum.Ppo | None = None
) -> declared.momentum.Ppo:
    """Two recursions and one over their difference in percent."""
    return deliver_fields(declared.momentum.Ppo(*percentage(x, fast, slow, signal, recursion)), out)


@backend.implements(declared.momentum.momentum)
def momentum(x: Series, length: int = 10, *, out: Series | None = None) -> Series:
    """`diff`."""
    return deliver(evaluate(pl.col("x").diff(min(length, len(x))), x=x), out)


@backend.implements(declared.momentum.roc)
def roc(x: Series, length: int = 9, *, out: Series | None = None) -> Series:
    """The difference over the bar so many before, in percent."""
    column = pl.col("x")
    before = column.shift(min(length, len(x)))
    return deliver(evaluate(100.0 * (column - before) / before, x=x), out)
