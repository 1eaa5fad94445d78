"""The reference backend: plain NumPy and loops, written to be read."""

from atc_core import Backend, hookimpl

backend = Backend(
    "python",
    modules=[
        "atc_python.moving_averages",
        "atc_python.trend",
        "atc_python.atc",
        "atc_python.rolling.extremes",
        "atc_python.rolling.moments",
        "atc_python.rolling.relations",
        "atc_python.rolling.medians",
        "atc_python.rolling.tables",
        "atc_python.rolling.filling",
        "atc_python.rolling.spectrum",
        "atc_python.metrics.ratios",
        "atc_python.metrics.losses",
        "atc_python.metrics.curves",
        "atc_python.clustering.centers",
        "atc_python.clustering.quality",
        "atc_python.clustering.states",
        "atc_python.detectors.charts",
        "atc_python.detectors.autoregression",
        "atc_python.detectors.components",
        "atc_python.detectors.limits",
        "atc_python.detectors.distances",
        "atc_python.detectors.drift",
        "atc_python.detectors.forest",
        "atc_python.bars",
        "atc_python.backtest",
        "atc_python.decimals.arithmetic",
        "atc_python.decimals.metrics",
        "atc_python.decimals.intervals",
        "atc_python.decimals.commissions",
        "atc_python.decimals.slippage",
        "atc_python.decimals.ledger",
        "atc_python.liquidity",
        "atc_python.order_book.messages",
        "atc_python.order_book.snapshots",
        "atc_python.order_book.trades",
        "atc_python.execution.ledger",
        "atc_python.execution.targets",
        "atc_python.execution.orders",
        "atc_python.indicators.averages",
        "atc_python.indicators.ranges",
        "atc_python.indicators.bands",
        "atc_python.indicators.oscillators",
        "atc_python.indicators.momentum",
        "atc_python.indicators.volume",
        "atc_python.float32",
    ],
    stream_modules=["atc_python.streams"],
    distributions=["atc-python", "numpy"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that this distribution gives to the core."""
    return backend
