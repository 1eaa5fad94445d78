"""Exact decimals on Python's integers."""
