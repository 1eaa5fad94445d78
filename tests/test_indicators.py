"""Indicators on every backend: exact arithmetic, TA-Lib, and what users of other libraries reported."""

from functools import cache, partial

import numpy as np
import oracle
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import odd_series, run

from atc_core.conformance.agreement import as_fields, case_disagreement, expected
from atc_core.conformance.case import Case
from atc_core.conformance.differences import Expected
from atc_core.conformance.suite import Subject, reference

INDICATORS = {name: kernel for name, kernel in KERNELS.items() if kernel.family == "indicators"}
FIRST_VALID = {
    "rma": (13,),
    "tema": (39,),
    "trima": (13,),
    "vwma": (13,),
    "true_range": (1,),
    "atr": (14,),
    "natr": (14,),
    "bollinger": (19,) * 3,
    "keltner": (19,) * 3,
    "donchian": (19,) * 3,
    "supertrend": (10,),
    "parabolic_sar": (1,),
    "ichimoku": (8, 25, 50, 76),
    "rsi": (14,),
    "stochastic": (17,) * 2,
    "stochastic_rsi": (31,) * 2,
    "kdj": (12,) * 3,
    "williams_r": (13,),
    "cci": (19,),
    "mfi": (14,),
    "ultimate_oscillator": (28,),
    "momentum": (10,),
    "roc": (9,),
    "macd": (33,) * 3,
    "ppo": (33,) * 3,
    "trix": (52,),
    "adx": (27, 14, 14),
    "aroon": (14, 14),
    "obv": (0,),
    "accumulation_distribution": (0,),
    "chaikin_oscillator": (9,),
    "chaikin_money_flow": (19,),
    "vwap": (0,),
}
"""By the contract, of each float field; averages with a length of 14."""
WINDOWED = {
    *("trima", "vwma", "true_range", "bollinger", "donchian", "ichimoku", "stochastic", "williams_r", "cci", "mfi"),
    *("ultimate_oscillator", "momentum", "roc", "aroon", "chaikin_money_flow"),
}
IN_PRICES = {
    *("rma", "tema", "trima", "vwma", "true_range", "atr", "bollinger", "keltner", "donchian", "supertrend"),
    *("parabolic_sar", "ichimoku", "momentum", "macd", "vwap"),
}
IN_VOLUMES = {"obv", "accumulation_distribution", "chaikin_oscillator"}
SUBJECTS = [(name, backend) for name, kernel in INDICATORS.items() for backend in backends_of(kernel)]
of_each = pytest.mark.parametrize(("name", "backend"), SUBJECTS)


def of(*names):
    """With `run` of each backend that implements all of these kernels."""
    shared = set.intersection(*(set(backends_of(KERNELS[name])) for name in names))
    return pytest.mark.parametrize(
        "run", [pytest.param(partial(run, backend=item), id=item) for item in sorted(shared)]
    )


def options_of(name, length=14):
    return [length if item.default is item.empty else item.default for item in parameters(name)]


def parameters(name):
    named = INDICATORS[name].signature.parameters
    return [named[item.name] for item in INDICATORS[name].options]


def sampled(name, n=400, seed=5):
    return list(INDICATORS[name].sample(np.random.default_rng(seed), n))


def fields(name, backend, *arguments):
    return as_fields(INDICATORS[name], run(name, *arguments, backend=backend))


def chosen(name, **series):
    """Some series of bars, in the order in which a kernel takes them; `x` is the close."""
    series["x"] = series["close"]
    return [series[item.name] for item in INDICATORS[name].arrays]


def assert_level(backend, found, wanted):
    """The same to the last bit from the reference; from others, whose blocks begin elsewhere, nearly."""
    largest = np.abs(wanted[np.isfinite(wanted)]).max(initial=0.0)
    np.testing.assert_allclose(found, wanted, rtol=0.0, atol=0.0 if backend == "python" else 1e-13 * largest)


def flat(n, price=0.1, volume=1000.0):
    """Bars without any move."""
    same = np.full(n, price)
    return {"high": same, "low": same, "close": same, "volume": np.full(n, volume), "session_start": np.zeros(n, bool)}


def odd_bars():
    """Bars around odd closes, then odd volumes."""
    random, series = np.random.default_rng(9), odd_series(24)
    with np.errstate(invalid="ignore", over="ignore"):
        for name, x in series.items():
            wicks = np.abs(x) * random.choice([0.0, 0.004, 0.01], (2, len(x)))
            volume = np.round(random.exponential(1000.0, len(x)))
            yield name, {"high": x + wicks[0], "low": x - wicks[1], "close": x, "volume": volume}
    walk, bars = series["walk"], np.arange(24)
    for name, volume in {
        "no volume": 0.0 * walk,
        "some volume": np.where(bars % 7 < 5, 0.0, walk),
        "volume 1e12": np.where(bars == 6, 1e12, walk),
        "volume missing": np.where(bars % 9 == 4, np.nan, walk),
    }.items():
        yield name, {"high": walk * 1.01, "low": walk * 0.99, "close": walk, "volume": volume}


@cache
def exact_cases(name):
    """Odd bars with what exact arithmetic gives for them, and how far a backend may be from it."""
    kernel, cases = INDICATORS[name], []
    short = {"slow": 5, "medium": 4, "long": 6, "signal": 2, "ddof": 1}
    options = [short.get(item.name, 3) if item.kind == "integer" else item.default for item in kernel.options]
    for what, bars in odd_bars():
        if what == "1e-300" and name not in WINDOWED:
            continue  # exponential averages are 0 there
        arguments = (*chosen(name, **bars, session_start=np.arange(24) % 11 == 5), *options)
        exact = as_fields(kernel, oracle.evaluate(name, arguments))
        cases.append((Case(what, arguments), Expected(exact, expected(kernel, reference(kernel), arguments).allowed)))
    return cases


@of_each
def test_odd_bars_are_the_oracles(name, backend):
    kernel, share = INDICATORS[name], 0.01 if backend == INDICATORS[name].reference else 1.0
    function = Subject(backend, kernel).function
    for case, exact in exact_cases(name):
        # The reference must be a hundred times closer than other backends.
        wanted = exact._replace(allowed=tuple(share * item for item in exact.allowed))
        assert case_disagreement(kernel, case, function, wanted) is None, case.name


@of_each
def test_the_first_valid_bar_is_the_contracts(name, backend):
    for head in (0, 5):
        arrays = sampled(name)
        for array in arrays:
            array[:head] = np.nan if array.dtype.kind == "f" else 0
        results = fields(name, backend, *arrays, *options_of(name))
        found = [int(np.argmax(~np.isnan(field))) for field in results if field.dtype.kind == "f"]
        assert found == [head + first for first in FIRST_VALID[name]]


@of_each
def test_a_missing_value_harms_its_windows_or_ends_the_series(name, backend):
    options, arrays = options_of(name), sampled(name)
    whole = fields(name, backend, *arrays, *options)
    for place, array in enumerate(arrays):
        if array.dtype.kind == "f":
            spoilt = [item.copy() for item in arrays]
            spoilt[place][150] = np.nan
            for field, clean in zip(fields(name, backend, *spoilt, *options), whole):
                assert_level(backend, field[:150], clean[:150])
                if name in WINDOWED:
                    assert_level(backend, field[240:], clean[240:])
                elif name != "vwap":
                    assert (np.isnan(field[151:]) if field.dtype.kind == "f" else field[151:] == 0).all()


@of_each
def test_the_past_does_not_see_the_future(name, backend):
    options, arrays = options_of(name), sampled(name, 120)
    whole = fields(name, backend, *arrays, *options)
    for n in (0, 1, 2, 20, 53, 90, 119):
        for field, full in zip(fields(name, backend, *(item[:n] for item in arrays), *options), whole):
            assert_level(backend, field, full[:n])


@of_each
@pytest.mark.parametrize(("price", "volume"), [(2.0**-27, 1.0), (2.0**30, 1.0), (1.0, 2.0**-20), (2.0**-40, 2.0**-40)])
def test_units_do_not_matter(name, backend, price, volume):
    kernel, arrays, options = INDICATORS[name], sampled(name), options_of(name)
    factors = [volume if item.name == "volume" else price if item.dtype.kind == "f" else 1 for item in kernel.arrays]
    scaled = [(array * factor).astype(array.dtype) for array, factor in zip(arrays, factors)]
    factor = price if name in IN_PRICES else volume if name in IN_VOLUMES else 1.0
    for field, before in zip(fields(name, backend, *scaled, *options), fields(name, backend, *arrays, *options)):
        np.testing.assert_array_equal(field, before * factor if field.dtype.kind == "f" else before)


NEUTRAL = {
    "rsi": (50,),
    "stochastic": (50, 50),
    "stochastic_rsi": (50, 50),
    "kdj": (50, 50, 50),
    "williams_r": (-50,),
    "cci": (0,),
    "mfi": (50,),
    "ultimate_oscillator": (50,),
    "adx": (0, 0, 0),
    "chaikin_money_flow": (0,),
    "bollinger": (0.1, 0.1, 0.1),
    "donchian": (0.1, 0.1, 0.1),
    "momentum": (0,),
    "roc": (0,),
    "true_range": (0,),
}


@pytest.mark.parametrize(("name", "backend"), [pair for pair in SUBJECTS if pair[0] in NEUTRAL])
@pytest.mark.parametrize("moving", [0, 60])
def test_what_cannot_be_measured_is_neutral(name, backend, moving):
    """Also where larger bars have just left, after which recursive averages take some 10 000 bars to forget."""
    bars = {field: array.copy() for field, array in flat(60 if moving == 0 else 12_000).items()}
    random = np.random.default_rng(4)
    for field in ("high", "low", "close", "volume"):
        bars[field][:moving] = {"high": 3e10, "low": 2.0}.get(field, 7.0) * (1.0 + random.random(moving))
    for field, neutral in zip(fields(name, backend, *chosen(name, **bars)), NEUTRAL[name], strict=True):
        # A mean of equal prices may be rounded, and an average of ADX forgets what was before the flat bars slowly.
        rounded = {"bollinger": 1e-16, "adx": 1e-16, "kdj": 0.0 if backend == "python" else 1e-13}
        assert abs(field[-1] - neutral) <= rounded.get(name, 0.0)


@of("rsi")
def test_a_flat_start_is_neutral_and_moves_end_it(run):
    x = np.append(np.full(30, 7.0), [8.0, 8.0])
    assert run("rsi", x)[29:].tolist() == [50.0, 100.0, 100.0]


@of("rsi", "mfi")
def test_only_rises_are_exactly_100(run):
    close = 100.0 * 1.01 ** np.arange(50)
    bars = chosen("mfi", high=close * 1.01, low=close * 0.99, close=close, volume=np.arange(50.0) + 0.3)
    assert set(run("rsi", close)[14:]) == {100.0}
    assert set(run("rsi", -close)[14:]) == {0.0}
    assert set(run("mfi", *bars)[14:]) == {100.0}


@of("accumulation_distribution", "chaikin_money_flow", "mfi", "vwma", "vwap")
def test_bars_without_range_or_volume_add_nothing(run):
    bars = flat(40)
    assert set(run("accumulation_distribution", *chosen("accumulation_distribution", **bars))) == {0.0}
    walk = odd_series(40)["walk"]
    bars = {"high": walk + 1.0, "low": walk - 1.0, "close": walk + 0.5, "volume": 0.0 * walk}
    assert run("chaikin_money_flow", *chosen("chaikin_money_flow", **bars))[-1] == 0.0
    assert run("mfi", *chosen("mfi", **bars))[-1] == 50.0
    assert np.isnan(run("vwma", walk, 0.0 * walk, 3)).all()
    assert np.isnan(run("vwap", *chosen("vwap", **bars, session_start=walk < 0))).all()


@of("mfi")
def test_a_typical_price_equal_but_for_rounding_is_no_flow(run):
    highs, lows = np.array([0.3, 0.1 + 0.2] * 10), np.array([0.1] * 20)
    assert set(run("mfi", highs, lows, lows, np.ones(20), 3)[3:]) == {50.0}


@of("obv")
def test_an_equal_close_leaves_the_volume_out(run):
    assert run("obv", [5.0, 5.0, 6.0, 6.0, 4.0], [1.0, 2.0, 4.0, 8.0, 16.0]).tolist() == [1.0, 1.0, 5.0, 5.0, -11.0]


@of("obv")
def test_whole_volumes_are_summed_exactly(run):
    random = np.random.default_rng(3)
    close, volume = random.integers(0, 9, 50_000).astype(float), random.integers(0, 2**34, 50_000)
    signs = np.append(1, np.sign(np.diff(close))).astype(np.int64)
    np.testing.assert_array_equal(run("obv", close, volume.astype(float)), np.cumsum(signs * volume))


@of("macd")
def test_a_signal_of_one_bar_is_the_macd_itself(run):
    macd, signal, histogram = run("macd", odd_series(60)["walk"], 3, 7, 1)
    np.testing.assert_array_equal(macd, signal)
    assert set(histogram[6:]) == {0.0}


@of("ema", "macd", "ppo")
def test_macd_starts_both_averages_at_one_bar_and_ppo_each_by_itself(run):
    x = odd_series(60)["walk"]
    late = np.append(np.full(4, np.nan), run("ema", x[4:], 3))
    np.testing.assert_allclose(run("macd", x, 3, 7, 1)[0], late - run("ema", x, 7), rtol=0, atol=1e-12)
    fast, slow = run("ema", x, 3), run("ema", x, 7)
    np.testing.assert_allclose(run("ppo", x, 3, 7, 1)[0], 100.0 * (fast - slow) / slow, rtol=0, atol=1e-12)


@of("aroon")
def test_aroon_counts_the_newest_of_equal_extremes(run):
    up, down = run("aroon", [9.0, 5.0, 9.0, 8.0, 9.0, 1.0], [1.0, 1.0, 3.0, 3.0, 3.0, 3.0], 4)
    assert up[4:].tolist() == [100.0, 75.0]
    assert down[4:].tolist() == [25.0, 0.0]


@of("supertrend")
def test_supertrend_flips_on_the_close_and_carries_both_sides_on(run):
    close = np.array([10.0, 10, 10, 10, 10, 4, 4, 4, 12, 12])
    high, low = close + 1.0, close - 1.0
    low[3] = 1.0  # far below the stop, which only the close could pass
    line, direction = run("supertrend", high, low, close, 2, 1.0)
    assert direction.tolist() == [0, 0, 1, 1, 1, -1, -1, -1, 1, 1]
    assert direction.dtype == np.int8
    assert line[4] == line[3] == line[2]
    assert (line[5:8] > close[5:8]).all()


@of("rsi", "stochastic_rsi", "stochastic")
def test_stochastic_rsi_is_the_stochastic_of_the_rsi(run):
    x = odd_series(120)["walk"]
    strength = run("rsi", x, 5)
    for mine, other in zip(run("stochastic_rsi", x, 5, 7, 3, 2), run("stochastic", *[strength] * 3, 7, 3, 2)):
        np.testing.assert_array_equal(mine, other)


@of("keltner", "ema", "atr")
def test_keltner_is_the_average_close_and_the_average_range(run):
    high, low, close = sampled("atr")
    upper, middle, lower = run("keltner", high, low, close, 20, 2.0, 10)
    np.testing.assert_allclose(middle, run("ema", close, 20), rtol=1e-14)
    np.testing.assert_allclose((upper - lower)[19:], 4.0 * run("atr", high, low, close, 10)[19:], rtol=1e-12)


@of("vwap")
def test_each_session_has_its_own_vwap(run):
    *bars, _ = sampled("vwap", 90)
    starts = np.isin(np.arange(90), [30, 61])
    parts = [run("vwap", *(item[a:b] for item in bars), starts[:0].tolist() + [False] * (b - a)) for a, b in
             ((0, 30), (30, 61), (61, 90))]  # fmt: skip
    np.testing.assert_allclose(run("vwap", *bars, starts), np.concatenate(parts), rtol=1e-14)


@of("vwap")
def test_a_missing_bar_passes_the_start_of_its_session_on(run):
    high = low = close = np.array([1.0, 2.0, np.nan, 4.0, 5.0])
    arguments = (high, low, close, np.ones(5), np.array([False, False, True, False, False]))
    assert run("vwap", *arguments, gaps="skip").tolist()[3:] == [4.0, 4.5]
    assert np.isnan(run("vwap", *arguments, gaps="skip")[2])
    table = [np.column_stack([item, item[::-1], item]) for item in arguments]
    together = run("vwap", *table, gaps="skip")
    for column in range(3):
        alone = run("vwap", *(item[:, column].copy() for item in table), gaps="skip")
        np.testing.assert_array_equal(together[:, column], alone)
    with pytest.raises(TypeError, match="vwap: session_start must be boolean"):
        run("vwap", *arguments[:4], np.zeros(5))


@pytest.mark.parametrize(("name", "backend"), [pair for pair in SUBJECTS if pair[0] in WINDOWED])
def test_a_spike_leaves_nothing_behind(name, backend):
    options, arrays = options_of(name), sampled(name, 3000)
    for array in arrays:
        array[100] = 1e12
    tails = fields(name, backend, *(x[2000:] for x in arrays), *options)
    for field, tail in zip(fields(name, backend, *arrays, *options), tails):
        assert_level(backend, field[2100:], tail[100:])


@pytest.mark.parametrize(("name", "backend"), [pair for pair in SUBJECTS if pair[0] in WINDOWED])
def test_a_long_series_is_computed_as_its_parts_are(name, backend):
    """Whatever a backend takes of it at once: NaN and infinities are wherever pieces of it may meet."""
    options, arrays = options_of(name), sampled(name, 70_000)
    for power, value in zip((12, 13, 14, 15), (np.nan, np.inf, 1e10, np.nan)):
        for array in arrays:
            array[2**power - 3 :: 2**power] = value
    whole = fields(name, backend, *arrays, *options)
    for begin in range(3_900, 70_000, 4_096):
        part = slice(begin, begin + 700)
        for field, alone in zip(whole, fields(name, backend, *(item[part] for item in arrays), *options)):
            assert_level(backend, field[part][100:], alone[100:])


@pytest.mark.parametrize(("name", "backend"), [pair for pair in SUBJECTS if INDICATORS[pair[0]].lookback])
def test_the_option_that_is_the_lookback_decides_alone(name, backend):
    arrays, options = sampled(name, 50), options_of(name, 14)
    named = dict(zip((item.name for item in INDICATORS[name].options), options))
    ends = fields(name, backend, *(x[-named["length"] :] for x in arrays), *options)
    for field, last in zip(fields(name, backend, *arrays, *options), ends):
        assert_level(backend, last[-1:], field[-1:])


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("macd", {"fast": 26}, "macd: fast must be below slow, 26, was 26"),
        ("ppo", {"slow": 3}, "ppo: fast must be below slow, 3, was 12"),
        ("chaikin_oscillator", {"fast": 11}, "chaikin_oscillator: fast must be below slow, 10, was 11"),
        ("ultimate_oscillator", {"short": 15}, "must not decrease, were 15, 14 and 28"),
        ("bollinger", {"length": 1, "ddof": 1}, "bollinger: length must be above ddof, 1, was 1"),
        ("bollinger", {"ddof": 2}, "bollinger: ddof must be at least 0 and at most 1, was 2"),
        ("supertrend", {"multiplier": float("inf")}, "supertrend: multiplier must be above 0 and finite, was inf"),
        ("parabolic_sar", {"acceleration": 0.0}, "parabolic_sar: acceleration must be above 0"),
        ("rsi", {"length": 0}, "rsi: length must be at least 1, was 0"),
    ],
)
def test_options_that_do_not_fit_are_refused(name, options, words):
    with pytest.raises(ValueError, match=words):
        run(name, *sampled(name, 9), **options)


HLC, ALL = ("high", "low", "close"), ("high", "low", "close", "volume")
TALIB = [
    ("rma", "RMA", ("close",), (14,), {}, 5e-11),
    ("tema", "TEMA", ("close",), (14,), {}, 5e-11),
    ("trima", "TRIMA", ("close",), (14,), {}, 5e-11),
    ("vwma", "VWMA", ("close", "volume"), (20,), {}, 5e-11),
    ("true_range", "TRANGE", HLC, (), {}, 0.0),
    ("atr", "ATR", HLC, (14,), {}, 5e-11),
    ("natr", "NATR", HLC, (14,), {}, 5e-11),
    ("bollinger", "BBANDS", ("close",), (20, 2.0), {"timeperiod": 20, "nbdevup": 2.0, "nbdevdn": 2.0}, 5e-11),
    ("donchian", "DONCHIAN", ("high", "low"), (20,), {"timeperiod": 20}, 0.0),
    ("supertrend", "SUPERTREND", HLC, (10, 3.0), {"timeperiod": 10, "multiplier": 3.0}, 5e-11),
    ("parabolic_sar", "SAR", ("high", "low"), (), {"acceleration": 0.02, "maximum": 0.2}, 5e-11),
    ("rsi", "RSI", ("close",), (14,), {}, 5e-11),
    ("stochastic", "STOCH", HLC, (14, 3, 3), {"fastk_period": 14, "slowk_period": 3, "slowd_period": 3}, 5e-11),
    ("stochastic_rsi", "STOCHRSI", ("close",), (14, 14, 1, 3),
     {"timeperiod": 14, "fastk_period": 14, "fastd_period": 3}, 5e-11),
    ("kdj", "KDJ", HLC, (), {}, 5e-11),
    ("williams_r", "WILLR", HLC, (14,), {}, 5e-11),
    ("cci", "CCI", HLC, (20,), {"timeperiod": 20}, 5e-11),
    ("mfi", "MFI", ALL, (14,), {}, 5e-11),
    ("ultimate_oscillator", "ULTOSC", HLC, (), {}, 5e-11),
    ("momentum", "MOM", ("close",), (10,), {}, 0.0),
    ("roc", "ROC", ("close",), (10,), {}, 5e-11),
    ("macd", "MACD", ("close",), (), {}, 5e-11),
    ("ppo", "PPO", ("close",), (), {"fastperiod": 12, "slowperiod": 26, "matype": 1}, 5e-11),
    ("trix", "TRIX", ("close",), (30,), {}, 5e-11),
    ("adx", "ADX", HLC, (14,), {}, 5e-11),
    ("aroon", "AROON", ("high", "low"), (14,), {}, 5e-11),
    ("obv", "OBV", ("close", "volume"), (), {}, 0.0),
    ("accumulation_distribution", "AD", ALL, (), {}, 1e-14 * 5e6),
    ("chaikin_oscillator", "ADOSC", ALL, (), {}, 1e-14 * 5e6),
    ("chaikin_money_flow", "CMF", ALL, (20,), {"timeperiod": 20}, 5e-11),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "other", "inputs", "options", "theirs", "within", "backend"),
    [(*row, backend) for row in TALIB for backend in backends_of(KERNELS[row[0]])],
)
def test_talib_gives_the_same(name, other, inputs, options, theirs, within, backend):
    talib = pytest.importorskip("talib")
    series = dict(zip(ALL, KERNELS["mfi"].sample(np.random.default_rng(11), 2000)))
    arrays = [series[item] for item in inputs]
    period = {"timeperiod": options[0]} if len(options) == 1 and not theirs else theirs
    given = getattr(talib, other)(*arrays, **period)
    given = list(given) if isinstance(given, (tuple, list)) else [given]
    if name == "aroon":
        given.reverse()
    for field, wanted in zip(fields(name, backend, *arrays, *options), given):
        known = ~np.isnan(field)
        if field.dtype.kind == "i":
            known = field != 0
        # What is valid at the same bar in all of our fields, TA-Lib's signal lines may be valid before.
        assert known.any()
        np.testing.assert_allclose(field[known], np.asarray(wanted, float)[known], rtol=0, atol=within)
