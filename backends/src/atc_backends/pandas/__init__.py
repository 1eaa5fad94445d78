"""pandas as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "pandas",
    modules=["atc_backends.pandas.indicators", "atc_backends.pandas.moving_averages", "atc_backends.pandas.trend"],
    requires=["pandas"],
    install='pip install "atc-core[pandas]"',
    distributions=["atc-backends", "pandas"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that pandas becomes where it is installed."""
    return backend
