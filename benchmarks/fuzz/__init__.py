"""Random calls of kernels: made from declarations alone, run on several backends, compared."""
