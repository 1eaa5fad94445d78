"""The tuner: verifies, measures and decides. Nothing here is imported by ``import atc_core``."""
