"""A loop of one's own, compiled by Numba, that calls a kernel without coming back to Python.

Which length would have kept us on the right side of the trend? Every length costs a moving average; here two hundred of
them run in one compiled function, through a pointer to the kernel's C function.

    pip install ./rust_backend "./backends[c]" numba
    python examples/numba_loop.py
"""

from __future__ import annotations

import time

import cffi
import numba
import numpy as np

import atc_core

ffi = cffi.FFI()
ema = atc_core.get("ema").cffi(n=1000)
"""``int32_t atc_ema(const double *x, size_t n, int64_t length, double *out)``, as in atc_kernels.h."""


@numba.njit
def gain(prices: np.ndarray, average: np.ndarray) -> float:
    """The sum of returns while the price of the bar before was above its average."""
    total = 0.0
    for t in range(1, prices.size):
        if prices[t - 1] > average[t - 1]:
            total += prices[t] / prices[t - 1] - 1.0
    return total


@numba.njit
def best_length(prices: np.ndarray, longest: int) -> tuple[int, float]:
    """The length up to `longest` with the greatest gain, and that gain; one buffer serves all averages."""
    average = np.empty_like(prices)
    best, most = 0, -np.inf
    for length in range(1, longest + 1):
        code = ema(ffi.from_buffer(prices), prices.size, length, ffi.from_buffer(average))
        if code != 0:
            raise ValueError("atc_ema refused its arguments: atc_kernels.h has the codes")
        now = gain(prices, average)
        if now > most:
            best, most = length, now
    return best, most


def best_length_from_python(prices: np.ndarray, longest: int) -> tuple[int, float]:
    """The same, with a loop in Python."""
    gains = [gain(prices, atc_core.ema(prices, length)) for length in range(1, longest + 1)]
    best = int(np.argmax(gains))
    return best + 1, gains[best]


def main() -> None:
    """Search both ways and compare."""
    prices = 100.0 * np.exp(np.cumsum(np.random.default_rng(7).normal(0.0, 0.01, 1000)))
    for search in (best_length, best_length_from_python):
        search(prices, 1)
        begin = time.perf_counter()
        length, most = search(prices, 200)
        seconds = time.perf_counter() - begin
        print(f"{search.__name__}: length {length}, gain {most:.4f}, {seconds * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
