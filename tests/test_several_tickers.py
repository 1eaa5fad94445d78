"""Bars of several tickers are never taken for one series, however frames hold them; errors say how to take one."""

import re

import pandas as pd
import polars as pl
import pytest

from atc_trading.backtest import BacktestEngine
from atc_trading.market import MarketData, generate_sample_data

DATA = generate_sample_data("ABC", days=40, seed=4)
OTHER = generate_sample_data("DEF", days=40, seed=5)
WIDE = pd.concat({data.symbol: data.to_pandas() for data in (DATA, OTHER)}, axis=1)
TURNS = WIDE.stack(level=0, future_stack=True)  # noqa: PD013 rows of dates and tickers
IN_A_COLUMN = pd.concat([data.to_pandas().assign(Ticker=data.symbol) for data in (DATA, OTHER)]).reset_index(drop=True)
FRAMES = [
    (WIDE, "data.xs('ABC', axis=1, level=0)"),
    (WIDE.swaplevel(axis=1), "data.xs('ABC', axis=1, level=1)"),
    (TURNS, "data.xs('ABC', level=1)"),
    (TURNS.swaplevel(), "data.xs('ABC', level=0)"),
    (TURNS["close"], "data.xs('ABC', level=1)"),
    (IN_A_COLUMN, "data[data['Ticker'] == 'ABC']"),
    (IN_A_COLUMN[["Ticker", "close"]], "data[data['Ticker'] == 'ABC']"),
    (pl.from_pandas(IN_A_COLUMN), "data.filter(pl.col('Ticker') == 'ABC')"),
]


@pytest.mark.parametrize(("frame", "one"), FRAMES)
def test_several_tickers_are_refused(frame, one):
    engine = BacktestEngine(backend="python")
    sentence = re.escape(f"data must be of one ticker, there are ABC, DEF; take one: {one}")
    with pytest.raises(ValueError, match=f"run_sma_backtest: {sentence}"):
        engine.run_sma_backtest(frame, 3, 7)
    if not isinstance(frame, pd.Series):
        read = MarketData.from_polars if isinstance(frame, pl.DataFrame) else MarketData.from_pandas
        with pytest.raises(ValueError, match=sentence):
            read(frame)
    data = eval(one, {"data": frame, "pl": pl})
    assert engine.run_sma_backtest(data, 3, 7).close.tolist() == DATA.close.tolist()


def test_levels_that_name_one_ticker_are_its_name():
    alone = TURNS.xs("ABC", level=1, drop_level=False)
    assert MarketData.from_pandas(alone) == MarketData.from_pandas(alone.swaplevel()) == DATA
