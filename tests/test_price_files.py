"""Files of prices: each is read right, last date, price and class, or refused with a sentence that says what to do."""

import csv
import datetime as dt
import gzip
import io
import os
import threading

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from price_files import DAYS, FALL, FILES, SHORT, SINGLE, german

import atc_core
from atc_trading import prices
from atc_trading.prices import contents

SIDES = {1: "long", -1: "short", 0: "flat"}


@pytest.fixture(autouse=True)
def compiled(environment):
    """No test waits for a compilation."""
    environment(BACKEND="rust,python")


def named(name):
    return next(file for file in FILES if file.name == name)


def side(history):
    if len(history) < 100:
        return "-"
    return SIDES[int(atc_core.classify(atc_core.atc(history.prices).average_signal)[-1])]


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_file_is_read_right_or_refused(file, tmp_path):
    path = tmp_path / file.name
    path.write_bytes(file.content)
    if isinstance(file.right, str):
        with pytest.raises(prices.PriceFileError) as refusal:
            prices.read(path, **file.options)
        assert str(refusal.value).startswith(str(path))
        assert file.right in str(refusal.value)
        return
    found = prices.read(path, **file.options)
    assert {
        history.symbol: (history.date(-1), history.prices[-1], side(history), history.bars)
        for history in found.histories
    } == file.right
    for history in found.histories:
        assert (np.diff(history.instants.astype(np.int64)) > 0).all()


def test_every_decision_has_a_reason(tmp_path):
    path = tmp_path / "zone.csv"
    path.write_bytes(named("tradingview, zone.csv").content)
    found = prices.read(path)
    assert [str(item) for item in found.decisions] == [
        "encoding: utf-8 (no other is marked)",
        "separator: comma (it parts all rows alike)",
        "header: row 1 (words above numbers or dates)",
        "column 'time': dates in -05:00 (as the file writes it; they are not converted)",
        "column 'time': dates %Y-%m-%dT%H:%M:%S ('2023-06-01T09:30:00', for instance)",
        "layout: single (there are prices and no symbols)",
        "dates: 'time' (by its name and what it holds)",
        "prices: 'close' (by its name)",
        "open: 'open' (by its name)",
        "high: 'high' (by its name)",
        "low: 'low' (by its name)",
    ]
    assert str(found.columns) == (
        "single, dates from 'time' in -05:00, one symbol, named after the file, prices from 'close'"
    )


def test_three_digits_behind_every_point_are_told(tmp_path):
    path = tmp_path / "yen.csv"
    path.write_text("Date,Close\n2023-06-01,139.412\n2023-06-02,140.025\n")
    found = prices.read(path)
    assert found.history().prices.tolist() == [139.412, 140.025]
    (told,) = [item for item in found.decisions if item.taken == "decimal sign '.'"]
    assert told.reason == "nothing shows that it parts thousands, though three digits follow each"


def test_bars_have_their_fields_and_other_columns(tmp_path):
    path = tmp_path / "yahoo.csv"
    path.write_bytes(named("yahoo.csv").content)
    history = prices.read(path).history()
    assert (history.symbol, len(history), list(history.others)) == ("yahoo", 120, [])
    np.testing.assert_array_equal(history.fields["close"], SHORT)
    np.testing.assert_array_equal(history.prices, SHORT / 2)
    np.testing.assert_array_equal(history.fields["high"], np.round(SHORT + 2, 2))
    assert set(history.fields) == {"open", "high", "low", "close", "volume"}
    assert history.offsets is None
    assert history[-2:].date(0) == "2023-11-14"


def test_columns_that_nothing_asks_for_may_hold_words(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("Date,Close,MA,Note\n2023-06-01,1.5,1.25,\n2023-06-02,1.75,1.5,split\n2023-06-05,2.25,x,\n")
    found = prices.read(path)
    assert list(found.history().others) == []
    assert "column 'MA': left out (row 4, column 'MA': 'x' is no number)" in map(str, found.decisions)


def test_a_symbol_is_asked_for_by_name(tmp_path):
    path = tmp_path / "two.csv"
    path.write_bytes(named("two symbols.csv").content)
    found = prices.read(path)
    assert found.symbols == ("A", "B")
    assert found.history("B").prices[-1] == 130.0
    with pytest.raises(prices.PriceOptionError, match=r"unknown symbol 'C'; there are A, B"):
        found.history("C")
    with pytest.raises(prices.PriceOptionError, match=r"has 2 symbols; there are A, B; name one"):
        found.history()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"decimal": ";"}, "--decimal must be . or , was ';'"),
        ({"marks": "*7"}, "--marks: '7' is a part of numbers, and no mark"),
        ({"encoding": "klingon"}, "--encoding: unknown encoding 'klingon'"),
        ({"date_column": "Dat"}, "there is no column 'Dat'; did you mean 'Date'?"),
        ({"date_format": "%Q"}, "row 2, column 'Date': '2023-06-01' is no date by --date-format %Q"),
        ({"wide": True, "price_column": "Close"}, "--wide means a column per symbol"),
        ({"price_column": "Date"}, "must be different columns, were 'Date', None, 'Date'"),
    ],
)
def test_wrong_options_are_told(options, sentence, tmp_path):
    path = tmp_path / "single.csv"
    path.write_bytes(SINGLE)
    with pytest.raises((prices.PriceOptionError, prices.PriceFileError)) as refusal:
        prices.read(path, **options)
    assert sentence in str(refusal.value)


DAYS_OF_SHORT = pl.Series("Date", DAYS).str.to_date()
TYPED = {
    "dates": (pl.DataFrame({"Date": DAYS_OF_SHORT, "Close": SHORT}), FALL.date),
    "text": (pl.DataFrame({"Date": DAYS, "Close": [f"${price:,.2f}" for price in SHORT]}), FALL.date),
    "whole numbers": (pl.DataFrame({"Date": [int(day.replace("-", "")) for day in DAYS], "Close": SHORT}), FALL.date),
    "a zone": (
        pl.DataFrame(
            {"Date": DAYS_OF_SHORT.cast(pl.Datetime("us")).dt.replace_time_zone("America/New_York"), "Close": SHORT}
        ),
        "2023-11-15 00:00:00-05:00",
    ),
    "decimals": (pl.DataFrame({"Date": DAYS_OF_SHORT, "Close": pl.Series(SHORT).cast(pl.Decimal(10, 2))}), FALL.date),
}


@pytest.mark.parametrize("name", TYPED)
def test_types_of_parquet_are_taken_as_they_are(name, tmp_path):
    frame, last = TYPED[name]
    frame.write_parquet(tmp_path / "typed.parquet")
    history = prices.read(tmp_path / "typed.parquet").history()
    assert (history.symbol, history.date(-1)) == ("typed", last)
    np.testing.assert_array_equal(history.prices, SHORT)


def test_parquet_with_levels_of_pandas(tmp_path):
    columns = pd.MultiIndex.from_product([["Close", "High"], ["AAPL", "MSFT"]], names=["Price", "Ticker"])
    frame = pd.DataFrame(
        np.c_[SHORT, SHORT / 2, SHORT + 1, SHORT / 2 + 1], pd.DatetimeIndex(DAYS, name="Date"), columns
    )
    frame.columns = [str(pair) for pair in frame.columns]
    frame.to_parquet(tmp_path / "levels.parquet")
    found = prices.read(tmp_path / "levels.parquet")
    assert {history.symbol: (history.date(-1), history.prices[-1]) for history in found.histories} == {
        "AAPL": ("2023-11-15", 1002.0),
        "MSFT": ("2023-11-15", 501.0),
    }


def test_parquet_in_a_packed_file_and_a_column_that_is_no_number(tmp_path):
    frame = pl.DataFrame({"Date": DAYS_OF_SHORT, "Close": SHORT})
    frame.write_parquet(tmp_path / "plain.parquet")
    (tmp_path / "packed.parquet.gz").write_bytes(gzip.compress((tmp_path / "plain.parquet").read_bytes()))
    assert prices.read(tmp_path / "packed.parquet.gz").history().symbol == "packed"
    frame.with_columns(pl.lit([1, 2]).alias("Close")).write_parquet(tmp_path / "lists.parquet")
    with pytest.raises(prices.PriceFileError, match="column 'Close' holds List"):
        prices.read(tmp_path / "lists.parquet")


TWO_LEVELS = "Price,Close,Close\nTicker,AAPL,MSFT\nDate,,\n2023-06-01,1.5,2.5\n2023-06-02,2.0,3.5\n"


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        # What is wrong is named, and not the first cell beside it.
        (
            "Date,Close\n45078.5,1\n45079.5,2\n99999.5,3\n",
            {},
            "row 4, column 'Date': '99999.5' is no date, as '45078.5'",
        ),
        ("Date,Close\n99998.5,1\n99999.5,2\n", {}, "row 2, column 'Date': '99998.5' is no date; write dates as"),
        (
            "Date,Close\n20230601,1\n20230602,2\nn.d.x,3\n",
            {},
            "row 4, column 'Date': 'n.d.x' is no date, as '20230601'",
        ),
        (
            "Date,Close\n20230601,1\n20230602,2\n1685923200,3\n",
            {},
            "row 4, column 'Date': '1685923200' is not in year, m",
        ),
        (
            "Date,Close\n01|06|2023,1\nxx,3\n",
            {"date_format": "%d|%m|%Y"},
            "row 3, column 'Date': 'xx' is no date by --d",
        ),
        (
            "Date,Close\n2023-06-01 10:00:00+09:00,1\n2023-06-02 10:00:00,2\n",
            {},
            "row 3, column 'Date': '2023-06-02 10:00:00' has no zone, as other dates of the column have",
        ),
        (
            "Date,Close\n2023-06-01 10:00:00 EST,1\n2023-06-02 10:00:00 EDT,2\n",
            {},
            "column 'Date' has dates in EST and EDT: write zones as +09:00",
        ),
        (TWO_LEVELS, {"wide": True}, "the header has a row of symbols: it needs no --wide and no --symbol-column"),
        (TWO_LEVELS, {"price_column": "High"}, "'AAPL' has no column of prices; name one with --price-column: 'Close'"),
        (TWO_LEVELS.replace("MSFT", "AAPL"), {}, "two columns are called 'Close' of 'AAPL'"),
        (
            TWO_LEVELS.replace("Close", "Volume"),
            {},
            "'AAPL' has no column of prices; name one with --price-column: 'Vol",
        ),
    ],
)
def test_dates_and_levels_that_are_wrong_are_named(content, options, sentence, tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text(content)
    with pytest.raises((prices.PriceFileError, prices.PriceOptionError)) as refusal:
        prices.read(path, **options)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ("Date,Close\n0,1\n1,2\n2,3\n", "bar 2"),
        ("Date,Close\n1,1\n2,2\n3,3\n", "bar 3"),
        ("Date,Close\n45078.5,1\n45079.5,2\n45082.25,3\n", "2023-06-05 06:00:00"),
        ("Date,Time,Close\n2023-06-01,93000,1\n2023-06-01,160000,2\n2023-06-05,3000,3\n", "2023-06-05 00:30:00"),
        ("Date,Time,Close\n2023-06-01,930,1\n2023-06-01,1600,2\n2023-06-05,30,3\n", "2023-06-05 00:30:00"),
    ],
)
def test_dates_that_are_numbers_are_read_right(rows, last, tmp_path):
    path = tmp_path / "numbers.csv"
    path.write_text(rows)
    history = prices.read(path).history()
    assert (history.date(-1), history.prices.tolist()) == (last, [1.0, 2.0, 3.0])


def test_floats_of_parquet_are_dates_where_they_are_whole(tmp_path):
    path = tmp_path / "floats.parquet"

    def read(*dates):
        pl.DataFrame({"Date": pl.Series(dates, dtype=pl.Float64), "Close": [1.5, 2.0]}).write_parquet(path)
        return prices.read(path).history().date(-1)

    assert read(20230601.0, 20230602.0) == "2023-06-02"
    with pytest.raises(prices.PriceFileError, match="column 'Date' holds fractions, no dates"):
        read(20230601.5, 20230602.0)
    with pytest.raises(prices.PriceFileError, match="column 'Date' has no dates"):
        read(None, None)


@pytest.mark.parametrize("label", ["('Close', 1)", "('Close', 'A', 'B')", "('Close', 'A'", "('Close', 'A')x", "(1)"])
def test_labels_that_look_like_levels_and_are_none_are_names(label, tmp_path):
    """As pandas writes a MultiIndex of two levels of text, and nothing else."""
    path = tmp_path / "labels.parquet"
    pl.DataFrame({"Date": DAYS_OF_SHORT, label: SHORT}).write_parquet(path)
    found = prices.read(path, price_column=label).history()
    assert (found.symbol, found.prices[-1]) == ("labels", 1002.0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_read_to_its_end_and_never_waited_for_in_vain(tmp_path, monkeypatch):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setattr(contents, "NO_WRITER", 0.05)
    with pytest.raises(prices.PriceFileError, match="is a pipe, and what should write into it is not there"):
        prices.read(pipe)
    monkeypatch.setattr(contents, "NO_WRITER", 30.0)
    writer = threading.Thread(target=pipe.write_bytes, args=(SINGLE,))
    writer.start()
    assert prices.read(pipe).history().prices[-1] == 1002.0
    writer.join()
    monkeypatch.setattr(contents, "SILENT_WRITER", 0.05)
    keeper = os.open(pipe, os.O_RDWR)
    with pytest.raises(prices.PriceFileError, match="what should write into it is silent"):
        prices.read(pipe)
    os.close(keeper)


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SINGLE)))
    assert prices.read("-").history().symbol == "stdin"
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(prices.PriceFileError, match="- is standard input, which is no file and no pipe here"):
        prices.read("-")


@pytest.mark.parametrize("path", [".", "missing.csv", "/dev/zero"])
def test_what_is_no_file_is_refused(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(prices.PriceFileError, match=r"is a folder|cannot be read|is a device"):
        prices.read(path)


@pytest.mark.parametrize("before", ["", "sep=,\n", "# a remark\n", "https://example.com\n", "\n\n"])
def test_rows_are_counted_as_an_editor_counts_them(before, tmp_path):
    path = tmp_path / "rows.csv"
    content = before + 'Date,Symbol,Close\n\n2023-06-01,"A\nB",1\n,,\n2023-06-02,A,2\n\n2023-06-05,A,oops\n'
    path.write_text(content)
    row = content[: content.index("2023-06-05")].count("\n") + 1
    with pytest.raises(prices.PriceFileError, match=f"row {row}, column 'Close': 'oops' is no number"):
        prices.read(path)


def test_long_rows_are_rows(tmp_path):
    symbols = [f"{'long' * 30}{number:05}" for number in range(1_200)]
    path = tmp_path / "long.csv"
    path.write_text("\n".join([",".join(["Date", *symbols]), *(",".join([day, *["1.5"] * 1_200]) for day in DAYS[:3])]))
    assert prices.read(path).symbols == tuple(symbols)


FORMS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%y",
    "%m/%d/%y",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%Y%m%d",
    "%Y-%m-%d %H:%M",
)
STYLES = {
    "plain": lambda price: f"{price:.2f}",
    "three": lambda price: f"{price:.3f}",
    "English": lambda price: f"{price:,.2f}",
    "German": german,
    "German, whole": lambda price: german(round(price, 0))[:-3],
    "dollars": lambda price: f"${price:,.2f}",
}


@settings(max_examples=60, deadline=None)
@given(
    form=st.sampled_from(FORMS),
    style=st.sampled_from(sorted(STYLES)),
    separator=st.sampled_from(",;\t|"),
    symbol=st.sampled_from(["AAPL", "000001", "NA", "7203.T", "1E5", ""]),
    level=st.sampled_from([0.5, 7.0, 950.0, 120_000.0]),
    size=st.sampled_from([1, 2, 5, 13, 60]),
    order=st.sampled_from([1, -1]),
    start=st.dates(dt.date(2001, 1, 1), dt.date(2024, 1, 1)),
)
def test_a_file_is_never_read_wrong(tmp_path_factory, form, style, separator, symbol, level, size, order, start):
    """Whatever a file looks like, it is read right, or refused: here in every mixture of usual ways to write.

    Only 1.234 between commas is a decimal number whatever was meant.
    """
    assume(separator != "," or style != "German, whole")
    days = np.busday_offset(start, np.arange(size), roll="forward")
    values = np.round(
        level * np.exp(np.random.default_rng(size).normal(0, 0.02, size).cumsum()), 0 if "whole" in style else 2
    )
    rows = [[day.item().strftime(form), symbol, STYLES[style](price)] for day, price in zip(days, values)][::order]
    cells = [["Date", "Symbol", "Close"], *rows]
    table = io.StringIO()
    csv.writer(table, delimiter=separator).writerows(row if symbol else [row[0], row[2]] for row in cells)
    path = tmp_path_factory.mktemp("mixture") / "f.csv"
    path.write_text(table.getvalue(), encoding="utf-8", newline="")
    try:
        history = prices.read(path).history(symbol or "f")
    except prices.PriceFileError:
        return
    np.testing.assert_array_equal(history.dates.astype("datetime64[D]"), days)
    np.testing.assert_allclose(history.prices, values, rtol=1e-12)
