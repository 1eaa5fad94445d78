"""Single precision: asked for by name, float32 in and out, as accurate as declared, never chosen unasked."""

import numpy as np
import pytest
from cases import FLOAT32_KERNELS, KERNELS
from form_checks import assert_all_hold, by_form
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core import conformance
from atc_core.conformance.edge_cases import edge_cases
from atc_core.conformance.layouts import TABLES

NAMES = list(FLOAT32_KERNELS)
AVAILABLE = [name for name, status in atc_core.backends().items() if status.state == "available"]
CHECKS = [check for check in conformance.checks(*AVAILABLE) if check.subject.kernel.name in FLOAT32_KERNELS]
OTHERS, FORMS = by_form(CHECKS)
PAIRS = list(dict.fromkeys((check.subject.kernel.name, check.subject.backend) for check in CHECKS))
of_each_kernel = pytest.mark.parametrize(("name", "backend"), PAIRS)


def backends_of(*names):
    """The backends that implement all of these kernels."""
    return [backend for backend in AVAILABLE if {(name, backend) for name in names} <= set(PAIRS)]


def test_every_float32_kernel_has_its_reference():
    assert {(name, kernel.reference) for name, kernel in FLOAT32_KERNELS.items()} <= set(PAIRS)


def test_all_moving_averages_have_a_float32_kernel():
    averages = [name for name, kernel in KERNELS.items() if kernel.family == "moving_averages"]
    assert {f"{name}_float32" for name in averages} <= set(NAMES)
    assert set(NAMES) == {f"{name}_float32" for name, kernel in KERNELS.items() if kernel.float32 is not None}
    assert atc_core.kernels("float32") == NAMES


@pytest.mark.parametrize("check", OTHERS, ids=str)
def test_conformance(check):
    check()


@pytest.mark.parametrize("subject", FORMS, ids=lambda subject: f"{subject.kernel.name}-{subject.backend}")
def test_conformance_in_every_form(subject):
    assert_all_hold(FORMS[subject])


@of_each_kernel
def test_within_the_declared_accuracy_of_double_precision(name, backend):
    double = name.removesuffix("_float32")
    series = [np.float32(item) for item in KERNELS[double].sample(np.random.default_rng(2), 5000)]
    options = [item.typical for item in KERNELS[double].options]
    result = atc_core.get(double, precision="float32", backend=backend)(*series, *options)
    wanted = atc_core.get(double)(*series, *options)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, wanted, rtol=1e-5, equal_nan=True)


def implementation(name, backend):
    return atc_core.get(name, backend=backend).resolve(0)


def widened(arguments):
    return [item.astype(np.float64) if isinstance(item, np.ndarray) else item for item in arguments]


def narrowed(values):
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def neighbours(values):
    """The float32 values next to each, and itself: a fused operation more or less may decide a tie."""
    return np.nextafter(values, np.float32(-np.inf)), values, np.nextafter(values, np.float32(np.inf))


def assert_rounded_once(result, doubles, label=""):
    wanted = narrowed(doubles)
    same = np.isnan(result) & np.isnan(wanted)
    for near in neighbours(wanted):
        same |= result == near
    assert result.dtype == np.float32
    assert same.all(), f"{label}: bars {np.flatnonzero(~same)[:5]}"


@of_each_kernel
def test_every_edge_is_double_precision_rounded_once(name, backend):
    single, double = implementation(name, backend), implementation(name.removesuffix("_float32"), backend)
    for case in edge_cases(FLOAT32_KERNELS[name]):
        assert_rounded_once(single(*case.arguments), double(*widened(case.arguments)), case)


@of_each_kernel
@pytest.mark.parametrize("bars", [511, 512, 513, 1024, 1030, 5000])
def test_tiles_leave_no_trace(name, backend, bars):
    single, double = implementation(name, backend), implementation(name.removesuffix("_float32"), backend)
    arguments = list(FLOAT32_KERNELS[name].arguments(np.random.default_rng(bars), bars))
    arguments[0][:7] = np.nan
    assert_rounded_once(single(*arguments), double(*widened(arguments)))


@pytest.mark.parametrize("layout", TABLES)
@of_each_kernel
def test_tables_are_their_columns(name, backend, layout):
    handle, kernel = atc_core.get(name, backend=backend), FLOAT32_KERNELS[name]
    options = [item.typical for item in kernel.options]
    samples = [kernel.sample(np.random.default_rng(seed), 90) for seed in range(19)]
    tables = [np.stack(columns, axis=1) for columns in zip(*samples, strict=True)]
    tables[0][:9, 2] = np.nan
    tables[0][40, 5] = np.inf
    given = [TABLES[layout](item) for item in tables]
    result = handle(*given, *options)
    out = np.full_like(result, 7)
    assert handle(*given, *options, out=out) is out
    np.testing.assert_array_equal(out, result)
    for column in range(result.shape[1]):
        alone = handle(*(item[:, column].copy() for item in given), *options)
        assert_rounded_once(result[:, column], alone.astype(np.float64), f"column {column}")


@pytest.mark.parametrize("backend", backends_of("hma_float32", "sma_float32"))
def test_what_overflows_is_infinite(backend):
    largest = np.finfo(np.float32).max
    x = largest * np.array([1, 1, -1, 1, 1, 0], np.float32)
    result = atc_core.get("hma_float32", backend=backend)(x, 4)
    assert result[4] == np.inf
    table = np.stack([x] * 20, axis=1)
    assert (atc_core.get("hma_float32", backend=backend)(table, 4)[4] == np.inf).all()
    constant = np.full(9, largest)
    np.testing.assert_array_equal(atc_core.get("sma_float32", backend=backend)(constant, 3)[2:], constant[2:])


def test_float32_input_alone_is_no_request():
    assert atc_core.sma(np.ones(9, np.float32), 3).dtype == np.float64


def test_other_input_is_converted_once():
    handle = atc_core.get("sma", precision="float32")
    assert handle([1, 2, 3], 3)[2] == np.float32(2.0)
    assert handle(np.arange(5.0), 2).dtype == np.float32


def test_tables_and_out():
    handle = atc_core.get("ema", precision="float32")
    table = np.random.default_rng(0).random((50, 9)).astype(np.float32)
    out = np.empty_like(table)
    assert handle(table, 5, out=out) is out
    with pytest.raises(TypeError, match="out must be an array of float32, was float64"):
        handle(table, 5, out=np.empty(table.shape))


def test_its_handle_is_a_function_of_its_own():
    handle = atc_core.get("ema", precision="float32")
    assert handle.__name__ == "ema_float32"
    assert handle is atc_core.get("ema_float32") is atc_core.ema_float32
    assert "half the memory" in handle.__doc__
    assert handle.explain(n=1000).kernel == "ema_float32"


def test_what_there_is_not_is_named():
    with pytest.raises(ValueError, match="rate_of_change has no float32 kernel; those that have one are .*sma, ema"):
        atc_core.get("rate_of_change", precision="float32")
    with pytest.raises(ValueError, match="precision must be float64 or float32, was 'half'"):
        atc_core.get("ema", precision="half")
