"""What a right implementation is: the cases on which they are compared, and the suite that every backend must pass.

A package tests its own backend with three lines, in pytest or anything else that can call functions::

    @pytest.mark.parametrize("check", atc_core.conformance.checks("mine"), ids=str)
    def test_conformance(check):
        check()
"""

from atc_core.conformance.subject import Subject
from atc_core.conformance.suite import Check, checks

__all__ = ["Check", "Subject", "checks"]
