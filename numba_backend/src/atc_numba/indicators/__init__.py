"""Technical indicators, composed of averages, sums and extremes of whole series."""
