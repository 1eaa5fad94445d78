"""Curves, thresholds and probes: exact, because nothing here is measured."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atc_core.tuning.model import (
    LARGEST_SIZE,
    TIE_BAND,
    Curve,
    Thresholds,
    compile_thresholds,
    fastest,
    next_probe,
)

LIGHT = Curve((10, 1000), (1e-6, 100e-6))
HEAVY = Curve((10, 1000), (50e-6, 60e-6))


def affine(start, per_bar, sizes=(32, 1000, 10_000)):
    return Curve(sizes, tuple(start + per_bar * n for n in sizes))


def test_a_curve_goes_through_its_points_and_on():
    curve = Curve((10, 20, 40), (1.0, 2.0, 6.0))
    assert [curve.at(n) for n in (0, 10, 15, 20, 30, 40, 50)] == [1.0, 1.0, 1.5, 2.0, 4.0, 6.0, 8.0]


def test_a_falling_last_piece_does_not_become_negative():
    assert Curve((10, 20), (2.0, 1.0)).at(10**9) == 1.0


def test_one_point_is_taken_as_proportional():
    assert Curve((10,), (1.0,)).at(1000) == pytest.approx(100.0)


def test_thresholds_meet_where_the_curves_cross():
    thresholds = compile_thresholds({"light": LIGHT, "heavy": HEAVY}, None)
    (edge,) = thresholds.edges
    assert thresholds.names == ("light", "heavy")
    assert LIGHT.at(edge - 1) <= HEAVY.at(edge - 1)
    assert LIGHT.at(edge) > HEAVY.at(edge)


def test_the_incumbent_keeps_a_tie_and_loses_beyond_it():
    curves = {"new": Curve((10,), (1.0,)), "old": Curve((10,), (1.0 / (1.0 - TIE_BAND) - 1e-9,))}
    assert fastest(curves, 10, "old") == "old"
    assert fastest(curves, 10, None) == "new"
    curves["old"] = Curve((10,), (1.0 / (1.0 - TIE_BAND) + 1e-9,))
    assert fastest(curves, 10, "old") == "new"


def test_an_incumbent_that_is_no_candidate_changes_nothing():
    curves = {"new": LIGHT}
    assert compile_thresholds(curves, Thresholds((), ("gone",))) == Thresholds((), ("new",))


def test_who_was_given_up_does_not_win_where_only_others_were_measured():
    best = affine(1e-6, 1e-9)
    flat = Curve((32, 1000), (61e-6, 60e-6))
    assert flat.at(100_000) < best.at(100_000)
    assert fastest({"best": best, "flat": flat}, 100_000, "flat") == "best"
    assert compile_thresholds({"best": best, "flat": flat}, None) == Thresholds((), ("best",))
    close = Curve((32, 1000), (2e-6, 2.1e-6))
    assert fastest({"best": best, "close": close}, 100_000, None) == "close"


seconds = st.floats(1e-7, 1e-2)
curve = st.lists(st.integers(0, 3000), min_size=1, max_size=4, unique=True).flatmap(
    lambda sizes: st.lists(seconds, min_size=len(sizes), max_size=len(sizes)).map(
        lambda values: Curve(tuple(sorted(sizes)), tuple(values))
    )
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), curve, min_size=1, max_size=4), st.booleans(), st.data())
def test_thresholds_are_the_decisions_at_every_size(curves, has_incumbent, data):
    edges = tuple(sorted(data.draw(st.sets(st.integers(1, 3000), max_size=2)))) if has_incumbent else ()
    names = data.draw(st.lists(st.sampled_from("abcd"), min_size=len(edges) + 1, max_size=len(edges) + 1))
    incumbent = Thresholds(edges, tuple(names)) if has_incumbent else None
    thresholds = compile_thresholds(curves, incumbent)
    for n in (*range(0, 3200, 7), *edges, *thresholds.edges, *(edge - 1 for edge in thresholds.edges)):
        expected = fastest(curves, n, incumbent.at(n) if incumbent else None)
        actual = thresholds.at(n)
        # Where two candidates cost the same to the last bit, either may be named.
        assert actual == expected or curves[actual].at(n) == pytest.approx(curves[expected].at(n), rel=1e-9)


def test_thresholds_hold_to_the_largest_size():
    slow_start = {"steep": affine(1e-6, 2e-9), "flat": affine(5e-6, 1.9999e-9)}
    thresholds = compile_thresholds(slow_start, None)
    assert thresholds.at(LARGEST_SIZE) == "flat"
    assert thresholds.at(32) == "steep"


def test_a_candidate_that_is_slow_by_its_bars_is_hopeless():
    best = affine(1e-6, 1e-9)
    assert affine(1e-6, 1e-6, (1000,)).hopeless(best)
    assert affine(1e-6, 5e-9).hopeless(best)


def test_a_candidate_that_is_slow_by_its_call_is_not_hopeless():
    best = affine(0.2e-6, 1e-9)
    assert not affine(40e-6, 0.5e-9, (1000,)).hopeless(best)
    assert not affine(40e-6, 0.5e-9, (32, 1000)).hopeless(best)
    assert not affine(0.2e-6, 1.5e-9).hopeless(best)


def test_a_probe_goes_between_the_sizes_around_a_crossing():
    assert next_probe({"light": LIGHT, "heavy": HEAVY}) == 100


def test_no_probe_where_one_candidate_is_far_ahead():
    assert next_probe({"fast": affine(1e-6, 1e-9), "slow": affine(1e-5, 1e-8)}) is None


def test_no_probe_between_sizes_that_are_close():
    assert next_probe({"a": Curve((100, 150), (1.0, 2.0)), "b": Curve((100, 150), (1.0, 2.0))}) is None
