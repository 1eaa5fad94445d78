"""What people do with the kernels of :mod:`atc_core`: TA-Lib's functions in `talib`, and `atc-scan`."""
