"""Adaptive Trend Classification, composed of the loops of the other families."""
