"""Numba's loops as Python executes them: ``NUMBA_DISABLE_JIT=1 python benchmarks/interpreted.py``.

Compiled loops read past the end of an array without a word, and coverage does not see them. Here every index is
checked, every line counts, and each kernel must give what the reference gives in the cases that the tuner verifies.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator

import numba
import numpy as np

from atc_core.conformance.agreement import expected_cases
from atc_core.conformance.differences import difference
from atc_core.conformance.subject import Subject, reference
from atc_core.decimals.outcomes import outcome
from atc_core.errors import described
from atc_core.process import PROCESS
from atc_core.registry import find_kernel

BACKEND = "numba"


def problems(name: str) -> Iterator[str]:
    """What a kernel does wrong, by case."""
    kernel = find_kernel(name)
    function = Subject(BACKEND, kernel).function
    for case, wanted in expected_cases(kernel, reference(kernel)):
        try:
            found = difference(kernel, outcome(function, case.arguments), wanted)
        except (OverflowError, ZeroDivisionError):  # compiled, these are infinities
            continue
        except Exception as error:
            yield f"{name}, {case}: raised {described(error)}"
        else:
            if found is not None:
                yield f"{name}, {case}: {found}"


def main() -> int:
    """Run every kernel; 1 where one does not give what it should."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", action="append", help="may be repeated")
    options = parser.parse_args()
    if not numba.config.DISABLE_JIT:
        parser.error("set NUMBA_DISABLE_JIT=1: compiled loops check no index")
    names = options.kernel or list(PROCESS.choice.plugins.load(BACKEND).implementations)
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        found = [text for name in names for text in problems(name)]
    print(*found, sep="\n", end="\n" * bool(found))
    print(f"{len(names)} kernels of {BACKEND} as Python executes them: {len(found)} cases are wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
