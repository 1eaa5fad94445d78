"""What the implementations read of the extension; its kernels have the signatures of their declarations."""

from typing import Any

BUILD: str
DEBUG: bool
KERNELS: list[str]
BACKTEST_KERNELS: list[str]
COMPOSED_KERNELS: list[str]
DECIMAL_KERNELS: list[str]
INCREMENTAL_KERNELS: list[str]
SHAPED_KERNELS: list[tuple[str, str]]
STREAMED_KERNELS: list[str]

def threads() -> int:
    """How many threads this process uses for large tables."""

def __getattr__(name: str) -> Any: ...
