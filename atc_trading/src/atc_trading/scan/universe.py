"""The symbols of a file of prices, with the further columns that `--columns` needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from atc_trading.prices import Columns, Decision, History, Recognised, recognise
from atc_trading.prices.number_columns import Options
from atc_trading.prices.roles import Wanted
from atc_trading.scan.kernel_columns import KernelColumn


class Universe(NamedTuple):
    """The columns and the symbols of a file."""

    columns: Columns
    histories: list[History]
    inputs: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """By what `--columns` names, which columns of the file its arrays are, beside the prices."""
    decisions: tuple[Decision, ...] = ()


def read_universe(
    path: Path,
    wanted: Wanted = Wanted(),  # noqa: B008 it is immutable
    added: Sequence[KernelColumn] = (),
    options: Options = Options(),  # noqa: B008 as this
    date_format: str | None = None,
    encoding: str | None = None,
) -> Universe:
    """All symbols of a file; only the columns that are needed are read."""
    file = recognise(path, wanted=wanted, options=options, date_format=date_format, encoding=encoding)
    inputs = {item.text: item.inputs(file.labels) for item in added}
    fields, others = needed(file, [name for own in inputs.values() for name in own.values()])
    found = file.load(fields, others)
    return Universe(found.columns, list(found.histories), inputs, found.decisions)


def needed(file: Recognised, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Which of the named columns are fields of bars, and which are further ones."""
    series = file.roles.series[0]
    fields = [field for field, label in series.labels.items() if label in names]
    return fields, [name for name in dict.fromkeys(names) if name in series.others]
