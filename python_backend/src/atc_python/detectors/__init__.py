"""Condition monitoring."""
