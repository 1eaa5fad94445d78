"""A table of text: its separator, the lines before its header, its header rows, and every cell as text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from atc_trading.errors import PriceFileError
from atc_trading.prices.contents import Content
from atc_trading.prices.headers import read_header
from atc_trading.prices.results import Decision
from atc_trading.prices.table import Table

if TYPE_CHECKING:
    import polars as pl

SAMPLE = 1 << 17
ROWS = 120
"""Rows at the beginning that decide separator and header."""
FEWEST = 20
"""Rows that are looked at even if they are long."""
SEPARATORS = {"\t": "tab", ";": "semicolon", "|": "|", ",": "comma"}
"""In this order: commas stand in numbers too, the others do not."""
ALIKE = 0.9
"""Share of rows with equally many fields that shows a separator; lines above a header have others."""
BLANK_LINES = re.compile(rb"\n(?:[ \r]*\n)+")


class Line(NamedTuple):
    """A row of the file: the number of its first line, from 0, and its cells."""

    start: int
    cells: list[str]


def text_table(content: Content) -> Table:
    """The table that a text holds; PriceFileError names the row that is not like the others."""
    text, skipped, separator = content.text, 0, None
    told = re.match(rb'"?sep=(.)"?\r?\n', text)
    if told is not None:
        separator = told[1].decode("latin-1")
        text, skipped = text[told.end() :], 1
    sample = beginning(text)
    decisions = list(content.decisions)
    if separator is None:
        separator = separator_of(sample)
        if separator is None:
            separator = ","
        else:
            decisions.append(Decision("separator", SEPARATORS[separator], "it parts all rows alike"))
    else:
        decisions.append(Decision("separator", repr(separator), "by the line sep="))
    rows = list(islice(lines(content.name, sample, separator), ROWS))
    header = read_header(content.name, [row.cells for row in rows], [row.start + 1 + skipped for row in rows])
    decisions += header.decisions
    first = rows[header.length].start if header.length < len(rows) else None
    if first is None:
        raise PriceFileError(f"{content.name} has no rows")
    body = TextBody(content.name, text, separator, len(header.names), first, skipped)
    frame, positions = body.frame()
    return Table(content.name, content.stem, header, frame, decisions, body.line_of, positions, separator)


def beginning(text: bytes) -> str:
    """The first rows, without a last one that is cut off; a row of 10 000 symbols alone is longer than `SAMPLE`."""
    size = SAMPLE
    while size < len(text) and text.count(b"\n", 0, size) < FEWEST:
        size *= 2
    part = text[:size] if size >= len(text) else text[: text.rfind(b"\n", 0, size) + 1]
    return part.decode("utf-8", "replace")


def lines(name: str, text: str, separator: str) -> Iterator[Line]:
    """The rows of a text that are not blank."""
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator)
    start = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) or len(cells) > 1:
                yield Line(start, cells)
            start = reader.line_num
    except csv.Error as error:
        is_open = "field limit" in str(error)
        reason = "a quotation mark in it is not closed" if is_open else f"it cannot be read: {error}"
        raise PriceFileError(f"{name}: row {start + 1}: {reason}") from None


def separator_of(sample: str) -> str | None:
    """The sign that parts the rows into equally many fields; None where each row has a single one."""
    found: dict[str, tuple[float, int]] = {}
    for separator in SEPARATORS:
        try:
            counts = Counter(len(row.cells) for row in islice(lines("", sample, separator), ROWS))
        except PriceFileError:
            continue
        if not counts:
            return None
        width, rows = max(counts.items(), key=lambda item: (item[1], item[0]))
        if width == 1 and len(counts) > 1 and separator == ",":
            width, rows = max((item for item in counts.items() if item[0] > 1), key=lambda item: item[1])
        if width > 1:
            found[separator] = (rows / counts.total(), width)
    full = [separator for separator, (share, _) in found.items() if share > ALIKE]
    return full[0] if full else max(found, key=lambda separator: found[separator], default=None)


class TextBody(NamedTuple):
    """The rows below the header."""

    name: str
    text: bytes
    separator: str
    width: int
    first: int
    """The line, from 0, of the first row."""
    skipped: int
    """Lines before the text."""

    def frame(self) -> tuple[pl.DataFrame, pl.Series | None]:
        """Every cell as text, null where it is empty; and which rows those are where empty ones were left out."""
        import polars as pl

        data = self.rows()
        # Blank lines are rare, and looking for them takes as long as parsing.
        frame = self.parsed(data) if self.width > 1 else None
        if frame is None:
            frame = self.parsed(BLANK_LINES.sub(b"\n", data))
        if frame is None:
            self.check_widths()
            what = "quotation marks in it are not closed, or stand within a field"
            raise PriceFileError(f"{self.name} cannot be read: {what}")
        filled = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        if filled.all():
            return frame, None
        return frame.filter(filled), filled.arg_true()

    def rows(self) -> bytes:
        """The text from the first row on."""
        start = 0
        for _ in range(self.first):
            start = self.text.index(b"\n", start) + 1
        return self.text[start:].rstrip(b"\r\n ") + b"\n"

    def parsed(self, data: bytes) -> pl.DataFrame | None:
        """Every cell, where each row has as many separators as columns need: polars fills a row with too few fields."""
        import polars as pl

        names = list(map(str, range(self.width)))
        try:
            frame = pl.read_csv(
                data,
                has_header=False,
                schema=dict.fromkeys(names, pl.String),
                separator=self.separator,
                truncate_ragged_lines=False,
            )
        except pl.exceptions.PolarsError:
            return None
        bare = re.sub(rb'"[^"]*"', b"", data) if b'"' in data else data
        separators = bare.count(self.separator.encode())
        return frame if (bare.count(b"\n"), separators) == (frame.height, frame.height * (self.width - 1)) else None

    def check_widths(self) -> None:
        """Name the first row that has too many or too few fields."""
        for line in self.lines():
            if len(line.cells) != self.width:
                row, text = line.start + 1 + self.skipped, self.separator.join(line.cells)
                has_commas = self.separator == "," and len(line.cells) > self.width
                hint = "; a number with commas must stand in quotation marks" if has_commas else ""
                what = f"row {row} has {len(line.cells)} fields, the header has {self.width}: {text[:80]!r}"
                raise PriceFileError(f"{self.name}: {what}{hint}")

    def lines(self) -> Iterator[Line]:
        """The rows, by Python's own reader, which knows their lines."""
        return (line for line in lines(self.name, self.text.decode(), self.separator) if line.start >= self.first)

    def line_of(self, row: int) -> int:
        """The line of the file, from 1, in which a row begins."""
        found = next(islice(self.lines(), row, None), None)
        return 0 if found is None else found.start + 1 + self.skipped
