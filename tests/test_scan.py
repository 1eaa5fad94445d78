"""The command `atc-scan`: the files that it reads, the symbols that it refuses, what it prints, and how it ends."""

import csv
import io
import json
import os
import subprocess
import sys
from functools import partial

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
from atc_core.hints import install_extra
from atc_core.spelling import did_you_mean
from atc_trading.scan import chart, output, progress
from atc_trading.scan.classification import BLOCK
from atc_trading.scan.command import main
from atc_trading.scan.kernel_options import FAMILIES, kernel_options
from atc_trading.scan.universe import read_universe

pytestmark = pytest.mark.usefixtures("compiled")

SYMBOLS = ("AAA", "BBB", "CCC", "DDD")
BARS = 150
PNG = b"\x89PNG\r\n\x1a\n"


def prices_of(symbols=SYMBOLS, bars=BARS, seed=1):
    """A wide frame of random walks, some of which rise and some fall."""
    random = np.random.default_rng(seed)
    drift = np.linspace(-0.01, 0.01, len(symbols))
    walks = 100 * np.exp(np.cumsum(random.normal(drift, 0.015, (bars, len(symbols))), axis=0))
    return pd.DataFrame(walks, pd.bdate_range("2022-01-03", periods=bars, name="Date"), list(symbols))


def long_of(wide):
    return wide.reset_index().melt("Date", var_name="Ticker", value_name="Close")


@pytest.fixture
def compiled(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python")


@pytest.fixture
def wide():
    return prices_of()


@pytest.fixture
def run(in_process, tmp_path, monkeypatch):
    """Run `atc-scan` in this process and in an empty folder: status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    return partial(in_process, main)


@pytest.fixture
def rows(run):
    """What `--json` says of each symbol."""

    def invoke(*arguments):
        status, out, err = run(*arguments, "--json")
        assert (status, err) == (0, "")
        return {row["symbol"]: row for row in json.loads(out)["rows"]}

    return invoke


def expected(wide):
    """The last bar of the classification, computed symbol by symbol through the public handle."""
    found = {}
    for symbol in wide:
        result = atc_core.atc(wide[symbol].to_numpy())
        found[symbol] = (result.average_signal[-1], [getattr(result, f"{family}_signal")[-1] for family in FAMILIES])
    return found


def as_iso(dates):
    return dates.dt.strftime("%Y-%m-%d")


def with_dates(convert):
    return lambda wide, file: long_of(wide).assign(Date=lambda frame: convert(frame.Date)).to_csv(file, index=False)


def since_1970(per_second):
    return lambda dates: dates.astype("datetime64[s]").astype("int64") * per_second


LAYOUTS = {
    "wide.csv": lambda wide, file: wide.to_csv(file),
    "wide, index without a name.csv": lambda wide, file: wide.rename_axis(None).to_csv(file),
    "wide.parquet": lambda wide, file: pl.DataFrame(wide.reset_index()).write_parquet(file),
    "long.csv": lambda wide, file: long_of(wide).to_csv(file, index=False),
    "long with row numbers.csv": lambda wide, file: long_of(wide).to_csv(file),
    "long.parquet": lambda wide, file: pl.DataFrame(long_of(wide)).write_parquet(file),
    "rows in any order.csv": lambda wide, file: long_of(wide).sample(frac=1, random_state=1).to_csv(file, index=False),
    "decimal commas.csv": lambda wide, file: long_of(wide).to_csv(file, sep=";", decimal=",", index=False),
    "wide with decimal commas.csv": lambda wide, file: wide.to_csv(file, sep=";", decimal=","),
    "tabs.csv": lambda wide, file: long_of(wide).to_csv(file, sep="\t", index=False),
    "byte order mark.csv": lambda wide, file: long_of(wide).to_csv(file, index=False, encoding="utf-8-sig"),
    "Windows line ends.csv": lambda wide, file: long_of(wide).to_csv(file, index=False, lineterminator="\r\n"),
    "days first.csv": with_dates(lambda dates: dates.dt.strftime("%d/%m/%Y")),
    "days as numbers.csv": with_dates(lambda dates: dates.dt.strftime("%Y%m%d")),
    "seconds.csv": with_dates(since_1970(1)),
    "milliseconds.csv": with_dates(since_1970(10**3)),
    "microseconds.csv": with_dates(since_1970(10**6)),
    "nanoseconds.csv": with_dates(since_1970(10**9)),
    "categories.parquet": lambda wide, file: (
        pl.DataFrame(long_of(wide)).with_columns(pl.col("Ticker").cast(pl.Categorical)).write_parquet(file)
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_recognised(name, wide, rows):
    LAYOUTS[name](wide, name)
    found = rows(name)
    assert found.keys() == set(SYMBOLS)
    for symbol, (average, signals) in expected(wide).items():
        assert found[symbol]["average_signal"] == pytest.approx(average, abs=1e-9)
        assert [found[symbol][f"{family}_signal"] for family in FAMILIES] == signals
        assert found[symbol]["last_bar"] == "2022-07-29"
        assert found[symbol]["bars"] == BARS


@pytest.mark.parametrize("index", [None, "Date"])
def test_parquet_of_pandas_keeps_its_index(index, wide, rows):
    wide.rename_axis(index).to_parquet("pandas.parquet")
    assert rows("pandas.parquet")["AAA"]["last_bar"] == "2022-07-29"
    long_of(wide).set_index(["Date", "Ticker"]).to_parquet("levels.parquet")
    assert rows("levels.parquet").keys() == set(SYMBOLS)


def test_one_symbol_is_named_after_its_file(wide, rows, run):
    bars = pd.DataFrame({"Open": 1.0, "High": 1.0, "Close": 1.0, "Adj Close": wide.AAA, "Volume": 1_000})
    bars.to_csv("MSFT.csv")
    assert rows("MSFT.csv")["MSFT"]["average_signal"] == pytest.approx(expected(wide)["AAA"][0])
    assert "one symbol, named after the file, prices from 'Adj Close'" in run("MSFT.csv")[1]


def test_bars_without_a_close_are_no_symbols(wide, run):
    pd.DataFrame({"Open": wide.AAA, "High": wide.AAA, "Low": wide.AAA}).to_csv("bars.csv")
    status, out, err = run("bars.csv")
    assert (status, out) == (1, "")
    assert err == (
        "atc-scan: bars.csv: no column is called close or price; name it with --price-column: "
        "choose from 'Open', 'High', 'Low'\n"
    )
    assert run("bars.csv", "--price-column", "Open")[0] == 0
    assert run("bars.csv", "--wide")[0] == 0


def test_columns_may_be_named(wide, rows):
    strange = long_of(wide).rename(columns={"Date": "when", "Ticker": "what", "Close": "worth"})
    strange.assign(other=1.0, note="x").to_csv("strange.csv", index=False)
    named = ("--date-column", "when", "--symbol-column", "what", "--price-column", "worth")
    assert rows("strange.csv", *named).keys() == set(SYMBOLS)


def test_without_dates_bars_are_counted(wide, run):
    wide.to_csv("undated.csv", index=False)
    status, out, _ = run("undated.csv")
    assert status == 0
    assert "wide, no dates, bars in the order of the file, a column of prices per symbol" in out
    assert "bar 149" in out


def test_a_type_that_changes_after_the_first_rows_is_found(wide, rows, monkeypatch):
    long = long_of(wide).astype({"Close": object})
    long.loc[BARS + 10, "Close"] = "n.a."
    long.to_csv("late.csv", index=False)
    row = rows("late.csv")["BBB"]
    assert (row["reason"], row["bars"], row["missing"]) == (None, BARS - 1, 1)


def spoiled(wide):
    """Symbols that cannot be classified, and the reasons."""
    good = wide.AAA.to_numpy()
    frame = wide.assign(zero=good, negative=-good, endless=good, nothing=np.nan, short=good, sparse=good)
    frame.loc[frame.index[1:100], "sparse"] = np.nan
    frame.loc[frame.index[3], "zero"] = 0.0
    frame.loc[frame.index[5], "endless"] = np.inf
    frame.loc[frame.index[:130], "short"] = np.nan
    return frame, {
        "zero": "price 0 at 2022-01-06",
        "negative": f"price {-good[0]:g} at 2022-01-03 and 149 more",
        "endless": "price inf at 2022-01-10",
        "nothing": "no prices",
        "short": "too short: 20 bars, 68 are needed",
        "sparse": "too short: 51 bars, 68 are needed",
    }


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_bad_symbol_gets_a_reason_and_stops_no_other(suffix, wide, rows):
    frame, reasons = spoiled(wide)
    file = f"bad.{suffix}"
    frame.to_csv(file) if suffix == "csv" else pl.DataFrame(frame.reset_index()).write_parquet(file)
    found = rows(file)
    assert {symbol: row["reason"] for symbol, row in found.items() if row["class"] == "-"} == reasons
    assert all(found[symbol]["average_signal"] is None for symbol in reasons)
    for symbol, (average, _) in expected(wide).items():
        assert found[symbol]["average_signal"] == average
        assert found[symbol]["reason"] is None


def test_a_missing_price_is_no_bar_and_said(wide, rows, run):
    frame = wide.copy()
    frame.loc[frame.index[70:73], "AAA"] = np.nan
    frame.loc[frame.index[9], "CCC"] = np.nan
    frame.to_csv("gaps.csv")
    found = rows("gaps.csv")
    for symbol, prices in frame.items():
        known = prices.dropna().to_numpy()
        assert found[symbol]["average_signal"] == atc_core.atc(known).average_signal[-1]
        assert (found[symbol]["bars"], found[symbol]["missing"]) == (len(known), BARS - len(known))
    assert run("gaps.csv")[1].splitlines()[2] == "4 bars without a price left out, in 2 symbols"


def test_no_class_is_shown_before_every_average_is_valid(wide, tmp_path):
    """KAMA's held start shaded the first month."""
    frame = wide.copy()
    frame.loc[frame.index[[5, 60]], "BBB"] = np.nan
    frame.to_csv(tmp_path / "prices.csv")
    history = read_universe(tmp_path / "prices.csv").histories[1]
    options = kernel_options([], "Medium", 0, 0.1, -0.1)
    shown = chart.picture(history, atc_core.atc(history.prices), options, bars=BARS)
    valid = np.ones(BARS, np.bool_)
    for family in FAMILIES[:-1]:
        valid &= np.cumsum(~np.isnan(atc_core.get(family)(history.prices, 34, gaps="skip"))) > 0
    first = int(valid.argmax())
    assert first == 38
    assert not shown.classes[:first].any()
    wanted = atc_core.classify(atc_core.atc(history.prices).average_signal)
    np.testing.assert_array_equal(shown.classes[first:], wanted[first:])
    assert wanted[:first].any()
    assert shown.classes[60] == 0
    assert np.isnan(shown.averages["wma"][60])
    chart.draw(shown, tmp_path / "chart.png")


def test_a_repeated_date_and_missing_labels_are_reasons(wide, rows):
    long = long_of(wide).astype({"Date": str})
    long = pd.concat([long, long[long.Ticker == "BBB"].tail(1)], ignore_index=True)
    long.loc[0, "Date"] = ""
    long.loc[BARS * 2, "Ticker"] = ""
    long.to_csv("labels.csv", index=False)
    found = rows("labels.csv")
    assert found["AAA"]["reason"] == "a bar without a date"
    assert found["BBB"]["reason"] == "2022-07-29 occurs more than once"
    assert found["(no symbol)"]["reason"] == "too short: 1 bar, 68 are needed"
    assert found["DDD"]["reason"] is None


def test_a_symbol_may_begin_later_and_end_sooner_than_others(wide, rows):
    frame = wide.copy()
    frame.loc[frame.index[:20], "AAA"] = np.nan
    frame.loc[frame.index[-10:], "AAA"] = np.nan
    frame.to_csv("listed.csv")
    row = rows("listed.csv")["AAA"]
    assert (row["bars"], row["last_bar"], row["reason"]) == (120, "2022-07-15", None)
    assert row["average_signal"] == atc_core.atc(wide.AAA.to_numpy()[20:140]).average_signal[-1]


def test_more_symbols_than_a_block(rows):
    many = prices_of([f"S{number:03d}" for number in range(BLOCK + 5)], bars=80)
    pl.DataFrame(many.reset_index()).write_parquet("many.parquet")
    found = rows("many.parquet")
    averages = {symbol: row["average_signal"] for symbol, row in found.items()}
    assert averages == {symbol: average for symbol, (average, _) in expected(many).items()}
    assert list(averages.values()) == sorted(averages.values(), reverse=True)


def test_the_table(wide, run):
    spoiled(wide)[0][["AAA", "DDD", "zero"]].to_csv("three.csv")
    status, out, err = run("three.csv")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0].startswith("three.csv: 3 symbols: ")
    assert lines[0].endswith(", 1 without a class")
    assert lines[1] == "wide, dates from 'Date', a column of prices per symbol"
    assert lines[3].split() == ["symbol", "class", "average", *FAMILIES, "last", "bar"]
    assert lines[6:] == [
        "",
        "without a class",
        "symbol  class  reason",
        "zero    -      price 0 at 2022-01-06",
    ]
    assert "\x1b" not in out, "plain text where there is no terminal"


def test_the_table_on_a_terminal_has_colours(wide, run, monkeypatch, capfd):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    wide.to_csv("prices.csv")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(output.sys, "stdout", screen)
    assert run("prices.csv")[0] == 0
    assert "\x1b[" in screen.getvalue()
    assert all(symbol in screen.getvalue() for symbol in SYMBOLS)


def test_a_bar_over_symbols_only_where_there_is_a_terminal(monkeypatch, capfd):
    blocks = [[1, 2], [3]]
    assert list(progress.followed(blocks, 3)) == blocks
    assert capfd.readouterr() == ("", "")
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert list(progress.followed(blocks, 3)) == blocks
    out, err = capfd.readouterr()
    assert out == ""
    assert "classifying" in err


def test_csv_and_json_say_the_same(wide, run):
    spoiled(wide)[0].to_csv("bad.csv")
    content = json.loads(run("bad.csv", "--json")[1])
    table = list(csv.DictReader(io.StringIO(run("bad.csv", "--csv")[1])))
    assert [list(row) for row in table] == [list(row) for row in content["rows"]]
    said = [["" if value is None else str(value) for value in row.values()] for row in content["rows"]]
    assert [list(row.values()) for row in table] == said
    assert content["columns"] == {"layout": "wide", "date": "Date", "symbol": None}
    assert (content["symbols"], content["without_class"]) == (10, 6)


def test_long_short_and_top(run):
    prices_of([f"S{number}" for number in range(9)], bars=200).to_csv("nine.csv")

    def selected(*arguments):
        return [(row["class"], row["symbol"]) for row in json.loads(run("nine.csv", *arguments, "--json")[1])["rows"]]

    everything = selected()
    assert {side for side, _ in everything} >= {"long", "short"}
    assert selected("--long") == [row for row in everything if row[0] == "long"]
    assert selected("--short") == [row for row in everything if row[0] == "short"][::-1]
    assert selected("--top", 2) == everything[:2]
    assert selected("--short", "--top", 2) == everything[:-3:-1]


def test_a_selection_says_how_many_have_no_class(wide, run):
    frame = spoiled(wide)[0][["AAA", "zero"]]
    frame.assign(AAA=np.linspace(1.0, 2.0, BARS)[::-1]).to_csv("falling.csv")
    status, out, err = run("falling.csv", "--long")
    assert status == 0
    assert len(out.splitlines()) == 2, "no table without rows"
    assert err == "1 symbol without a class; a scan without --long, --short and --top shows why\n"


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["--length", "20"], {f"{family}_len": 20 for family in FAMILIES}),
        (["--length", "20", "--length", "hma=10"], {f"{family}_len": 20 for family in FAMILIES} | {"hma_len": 10}),
        (["--robustness", "wide"], {"robustness": "Wide"}),
        (["--cutout", "30"], {"cutout": 30}),
        (["--long-threshold", "0.9", "--short-threshold", "-0.9"], {"long_threshold": 0.9, "short_threshold": -0.9}),
    ],
)
def test_parameters_are_those_of_the_kernel(arguments, options, wide, rows):
    wide.to_csv("prices.csv")
    found = rows("prices.csv", *arguments)
    for symbol in SYMBOLS:
        assert found[symbol]["average_signal"] == atc_core.atc(wide[symbol].to_numpy(), **options).average_signal[-1]


def test_the_fewest_bars_are_enough_for_every_average(rows):
    least = kernel_options([], "Medium", 0, 0.1, -0.1).fewest_bars
    prices_of(bars=least).to_csv("least.csv")
    assert all(row["class"] != "-" for row in rows("least.csv").values())
    assert all(np.isfinite(atc_core.dema(prices_of(bars=least).AAA.to_numpy(), 28 + 6)[-2:]))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--long", "--short"], "--long and --short do not go together"),
        (["--json", "--csv"], "--json and --csv do not go together"),
        (["--chart", "AAA", "--top", "3"], "--chart and --top do not go together"),
        (["--output", "x.png"], "--output needs --chart"),
        (["--bars", "9"], "--bars needs --chart"),
        (["--chart", "aaa"], "unknown symbol 'aaa'; did you mean 'AAA'?"),
        (["--chart", "XYZ"], "unknown symbol 'XYZ'; there are AAA, BBB, CCC, DDD"),
        (["--robustness", "huge"], "robustness must be one of Narrow, Medium, Wide, was 'Huge'"),
        (["--length", "5"], "ema_len must be at least 7 with robustness Medium, was 5"),
        (["--length", "hmm=3"], "--length: unknown family 'hmm'; did you mean 'hma'?"),
        (["--length", "x"], "--length: must be a number of bars such as 28 or hma=21, was 'x'"),
        (["--long-threshold", "-1"], "long_threshold must be above short_threshold, were -1.0 and -0.1"),
        (["--cutout", "-1"], "cutout must be at least 0, was -1"),
        (["--date-column", "Dat"], "there is no column 'Dat'; did you mean 'Date'?"),
        (["--wide", "--price-column", "Close"], "it needs no --symbol-column and no --price-column"),
        (["--price-column", "Ticker"], "must be different columns, were 'Date', 'Ticker', 'Ticker'"),
    ],
)
def test_wrong_options_are_told_in_a_sentence(arguments, sentence, wide, run):
    long_of(wide).to_csv("long.csv", index=False)
    status, out, err = run("long.csv", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("atc-scan: ")
    assert err.endswith(f"{sentence}\n")


@pytest.mark.parametrize("arguments", [[], ["missing.csv"], ["."], ["long.csv", "--top", "0"], ["long.csv", "--bogus"]])
def test_what_the_parser_refuses_is_wrong_usage(arguments, wide, run):
    long_of(wide).to_csv("long.csv", index=False)
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "Error: " in err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\r\n \n", "is empty"),
        (b"date,symbol,close\n", "has no rows"),
        (b"\x00\xff\xfe,\x80\n\xff\xff,\xff\n", "cannot be read"),
        (b"PAR1 and no more", "cannot be read"),
        (
            b"date,symbol,close\nsoon,A,1\nlater,A,2\n",
            "row 2, column 'date': 'soon' is no date; write dates as 2024-01-31",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(content, sentence, run, tmp_path):
    (tmp_path / "file.csv").write_bytes(content)
    status, out, err = run("file.csv")
    assert (status, out) == (1, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_no_class_at_all_is_a_problem(wide, run):
    spoiled(wide)[0][["nothing", "short", "zero"]].to_csv("bad.csv")
    status, out, err = run("bad.csv", "--wide")
    assert status == 1
    assert "too short: 20 bars, 68 are needed" in out
    assert err == "atc-scan: no symbol could be classified\n"


@pytest.mark.parametrize(
    ("module", "sentence"), [("polars", "reading files needs polars"), ("matplotlib.figure", "charts need matplotlib")]
)
def test_a_missing_library_is_named_with_the_command_that_installs_it(module, sentence, wide, run, monkeypatch):
    wide.to_csv("prices.csv")
    monkeypatch.setitem(sys.modules, module, None)
    status, out, err = run("prices.csv", "--chart", "AAA")
    assert (status, out, err) == (1, "", f"atc-scan: {sentence}: {install_extra('scan', 'atc-trading')}\n")


def test_of_many_names_a_few_are_told():
    symbols = [f"S{number:02}" for number in range(90)]
    assert did_you_mean("s03", symbols) == "; did you mean 'S03'?"
    assert did_you_mean("XYZ", symbols).endswith("S23, S24, … (90 in all)")


def test_a_chart_is_a_png(wide, run, tmp_path):
    wide.rename(columns={"AAA": "BTC/USDT"}).to_csv("prices.csv")
    assert run("prices.csv", "--chart", "BTC/USDT") == (0, "chart: BTC-USDT.png\n", "")
    assert (tmp_path / "BTC-USDT.png").read_bytes().startswith(PNG)
    status, out, _ = run("prices.csv", "--chart", "BBB", "--json", "-o", "own.png", "--bars", 50)
    assert (status, json.loads(out)) == (0, {"chart": "own.png"})
    assert (tmp_path / "own.png").read_bytes().startswith(PNG)


def test_what_a_chart_shows(wide, tmp_path):
    wide.to_csv(tmp_path / "prices.csv")
    history = read_universe(tmp_path / "prices.csv").histories[1]
    options = kernel_options(["hma=10"], "Medium", 0, 0.1, -0.1)
    result = atc_core.atc(history.prices, **options.values)
    shown = chart.picture(history, result, options, bars=50)
    assert shown.symbol == "BBB"
    assert shown.dates[-1] == np.datetime64("2022-07-29")
    np.testing.assert_array_equal(shown.averages["hma"], atc_core.hma(history.prices, 10)[-50:])
    np.testing.assert_array_equal(shown.equities["kama"], result.kama_s[-50:])
    np.testing.assert_array_equal(shown.classes, atc_core.classify(result.average_signal)[-50:])
    assert {len(series) for series in (shown.dates, shown.prices, shown.signal, *shown.equities.values())} == {50}


def test_a_chart_that_cannot_be_drawn_says_why(wide, run):
    spoiled(wide)[0].to_csv("bad.csv")
    status, _, err = run("bad.csv", "--chart", "zero")
    assert (status, err) == (1, "atc-scan: zero cannot be classified: price 0 at 2022-01-06\n")
    status, _, err = run("bad.csv", "--chart", "AAA", "-o", "nowhere/x.png")
    assert status == 1
    assert err.endswith("cannot be written: No such file or directory\n")


def test_names_of_charts_suit_every_system():
    names = {"BTC/USDT": "BTC-USDT.png", "^GSPC": "^GSPC.png", "..": "chart.png", "con": "chart-con.png"}
    assert {symbol: str(chart.default_file(symbol)) for symbol in names} == names


def test_a_step_of_one_bar_is_shaded():
    bars, held = chart.starts_and_ends(np.arange(4)), chart.held(np.array([False, True, False, True]))
    assert bars.tolist() == [0, 1, 1, 2, 2, 3, 3]
    assert held.tolist() == [False, False, True, True, False, False, True]


def test_help_names_every_option(run):
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    for option in ("--long", "--short", "--top", "--json", "--csv", "--chart", "--output", "--bars", "--wide"):
        assert option in out
    assert "Ends with status 0" in out
    assert "\x1b" not in out


def test_a_pipe_of_another_encoding_stops_nothing(wide, tmp_path):
    wide.rename(columns={"AAA": "日経"}).to_csv(tmp_path / "names.csv")
    command = [sys.executable, "-X", "utf8=0", "-m", "atc_trading.scan.command", "names.csv", "--csv"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert rb"\u65e5\u7d4c" in result.stdout


def test_reading_needs_no_more_than_the_columns_that_are_named(wide, tmp_path):
    file = tmp_path / "bars.parquet"
    pl.DataFrame(long_of(wide).assign(Open=1.0, Volume=2)).write_parquet(file)
    universe = read_universe(file)
    assert universe.columns.prices == ("Close",)
    assert [history.symbol for history in universe.histories] == list(SYMBOLS)
    assert all(history.prices.dtype == np.float64 for history in universe.histories)


def test_an_emoji_on_a_pipe_that_has_none_is_json_all_the_same(wide, tmp_path):
    wide.rename(columns={"AAA": "🚀MOON"}).to_csv(tmp_path / "names.csv")
    command = [sys.executable, "-X", "utf8=0", "-m", "atc_trading.scan.command", "names.csv", "--json"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert "🚀MOON" in {row["symbol"] for row in json.loads(result.stdout)["rows"]}
    assert result.stdout.isascii()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")  # noqa: PTH110
def test_a_full_disk_is_told_in_a_sentence(wide, tmp_path):
    wide.to_csv(tmp_path / "prices.csv")
    command = [sys.executable, "-m", "atc_trading.scan.command", "prices.csv"]
    with open("/dev/full", "w") as full:  # noqa: PTH123
        result = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 1
    assert result.stderr == b"atc-scan: standard output: No space left on device\n"


def test_a_symbol_that_looks_like_a_formula_has_a_chart(wide, run, tmp_path):
    wide.rename(columns={"AAA": "$BTC_{$"}).to_csv("prices.csv")
    assert run("prices.csv", "--chart", "$BTC_{$") == (0, "chart: BTC_.png\n", "")
    assert (tmp_path / "BTC_.png").read_bytes().startswith(PNG)


def test_what_a_terminal_would_obey_is_written_out(wide, run):
    wide.rename(columns={"AAA": "\x1b[31mRED", "BBB": "\x07"}).assign(BBB=0.0).to_csv("prices.csv")
    out = run("prices.csv")[1]
    assert "\x1b" not in out
    assert r"\x1b[31mRED" in out


def test_explain_says_how_a_file_is_read(wide, run):
    wide.to_csv("prices.csv")
    status, out, err = run("prices.csv", "--explain")
    assert (status, err) == (0, "")
    assert out.splitlines()[:2] == [
        "wide, dates from 'Date', a column of prices per symbol",
        "about          taken           because",
    ]
    told = json.loads(run("prices.csv", "--explain", "--json")[1])
    assert {"subject": "layout", "taken": "wide", "reason": "every column but the dates is a symbol's"} in told
    assert run("prices.csv", "--explain", "--long")[::2] == (2, "atc-scan: --explain and --long do not go together\n")


def test_zones_are_shown(wide, run):
    long = long_of(wide)
    long.assign(Date=long.Date.dt.strftime("%Y-%m-%d 00:00:00+09:00")).to_csv("zone.csv", index=False)
    status, out, _ = run("zone.csv")
    assert status == 0
    assert "dates from 'Date' in +09:00" in out
    content = json.loads(run("zone.csv", "--json")[1])
    assert content["columns"]["zone"] == "+09:00"
    assert {row["last_bar"] for row in content["rows"]} == {"2022-07-29 00:00:00+09:00"}


def test_standard_input_is_scanned(wide, run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(wide.to_csv().encode())))
    status, out, _ = run("-")
    assert status == 0
    assert out.startswith("-: 4 symbols")
