"""All checks of one backend, in processes side by side; one that dies is a disagreement like others."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, NamedTuple

from atc_core.conformance.differences import NO_ERRORS, Difference, Disagreement
from atc_core.conformance.suite import checks
from atc_core.cores import usable_cores
from atc_core.process import PROCESS
from atc_core.tuning.plan import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Finding(NamedTuple):
    """What one check found."""

    kernel: str
    check: str
    about: str
    """What must hold, in a sentence."""
    disagreements: list[Disagreement]


def implemented(backend: str, kernels: Sequence[str]) -> list[str]:
    """The kernels that a backend implements, of those that were asked for; an error where none is left."""
    has = PROCESS.choice.plugins.load(backend).implementations
    found = [name for name in kernels or has if name in has]
    if not found:
        asked = f" {', '.join(kernels)}" if kernels else " anything"
        raise ValueError(f"backend {backend!r} does not implement{asked}")
    return found


class Inquiry:
    """The checks of some kernels of a backend, and what they found."""

    def __init__(self, backend: str, kernels: list[str], workers: int | None = None) -> None:
        """Prepare the checks; :meth:`steps` runs them."""
        self.backend = backend
        self.kernels = kernels
        self.workers = workers or usable_cores()
        self.findings: list[Finding] = []

    @property
    def disagreements(self) -> list[Disagreement]:
        """Everything that is wrong."""
        return [item for finding in self.findings for item in finding.disagreements]

    def steps(self) -> Iterator[Step]:
        """Check kernel after kernel; sorted by kernel at the end."""
        done, total = 0, len(self.kernels)
        lost = list[str]()
        for kernel, found in side_by_side(self.backend, self.kernels, min(self.workers, total)):
            lost += [kernel] * (found is None)
            self.findings += found or []
            done += found is not None
            yield Step(done, total, kernel)
        for kernel in lost:
            # A process that dies takes along what its pool had begun: alone, each tells about itself.
            [(_, found)] = side_by_side(self.backend, [kernel], 1)
            self.findings += [died(kernel)] if found is None else found
            done += 1
            yield Step(done, total, kernel)
        order = {kernel: place for place, kernel in enumerate(self.kernels)}
        self.findings.sort(key=lambda finding: order[finding.kernel])


def side_by_side(backend: str, kernels: list[str], workers: int) -> Iterator[tuple[str, list[Finding] | None]]:
    """What is found of each kernel, in the order in which they end; None where the process died."""
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        waiting: dict[Future[list[Finding]], str] = {}
        try:
            for kernel in kernels:
                waiting[pool.submit(findings, backend, kernel)] = kernel
            for future in as_completed(waiting):
                is_lost = isinstance(future.exception(), BrokenProcessPool)
                yield waiting[future], None if is_lost else future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def findings(backend: str, kernel: str) -> list[Finding]:
    """What each check of one kernel finds."""
    # What a backend prints must not get between the lines of the result.
    with redirect_stdout(sys.stderr):
        found = checks(backend, kernels=[kernel])
        return [Finding(kernel, check.name, check.about, list(check.problems())) for check in found]


def died(kernel: str) -> Finding:
    """The finding about a kernel that ended its process."""
    fault = Difference("the process died: a crash in compiled code, or an exit", NO_ERRORS)
    return Finding(kernel, "process", "An implementation ends by returning.", [Disagreement(kernel, "checks", fault)])
