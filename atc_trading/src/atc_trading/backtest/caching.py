"""Where an engine meets a cache: results as plain fields, found by what they follow from, checked on their return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from atc_core.declarations.backtest import ROW, TRADE, Backtest

if TYPE_CHECKING:
    from atc_trading.result_cache import ResultCache


class Remembered:
    """The results that a cache holds; without a cache, none."""

    def __init__(self, cache: ResultCache | None, backend: str | None) -> None:
        """Results of an engine of that backend; backends agree to 12 digits, so each has results of its own."""
        self.cache, self.backend = cache, backend

    def key(self, kernel: str, arrays: Mapping[str, NDArray[Any]], **parameters: Any) -> str:
        """What a result is found by; empty without a cache."""
        return self.keys(kernel, arrays, [parameters])[0]

    def keys(self, kernel: str, arrays: Mapping[str, NDArray[Any]], several: Sequence[Mapping[str, Any]]) -> list[str]:
        """The same of several parameters; the arrays are hashed once, which takes 1 ns a byte."""
        if self.cache is None:
            return [""] * len(several)
        from atc_trading.result_cache import result_key

        data = result_key(arrays, {"kernel": kernel, "backend": self.backend})
        try:
            return [result_key({}, {"data": data, **parameters}) for parameters in several]
        except TypeError:
            # What JSON cannot say is no parameter of a kernel either, which says so better.
            return [""] * len(several)

    def fields(self, key: str) -> dict[str, Any]:
        """What is kept under a key; empty where nothing readable is."""
        if self.cache is None or not key:
            return {}
        from atc_trading.result_cache import unpack

        return unpack(self.cache.get(key)) or {}

    def keep(self, key: str, fields: Mapping[str, Any]) -> None:
        """Keep a result, if there is a cache."""
        if self.cache is not None and key:
            from atc_trading.result_cache import pack

            self.cache.put(key, pack(fields))

    def close(self) -> None:
        """Close the cache."""
        if self.cache is not None:
            self.cache.close()

    def backtest(self, key: str, bars: int) -> Backtest | None:
        """The backtest under a key; None where there is none, or something else."""
        fields = self.fields(key)
        if fields.keys() != set(Backtest._fields):
            return None
        found = Backtest(*(fields[name] for name in Backtest._fields))
        is_right = all(isinstance(value, float) for value in found[:7]) and isinstance(found.trade_count, int)
        is_right = is_right and is_array(found.equity_curve, np.dtype(np.float64), bars)
        return found if is_right and is_array(found.trades, TRADE, found.trade_count) else None

    def rows(self, key: str, pairs: Callable[[], int]) -> NDArray[np.void] | None:
        """The rows of a grid under a key; None where there are none, or not as many as it has `pairs`."""
        rows: NDArray[np.void] | None = self.fields(key).get("rows")
        return rows if rows is not None and is_array(rows, ROW, pairs()) else None


def is_array(value: Any, dtype: np.dtype[Any], length: Any) -> bool:
    """Whether something is an array of that dtype and length."""
    return isinstance(value, np.ndarray) and value.dtype == dtype and value.shape == (length,)
