"""Every kernel bar by bar, by its declaration: what the reference gives for the whole history, odd bars included."""

import random

import numpy as np
import pytest
from cases import KERNELS
from damage import corrupted
from one_process import fresh_process  # noqa: F401 the tests share it
from streaming import (
    BARS,
    STREAMED,
    SYMBOLS,
    WITH_GAPS,
    assert_identical,
    assert_right,
    odd_bars,
    opened,
    options_of,
    taken,
)

import atc_core
from atc_core.conformance.agreement import expected
from atc_core.conformance.differences import difference
from atc_core.conformance.edge_cases import edge_cases
from atc_core.conformance.suite import reference
from atc_core.streams import envelope

of_each = pytest.mark.parametrize(("name", "backend"), STREAMED)
of_each_with_gaps = pytest.mark.parametrize(("name", "backend"), WITH_GAPS)
SMALL, LARGE = 64, 2**40
BESIDE = [pair for pair in STREAMED if pair[1] != KERNELS[pair[0]].reference and pair[0] != "atc"]
"""Streams that are not the reference's own; what is made of others has tests of its own."""


@pytest.mark.parametrize(("name", "backend"), BESIDE)
def test_every_bar_of_the_edge_cases_is_the_references(name, backend):
    kernel = KERNELS[name]
    cases = [case for case in edge_cases(kernel) if case.arguments[0].ndim == 1 and len(case.arguments[0]) > 0]
    small = [case for case in cases if len(case.arguments[0]) <= SMALL]
    for case in [*small, *cases[::9]]:
        series = case.arguments[: len(kernel.arrays)]
        options = dict(zip((item.name for item in kernel.options), case.arguments[len(kernel.arrays) :], strict=True))
        if kernel.check_stream and kernel.check_stream(options):
            with pytest.raises(ValueError, match=f"{name}: .* in a stream"):
                atc_core.stream(name, backend=backend, **options)
            continue
        try:
            stream = atc_core.stream(name, backend=backend, **options)
        except MemoryError:
            # Some make room for the whole window, some for the bars that there are.
            assert max(value for value in options.values() if type(value) is int) > LARGE
            continue
        fields = tuple(table[:, 0] for table in taken(stream, series))
        with np.errstate(all="ignore"):
            wanted = expected(kernel, reference(kernel), case.arguments)
        found = difference(kernel, fields[0] if kernel.result.type is None else fields, wanted)
        assert found is None, f"{case}: {found}"


@of_each
def test_symbols_side_by_side_are_the_reference(name, backend):
    stream = opened(name, backend, symbols=SYMBOLS, gaps="keep" if KERNELS[name].gaps else None)
    assert_right(name, taken(stream, odd_bars(name)), "keep" if KERNELS[name].gaps else None)
    assert stream.bars == BARS


@of_each_with_gaps
def test_missing_bars_are_left_out_symbol_by_symbol(name, backend):
    stream = opened(name, backend, symbols=SYMBOLS, gaps="skip")
    together = taken(stream, odd_bars(name))
    assert_right(name, together, "skip")
    assert stream.bars == BARS
    for symbol in (2, 5):
        alone = opened(name, backend, gaps="skip")
        own = taken(alone, [table[:, [symbol]] for table in odd_bars(name)])
        assert_identical([table[:, 0] for table in own], [table[:, symbol] for table in together])
        assert alone.bars == BARS


@of_each
@pytest.mark.parametrize("symbols", [1, SYMBOLS])
@pytest.mark.parametrize("gaps", ["keep", "skip"])
@pytest.mark.parametrize("revisable", [False, True])
def test_a_state_goes_on_to_the_last_bit(name, backend, symbols, gaps, revisable):
    given = {"gaps": gaps} if KERNELS[name].gaps else {}
    tables = [table[:, -symbols:] for table in odd_bars(name)]
    stream = opened(name, backend, symbols=symbols, revisable=revisable, **given)
    for start, end in ((0, 1), (1, 34), (34, 60)):
        taken(stream, tables, start, end)
        again = atc_core.Stream.from_state(stream.state())
        assert (again.bars, again.symbols, again.options, again.gaps) == (end, symbols, stream.options, stream.gaps)
        assert again.revisable is revisable
        assert again.state() == stream.state()
        later = taken(atc_core.Stream.from_state(stream.state()), tables, end, end + 9)
        assert_identical(taken(again, tables, end, end + 9), later)


@of_each
def test_some_of_the_symbols_go_on_alone(name, backend):
    stream = opened(name, backend, symbols=SYMBOLS, gaps="keep" if KERNELS[name].gaps else None)
    taken(stream, odd_bars(name), 0, 50)
    whole = atc_core.Stream.from_state(stream.state())
    inner = stream._inner.select([4, 1])
    assert (inner.symbols, inner.bars) == (2, 50)
    results = taken(whole, odd_bars(name), 50, 60)
    for bar in range(10):
        rows = (np.ascontiguousarray(table[50 + bar, [4, 1]]) for table in odd_bars(name))
        result = inner.update(*rows)
        fields = [result] if KERNELS[name].result.type is None else result
        assert_identical(fields, [table[bar, [4, 1]] for table in results])


@of_each
def test_what_a_backend_kept_may_be_anything(name, backend):
    """Damage behind a checksum that is right: refused, or a stream that answers; never a crash."""
    dice = random.Random(8)
    for given in ({}, {"revisable": True}, {"gaps": "skip"}, {"gaps": "skip", "revisable": True}):
        if KERNELS[name].gaps is None and "gaps" in given:
            continue
        stream = opened(name, backend, symbols=2, **given)
        tables = [table[:, [4, 5]] for table in odd_bars(name)]
        taken(stream, tables, 0, 40)
        whole = envelope.unpack(stream.state())
        for _ in range(40):
            state = envelope.pack(whole._replace(content=corrupted(whole.content, dice)))
            try:
                found = atc_core.Stream.from_state(state)
            except ValueError:
                continue
            found.update(*(table[40] for table in tables))
            if found.revisable:
                found.revise(*(table[41] for table in tables))


@of_each
def test_results_have_the_types_of_their_fields(name, backend):
    kinds = {"f": float, "i": int}
    one = opened(name, backend)
    result = one.update(*(table[0, 0].item() for table in odd_bars(name)))
    fields = [result] if KERNELS[name].result.type is None else result
    assert [type(field) for field in fields] == [kinds[item.dtype.kind] for item in KERNELS[name].result.fields]
    many = opened(name, backend, symbols=2)
    result = many.update(*(table[0, :2] for table in odd_bars(name)))
    fields = [result] if KERNELS[name].result.type is None else result
    assert [field.dtype for field in fields] == [item.dtype for item in KERNELS[name].result.fields]
    assert one.options == options_of(name)


def test_a_label_is_an_integer_bar_by_bar_too():
    stream = atc_core.stream("smooth_labels", min_duration=1)
    assert [stream.update(label) for label in (2**63 - 1, -1, 7)] == [2**63 - 1, 2**63 - 1, 7]
    for label in (1.0, 1.5, np.float64(2), "1"):
        with pytest.raises(TypeError, match="smooth_labels: label must be integers, was"):
            stream.update(label)
    with pytest.raises(ValueError, match="smooth_labels: label must be from .* to 9223372036854775807"):
        stream.update(2**63)
    assert (stream.bars, stream.update(-1)) == (3, 7)


@pytest.mark.parametrize("backend", [backend for name, backend in STREAMED if name == "smooth_labels"])
def test_every_label_goes_through_a_stream_unchanged(backend):
    """Also those that no float holds, and the bits of a NaN; a missing one gives 0."""
    not_a_number = np.array([np.nan]).view(np.int64)[0]
    labels = np.array([[not_a_number, 2**53 + 1], [-1, 2**53 + 1], [2**63 - 1, -(2**63)], [2**63 - 1, 0]])
    wanted = atc_core.smooth_labels(labels, 1)
    stream = atc_core.stream("smooth_labels", 1, history=labels[:2], backend=backend)
    np.testing.assert_array_equal(stream.results, wanted[:2])
    np.testing.assert_array_equal([stream.update(bar) for bar in labels[2:]], wanted[2:])
    named = atc_core.stream("smooth_labels", 1, symbols=["a", "b"], backend=backend)
    assert [named.update({"a": 3, "b": 4}), named.update({"b": 7})] == [{"a": 3, "b": 4}, {"a": 0, "b": 7}]
