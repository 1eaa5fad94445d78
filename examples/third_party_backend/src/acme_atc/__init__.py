"""Acme's backend: it names itself here, and its kernels are imported when they are first needed."""

from atc_core import Backend, hookimpl

backend = Backend("acme", modules=["acme_atc.trend"])


@hookimpl
def atc_backend() -> Backend:
    """Hand the backend to the core."""
    return backend
