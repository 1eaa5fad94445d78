"""Every kernel of the extension, registered under its own name."""

from atc_rust import _native, backend

if _native.DEBUG:
    backend.refuse_tuning("a debug build: reinstall with `maturin develop --release`")

for name in _native.KERNELS:
    backend.implements(name, strict=True, tables=True)(getattr(_native, name))

for name in _native.COMPOSED_KERNELS:
    backend.implements(name, tables=True)(getattr(_native, name))
