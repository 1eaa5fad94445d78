"""The Rust backend: names itself to the core, and loads the extension only when it is needed."""

from atc_core import Backend, hookimpl

backend = Backend(
    "rust",
    modules=["atc_rust.implementations"],
    stream_modules=["atc_rust.streams"],
    requires=["atc_rust._native"],
    install='pip install "atc-core[rust]"',
    distributions=["atc-rust"],
    c_library="atc_rust._native",
)


@hookimpl
def atc_backend() -> Backend:
    """The backend that this distribution gives to the core."""
    return backend
