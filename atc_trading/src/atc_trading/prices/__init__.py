"""Files of prices, read by rule: long and wide, of all usual vendors, with a reason for every decision."""

from atc_trading.errors import PriceFileError, PriceOptionError
from atc_trading.prices.reading import Recognised, read, recognise
from atc_trading.prices.results import Columns, Decision, History, PriceFile, format_date

__all__ = [
    "Columns",
    "Decision",
    "History",
    "PriceFile",
    "PriceFileError",
    "PriceOptionError",
    "Recognised",
    "format_date",
    "read",
    "recognise",
]
