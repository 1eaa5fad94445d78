"""Orders and target weights on bars."""
