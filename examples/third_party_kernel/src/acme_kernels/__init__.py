"""Acme's kernels for ATC core: the declaration in `ranges`, a backend each in `reference` and `fast`."""
