"""The Rust functions on arrays ``(time, series)``: any layout, any alignment, and what they refuse."""

import numpy as np
import pytest
from cases import KERNELS
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core

native = pytest.importorskip("atc_rust._native")

BARS, WIDTH = 90, 19


def columns(kernel, width=WIDTH, bars=BARS):
    """The arguments for every series of a table, with leading NaNs in some."""
    made = [kernel.arguments(np.random.default_rng(seed), bars) for seed in range(width)]
    count = len(kernel.arrays)
    series = [np.column_stack([each[i] for each in made]) for i in range(count)]
    if series[0].dtype == np.float64:
        for column in range(0, width, 3):
            series[0][: 2 * column, column] = np.nan
    return series, list(made[0][count:])


def strided(array, step=3):
    larger = np.zeros((array.shape[0] * step, array.shape[1] * step), array.dtype)
    larger[::step, ::step] = array
    return larger[::step, ::step]


def misaligned(array):
    memory = np.zeros(array.nbytes + 1, np.uint8)
    moved = memory[1:].view(array.dtype).reshape(array.shape)
    moved[...] = array
    return moved


def between_items(array):
    """Strides that are no multiple of the item size."""
    records = np.zeros(array.shape, np.dtype([("flag", "i1"), ("value", array.dtype)]))
    records["value"] = array
    return records["value"]


LAYOUTS = {
    "C": np.ascontiguousarray,
    "F": np.asfortranarray,
    "strided": strided,
    "backward": lambda array: array[::-1, ::-1].copy()[::-1, ::-1],
    "backward F": lambda array: np.asfortranarray(array[::-1, ::-1])[::-1, ::-1],
    "misaligned": misaligned,
    "misaligned F": lambda array: misaligned(array.T).T,
    "between items": between_items,
}


@pytest.fixture(params=native.KERNELS)
def kernel(request):
    return KERNELS[request.param]


def by_column(kernel, series, options):
    """What the one-dimensional function says."""
    function = getattr(native, kernel.name)
    result = np.empty(series[0].shape, kernel.result.fields[0].dtype)
    for column in range(result.shape[1]):
        result[:, column] = function(*(item[:, column].copy() for item in series), *options)
    return result


def assert_same(result, wanted):
    assert result.dtype == wanted.dtype
    if wanted.dtype == np.float64:
        scale = np.nanmax(np.abs(wanted), initial=1.0)
        np.testing.assert_allclose(result, wanted, rtol=0, atol=1e-12 * scale)
    else:
        np.testing.assert_array_equal(result, wanted)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_in_and_out(kernel, layout):
    series, options = columns(kernel)
    wanted = by_column(kernel, series, options)
    given = [LAYOUTS[layout](item) for item in series]
    for item in given:
        item.flags.writeable = False
    function = getattr(native, kernel.name)
    assert_same(function(*given, *options), wanted)
    out = LAYOUTS[layout](np.zeros(wanted.shape, wanted.dtype))
    assert function(*given, *options, out=out) is out
    assert_same(out, wanted)
    for item, original in zip(given, series):
        np.testing.assert_array_equal(item, original)


def test_what_is_around_out_stays(kernel):
    series, options = columns(kernel)
    larger = np.full((3 * BARS, 3 * WIDTH), 7, kernel.result.fields[0].dtype)
    getattr(native, kernel.name)(*series, *options, out=larger[::3, ::3])
    larger[::3, ::3] = 7
    assert (larger == 7).all()


SHAPES = [(0, 0), (0, 3), (3, 0), (1, 1), (1, 5), (5, 1), (2, 200), *((150, count) for count in range(2, 18))]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape(kernel, shape):
    series, options = columns(kernel, max(shape[1], 1), max(shape[0], 1))
    series = [item[: shape[0], : shape[1]] for item in series]
    assert_same(getattr(native, kernel.name)(*series, *options), by_column(kernel, series, options))


def test_order_of_the_result(kernel):
    series, options = columns(kernel)
    function = getattr(native, kernel.name)
    assert function(*series, *options).flags.c_contiguous
    assert function(*map(strided, series), *options).flags.c_contiguous
    assert function(*map(np.asfortranarray, series), *options).flags.f_contiguous
    single = [np.asfortranarray(item[:, :1]) for item in series]
    assert function(*single, *options).flags.c_contiguous


def test_one_series_for_all(kernel):
    series, options = columns(kernel)
    repeated = [np.broadcast_to(item[:, :1], item.shape) for item in series]
    assert_same(getattr(native, kernel.name)(*repeated, *options), by_column(kernel, repeated, options))


def test_refused_tables():
    x = np.arange(12.0).reshape(4, 3)
    equity = native.equity
    for wrong in (np.float32(x), x.astype(">f8"), [[1.0]]):
        with pytest.raises(TypeError, match="must be an array of float64"):
            native.ema(wrong, 2)
    with pytest.raises(ValueError, match="must have 1 dimension or 2, had 3"):
        native.ema(x[None], 2)
    with pytest.raises(ValueError, match="one shape"):
        equity(x, x[:, :2])
    with pytest.raises(ValueError, match="all have 1 dimension or all 2"):
        equity(x, x[:, 0].copy())
    with pytest.raises(ValueError, match="all have 1 dimension or all 2"):
        equity(x[:, 0].copy(), x)


def test_refused_outs():
    x = np.arange(12.0).reshape(4, 3)
    fixed = np.empty_like(x)
    fixed.flags.writeable = False
    folded = np.lib.stride_tricks.as_strided(np.empty(3), (4, 3), (0, 8))
    wrong = {
        "overlap": x,
        "overlap an input": x[::-1],
        "2 dimensions": np.empty(12),
        "shape": np.empty((3, 4)),
        "writable": fixed,
        "distinct": folded,
    }
    for message, out in wrong.items():
        with pytest.raises(ValueError, match=message):
            native.ema(x, 2, out=out)
    with pytest.raises(TypeError, match="float64"):
        native.ema(x, 2, out=np.empty((4, 3), np.float32))


def test_the_handle_runs_the_function_on_the_table_itself():
    x = np.asfortranarray(np.random.default_rng(1).random((50, 4)))
    result = atc_core.get("ema", backend="rust")(x, 5)
    assert result.flags.f_contiguous
    np.testing.assert_array_equal(result, native.ema(x, 5))


@pytest.mark.parametrize("shape", [(3001, 70), (500, 1000), (70_000, 2), (200_000, 1)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_large_tables(shape, order):
    x = np.asarray(np.random.default_rng(2).random(shape), order=order)
    assert_same(native.wma(x, 28), by_column(KERNELS["wma"], [x], [28]))
    assert_same(native.kama(x, 28), by_column(KERNELS["kama"], [x], [28]))
