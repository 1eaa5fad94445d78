"""Polars as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "polars",
    modules=[
        f"atc_backends.polars.{name}" for name in ("decimals", "indicators", "metrics", "moving_averages", "trend")
    ],
    requires=["polars"],
    install='pip install "atc-core[polars]"',
    distributions=["atc-backends", "polars"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that Polars becomes where it is installed."""
    return backend
