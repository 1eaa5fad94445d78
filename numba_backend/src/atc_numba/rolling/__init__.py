"""Rolling statistics and features."""
