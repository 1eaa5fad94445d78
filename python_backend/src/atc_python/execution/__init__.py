"""Orders and target weights on bars, and the ledgers of their fills."""
