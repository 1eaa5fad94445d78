"""The columns of a file, as text or of the types that a Parquet file gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from atc_trading.errors import PriceFileError
from atc_trading.prices.cells import Kind, kind_of_all
from atc_trading.prices.headers import Header
from atc_trading.prices.names import fields_of
from atc_trading.prices.results import Decision

if TYPE_CHECKING:
    import polars as pl

Answer = TypeVar("Answer")
LONG = re.compile(r"\d{4,}(\.\d*)?$")
SAMPLE = 60
"""Cells of a column that tell what it holds; all of them are looked at once it is read."""


def as_type(column: pl.Series, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    """The values as another type, null where one cannot be that."""
    found: pl.Series = column.cast(dtype, strict=False)
    return found


def kind_of_type(dtype: pl.DataType) -> Kind:
    """What a column of a type holds."""
    import polars as pl

    if dtype in (pl.Date, pl.Datetime):
        return "date"
    if dtype in (pl.Categorical, pl.Enum):
        return "text"
    if dtype == pl.Null:
        return "missing"
    if dtype.is_integer():
        return "integer"
    return "number" if dtype.is_numeric() else "other"


class Table:
    """Named columns; they are called by their positions, since two may have one name."""

    def __init__(
        self,
        name: str,
        stem: str,
        header: Header,
        frame: pl.DataFrame | pl.LazyFrame,
        decisions: list[Decision],
        line_of: Callable[[int], int] | None = None,
        kept: pl.Series | None = None,
        separator: str | None = None,
    ) -> None:
        """Columns of `frame` are called "0", "1", …; `kept` says which rows those are that it has."""
        self.separator = separator
        self.name, self.stem, self.header, self.decisions = name, stem, header, decisions
        self._line_of, self._kept = line_of, kept
        self._frame = frame
        self._read: dict[int, pl.Series] = {}
        self._sampled: dict[int, list[Any]] = {}
        self._cast: dict[int, pl.Series] = {}
        self._found: dict[str, Any] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.header.names

    @cached_property
    def dtypes(self) -> list[pl.DataType]:
        """The types of the columns."""
        return self._frame.collect_schema().dtypes()

    @property
    def is_text(self) -> bool:
        """Whether every cell is text: the file has no types."""
        return self._line_of is not None

    def fetch(self, positions: Iterable[int]) -> None:
        """Read columns together, which is faster than one by one."""
        wanted = [position for position in dict.fromkeys(positions) if position not in self._read]
        if wanted:
            found = self._frame.lazy().select(list(map(str, wanted))).collect()
            self._read |= {position: found.to_series(place) for place, position in enumerate(wanted)}

    def column(self, position: int) -> pl.Series:
        """The values of a column."""
        self.fetch([position])
        return self._read[position]

    def sample(self, position: int) -> list[Any]:
        """Cells from the beginning, the end and between."""
        self._sample([position])
        return self._sampled[position]

    def _sample(self, positions: Iterable[int]) -> None:
        """Take the cells of several columns together, each once."""
        import polars as pl

        wanted = [position for position in positions if position not in self._sampled]
        if not wanted:
            return
        self.fetch(wanted)
        frame = pl.DataFrame([self._read[position].alias(str(position)) for position in wanted])
        rows, third = frame.height, SAMPLE // 3
        if rows > SAMPLE:
            between = (rows * part // third for part in range(third))
            frame = frame[sorted({*range(third), *between, *range(rows - third, rows)})]
        self._sampled |= {position: frame[str(position)].to_list() for position in wanted}

    def cast(self, position: int) -> pl.Series:
        """A column as float64, null where a value is no plain number."""
        self.cast_all([position])
        return self._cast[position]

    def cast_all(self, positions: Iterable[int]) -> None:
        """Cast columns together, which is faster than one by one."""
        import polars as pl

        wanted = [position for position in dict.fromkeys(positions) if position not in self._cast]
        self.fetch(wanted)
        frame = pl.DataFrame([self._read[position].alias(str(position)) for position in wanted])
        texts = frame.select(pl.all().cast(pl.Float64, strict=False))
        self._cast |= {position: texts.to_series(place) for place, position in enumerate(wanted)}

    @cached_property
    def kinds(self) -> list[Kind]:
        """What each column holds."""
        import polars as pl

        texts = [place for place, dtype in enumerate(self.dtypes) if dtype == pl.String]
        self._sample(texts)
        samples = self._sampled
        return [
            kind_of_all(samples[place]) if place in samples else kind_of_type(dtype)
            for place, dtype in enumerate(self.dtypes)
        ]

    def has_long_numbers(self, position: int) -> bool:
        """Whether a field of bars has a number of four digits or more without anything that parts them."""
        is_number = self.kinds[position] in {"integer", "number"} and self.is_text
        if not is_number or not fields_of([self.names[position]]):
            return False
        return any(LONG.match(str(cell).strip()) for cell in self.sample(position) if cell is not None)

    def remembered(self, what: str, find: Callable[[], Answer]) -> Answer:
        """What is found out about the whole table, once."""
        if what not in self._found:
            self._found[what] = find()
        answer: Answer = self._found[what]
        return answer

    def position(self, name: str) -> int:
        """Where a column is; PriceFileError where two have its name."""
        places = self._places[name]
        if len(places) > 1:
            raise PriceFileError(f"{self.name}: {len(places)} columns are called {name!r}; rename all but one")
        return places[0]

    def is_alone(self, position: int) -> bool:
        """Whether no other column has the name of this one."""
        return len(self._places[self.names[position]]) == 1

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            found.setdefault(name, []).append(place)
        return found

    def decide(self, position: int | None, taken: str, reason: str) -> None:
        """Note what was decided about a column."""
        subject = "table" if position is None else f"column {self.names[position]!r}"
        self.decisions.append(Decision(subject, taken, reason))

    def row(self, index: int) -> int:
        """The number of a row in the file, from 1."""
        kept = index if self._kept is None else int(self._kept[index])
        return kept + 1 if self._line_of is None else self._line_of(kept)

    def refuse(self, position: int, index: int, text: object, reason: str) -> NoReturn:
        """Raise the error of a cell."""
        raise PriceFileError(f"{self.name}: row {self.row(index)}, column {self.names[position]!r}: {text!r} {reason}")

    def choices(self, positions: Sequence[int]) -> str:
        """The names of columns, for a sentence."""
        return ", ".join(repr(self.names[position]) for position in positions)
