"""The Numba backend: nothing is imported before it is needed, nothing compiled before it is called."""

from atc_core import Backend, hookimpl

# Every file that computes is named: the core reads these to see whether a measurement is out of date.
MODULES = """
    compiling implementations ties
    moving_averages.sliding moving_averages.sliding_weighted moving_averages.windows
    moving_averages.averages moving_averages.exponential moving_averages.adaptive
    trend.equity trend.signals
    atc.loops atc.composition
    sums tables gaps metrics.ratios metrics.losses metrics.curves bars backtest
    execution.account execution.targets execution.order_state execution.order_fills execution.order_prices
    execution.orders
    random_numbers results clustering.rows clustering.lloyd clustering.seeding clustering.centers clustering.quality
    clustering.states order_book.levels order_book.orders order_book.messages order_book.snapshots order_book.trades
    detectors.charts detectors.autoregression detectors.components detectors.distances detectors.drift detectors.forest
    rolling.extremes rolling.power_sums rolling.moments rolling.medians rolling.pairs rolling.relations rolling.tables
    rolling.filling
    indicators.places indicators.recursion indicators.window_values indicators.running_sums
    indicators.bar_values
    indicators.averages indicators.ranges indicators.bands indicators.momentum indicators.oscillators indicators.volume
    decimals.wide_integers decimals.rounding decimals.columns
    decimals.arithmetic decimals.metrics decimals.intervals decimals.commissions decimals.slippage decimals.ledger
    float32
"""

backend = Backend(
    "numba",
    modules=[f"atc_numba.{name}" for name in MODULES.split()],
    requires=["numba"],
    install='pip install "atc-core[numba]"',
    distributions=["atc-numba", "numba"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that this distribution gives to the core."""
    return backend
