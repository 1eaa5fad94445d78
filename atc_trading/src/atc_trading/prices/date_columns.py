"""Dates as files write them: read, never converted; the column itself decides what is day and what is month."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

from atc_trading.errors import PriceFileError, PriceOptionError
from atc_trading.prices.cells import MISSING, ZONED, date_formats
from atc_trading.prices.numeric_dates import DAY, RANGES, from_serials, numeric_dates
from atc_trading.prices.results import format_offset
from atc_trading.prices.table import Table, as_type

if TYPE_CHECKING:
    import polars as pl

FEWEST_IN_ORDER = 20
"""Different dates whose order in the file may decide what is day, month and year."""
FEW_WRONG = 0.05
"""Share of dates that a format may read less than another one, and still be the right one."""
YEARS = (1800, 2199)
ORDERS = {"day-first": ("%d", "%m"), "month-first": ("%m", "%d")}
UTC = {"Z", "UTC", "GMT"}
HOURS = ("%H", "%I", "%T", "%R")
CLOCK_DIGITS = {"hours and minutes": 4, "with seconds": 6}


class Dates(NamedTuple):
    """The dates of every row, null where there is none, and minutes ahead of UTC where zones are written."""

    values: pl.Series
    offsets: pl.Series | None = None
    zone: str | None = None


class Reading(NamedTuple):
    """A format in which texts may be dates, and what they are by it."""

    format: str
    values: pl.Series

    @property
    def read(self) -> int:
        """How many texts have it."""
        return len(self.values) - self.values.null_count()

    @property
    def is_in_order(self) -> bool:
        """Whether dates run one way, in the order in which the file first has each."""
        days = self.values.drop_nulls()
        return len(days) >= FEWEST_IN_ORDER and (days.is_sorted() or days.is_sorted(descending=True))


def read_dates(table: Table, position: int, time: int | None, date_format: str | None) -> Dates:
    """The dates in a column, with the times in another one where there is one."""
    import polars as pl

    column = table.column(position)
    if column.dtype in (pl.Date, pl.Datetime):
        return typed_dates(column)
    if column.dtype.is_integer():
        return Dates(numeric_dates(table, position, column))
    if column.dtype.is_float():
        return Dates(numeric_dates(table, position, whole_numbers(table, position, column.fill_nan(None))))
    text = cleaned(column)
    if time is not None:
        text = text + " " + clock_times(table.column(time))
    return text_dates(table, position, text, date_format)


def cleaned(column: pl.Series) -> pl.Series:
    """Texts without blanks around them, null where they say that a value is missing."""
    import polars as pl

    text = as_type(column, pl.String).str.strip_chars()
    return text.set(text.str.to_lowercase().is_in(MISSING).fill_null(value=True), None)


def whole_numbers(table: Table, position: int, column: pl.Series) -> pl.Series:
    """Floats as int64."""
    import polars as pl

    whole = as_type(column, pl.Int64)
    if as_type(whole, pl.Float64).eq_missing(column).all():
        return whole
    raise PriceFileError(f"{table.name}: column {table.names[position]!r} holds fractions, no dates")


def clock_times(column: pl.Series) -> pl.Series:
    """Times of a day as text: ``160000`` is ``16:00:00``, and ``0`` is midnight."""
    import polars as pl

    text = as_type(column, pl.String).str.strip_chars()
    if not text.str.contains(r"^\d{1,6}$").all():
        return text
    short, full = CLOCK_DIGITS.values()
    digits = text.str.zfill(full if (text.str.len_chars() > short).any() else short)
    return digits.str.replace(r"^(\d\d)(\d\d)(\d\d)?$", "${1}:${2}:${3}").str.strip_chars_end(":")


def typed_dates(column: pl.Series) -> Dates:
    """Dates of a type, as the clock of their zone shows them."""
    import polars as pl

    zone: str | None = getattr(column.dtype, "time_zone", None)
    if zone is None:
        return Dates(column)
    ahead = column.dt.base_utc_offset() + column.dt.dst_offset()
    return Dates(column.dt.replace_time_zone(None), ahead.dt.total_minutes().cast(pl.Int64), zone)


def text_dates(table: Table, position: int, text: pl.Series, date_format: str | None) -> Dates:
    """Dates that are written as text, or as numbers in it."""
    import polars as pl

    different = text.drop_nulls().unique(maintain_order=True)
    if not len(different):
        raise PriceFileError(f"{table.name}: column {table.names[position]!r} has no dates")
    if date_format is None or date_format in ORDERS:
        numbers = dates_of_digits(table, position, text, different)
        if numbers is not None:
            return Dates(numbers)
    bare, offsets, zone = without_zones(table, position, text, different)
    values = best_reading(table, position, text, bare, date_format).values
    if values.null_count():
        good, bad = different.filter(values.is_not_null()), different.filter(values.is_null())
        given = None if date_format in ORDERS else date_format
        refuse_text(table, position, text, bad[0], good, given)
    if offsets is None and not bare.str.contains(":").any() and (values == values.dt.truncate("1d")).all():
        values = values.cast(pl.Date)
    return Dates(spread(text, different, values), None if offsets is None else spread(text, different, offsets), zone)


def spread(text: pl.Series, different: pl.Series, values: pl.Series) -> pl.Series:
    """The values of different texts, at every row that has them."""
    found: pl.Series = text.replace_strict(different, values, default=None, return_dtype=values.dtype)
    return found


def dates_of_digits(table: Table, position: int, text: pl.Series, different: pl.Series) -> pl.Series | None:
    """Dates that are numbers: ``20240131`` (or ``20240131.0``), times since 1970, Excel's days and parts of days."""
    import polars as pl

    is_serial = different.str.contains(r"^\d{5}\.\d+$") & ~different.str.contains(r"\.0+$")
    is_number = different.str.contains(r"^\d{1,19}(\.0+)?$") | is_serial
    if int(is_number.sum()) * 2 < len(different):
        return None
    if not is_number.all():
        refuse_text(table, position, text, different.filter(~is_number)[0], different.filter(is_number))
    if not is_serial.any():
        return numeric_dates(table, position, as_type(text.str.replace(r"\.0+$", ""), pl.Int64))
    days = text.cast(pl.Float64)
    is_far = ~days.is_between(*RANGES["serials"]).fill_null(value=True)
    if is_far.all():
        return None
    if is_far.any():
        refuse_text(table, position, text, text.filter(is_far)[0], text.filter(~is_far).drop_nulls())
    table.decide(position, "days and times as Excel counts them", f"{different[0]}, for instance")
    return from_serials((days * DAY).round().cast(pl.Int64))


def refuse_text(
    table: Table, position: int, text: pl.Series, wrong: str, good: pl.Series, given: str | None = None
) -> NoReturn:
    """Raise the error of the first date that is not like the good ones, or not in the given format."""
    row = (text == wrong).fill_null(value=False).arg_max() or 0
    if given is not None:
        table.refuse(position, row, wrong, f"is no date by --date-format {given}")
    like = f", as {good[0]!r} is one" if len(good) else "; write dates as 2024-01-31, or say --date-format"
    table.refuse(position, row, wrong, f"is no date{like}")


def without_zones(
    table: Table, position: int, text: pl.Series, different: pl.Series
) -> tuple[pl.Series, pl.Series | None, str | None]:
    """Texts without the zones behind them, how far those are ahead of UTC in minutes, and how they are written."""
    import polars as pl

    pattern = f"^{ZONED.pattern}"
    zones = different.str.extract(pattern, 2).str.strip_chars()
    if zones.null_count() == len(zones):
        return different, None, None
    if zones.null_count():
        row = (text == different.filter(zones.is_null())[0]).fill_null(value=False).arg_max() or 0
        table.refuse(position, row, text[row], "has no zone, as other dates of the column have")
    bare = different.str.extract(pattern, 1)
    names: list[str] = zones.unique(maintain_order=True).to_list()
    minutes = {name: offset_of(name) for name in names}
    known = [own for own in minutes.values() if own is not None]
    if len(known) < len(names) > 1:
        several = f"has dates in {names[0]} and {names[1]}: write zones as +09:00"
        raise PriceFileError(f"{table.name}: column {table.names[position]!r} {several}")
    zone = ", ".join(map(format_offset, sorted(set(known)))) or names[0]
    table.decide(position, f"dates in {zone}", "as the file writes it; they are not converted")
    return bare, zones.replace_strict(minutes, return_dtype=pl.Int64) if known else None, zone


def offset_of(zone: str) -> int | None:
    """Minutes ahead of UTC; None for the name of a zone, which may mean several."""
    if zone in UTC:
        return 0
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?", zone)
    if found is None:
        return None
    return (-1 if found[1] == "-" else 1) * (60 * int(found[2]) + int(found[3] or 0))


def best_reading(table: Table, position: int, text: pl.Series, bare: pl.Series, date_format: str | None) -> Reading:
    """Different texts as dates, in the one format that reads most of them."""
    bare = tidied(bare)
    given = None if date_format in ORDERS else date_format
    formats = candidates(bare, date_format) if given is None else [given.replace("%z", "").strip()]
    first = text.drop_nulls()[0]
    if not formats:
        refuse_text(table, position, text, first, bare.head(0))
    readings = [read_as(bare, item) for item in formats]
    most = max(reading.read for reading in readings)
    # One wrong date, 32/08/23, must not make 120 dates years first.
    fewest = most - FEW_WRONG * len(bare)
    best = distinct([reading for reading in readings if reading.read >= fewest])
    ordered = [reading for reading in best if reading.is_in_order]
    if given is not None:
        reason = "as --date-format says"
    elif len(best) == 1:
        reason = f"{bare[0]!r}, for instance" if len(readings) == 1 else f"no other format reads {most} of {len(bare)}"
    elif len(ordered) == 1:
        best, reason = ordered, "only so they are in order"
    else:
        row = text.is_not_null().arg_max() or 0
        sentence = "may be day first or month first: say --date-format day-first or month-first"
        table.refuse(position, row, first, sentence)
    table.decide(position, f"dates {best[0].format.replace('%S%.f', '%S')}", reason)
    return best[0]


def distinct(readings: list[Reading]) -> list[Reading]:
    """Those that do not give the same dates as one before them."""
    found: list[Reading] = []
    for reading in readings:
        if not any(reading.values.equals(other.values) for other in found):
            found.append(reading)
    return found


def tidied(texts: pl.Series) -> pl.Series:
    """Texts in the way that strptime reads: ``Sept`` is ``Sep``, ``05-PM`` is ``05:00 PM``, a decimal comma a point."""
    texts = texts.str.replace(r"(?i)\bsept\b", "Sep").str.replace(r"(?i)\s(\d{1,2})-([AP]M)$", " ${1}:00 ${2}")
    return texts.str.replace(r"(:\d\d),(\d+)$", "${1}.${2}").str.replace_all(r"\s+", " ")


def candidates(texts: pl.Series, order: str | None) -> list[str]:
    """The formats that some of the texts have; of two orders of day and month, the one that is asked for."""
    count = len(texts)
    places = sorted({0, 1, 2, count // 3, count // 2, 2 * count // 3, count - 1} & set(range(count)))
    formats = list(dict.fromkeys(item for place in places for item in date_formats(texts[place])))
    if order is None:
        return formats
    one, other = ORDERS[order]
    has_both = [item for item in formats if one in item and other in item and not item.startswith(("%Y", "%y"))]
    return [item for item in formats if item not in has_both or item.index(one) < item.index(other)]


def read_as(texts: pl.Series, form: str) -> Reading:
    """The texts as dates of a format; null where they are none, or in a year that cannot be."""
    import polars as pl

    unit: Literal["ns", "us"] = "ns" if texts.str.contains(r"\.\d{7,9}$").any() else "us"
    try:
        if any(sign in form for sign in HOURS):
            values = texts.str.to_datetime(form, strict=False, time_unit=unit)
        else:
            values = texts.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    except pl.exceptions.PolarsError as error:
        reason = str(error).partition("\n")[0]
        raise PriceOptionError(f"--date-format: {form!r} cannot be used: {reason}") from None
    return Reading(form, values.set((~values.dt.year().is_between(*YEARS)).fill_null(value=False), None))
