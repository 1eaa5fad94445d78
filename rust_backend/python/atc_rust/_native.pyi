"""What the implementations read of the extension; its kernels have the signatures of their declarations."""

from typing import Any

BUILD: str
DEBUG: bool

def __getattr__(name: str) -> Any: ...
