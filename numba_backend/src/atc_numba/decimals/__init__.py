"""Exact decimals on integers as wide as the values of a call need."""
