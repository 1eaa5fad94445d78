"""A backend is a named set of implementations; a plugin hands one over through the hook `atc_backend`."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from atc_core.kernel import Implementation, Kernel
from atc_core.registry import find_kernel

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

    from atc_core.streams.protocol import StreamFactory

P = ParamSpec("P")
R = TypeVar("R")
Function = TypeVar("Function", bound=Callable[..., Any])
Factory = TypeVar("Factory", bound="StreamFactory")
UNNAMEABLE = set(" \t\n,;=")
"""What separates names in ``ATC_BACKEND`` and its like."""


class Backend:
    """A named set of implementations.

    Args:
        name: what users type, for instance ``"numba"``.
        modules: modules that register the implementations, imported when the backend is first needed.
        requires: modules without which the backend counts as not installed; they are looked for, not imported.
        install: the command that installs what is missing.
        distributions: distributions whose versions identify this backend in a profile.
        c_library: a module whose file exports the kernels as C functions too, by the header ``atc_kernels.h``.
        stream_modules: modules that register streams, imported when one is first opened.
    """

    def __init__(
        self,
        name: str,
        *,
        modules: Sequence[str] = (),
        requires: Sequence[str] = (),
        install: str = "",
        distributions: Sequence[str] = (),
        c_library: str = "",
        stream_modules: Sequence[str] = (),
    ) -> None:
        """Describe the backend; nothing is imported yet. ValueError where no setting could name it."""
        if not name or name == "auto" or set(name) & UNNAMEABLE:
            allowed = "text other than 'auto' without blanks, ',', ';' and '='"
            raise ValueError(f"a backend's name must be {allowed}, was {name!r}")
        self.name = name
        self.modules = tuple(modules)
        self.requires = tuple(requires)
        self.install = install
        self.distributions = tuple(distributions)
        self.c_library = c_library
        self.stream_modules = tuple(stream_modules)
        self.implementations: dict[str, Callable[..., Any]] = {}
        self.strict: set[str] = set()
        """The kernels whose functions check their arrays themselves."""
        self.tables: set[str] = set()
        """The kernels whose functions take tables of ``(time, series)`` too."""
        self.stream_factories: dict[str, StreamFactory] = {}
        self.untunable = ""
        self._loaded = False

    @overload
    def implements(
        self, kernel: Kernel[P, R], *, strict: bool = False, tables: bool = False
    ) -> Callable[[Implementation[P, R]], Implementation[P, R]]: ...
    @overload
    def implements(
        self, kernel: str, *, strict: bool = False, tables: bool = False
    ) -> Callable[[Function], Function]: ...
    def implements(
        self, kernel: Kernel[Any, Any] | str, *, strict: bool = False, tables: bool = False
    ) -> Callable[..., Any]:
        """Register the decorated function as this backend's implementation of `kernel`.

        Args:
            kernel: the declaration, or its name.
            strict: the function itself raises TypeError or ValueError, before it does anything, unless its series
                are one-dimensional C-contiguous ndarrays of the declared dtype and of one length, and a given `out` is
                another, of the result's dtype, writable and aligned, that overlaps none of them; and what it gives has
                the declared dtype and shape: as compiled extensions must for their own memory's sake. The handle then
                leaves these checks to it. Of decimals, it raises RowError where a value has more digits than its type.
            tables: the function also takes aligned two-dimensional arrays ``(time, series)`` with any strides, all of
                one shape, and an `out` like them that overlaps none; without one it returns a new array, in Fortran
                order where the first series is, else in C order; of results that are no series, the series come
                after the first axis. Other functions are called column by column.
        """
        declared = find_kernel(kernel) if isinstance(kernel, str) else kernel

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            check_signature(self.name, declared, function)
            if declared.name in self.implementations:
                raise ValueError(f"backend {self.name!r} implements {declared.name!r} twice")
            if tables and not declared.is_by_series:
                raise ValueError(
                    f"backend {self.name!r}: {declared.name} sees whole tables anyway, tables=True says no more"
                )
            self.implementations[declared.name] = function
            if strict:
                self.strict.add(declared.name)
            if tables:
                self.tables.add(declared.name)
            return function

        return register

    def streams(self, kernel: Kernel[..., Any] | str) -> Callable[[Factory], Factory]:
        """Register the decorated factory, for instance a class, for this backend's streams of `kernel`.

        It is called as ``factory(symbols=…, …)`` with all options of the kernel by name, checked, and must have a
        ``from_state(bytes)`` that goes on from what a stream's ``state()`` gave: see
        :class:`atc_core.streams.protocol.StreamFactory`.
        """
        from atc_core.streams.protocol import check_factory

        declared = find_kernel(kernel) if isinstance(kernel, str) else kernel

        def register(factory: Factory) -> Factory:
            check_factory(self.name, declared, factory)
            if declared.name in self.stream_factories:
                raise ValueError(f"backend {self.name!r} has streams of {declared.name!r} twice")
            self.stream_factories[declared.name] = factory
            return factory

        return register

    def refuse_tuning(self, reason: str) -> None:
        """Keep this backend out of every measurement, for instance because it is a debug build."""
        self.untunable = reason

    def check(self) -> None:
        """Raise what is wrong with this backend as far as one can see without importing it: nothing here."""

    def missing(self) -> list[str]:
        """The required modules that are not installed."""
        return [] if self._loaded else [name for name in self.requires if not is_installed(name)]

    def load(self) -> None:
        """Import the modules that register the implementations, once."""
        if self._loaded:
            return
        for module in self.modules:
            importlib.import_module(module)
        self._loaded = True

    def load_streams(self) -> None:
        """Import the modules that register streams."""
        for module in self.stream_modules:
            importlib.import_module(module)

    def c_library_path(self) -> str:
        """The shared library that exports this backend's kernels as C functions; empty where there is none."""
        spec = spec_of(self.c_library) if self.c_library else None
        return (spec.origin or "") if spec is not None else ""

    def checksum(self) -> str:
        """A checksum of the files behind `modules` and `requires`, or of the functions where there are none."""
        import zlib
        from pathlib import Path

        own = {name.partition(".")[0] for name in self.modules}
        names = [*self.modules, *(name for name in self.requires if name.partition(".")[0] in own)]
        checksum = 0
        for function in () if names else self.implementations.values():
            code = getattr(function, "__code__", None)
            checksum = zlib.crc32(code.co_code if code is not None else b"", checksum)
        for name in sorted(names):
            spec = spec_of(name)
            if spec is not None and spec.origin is not None and Path(spec.origin).is_file():
                checksum = zlib.crc32(Path(spec.origin).read_bytes(), checksum)
        return f"{checksum:08x}"

    def version(self) -> str:
        """Versions of the distributions and the checksum of the code: what a profile entry holds for."""
        from importlib.metadata import PackageNotFoundError, version

        parts = []
        for distribution in self.distributions:
            try:
                parts.append(f"{distribution} {version(distribution)}")
            except PackageNotFoundError:
                parts.append(f"{distribution} unknown")
        return ", ".join([*parts, f"code {self.checksum()}"])

    def __repr__(self) -> str:
        return f"<backend {self.name}>"


def is_installed(module: str) -> bool:
    """Whether `module` could be imported, without importing it (its parent package is)."""
    return spec_of(module) is not None


def spec_of(module: str) -> ModuleSpec | None:
    """Where `module` would be imported from; None where its parent package raises, which may be anything."""
    from importlib.util import find_spec

    try:
        return find_spec(module)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None


def check_signature(backend: str, kernel: Kernel[Any, Any], function: Callable[..., Any]) -> None:
    """Refuse a function whose parameters differ from the declaration's, naming both."""
    expected = describe(kernel.implementation_signature)
    try:
        actual = describe(inspect.signature(function))
    except ValueError:
        raise TypeError(
            f"backend {backend!r}: {kernel.name} has no readable signature; it must be ({expected})"
        ) from None
    if actual != expected:
        raise TypeError(f"backend {backend!r}: the parameters of {kernel.name} must be ({expected}), were ({actual})")


def describe(signature: inspect.Signature) -> str:
    """The parameters without annotations: names, kinds and defaults are what must agree."""
    parameters = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    return str(inspect.Signature(parameters))[1:-1]
