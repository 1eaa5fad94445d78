"""Kernels bar by bar: streams, what backends give for them, and their states."""
