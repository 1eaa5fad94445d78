"""Numbagg as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "numbagg",
    modules=["atc_backends.numbagg.trend"],
    requires=["numbagg"],
    install='pip install "atc-core[numbagg]"',
    distributions=["atc-backends", "numbagg"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that Numbagg becomes where it is installed."""
    return backend
