"""How often each backend computed each kernel."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import atc_core
from atc_core import process, program
from atc_core.counting import Counter

PRICES = np.linspace(1.0, 2.0, 50)


@pytest.fixture(autouse=True)
def from_nothing(monkeypatch):
    counter = Counter()
    for module in (process, program):
        monkeypatch.setattr(module, "counter", counter)


def test_nothing_is_counted_until_asked_for():
    atc_core.ema(PRICES, 3)
    assert atc_core.counts() == {}


@pytest.mark.parametrize("switch", [lambda _: atc_core.configure(count=True), lambda set_to: set_to(COUNT="on")])
def test_every_call_counts_on_every_way(environment, switch):
    switch(environment)
    out, table = np.empty(50), np.column_stack([PRICES, PRICES])
    ways = [
        lambda: atc_core.ema(PRICES, 3),
        lambda: atc_core.ema(PRICES, 3, out=out),
        lambda: atc_core.ema(PRICES.tolist(), 3),
        lambda: atc_core.ema(table, 3),
        lambda: atc_core.ema(PRICES, 3, gaps="skip"),
    ]
    for count in range(1, 4):
        for way in ways:
            way()
        assert sum(atc_core.counts().values()) == count * len(ways)
    assert {key.kernel for key in atc_core.counts()} == {"ema"}


def test_calls_are_counted_by_backend_and_rung():
    atc_core.configure(count=True)
    for _ in range(3):
        atc_core.ema(PRICES, 3)
        atc_core.ema(PRICES, 3, backend="python")
        with atc_core.use("numba"):
            atc_core.ema(PRICES, 3)
    fast = atc_core.ema.explain(n=50)
    assert atc_core.counts() == {
        ("ema", fast.backend, fast.rung): 3,
        ("ema", "python", 1): 3,
        ("ema", "numba", 2): 3,
    }
    atc_core.configure(count=False)
    atc_core.ema(PRICES, 3)
    assert sum(atc_core.counts().values()) == 9


def test_threads_lose_no_call():
    atc_core.configure(count=True)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: atc_core.ema(PRICES, 3), range(2000)))
    assert sum(atc_core.counts().values()) == 2000
