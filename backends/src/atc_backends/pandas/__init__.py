"""pandas as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "pandas",
    modules=[
        f"atc_backends.pandas.{name}" for name in ("indicators", "metrics", "moving_averages", "rolling", "trend")
    ],
    requires=["pandas"],
    install='pip install "atc-core[pandas]"',
    distributions=["atc-backends", "pandas"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that pandas becomes where it is installed."""
    return backend
