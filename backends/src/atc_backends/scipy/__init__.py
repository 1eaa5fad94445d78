"""SciPy as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "scipy",
    modules=["atc_backends.scipy.moving_averages", "atc_backends.scipy.detectors"],
    requires=["scipy"],
    install='pip install "atc-core[scipy]"',
    distributions=["atc-backends", "scipy"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that SciPy becomes where it is installed."""
    return backend
