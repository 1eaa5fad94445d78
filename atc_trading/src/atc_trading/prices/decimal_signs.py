"""Which sign is the decimal one in numbers that are text: what a column shows, else what the file shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from atc_trading.prices.table import Table

if TYPE_CHECKING:
    import polars as pl

Sign: TypeAlias = Literal[".", ","]
GROUPS = "['’ \u00a0\u202f]"
"""What parts thousands beside commas and points."""
CURRENCY = r"(?:(?:US|A|C|HK|NZ|S|R)?\$|\p{Sc}|Rs\.?|kr\.?|EUR|USD|GBP|CHF|JPY|INR)"
BOTH_POINT_LAST, BOTH_COMMA_LAST = r",.*\.", r"\..*,"
MANY_COMMAS, MANY_POINTS = r",.*,", r"\..*\."
# A sign that parts thousands has three digits behind it, one to three before it, and no zero at the beginning.
COMMA_IS_DECIMAL = r"^[+-]?(?:\d{4,}|0|),\d|,\d{1,2}(?:[^\d.,]|$)|,\d{4,}|,$"
POINT_IS_DECIMAL = r"^[+-]?(?:\d{4,}|0|)\.\d|\.\d{1,2}(?:[^\d.,]|$)|\.\d{4,}|\.$"
MAY_BE_THOUSANDS = r"^[+-]?[1-9]\d{0,2}\.\d{3}$"


class Evidence(NamedTuple):
    """How many cells of a column show each sign to be the decimal one, and which signs there are."""

    point: int
    comma: int
    has_point: bool
    has_comma: bool


def evidence(text: pl.Series) -> Evidence:
    """What cells show of their signs."""
    text = text.drop_nulls()
    has_point, has_comma = text.str.contains(".", literal=True), text.str.contains(",", literal=True)
    # Thousands that are parted by a blank or an apostrophe leave the other sign to be decimal.
    is_parted = text.str.contains(rf"\d{GROUPS}\d")
    point = text.str.contains(f"{BOTH_POINT_LAST}|{MANY_COMMAS}")
    comma = text.str.contains(f"{BOTH_COMMA_LAST}|{MANY_POINTS}")
    point |= has_point & ~has_comma & (is_parted | text.str.contains(POINT_IS_DECIMAL)) & ~comma
    comma |= has_comma & ~has_point & (is_parted | text.str.contains(COMMA_IS_DECIMAL)) & ~point
    return Evidence(int(point.sum()), int(comma.sum()), bool(has_point.any()), bool(has_comma.any()))


def decimal_sign(table: Table, position: int, text: pl.Series, raw: pl.Series) -> Sign:
    """The decimal sign of a column, which is raw with currency signs; PriceFileError where it may have either."""
    found = evidence(text)
    if found.point and found.comma:
        patterns = (BOTH_COMMA_LAST, MANY_POINTS, COMMA_IS_DECIMAL)
        if found.comma > found.point:
            patterns = (BOTH_POINT_LAST, MANY_COMMAS, POINT_IS_DECIMAL)
        refuse_first(table, position, text, "|".join(patterns), "has another decimal sign than most of the column")
    if found.point or found.comma:
        sign: Sign = "." if found.point else ","
        if found.has_comma or sign == ",":
            cells = max(found.point, found.comma)
            table.decide(position, f"decimal sign {sign!r}", f"{cells} cells can be read in no other way")
        return sign
    if not found.has_comma and not found.has_point:
        return "."
    shared = shared_sign(table)
    if shared is not None:
        table.decide(position, f"decimal sign {shared!r}", "as in other columns of the file")
        return shared
    if found.has_comma or not is_plainly_decimal(table, text, raw):
        sign = "," if found.has_comma else "."
        sentence = f"may have decimals or thousands behind {sign!r}: say --decimal , or --decimal ."
        refuse_first(table, position, text, re.escape(sign), sentence)
    table.decide(position, "decimal sign '.'", "nothing shows that it parts thousands, though three digits follow each")
    return "."


def is_plainly_decimal(table: Table, text: pl.Series, raw: pl.Series) -> bool:
    """Whether points with three digits behind each are decimal ones: no number of the file has parted thousands.

    Where commas part the fields a number of thousands would have none of its own; elsewhere it takes a long number
    that is not parted to show that. Numbers without a point among them, or a currency behind them, speak against it.
    """
    has_ungrouped = table.remembered("long numbers", lambda: any(map(table.has_long_numbers, range(len(table.names)))))
    is_uniform = bool(text.drop_nulls().str.contains(".", literal=True).all())
    is_behind = bool(raw.str.contains(rf"\d\s*{CURRENCY}$").any())
    return has_ungrouped or (is_uniform and not is_behind and table.separator in {",", None})


def refuse_first(table: Table, position: int, text: pl.Series, pattern: str, reason: str) -> None:
    """Raise the error of the first cell with a pattern."""
    row = text.str.contains(pattern).fill_null(value=False).arg_max() or 0
    table.refuse(position, row, text[row], reason)


def may_have_thousands(table: Table, position: int, column: pl.Series) -> bool:
    """Whether points that look decimal may part thousands: behind each of them are three digits."""
    if any(re.search(POINT_IS_DECIMAL, str(cell).strip()) for cell in table.sample(position) if cell is not None):
        return False
    return bool(column.str.contains(MAY_BE_THOUSANDS).any()) and not column.str.contains(POINT_IS_DECIMAL).any()


def shared_sign(table: Table) -> Sign | None:
    """The decimal sign that the columns of numbers agree on; None where they do not, or none shows it."""
    return table.remembered("decimal sign", lambda: found_sign(table))


def found_sign(table: Table) -> Sign | None:
    """What :func:`shared_sign` gives, found anew."""
    import polars as pl

    signs: set[Sign] = set()
    for position, kind in enumerate(table.kinds):
        if kind in {"integer", "number"} and table.dtypes[position] == pl.String:
            found = evidence(table.column(position).str.strip_chars().str.replace_all(rf"\s*{CURRENCY}\s*", ""))
            if bool(found.point) != bool(found.comma):
                signs.add("." if found.point else ",")
    return signs.pop() if len(signs) == 1 else None
