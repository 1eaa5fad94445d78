"""``import atc_core.polars`` gives expressions, Series and DataFrames of Polars every kernel, as ``.atc``.

>>> import atc_core.polars
>>> pl.col("close").atc.ema(28).over("symbol")                    # eager or lazy; null where there is no value
>>> pl.struct("high", "low", "close").atc.atr(14)                 # fields of bars by name, in any case; called "atr"
>>> atc_core.polars.atr("high", "low", "close", 14)               # the plain call's signature, columns for arrays
>>> pl.col("close").atc.macd().struct.field("histogram")          # several fields are a struct
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from atc_core.accessors.decimal_expressions import brought_together, columns_of_money, of_own
from atc_core.accessors.expressions import expression
from atc_core.accessors.fields import check_label, columns_of, finds_columns, takes_bars
from atc_core.accessors.methods import Kernels, method, signature_of
from atc_core.accessors.row_results import gives_numbers, gives_rows
from atc_core.decimals.declaring import DecimalKernel
from atc_core.dispatch import handle_of
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY, find_kernel

__all__ = ["ExprKernels", "FrameKernels", "LazyFrameKernels", "SeriesKernels"]

NAME = "atc"
BY_NAME = "As a method: columns are found by their names, in any case; a keyword names another, or gives a Series."
OF_STRUCT = (
    "As a method: of a struct whose fields are found by their names, in any case; a keyword names another; "
    "the result is called {}."
)


class ExprKernels(Kernels):
    """Every kernel as a method of an expression, which is its first array, or a struct of the fields of bars."""

    def _refusal(self, kernel: Kernel[..., Any]) -> str:
        is_sure = gives_rows(kernel) or gives_numbers(kernel)
        return "" if is_sure else f"gives no value at each row: call it on a DataFrame, frame.atc.{kernel.name}()"

    def _method(self, kernel: Kernel[..., Any]) -> Callable[..., Any]:
        if takes_bars(kernel):
            signature = signature_of(kernel, len(kernel.arrays), "Expr", "field")
            return method(kernel, signature, self._of_struct, OF_STRUCT.format(kernel.name))
        return method(
            kernel,
            signature_of(kernel, 1, "Expr"),
            self._run,
            f"As a method: {kernel.arrays[0].name} is the expression.",
        )

    def _run(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> pl.Expr:
        return expression(kernel, {kernel.arrays[0].name: self._data, **arrays}, keywords)

    def _of_struct(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> pl.Expr:
        named = {name: label for name, label in arrays.items() if label is not None}
        for name, label in named.items():
            if not isinstance(label, str):
                raise TypeError(f"{kernel.name}: {name} must be the name of a field, was {type(label).__name__}")
        return expression(kernel, {kernel.arrays[0].name: self._data}, keywords, named).alias(kernel.name)


class SeriesKernels(Kernels):
    """Every kernel as a method of a Series, which is its first array, or a struct of the fields of bars."""

    def _refusal(self, kernel: Kernel[..., Any]) -> str:
        if not takes_bars(kernel) or self._data.dtype == pl.Struct:
            return ""
        names = ", ".join(item.name for item in kernel.arrays)
        return f"takes {names}: call it on a DataFrame of bars, bars.atc.{kernel.name}()"

    def _method(self, kernel: Kernel[..., Any]) -> Callable[..., Any]:
        if takes_bars(kernel):
            return FrameKernels(self._data.struct.unnest()).__getattr__(kernel.name)
        return method(
            kernel,
            signature_of(kernel, 1, "Series" if gives_rows(kernel) else "Any"),
            self._run,
            f"As a method: {kernel.arrays[0].name} is the Series.",
        )

    def _run(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        if isinstance(kernel, DecimalKernel) and gives_rows(kernel):
            own = {kernel.arrays[0].name: self._data, **arrays}
            return in_struct(kernel, of_own(kernel, own, keywords), self._data.name)
        return in_struct(kernel, handle_of(kernel)(self._data, **arrays, **keywords), self._data.name)


class FrameKernels(Kernels):
    """Every kernel as a method of a DataFrame: of each numeric column, or of several that are found by name."""

    def columns(self, kernel: str) -> dict[str, str]:
        """Which columns a kernel of several takes here, by the name of the array that each is."""
        return columns_of(find_kernel(kernel), self._data.columns, {})

    def _refusal(self, _: Kernel[..., Any]) -> str:
        return ""

    def _method(self, kernel: Kernel[..., Any]) -> Callable[..., Any]:
        if finds_columns(kernel):
            return method(
                kernel, signature_of(kernel, len(kernel.arrays), "Series", "column | Series"), self._by_name, BY_NAME
            )
        return method(
            kernel,
            signature_of(kernel, 1, "DataFrame" if gives_rows(kernel) else "Any"),
            self._numeric,
            "As a method: of each numeric column.",
        )

    def _by_name(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        given = {name: value for name, value in arrays.items() if value is not None}
        named = {name: value for name, value in given.items() if isinstance(value, str)}
        for name, label in named.items():
            check_label(kernel.name, name, label, self._data.columns)
        labels = {**columns_of(kernel, self._data.columns, given), **named}
        values = {**given, **{name: self._data[label] for name, label in labels.items()}}
        result = in_struct(kernel, handle_of(kernel)(**values, **keywords), kernel.name)
        return result.alias(kernel.name) if isinstance(result, pl.Series) else result

    def _numeric(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> Any:
        frame = self._data.select(list(columns_for(kernel, self._data.schema)))
        result = handle_of(kernel)(frame, **arrays, **keywords)
        if not isinstance(result, tuple) or not (gives_rows(kernel) or gives_numbers(kernel)):
            return result
        columns = (in_struct(kernel, [field[name] for field in result], name) for name in frame.columns)
        return pl.DataFrame(list(columns))


class LazyFrameKernels(FrameKernels):
    """The same of a LazyFrame: each method gives a LazyFrame with the columns that it would have on a DataFrame."""

    def columns(self, kernel: str) -> dict[str, str]:
        """Which columns a kernel of several takes here, by the name of the array that each is."""
        return columns_of(find_kernel(kernel), self._data.collect_schema().names(), {})

    def _refusal(self, kernel: Kernel[..., Any]) -> str:
        return ExprKernels(None)._refusal(kernel).replace("call it", "collect, and call it")  # noqa: SLF001 one module

    def _by_name(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> pl.LazyFrame:
        given = {name: value for name, value in arrays.items() if value is not None}
        named = {name: value for name, value in arrays.items() if isinstance(value, str)}
        there = self._data.collect_schema().names()
        for name, label in named.items():
            check_label(kernel.name, name, label, there)
        found = {name: pl.col(label) for name, label in columns_of(kernel, there, given).items()}
        columns = {**found, **given}
        own = {item.name: columns[item.name] for item in kernel.arrays if item.name in columns}
        return self._selected([expression(kernel, own, keywords).alias(kernel.name)])

    def _numeric(self, kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> pl.LazyFrame:
        schema = self._data.collect_schema()
        columns = columns_for(kernel, schema)
        taken = brought_together(columns) if isinstance(kernel, DecimalKernel) else map(pl.col, columns)
        first = kernel.arrays[0].name
        return self._selected([expression(kernel, {first: column, **arrays}, keywords) for column in taken])

    def _selected(self, columns: list[pl.Expr]) -> pl.LazyFrame:
        result: pl.LazyFrame = self._data.select(columns)
        return result


def columns_for(kernel: Kernel[..., Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a frame that a kernel takes, by name and dtype.

    Raises:
        TypeError: there is none; the message says what there is.
    """
    if isinstance(kernel, DecimalKernel):
        found, kind = columns_of_money(schema), "column of decimals or integers"
    else:
        floats = {name: dtype for name, dtype in schema.items() if dtype.is_numeric() and not dtype.is_decimal()}
        found, kind = floats, "numeric column"
    if not found:
        there = ", ".join(f"{name!r} of {dtype}" for name, dtype in schema.items())
        raise TypeError(f"{kernel.name}: the frame has no {kind}{there and f'; there are {there}'}")
    return found


def in_struct(kernel: Kernel[..., Any], result: Any, name: str) -> Any:
    """Several fields of equally many rows as one struct; numbers as a Python dict's equal, a struct of one row."""
    fields = kernel.result.fields
    if kernel.result.type is None or len({field.axes[:1] for field in fields}) > 1:
        return result
    parts = zip(fields, result, strict=True)
    return pl.DataFrame(
        [pl.Series(field.name, values if field.axes else [values]) for field, values in parts]
    ).to_struct(name)


def __getattr__(name: str) -> Callable[..., Any]:
    """A kernel of columns: its own signature, with names of columns or expressions for arrays."""
    kernel = None if name.startswith("_") else REGISTRY.find(name)
    if kernel is None:
        reason = "" if name.startswith("_") else f": {REGISTRY.unknown(name)}"
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{reason}")
    refusal = ExprKernels(None)._refusal(kernel)  # noqa: SLF001 one module
    if refusal:
        raise AttributeError(f"{__name__}: {name} {refusal}")

    def run(kernel: Kernel[..., Any], arrays: dict[str, Any], keywords: dict[str, Any]) -> pl.Expr:
        result = expression(kernel, arrays, keywords)
        return result.alias(kernel.name) if len(arrays) > 1 else result

    return method(
        kernel, signature_of(kernel, 0, "Expr"), run, "Of columns: names or expressions; it gives an expression."
    )


def __dir__() -> list[str]:
    """The classes and the kernels, for tab completion."""
    return [*__all__, *dir(ExprKernels(None))]


def register() -> None:
    """Give Polars' classes `.atc`."""
    pl.api.register_expr_namespace(NAME)(ExprKernels)
    pl.api.register_series_namespace(NAME)(SeriesKernels)
    pl.api.register_dataframe_namespace(NAME)(FrameKernels)
    pl.api.register_lazyframe_namespace(NAME)(LazyFrameKernels)


register()
