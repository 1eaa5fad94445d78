"""Missing bars are kept, left out or refused as `gaps` says, by every kernel and backend alike."""

import inspect

import numpy as np
import pandas as pd
import pytest
from cases import FLOAT32_KERNELS, KERNELS
from hypothesis import given, settings
from hypothesis import strategies as st
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.arrays import Flags, Series
from atc_core.kernel import Kernel
from atc_core.samples import crossings, price_walk

WITH_GAPS = {name: kernel for name, kernel in KERNELS.items() if kernel.gaps}
WITHOUT = {name: kernel for name, kernel in KERNELS.items() if not kernel.gaps}
OWN = [name for name in ("python", "numba", "rust") if atc_core.backends()[name].state == "available"]
SHORT = {f"{name}_len": 8 for name in ("ema", "hma", "wma", "dema", "lsma", "kama")}


def backends_of(name):
    """Our backends that have the kernel."""
    return [backend for backend in OWN if has(backend, name)]


def has(backend, name):
    """Whether the backend has the kernel."""
    try:
        atc_core.get(name, backend=backend)
    except atc_core.BackendError:
        return False
    return True


def passed_on(flags, present):
    """The flags of the bars that are there; one at a missing bar is the next one's."""
    found, is_raised = [], False
    for flag, is_there in zip(flags.tolist(), present.tolist(), strict=True):
        is_raised = is_raised or flag
        if is_there:
            found.append(is_raised)
            is_raised = False
    return np.array(found, np.bool_)


def fields_of(kernel, result):
    return [result] if kernel.result.type is None else list(result)


def missing_in(kernel, arrays):
    """The definition: a bar is missing where any float input is NaN."""
    return np.any([np.isnan(item) for item in arrays if item.dtype.kind == "f"], axis=0)


def wanted(handle, arrays, options):
    """What the kernel gives for the bars that are there, each at its place; NaN or 0 elsewhere; column by column."""
    kernel = handle.kernel
    if arrays[0].ndim > 1:
        columns = [wanted(handle, [item[:, place] for item in arrays], options) for place in range(arrays[0].shape[1])]
        return [np.column_stack(parts) for parts in zip(*columns, strict=True)]
    present = ~missing_in(kernel, arrays)
    rest = [np.ascontiguousarray(item[present]) for item in arrays]
    for place, item in enumerate(kernel.arrays):
        if item.name in kernel.gaps_carry:
            rest[place] = passed_on(arrays[place], present)
    dtypes = kernel.dtypes(arrays)
    results = [np.full(len(arrays[0]), np.nan if item.kind == "f" else 0, item) for item in dtypes]
    if present.any():
        for whole, field in zip(results, fields_of(kernel, handle(*rest, *options)), strict=True):
            whole[present] = field
    return results


def assert_same(kernel, results, expected):
    """To the last bit; columns of tables, which other loops compute, within the accuracy where it is not exact."""
    for result, field, is_exact in zip(results, expected, kernel.exact, strict=True):
        assert result.dtype == field.dtype
        if result.ndim == 1 or is_exact:
            np.testing.assert_array_equal(result, field)
        else:
            scale = 100 * np.nanmax(np.abs(field), initial=1.0)
            np.testing.assert_allclose(result, field, rtol=0, atol=kernel.tolerance * scale)


@st.composite
def histories(draw):
    """How many bars and columns, 0 for one series; a seed; which share of the inputs is missing."""
    return draw(st.integers(1, 60)), draw(st.integers(0, 20)), draw(st.integers(0, 2**32 - 1)), draw(st.floats(0, 1))


def sampled(kernel, history):
    """Arguments with NaN strewn in."""
    bars, columns, seed, share = history
    random = np.random.default_rng(seed)
    samples = [kernel.sample(random, bars) for _ in range(max(columns, 1))]
    arrays = [np.column_stack(parts) if columns else parts[0].copy() for parts in zip(*samples, strict=True)]
    for array in arrays:
        if array.dtype.kind == "f":
            array[random.random(array.shape) < share * random.random()] = np.nan
    short = {"length": 5, **SHORT}
    return arrays, [short.get(item.name, item.typical) for item in kernel.options]


@pytest.mark.parametrize("name", WITH_GAPS)
@settings(max_examples=25, deadline=None)
@given(history=histories(), fortran=st.booleans())
def test_a_missing_bar_is_no_bar(name, history, fortran):
    kernel = WITH_GAPS[name]
    arrays, options = sampled(kernel, history)
    for backend in backends_of(name):
        handle = atc_core.get(name, backend=backend)
        expected = wanted(handle, arrays, options)
        given_arrays = [np.asfortranarray(item) if fortran else item for item in arrays]
        result = handle(*given_arrays, *options, gaps="skip")
        assert_same(kernel, fields_of(kernel, result), expected)
        out = [np.zeros_like(field) for field in expected]
        out = out[0] if kernel.result.type is None else tuple(out)
        assert handle(*given_arrays, *options, gaps="skip", out=out) is out
        assert_same(kernel, fields_of(kernel, out), expected)


@pytest.mark.parametrize("name", [name for name, kernel in FLOAT32_KERNELS.items() if kernel.gaps])
def test_a_missing_bar_is_no_bar_in_float32(name):
    kernel = FLOAT32_KERNELS[name]
    for backend in backends_of(name):
        handle = atc_core.get(name, backend=backend)
        for columns in (0, 5):
            arrays, options = sampled(kernel, (40, columns, 3, 0.5))
            assert_same(
                kernel, fields_of(kernel, handle(*arrays, *options, gaps="skip")), wanted(handle, arrays, options)
            )


@pytest.mark.parametrize("name", WITH_GAPS)
def test_keep_is_what_the_kernel_itself_does(name):
    kernel = WITH_GAPS[name]
    arrays, options = sampled(kernel, (40, 0, 5, 0.5))
    for backend in backends_of(name):
        handle = atc_core.get(name, backend=backend)
        own = fields_of(kernel, handle.resolve(40)(*arrays, *options))
        assert_same(kernel, fields_of(kernel, handle(*arrays, *options, gaps="keep")), own)
        if kernel.gaps == "keep":
            assert_same(kernel, fields_of(kernel, handle(*arrays, *options)), own)
        else:
            assert_same(kernel, fields_of(kernel, handle(*arrays, *options)), wanted(handle, arrays, options))


@pytest.mark.parametrize("name", WITH_GAPS)
def test_raise_names_the_first_missing_bar(name):
    kernel = WITH_GAPS[name]
    arrays, options = sampled(kernel, (30, 0, 5, 0.0))
    handle = atc_core.get(name)
    assert_same(kernel, fields_of(kernel, handle(*arrays, *options, gaps="raise")), wanted(handle, arrays, options))
    place = max(place for place, item in enumerate(arrays) if item.dtype.kind == "f")
    last = arrays[place] = arrays[place].copy()
    last[[7, 20]] = np.nan
    first = next(item.name for item, array in zip(kernel.arrays, arrays, strict=True) if array[7] != array[7])
    words = f'^{name}: {first} must have no missing bar with gaps="raise"; bar 7'
    with pytest.raises(ValueError, match=f"{words} is nan$"):
        handle(*arrays, *options, gaps="raise")
    table = [np.column_stack([item] * 3) for item in arrays]
    table[place][7, 0] = last[8]
    with pytest.raises(ValueError, match=f"{words}, column 1 is nan$"):
        handle(*table, *options, gaps="raise")


@pytest.mark.parametrize("name", WITHOUT)
def test_a_kernel_with_a_rule_of_its_own_takes_no_gaps(name):
    kernel = WITHOUT[name]
    assert "gaps" not in inspect.signature(atc_core.get(name)).parameters
    with pytest.raises(TypeError, match=f"^{name}: takes no gaps, for it has a rule of its own"):
        atc_core.get(name)(*kernel.arguments(np.random.default_rng(1), 10), gaps="skip")


def test_which_kernels_leave_missing_bars_out_by_themselves():
    assert {name for name, kernel in WITH_GAPS.items() if kernel.gaps == "skip"} == {"atc", "classify"}
    assert inspect.signature(atc_core.atc).parameters["gaps"].default == "skip"
    assert inspect.signature(atc_core.ema).parameters["gaps"].default == "keep"
    assert 'gaps="keep"' in atc_core.ema.__doc__


def test_another_word_is_refused():
    with pytest.raises(ValueError, match="^ema: gaps must be one of keep, skip, raise, was 'drop'$"):
        atc_core.ema([1.0, 2.0], 1, gaps="drop")
    with pytest.raises(TypeError, match="^ema: gaps must be a word, was 1$"):
        atc_core.ema([1.0, 2.0], 1, gaps=1)


@pytest.mark.parametrize("backend", OWN)
def test_one_missing_price_changes_no_signal(backend):
    """It changed the class at the last bar in 70 of 200 symbols."""
    bars, symbols = (50 if backend == "python" else 1500), 200
    random = np.random.default_rng(15)
    table = 100.0 * np.exp(np.cumsum(random.normal(0.0, 0.02, (bars, symbols)), axis=0))
    holes = random.integers(0, bars // 2, symbols)
    table[holes, np.arange(symbols)] = np.nan
    options = {**SHORT, "backend": backend}
    together = atc_core.atc(table, **options)
    for symbol, hole in enumerate(holes):
        rest = atc_core.atc(np.delete(table[:, symbol], hole), **options)
        for whole, alone, field in zip(together, atc_core.atc(table[:, symbol], **options), rest, strict=True):
            np.testing.assert_array_equal(alone, np.insert(field, hole, np.nan))
            np.testing.assert_array_equal(whole[:, symbol], alone)
    classes = atc_core.classify(together.average_signal)
    assert (classes[holes, np.arange(symbols)] == 0).all()


def test_a_symbol_without_a_price_has_no_result():
    table = np.column_stack([np.arange(1.0, 31.0), np.full(30, np.nan)])
    result = atc_core.atc(table, **SHORT)
    assert np.isnan(result.average_signal[:, 1]).all()
    assert np.isfinite(result.average_signal[:, 0]).all()
    assert np.isnan(atc_core.atc(table[:, 1], **SHORT).average_signal).all()


def test_frames_keep_their_labels():
    prices = pd.DataFrame(
        {"A": [1.0, np.nan, 2.0, 4.0], "B": [1.0, 2.0, 3.0, 4.0]}, index=pd.date_range("2024-01-01", periods=4)
    )
    result = atc_core.sma(prices, 2, gaps="skip")
    expected = pd.DataFrame({"A": [np.nan, np.nan, 1.5, 3.0], "B": [np.nan, 1.5, 2.5, 3.5]}, index=prices.index)
    pd.testing.assert_frame_equal(result, expected, check_freq=False)
    pd.testing.assert_series_equal(atc_core.sma(prices["A"], 2, gaps="skip"), expected["A"], check_freq=False)


def test_out_may_be_the_input():
    table = np.column_stack([np.arange(1.0, 9.0)] * 3)
    table[2, 1] = np.nan
    expected = atc_core.sma(table, 2, gaps="skip")
    assert atc_core.sma(table, 2, gaps="skip", out=table) is table
    np.testing.assert_array_equal(table, expected)


def test_rules_hold_for_the_bars_that_are_there():
    def twice(x: Series, *, out: Series | None = None) -> Series:
        """Twice."""

    kernel = Kernel(twice, price_walk, 1e-12)
    assert kernel.gaps == "keep"
    with pytest.raises(TypeError, match="twice: takes no gaps|no option may be called gaps"):
        Kernel(taking_gaps, price_walk, 1e-12)
    with pytest.raises(TypeError, match="raised: takes no gaps, for it has min_periods"):
        Kernel(raised, crossings, 1e-12, gaps="skip")
    assert Kernel(twice, price_walk, 1e-12, gaps=None).gaps is None


def taking_gaps(x: Series, gaps: int, *, out: Series | None = None) -> Series:
    """A name that every call has."""


def raised(up: Flags, *, out: Flags | None = None) -> Flags:
    """Nothing that could be missing."""


def test_sweeps_pass_it_on():
    prices = np.array([1.0, np.nan, 2.0, 4.0])
    run = atc_core.sweep("sma", prices, grid={"length": [1, 2]}, gaps="skip")
    found = {outcome.job["length"]: outcome.result() for outcome in run.collect()}
    for length, result in found.items():
        np.testing.assert_array_equal(result, atc_core.sma(prices, length, gaps="skip"))
    (outcome,) = atc_core.universe("sma", [prices], length=2, gaps="skip").collect()
    np.testing.assert_array_equal(outcome.result(), found[2])
    (outcome,) = atc_core.universe("sma", [prices], length=2, gaps="raise").collect()
    assert str(outcome.error) == 'sma: x must have no missing bar with gaps="raise"; bar 1 is nan'
    for start in (
        lambda: atc_core.universe("rolling_max", [prices], window=2, gaps="skip"),
        lambda: atc_core.sweep("rolling_max", prices, grid={"window": [2]}, gaps="skip"),
    ):
        with pytest.raises(TypeError, match="rolling_max: takes no gaps"):
            start()
    with pytest.raises(ValueError, match='sma: x must have no missing bar with gaps="raise"; bar 1 is nan'):
        atc_core.sweep("sma", prices, grid={"length": [1]}, gaps="raise")


@pytest.mark.parametrize(
    ("flags", "present", "wanted"),
    [
        ([1, 0, 1, 0, 1], [0, 1, 1, 1, 0], [True, True, False]),
        ([1, 1, 0, 0], [0, 0, 1, 1], [True, False]),
        ([1, 0], [1, 1], [True, False]),
    ],
)
def test_a_flag_at_a_missing_bar_passes_to_the_next_that_is_there(flags, present, wanted):
    from atc_core.gaps import carried

    flags, present = np.array(flags, bool), np.array(present, bool)
    assert carried(flags, present).tolist() == wanted
    both = np.stack([flags, flags])
    assert carried(both, np.stack([present, present])).tolist() == [wanted, wanted]


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_table_without_missing_bars_comes_in_the_order_that_it_had(order):
    table = np.asarray(np.linspace(1.0, 2.0, 24).reshape(8, 3), order=order)
    table[2, 1] = np.nan
    result = atc_core.sma(table, 2, gaps="skip")
    assert result.flags.f_contiguous == (order == "F")


def halved(x: Series, length: int = 4, *, out: Series | None = None) -> Series:
    """Half of each of at least so many bars."""


def test_options_must_fit_the_bars_that_are_there(declare):
    def too_few(sizes, options):
        return "too few bars" if sizes["time"] < options["length"] else None

    handle = declare(halved, lambda x, length, out=None: np.multiply(x, 0.5, out=out), check_sizes=too_few)
    series = np.array([1.0, np.nan, 2.0, 3.0, np.nan, 4.0])
    table = np.column_stack([np.arange(6.0), series])
    np.testing.assert_array_equal(handle(series, gaps="skip", backend="mine"), series / 2)
    np.testing.assert_array_equal(handle(table, gaps="skip", backend="mine"), table / 2)
    for given_bars in (series, table):
        with pytest.raises(ValueError, match="^halved: too few bars, once missing bars are left out$"):
            handle(given_bars, 5, gaps="skip", backend="mine")
