"""Bottleneck as a backend."""

from atc_core import Backend, hookimpl

backend = Backend(
    "bottleneck",
    modules=[f"atc_backends.bottleneck.{name}" for name in ("indicators", "rolling", "trend")],
    requires=["bottleneck"],
    install='pip install "atc-core[bottleneck]"',
    distributions=["atc-backends", "bottleneck"],
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that Bottleneck becomes where it is installed."""
    return backend
