"""Correlations of many pairs at once, where what is missing differs from pair to pair: the reference, pair by pair."""

import numpy as np
import pytest
from cases import KERNELS
from one_process import fresh_process  # noqa: F401 the tests share it
from test_rolling_windows import of

from atc_core.conformance.agreement import expected
from atc_core.conformance.differences import field_difference
from atc_core.conformance.suite import reference

RANDOM = np.random.default_rng(21)
ROWS, SERIES = 600, 11
WALKS = 100.0 + RANDOM.normal(size=(ROWS, SERIES)).cumsum(axis=0)


def sprinkled(share):
    return np.where(RANDOM.random(WALKS.shape) < share, np.nan, WALKS)


def staggered():
    """Series that begin later and later, so that most rows of one are missing in another; the last ones never meet."""
    x = WALKS.copy()
    for series in range(SERIES):
        x[: 55 * series, series] = np.nan
    x[300:, 0] = np.nan
    return x


def spiked():
    """Values that dwarf all others, in rows that other series miss or have in common."""
    x = sprinkled(0.1)
    x[70], x[71, :4] = np.nan, 1e10
    x[71, 4:] = np.nan
    x[72, 5], x[72, 6] = -1e12, 1e12
    return x


def few_in_common():
    """Two series with one, two, three rows in common, others constant on these."""
    x = WALKS.copy()
    x[:, :4] = np.nan
    for series, rows in enumerate((1, 2, 3, 40)):
        x[100 : 100 + rows, series] = WALKS[100 : 100 + rows, series]
    x[100:140, 4], x[:, 5] = 7.0, 3.0
    return x


TABLES = {
    "no gaps": WALKS,
    "few gaps": sprinkled(0.01),
    "half": sprinkled(0.5),
    "most": sprinkled(0.9),
    "staggered": staggered(),
    "spiked": spiked(),
    "few in common": few_in_common(),
    "infinities": np.where(RANDOM.random(WALKS.shape) < 0.02, np.inf, WALKS),
    "far off": sprinkled(0.05) + 1e9 * np.arange(SERIES),
    "large and small": sprinkled(0.05) * 10.0 ** np.linspace(-300, 297, SERIES),
    "one series": sprinkled(0.1)[:, :1],
    "two rows": WALKS[:2],
}


@of("correlation_matrix", "lagged_correlation")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["correlation_matrix", "lagged_correlation"])
def test_all_pairs_at_once_are_the_reference_pair_by_pair(name, run, table):
    kernel, x = KERNELS[name], TABLES[table]
    options = () if name == "correlation_matrix" else (3,)
    wanted = expected(kernel, reference(kernel), (x, *options))
    result = run(name, x, *options)
    assert field_difference(result, wanted.fields[0], wanted.allowed[0]) is None


@of("correlation_matrix")
def test_long_tables_lose_no_digits(run):
    x = 1e6 + 0.1 * np.ones((300_000, 3)) * (np.arange(300_000)[:, None] % [2, 3, 6] < [1, 1, 2])
    # Of 0 and 0.1 every second, third and sixth bar: counted, not computed.
    np.testing.assert_allclose(run("correlation_matrix", x)[np.triu_indices(3, 1)], [0.0, 0.0, 0.25], atol=2e-9)
