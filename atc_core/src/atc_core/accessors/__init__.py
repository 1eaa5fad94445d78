"""Kernels as methods of other libraries' objects, made from the declarations: `atc_core.pandas`, `atc_core.polars`."""
