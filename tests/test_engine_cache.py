"""Engines with a cache: what they find is what they would compute, wherever it is kept, whatever becomes of that."""

import warnings

import numpy as np
import pytest

from atc_core.declarations.backtest import ROW
from atc_trading.backtest import BacktestEngine, create_engine, parameter_grid
from atc_trading.errors import CacheWarning
from atc_trading.result_cache import open_cache, pack

FAST, SLOW = (2, 3, 5), (8, 13, 21, 34)
PLACES = ("memory", "disk", "redis")


@pytest.fixture
def close():
    random = np.random.default_rng(7)
    return 100 * np.exp(np.cumsum(random.normal(0.0, 0.02, 400)))


@pytest.fixture
def plain():
    """An engine that remembers nothing."""
    return create_engine(backend="python", use_cache=False)


@pytest.fixture(params=PLACES)
def place(request, tmp_path):
    """Options of an engine whose results are kept in one place."""
    if request.param == "memory":
        return {}
    if request.param == "disk":
        pytest.importorskip("diskcache", reason='a cache on disk needs diskcache: pip install "./atc_trading[cache]"')
        return {"cache_size": 0, "cache_path": tmp_path / "results"}
    return {"cache_size": 0, "cache_url": request.getfixturevalue("server").url}


def same(one, other):
    """Whether two results of a backtest are equal to the bit."""
    assert one.outcome[:8] == pytest.approx(other.outcome[:8], rel=0, abs=0, nan_ok=True)
    np.testing.assert_array_equal(one.equity_curve, other.equity_curve)
    np.testing.assert_array_equal(one.trades, other.trades)


def test_what_is_found_is_what_was_computed(place, plain, close):
    with create_engine(backend="python", **place) as engine:
        for is_known in (False, True):
            single = engine.run_sma_backtest(close, 3, 13, slippage=0.001)
            grid = engine.run_grid(close, FAST, SLOW)
            several = engine.run_multiple_backtests(close, (2, 5), (8, 13))
            assert {single.from_cache, grid.from_cache, *(item.from_cache for _, _, item in several)} == {is_known}
            same(single, plain.run_sma_backtest(close, 3, 13, slippage=0.001))
            np.testing.assert_array_equal(grid.rows, plain.run_grid(close, FAST, SLOW).rows)
            for fast, slow, item in several:
                same(item, plain.run_sma_backtest(close, fast, slow))


def test_whatever_differs_is_computed(close):
    with create_engine(backend="python") as engine:
        engine.run_sma_backtest(close, 3, 13)
        changed = close.copy()
        changed[-1] *= 1.0 + 1e-15
        for data, options in [
            (close, {"slow_period": 14}),
            (close, {"commission_rate": 0.002}),
            (close, {"slippage": 1e-9}),
            (close, {"allow_short": False}),
            (close, {"periods_per_year": 260}),
            (close, {"initial_capital": 1e5 + 1e-9}),
            (changed, {}),
            (close[1:], {}),
        ]:
            assert not engine.run_sma_backtest(data, **{"fast_period": 3, "slow_period": 13, **options}).from_cache
        assert engine.run_sma_backtest(close, 3, 13).from_cache
        assert not engine.run_grid(close, (3,), (13,)).from_cache


def test_wrong_parameters_are_the_kernels_to_refuse(close):
    with create_engine(backend="python") as engine:
        with pytest.raises(TypeError, match="sma_backtest: fast must be an integer"):
            engine.run_sma_backtest(close, object(), 13)
        with pytest.raises(ValueError, match="sma_backtest_grid: slow_lengths"):
            engine.run_grid(close, (2, 3), (8, 0))
        with pytest.raises(ValueError, match="sma_backtest_grid: fast_lengths"):
            engine.run_grid(close, (2, -1), (8, 13))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        pack({}),
        pack({"rows": np.zeros(11, ROW)}),
        pack({"rows": np.zeros(12)}),
        pack({"total_return": 1.0}),
    ],
)
def test_what_is_no_such_result_is_computed(content, plain, close):
    cache = open_cache()
    cache.get = lambda _: content
    engine = BacktestEngine(backend="python", cache=cache)
    grid, single = engine.run_grid(close, FAST, SLOW), engine.run_sma_backtest(close, 3, 13)
    assert not grid.from_cache
    assert not single.from_cache
    np.testing.assert_array_equal(grid.rows, plain.run_grid(close, FAST, SLOW).rows)
    same(single, plain.run_sma_backtest(close, 3, 13))


def test_a_server_killed_in_mid_grid_is_one_warning(server, plain, close, monkeypatch):
    expected = plain.run_grid(close, FAST, SLOW).rows
    monkeypatch.setattr(parameter_grid, "PART", 1_000)
    told = []

    def follow(done, total):
        told.append((done, total))
        server.stop()

    with create_engine(backend="python", cache_size=0, cache_url=server.url) as engine:
        engine.run_sma_backtest(close, 3, 13)
        assert engine.run_sma_backtest(close, 3, 13).from_cache
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            grids = [engine.run_grid(close, FAST, SLOW, progress=follow) for _ in range(2)]
    assert [done for done, _ in told[:3]] == [4, 8, 12]
    for grid in grids:
        assert not grid.from_cache
        np.testing.assert_array_equal(grid.rows, expected)
    assert [item.category for item in caught] == [CacheWarning]
    assert "cannot be used" in str(caught[0].message)
    assert caught[0].filename == __file__


def test_a_server_killed_among_many_backtests_is_one_warning(server, plain, close, monkeypatch):
    cache = open_cache(size=0, url=server.url)
    put, kept = cache.put, []

    def put_until_killed(key, value):
        kept.append(key)
        if len(kept) == 3:
            server.stop()
        put(key, value)

    monkeypatch.setattr(cache, "put", put_until_killed)
    engine = BacktestEngine(backend="python", cache=cache)
    with pytest.warns(CacheWarning, match="cannot be used") as caught:
        several = engine.run_multiple_backtests(close, FAST, SLOW)
    assert len(caught) == 1
    assert len(several) == len(kept) == 12
    for fast, slow, item in several:
        same(item, plain.run_sma_backtest(close, fast, slow))
