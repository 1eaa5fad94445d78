"""Technical indicators, as their definitions read."""
