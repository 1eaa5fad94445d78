"""Polars as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "polars",
    modules=["atc_backends.polars.indicators", "atc_backends.polars.moving_averages", "atc_backends.polars.trend"],
    requires=["polars"],
    install='pip install "atc-core[polars]"',
    distributions=["atc-backends", "polars"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that Polars becomes where it is installed."""
    return backend
