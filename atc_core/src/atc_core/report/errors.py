"""What can go wrong with a report."""


class ReportError(Exception):
    """No report can be made; the message is a sentence that says why and what would help."""
