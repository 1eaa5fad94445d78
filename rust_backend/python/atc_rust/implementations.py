"""Every kernel of the extension, registered under its own name."""

import inspect
from functools import wraps
from typing import Any

from atc_core.kernel import Kernel
from atc_core.registry import find_kernel
from atc_rust import _native, backend

if _native.DEBUG:
    backend.refuse_tuning("a debug build: reinstall with `maturin develop --release`")

for module, suffix in ((_native, ""), (_native.float32, "_float32")):
    for name in module.KERNELS:
        backend.implements(f"{name}{suffix}", strict=True, tables=True)(getattr(module, name))

for name, kind in _native.SHAPED_KERNELS:
    backend.implements(name, tables=kind == "number")(getattr(_native, name))


def incremental(kernel: Kernel[..., Any]) -> Any:
    """A function with the kernel's own parameters around the extension's, which takes them as tuples.

    Generated: taking `*arguments` costs 150 ns more a call, and knows neither names nor defaults.
    """
    names = [[item.name for item in group] for group in (kernel.arrays, kernel.options)]
    arrays, options = ("".join(f"{name}, " for name in group) for group in names)
    source = f"def implementation({arrays}{options}*, out=None): return run(({arrays}), ({options}), out)"
    namespace = {"run": getattr(_native, kernel.name)}
    exec(source, namespace)  # noqa: S102 (see above)
    implementation: Any = namespace["implementation"]
    implementation.__defaults__ = tuple(
        item.default for item in kernel.options if item.default is not inspect.Parameter.empty
    )
    implementation.__name__ = implementation.__qualname__ = kernel.name
    return implementation


for name in _native.INCREMENTAL_KERNELS:
    declared = find_kernel(name)
    for twin in filter(None, (declared, declared.float32)):
        backend.implements(twin, tables=True)(incremental(twin))


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
