"""The newest bar may be replaced: the stream is then as if its first version had never been, to the last bit."""

import copy

import numpy as np
import pandas as pd
import pytest
from cases import KERNELS
from one_process import fresh_process  # noqa: F401 the tests share it
from streaming import STREAMED, SYMBOLS, WITH_GAPS, assert_identical, odd_bars, opened, taken

import atc_core

of_each = pytest.mark.parametrize(("name", "backend"), STREAMED)


def values(tables, bar, symbols):
    return [table[bar, 0].item() if symbols == 1 else table[bar] for table in tables]


def fields_of(stream, result):
    return [result] if stream.kernel.result.type is None else list(result)


@of_each
@pytest.mark.parametrize("symbols", [1, SYMBOLS])
def test_a_revised_bar_never_had_its_first_version(name, backend, symbols):
    tables = [table[:, -symbols:] for table in odd_bars(name)]
    plain = opened(name, backend, symbols=symbols)
    revised = opened(name, backend, symbols=symbols, revisable=True)
    for bar in range(40):
        # First with bars of another time: of some symbols they are missing, or infinite.
        revised.update(*values(tables, 70 + bar, symbols))
        for other in (90, 33, 5)[: bar % 4]:
            revised.revise(*values(tables, other, symbols))
        if bar % 20 == 7:
            revised = atc_core.Stream.from_state(revised.state())
        result = revised.revise(*values(tables, bar, symbols))
        assert_identical(fields_of(plain, plain.update(*values(tables, bar, symbols))), fields_of(revised, result))
    assert revised.bars == plain.bars == 40


@pytest.mark.parametrize(("name", "backend"), WITH_GAPS)
@pytest.mark.parametrize("symbols", [1, SYMBOLS])
def test_a_bar_may_go_missing_and_come_back(name, backend, symbols):
    tables = [table[:, -symbols:] for table in odd_bars(name)]
    plain = opened(name, backend, symbols=symbols, gaps="skip")
    revised = opened(name, backend, symbols=symbols, gaps="skip", revisable=True)
    nothing = [np.nan if table.dtype.kind == "f" else True for table in tables]
    nothing = nothing if symbols == 1 else [np.full(symbols, value) for value in nothing]
    for bar in range(40):
        wanted = values(tables, bar, symbols)
        versions = [values(tables, 70 + bar, symbols), nothing, wanted, nothing, wanted]
        revised.update(*versions[bar % 3])
        for version in versions[bar % 3 + 1 :]:
            result = revised.revise(*version)
        if bar % 20 == 7:
            revised = copy.copy(revised)
        assert_identical(fields_of(plain, plain.update(*wanted)), fields_of(revised, result))
        assert revised.bars == plain.bars


@of_each
def test_there_must_be_a_bar_to_revise(name, backend):
    bar = values(odd_bars(name), 50, 1)
    stream = opened(name, backend, revisable=True)
    for again in (stream, copy.copy(stream)):
        with pytest.raises(ValueError, match=f"{name}: there is no newest bar that may be replaced"):
            again.revise(*bar)
    stream.update(*bar)
    stream.revise(*bar)
    assert stream.bars == 1


def test_only_a_stream_opened_so_is_revised():
    stream = atc_core.stream("rsi")
    stream.update(1.0)
    for again in (stream, copy.copy(stream)):
        for bar in (2.0, [2.0], np.nan):
            with pytest.raises(ValueError, match=r"rsi: revise needs a stream that was opened with revisable=True"):
                again.revise(bar)
    with pytest.raises(TypeError, match="rsi: revisable must be True or False, was 'yes'"):
        atc_core.stream("rsi", revisable="yes")


@pytest.mark.parametrize("gaps", ["keep", "skip", "raise"])
def test_a_wrong_revision_changes_nothing(gaps):
    stream = atc_core.stream("atr", 3, symbols=["A", "B"], gaps=gaps, revisable=True)
    stream.update(high=[2.0, 3.0], low=[1.0, 2.0], close=[1.5, 2.5])
    before = stream.state()
    with pytest.raises(TypeError, match="atr: revise has no argument 'hihg'; did you mean 'high'"):
        stream.revise(hihg=[1.0, 2.0])
    with pytest.raises(ValueError, match="atr: high must have symbols of the stream, has 'C'"):
        stream.revise(high={"C": 1.0}, low={"A": 1.0}, close={"A": 1.0})
    if gaps == "raise":
        with pytest.raises(ValueError, match="high must not be missing with gaps=\"raise\"; symbol 'B' is nan"):
            stream.revise(high={"A": 1.0}, low={"A": 1.0}, close={"A": 1.0})
    assert stream.state() == before


@of_each
def test_the_last_bar_of_a_history_may_be_revised(name, backend):
    tables = odd_bars(name)
    history = tuple(table[:41] for table in tables)
    given = {"history": history[0] if len(history) == 1 else history, "revisable": True}
    stream = opened(name, backend, **given)
    plain = opened(name, backend, history=history[0][:40] if len(history) == 1 else tuple(t[:40] for t in history))
    assert_identical(
        fields_of(stream, stream.revise(*values(tables, 50, 2))), fields_of(plain, plain.update(*values(tables, 50, 2)))
    )
    assert stream.bars == plain.bars == 41
    assert_identical(taken(stream, tables, 51, 60), taken(plain, tables, 51, 60))


def test_a_revision_is_labelled_as_an_update():
    stream = atc_core.stream("bollinger", 2, symbols=["A", "B"], revisable=True)
    stream.update({"A": 1.0, "B": 2.0})
    stream.update({"A": 1.0, "B": 2.0})
    result = stream.revise(pd.Series({"B": 4.0, "A": 3.0}))
    assert result.middle.to_dict() == {"A": 2.0, "B": 3.0}
    assert stream.revise({"B": 4.0, "A": 3.0}).middle == {"A": 2.0, "B": 3.0}


def test_kernels_of_every_backend_are_tried():
    assert {name for name, _ in STREAMED} >= {name for name, kernel in KERNELS.items() if kernel.family == "indicators"}
