"""What a backend costs before it is warm, and whether it is right: found out in a process of its own."""

from __future__ import annotations

import math
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

if TYPE_CHECKING:
    from atc_core.backend import Backend
    from atc_core.kernel import Kernel

SAMPLE_SIZE = 1000
"""Bars of the first call."""
COLD = 0.05
"""A first call that took longer compiled or imported something; the next process may find the result of that."""
TIMEOUT = 300.0
"""Seconds for one backend where there is no budget: compiling all of Numba's kernels takes 40 on one free core."""
TICK = 0.25
"""Seconds after which it is asked again how many are left."""
GRACE = 1.0
"""Seconds to wait for the output of a process that was stopped."""
FENCE, FENCE_POST = 1024, 77
"""Elements around a result, and what each of their bytes holds."""
CALLING = "atc-calling "
RESULT = "atc-first-calls "


class FirstCalls(msgspec.Struct):
    """Seconds until the first results of one backend, and what did not survive them."""

    load: float = 0.0
    calls: dict[str, float] = {}
    failure: str = ""
    """Why there is no result at all."""
    late: bool = False
    """Whether there was too little time."""
    culprit: str = ""
    """The kernel during whose call the process ended."""
    crashed: dict[str, str] = {}
    """Kernels whose call ended a process or wrote where it must not, and how."""
    verified: dict[str, str] = {}
    """By kernel that was compared with its reference, how it disagreed; empty where it did not."""

    def seconds(self, kernel: str) -> float:
        """Import and first call of `kernel`; 0 where unknown."""
        return self.load + self.calls[kernel] if kernel in self.calls else 0.0


def first_calls(backend: str, kernels: list[str], left: Callable[[], float]) -> FirstCalls:
    """Call and verify `backend` in a fresh process, and after a crash in another one without the culprit."""
    crashed = dict[str, str]()
    while (result := ask_process(backend, kernels, left)).culprit:
        crashed[result.culprit] = result.failure
        kernels = [name for name in kernels if name != result.culprit]
    return msgspec.structs.replace(result, crashed={**result.crashed, **crashed})


def ask_process(backend: str, kernels: list[str], left: Callable[[], float]) -> FirstCalls:
    """Run this module in a new interpreter and read what it prints, or has printed when no seconds are `left`."""
    if left() <= 0.0:
        return FirstCalls(late=True)
    command = [sys.executable, "-m", __name__, backend, *kernels]
    with subprocess.Popen(  # noqa: S603 our own interpreter and module
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            output = whole_output(process, left)
            if output is None:
                result, _ = read_output(remaining_output(process))
                return msgspec.structs.replace(result or FirstCalls(), late=True)
        finally:
            process.kill()
    result, culprit = read_output(output)
    if result is None or culprit:
        return FirstCalls(failure=f"a process that called it ended with status {process.returncode}", culprit=culprit)
    return result


def whole_output(process: subprocess.Popen[bytes], left: Callable[[], float]) -> bytes | None:
    """What a process prints until it ends; None where it has not ended when no seconds are `left`."""
    while (seconds := left()) > 0.0:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=min(seconds, TICK))[0]
    return None


def remaining_output(process: subprocess.Popen[bytes]) -> bytes:
    """What a process has printed so far; it is stopped."""
    process.kill()
    with suppress(subprocess.TimeoutExpired):
        # What it has started itself may hold its output open.
        return process.communicate(timeout=GRACE)[0]
    return b""


def read_output(output: bytes) -> tuple[FirstCalls | None, str]:
    """The last result that a process printed, and the kernel that it was calling when it ended."""
    result, culprit = None, ""
    for line in output.decode(errors="replace").splitlines():
        if line.startswith(RESULT):
            result, culprit = msgspec.json.decode(line.removeprefix(RESULT), type=FirstCalls), ""
        elif line.startswith(CALLING):
            culprit = line.removeprefix(CALLING)
    return result, culprit


def measure(backend: str, kernels: list[str]) -> Iterator[FirstCalls]:
    """Import `backend`, call its kernels once each and verify them, in this process; what is known after each."""
    from atc_core.errors import BackendError
    from atc_core.process import PROCESS
    from atc_core.registry import find_kernel

    plugins = PROCESS.choice.plugins
    begin = time.perf_counter()
    try:
        own = plugins.load(backend)
    except BackendError:
        yield FirstCalls()
        return
    result = FirstCalls(load=time.perf_counter() - begin)
    yield result
    for name in kernels:
        if name in own.implementations:
            kernel, function = find_kernel(name), own.implementations[name]
            arguments = kernel.arguments(np.random.default_rng(0), SAMPLE_SIZE)
            print(f"\n{CALLING}{name}", flush=True)
            result.calls[name] = first_call(function, arguments)
            if own.c_library_path() and overruns(kernel, function):
                result.crashed[name] = "it wrote outside of its result"
            elif backend != kernel.reference:
                verify(kernel, own, result)
            yield result


def verify(kernel: Kernel[..., Any], own: Backend, result: FirstCalls) -> None:
    """Compare an implementation with the reference, where there is one."""
    from atc_core.conformance.agreement import disagreement
    from atc_core.errors import BackendError
    from atc_core.process import PROCESS
    from atc_core.tuning.verdict import problem, reference_for

    try:
        reference = reference_for(PROCESS.choice.plugins, kernel)
    except BackendError:
        return
    function, takes_tables = own.implementations[kernel.name], kernel.name in own.tables
    result.verified[kernel.name] = problem(kernel, function, reference, disagreement, takes_tables=takes_tables) or ""


def first_call(function: Any, arguments: tuple[Any, ...]) -> float:
    """Seconds of one call; one that raises is the verification's business."""
    begin = time.perf_counter()
    try:
        function(*arguments)
    except (Exception, SystemExit):
        return 0.0
    return time.perf_counter() - begin


def warm_seconds(first: FirstCalls, name: str, function: Any) -> float:
    """Import and first call of a kernel where a cache of compiled code is filled, which the first process may not be.

    This process calls it for the first time too, so no further one is asked.
    """
    from atc_core.registry import find_kernel

    seconds = first.seconds(name)
    if name not in first.verified or first.verified[name] or first.calls[name] < COLD:
        return seconds
    arguments = find_kernel(name).arguments(np.random.default_rng(0), SAMPLE_SIZE)
    again = first_call(function, arguments)
    return min(seconds, first.load + again) if again else seconds


def overruns(kernel: Kernel[..., Any], function: Any) -> bool:
    """Whether `function` writes outside of `out` in some edge case, which C does before it crashes, if it does."""
    from atc_core.conformance.edge_cases import edge_cases
    from atc_core.validation import bind

    count = len(kernel.arrays)
    for case in edge_cases(kernel) if not kernel.is_found else ():
        arrays, options = case.arguments[:count], case.arguments[count:]
        rooms, out = [], []
        for dtype, shape in zip(kernel.dtypes(arrays), kernel.shapes(bind(kernel, arrays), options), strict=True):
            # Bytes: records are compared with nothing.
            fence, size = FENCE * dtype.itemsize, math.prod(shape) * dtype.itemsize
            room = np.full(size + 2 * fence, FENCE_POST, np.uint8)
            rooms.append((room[:fence], room[fence + size :]))
            out.append(room[fence : fence + size].view(dtype).reshape(shape))
        with suppress(Exception, SystemExit):
            function(*case.arguments, out=out[0] if kernel.result.type is None else tuple(out))
        if any((fence != FENCE_POST).any() for pair in rooms for fence in pair):
            return True
    return False


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    import atc_core  # noqa: F401

    for found in measure(sys.argv[1], sys.argv[2:]):
        print(f"\n{RESULT}{msgspec.json.encode(found).decode()}", flush=True)
