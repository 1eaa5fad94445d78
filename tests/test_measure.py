"""The race, with clocks that only planted functions advance: nothing here depends on real time."""

import gc
import random

import pytest

from atc_core.tuning.measure import (
    FEWEST_ROUNDS,
    LONG_CALL,
    Clocks,
    Timing,
    interval,
    quiet,
    race,
    repeater,
    run_round,
)


class FakeTime:
    """Wall, thread and process clocks that stand still until a function is called."""

    def __init__(self, seed=0):
        self.wall = self.thread = self.process = 0
        self.calls = []
        self.random = random.Random(seed)

    @property
    def clocks(self):
        return Clocks(lambda: self.wall, lambda: self.thread, lambda: self.process, True)

    def function(self, name, nanoseconds, noise=0.0, interrupted=0.0, threads=1):
        def call(x):
            cost = int(nanoseconds * (1.0 + self.random.gauss(0.0, noise)))
            pause = 4_000_000 if self.random.random() < interrupted else 0
            self.wall += cost // threads + pause
            self.thread += cost // threads
            self.process += cost
            self.calls.append((name, x))

        return call

    def race(self, limit=10.0, **functions):
        return race(functions, [(1,), (2,), (3,)], limit, self.clocks)


def test_exact_costs_are_measured_exactly():
    time = FakeTime()
    timings = time.race(a=time.function("a", 2_000), b=time.function("b", 3_000))
    assert timings["a"].seconds == pytest.approx(2e-6)
    assert timings["b"].seconds == pytest.approx(3e-6)
    assert (timings["a"].verdict, timings["b"].verdict) == ("tie", "slower")


@pytest.mark.parametrize("nanoseconds", [3_000, 30_000, 1_000_000, 8_000_000])
def test_five_percent_are_found_on_a_noisy_busy_machine(nanoseconds):
    wrong = 0
    for seed in range(20):
        time = FakeTime(seed)
        fast = time.function("fast", nanoseconds, noise=0.02, interrupted=0.005)
        slow = time.function("slow", 1.05 * nanoseconds, noise=0.02, interrupted=0.005)
        timings = time.race(slow=slow, fast=fast)
        best = min(timings, key=lambda name: timings[name].seconds)
        wrong += best != "fast" and timings["fast"].verdict != "undecided"
    assert wrong == 0


def test_an_interruption_during_calibration_makes_no_long_call():
    time = FakeTime()
    plain = time.function("a", 3_000)

    def unlucky(x):
        plain(x)
        if len(time.calls) in (2, 5):
            time.wall += 4_000_000

    time.race(a=unlucky)
    assert len(time.calls) > 1_000, "blocks of many calls"


def test_one_interruption_eliminates_nobody():
    time = FakeTime()
    plain = time.function("a", 30_000)

    def unlucky(x):
        plain(x)
        if len(time.calls) == 12:
            time.wall += 50_000_000

    timings = time.race(a=unlucky, b=time.function("b", 31_500))
    assert timings["a"].seconds == pytest.approx(30e-6)
    assert timings["b"].verdict == "slower"


def test_equal_candidates_tie():
    time = FakeTime()
    timings = time.race(a=time.function("a", 5_000, 0.01), b=time.function("b", 5_000, 0.01))
    assert {timing.verdict for timing in timings.values()} == {"tie"}


def test_a_clear_loser_is_dropped_early():
    time = FakeTime()
    time.race(fast=time.function("fast", 10_000), slow=time.function("slow", 10_000_000))
    assert sum(name == "slow" for name, _ in time.calls) < 15


def test_the_limit_ends_a_race_that_is_undecided():
    time = FakeTime()
    timings = time.race(limit=0.05, a=time.function("a", 5_000_000, 0.2), b=time.function("b", 5_000_000, 0.2))
    assert time.wall < 0.15e9
    assert any(timing.rounds < FEWEST_ROUNDS and timing.verdict == "undecided" for timing in timings.values())


def test_long_calls_run_on_the_clock_of_their_thread():
    time = FakeTime()
    timings = time.race(a=time.function("a", 2 * LONG_CALL, interrupted=0.7))
    assert timings["a"].seconds == pytest.approx(2 * LONG_CALL * 1e-9)


def test_calls_that_use_threads_run_on_the_wall_clock():
    time = FakeTime()
    timings = time.race(a=time.function("a", 8 * LONG_CALL, threads=4))
    assert timings["a"].seconds == pytest.approx(2 * LONG_CALL * 1e-9)


def test_inputs_rotate():
    time = FakeTime()
    time.race(a=time.function("a", 50_000))
    seen = [x for _, x in time.calls]
    assert all(seen.count(x) >= len(seen) // 3 for x in (1, 2, 3))


@pytest.mark.parametrize("arguments", [(), (1,), (1, 2, 3)])
def test_calls_take_any_number_of_arguments(arguments):
    seen = set()
    repeater(len(arguments))(lambda *given: seen.add(given), [arguments, arguments])
    assert seen == {arguments}


def test_a_round_goes_forth_and_back():
    class Racer:
        def __init__(self, name, order):
            self.name, self.order, self.blocks = name, order, []

        def block(self):
            self.order.append(self.name)
            return 100.0 + len(self.order)

    order = []
    racers = [Racer("A", order), Racer("B", order)]
    run_round(racers, backwards=False)
    run_round(racers, backwards=True)
    assert "".join(order) == "ABBABAAB"
    assert [racer.blocks for racer in racers] == [[102.5, 106.5], [102.5, 106.5]], "a steady drift hits both alike"


def test_an_interval_comes_from_the_order_alone():
    assert interval([1.0]) == (1.0, 1.0)
    low, high = interval([float(value) for value in range(100)])
    assert 30 < low < 40
    assert 60 < high < 70
    assert interval([*([1.0] * 99), 1e9]) == (1.0, 1.0)


def test_few_rounds_decide_nothing_but_the_obvious():
    assert Timing(1.0, 1.2, 1.2, 0.0, rounds=2).verdict == "undecided"
    assert Timing(1.0, 9.0, 9.0, 0.0, rounds=2).verdict == "undecided"
    assert Timing(1.0, 9.0, 9.0, 0.0, rounds=3).verdict == "slower"


def test_the_garbage_collector_comes_back():
    assert gc.isenabled()

    def interrupted():
        assert not gc.isenabled()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), quiet():
        interrupted()
    assert gc.isenabled()
