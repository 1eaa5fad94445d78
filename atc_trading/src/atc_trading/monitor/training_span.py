"""Which rows a model is fitted to: ``2024-01-01:2024-06-30``."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atc_trading.errors import MonitorError, MonitorUsageError
from atc_trading.monitor.feature_file import FeatureFile

TIME = re.compile(r"\d{4}(-\d\d(-\d\d([ T]\d\d(:\d\d(:\d\d)?)?)?)?)?$")
FEWEST = 20
"""Rows to fit to."""


def training_rows(file: FeatureFile, span: str | None) -> NDArray[np.bool_]:
    """The rows of a span, by default the first half; its end is in it, with all of a day or a month that is named."""
    if span is None:
        chosen = np.arange(len(file.times)) < len(file.times) // 2
    else:
        begin, end = span_ends(span, is_dated=file.times.dtype.kind == "M")
        chosen = np.ones(len(file.times), dtype=np.bool_)
        if begin is not None:
            chosen &= file.times >= begin
        if end is not None:
            chosen &= file.times < end
    count, where = int(chosen.sum()), "the first half" if span is None else f"--train {span}"
    if count < FEWEST:
        times = f"{file.time(0)} to {file.time(-1)}"
        rows = "1 row" if count == 1 else f"{count} rows"
        raise MonitorError(f"{where} has {rows}, of {times}; at least {FEWEST} are needed")
    if chosen.all():
        raise MonitorError(f"{where} has all rows: none is left to score")
    return chosen


def span_ends(span: str, *, is_dated: bool) -> tuple[Any, Any]:
    """The first time of a span and the first one after it; None where it is open."""
    read = time_of if is_dated else row_of
    for colon in re.finditer(":", span):
        texts = span[: colon.start()].strip(), span[colon.end() :].strip()
        begin, end = map(read, texts)
        if any(texts) and all(found is not None for text, found in zip(texts, (begin, end), strict=True) if text):
            if begin is not None and end is not None and begin > end:
                raise MonitorUsageError(f"--train: BEGIN must not be after END, was {span!r}")
            return begin, None if end is None else end + 1
    form = "2024-01-01:2024-06-30" if is_dated else "0:4999, numbers of rows"
    raise MonitorUsageError(f"--train must be BEGIN:END, as {form}, was {span!r}")


def time_of(text: str) -> Any:
    """A time in the unit in which it is written; None if it is none."""
    try:
        return np.datetime64(text.replace(" ", "T")) if TIME.match(text) else None
    except ValueError:
        return None


def row_of(text: str) -> int | None:
    """The number of a row; None if it is none."""
    return int(text) if text.isdecimal() else None
