"""What a user with frames full of holes meets: long and wide, pandas and Polars; wrong calls and their errors."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
import atc_core.pandas
import atc_core.polars

SYMBOLS, BARS = "ABC", 60
DAYS = pd.date_range("2024-01-01", periods=BARS, tz="America/New_York")
CLOSE = pd.Series(100.0 + np.random.default_rng(1).normal(size=BARS).cumsum(), DAYS, name="close")
WIDE = pd.DataFrame({symbol: CLOSE * place for place, symbol in enumerate(SYMBOLS, 1)})
HOLES = WIDE.copy()
HOLES.iloc[20, 1] = np.nan
LONG = HOLES.rename_axis("date").reset_index().melt("date", var_name="symbol", value_name="close")
RAISE = 'ema: x must have no missing bar with gaps="raise"; bar 20'


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: HOLES.atc.ema(3, gaps="raise"), ", column 1 is nan (2024-01-21 00:00:00-05:00, 'B')"),
        (lambda: HOLES["B"].atc.ema(3, gaps="raise"), " is nan (2024-01-21 00:00:00-05:00)"),
        (lambda: HOLES["B"].reset_index(drop=True).atc.ema(3, gaps="raise"), " is nan"),
        (lambda: pl.from_pandas(HOLES).atc.ema(3, gaps="raise"), ", column 1 is nan ('B')"),
        (lambda: LONG.groupby("symbol")["close"].atc.ema(3, gaps="raise"), " is nan, in group 'B'"),
        (lambda: LONG.groupby("symbol").atc.ema(3, gaps="raise"), " is nan, in group 'B'"),
        (
            lambda: pl.from_pandas(LONG).select(pl.col("close").atc.ema(3, gaps="raise").over("symbol")),
            " is nan, in one of 3 groups",
        ),
    ],
)
def test_the_first_missing_bar_is_named_by_its_labels(call, where):
    with pytest.raises(ValueError, match="gaps") as caught:
        call()
    assert str(caught.value).partition("\n")[0] == RAISE + where


def test_a_rule_on_values_names_labels_too():
    returns = WIDE.pct_change()
    returns.iloc[4] = np.inf
    with pytest.raises(ValueError, match=r"row 4, column 0 is inf \(2024-01-05 00:00:00-05:00, 'A'\)$"):
        atc_core.sharpe_ratio(returns)


def test_one_missing_price_of_a_symbol_is_no_bar_in_any_layout():
    whole = atc_core.atc(HOLES).average_signal
    alone = atc_core.atc(HOLES["B"].dropna()).average_signal
    pd.testing.assert_series_equal(whole["B"].dropna(), alone, check_freq=False, check_names=False)
    assert whole.isna().sum().tolist() == [0, 1, 0]
    long = LONG.groupby("symbol")["close"].atc.atc()["average_signal"]
    np.testing.assert_array_equal(long, whole.melt()["value"])
    lazy = pl.from_pandas(LONG).lazy()
    signal = pl.col("close").atc.atc().struct.field("average_signal").over("symbol")
    np.testing.assert_array_equal(lazy.select(signal).collect()["average_signal"].to_numpy(), whole.melt()["value"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: CLOSE.atc.ema(lenght=3), "argument 'lenght'; it is ema(length: int, *, gaps"),
        (lambda: pl.col("close").atc.ema(lenght=3), "did you mean 'length'?"),
        (lambda: LONG.groupby("symbol")["close"].atc.ema(3, gap="skip"), "did you mean 'gaps'?"),
        (lambda: atc_core.ema(LONG.groupby("symbol")["close"], 3), "groups have it as a method, groups.atc.ema(…)"),
        (lambda: CLOSE.atc.vwma("volume", 3), "vwma: volume must be numeric, was 'volume'"),
        (lambda: atc_core.ema.explain(CLOSE), "ema: n must be a number of bars, was Series"),
        (lambda: atc_core.ema.resolve(n=-1), "ema: n must be at least 0, was -1"),
        (atc_core.ema.explain, "ema.explain() missing 1 required positional argument: 'n'"),
        (
            lambda: next(atc_core.universe("ema", LONG.groupby("symbol")["close"], length=3)).result(),
            "ema: series must be x; 2 were given; parts with keys are a dict",
        ),
        (lambda: atc_core.ema(pl.col("close"), 3), "pl.col(…).atc.ema(…), after `import atc_core.polars`"),
        (
            lambda: atc_core.ema(pl.LazyFrame({"close": [1.0]}), 3),
            "must be numeric, was LazyFrame of object; in a query",
        ),
        (lambda: pl.col("close").atc.crossover_signal(100.0), "average must be the name of a column, an expression or"),
        (lambda: atc_core.polars.atr("high", "low", 3), "atr: close must be the name of a column"),
        (lambda: pd.DataFrame({"day": DAYS}).atc.ema(3), "no numeric column; there are 'day' of datetime64"),
        (lambda: pd.DataFrame().atc.ema(3), "ema: the frame has no numeric column"),
        (lambda: pd.concat([WIDE, WIDE], axis=1).atc.vwma(3, x="A", volume="A"), "x may be any of 2 columns 'A'; keep"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(call, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert words in str(caught.value)


@pytest.mark.parametrize("data", [CLOSE, WIDE, WIDE.groupby(level=0), pl.col("close"), pl.Series([1.0])])
def test_kernels_of_data_are_listed_without_tab(data):
    assert repr(data.atc).startswith(f".atc of {type(data).__name__}: a")


@pytest.mark.parametrize(("typo", "meant"), [("art", "atr"), ("ris", "rsi"), ("ovb", "obv"), ("emma", "ema")])
def test_exchanged_letters_of_short_names_are_seen_through(typo, meant):
    with pytest.raises(KeyError, match=f"unknown kernel '{typo}'; did you mean '{meant}'?"):
        atc_core.get(typo)


def test_what_is_wrong_with_all_groups_names_none():
    with (
        pytest.raises(atc_core.UnknownBackendError, match="unknown backend 'numbaa'; did you mean 'numba'\\?$"),
        atc_core.use("numbaa"),
    ):
        LONG.groupby("symbol")["close"].atc.ema(3)


def test_a_field_of_a_struct_is_named_as_a_column_of_a_frame_is():
    bars = pl.DataFrame({"High": [2.0, 3.0, 4.0], "Low": [1.0, 1.0, 2.0], "Adj Close": [1.5, 2.0, 2.5]})
    struct = pl.struct("High", "Low", "Adj Close")
    named = bars.select(struct.atc.atr(2, close="Adj Close"))["atr"]
    assert named.equals(bars.atc.atr(2, close="Adj Close"))
    with pytest.raises(ValueError, match="atr: no column is called close; .*; name it: close='Adj Close'"):
        bars.select(struct.atc.atr(2))
    with pytest.raises(ValueError, match="atr: close: no column 'adjclose'; did you mean 'Adj Close'"):
        bars.select(struct.atc.atr(2, close="adjclose"))
    with pytest.raises(TypeError, match="atr: close must be the name of a field, was Expr"):
        struct.atc.atr(2, close=pl.col("Adj Close"))
