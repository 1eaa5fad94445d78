"""The kernels, one file a family; importing this package declares them all."""

from atc_core.declarations import moving_averages, trend

__all__ = ["moving_averages", "trend"]
