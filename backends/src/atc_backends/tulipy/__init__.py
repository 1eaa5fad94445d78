"""tulipy as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "tulipy",
    modules=["atc_backends.tulipy.moving_averages", "atc_backends.tulipy.trend"],
    requires=["tulipy"],
    install='pip install "atc-core[tulipy]"',
    distributions=["atc-backends", "tulipy"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that tulipy becomes where it is installed."""
    return backend
