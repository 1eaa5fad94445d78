"""Curves, thresholds and probes: exact, because nothing here is measured."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atc_core.tuning.model import (
    CALL_OVERHEAD,
    LARGEST_SIZE,
    NEAR,
    TIE_BAND,
    Curve,
    Thresholds,
    compile_thresholds,
    crossings,
    fastest,
    is_close,
    next_probe,
    turning_points,
    was_given_up,
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


def test_a_cost_per_bar_is_told_from_two_sizes_or_from_one_beyond_the_overhead():
    best = Curve((1000,), (1e-6,))
    assert Curve((1000,), (CALL_OVERHEAD + 2.1e-6,)).hopeless(best)
    assert not Curve((1000,), (CALL_OVERHEAD + 1.9e-6,)).hopeless(best)
    assert Curve((500, 1000), (10e-6, 11.1e-6)).hopeless(best)
    assert not Curve((500, 1000), (10e-6, 10.9e-6)).hopeless(best)
    # The best's cost of a further bar counts where it is more than its cost a bar.
    assert not Curve((500, 1000), (10e-6, 11.1e-6)).hopeless(Curve((500, 1000), (0.2e-6, 1e-6)))


def test_calls_without_bars_are_taken_as_calls_of_one():
    assert Curve((0,), (2.0,)).slope == 2.0
    assert Curve((1,), (2.0,)).slope == 2.0
    assert Curve((0,), (1.0,)).hopeless(Curve((0,), (0.3,)))
    narrowly = 0.6 + CALL_OVERHEAD / 2
    assert not Curve((1, 2), (narrowly, narrowly)).hopeless(Curve((0, 1), (0.3, 0.3)))
    assert not Curve((0, 1), (narrowly, narrowly)).hopeless(Curve((0, 1), (0.3, 0.3)))


def test_given_up_is_what_was_over_twice_the_best_at_its_last_size():
    best = affine(1e-6, 1e-9)
    last = best.at(1000)
    assert was_given_up(Curve((32, 1000), (1e-6, 2.01 * last)), {"best": best}, 1001)
    assert not was_given_up(Curve((32, 1000), (1e-6, 2.0 * last)), {"best": best}, 1001)
    assert not was_given_up(Curve((32, 1000), (1e-6, 9.0 * last)), {"best": best}, 1000)
    shorter = Curve((32, 1000), (1e-6, last))
    assert not was_given_up(Curve((32, 1000), (1e-6, 9.0 * last)), {"shorter": shorter}, 1001)
    assert was_given_up(Curve((32, 1000), (1e-6, 9.0 * last)), {"shorter": shorter, "best": best}, 1001)


def test_two_are_close_by_the_share_that_is_worth_a_probe():
    first = Curve((10,), (1.0,))
    assert is_close({"first": first, "second": Curve((10,), (1.0 + NEAR - 1e-9,))}, 10)
    assert not is_close({"first": first, "second": Curve((10,), (1.0 + NEAR + 1e-9,))}, 10)
    assert is_close({"third": Curve((10,), (9.0,)), "first": first, "second": first}, 10)
    assert not is_close({"first": first}, 10)


def test_a_probe_goes_into_the_widest_gap_of_over_twice_the_size():
    close = {"a": Curve((100, 201, 1000), (1.0, 1.0, 1.0)), "b": Curve((100, 1000), (1.0, 1.0))}
    assert next_probe(close) == 448
    assert next_probe({"a": Curve((100, 201), (1.0, 1.0)), "b": Curve((100,), (1.0,))}) == 141
    assert next_probe({"a": Curve((100, 200), (1.0, 1.0)), "b": Curve((100,), (1.0,))}) is None
    assert next_probe({"a": Curve((0, 100), (1.0, 1.0)), "b": Curve((100,), (1.0,))}) is None
    # The wider gap is far from every tie: 10 to 100 is close at its lower end, and 100 to 10 000 is not.
    near_at_first = {"a": Curve((10, 100, 10_000), (1.0, 1.0, 1.0)), "b": Curve((10, 100), (1.1, 5.0))}
    assert next_probe(near_at_first) == 31
    near_at_last = {"a": Curve((10, 100, 150), (1.0, 1.0, 1.0)), "b": Curve((10, 100, 150), (5.0, 1.1, 5.0))}
    assert next_probe(near_at_last) == 31


def test_lines_cross_where_one_meets_another_or_its_tie_band():
    bands = 1.0, 1.0 - TIE_BAND, 1.0 / (1.0 - TIE_BAND)
    wanted = sorted((band - 1.0) / 2.0 for band in bands if band >= 1.0)
    assert sorted(crossings([(1.0, 3.0), (1.0, 1.0)])) == pytest.approx(wanted)
    assert list(crossings([(0.0, 2.0), (1.0, 1.0)])) == pytest.approx([band / 2.0 for band in bands])
    assert list(crossings([(1.0, 1.0), (2.0, 2.0)])) == []
    assert list(crossings([(1.0, 1.0), (1.0, 1.0)])) == []


def test_decisions_may_turn_at_edges_and_around_crossings():
    assert turning_points({"only": Curve((10, 20), (1.0, 1.0))}, (5,)) == [0, 5]
    lines = {"rising": Curve((0, 100), (0.0, 100.0)), "flat": Curve((0, 100), (50.0, 50.0))}
    points = set(turning_points(lines, ()))
    for share in (50.0, 50.0 * (1.0 - TIE_BAND), 50.0 / (1.0 - TIE_BAND)):
        assert {int(share) - 1, int(share), int(share) + 1, int(share) + 2} <= points
    assert max(points) <= LARGEST_SIZE


def test_an_incumbent_may_be_a_lookup_of_thresholds():
    curves = {"new": Curve((10,), (1.0,)), "old": Curve((10,), (1.01,))}
    old = Thresholds((), ("old",))
    assert compile_thresholds(curves, old.at).names == ("old",)
    assert compile_thresholds(curves, lambda n: "old").names == ("new",)
    assert compile_thresholds(curves).names == ("new",)


def test_the_edges_of_an_incumbent_are_kept_where_all_is_a_tie():
    curves = {"a": Curve((10,), (1.0,)), "b": Curve((10,), (1.0,))}
    incumbent = Thresholds((500,), ("a", "b"))
    assert compile_thresholds(curves, incumbent) == incumbent


def test_exactly_a_tie_band_less_is_no_tie_and_exactly_twice_is_not_hopeless():
    curves = {"new": Curve((10,), (1.0 - TIE_BAND,)), "old": Curve((10,), (1.0,))}
    assert fastest(curves, 10, "old") == "new"
    assert not Curve((1, 2), (1.0, 3.0)).hopeless(Curve((2,), (1.5,)))
    assert not Curve((1, 2), (1.5, 3.5)).hopeless(Curve((1, 2), (0.5, 1.5)))
    assert Curve((1, 2), (1.5, 3.51)).hopeless(Curve((1, 2), (0.5, 1.5)))
