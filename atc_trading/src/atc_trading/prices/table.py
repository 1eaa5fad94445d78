"""The columns of a file, as text or of the types that a Parquet file gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from atc_trading.errors import PriceFileError
from atc_trading.prices.cells import Kind, kind_of_all
from atc_trading.prices.headers import Header
from atc_trading.prices.results import Decision

if TYPE_CHECKING:
    import polars as pl

Answer = TypeVar("Answer")
SAMPLE = 60
"""Cells of a column that tell what it holds; all of them are looked at once it is read."""


def as_type(column: pl.Series, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    """The values as another type, null where one cannot be that."""
    found: pl.Series = column.cast(dtype, strict=False)
    return found


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
    ) -> None:
        """Columns of `frame` are called "0", "1", …; `kept` says which rows those are that it has."""
        self.name, self.stem, self.header, self.decisions = name, stem, header, decisions
        self._line_of, self._kept = line_of, kept
        self._frame = frame
        self._read: dict[int, pl.Series] = {}
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

    def sample(self, position: int) -> list[str | None]:
        """Cells from the beginning, the end and between."""
        column = self.column(position)
        rows = len(column)
        if rows <= SAMPLE:
            return list(column)
        third = SAMPLE // 3
        between = (rows * part // third for part in range(third))
        return list(column.gather(sorted({*range(third), *between, *range(rows - third, rows)})))

    @cached_property
    def kinds(self) -> list[Kind]:
        """What each column holds."""
        import polars as pl

        texts = [place for place, dtype in enumerate(self.dtypes) if dtype == pl.String]
        self.fetch(texts)
        return [self._kind(place, dtype) for place, dtype in enumerate(self.dtypes)]

    def _kind(self, position: int, dtype: pl.DataType) -> Kind:
        import polars as pl

        if dtype == pl.String:
            return kind_of_all(self.sample(position))
        if dtype in (pl.Date, pl.Datetime):
            return "date"
        if dtype in (pl.Categorical, pl.Enum):
            return "text"
        if dtype == pl.Null:
            return "missing"
        if dtype.is_integer():
            return "integer"
        return "number" if dtype.is_numeric() else "other"

    @cached_property
    def has_commas(self) -> bool:
        """Whether a column of numbers has a comma."""
        import polars as pl

        numbers = [
            place for place, kind in enumerate(self.kinds) if kind == "number" and self.dtypes[place] == pl.String
        ]
        return any(self.column(place).str.contains(",", literal=True).any() for place in numbers)

    def remembered(self, what: str, find: Callable[[], Answer]) -> Answer:
        """What is found out about the whole table, once."""
        if what not in self._found:
            self._found[what] = find()
        answer: Answer = self._found[what]
        return answer

    def position(self, name: str) -> int:
        """Where a column is; PriceFileError where two have its name."""
        if self.names.count(name) > 1:
            raise PriceFileError(
                f"{self.name}: {self.names.count(name)} columns are called {name!r}; rename all but one"
            )
        return self.names.index(name)

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
