"""The command `atc-backtest`: its figures, its grid, what it refuses, its page, and how it ends."""

import json
import re
import sys
from functools import partial

import numpy as np
import pandas as pd
import pytest
from page_reader import Page, check_page

import atc_core
from atc_core.hints import install_extra
from atc_trading.backtest import BacktestEngine
from atc_trading.backtest.backtest_command import main
from atc_trading.backtest.grid_lengths import read_grid
from atc_trading.errors import BacktestUsageError

pytest.importorskip("polars", reason='reading files needs polars: pip install "./atc_trading[backtest]"')
BARS = 300
HOSTILE = "<script>planted</script> \x1b[31m[bold]"


@pytest.fixture(autouse=True)
def _interpreted(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python")


@pytest.fixture
def close():
    random = np.random.default_rng(5)
    return 100 * np.exp(np.cumsum(random.normal(0.0, 0.02, BARS)))


@pytest.fixture
def days():
    return pd.bdate_range("2022-01-03", periods=BARS)


@pytest.fixture
def file(tmp_path, close, days):
    path = tmp_path / "AAPL.csv"
    pd.DataFrame({"Date": days, "Close": close}).to_csv(path, index=False)
    return path


@pytest.fixture
def run(in_process):
    """Run `atc-backtest` in this process: status, standard output, standard error."""
    return partial(in_process, main)


def test_its_figures_are_those_of_the_kernel(told, file, close):
    options = ("--capital", 1000, "--commission", 0.002, "--slippage", 0.001, "--periods-per-year", 260)
    found = told(file, "--fast", 5, "--slow", 20, "--long-only", *options)
    expected = atc_core.sma_backtest(close, 5, 20, 1000.0, 0.002, 0.001, allow_short=False, periods_per_year=260.0)
    result = found["result"]
    assert result["symbol"] == "AAPL"
    assert result["bars"] == BARS
    assert (result["start"], result["end"]) == ("2022-01-03", "2023-02-24")
    assert result["total_return"] == expected.total_return
    assert result["annualized_return"] == expected.annual_return
    assert result["sharpe_ratio"] == expected.sharpe_ratio
    assert result["trade_count"] == expected.trade_count == len(result["trades"])
    assert [trade["pnl"] for trade in result["trades"]] == expected.trades["pnl"].tolist()
    assert found["grid"] is None
    assert found["left_out"] == 0
    held = found["buy_and_hold"]
    assert held["total_return"] == pytest.approx(close[-1] / close[0] - 1.0, rel=1e-12)
    assert held["max_drawdown"] == atc_core.max_drawdown(close)
    assert held["volatility"] == pytest.approx(np.std(close[1:] / close[:-1] - 1.0, ddof=1) * np.sqrt(260), rel=1e-12)


def test_a_grid_is_ranked(told, run, file, close):
    grid = told(file, "--grid", "2:8:2,10:30:10", "--metric", "total_return")["grid"]
    rows = atc_core.sma_backtest_grid(close, (2, 4, 6, 8), (10, 20, 30))
    assert [row["total_return"] for row in grid["rows"]] == rows["total_return"].tolist()
    best = rows[rows["total_return"].argmax()]
    assert grid["best"] == [best["fast"], best["slow"]]
    status, out, err = run(file, "--grid", "2:8:2,10:30:10", "--metric", "total_return")
    assert (status, err) == (0, "")
    assert f"best: {best['fast']} / {best['slow']}; plateau: {grid['plateau'][0]} / {grid['plateau'][1]}" in out
    lines = out.partition("grid of 12 pairs, by total return")[2].splitlines()
    assert lines[2].startswith(f"{best['fast']} / {best['slow']}")


def test_its_table_is_for_people(run, file):
    status, out, err = run(file, "--fast", 5, "--slow", 20)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "AAPL.csv: AAPL, 300 bars, 2022-01-03 to 2023-02-24"
    assert lines[2] == "averages of 5 and 20 bars, long and short, commission 0.10%, slippage 0.00%"
    assert lines[4].split() == ["strategy", "buy", "and", "hold"]
    for name in ("worth at the end", "total return", "Sharpe ratio", "largest drawdown", "closed trades"):
        assert any(line.startswith(name) for line in lines), name
    assert "\x1b" not in out


def test_a_symbol_is_chosen(run, told, tmp_path, close, days):
    path = tmp_path / "two.csv"
    two = [pd.DataFrame({"Date": days, "Symbol": name, "Close": close * own}) for name, own in (("A", 1), ("B", 2))]
    pd.concat(two).to_csv(path, index=False)
    status, out, err = run(path)
    assert (status, out) == (2, "")
    assert "A" in err
    assert "B" in err
    assert told(path, "--symbol", "B")["result"]["symbol"] == "B"
    status, _, err = run(path, "--symbol", "C")
    assert status == 2
    assert "'C'" in err


def test_bars_without_a_price_are_left_out(told, run, tmp_path, close, days):
    path = tmp_path / "gaps.csv"
    pd.DataFrame({"Date": days, "Close": close}).assign(
        Close=lambda frame: frame.Close.where(frame.index % 50 != 7)
    ).to_csv(path)
    found = told(path, "--date-column", "Date")
    assert found["left_out"] == 6
    assert found["result"]["bars"] == BARS - 6
    kept = close[np.arange(BARS) % 50 != 7]
    assert found["result"]["total_return"] == atc_core.sma_backtest(kept, 10, 30).total_return
    assert "6 bars without a price left out" in run(path, "--date-column", "Date")[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--fast", 30, "--slow", 10), "fast must be below slow, 10, was 30"),
        (("--fast", 0), "fast must be at least 1, was 0"),
        (("--capital", 0), "initial_capital must be above 0 and finite, was 0.0"),
        (("--commission", 1.5), "commission_rate must be at least 0 and below 1, was 1.5"),
        (("--backend", "nunba"), "unknown backend 'nunba'; did you mean 'numba'?"),
        (("--metric", "sharp"), "--metric: unknown metric 'sharp'"),
        (("--grid", "5:x"), "--grid: must be FAST,SLOW"),
        (("--cache", "http://user:hidden@host"), "url must begin with one of redis://, rediss://, unix://"),
        (("--price-column", "Clos"), "'Clos'"),
    ],
)
def test_wrong_options_are_named(run, file, arguments, sentence):
    status, out, err = run(file, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("atc-backtest: ")
    assert sentence in err
    assert "hidden" not in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("price", "day"), [(0.0, 17), (-3.5, 200)])
def test_bad_prices_are_named(run, tmp_path, close, days, price, day):
    path = tmp_path / "bad.csv"
    close[day] = price
    pd.DataFrame({"Date": days, "Close": close}).to_csv(path, index=False)
    status, out, err = run(path)
    assert (status, out) == (1, "")
    assert f"{price:g}" in err
    assert f"{days[day]:%Y-%m-%d}" in err or str(day) in err


def test_a_day_that_occurs_twice_is_named(run, tmp_path, close, days):
    path = tmp_path / "twice.csv"
    pd.DataFrame({"Date": days.where(np.arange(BARS) != 8, days[7]), "Close": close}).to_csv(path, index=False)
    status, out, err = run(path)
    assert (status, out) == (1, "")
    assert f"{days[7]:%Y-%m-%d}" in err


def test_an_hour_that_clocks_show_twice_is_two(told, tmp_path, close):
    path = tmp_path / "autumn.csv"
    hours = pd.date_range("2023-10-28", periods=BARS, freq="h", tz="Europe/Berlin")
    pd.DataFrame({"Date": hours.map(pd.Timestamp.isoformat), "Close": close}).to_csv(path, index=False)
    assert told(path)["result"]["total_return"] == atc_core.sma_backtest(close, 10, 30).total_return


def test_it_says_how_the_file_is_read(run, file):
    status, out, err = run(file, "--explain")
    assert (status, err) == (0, "")
    assert "because" in out
    assert "'Close'" in out
    decisions = json.loads(run(file, "--explain", "--json")[1])
    assert {"subject", "taken", "reason"} == set(decisions[0])


def test_a_symbol_without_prices_is_named(run, tmp_path, days):
    path = tmp_path / "none.csv"
    pd.DataFrame({"Date": days, "Symbol": "AAA", "Close": np.nan}).to_csv(path, index=False, na_rep="NA")
    status, out, err = run(path, "--price-column", "Close")
    assert (status, out) == (1, "")
    assert err.startswith("atc-backtest: ")


def test_a_file_that_is_not_there_is_named(run, tmp_path):
    status, out, err = run(tmp_path / "absent.csv")
    assert (status, out) == (2, "")
    assert "absent.csv" in err


@pytest.mark.parametrize("lengths", [("--slow", BARS), ("--grid", f"10,20:{BARS}:280")])
def test_averages_too_long_to_trade_are_said(run, file, lengths):
    status, _, err = run(file, *lengths)
    assert (status, err) == (0, f"warning: an average of {BARS} bars never trades: there are {BARS} bars\n")
    assert run(file, "--slow", BARS - 1)[2] == ""


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"High": 9.0}, "high must be at least low; bar 3 (2022-01-06) has high 9.0 and low 10.0"),
        ({"Open": 13.5}, "open must be at most high; bar 3 (2022-01-06) has open 13.5 and high 13.0"),
        ({"Close": 9.5}, "close must be at least low; bar 3 (2022-01-06) has close 9.5 and low 10.0"),
        ({"Low": 0.0}, "low must be finite and above 0; bar 3 (2022-01-06) is 0.0"),
        ({"Close": -1.0}, "close must be finite and above 0; bar 3 (2022-01-06) is -1.0"),
        ({"Volume": -5}, "volume must be finite and at least 0; bar 3 (2022-01-06) is -5.0"),
        ({"Date": "2022-01-05"}, "timestamps must increase from bar to bar; bar 3 is 2022-01-05 again"),
        # What a bar lacks beside its close is no fault of it, nor is an adjusted close outside of its prices.
        ({"High": None, "Volume": None}, ""),
        ({"Adj Close": 5.0}, ""),
    ],
)
def test_bars_that_cannot_be_are_refused(run, tmp_path, days, changed, message):
    bars = pd.DataFrame({"Date": days[:6], "Open": 11.0, "High": 13.0, "Low": 10.0, "Close": 12.0, "Volume": 7.0})
    if "Adj Close" in changed:
        bars["Adj Close"] = 12.0
    bars["Date"] = bars["Date"].astype("datetime64[ns]").dt.strftime("%Y-%m-%d")
    bars.loc[3, list(changed)] = list(changed.values())
    path = tmp_path / "bad.csv"
    bars.to_csv(path, index=False)
    status, _, err = run(path, "--fast", 1, "--slow", 2)
    assert (status, err) == ((1, f"atc-backtest: cannot be backtested: bad: {message}\n") if message else (0, ""))


def test_ctrl_c_ends_with_a_sentence(run, file, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(BacktestEngine, "run_grid", interrupt)
    assert run(file, "--grid", "5:10,20:30") == (130, "", "atc-backtest: stopped by Ctrl-C\n")


def test_results_are_kept_in_a_folder(told, file, tmp_path):
    pytest.importorskip("diskcache", reason='a cache on disk needs diskcache: pip install "./atc_trading[cache]"')
    options = (file, "--grid", "2:8:2,10:30:10", "--cache", tmp_path / "results")
    first, second = told(*options), told(*options)
    assert (first["result"].pop("from_cache"), second["result"].pop("from_cache")) == (False, True)
    for found in (first, second):
        found["result"].pop("execution_time_ms")
        found["grid"].pop("execution_time_ms")
    assert first == second


@pytest.mark.filterwarnings("always::atc_trading.errors.CacheWarning")
def test_a_cache_out_of_reach_is_one_warning(run, file):
    pytest.importorskip("redis", reason='a cache on Redis needs redis: pip install "./atc_trading[cache]"')
    status, out, err = run(file, "--grid", "2:8:2,10:30:10", "--cache", "redis://127.0.0.1:1/0")
    assert status == 0
    assert "grid of 12 pairs" in out
    assert err.startswith("warning: the result cache on redis at 127.0.0.1:1 cannot be used")
    assert err.count("\n") == 1


# The grid's lengths


@pytest.mark.parametrize(
    ("text", "fast", "slow"),
    [
        ("5:15:5,20:40:10", (5, 10, 15), (20, 30, 40)),
        ("5:14:5,20", (5, 10), (20,)),
        (" 5 , 20:22 ", (5,), (20, 21, 22)),
        ("40,20:50:30", (40,), (20, 50)),
    ],
)
def test_lengths_of_a_grid_are_read(text, fast, slow):
    assert read_grid(text) == (fast, slow)


@pytest.mark.parametrize(
    "text", ["", "5", "5,20,30", "5:10:0,20", "0,20", "a,b", "10:5,20", "-5,20", "5:,20", "5,5", "1:9999,1:9999"]
)
def test_what_is_no_grid_is_refused(text):
    with pytest.raises(BacktestUsageError, match="^--grid: "):
        read_grid(text)


# The page


@pytest.fixture
def page(file, told, tmp_path):
    """A page and what JSON says beside it."""
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    path = tmp_path / "page.html"
    found = told(file, "--fast", 4, "--slow", 20, "--grid", "2:8:2,10:30:10", "--report", path)
    assert found["report"] == str(path)
    return path.read_text(encoding="utf-8"), found


def test_the_page_says_what_the_figures_are(page):
    text, found = page
    words = " ".join(Page(text).words).replace("\u202f", " ")
    result = found["result"]
    for fraction in (result["total_return"], found["buy_and_hold"]["total_return"]):
        assert f"{100 * fraction:+.1f} %" in words
    assert f"{result['sharpe_ratio']:.2f}" in words
    assert f"{len(result['trades'])} trades" in words
    assert "Backtest of AAPL" in words
    assert "2022-01-03 to 2023-02-24" in words
    assert "Plateau: the pair whose neighbourhood" in words
    best, plateau = (" / ".join(map(str, found["grid"][name])) for name in ("best", "plateau"))
    assert f"Best {best}: " in words
    assert f"plateau {plateau}: " in words
    assert re.search(r"the pair of this page 4 / 20: [-\d.]+, number \d+ of 12", words)


def test_hostile_names_are_text(run, tmp_path, close, days):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    path, output = tmp_path / "hostile.csv", tmp_path / "page.html"
    pd.DataFrame({"Date": days, "Symbol": HOSTILE, "Close": close}).to_csv(path, index=False)
    status, out, err = run(path, "--report", output)
    assert (status, err) == (0, "")
    assert r"<script>planted</script> \x1b[31m[bold], 300 bars" in out
    assert "\x1b" not in out
    text = output.read_text(encoding="utf-8")
    assert "<script>planted" not in text
    assert "<script>planted</script>" in " ".join(check_page(text).words)


def test_without_plotly_it_says_how_to_install_it(run, file, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    status, out, err = run(file, "--report", tmp_path / "page.html")
    assert (status, out) == (1, "")
    hint = install_extra("backtest", "atc-trading")
    assert err == f"atc-backtest: the report needs plotly; install it with: {hint}\n"


def test_a_page_that_cannot_be_written_is_named(run, file, tmp_path):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    status, _, err = run(file, "--report", tmp_path)
    assert status == 1
    assert err.endswith("is not a file; name another with --report\n")


def test_without_dates_there_are_no_months(run, tmp_path, close):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    path, output = tmp_path / "undated.csv", tmp_path / "page.html"
    pd.DataFrame({"Close": close}).to_csv(path, index=False)
    status, out, err = run(path, "--report", output)
    assert (status, err) == (0, "")
    assert "300 bars, bar 0 to bar 299" in out
    assert "there are no months" in " ".join(check_page(output.read_text(encoding="utf-8")).words)
