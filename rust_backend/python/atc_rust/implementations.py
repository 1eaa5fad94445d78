"""Every kernel of the extension, registered under its own name."""

from atc_rust import _native, backend

if _native.DEBUG:
    backend.refuse_tuning("a debug build: reinstall with `maturin develop --release`")

for module, suffix in ((_native, ""), (_native.float32, "_float32")):
    for name in module.KERNELS:
        backend.implements(f"{name}{suffix}", strict=True, tables=True)(getattr(module, name))

for name in _native.COMPOSED_KERNELS:
    backend.implements(name, tables=True)(getattr(_native, name))
