"""Rolling statistics and features, as their definitions read."""
