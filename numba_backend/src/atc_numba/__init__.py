"""The Numba backend: nothing is imported before it is needed, nothing compiled before it is called."""

from atc_core import Backend, hookimpl

# All that computes is named: the core reads these files to see whether a measurement is out of date.
AVERAGES = ("sliding", "sliding_weighted", "windows", "averages", "exponential", "adaptive")


backend = Backend(
    "numba",
    modules=[
        f"atc_numba.{name}"
        for name in ("compiling", "implementations", *AVERAGES, "signals", "profit", "classification", "atc", "float32")
    ],
    requires=["numba"],
    install='pip install "atc-core[numba]"',
    distributions=["atc-numba", "numba"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that this distribution gives to the core."""
    return backend
