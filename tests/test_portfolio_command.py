"""The command `atc-backtest` with weights or orders of several symbols: as from a program, and what it refuses."""

import re
from functools import partial

import numpy as np
import pandas as pd
import pytest
from page_reader import check_page

from atc_trading.backtest import OrderBuilder, generate_sample_data, run_orders, run_targets
from atc_trading.backtest.backtest_command import main

pytest.importorskip("polars", reason='reading files needs polars: pip install "./atc_trading[backtest]"')
SYMBOLS = ("AAPL", "MSFT", "GOOG")
COSTS = ("--capital", 5000, "--commission", 0.002, "--slippage", 0.001, "--leverage", 1.5, "--periods-per-year", 260)


@pytest.fixture(autouse=True)
def _interpreted(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python")


@pytest.fixture
def bars():
    return {name: generate_sample_data(name, days=120, seed=seed) for seed, name in enumerate(SYMBOLS)}


@pytest.fixture
def weights(bars):
    values = np.random.default_rng(0).normal(0.3, 0.2, (6, 3))
    return pd.DataFrame(values, bars["AAPL"].timestamps[::20], SYMBOLS)


@pytest.fixture
def files(tmp_path, bars, weights):
    """Prices long and wide, weights, orders."""
    frames = [data.to_pandas().reset_index(names="Date").assign(Symbol=name) for name, data in bars.items()]
    pd.concat(frames).to_csv(tmp_path / "long.csv", index=False)
    days = pd.Index(bars["AAPL"].timestamps, name="Date")
    pd.DataFrame({name: data.close for name, data in bars.items()}, days).to_csv(tmp_path / "wide.csv")
    weights.rename_axis("Date").to_csv(tmp_path / "weights.csv")
    table().to_csv(tmp_path / "orders.csv", index=False)
    return tmp_path


def table():
    """A bracket and an order that is refused."""
    return pd.DataFrame(
        {
            "date": ["2000-01-06"] * 4,
            "symbol": ["AAPL", "AAPL", "AAPL", "MSFT"],
            "side": ["buy", "sell", "sell", "buy"],
            "qty": [10, 10, 10, 100_000],
            "stop": [np.nan, 95.0, np.nan, np.nan],
            "limit": [np.nan, np.nan, 103.0, np.nan],
            "parent": [np.nan, 0, 0, np.nan],
            "group": [np.nan, 1, 1, np.nan],
        }
    )


@pytest.fixture
def run(in_process):
    """Run `atc-backtest` in this process: status, standard output, standard error."""
    return partial(in_process, main)


def test_weights_are_those_of_a_program(told, files, bars, weights):
    found = told(files / "long.csv", "--weights", files / "weights.csv", *COSTS)["result"]
    options = {"initial_cash": 5000.0, "rate": 0.002, "slippage_bps": 10.0, "leverage": 1.5, "periods_per_year": 260.0}
    wanted = run_targets(bars, weights, **options)
    assert found["metrics"] == pytest.approx(wanted.metrics, rel=1e-9)
    assert [fill["quantity"] for fill in found["fills"]] == pytest.approx(wanted.outcome.fills["quantity"].tolist())
    assert {fill["asset"] for fill in found["fills"]} == set(SYMBOLS)
    assert found["fills"][0]["time"] == "2000-01-04"
    assert sum(row["gain"] for row in found["assets"]) == pytest.approx(5000.0 * wanted.total_return)


def test_orders_are_those_of_a_program(told, run, files, bars):
    found = told(files / "long.csv", "--orders", files / "orders.csv", *COSTS)
    orders = OrderBuilder()
    entry = orders.market("AAPL", 10, at="2000-01-06")
    orders.bracket(entry, stop=95.0, target=103.0)
    orders.market("MSFT", 100_000, at="2000-01-06")
    options = {"initial_cash": 5000.0, "slippage_bps": 10.0, "leverage": 1.5, "periods_per_year": 260.0}
    wanted = run_orders(bars, orders, maker_rate=0.002, taker_rate=0.002, **options)
    assert found["result"]["metrics"] == pytest.approx(wanted.metrics, rel=1e-9)
    assert found["result"]["orders"] == {"filled": 2, "cancelled": 1, "rejected": 1}
    assert [fill["order"] for fill in found["result"]["fills"]] == wanted.fills_frame()["order"].tolist()
    status, out, err = run(files / "long.csv", "--orders", files / "orders.csv", *COSTS)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "long.csv: AAPL, MSFT, GOOG, 120 bars, 2000-01-03 to 2000-06-16"
    assert lines[3] == "orders of orders.csv, commission 0.20%, slippage 0.10%, leverage 1.5"
    assert any(line.startswith("orders rejected") for line in lines)


def test_closes_alone_trade_at_the_next_close(told, files, bars, weights):
    found = told(files / "wide.csv", "--weights", files / "weights.csv")
    closes = {name: data.to_pandas() for name, data in bars.items()}
    for frame in closes.values():
        frame[["open", "high", "low"]] = np.tile(frame[["close"]], 3)
    assert found["bars"] == "there are no opens: what a close decides trades at the next close"
    assert found["result"]["metrics"] == pytest.approx(run_targets(closes, weights, rate=0.001).metrics, rel=1e-9)


def test_all_prices_are_adjusted_as_closes_are(told, files, tmp_path):
    """A split is no loss of half; prices of orders are those of the day."""
    path = tmp_path / "split.csv"
    days = pd.bdate_range("2024-01-01", periods=6, name="Date")
    price = np.array([100.0, 100.0, 100.0, 50.0, 50.0, 50.0])
    columns = dict.fromkeys(("Open", "High", "Low", "Close"), price)
    pd.DataFrame(columns | {"Adj Close": 50.0}, days).to_csv(path)
    pd.DataFrame({"split": 1.0}, days[:1]).to_csv(tmp_path / "one.csv")
    found = told(path, "--weights", tmp_path / "one.csv", "--commission", 0)
    assert found["bars"] == "open, high, low and close, adjusted as the close is"
    assert found["result"]["metrics"]["total_return"] == 0.0
    pd.DataFrame({"quantity": [10]}).to_csv(tmp_path / "buy.csv", index=False)
    assert told(path, "--orders", tmp_path / "buy.csv")["result"]["fills"][0]["price"] == 100.0


def test_bars_without_a_price_are_left_out(told, files, bars, weights):
    frame = pd.read_csv(files / "long.csv")
    frame.loc[frame.index % 50 == 7, "close"] = np.nan
    frame.to_csv(files / "holes.csv", index=False)
    found = told(files / "holes.csv", "--weights", files / "weights.csv")
    assert found["left_out"] == 8
    assert found["result"]["bars"] == 120


def test_a_page_is_written(run, files):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    status, out, err = run(files / "wide.csv", "--weights", files / "weights.csv", "--report", files / "page.html")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == f"report: {(files / 'page.html').resolve()}"
    words = " ".join(check_page((files / "page.html").read_text(encoding="utf-8")).words)
    assert "weights.csv" in words
    assert "trades at the next close" in words


def test_symbols_of_digits_stay_text(told, files):
    prices = pd.read_csv(files / "long.csv").replace({"Symbol": {"AAPL": "000001"}})
    prices.to_csv(files / "digits.csv", index=False)
    pd.DataFrame({"symbol": ["000001"], "quantity": [1], "at": [5]}).to_csv(files / "one.csv", index=False)
    fill = told(files / "digits.csv", "--orders", files / "one.csv")["result"]["fills"][0]
    assert (fill["asset"], fill["bar"]) == ("000001", 6)


def test_a_symbol_may_be_chosen(told, files):
    pd.DataFrame({"quantity": [1]}).to_csv(files / "one.csv", index=False)
    found = told(files / "long.csv", "--orders", files / "one.csv", "--symbol", "MSFT")
    assert [fill["asset"] for fill in found["result"]["fills"]] == ["MSFT"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (
            ("wide.csv", "--orders", "orders.csv"),
            1,
            "orders need open, high, low and close of each bar; .* has one price",
        ),
        (("long.csv", "--orders", "weights.csv"), 1, "weights.csv: no column is called quantity; there are 'Date'"),
        (("long.csv", "--weights", "orders.csv"), 1, "orders.csv: row 2, column 'symbol': 'AAPL' is no number"),
        (("long.csv", "--weights", "other.csv"), 1, "other.csv: weights must be of AAPL, MSFT, GOOG, were of TSLA too"),
        (("long.csv", "--weights", "twice.csv"), 1, "twice.csv: weights must be given once a time; AAPL at 2000-01-03"),
        (("long.csv", "--weights", "nix.csv"), 2, "--weights: file .*nix.csv' does not exist"),
        (("long.csv", "--weights", "weights.csv", "--orders", "orders.csv"), 2, "are two runs: leave one away"),
        (("long.csv", "--weights", "weights.csv", "--grid", "1:2,3:4"), 2, "--grid is of averages: leave it away"),
        (("long.csv", "--weights", "weights.csv", "--long-only"), 2, "--long-only is of averages: leave it away"),
        (("long.csv", "--weights", "weights.csv", "--leverage", "0"), 2, "leverage must be above 0, was 0.0"),
        (("long.csv", "--weights", "weights.csv", "--symbol", "X"), 2, "unknown symbol 'X'"),
        (("long.csv", "--orders", "late.csv"), 1, "late.csv: at of order 0 must be a date, .*, was '01/02/2000'"),
        (("long.csv", "--orders", "text.csv"), 1, "text.csv: row 1: quantity must be numbers, was 'ten'"),
        (("long.csv", "--orders", "wrong.csv"), 1, "wrong.csv: asset must be one of AAPL, MSFT, GOOG, was 'TSLA'"),
    ],
)
def test_what_cannot_run_ends_with_a_sentence(run, files, arguments, code, sentence):
    pd.DataFrame({"Date": ["2000-01-03"], "TSLA": [1.0]}).to_csv(files / "other.csv", index=False)
    pd.DataFrame({"Date": ["2000-01-03"] * 2, "AAPL": [1.0, 0.5]}).to_csv(files / "twice.csv", index=False)
    pd.DataFrame({"symbol": ["AAPL"], "quantity": [1], "at": ["01/02/2000"]}).to_csv(files / "late.csv", index=False)
    pd.DataFrame({"symbol": ["TSLA"], "quantity": [1]}).to_csv(files / "wrong.csv", index=False)
    pd.DataFrame({"symbol": ["AAPL"] * 2, "quantity": [1, "ten"]}).to_csv(files / "text.csv", index=False)
    paths = [files / item if item.endswith(".csv") else item for item in arguments]
    status, out, err = run(*paths)
    assert (status, out) == (code, "")
    assert re.search(sentence, err), err
