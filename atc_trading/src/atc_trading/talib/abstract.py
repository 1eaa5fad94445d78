"""TA-Lib's abstract API: functions on frames and dicts of arrays, which take their columns by name.

>>> from atc_trading.talib import abstract
>>> strength = abstract.RSI(bars, timeperiod=14)                    # doctest: +SKIP
>>> abstract.Function("rsi")(bars, 14, price="open")                # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from atc_core.spelling import some
from atc_trading.talib import prices_and_windows, trend_indicators, volumes_and_ranges  # noqa: F401 they declare
from atc_trading.talib.installed import installed
from atc_trading.talib.study import STUDIES, Study

__all__ = ["Function", "Indicator", *STUDIES]  # noqa: PLE0604 the names are text
InputNames = dict[str, Any]


class Indicator:
    """A function with its data and parameters, which give its outputs."""

    def __init__(self, declared: Study) -> None:
        """Begin with TA-Lib's defaults and without data."""
        self.study = declared
        self._parameters = dict(declared.options)
        others = [name for name in declared.inputs if name != "real"]
        self._input_names: InputNames = {"price": "close"} if "real" in declared.inputs else {}
        self._input_names |= {"prices": others} if others else {}
        self._data: Any = {}
        self.__doc__ = f"{declared.name}{declared.signature}\n\n{declared.documentation()}"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The outputs for the data and parameters given; nothing of them is kept."""
        return self.with_arguments(*args, **kwargs).outputs

    def __repr__(self) -> str:
        """As TA-Lib shows it."""
        parameters = "".join(f", [{name}={value!r}]" for name, value in self._parameters.items())
        return f"{self.study.name}([input_arrays]{parameters})"

    def with_arguments(self, *args: Any, **kwargs: Any) -> Indicator:
        """The same function with other data, parameters or columns."""
        other = Indicator(self.study)
        other.set_parameters(self._parameters)
        other.set_input_names(self._input_names)
        other.keep(self._data)
        other.set_function_args(*args, **kwargs)
        return other

    def keep(self, data: Any) -> None:
        """Keep data without a look at them."""
        self._data = data

    def set_function_args(self, *args: Any, **kwargs: Any) -> None:
        """Keep data (a frame, a dict, or arrays one by one), then parameters in order; the rest by name."""
        self.set_input_names({name: kwargs.pop(name) for name in list(kwargs) if name in self._input_names})
        given = list(args)
        if given and is_data(given[0]):
            self.set_input_arrays(given.pop(0))
        elif given and is_column(given[0]):
            count = len(self.study.inputs)
            self.keep(given[:count])
            given = given[count:]
        if len(given) > len(self._parameters):
            raise TypeError(f"{self.study.name}: at most {len(self._parameters)} parameters, were {len(given)}")
        self.set_parameters(dict(zip(self._parameters, given, strict=False)))
        self.set_parameters(kwargs)

    def set_parameters(self, parameters: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """Change parameters by name."""
        for name, value in {**(parameters or {}), **kwargs}.items():
            if name not in self._parameters:
                known = some([*self._parameters, *self._input_names])
                raise TypeError(f"{self.study.name}: there is no parameter {name!r}; there are {known}")
            self._parameters[name] = value

    def get_parameters(self) -> dict[str, Any]:
        """The parameters and their values."""
        return dict(self._parameters)

    parameters = property(get_parameters, set_parameters)

    def set_input_names(self, names: InputNames) -> None:
        """Change which columns are taken: ``{"price": "open"}``, ``{"prices": ["high", "low", "open"]}``."""
        for name, columns in names.items():
            if name not in self._input_names:
                raise TypeError(
                    f"{self.study.name}: there is no input {name!r}; there are {some([*self._input_names])}"
                )
            self._input_names[name] = columns

    def get_input_names(self) -> InputNames:
        """Which columns are taken."""
        return dict(self._input_names)

    input_names = property(get_input_names, set_input_names)

    def set_input_arrays(self, data: Any) -> bool:
        """Keep a frame or a dict of arrays; False for anything else."""
        if not is_data(data):
            return False
        self.columns_of(data)
        self._data = data
        return True

    def get_input_arrays(self) -> Any:
        """The data that are kept."""
        return self._data

    input_arrays = property(get_input_arrays, lambda self, data: self.set_input_arrays(data))

    def columns_of(self, data: Any) -> list[Any]:
        """The columns that the function takes, in its order; case does not matter where a name is not there exactly."""
        prices = self._input_names.get("prices", ())
        names = iter([prices] if isinstance(prices, str) else prices)
        wanted = [self._input_names["price"] if item == "real" else next(names) for item in self.study.inputs]
        spellings = {
            name.casefold(): name for name in map(str, data.keys() if isinstance(data, Mapping) else data.columns)
        }
        missing = [name for name in wanted if name.casefold() not in spellings]
        if missing:
            had = some([repr(name) for name in spellings.values()]) or "none"
            raise ValueError(f"{self.study.name}: the data must have columns {some(missing)}; there are {had}")
        known = set(spellings.values())
        return [data[name if name in known else spellings[name.casefold()]] for name in wanted]

    def run(self, input_arrays: Any = None) -> Any:
        """The outputs for these data, which are kept."""
        if input_arrays is not None:
            self.set_input_arrays(input_arrays)
        return self.outputs

    @property
    def outputs(self) -> Any:
        """An array, or a list of them; of a frame a Series, or a frame of TA-Lib's names."""
        function = STUDIES[self.study.name].called
        if isinstance(self._data, list):
            result = function(*self._data, **self._parameters)
            return list(result) if isinstance(result, tuple) else result
        result = function(*map(np.asarray, self.columns_of(self._data)), **self._parameters)
        return self.like_data(result if isinstance(result, tuple) else (result,))

    def like_data(self, fields: tuple[Any, ...]) -> Any:
        """The outputs in the kind of container that the data came in."""
        library = type(self._data).__module__.partition(".")[0]
        if library == "pandas":
            import pandas as pd

            if len(fields) == 1:
                return pd.Series(fields[0], index=self._data.index)
            return pd.DataFrame(dict(zip(self.output_names, fields, strict=True)), index=self._data.index)
        if library == "polars":
            import polars as pl

            if len(fields) == 1:
                return pl.Series(fields[0])
            return pl.DataFrame(dict(zip(self.output_names, fields, strict=True)))
        return fields[0] if len(fields) == 1 else list(fields)

    @property
    def output_names(self) -> list[str]:
        """The names of the outputs."""
        return list(self.study.outputs)

    @property
    def lookback(self) -> int:
        """Bars before the first output with the present parameters: counted on a made-up series."""
        bars = 256
        while True:
            walk = 100.0 + np.random.default_rng(0).normal(size=bars).cumsum()
            result = STUDIES[self.study.name].called(*[walk] * len(self.study.inputs), **self._parameters)
            first = result[0] if isinstance(result, tuple) else result
            if np.isfinite(first[-1]):
                return int(np.isnan(first).sum())
            bars *= 4

    @property
    def info(self) -> dict[str, Any]:
        """Name, group, columns, parameters and outputs."""
        return {
            "name": self.study.name,
            "group": self.study.group,
            "display_name": self.study.summary,
            "input_names": self.input_names,
            "parameters": self.parameters,
            "output_names": self.output_names,
        }


def is_data(value: Any) -> bool:
    """Whether something is a dict of arrays or a frame."""
    return isinstance(value, Mapping) or hasattr(value, "columns")


def is_column(value: Any) -> bool:
    """Whether something is an array, a list or a Series."""
    return hasattr(value, "__len__") and not isinstance(value, str)


def Function(name: str, *args: Any, **kwargs: Any) -> Any:
    """The function of a name, whatever the case, with data and parameters that it keeps."""
    declared = STUDIES.get(name.upper())
    if declared is None:
        installed(name.upper())
        return installed("abstract").Function(name, *args, **kwargs)
    found = Indicator(declared)
    found.set_function_args(*args, **kwargs)
    return found


def __getattr__(name: str) -> Any:
    """A function by its name: ``abstract.RSI``."""
    if name in STUDIES:
        return Indicator(STUDIES[name])
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(installed("abstract"), name, None) or installed(name)


def __dir__() -> list[str]:
    """The functions, for tab completion."""
    return sorted(["Function", "Indicator", *STUDIES])
