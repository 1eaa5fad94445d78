"""Files of prices as people have them, each with what is right for it written down: last date, last price, class."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

DAYS = [str(day) for day in np.busday_offset("2023-06-01", np.arange(120))]
SHORT = np.round(np.r_[np.linspace(900, 990, 80), np.linspace(1001, 1400, 10), np.linspace(1400, 1002, 30)], 2)
LONG = np.round(np.r_[np.linspace(100, 90, 40), np.linspace(90.5, 130, 80)], 2)


class Right(NamedTuple):
    """What a symbol's last bar is."""

    date: str
    price: float
    side: str
    bars: int = 120


class File(NamedTuple):
    """A file, how it is read, and what comes of it: symbols, or a part of the sentence that refuses it."""

    name: str
    content: bytes
    right: dict[str, Right] | str
    options: Mapping[str, str] = MappingProxyType({})


FALL, RISE = Right("2023-11-15", 1002.0, "short"), Right("2023-11-15", 130.0, "long")


def text(header, row, *, days=DAYS, prices=SHORT, newest_first=False):
    """A header and a row for each day and price."""
    rows = [row(day, price) for day, price in zip(days, prices)]
    return "\n".join([*([header] if header else []), *(rows[::-1] if newest_first else rows), ""]).encode()


def written(day, form):
    return np.datetime64(day).astype("datetime64[s]").item().strftime(form)


def seconds(day):
    return int(np.datetime64(day).astype("datetime64[s]").astype(int))


def german(price):
    return f"{price:,.2f}".translate(str.maketrans(",.", ".,"))


def indian(price):
    return f"1,{int(price * 100) // 100000 % 100:02},{price % 1000:06.2f}"


def bars(price):
    return f"{price:.2f},{price + 2:.2f},{price - 2:.2f},{price:.2f}"


def long(form="%Y-%m-%d", price=lambda price: f"{price:.2f}", symbol="SPX", **options):
    return text("Date,Symbol,Close", lambda day, own: f"{written(day, form)},{symbol},{price(own)}", **options)


def klines(unit, change_at=None):
    def row(day, price):
        own = unit * 1000 if change_at is not None and day >= change_at else unit
        start, end = seconds(day) * own, (seconds(day) + 86_400) * own - 1
        return (
            f"{start},{price + 0.5:.8f},{price + 2:.8f},{price - 2:.8f},{price:.8f},812.5,{end},81e4,3012,400.25,4e5,0"
        )

    return text("", row)


def two_levels(*rows, adjusted=False):
    def row(day, price):
        share = price / 10 - 3
        cells = [price, price + 2, share, share + 2, *([price / 2, share / 2] if adjusted else [])]
        return ",".join([day, *(f"{cell:.4f}" for cell in cells)])

    return "\n".join([*rows, ""]).encode() + text("", row)


def zipped(name, content, *more):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for item in (name, *more):
            archive.writestr(item, content)
    return packed.getvalue()


def replaced(content, row, old, new):
    """A file with a changed row, rows counted from 1 as in an editor."""
    lines = content.split(b"\n")
    assert old in lines[row - 1], lines[row - 1]
    lines[row - 1] = lines[row - 1].replace(old, new, 1)
    return b"\n".join(lines)


def nasdaq(day, price):
    cells = f"${price:.2f},5018643,${price:.2f},${price + 2:.2f},${price - 2:.2f}"
    return f"{written(day, '%m/%d/%Y')},{cells}"


PLAIN = long()
SINGLE = text("Date,Close", lambda day, price: f"{day},{price:.2f}")
YAHOO = text(
    "Date,Open,High,Low,Close,Adj Close,Volume", lambda day, price: f"{day},{bars(price)},{price / 2:.4f},1000"
)

FAULTS = [
    File("thousands in quotation marks.csv", long(price=lambda price: f'"{price:,.2f}"'), {"SPX": FALL}),
    File(
        "thousands without.csv",
        long(price=lambda price: f"{price:,.2f}"),
        "row 82 has 4 fields, the header in row 1 has 3",
    ),
    File(
        "thousands all without.csv",
        long(price=lambda price: f"{price + 1000:,.2f}"),
        "row 2 has 4 fields, the header in row 1 has 3",
    ),
    File("blanks.csv", text("Date, Symbol, Close", lambda day, price: f"{day}, MSFT, {price:.2f}"), {"MSFT": FALL}),
    File("nasdaq.csv", text("Date,Close/Last,Volume,Open,High,Low", nasdaq, newest_first=True), {"nasdaq": FALL}),
    File(
        "address.csv",
        b"https://www.example.com/data\n"
        + text(
            "unix,date,symbol,open,high,low,close,Volume BTC,Volume USD",
            lambda day, price: f"{seconds(day)},{day} 00:00:00,BTC/USD,{bars(price)},1.5,1500",
            newest_first=True,
        ),
        {"BTC/USD": FALL},
    ),
    File("klines.csv", klines(1_000), {"klines": FALL}),
    File(
        "leading zeros.csv", text("date,code,close", lambda day, price: f"{day},000001,{price:.2f}"), {"000001": FALL}
    ),
    File(
        "zone.csv",
        long("%Y-%m-%d 00:00:00+09:00", symbol="7203.T"),
        {"7203.T": Right("2023-11-15 00:00:00+09:00", 1002.0, "short")},
    ),
    File("years of two digits.csv", long("%d/%m/%y", symbol="X"), {"X": FALL}),
    File(
        "no dates.csv",
        text("Close", lambda day, price: f"{price:.2f}"),
        {"no dates": Right("bar 119", 1002.0, "short")},
    ),
    File(
        "two header rows.csv",
        two_levels("Price,Close,High,Close,High", "Ticker,AAPL,AAPL,MSFT,MSFT"),
        {"AAPL": FALL, "MSFT": Right("2023-11-15", 97.2, "short")},
    ),
    File(
        "one bad date.csv",
        replaced(PLAIN, 59, b"2023-08-21", b"2023-13-45"),
        "row 59, column 'Date': '2023-13-45' is no date",
    ),
]

VENDORS = [
    File("yahoo.csv", YAHOO, {"yahoo": Right("2023-11-15", 501.0, "short")}),
    File(
        "yfinance, three rows.csv",
        two_levels(
            "Price,Close,High,Close,High,Adj Close,Adj Close",
            "Ticker,AAPL,AAPL,MSFT,MSFT,AAPL,MSFT",
            "Date,,,,,,",
            adjusted=True,
        ),
        {"AAPL": Right("2023-11-15", 501.0, "short"), "MSFT": Right("2023-11-15", 48.6, "short")},
    ),
    File(
        "yfinance, one column.csv",
        b"Price,Close\nTicker,SPY\nDate,\n" + text("", lambda day, price: f"{day},{price:.2f}"),
        {"SPY": FALL},
    ),
    File(
        "yfinance, by symbol.csv",
        two_levels("Ticker,AAPL,AAPL,MSFT,MSFT", "Price,Close,High,Close,High", "Date,,,,"),
        {"AAPL": FALL, "MSFT": Right("2023-11-15", 97.2, "short")},
    ),
    File(
        "yfinance, symbols of digits.csv",
        two_levels("Price,Close,High,Close,High", "Ticker,000001,000001,7203,7203", "Date,,,,"),
        {"000001": FALL, "7203": Right("2023-11-15", 97.2, "short")},
    ),
    File(
        "yfinance, levels without names.csv",
        two_levels(",Close,High,Close,High", ",000001,000001,7203,7203"),
        {"000001": FALL, "7203": Right("2023-11-15", 97.2, "short")},
    ),
    File(
        "parted by blanks.txt",
        text("Date  Close", lambda day, price: f"{day}  {price:.2f}"),
        "has no header and no column of numbers; fields are parted by comma",
    ),
    File(
        "a first bar without a date.csv",
        b"Date,Close,High\n,1001,1001\n" + text("", lambda day, price: f"{day},{price:.0f},{price:.0f}"),
        {"a first bar without a date": Right("", 1001.0, "short", 121)},
    ),
    File("klines in microseconds.csv", klines(1_000_000), {"klines in microseconds": FALL}),
    File(
        "klines in both.csv",
        klines(1_000, "2023-10-02"),
        "row 88, column 'column 1': '1696204800000000' is not in milliseconds",
    ),
    File("klines.zip", zipped("BTCUSDT-1d.csv", klines(1_000)), {"klines": FALL}),
    File(
        "stooq.txt",
        text(
            "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>",
            lambda day, price: f"AAPL.US,D,{written(day, '%Y%m%d')},000000,{bars(price)},1000,0",
        ),
        {"AAPL.US": FALL},
    ),
    File(
        "tradingview, seconds.csv",
        text(
            "time,open,high,low,close,Volume,MA",
            lambda day, price: f"{seconds(day)},{bars(price)},1000,{price / 2:.3f}",
        ),
        {"tradingview, seconds": FALL},
    ),
    File(
        "tradingview, zone.csv",
        text("time,open,high,low,close", lambda day, price: f"{day}T09:30:00-05:00,{bars(price)}"),
        {"tradingview, zone": Right("2023-11-15 09:30:00-05:00", 1002.0, "short")},
    ),
    File(
        "metatrader 5.csv",
        text(
            "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>",
            lambda day, price: "\t".join([day.replace("-", "."), "16:00:00", *bars(price).split(","), "900", "0", "1"]),
        ),
        {"metatrader 5": Right("2023-11-15 16:00:00", 1002.0, "short")},
    ),
    File(
        "metatrader 4.csv",
        text("", lambda day, price: f"{day.replace('-', '.')},16:30,{bars(price)},900"),
        {"metatrader 4": Right("2023-11-15 16:30:00", 1002.0, "short")},
    ),
    File(
        "histdata.csv",
        text("", lambda day, price: f"{written(day, '%Y%m%d')} 000100;{bars(price).replace(',', ';')};0"),
        {"histdata": Right("2023-11-15 00:01:00", 1002.0, "short")},
    ),
    File(
        "excel serials.csv",
        text("Date;Close", lambda day, price: f"{seconds(day) // 86_400 + 25_569};{german(price)}"),
        {"excel serials": FALL},
    ),
    File(
        "nse.csv",
        text(
            '"Date ","series ","OPEN ","HIGH ","LOW ","PREV. CLOSE ","ltp ","close ","VOLUME ","VALUE "',
            lambda day, price: ",".join(
                f'"{cell}"'
                for cell in (written(day, "%d-%b-%Y"), "EQ", *[indian(price)] * 6, "12,34,567", "1,23,45,67,890.50")
            ),
            newest_first=True,
        ),
        {"nse": Right("2023-11-15", 101002.0, "short")},
    ),
    File(
        "tushare.csv",
        text(
            ",ts_code,trade_date,open,high,low,close,pre_close,change,pct_chg,vol,amount",
            lambda day, price: (
                f"{120 - DAYS.index(day)},000001.SZ,{written(day, '%Y%m%d')},{bars(price)},{price},0,-0.2,812.5,900.1"
            ),
            newest_first=True,
        ),
        {"000001.SZ": FALL},
    ),
    File(
        "finrl.csv",
        text(
            ",date,open,high,low,close,volume,tic,day",
            lambda day, price: f"{DAYS.index(day)},{day},{bars(price)},1000,AAPL,{np.datetime64(day).item().weekday()}",
        ),
        {"AAPL": FALL},
    ),
    File(
        "investing.csv",
        b"\xef\xbb\xbf"
        + text(
            '"Date","Price","Open","High","Low","Vol.","Change %"',
            lambda day, price: ",".join(
                f'"{cell}"' for cell in (written(day, "%b %d, %Y"), *[f"{price:,.2f}"] * 4, "52.30M", "-0.52%")
            ),
            newest_first=True,
        ),
        {"investing": FALL},
    ),
    File(
        "ariva.csv",
        text(
            "Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen",
            lambda day, price: ";".join([day, *[german(price)] * 4, "1.234.567", "12.345"]),
            newest_first=True,
        ),
        {"ariva": FALL},
    ),
    File("swiss.csv", long("%d.%m.%Y", lambda price: f"{price:,.2f}".replace(",", "'"), symbol="NESN"), {"NESN": FALL}),
    File(
        "french.csv",
        text(
            "Date;Symbole;Close",
            lambda day, price: f"{written(day, '%d/%m/%Y')};MC;{price:,.2f} €".replace(",", "\u202f").replace(".", ","),
        ),
        {"MC": FALL},
    ),
    File(
        "akshare.csv",
        text(
            "日期,股票代码,开盘,收盘,最高,最低,成交量",
            lambda day, price: f"{day},000001,{price},{price},{price + 2:.2f},{price - 2:.2f},900",
        ),
        {"000001": FALL},
    ),
    File(
        "kraken.csv",
        text(
            "",
            lambda day, price: f"{seconds(day)},{price + 0.5:.2f},{price + 2:.2f},{price - 2:.2f},{price:.2f},12.5,301",
        ),
        {"kraken": FALL},
    ),
    File(
        "coinbase.csv",
        text(
            "",
            lambda day, price: f"{seconds(day)},{price - 2:.2f},{price + 2:.2f},{price + 0.5:.2f},{price:.2f},12.5",
            newest_first=True,
        ),
        {"coinbase": FALL},
    ),
    File(
        "coingecko.csv",
        text("snapped_at,price,market_cap,total_volume", lambda day, price: f"{day} 00:00:00 UTC,{price},1e12,3e9"),
        {"coingecko": Right("2023-11-15 00:00:00+00:00", 1002.0, "short")},
    ),
    File("fred.csv", text("observation_date,SP500", lambda day, price: f"{day},{price:.2f}"), {"SP500": FALL}),
    File(
        "settlements.csv",
        text("Date,Settle,Volume,Open Interest", lambda day, price: f"{day},{price:.2f},900,3000"),
        {"settlements": FALL},
    ),
    File(
        "polygon.csv",
        text(
            "ticker,volume,open,close,high,low,window_start,transactions",
            lambda day, price: f"AAPL,900,{price},{price},{price + 2:.2f},{price - 2:.2f},{seconds(day)}000000000,12",
        ),
        {"AAPL": FALL},
    ),
    File(
        "dukascopy.csv",
        text(
            "Local time,Open,High,Low,Close,Volume",
            lambda day, price: f"{written(day, '%d.%m.%Y')} 00:00:00.000 GMT+0200,{bars(price)},9",
        ),
        {"dukascopy": Right("2023-11-15 00:00:00+02:00", 1002.0, "short")},
    ),
    File(
        "interactive brokers.csv",
        text(
            "Date,Open,High,Low,Close,Volume",
            lambda day, price: f"{written(day, '%Y%m%d')}  09:30:00 US/Eastern,{bars(price)},9",
        ),
        {"interactive brokers": Right("2023-11-15 09:30:00", 1002.0, "short")},
    ),
    File(
        "sierra chart.txt",
        text(
            "Date, Time, Open, High, Low, Last, Volume",
            lambda day, price: f"{day.replace('-', '/')}, 16:30:00.0, {bars(price).replace(',', ', ')}, 900",
        ),
        {"sierra chart": Right("2023-11-15 16:30:00", 1002.0, "short")},
    ),
    File(
        "metastock.txt",
        text("", lambda day, price: f"AAPL,D,{written(day, '%Y%m%d')},000000,{bars(price)},900")
        + text("", lambda day, price: f"MSFT,D,{written(day, '%Y%m%d')},000000,{bars(price)},900", prices=LONG),
        {"AAPL": FALL, "MSFT": RISE},
    ),
    File(
        "nasdaq nordic.csv",
        b"sep=;\n"
        + text(
            "Date;Bid;Ask;Opening price;High price;Low price;Closing price;Total volume;",
            lambda day, price: ";".join([day, *[f"{price:.2f}".replace(".", ",")] * 6, "900", ""]),
            newest_first=True,
        ),
        {"nasdaq nordic": FALL},
    ),
    File(
        "euronext.csv",
        b'\xef\xbb\xbf"Historical Data"\n"From 2023-06-01 to 2023-11-15"\nNL0010273215\n'
        + text(
            "Date;Open;High;Low;Last;Close;Number of Shares",
            lambda day, price: f"{written(day, '%d/%m/%Y')};{bars(price).replace(',', ';')};{price};900",
            newest_first=True,
        ),
        {"euronext": FALL},
    ),
    File(
        "times of day.csv",
        text("time,close", lambda day, price: f"09:{DAYS.index(day) % 60:02},{price}"),
        "row 2, column 'time': '09:00' is no date",
    ),
    File(
        "hours and half days.csv",
        text("date,close", lambda day, price: f"{day} 05-PM,{price}"),
        {"hours and half days": Right("2023-11-15 17:00:00", 1002.0, "short")},
    ),
]

TEXTS = [
    File("single.csv.gz", gzip.compress(SINGLE), {"single": FALL}),
    File("single.csv.bz2", bz2.compress(SINGLE), {"single": FALL}),
    File("single.csv.xz", lzma.compress(SINGLE), {"single": FALL}),
    File("half a packing.csv.gz", gzip.compress(SINGLE)[:-40], "cannot be unpacked as gzip"),
    File("two members.zip", zipped("a.csv", SINGLE, "b.csv"), "an archive of 2 files"),
    File("excel.xlsx", zipped("xl/workbook.xml", b"<workbook/>"), "is an Excel workbook: save the sheet as CSV"),
    File("page.csv", b"<!DOCTYPE html><html></html>", "is a web page"),
    File("utf-16.txt", b"\xff\xfe" + long().replace(b",", b"\t").decode().encode("utf-16-le"), {"SPX": FALL}),
    File("utf-16 without a mark.txt", long().decode().encode("utf-16-be"), {"SPX": FALL}),
    File("sep.csv", b"sep=;\r\n" + long().replace(b",", b";").replace(b"\n", b"\r\n"), {"SPX": FALL}),
    File("mark.csv", b"\xef\xbb\xbf" + SINGLE, {"mark": FALL}),
    File("old Macintosh.csv", SINGLE.replace(b"\n", b"\r"), {"old Macintosh": FALL}),
    File("json.csv", b' [ {"date": "2023-06-01", "close": 1}]', "is JSON: write it as CSV or Parquet"),
    File("names in brackets.csv", SINGLE.replace(b"Date,Close", b"[Date],[Close]"), {"names in brackets": FALL}),
    File(
        "a quotation without end.csv",
        replaced(PLAIN, 7, b"SPX", b'"SPX') + PLAIN * 60,
        "row 7 has 2 fields, the header in row 1 has 3; a quotation mark in it may not be closed",
    ),
    File("empty rows and tabs.csv", SINGLE.replace(b",", b"\t") + b"\t\n  \n\n\t\n", {"empty rows and tabs": FALL}),
    File("blank lines.csv", SINGLE.replace(b"\n", b"\n\n") + b"\n  \n", {"blank lines": FALL}),
    File("empty rows.csv", SINGLE + b",\n,\n", {"empty rows": FALL}),
    File(
        "latin.csv",
        long(symbol="NESTLÉ").decode().encode("cp1252"),
        "row 2 is not written in utf-8 (byte c9); say what it is in: --encoding",
    ),
    File("latin, told.csv", long(symbol="NESTLÉ").decode().encode("cp1252"), {"NESTLÉ": FALL}, {"encoding": "cp1252"}),
    File("a field too few.csv", replaced(PLAIN, 7, b",SPX", b""), "row 7 has 2 fields, the header in row 1 has 3"),
    File("a field too few, late.csv", replaced(PLAIN * 2, 240, b",SPX", b""), "row 240 has 2 fields, the header has 3"),
    File("an open quotation.csv", replaced(PLAIN, 7, b"SPX", b'"SPX'), "row 7"),
    File("comments.csv", b"# prices, in USD, not adjusted\n#\n" + SINGLE, {"comments": FALL}),
    File("a title.csv", b"Prices of SPX,\n" + SINGLE, {"a title": FALL}),
    File("two columns of one name.csv", SINGLE.replace(b"Date,Close", b"Close,Close"), "2 columns are called 'Close'"),
]

DATES = [
    File("month first.csv", long("%m/%d/%Y"), {"SPX": FALL}),
    File("day first.csv", long("%d-%m-%Y"), {"SPX": FALL}),
    File("names of months.csv", long("%d %B %Y"), {"SPX": FALL}),
    File(
        "weekdays.csv",
        text("Date;Close", lambda day, price: f"{written(day, '%a, %d %b %Y')};{price}"),
        {"weekdays": FALL},
    ),
    File("half days.csv", long("%m/%d/%Y %I:%M:%S %p"), {"SPX": Right("2023-11-15", 1002.0, "short")}),
    File(
        "either.csv",
        text("Date,Close", lambda day, price: f"{day},{price}", days=["01/02/2023", "02/02/2023", "03/02/2023"]),
        "may be day first or month first: say --date-format",
    ),
    File(
        "either, told.csv",
        text("Date,Close", lambda day, price: f"{day},{price}", days=["01/02/2023", "02/02/2023", "03/02/2023"]),
        {"either, told": Right("2023-02-03", 902.28, "-", 3)},
        {"date_format": "day-first"},
    ),
    File(
        "a format, told.csv",
        text("Date,Close", lambda day, price: f"{day},{price}", days=["2302--01", "2302--02"]),
        {"a format, told": Right("2023-02-02", 901.14, "-", 2)},
        {"date_format": "%y%m--%d"},
    ),
    File(
        "year 23.csv", replaced(PLAIN, 3, b"2023-06-02", b"0023-06-02"), "row 3, column 'Date': '0023-06-02' is no date"
    ),
    File(
        "two ways.csv",
        replaced(PLAIN, 3, b"2023-06-02", b"02.06.2023"),
        "row 3, column 'Date': '02.06.2023' is no date",
    ),
    File(
        "no such day.csv",
        replaced(long("%Y%m%d"), 3, b"20230602", b"20230632"),
        "row 3, column 'Date': '20230632' is no date",
    ),
    File(
        "summer ends.csv",
        text(
            "Date,Close",
            lambda day, price: f"{day},{price:.2f}",
            days=[
                "2023-11-05 00:30:00-04:00",
                "2023-11-05 01:30:00-04:00",
                "2023-11-05 01:30:00-05:00",
                "2023-11-05 02:30:00-05:00",
            ],
            prices=SHORT[-4:],
        ),
        {"summer ends": Right("2023-11-05 02:30:00-05:00", 1002.0, "-", 4)},
    ),
    File("a zone by name.csv", long("%Y-%m-%d %H:%M:%S EST"), {"SPX": Right("2023-11-15", 1002.0, "short")}),
    File(
        "some zones.csv",
        replaced(long("%Y-%m-%d 00:00:00+09:00"), 5, b"+09:00", b""),
        "row 5, column 'Date': '2023-06-06 00:00:00' has no zone",
    ),
]

NUMBERS = [
    File(
        "missing words.csv",
        replaced(replaced(PLAIN, 9, b"907.97", b"n/a"), 10, b"909.11", b"-"),
        {"SPX": Right("2023-11-15", 1002.0, "short", 118)},
    ),
    File("a word.csv", replaced(PLAIN, 9, b"907.97", b"halted"), "row 9, column 'Close': 'halted' is no number"),
    File(
        "a mark.csv",
        replaced(PLAIN, 9, b"907.97", b"907.97*"),
        "row 9, column 'Close': '907.97*' is no number; if a mark stands beside it, name that: --marks",
    ),
    File("a mark, told.csv", replaced(PLAIN, 9, b"907.97", b"907.97*"), {"SPX": FALL}, {"marks": "*"}),
    File("euros.csv", long(price=lambda price: f"€{price}"), {"SPX": FALL}),
    File(
        "euros and dollars.csv",
        replaced(long(price=lambda price: f"${price}"), 9, b"$", "€".encode()),
        "row 9, column 'Close': '€907.97' is not in $",
    ),
    File(
        "two decimal signs.csv",
        replaced(long(price=lambda price: f'"{price:,.2f}"'), 9, b"907.97", b"907,97"),
        "row 9, column 'Close': '907,97' has another decimal sign",
    ),
    File(
        "three decimals.csv",
        text("Date;Close", lambda day, price: f"{day};{price / 1000:.3f}".replace(".", ","), prices=LONG * 10 + 1000),
        "may have decimals or thousands behind ',': say --decimal",
    ),
    File(
        "three decimals, told.csv",
        text("Date;Close", lambda day, price: f"{day};{price / 1000:.3f}".replace(".", ","), prices=LONG * 10 + 1000),
        {"three decimals, told": Right("2023-11-15", 2.3, "long")},
        {"decimal": ","},
    ),
    File("scientific.csv", long(price=lambda price: f"{price:.6e}"), {"SPX": FALL}),
    File("currency behind.csv", long(price=lambda price: f"{price:.2f} USD"), {"SPX": FALL}),
]

COLUMNS = [
    File("a symbol like a missing word.csv", long(symbol="NA"), {"NA": FALL}),
    File("a symbol like a number.csv", long(symbol="1E5"), {"1E5": FALL}),
    File(
        "names of numbers.csv",
        text("Date,000001,600519", lambda day, price: f"{day},{price:.2f},{price / 2:.3f}"),
        {"000001": FALL, "600519": Right("2023-11-15", 501.0, "short")},
    ),
    File(
        "a nameless index.csv",
        text(",C,V", lambda day, price: f"{day},{price:.2f},{price / 2:.3f}"),
        {"C": FALL, "V": Right("2023-11-15", 501.0, "short")},
    ),
    File(
        "a column without a name.csv",
        text("Date,A,", lambda day, price: f"{day},{price},{price / 3:.4f}"),
        "no column is called close or price, and '' holds no prices",
    ),
    File(
        "only a volume.csv",
        text("Date,Volume", lambda day, price: f"{day},{int(price)}"),
        "there is no column of prices, only 'Volume'",
    ),
    File(
        "only row numbers.csv",
        text("Date,N", lambda day, price: f"{day},{DAYS.index(day)}"),
        "column 'N' holds row numbers, no prices",
    ),
    File(
        "only a time.csv",
        text("Date,sec", lambda day, price: f"{day},{seconds(day)}"),
        "column 'sec' holds times, no prices",
    ),
    File(
        "no prices by name.csv",
        text("Date,A,Volume", lambda day, price: f"{day},{price},5"),
        "no column is called close or price, and 'Volume' holds no prices",
    ),
    File(
        "words in a wide file.csv",
        text("Date,A,B,Sector", lambda day, price: f"{day},{price},{price},Tech"),
        "no column is called close or price, and 'Sector' holds texts",
    ),
    File(
        "weekdays are no symbols.csv",
        text("Date,Day name,Worth", lambda day, price: f"{day},{written(day, '%A')},{price}"),
        "column 'Day name' may not hold symbols",
    ),
    File("no header.csv", text("", lambda day, price: f"{day},AAPL,{price:.2f}"), {"AAPL": FALL}),
    File(
        "no header, no order.csv",
        text("", lambda day, price: f"{day},{price},{2000 - price},5,7"),
        "has no header, and its columns do not show which holds prices",
    ),
    File(
        "a misspelled close.csv",
        SINGLE.replace(b"Close", b"Clsoe"),
        "no column is called close or price, only 'Clsoe'; did you mean 'close'?",
    ),
    File("a symbol of its own.csv", SINGLE.replace(b"Close", b"X"), {"X": FALL}),
    File(
        "two symbols.csv", long(symbol="A") + long(symbol="B", prices=LONG).partition(b"\n")[2], {"A": FALL, "B": RISE}
    ),
]

FILES = [*FAULTS, *VENDORS, *TEXTS, *DATES, *NUMBERS, *COLUMNS]
