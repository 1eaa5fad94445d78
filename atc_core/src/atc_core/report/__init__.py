"""The report: what was measured on this machine and what follows from it, as one self-contained HTML page."""
