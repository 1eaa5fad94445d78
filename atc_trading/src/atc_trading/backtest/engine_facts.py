"""What an engine runs on, and how fast each backend is on a caller's own data."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import atc_core
from atc_core.sweeps.executors import thread_count
from atc_core.tuning.comparison import Compared, compare_backends
from atc_core.tuning.large_calls import backend_for
from atc_trading.backtest.backtest_result import Parameters
from atc_trading.backtest.parameter_grid import GRID
from atc_trading.backtest.price_input import PriceInput
from atc_trading.backtest.runs import SIGNALS, SMA, Runs

USUAL_BARS = 1_000
"""Of the data for which the backend in use is named: four years of days."""
DISTRIBUTIONS = ("atc-core", "atc-trading", "atc-rust", "atc-numba", "atc-python", "numpy")


def facts(runs: Runs) -> dict[str, Any]:
    """Backends, versions, threads and cache."""
    cache = runs.remembered.cache
    return {
        "backend": {name: backend_of(name, runs.backend) for name in (SMA, SIGNALS, GRID)},
        "backends": {name: str(status) for name, status in atc_core.backends().items()},
        "versions": {"python": platform.python_version(), **versions()},
        "threads": thread_count(),
        "cache": None if cache is None else cache.info(),
    }


def backend_of(name: str, wanted: str | None) -> str | None:
    """The backend that runs a kernel here; None where the one that is wanted has it not."""
    try:
        return backend_for(name, USUAL_BARS, backend=wanted)
    except atc_core.BackendError:
        return None


def versions() -> dict[str, str]:
    """The versions of what is installed of ours, and of NumPy."""
    found = {}
    for name in DISTRIBUTIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def compared(prices: PriceInput, parameters: Parameters, seconds: float) -> list[Compared]:
    """Every backend on one backtest."""
    return compare_backends(SMA, prices.close, *parameters, seconds=seconds)
