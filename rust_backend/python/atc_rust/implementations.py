"""Every kernel of the extension, registered under its own name."""

from functools import wraps
from typing import Any

from atc_rust import _native, backend

if _native.DEBUG:
    backend.refuse_tuning("a debug build: reinstall with `maturin develop --release`")

for module, suffix in ((_native, ""), (_native.float32, "_float32")):
    for name in module.KERNELS:
        backend.implements(f"{name}{suffix}", strict=True, tables=True)(getattr(module, name))

for name, kind in _native.SHAPED_KERNELS:
    backend.implements(name, tables=kind == "number")(getattr(_native, name))


def by_fields(block_kernel: Any) -> Any:
    """The kernel with `out` as a tuple of arrays, one a field; without it gives a block whose rows are the fields."""

    @wraps(block_kernel)
    def kernel(*arguments: Any, out: Any = None, **options: Any) -> Any:
        block = block_kernel(*arguments, **options)
        if out is None:
            return block
        for field, row in zip(out, block, strict=True):
            field[...] = row
        return out

    return kernel


for name in _native.COMPOSED_KERNELS:
    backend.implements(name, tables=True)(by_fields(getattr(_native, name)))
