"""Adaptive Trend Classification: the contract's figures, one answer from every backend, every form of prices."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from cases import KERNELS, portable_prices
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core import to_frame
from atc_core.conformance.tables import tables_disagreement
from atc_core.declarations.atc import TrendClassification

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import agreement

BACKENDS = ("python", *agreement.COMPILED)
FIELDS = TrendClassification._fields
SHORT = {f"{name}_len": 9 for name in ("ema", "hma", "wma", "dema", "lsma", "kama")}
MARKETS = [*agreement.markets(), *agreement.ties()]
SIGNALS = (-1.0, -0.56, -1.0, 1.0, 0.57, -1.0)
EQUITIES = (0.7099833776, 0.6486577797, 0.707024137, 0.6027790968, 0.6511865981, 0.6723205648)
CHECKS = {
    "python": (EQUITIES, -0.3717530496280175, -88.00677889, (225, 298, 1)),
    "default": ((*EQUITIES[:4], 0.7137237517, EQUITIES[5]), -0.35059488707512404, -85.12052907, (223, 297, 1)),
}
"""By mode, at the last of the 600 portable bars: equities, average signal, its sum, bars above, below and at 0."""


@pytest.fixture(params=BACKENDS)
def atc(request):
    return atc_core.get("atc", backend=request.param)


@pytest.fixture
def prices():
    random = np.random.default_rng(3)
    return np.column_stack([agreement.walk(random, 90) for _ in range(5)])


def assert_agree(market, result, wanted):
    verdict = agreement.compare(result, wanted)
    assert verdict.agrees, f"{market.name}: {verdict}"


def assert_same(result, wanted):
    np.testing.assert_array_equal(np.asarray(result), np.asarray(wanted))


@pytest.mark.parametrize("compat", CHECKS)
def test_the_figures_of_the_contract(atc, compat):
    equities, average, total, counts = CHECKS[compat]
    result = atc(portable_prices(), compat=compat)
    last = [float(series[-1]) for series in result]
    assert last[:6] == list(SIGNALS)
    assert [round(value, 10) for value in last[6:12]] == list(equities)
    assert last[12] == pytest.approx(average, rel=0, abs=1e-16)
    assert round(float(result.average_signal.sum()), 8) == total
    signal = result.average_signal
    assert ((signal > 0.1).sum(), (signal < -0.1).sum(), (signal == 0.0).sum()) == counts


@pytest.mark.parametrize("market", MARKETS, ids=lambda market: market.name)
def test_the_compiled_backends_agree(market):
    first, *others = (agreement.classified(name, market) for name in agreement.COMPILED)
    for result in others:
        assert_agree(market, result, first)


@pytest.mark.parametrize("market", MARKETS, ids=lambda market: market.name)
def test_they_agree_with_the_reference(market):
    """On a series of every kind in turn: the reference needs a hundred times as long."""
    width = market.prices.shape[1]
    some = market._replace(prices=market.prices[:, MARKETS.index(market) % 7 :: width // 4])
    wanted, *results = (agreement.classified(name, some) for name in BACKENDS)
    for result in results:
        assert_agree(market, result, wanted)


def test_there_are_a_thousand_series():
    assert sum(market.prices.shape[1] for market in agreement.markets()) >= 1000


def test_there_are_ties():
    market = next(agreement.ties())
    assert agreement.near_ties(market._replace(prices=market.prices[:, :4])) > 10


def test_a_verdict_finds_every_difference():
    wanted = np.zeros((13, 4))
    changes = {"signals": (3, 1, 0.01), "classes": (-1, 2, 0.2), "unknown": (8, 0, np.nan)}
    for name, (series, bar, value) in changes.items():
        result = wanted.copy()
        result[series, bar] = value
        verdict = agreement.compare(result, wanted)
        assert getattr(verdict, name) == 1
        assert not verdict.agrees
    rounding = np.array([[0.0]] * 6 + [[2e-12]] * 7)
    assert not agreement.compare(wanted + rounding, wanted).agrees
    assert agreement.compare(wanted + rounding / 4.0, wanted).agrees


def test_a_table_is_its_columns(atc, prices):
    table = atc(prices, **SHORT)
    for column in range(prices.shape[1]):
        single = atc(prices[:, column], **SHORT)
        assert_same(np.asarray(table)[..., column], single)


@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray, lambda x: np.repeat(x, 2, 0)[::2]])
def test_every_layout(atc, prices, layout):
    given = layout(prices)
    given.flags.writeable = False
    wanted = np.stack([np.asarray(atc(column.copy(), **SHORT)) for column in prices.T], axis=-1)
    assert_same(atc(given, **SHORT), wanted)
    assert_same(atc(given[:, 1], **SHORT), wanted[..., 1])


def test_given_arrays_are_filled_and_returned(atc, prices):
    for given in (prices, prices[:, 0].copy()):
        wanted = np.asarray(atc(given, **SHORT))
        larger = np.full((13, *(2 * size for size in given.shape)), 7e77)
        strided = larger[(slice(None), *(slice(None, None, 2) for _ in given.shape))]
        for block in (np.full_like(wanted, 7e77), strided):
            out = tuple(block)
            assert atc(given, **SHORT, out=out) is out
            assert_same(block, wanted)
            block[...] = 7e77
            assert atc(given, **SHORT, out=block) is block
            assert_same(block, wanted)


@pytest.mark.parametrize(
    ("shape", "error", "message"),
    [
        ((13, 89, 5), ValueError, r"out.ema_signal must have shape \(90, 5\), was \(89, 5\)"),
        ((13, 90), ValueError, r"out.ema_signal must have shape \(90, 5\), was \(90,\)"),
        ((12, 90, 5), TypeError, r"out must be a tuple of 13 arrays \(ema_signal, .*\), was 12 arrays"),
        ((90, 5), TypeError, r"out must be a tuple of 13 arrays \(ema_signal, .*\), was 90 arrays"),
    ],
)
def test_arrays_of_another_shape_are_refused(atc, prices, shape, error, message):
    for out in (np.empty(shape), tuple(np.empty(shape))):
        with pytest.raises(error, match=f"atc: {message}"):
            atc(prices, out=out)


def test_the_array_that_is_wrong_is_named(atc, prices):
    out = [np.empty(prices.shape) for _ in FIELDS]
    out[7] = out[7][1:]
    with pytest.raises(ValueError, match=r"atc: out.hma_s must have shape \(90, 5\), was \(89, 5\)"):
        atc(prices, out=tuple(out))
    out[7] = np.empty(prices.shape, np.float32)
    with pytest.raises(TypeError, match=r"atc: out.hma_s must be an array of float64, was float32"):
        atc(prices, out=tuple(out))


def test_frames(prices):
    single, table = atc_core.atc(prices[:, 0], **SHORT), atc_core.atc(prices, **SHORT)
    for library in ("pandas", "polars"):
        frame = to_frame(single, library)
        assert list(frame.columns) == list(FIELDS)
        assert_same(frame.to_numpy().T, single)
    frame = to_frame(table, "pandas")
    assert frame.shape == (90, 13 * 5)
    assert_same(frame["hma_s"][3], table.hma_s[:, 3])
    frame = to_frame(table, "polars")
    assert frame.shape == (90, 13 * 5)
    assert_same(frame["hma_s_column_3"], table.hma_s[:, 3])


def test_frames_in_keep_their_names(prices):
    days = pd.date_range("2024-01-01", periods=90, name="day")
    names = list("abcde")
    wanted = atc_core.atc(prices, **SHORT)
    result = atc_core.atc(pd.DataFrame(prices, index=days, columns=names), **SHORT)
    assert_same(to_frame(result)["average_signal", "c"], wanted.average_signal[:, 2])
    assert to_frame(result).index.equals(days)
    result = atc_core.atc(pl.DataFrame(prices, schema=names), **SHORT)
    assert_same(to_frame(result, "polars")["average_signal_c"], wanted.average_signal[:, 2])


@pytest.mark.parametrize("compat", agreement.COMPATS)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0, -5.0, 1e6, 0.01])
def test_odd_prices_inside(compat, value):
    """Prices ten orders of magnitude apart are left out: rounding in an average then exceeds the tie band."""
    prices = agreement.walk(np.random.default_rng(8), 260)
    table = np.column_stack([prices] * 4)
    table[60, 1] = table[150:155, 2] = table[[100, 180], 3] = value
    market = agreement.Market(str(value), table, {"compat": compat, "cutout": 20, **SHORT})
    wanted, *results = (agreement.classified(name, market) for name in BACKENDS)
    assert np.isfinite(wanted[-1]).all()
    for result in results:
        assert_agree(market, result, wanted)
    assert_same(wanted[:, :60, 1], wanted[:, :60, 0])


@pytest.mark.parametrize("compat", agreement.COMPATS)
@pytest.mark.parametrize("bars", [1, 2, 20, 27, 28, 33, 34, 35])
def test_series_shorter_than_the_lengths(compat, bars):
    prices = portable_prices()[:bars]
    for cutout in (0, 1, bars, bars + 1):
        market = agreement.Market(str(bars), prices[:, None], {"compat": compat, "cutout": cutout})
        wanted, *results = (agreement.classified(name, market) for name in BACKENDS)
        for result in results:
            assert_agree(market, result, wanted)
        assert np.isnan(wanted[:12, :cutout]).all()
        assert not np.isnan(wanted[:12, cutout:]).any()


def test_one_bar(atc):
    result = atc([100.0], ema_w=0.1, wma_w=3.0)
    assert [series.tolist() for series in result] == [[0.0]] * 6 + [[0.25], [1.0], [3.0], [1.0], [1.0], [1.0], [0.0]]


@pytest.mark.parametrize("shape", [(0,), (0, 3)])
def test_no_prices_are_refused(atc, shape):
    with pytest.raises(ValueError, match="atc: prices must not be empty"):
        atc(np.empty(shape))


def test_no_symbols_give_no_results(atc):
    assert np.asarray(atc(np.empty((50, 0)))).shape == (13, 50, 0)


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"ema_len": 6}, ValueError, "ema_len must be at least 7 with robustness Medium, was 6"),
        ({"kama_len": 7, "robustness": "Wide"}, ValueError, "kama_len must be at least 8 with robustness Wide, was 7"),
        ({"hma_len": 0}, ValueError, "hma_len must be at least 1, was 0"),
        ({"lsma_len": 28.0}, TypeError, "lsma_len must be an integer, was 28.0"),
        ({"ema_w": 0.0}, ValueError, "ema_w must be above 0, was 0.0"),
        ({"kama_w": -1.0}, ValueError, "kama_w must be above 0, was -1.0"),
        ({"De": -0.1}, ValueError, "De must be at least 0 and at most 100, was -0.1"),
        ({"De": 100.1}, ValueError, "De must be at least 0 and at most 100, was 100.1"),
        ({"La": np.inf}, ValueError, "La must be finite, was inf"),
        ({"La": np.nan}, ValueError, "La must be finite, was nan"),
        ({"cutout": -1}, ValueError, "cutout must be at least 0, was -1"),
        ({"robustness": "wide"}, ValueError, "robustness must be one of Narrow, Medium, Wide, was 'wide'"),
        ({"compat": "tv"}, ValueError, "compat must be one of default, python, pine, was 'tv'"),
        ({"long_threshold": -0.1}, ValueError, "long_threshold must be above short_threshold, were -0.1 and -0.1"),
        ({"short_threshold": 0.2}, ValueError, "long_threshold must be above short_threshold, were 0.1 and 0.2"),
    ],
)
def test_wrong_options_are_refused(atc, options, error, sentence):
    with pytest.raises(error) as caught:
        atc(portable_prices(), **options)
    assert str(caught.value) == f"atc: {sentence}"


def test_the_spreads_are_written_once_in_every_backend():
    from atc_core.declarations import atc as declared
    from atc_python import atc as reference

    assert reference.OFFSETS == declared.OFFSETS
    assert tuple(field.name for field in KERNELS["atc"].result.fields) == FIELDS


def test_verification_takes_tables_of_it():
    reference, rust = (atc_core.get("atc", backend=name).resolve(0) for name in ("python", "rust"))
    assert tables_disagreement(KERNELS["atc"], rust, reference) is None
