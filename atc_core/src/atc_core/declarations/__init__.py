"""The kernels, one file a family; importing this package declares them all."""

from atc_core.declarations import moving_averages, trend

# isort: split
# Made of the others, and therefore listed after them.
from atc_core.declarations import atc

__all__ = ["atc", "moving_averages", "trend"]
