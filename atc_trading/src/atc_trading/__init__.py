"""What people do with the kernels of :mod:`atc_core`: `atc-scan` classifies every symbol in a file of prices."""
