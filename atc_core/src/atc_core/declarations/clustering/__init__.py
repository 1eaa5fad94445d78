"""Clustering of the rows of a data set, how good it is, and the states that it tells apart.

A value is missing when it is NaN, infinite or beyond 1e150; a row with a missing value has the label -1 and
changes no other row's. Labels and centres are identical on every backend, to the last bit: every product and sum is
rounded to float64 in the order that is written, without fused multiply-add.
"""

from atc_core.declarations.clustering import centers, quality, states

__all__ = ["centers", "quality", "states"]
