"""What a single cell of text may be: a number, a date, a time, missing, or a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

FEW = 9
"""Whole numbers for each with decimals, from which on a column is taken to hold whole ones."""
YEAR, PAIR, MONTH_LETTERS = 4, 2, 3
"""Digits of a whole year and of a day, and letters of a short month or weekday."""
Kind: TypeAlias = Literal["missing", "integer", "number", "date", "time", "text", "other"]

MISSING = (
    *("", "na", "n/a", "#n/a", "#n/a n/a", "n.a.", "n.a", "nan", "nat", "<na>"),
    *("null", "none", "nil", "-", "--", "---", "–", "—", "."),
)
"""Words for a missing value, in small letters; every other text that is no number is an error."""
MONTH = "(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|[a-z]{3,9})"
WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
BETWEEN = r"[-/.\s年月,]+"
NUMBERED = re.compile(rf"(\d{{1,4}})({BETWEEN})(\d{{1,2}})({BETWEEN})(\d{{1,4}})(日?)(?!\d)")
MONTHS = re.compile(
    rf"(?:(?P<first>\d{{1,4}})(?P<gap>[-/.\s]*))?{MONTH}(?P<gap1>[-/.,\s]*)(?P<second>\d{{1,4}})(?:(?P<gap2>[-/.,\s]+)(?P<third>\d{{4}}))?(?!\d)",
    re.IGNORECASE,
)
COMPACT = re.compile(r"(?:18|19|20|21)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
TIME = re.compile(
    r"(?P<gap>[T\s,:]*)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?P<second>:\d\d)?(?P<part>\.\d+)?(?P<half>\s*[AP]M)?$",
    re.IGNORECASE,
)
COMPACT_TIME = re.compile(r"(?P<gap>[T\s]+)\d{4}(?P<second>\d\d)?$")
ONLY_TIME = re.compile(r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?(\s*[AP]M)?$", re.IGNORECASE)
ZONE = r"\s*(?:Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{3,5}|[A-Za-z]+/[A-Za-z_/]+)"
"""A zone behind a time."""
ZONED = re.compile(rf"(?P<time>.*\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:\s*[AaPp][Mm])?)(?P<zone>{ZONE})$")
PLAIN = re.compile(r"[+-]?\d+\.\d+$")
INTEGER = re.compile(r"[+-]?\d+$")
MONEY = r"(?:(?:us|a|c|hk|nz|s|r)?[$€£¥₹₩₽₺₪฿]|rs\.?|kr\.?|eur|usd|gbp|chf|jpy|inr)"
NUMBER = re.compile(
    rf"[+−-]?\s*(?:{MONEY}\s*)?[+−-]?(?:\d(?:[\d.,'’ \u00a0\u202f_]*\d)?[.,]?|[.,]\d+)(?:e[+-]?\d+)?"
    rf"(?:\s*{MONEY}|(?<=\d)\s?[kmbt]|\s*[^\w\s]{{1,2}})?$|[+-]?inf(?:inity)?$",
    re.IGNORECASE,
)
"""What may turn out to be a number, with the signs of any country; the whole column decides."""


def kind_of(cell: str | None) -> Kind:
    """What a cell of text looks like."""
    text = (cell or "").strip()
    if text.casefold() in MISSING:
        return "missing"
    if INTEGER.match(text):
        return "integer"
    if PLAIN.match(text):
        return "number"
    if ONLY_TIME.match(text):
        return "time"
    if date_formats(text):
        return "date"
    return "number" if NUMBER.match(text) else "text"


def kind_of_all(cells: Iterable[str | None]) -> Kind:
    """What most cells of a column look like; numbers and dates before words where there are as many."""
    counts = Counter[Kind](map(kind_of, cells))
    counts.pop("missing", None)
    if not counts:
        return "missing"
    numbers = counts["integer"] + counts["number"]
    if numbers and numbers >= max(counts["date"], counts["time"], counts["text"]):
        return "integer" if counts["integer"] > FEW * counts["number"] else "number"
    order: Sequence[Kind] = ("date", "time", "text")
    return max(order, key=lambda kind: counts[kind])


def date_formats(text: str) -> list[str]:
    """The formats of strptime in which a cell is a date, the zone aside; several where day and month may be either."""
    zoned = ZONED.match(text)
    text = zoned["time"] if zoned else text
    weekday = re.match(WEEKDAY, text, re.IGNORECASE)
    prefix = weekday[0] if weekday else ""
    rest = text[len(prefix) :]
    for formats in (numbered_formats, month_formats, compact_formats):
        days, tail = formats(rest)
        if days:
            hours = time_format(tail)
            return [] if hours is None else [weekday_format(prefix) + day + hours for day in days]
    return []


def weekday_format(prefix: str) -> str:
    """``%a, `` for ``Mon, ``."""
    return re.sub("[A-Za-z]+", lambda word: "%a" if len(word[0]) == MONTH_LETTERS else "%A", prefix)


def numbered_formats(text: str) -> tuple[list[str], str]:
    """Formats of three numbers with signs between them, and what follows."""
    found = NUMBERED.match(text)
    if found is None:
        return [], ""
    first, gap, _, second_gap, last, end = found.groups()
    tail = text[found.end() :]
    if len(first) == YEAR and len(last) <= PAIR:
        orders = [("Y", "m", "d")]
    elif len(first) <= PAIR and len(last) == YEAR:
        orders = [("d", "m", "Y"), ("m", "d", "Y")]
    elif len(first) <= PAIR and len(last) == PAIR:
        orders = [("d", "m", "y"), ("m", "d", "y"), ("y", "m", "d")]
    else:
        return [], ""
    return [f"%{a}{gap}%{b}{second_gap}%{c}{end}" for a, b, c in orders], tail


def month_formats(text: str) -> tuple[list[str], str]:
    """Formats of a day, a month by name and a year, and what follows."""
    found = MONTHS.match(text)
    if found is None or not re.match("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", found["month"], re.IGNORECASE):
        return [], ""
    month = "%b" if len(found["month"]) <= len("sept") else "%B"
    tail = text[found.end() :]
    first, second, third = found["first"], found["second"], found["third"]
    if first is not None and third is None:
        left, right = ("Y", "d") if len(first) == YEAR else ("d", "Y" if len(second) == YEAR else "y")
        return [f"%{left}{found['gap']}{month}{found['gap1']}%{right}"], tail
    if first is None and third is not None and len(second) <= PAIR:
        return [f"{month}{found['gap1']}%d{found['gap2']}%Y"], tail
    return [], ""


def compact_formats(text: str) -> tuple[list[str], str]:
    """The format of eight digits, and what follows."""
    found = COMPACT.match(text)
    return (["%Y%m%d"], text[found.end() :]) if found else ([], "")


def time_format(text: str) -> str | None:
    """The format of what follows a date; None where it is no time."""
    if not text.strip():
        return ""
    compact = COMPACT_TIME.match(text)
    if compact:
        return f"{compact['gap']}%H%M" + ("%S" if compact["second"] else "")
    found = TIME.match(text)
    if found is None:
        return None
    hour = "%I" if found["half"] else "%H"
    half = re.sub("[APap][Mm]", "%p", found["half"]) if found["half"] else ""
    return f"{found['gap']}{hour}:%M" + (":%S%.f" if found["second"] else "") + half
