"""TA-Lib's API on our kernels: its published results, the installed library, and its documented examples."""

import inspect

import numpy as np
import pytest
import talib as theirs
from numpy.testing import assert_allclose, assert_array_equal
from one_process import fresh_process  # noqa: F401 the tests share it
from talib import abstract as their_abstract
from talib_published import WILDER, WILDER_HIGH, WILDER_LOW, column, published, reference_bars

from atc_trading import talib
from atc_trading.talib import abstract
from atc_trading.talib.averages import MA_Type
from atc_trading.talib.study import STUDIES

of_each = pytest.mark.parametrize("name", STUDIES)
ALIKE = 5e-11
"""The contract's rounding between two libraries; sums of volumes are alike within 1e-14 of all volume."""
WIDER = {"CCI": 2.0, "LINEARREG": 2.0, "LINEARREG_INTERCEPT": 2.0, "TSF": 2.0, "LINEARREG_ANGLE": 60.0}
"""A mean deviation is in CCI's denominator: the rounding of prices counts a hundredfold. TA-Lib's lines are running
sums, 6e-11 off in 100 000 bars; an angle has 57 degrees to a unit of slope."""
OF_VOLUME = {"AD", "ADOSC", "OBV"}
OTHER_OPTIONS = [
    ("ADOSC", 10, 3),
    ("APO", 10, 21, MA_Type.SMA),
    ("ATR", 1),
    ("BBANDS", 20, 0.0, 1.0, MA_Type.SMA),
    ("BBANDS", 20, -1.0, -1.0, MA_Type.SMA),
    ("BBANDS", 20, 3.0, 1.5, MA_Type.SMA),
    ("CMO", 3),
    ("DEMA", 1),
    ("HMA", 9),
    ("KAMA", 1),
    ("KAMA", 2),
    ("LINEARREG_SLOPE", 2),
    ("MACD", 26, 12, 9),
    ("MACD", 5, 35, 1),
    ("RSI", 2),
    ("SAR", 0.05, 0.1),
    ("STDDEV", 20, 2.0),
    ("TRIX", 1),
    ("ULTOSC", 28, 7, 14),
    ("VAR", 20, 3.0),
]
TYPES = [value for name, value in vars(MA_Type).items() if name.isupper() and name != "DEFAULT"]
WITH_TYPES = [
    ("MA", 20, "type"),
    ("BBANDS", 20, 2.0, 1.5, "type"),
    ("STOCH", 14, 3, "type", 5, "type"),
    ("STOCHF", 14, 4, "type"),
    ("KDJ", 9, 3, "type", 3, "type"),
    ("APO", 10, 21, "type"),
    ("PPO", 21, 10, "type"),
    ("MACDEXT", 12, "type", 26, MA_Type.SMA, 9, "type"),
    ("MACDEXT", 12, MA_Type.EMA, 26, "type", 9, MA_Type.EMA),
]


def random_bars(seed, n=2000):
    """Bars without a flat stretch or a hole, by TA-Lib's names of inputs."""
    random = np.random.default_rng(seed)
    walk = random.normal(0.0, 0.01, n).cumsum()
    # Folded, so that a long walk stays between 50 and 200, as prices of one instrument do.
    close = 100.0 * np.exp(np.arcsin(np.sin(walk)) * 0.44)
    opening = np.concatenate([close[:1], close[:-1]])
    high = np.maximum(opening, close) * (1.0 + np.abs(random.normal(0.0, 0.004, n)))
    low = np.minimum(opening, close) / (1.0 + np.abs(random.normal(0.0, 0.004, n)))
    volume = random.integers(100, 10_000, n).astype(np.float64)
    return {"open": opening, "high": high, "low": low, "close": close, "real": close, "volume": volume}


def outputs(library, name, bars, options=()):
    result = getattr(library, name)(*(bars[item] for item in STUDIES[name].inputs), *options)
    return result if isinstance(result, tuple) else (result,)


def assert_alike(name, bars, options=(), tolerance=ALIKE):
    found, wanted = outputs(talib, name, bars, options), outputs(theirs, name, bars, options)
    assert len(found) == len(wanted)
    scale = 2e-4 * np.nansum(bars["volume"]) if name in OF_VOLUME else WIDER.get(name, 1.0)
    for one, other in zip(found, wanted):
        assert one.dtype == other.dtype
        assert_allclose(one, other, rtol=0.0, atol=tolerance * scale, err_msg=f"{name} {options}")


@of_each
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_numbers_are_talibs(name, seed):
    assert_alike(name, random_bars(seed))


@of_each
def test_numbers_are_talibs_in_a_long_series(name):
    assert_alike(name, random_bars(4, 100_000))


@pytest.mark.parametrize(("name", "options"), [(name, options) for name, *options in OTHER_OPTIONS])
def test_numbers_are_talibs_with_other_options(name, options):
    assert_alike(name, random_bars(5), options)


@pytest.mark.parametrize("matype", TYPES)
@pytest.mark.parametrize(("name", "options"), [(name, options) for name, *options in WITH_TYPES])
def test_numbers_are_talibs_with_every_type_of_average(name, options, matype):
    # TA-Lib's TRIMA is a running sum: off by 1e-10 in an average of averages, which `j` of KDJ has three times.
    tolerance = 8.0 * ALIKE if matype == MA_Type.TRIMA else ALIKE
    assert_alike(name, random_bars(6), [matype if item == "type" else item for item in options], tolerance)


@of_each
def test_leading_gaps_are_skipped_as_by_talib(name):
    bars = {item: values.copy() for item, values in random_bars(7, 300).items()}
    for item, values in bars.items():
        values[: 5 + len(item) % 2] = np.nan
    assert_alike(name, bars)


@of_each
def test_a_series_shorter_than_the_warm_up_is_not_a_number(name):
    for one, other in zip(outputs(talib, name, random_bars(8, 1)), outputs(theirs, name, random_bars(8, 1))):
        assert_array_equal(one, other)
    assert all(len(field) == 0 for field in outputs(talib, name, random_bars(8, 0)))


@pytest.mark.parametrize(("name", "output", "options", "bar", "value", "digit"), published())
def test_published_results(name, output, options, bar, value, digit):
    assert outputs(talib, name, reference_bars(), options)[output][bar] == pytest.approx(value, rel=0.0, abs=digit)


def test_published_stops_of_wilders_example():
    stops = talib.SAR(column(WILDER_HIGH), column(WILDER_LOW))
    assert {bar: pytest.approx(value, abs=1e-3) for bar, value in WILDER.items()} == {bar: stops[bar] for bar in WILDER}


@of_each
def test_declared_as_talib_declares_it(name):
    info = their_abstract.Function(name).info
    ours = abstract.Function(name)
    assert (ours.parameters, ours.output_names, ours.input_names) == (
        dict(info["parameters"]),
        info["output_names"],
        dict(info["input_names"]),
    )
    assert ours.info["group"] == info["group"]
    their_names = [*inspect.signature(getattr(theirs, name)).parameters]
    assert [*inspect.signature(getattr(talib, name)).parameters] == their_names


@of_each
def test_help_says_what_goes_in_and_comes_out(name):
    text = getattr(talib, name).__doc__
    assert all(item in text for item in (*STUDIES[name].inputs, *STUDIES[name].options, *STUDIES[name].outputs))
