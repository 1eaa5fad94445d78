"""Condition monitoring: how unusual a row is, and whether a series has changed.

A value is missing when it is NaN, infinite or beyond 1e150. A row with a missing value is incomplete: fits leave it
out, its scores are NaN, and it moves no other row's. Higher is more unusual in every detector. A model is fitted once
and scores for months: a named tuple of arrays and numbers, which `numpy.savez` keeps.
"""

from atc_core.declarations.detectors import autoregression, charts, components, distances, drift, forest

__all__ = ["autoregression", "charts", "components", "distances", "drift", "forest"]
