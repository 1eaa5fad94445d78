"""What `--columns` adds to a scan: a kernel's values at each symbol's last bar."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import atc_core
from atc_core import Kernel, Series
from atc_core.accessors.fields import columns_of
from atc_core.spelling import did_you_mean
from atc_trading.errors import ScanError, ScanUsageError

if TYPE_CHECKING:
    from atc_trading.prices import Columns, History

PRICES = ("x", "prices")
"""Arrays that the column of prices is; all others are columns of the file that are called so."""
READERS: dict[str, Callable[[str], Any]] = {"integer": int, "real": float, "choice": str}


class KernelColumn(NamedTuple):
    """A kernel with its options, and one field of it or all."""

    text: str
    kernel: Kernel[..., Any]
    options: dict[str, Any]
    fields: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """What the columns are called: as it is written, each of several fields after a point."""
        kernel, _, options = self.text.partition(":")
        is_all = "." not in kernel and self.kernel.result.type is not None
        tail = f":{options}" if options else ""
        return [f"{kernel}.{field}{tail}" for field in self.fields] if is_all else [self.text]

    def inputs(self, labels: Sequence[str]) -> dict[str, str]:
        """By array, the column of the file that it is, where it is not the prices; ScanError says what is missing."""
        given = {item.name: item.name for item in self.kernel.arrays if item.name in PRICES}
        try:
            return columns_of(self.kernel, labels, given)
        except ValueError as error:
            raise ScanError(f"--columns {str(error).partition('; name')[0]}") from None

    def values(self, block: Sequence[History], inputs: Mapping[str, str], columns: Columns) -> list[list[float]]:
        """The values of each field at the last bars of symbols of equal length; a missing price is no bar."""
        taken = [inputs.get(item.name) for item in self.kernel.arrays]
        tables = [np.column_stack([column_of(history, columns, name) for history in block]) for name in taken]
        gaps = {"gaps": "skip"} if self.kernel.gaps is not None else {}
        result = atc_core.get(self.kernel.name)(*tables, **self.options, **gaps)
        fields = [result] if self.kernel.result.type is None else [getattr(result, name) for name in self.fields]
        return [(field[-1] if self.kernel.is_per_bar else field).astype(float).tolist() for field in fields]


def column_of(history: History, columns: Columns, name: str | None) -> Series:
    """A column by the file's own name; None is the prices."""
    if name is None:
        return history.prices
    if name == columns.prices[0]:
        return history.prices
    field = next((field for field, label in columns.fields.items() if label == name and field in history.fields), None)
    return history.others[name] if field is None else history.fields[field]


def kernel_columns(text: str) -> tuple[KernelColumn, ...]:
    """The columns of ``rsi,adx.adx,ema:length=28``; ScanUsageError says what is wrong with one."""
    parts = dict.fromkeys(part.strip() for part in text.split(","))
    return tuple(map(read_column, filter(None, parts)))


def read_column(text: str) -> KernelColumn:
    """A kernel, a field of it after a point, options after colons."""
    head, *given = text.split(":")
    name, _, field = head.partition(".")
    try:
        handle = atc_core.get(name)
    except KeyError as error:
        raise ScanUsageError(f"--columns: {error.args[0]}") from None
    kernel: Kernel[..., Any] = handle.kernel
    is_number = kernel.is_by_series and not any(item.axes for item in kernel.result.fields)
    if not (kernel.is_per_bar or is_number) or any(item.column != "number" for item in kernel.arrays):
        raise ScanUsageError(
            f"--columns: {name} cannot be a column: it takes more than numbers, or gives none at each bar"
        )
    fields = tuple(item.name for item in kernel.result.fields)
    if field and field not in fields:
        raise ScanUsageError(f"--columns: {name} has no field {field!r}{did_you_mean(field, filter(None, fields))}")
    options = dict(read_option(kernel, part) for part in given)
    check(handle, options)
    return KernelColumn(text, kernel, options, (field,) if field else fields)


def read_option(kernel: Kernel[..., Any], text: str) -> tuple[str, Any]:
    """``length=28`` as name and value."""
    name, _, value = text.partition("=")
    found = next((item for item in kernel.options if item.name == name), None)
    if found is None:
        names = [item.name for item in kernel.options]
        hint = did_you_mean(name, names) if names else "; it has none"
        raise ScanUsageError(f"--columns: {kernel.name} has no option {name!r}{hint}")
    try:
        return name, READERS[found.kind](value)
    except (KeyError, ValueError):
        raise ScanUsageError(f"--columns: {kernel.name}: {name} cannot be {value!r}") from None


def check(handle: Any, options: dict[str, Any]) -> None:
    """The kernel itself says what is wrong with its options, before a file is read."""
    required = (item.name for item in handle.kernel.options if item.default is inspect.Parameter.empty)
    missing = [name for name in required if name not in options]
    if missing:
        name = handle.kernel.name
        raise ScanUsageError(f"--columns: {name} needs {missing[0]}: write {name}:{missing[0]}=28")
    try:
        handle(*(np.ones(1) for _ in handle.kernel.arrays), **options)
    except (TypeError, ValueError) as error:
        raise ScanUsageError(f"--columns: {error}") from None
