"""An engine with a cache of its own."""

from __future__ import annotations

import os

from atc_trading.backtest.backtest_result import BacktestResult
from atc_trading.backtest.engine import BacktestEngine


def create_engine(
    *,
    backend: str | None = None,
    use_cache: bool = True,
    cache_size: int = 128,
    cache_path: str | os.PathLike[str] | None = None,
    cache_url: str | None = None,
) -> BacktestEngine[BacktestResult]:
    """An engine with a cache of results.

    Args:
        backend: which backend runs all kernels; the fastest here if not given.
        use_cache: whether results are kept at all.
        cache_size: how many are kept in this process.
        cache_path: a folder where they are kept too.
        cache_url: a Redis server where they are kept too, for a team: ``redis://host:6379/0``.

    Raises:
        UnknownBackendError: there is no such backend.
        BackendError: it cannot run the kernels.
    """
    if not use_cache:
        return BacktestEngine(backend=backend)
    from atc_trading.result_cache import open_cache

    return BacktestEngine(backend=backend, cache=open_cache(size=cache_size, path=cache_path, url=cache_url))
