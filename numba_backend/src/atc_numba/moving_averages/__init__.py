"""The moving averages: windowed, exponential, adaptive; and the window sums that they are made of."""
