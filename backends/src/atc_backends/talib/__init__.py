"""TA-Lib as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "talib",
    modules=["atc_backends.talib.indicators", "atc_backends.talib.moving_averages"],
    requires=["talib"],
    install='pip install "atc-core[talib]"',
    distributions=["atc-backends", "TA-Lib"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that TA-Lib becomes where it is installed."""
    return backend
