"""pyarrow as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "pyarrow",
    modules=["atc_backends.pyarrow.decimals"],
    requires=["pyarrow"],
    install='pip install "atc-core[pyarrow]"',
    distributions=["atc-backends", "pyarrow"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that pyarrow becomes where it is installed."""
    return backend
