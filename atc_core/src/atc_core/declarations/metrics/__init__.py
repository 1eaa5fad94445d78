"""Performance metrics of returns and of curves of equity.

One number a series: a Python float for one series, an array of one value a series for a table. Returns are simple ones
per bar. NaN is dropped, and n counts what is left; of nothing every metric is NaN. Years are bars over
`periods_per_year`. "All equal", "no return below the target" and "no drawdown" are tested exactly.
"""

from atc_core.declarations.metrics import curves, losses, ratios

__all__ = ["curves", "losses", "ratios"]
