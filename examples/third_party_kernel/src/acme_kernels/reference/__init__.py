"""Acme's reference: plain NumPy, written to be read."""

from atc_core import Backend, hookimpl

backend = Backend("acme", modules=["acme_kernels.reference.ranges"])


@hookimpl
def atc_backend() -> Backend:
    """Hand the backend to the core."""
    return backend
