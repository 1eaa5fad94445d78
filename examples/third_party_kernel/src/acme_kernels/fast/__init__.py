"""Acme's fast backend: one pass over the bars, compiled by Numba."""

from atc_core import Backend, hookimpl

backend = Backend(
    "acme-fast",
    modules=["acme_kernels.fast.ranges"],
    requires=["numba"],
    install='pip install "acme-kernels[fast]"',
    distributions=["acme-kernels", "numba"],
)


@hookimpl
def atc_backend() -> Backend:
    """Hand the backend to the core; Numba is imported when the backend is first needed."""
    return backend
