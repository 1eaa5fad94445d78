"""Clustering, in the exact operations of its contract."""
