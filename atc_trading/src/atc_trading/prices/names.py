"""How files call their columns: dates, symbols, prices, and the fields of a bar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from atc_core.accessors.fields import SPELLINGS, plain

DATES = (
    *("date", "datetime", "timestamp", "time", "day", "ts", "tradedate", "tradingday", "tradingdate", "opentime"),
    *("closetime", "dt", "traddt", "dtyyyymmdd", "observationdate", "asofdate", "unix", "datum", "日期", "交易日期"),
    *("时间", "index"),
)
PARTS_OF_DATES = re.compile("time|date|stamp|start|begin|epoch|unix|^t$")
"""What names of dates have in them, if no whole name is known."""
IDENTIFIERS = (
    *("symbol", "ticker", "sym", "tic", "tscode", "tckrsymb", "ric", "isin", "code", "stockcode", "secid"),
    *("股票代码", "代码"),
)
"""Names of symbols whatever these look like: ``7203.5`` may be one."""
SURE_DATES = ("date", "datetime", "timestamp", "tradedate", "tradingdate", "日期", "交易日期")
"""Names of dates that are an error where they hold something else."""
SYMBOLS = (
    *("symbol", "ticker", "sym", "tic", "tscode", "tckrsymb", "instrument", "security", "asset", "stock", "pair"),
    *("ric", "isin", "code", "stockcode", "secid", "股票代码", "代码", "name"),
)
ADJUSTED = ("adjclose", "adjustedclose", "closeadj", "closeadjusted", "adjprice")
CLOSES = (
    *(
        "close",
        "closeprice",
        "closingprice",
        "priceclose",
        "pxlast",
        "closelast",
        "clspric",
        "price",
        "last",
        "lastprice",
    ),
    *("settle", "settlement", "settleprice", "nav", "prc", "schlusskurs", "schluss", "收盘", "收盘价"),
)
PRICES = (*ADJUSTED, *CLOSES)
NO_NAMES = ("", "unnamed0", "indexlevel0")
"""How files of pandas name an index that had no name."""
FIELDS: dict[str, tuple[str, ...]] = {
    "open": ("opnpric", "openingprice", "eröffnung", "erster", "开盘", "开盘价"),
    "high": ("hghpric", "hoch", "最高", "最高价"),
    "low": ("lwpric", "tief", "最低", "最低价"),
    "close": CLOSES,
    "volume": ("volumen", "ttltradgvol", "tottrdqty", "tickvol", "volumefrom", "totalvolume", "成交量"),
}
"""By field of a bar, spellings beside those of `.atc`."""
BARS = ("open", "high", "low", "volume")
"""Two of these names mean that the columns are the bars of one symbol, not symbols."""
LETTERS = {"o", "h", "l", "c", "v"}
"""Names of fields only where all of the first four are there: C, L, O and V are symbols too."""
NO_PRICES = {
    *(
        "volume",
        "vol",
        "tickvol",
        "openinterest",
        "openint",
        "oi",
        "spread",
        "vwap",
        "turnover",
        "amount",
        "trades",
        "shares",
    ),
    *("return", "returns", "ret", "change", "changepercent", "pctchg", "chg", "dividends", "stocksplits", "dividend"),
    *("open", "high", "low", "bid", "ask", "marketcap", "timestamp", "time", "unix", "index", "id", "no", "row"),
}
"""Names of columns that are no prices, and no symbols either."""
LEVELS = {*ADJUSTED, *CLOSES, *BARS, "dividends", "stocksplits", "capitalgains", "repaired"}
"""What the fields of a header with several rows are called."""


def named(names: Iterable[str], known: Iterable[str]) -> str | None:
    """The column with the first of the known names."""
    found = {plain(name): name for name in reversed(list(names))}
    return next((found[name] for name in known if name in found), None)


def fields_of(names: Sequence[str]) -> dict[str, str]:
    """By field of a bar, the column that is it, where there is one."""
    plains = set(map(plain, names))
    letters = LETTERS if plains >= LETTERS - {"v"} else set[str]()
    found = {}
    for field, spellings in FIELDS.items():
        known = [name for name in (*SPELLINGS[field], *spellings) if name not in LETTERS or name in letters]
        column = named(names, known)
        if column is not None:
            found[field] = column
    return found


def is_bars(names: Iterable[str]) -> bool:
    """Whether the columns are parts of one symbol's bars."""
    return len(fields_of(list(names)).keys() & set(BARS)) > 1


def is_level_of_fields(names: Sequence[str]) -> bool:
    """Whether a row of a header names fields of bars, and nothing else."""
    return bool(names) and {*map(plain, names)} <= LEVELS


def first_named(kinds: Mapping[str, object], known: Iterable[str]) -> list[str]:
    """The columns with a known name, in the order of the known ones."""
    found = {plain(name): name for name in reversed(list(kinds))}
    return [found[name] for name in known if name in found]
