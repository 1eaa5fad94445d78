"""Reading a file of prices by rule: everything is text first, then each column is decided, with a reason."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from atc_core.hints import install_extra
from atc_trading.errors import PriceFileError
from atc_trading.prices.contents import Content, read_content
from atc_trading.prices.histories import clock_of, read_histories
from atc_trading.prices.level_roles import level_roles
from atc_trading.prices.number_columns import Options, check_options
from atc_trading.prices.results import Columns, Decision, PriceFile
from atc_trading.prices.roles import Roles, Wanted, find_roles
from atc_trading.prices.table import Table
from atc_trading.prices.text_table import text_table
from atc_trading.prices.typed_table import typed_table
from atc_trading.prices.unnamed_roles import unnamed_roles


class Recognised:
    """A file with the roles of its columns decided, and none of its numbers read yet."""

    def __init__(
        self, path: Path, table: Table, roles: Roles, wanted: Wanted, options: Options, date_format: str | None
    ) -> None:
        """What :func:`recognise` found out."""
        self.path, self.table, self.roles = path, table, roles
        self.wanted, self.options, self.date_format = wanted, options, date_format

    @property
    def labels(self) -> list[str]:
        """The columns of numbers beside dates and symbols, as the file calls them; none where a column is a symbol."""
        return [] if self.roles.layout == "wide" else list(self.roles.series[0].by_label)

    def load(self, fields: Iterable[str] | None = None, others: Iterable[str] | None = None) -> PriceFile:
        """Every symbol's bars.

        Args:
            fields: those of ``open``, ``high``, ``low``, ``close`` and ``volume`` that are read; by default all.
            others: the further columns that are read; by default all of numbers. One that is named must be of numbers.
        """
        import polars as pl

        try:
            return self._load(fields, others)
        except pl.exceptions.PolarsError as error:
            raise unreadable(self.table.name, error) from None

    def _load(self, fields: Iterable[str] | None, others: Iterable[str] | None) -> PriceFile:
        table, roles = self.table, self.roles
        first = roles.series[0]
        rows = len(table.column(first.price))
        if not rows:
            raise PriceFileError(f"{table.name} has no rows")
        clock = clock_of(table, roles, rows, self.date_format)
        histories = read_histories(table, roles, clock, self.options, fields, others)
        name = None if roles.date is None else table.names[roles.date]
        symbol = None if roles.symbol is None else table.names[roles.symbol]
        prices = tuple(series.label for series in roles.series)
        columns = Columns(
            roles.layout, name, symbol, prices, {} if roles.layout == "wide" else first.labels, clock.zone
        )
        # Columns of a file without a header are looked at twice: once to see which is the high.
        decisions = tuple(dict.fromkeys((*table.decisions, *role_decisions(table, roles, self.wanted))))
        return PriceFile(self.path, columns, decisions, tuple(histories))


def recognise(
    path: str | os.PathLike[str],
    *,
    wanted: Wanted = Wanted(),  # noqa: B008 it is immutable
    options: Options = Options(),  # noqa: B008 as this
    date_format: str | None = None,
    encoding: str | None = None,
) -> Recognised:
    """A file with the roles of its columns decided; errors as those of :func:`read`."""
    try:
        import polars as pl
    except ImportError:
        raise PriceFileError(f"reading files needs polars: {install_extra('scan', 'atc-trading')}") from None
    check_options(options)
    content = read_content(path, encoding)
    try:
        table = table_of(content)
        find = level_roles if table.header.levels else find_roles
        roles = find(table, wanted) if table.header.is_named else unnamed_roles(table, wanted, options)
    except pl.exceptions.PolarsError as error:
        raise unreadable(content.name, error) from None
    return Recognised(Path(path), table, roles, wanted, options, date_format)


def read(
    path: str | os.PathLike[str],
    *,
    date_format: str | None = None,
    date_column: str | None = None,
    symbol_column: str | None = None,
    price_column: str | None = None,
    wide: bool = False,
    decimal: str | None = None,
    marks: str = "",
    encoding: str | None = None,
) -> PriceFile:
    """The bars of every symbol in a CSV or Parquet file, and why they are read so.

    A cell is a number, a known word for a missing value, or an error that names it; symbols are text; dates are what
    the file says, in its own zone. Bars are not judged: a price of 0, or two bars of one date, are passed on.

    Args:
        path: the file, which may be packed (gz, bz2, xz, zip), in UTF-8 or UTF-16, or a pipe; ``-`` is standard input.
        date_format: a format of strptime, or ``day-first`` or ``month-first``, where the dates do not show it.
        date_column: the column of dates, where another one is taken.
        symbol_column: the column of symbols.
        price_column: the column of prices.
        wide: every column but the dates is a symbol.
        decimal: the decimal sign, a point or a comma, where the numbers do not show it.
        marks: footnote marks to drop from the ends of numbers, such as ``*``.
        encoding: what the text is written in, where it is neither UTF-8 nor marked.

    Raises:
        PriceFileError: the file cannot be read; names row, column and text.
        PriceOptionError: an argument names what is not there, or contradicts another.
    """
    wanted = Wanted(date_column, symbol_column, price_column, wide)
    options = Options(decimal, marks)
    return recognise(path, wanted=wanted, options=options, date_format=date_format, encoding=encoding).load()


def table_of(content: Content) -> Table:
    """The columns of a file."""
    return text_table(content) if content.parquet is None else typed_table(content)


def unreadable(name: str, error: Exception) -> PriceFileError:
    """The error of what polars cannot read."""
    return PriceFileError(f"{name} cannot be read: {str(error).partition(chr(10))[0]}")


def role_decisions(table: Table, roles: Roles, wanted: Wanted) -> list[Decision]:
    """What was decided about columns as a whole."""
    series = roles.series[0]
    by_guess = roles.guessed or not table.header.is_named
    how = "as it was asked for" if wanted.price else "by what it holds" if by_guess else "by its name"
    how_date = "as it was asked for" if wanted.date else "by its name and what it holds"
    found = [Decision("layout", roles.layout, layout_reason(roles))]
    if roles.date is not None:
        found.append(Decision("dates", repr(table.names[roles.date]), how_date))
    if roles.time is not None:
        found.append(Decision("times", repr(table.names[roles.time]), "dates have none"))
    if roles.symbol is not None:
        guess = "by what it holds" if roles.guessed_symbol else "by its name"
        found.append(
            Decision("symbols", repr(table.names[roles.symbol]), "as it was asked for" if wanted.symbol else guess)
        )
    if roles.layout != "wide":
        fields = "by what it holds" if not table.header.is_named else "by its name"
        found.append(Decision("prices", repr(series.label), how))
        found += [Decision(field, repr(name), fields) for field, name in series.labels.items() if name != series.label]
    return found


def layout_reason(roles: Roles) -> str:
    """Why the layout is what it is."""
    return {
        "long": "there is a column of symbols",
        "wide": "every column but the dates is a symbol's",
        "levels": "the header names fields and symbols",
        "single": "there are prices and no symbols",
    }[roles.layout]
