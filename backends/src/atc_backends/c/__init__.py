"""C libraries as backends: each file that ``ATC_C_LIBRARIES`` names is one, without any packaging."""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

from atc_core import Backend, hookimpl
from atc_core.places import expanded

VARIABLE = "ATC_C_LIBRARIES"


class CLibrary(Backend):
    """A shared library that exports functions by ``atc_kernels.h``; those that it exports are its implementations."""

    def __init__(self, path: Path) -> None:
        """Name the backend after the file; nothing is opened yet."""
        super().__init__(
            f"c:{library_name(path)}",
            modules=["atc_backends.c.calling"],
            requires=["cffi"],
            install='pip install "atc-core[c]"',
        )
        self.path = path

    def check(self) -> None:
        """Only whether the file is there: opening it runs its code."""
        if not self.path.is_file():
            raise FileNotFoundError(f"{VARIABLE} names {self.path}, and there is no such file")

    def load(self) -> None:
        """Open the library and make an implementation of every kernel's function that it exports."""
        super().load()
        from atc_backends.c.calling import implementations

        for kernel, function in implementations(self.name, str(self.path)):
            if kernel.name not in self.implementations:
                self.implements(kernel)(function)
        if not self.implementations:
            raise ValueError(f"{self.path} exports no function of atc_kernels.h: none is called atc_<kernel>")

    def c_library_path(self) -> str:
        """The file itself."""
        return str(self.path)

    def checksum(self) -> str:
        """The checksum of the file, too."""
        own = zlib.crc32(self.path.read_bytes()) if self.path.is_file() else 0
        return f"{super().checksum()}-{own:08x}"


def library_name(path: Path) -> str:
    """``mine`` for ``libmine.so``, ``libmine.so.1``, ``libmine.dylib`` and ``mine.dll``."""
    stem = path.name.partition(".")[0]
    return re.sub(r"[^\w-]", "_", stem.removeprefix("lib") or stem)


@hookimpl
def atc_backends() -> list[Backend]:
    """A backend for each path, in the order given."""
    paths = filter(None, (item.strip() for item in os.environ.get(VARIABLE, "").split(os.pathsep)))
    return [CLibrary(expanded(path).absolute()) for path in paths]
