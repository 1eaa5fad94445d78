"""Every function of the extension, registered under its own name."""

from atc_rust import _native, backend

if _native.DEBUG:
    backend.refuse_tuning("a debug build: reinstall with `maturin develop --release`")

for name, function in vars(_native).items():
    if callable(function):
        backend.implements(name, strict=True)(function)
