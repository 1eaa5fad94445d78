"""Rolling statistics and features of series with gaps.

Time runs down axis 0. A value is valid when it is finite; others are skipped, not propagated. The window of a bar
ends at it, and is shorter at the head of a series. Results are within 1e-12 of the scale that the contract gives each
kernel, however far the values are from zero and whatever was in earlier windows.
"""

from atc_core.declarations.rolling import extremes, filling, medians, moments, relations, spectrum, tables

__all__ = ["extremes", "filling", "medians", "moments", "relations", "spectrum", "tables"]
