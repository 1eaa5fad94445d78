"""Which backend a stream runs on: the ladder, whose last rungs are a fixed order, for streams are not measured."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from atc_core.columns import Chosen
from atc_core.decision import Rejection
from atc_core.errors import BackendError, described
from atc_core.kernel import USUAL_SIZE, Kernel
from atc_core.process import PROCESS
from atc_core.settings import AUTO
from atc_core.streams.lookback import LookbackStreams
from atc_core.vouching import vouch

if TYPE_CHECKING:
    from atc_core.backend import Backend
    from atc_core.streams.protocol import StreamFactory


def choose(kernel: Kernel[..., Any], backend: str | None) -> Backend:
    """Climb the ladder for a stream of `kernel`; the winner's streams are imported."""
    choice = PROCESS.choice
    if not kernel.is_per_bar:
        raise BackendError(f"{kernel.name}: has no streams, for it gives no value at each bar")
    choice.check_settings()
    if backend is not None and backend != AUTO:
        factory(kernel, backend)
        vouch(choice, kernel, backend)
        return choice.plugins.backends[backend]
    verdict = choice.preferred(kernel, problem) if backend is None else None
    name = verdict.backend if verdict else next((name for name in in_order(kernel) if not problem(kernel, name)), None)
    if name is None:
        known = sorted({name for item in choice.plugins.available() for name in item.stream_factories})
        raise BackendError(
            f"{kernel.name}: no usable backend has streams of it; there are {', '.join(known) or 'none'}"
        )
    vouch(choice, kernel, name)
    return choice.plugins.backends[name]


def factory(kernel: Kernel[..., Any], backend: str) -> StreamFactory:
    """What makes the backend's streams of `kernel`; BackendError says why there is nothing."""
    found = problem(kernel, backend)
    if found is not None:
        raise BackendError(f"{kernel.name}: backend {found}")
    return stream_factory(kernel, PROCESS.choice.plugins.backends[backend])


def stream_factory(kernel: Kernel[..., Any], backend: Backend) -> StreamFactory:
    """The backend's own streams, else its implementation on the bars that the kernel looks back."""
    own = backend.stream_factories.get(kernel.name)
    return own or LookbackStreams(kernel, Chosen(backend.name, PROCESS.choice.function(kernel, backend.name)))


def problem(kernel: Kernel[..., Any], name: str) -> Rejection | None:
    """What keeps the backend called `name` from streams of `kernel`; its streams are imported to find out."""
    choice = PROCESS.choice
    found = choice.problem_at_rest(kernel, name)
    if found is not None:
        return found
    backend = choice.plugins.backends[name]
    try:
        backend.load_streams()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Rejection(name, "broken", f"its streams: {described(error)}")
    if kernel.name in backend.stream_factories:
        return None
    if kernel.lookback:
        return choice.problem(kernel, name)
    return Rejection(name, "no-kernel", f"it has streams of {', '.join(backend.stream_factories) or 'nothing'}")


def in_order(kernel: Kernel[..., Any]) -> list[str]:
    """The available backends that may have streams: own ones before those that compute a window anew.

    Then by what the kernel costs in the shipped default, or by name. The reference comes after all others that were
    verified for the kernel; those that never were come last.
    """
    from atc_core.tuning.profile import default_profile

    choice = PROCESS.choice
    shipped = default_profile().kernels.get(kernel.name)
    costs = (
        {name: item.curve.at(USUAL_SIZE) for name, item in shipped.candidates.items() if item.curve} if shipped else {}
    )
    measured = choice.measured.get(kernel.name)
    verified = {name for name, item in measured.candidates.items() if item.sizes} if measured else set()
    verified |= {*costs, kernel.reference}

    available = list(choice.plugins.available())
    own = {item.name for item in available if item.stream_modules or item.stream_factories}

    def place(name: str) -> tuple[bool, bool, bool, float, str]:
        return name not in verified, name == kernel.reference, name not in own, costs.get(name, math.inf), name

    return sorted((item.name for item in available if kernel.lookback or item.name in own), key=place)
