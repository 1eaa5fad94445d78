"""Exact decimals: columns of integers with a scale, what declarations say of them, and the way in and out."""

from atc_core.decimals.faults import Fault, RowError
from atc_core.decimals.integers import Packed, packed
from atc_core.decimals.types import MOST_DIGITS, DecimalType, DecimalValue
from atc_core.decimals.words import Chunk, Decimals

__all__ = [
    "MOST_DIGITS",
    "Chunk",
    "DecimalType",
    "DecimalValue",
    "Decimals",
    "Fault",
    "Packed",
    "RowError",
    "packed",
]
