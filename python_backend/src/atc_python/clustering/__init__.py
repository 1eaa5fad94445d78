"""Clustering, in the exact operations of its contract: every sum from left to right, no fused multiply-add, no BLAS."""
