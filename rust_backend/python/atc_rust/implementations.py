"""Every kernel of the extension, registered under its own name."""

import inspect
from functools import wraps
from typing import Any

import numpy as np

from atc_core.kernel import Kernel
from atc_core.parameters import Parameter
from atc_core.registry import find_kernel
from atc_rust import _native, backend

if _native.DEBUG:
    backend.refuse_tuning("a debug build: reinstall with `maturin develop --release`")

for module, suffix in ((_native, ""), (_native.float32, "_float32")):
    for name in module.KERNELS:
        backend.implements(f"{name}{suffix}", strict=True, tables=True)(getattr(module, name))


def passed_option(option: Parameter) -> str:
    """How the extension takes it: the fields of a model as arrays of their own, also those that are numbers."""
    if option.kind != "model":
        return option.name
    places = (f"{option.name}[{place}]" for place in range(len(option.items)))
    return ", ".join(
        place if item.axes else f"asarray({place})" for place, item in zip(places, option.items, strict=True)
    )


def declared(kernel: Kernel[..., Any], call: str) -> Any:
    """A function with the kernel's own parameters around the extension's: `call` says how it takes them.

    Generated: taking `*arguments` costs 150 ns more a call, and knows neither names nor defaults.
    """
    arrays, options = ("".join(f"{item.name}, " for item in group) for group in (kernel.arrays, kernel.options))
    passed = "".join(f"{passed_option(item)}, " for item in kernel.options)
    out = "" if kernel.is_found else "*, out=None"
    source = f"def implementation({arrays}{options}{out}): return {call.format(arrays=arrays, options=passed)}"
    namespace = {"run": getattr(_native, kernel.name), "asarray": np.asarray}
    exec(source, namespace)  # noqa: S102 (see above)
    implementation: Any = namespace["implementation"]
    implementation.__defaults__ = tuple(
        item.default for item in kernel.options if item.default is not inspect.Parameter.empty
    )
    implementation.__name__ = implementation.__qualname__ = kernel.name
    return implementation


for name, kind in _native.SHAPED_KERNELS:
    implementation = getattr(_native, name)
    if kind in ("python", "series", "model", "fields", "numbers", "tables"):
        implementation = declared(find_kernel(name), "run({arrays}{options}out=out)")
    elif kind == "made":
        # Rust's own signature has no word for an infinite default.
        implementation = declared(find_kernel(name), "run({arrays}{options})")
    backend.implements(name, tables=kind in ("number", "numbers", "series", "tables"))(implementation)

for name in _native.DECIMAL_KERNELS:
    backend.implements(name, strict=True)(getattr(_native, name))

for name in _native.BACKTEST_KERNELS:
    backend.implements(name)(getattr(_native, name))

for name in _native.INCREMENTAL_KERNELS:
    kernel = find_kernel(name)
    for twin in filter(None, (kernel, kernel.float32)):
        backend.implements(twin, strict=True, tables=True)(declared(twin, "run(({arrays}), ({options}), out)"))


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
