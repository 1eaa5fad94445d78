"""Validation: every wrong argument is refused with kernel, argument, what is allowed and what it was."""

import re

import numpy as np
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.dispatch import handle_of

X = np.linspace(90.0, 110.0, 20)
KERNEL_NAMES = list(KERNELS)
BAD_LENGTHS = [
    (0, ValueError, "sma: length must be at least 1, was 0"),
    (-1, ValueError, "sma: length must be at least 1, was -1"),
    (2.5, TypeError, "sma: length must be an integer, was 2.5"),
    (2.0, TypeError, "sma: length must be an integer, was 2.0"),
    ("x", TypeError, "sma: length must be an integer, was 'x'"),
    (None, TypeError, "sma: length must be an integer, was None"),
    (True, TypeError, "sma: length must be an integer, was True"),
    (2**64, ValueError, f"and at most {2**63 - 1}, was {2**64}"),
]
BAD_OPTIONS = [
    (
        "equity",
        {"decay_multiplier": 0.0},
        ValueError,
        "decay_multiplier must be above 0 and at most 1, was 0.0",
    ),
    (
        "equity",
        {"decay_multiplier": 1.5},
        ValueError,
        "decay_multiplier must be above 0 and at most 1, was 1.5",
    ),
    ("equity", {"decay_multiplier": "x"}, TypeError, "decay_multiplier must be a number, was 'x'"),
    ("equity", {"starting_equity": 0}, ValueError, "starting_equity must be above 0, was 0"),
    ("equity", {"starting_equity": float("nan")}, ValueError, "starting_equity must be above 0, was nan"),
    ("equity", {"cutout": -1}, ValueError, "cutout must be at least 0, was -1"),
    ("equity", {"cutout": 1.0}, TypeError, "cutout must be an integer, was 1.0"),
    ("kama", {"fast": 0.0}, ValueError, "fast must be above 0 and at most 1, was 0.0"),
    ("kama", {"slow": 2}, ValueError, "slow must be above 0 and at most 1, was 2.0"),
]
BAD_SERIES = [
    (np.zeros((2, 2, 2)), ValueError, "must be 1-D or 2-D of shape (time, series), was 3-D"),
    (1.0, ValueError, "must be 1-D or 2-D of shape (time, series), was 0-D"),
    (X * 1j, TypeError, "was complex128"),
    (X.astype(object), TypeError, "was object"),
    (X.astype(str), TypeError, "was str"),
    (X.astype("M8[s]"), TypeError, "was datetime64"),
    (["a", "b"], TypeError, "was list of str"),
    ([[1.0], [1.0, 2.0]], ValueError, "is no array"),
    (None, TypeError, "was NoneType of object"),
]


def every_way(handle):
    """The handle, and the same pinned to each backend that has the kernel: their hot paths differ."""
    return [handle, *(atc_core.get(handle.__name__, backend=name) for name in backends_of(handle.kernel))]


@pytest.mark.parametrize(("length", "error", "message"), BAD_LENGTHS)
def test_a_bad_length_is_refused(length, error, message, capfd):
    out = np.full(20, 7.0)
    for handle in every_way(atc_core.sma):
        with pytest.raises(error) as caught:
            handle(X, length)
        assert message in str(caught.value)
        assert str(caught.value).startswith("sma: length ")
        with pytest.raises(error):
            handle(X, length, out=out)
    assert (out == 7.0).all()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("name", "options", "error", "message"), BAD_OPTIONS)
def test_a_bad_option_is_refused(name, options, error, message):
    kernel = KERNELS[name]
    arguments = dict(zip((item.name for item in kernel.parameters), kernel.arguments(np.random.default_rng(0), 20)))
    for handle in every_way(handle_of(kernel)):
        with pytest.raises(error) as caught:
            handle(**{**arguments, **options})
        assert str(caught.value).startswith(f"{name}: ")
        assert message in str(caught.value)


def dimensions(kernel, parameter):
    """The dimensions that an argument must have, in words."""
    if kernel.is_by_series:
        return "1-D or 2-D of shape (time, series)"
    number = "a number or " if parameter.or_number else ""
    return (
        number
        + ("1-D or 2-D" if len(parameter.axes) > 1 else "1-D")
        + (f" of shape ({', '.join(parameter.axes)})" if len(parameter.axes) > 1 else "")
    )


@pytest.mark.parametrize("name", KERNEL_NAMES)
@pytest.mark.parametrize(("value", "error", "message"), BAD_SERIES, ids=[item[2][-20:] for item in BAD_SERIES])
def test_a_bad_series_is_refused(name, value, error, message):
    kernel = KERNELS[name]
    good = list(kernel.arguments(np.random.default_rng(0), 20))
    for position, parameter in enumerate(kernel.arrays):
        if (parameter.column == "datetime" and "datetime64" in message) or (parameter.optional and value is None):
            continue
        if parameter.or_number and "was 0-D" in message:
            continue
        if error is ValueError and not isinstance(value, list):
            value = np.asarray(value, parameter.dtype)
            message = f"must be {dimensions(kernel, parameter)}, was {value.ndim}-D"
        arguments = [*good[:position], value, *good[position + 1 :]]
        for handle in every_way(handle_of(kernel)):
            with pytest.raises(error) as caught:
                handle(*arguments)
            assert str(caught.value).startswith(f"{name}: {parameter.name} ")
            assert message in str(caught.value)


def common_axis(kernel):
    """The first axis that the first two arrays share; None where there are no two, or they share none."""
    first, second = ([item.axes for item in kernel.arrays] + [(), ()])[:2]
    return next((axis for axis in second if axis in first), None)


@pytest.mark.parametrize("name", [name for name in KERNEL_NAMES if common_axis(KERNELS[name])])
def test_arrays_of_different_sizes_are_refused(name):
    kernel = KERNELS[name]
    first, second, *rest = kernel.arguments(np.random.default_rng(0), 20)
    names = " and ".join(item.name for item in kernel.arrays[:2])
    common = common_axis(kernel)
    shorter = np.delete(second, 0, axis=kernel.arrays[1].axes.index(common))
    rule = "must have the same shape, were" if kernel.is_by_series else f"must agree in {common}, were of shape"
    for handle in every_way(handle_of(kernel)):
        with pytest.raises(ValueError, match=re.escape(f"{name}: {names} {rule} {first.shape} and {shorter.shape}")):
            handle(first, shorter, *rest)


@pytest.mark.parametrize("shape", [(20, 1), (20, 3)])
def test_a_series_and_a_table_are_refused_together(shape):
    for handle in every_way(atc_core.crossover_signal):
        for arguments in [(X, np.ones(shape)), (np.ones(shape), X)]:
            with pytest.raises(ValueError, match="crossover_signal: prices and average must have the same shape"):
                handle(*arguments)


def test_flags_are_booleans_or_integers():
    up = np.array([0, 2, 0, 0])
    assert atc_core.signal_persistence(up, np.array([0, 0, 0, 1])).tolist() == [0, 1, 1, -1]
    with pytest.raises(TypeError, match="signal_persistence: up must be boolean or integer, was float64"):
        atc_core.signal_persistence(up.astype(float), up)


@pytest.mark.parametrize(
    ("out", "error", "message"),
    [
        (np.empty(19), ValueError, "out must have shape (20,), was (19,)"),
        (np.empty((20, 1)), ValueError, "out must have shape (20,), was (20, 1)"),
        (np.empty(20, np.float32), TypeError, "out must be an array of float64, was float32"),
        ([0.0] * 20, TypeError, "out must be an array of float64, was list"),
    ],
)
def test_a_bad_out_is_refused(out, error, message):
    for handle in every_way(atc_core.sma):
        with pytest.raises(error) as caught:
            handle(X, 3, out=out)
        assert message in str(caught.value)


def test_a_read_only_out_is_refused():
    out = np.empty(20)
    out.flags.writeable = False
    with pytest.raises(ValueError, match="sma: out must be writable, was read-only"):
        atc_core.sma(X, 3, out=out)


def test_a_missing_argument_names_kernel_and_argument():
    with pytest.raises(TypeError, match=r"sma\(\) missing 1 required positional argument: 'length'"):
        atc_core.sma(X)


@pytest.mark.parametrize("length", [np.int32(3), np.uint8(3), np.array(3)])
def test_numpy_integers_are_integers(length):
    np.testing.assert_array_equal(atc_core.sma(X, length), atc_core.sma(X, 3))


def test_a_length_beyond_all_series_gives_nan():
    assert np.isnan(atc_core.sma(X, 2**63 - 1)).all()


def test_misaligned_arrays_are_right_on_every_backend():
    raw = np.zeros(20 * 8 + 1, np.uint8)
    misaligned = raw[1:].view(np.float64)
    misaligned[:] = X
    assert not misaligned.flags.aligned
    for handle in every_way(atc_core.sma):
        np.testing.assert_allclose(handle(misaligned, 3), atc_core.sma(X, 3), rtol=1e-14)
