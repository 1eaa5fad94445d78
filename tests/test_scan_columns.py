"""`atc-scan --columns`: what it adds is what the kernels give at the last bar, and what it took is said."""

import csv
import io
import json
from functools import partial

import numpy as np
import pandas as pd
import pytest

import atc_core
from atc_trading.scan.command import main

BARS = 150
DAYS = pd.bdate_range("2022-01-03", periods=BARS)


@pytest.fixture(autouse=True)
def compiled(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python")


@pytest.fixture
def run(in_process, tmp_path, monkeypatch):
    """Run `atc-scan` in this process and in an empty folder: status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    return partial(in_process, main)


def bars_of(symbol, seed, bars=BARS):
    """Bars whose adjusted close is half of the close."""
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0.001 * (seed - 2), 0.015, bars)))
    spread = random.uniform(0.005, 0.02, (2, bars))
    columns = {"High": close * (1 + spread[0]), "Low": close * (1 - spread[1]), "Close": close, "Adj Close": close / 2}
    return pd.DataFrame({"Date": DAYS[-bars:], "Ticker": symbol, **columns, "Volume": random.integers(100, 999, bars)})


@pytest.fixture
def symbols():
    return {"AAA": bars_of("AAA", 1), "BBB": bars_of("BBB", 2), "CCC": bars_of("CCC", 3, bars=120)}


@pytest.fixture
def file(symbols, tmp_path):
    pd.concat(symbols.values()).to_csv(tmp_path / "bars.csv", index=False)
    return "bars.csv"


def wanted(bars):
    """The last values, by the plain calls: prices are the adjusted close, ranges are those of the bars."""
    price, volume = bars["Adj Close"].to_numpy(), bars["Volume"].to_numpy(float)
    high, low, close = (bars[name].to_numpy() for name in ("High", "Low", "Close"))
    adx = atc_core.adx(high, low, close)
    values = {"rsi": atc_core.rsi(price), **{f"adx.{name}": field for name, field in adx._asdict().items()}}
    values |= {"macd.histogram:fast=5": atc_core.macd(price, fast=5).histogram}
    values |= {"ema:length=28": atc_core.ema(price, 28), "vwma:length=9": atc_core.vwma(price, volume, 9)}
    values |= {
        "obv": atc_core.obv(close, volume),
        "supertrend.direction": atc_core.supertrend(high, low, close).direction,
    }
    return {name: float(series[-1]) for name, series in values.items()}


ASKED = "rsi,adx, macd.histogram:fast=5,ema:length=28,vwma:length=9,obv,supertrend.direction"


def test_each_symbol_has_the_kernels_last_value(symbols, file, run):
    status, out, _ = run(file, "--columns", ASKED, "--json")
    assert status == 0
    content = json.loads(out)
    for row in content["rows"]:
        expected = wanted(symbols[row["symbol"]])
        assert list(row)[-len(expected) :] == list(expected)
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, rel=1e-12), name
    assert content["columns"]["inputs"] == {
        "rsi": {},
        "adx": {"high": "High", "low": "Low", "close": "Close"},
        "macd.histogram:fast=5": {},
        "ema:length=28": {},
        "vwma:length=9": {"volume": "Volume"},
        "obv": {"close": "Close", "volume": "Volume"},
        "supertrend.direction": {"high": "High", "low": "Low", "close": "Close"},
    }


def test_the_table_names_them_and_the_columns_that_were_taken(symbols, file, run):
    lines = run(file, "--columns", "rsi,adx.adx,obv")[1].splitlines()
    assert lines[2:4] == ["adx.adx from 'High', 'Low', 'Close'", "obv from 'Close', 'Volume'"]
    header = next(line for line in lines if line.startswith("symbol"))
    assert header.split()[-5:] == ["rsi", "adx.adx", "obv", "last", "bar"]
    row = next(line for line in lines if line.startswith("AAA")).split()
    values = wanted(symbols["AAA"])
    assert row[-4:-1] == [f"{values[name]:,.5g}" for name in ("rsi", "adx.adx", "obv")]


def test_csv_and_json_say_the_same(file, run):
    content = json.loads(run(file, "--columns", "rsi,adx", "--json")[1])
    table = list(csv.DictReader(io.StringIO(run(file, "--columns", "rsi,adx", "--csv")[1])))
    assert [list(row) for row in table] == [list(row) for row in content["rows"]]
    assert [float(row["adx.plus_di"]) for row in table] == [row["adx.plus_di"] for row in content["rows"]]


def test_without_them_nothing_is_added(file, run):
    content = json.loads(run(file, "--json")[1])
    assert "inputs" not in content["columns"]
    assert list(content["rows"][0])[-1] == "reason"


def test_one_that_is_asked_for_twice_is_there_once(file, run):
    assert list(json.loads(run(file, "--columns", "rsi,,rsi", "--json")[1])["rows"][0])[-1:] == ["rsi"]


def test_a_missing_price_is_no_bar_for_them_either(symbols, run, tmp_path):
    bars = symbols["AAA"].copy()
    bars.loc[[40, 41, 100], ["High", "Low", "Close", "Adj Close"]] = np.nan
    bars.drop(columns="Ticker").to_csv(tmp_path / "AAA.csv", index=False)
    (row,) = json.loads(run("AAA.csv", "--columns", ASKED, "--json")[1])["rows"]
    assert row["missing"] == 3
    for name, value in wanted(bars.dropna()).items():
        assert row[name] == pytest.approx(value, rel=1e-12), name


def test_a_symbol_without_a_class_has_no_values(symbols, run, tmp_path):
    short = bars_of("DDD", 4, bars=9)
    pd.concat([symbols["AAA"], short]).to_csv(tmp_path / "two.csv", index=False)
    rows = {row["symbol"]: row for row in json.loads(run("two.csv", "--columns", "rsi,adx", "--json")[1])["rows"]}
    assert rows["DDD"]["rsi"] is rows["DDD"]["adx.adx"] is None
    assert rows["AAA"]["rsi"] is not None


def test_what_is_not_valid_yet_is_null(file, run):
    rows = json.loads(run(file, "--columns", "sma:length=130", "--json")[1])["rows"]
    assert {row["symbol"]: row["sma:length=130"] is None for row in rows} == {"AAA": False, "BBB": False, "CCC": True}


def test_columns_of_symbols_have_prices_only(symbols, run, tmp_path):
    wide = pd.DataFrame({name: bars["Close"].to_numpy() for name, bars in list(symbols.items())[:2]}, DAYS)
    wide.to_csv(tmp_path / "wide.csv")
    rows = json.loads(run("wide.csv", "--columns", "rsi", "--json")[1])["rows"]
    for row in rows:
        assert row["rsi"] == pytest.approx(atc_core.rsi(wide[row["symbol"]].to_numpy())[-1], rel=1e-12)
    status, out, err = run("wide.csv", "--columns", "atr")
    assert (status, out) == (1, "")
    assert err == "atc-scan: --columns atr: no column is called high or low or close; there are none\n"


def test_a_metric_of_returns_needs_a_column_of_returns(symbols, run, tmp_path):
    bars = symbols["AAA"].assign(Returns=lambda bars: bars["Close"].pct_change())
    bars.to_csv(tmp_path / "returns.csv", index=False)
    (row,) = json.loads(run("returns.csv", "--columns", "sharpe_ratio", "--json")[1])["rows"]
    assert row["sharpe_ratio"] == pytest.approx(atc_core.sharpe_ratio(bars["Returns"].to_numpy()), rel=1e-12)


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ("bbands", 2, "--columns: unknown kernel: 'bbands' is `bollinger` here"),
        ("emma", 2, "--columns: unknown kernel 'emma'; did you mean 'ema'?"),
        ("adx.di", 2, "--columns: adx has no field 'di'; there are adx, minus_di, plus_di"),
        ("ema", 2, "--columns: ema needs length: write ema:length=28"),
        ("ema:length=x", 2, "--columns: ema: length cannot be 'x'"),
        ("ema:length=0", 2, "--columns: ema: length must be at least 1, was 0"),
        ("macd:fast=30", 2, "--columns: macd: fast must be below slow, 26, was 30"),
        ("rsi:lenth=3", 2, "--columns: rsi has no option 'lenth'; did you mean 'length'?"),
        ("obv:length=3", 2, "--columns: obv has no option 'length'; it has none"),
        ("lag_features", 2, "lag_features cannot be a column: it takes more than numbers, or gives none at each bar"),
        ("vwap", 2, "vwap cannot be a column: it takes more than numbers, or gives none at each bar"),
        ("sharpe_ratio", 1, "--columns sharpe_ratio: no column is called returns; there are 'High', 'Low', "),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(asked, status, sentence, file, run):
    found, out, err = run(file, "--columns", asked)
    assert (found, out) == (status, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_a_chart_has_no_columns(file, run):
    assert run(file, "--columns", "rsi", "--chart", "AAA")[2] == "atc-scan: --chart and --columns do not go together\n"
