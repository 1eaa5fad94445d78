"""Windows over more bars and series than are computed together: long windows, wide tables, values that leave lanes."""

import numpy as np
import pandas as pd
import pytest
from cases import KERNELS
from one_process import fresh_process  # noqa: F401 the tests share it
from test_rolling_windows import SUBJECTS, of
from vectors import odd_series, run

from atc_core.conformance.agreement import expected
from atc_core.conformance.differences import field_difference
from atc_core.conformance.suite import reference

BARS = 2500
RANDOM = np.random.default_rng(17)
WALK = 100.0 + RANDOM.normal(size=BARS).cumsum()
SERIES = {
    "walk": WALK,
    "ticks": np.round(WALK),
    "constant": np.full(BARS, 0.1),
    "falling": -np.arange(float(BARS)),
    "both signs of zero": np.where(np.arange(BARS) % 2, 0.0, -0.0),
    "few": np.where(RANDOM.random(BARS) < 0.995, np.nan, WALK),
    "gaps": np.where(RANDOM.random(BARS) < 0.3, RANDOM.choice([np.nan, np.inf, -np.inf], BARS), WALK),
    "missing for long": np.where((np.arange(BARS) // 700) % 2, np.nan, WALK),
}


@of("rolling_median")
@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("window", [64, 65, 513, 700, 1250, 5000])
def test_long_medians_are_those_of_pandas(run, series, window):
    x = SERIES[series]
    for least in (1, window // 3, window):
        wanted = pd.Series(x).rolling(window, min_periods=least).median()
        np.testing.assert_array_equal(run("rolling_median", x, window, least), wanted)


def wide_table():
    """Series of every kind side by side: more than eight, and no multiple of eight."""
    walks = 50.0 + RANDOM.normal(0, 0.1, (700, 13)).cumsum(axis=0)
    walks[RANDOM.random(walks.shape) < 0.05] = np.nan
    walks[:, 1] = odd_series(700)["walk"]
    walks[:300, 2] = np.nan
    walks[100:200, 3] = walks[100, 3]
    walks[50, 4], walks[400, 5] = 1e10, -1e8
    walks[:, 6] += 1e9
    walks[::9, 7] = np.inf
    return walks


TABLE = wide_table()
STRANGE = TABLE.copy()
STRANGE[600, 9] = 1e200


@pytest.mark.parametrize(("name", "backend"), [item for item in SUBJECTS if item[1] == "rust"])
@pytest.mark.parametrize("window", [5, 60])
@pytest.mark.parametrize("table", [TABLE, STRANGE, TABLE[:40, :9]], ids=["usual", "strange", "short"])
def test_rows_are_the_reference(name, backend, window, table):
    kernel = KERNELS[name]
    given = {"window": window, "min_periods": window // 2, "lag": 2}
    arguments = (*(table, table[:, ::-1].copy())[: len(kernel.arrays)],)
    arguments += tuple(given.get(item.name, item.default) for item in kernel.options)
    options = arguments[len(kernel.arrays) :]
    result = run(name, *arguments, backend=backend)
    fields = [result] if kernel.result.type is None else result
    for column in range(table.shape[1]):
        series = (item[:, column].copy() for item in arguments[: len(kernel.arrays)])
        wanted = expected(kernel, reference(kernel), (*series, *options))
        for field, right, allowed in zip(fields, wanted.fields, wanted.allowed, strict=True):
            assert field_difference(field[:, column].copy(), right, allowed) is None, column
