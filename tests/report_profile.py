"""What the report's tests report on: a profile with a backend in every state."""

import msgspec
from cases import EVERY_KERNEL

import atc_core
from atc_core.process import PROCESS
from atc_core.tuning.machine import describe, fingerprint
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile, profile_path
from atc_core.tuning.store import save_profile

REASON = "<script>alert('planted')</script> & wrong by 1e-3"


RIVALS = ("wrong", "stale", "fresh")
"""Backends that have the first kernel only."""


def function_of(kernel):
    """Any function with the kernel's signature."""
    return PROCESS.choice.plugins.load("python").implementations[kernel]


def measured(version, seconds, first_call=0.004):
    return Candidate(version, (32, 1_000, 10_000, 100_000), seconds, (0.01, 0.02, 0.01, 0.03), first_call)


def write_profile(environment, registered):
    """Tune, as it were, all kernels but the last on two backends; the first kernel has rivals in every state."""
    environment(OBJECTIVE="steady")
    *names, _ = EVERY_KERNEL
    backends = {}
    for name, kernels in {**dict.fromkeys(("small", "large"), names), **dict.fromkeys(RIVALS, names[:1])}.items():
        backends[name] = registered(atc_core.Backend(name))
        for kernel in kernels:
            backends[name].implements(kernel)(function_of(kernel))
    version = {name: backend.version() for name, backend in backends.items()}
    candidates = {
        "small": measured(version["small"], (2e-7, 3e-6, 5e-5, 6e-4)),
        "large": msgspec.structs.replace(
            measured(version["large"], (2e-6, 4e-6, 2e-5, 2e-4), first_call=0.341), undecided=(1_000, 10_000)
        ),
    }
    first = {
        **candidates,
        "wrong": Candidate(version["wrong"], quarantine=REASON),
        "stale": measured("another version", (1e-7, 1e-6, 1e-5, 1e-4)),
        "gone": measured("of a plugin that left", (3e-7, 4e-6, 6e-5, 7e-4)),
    }
    kernels = {name: Entry(first if name == names[0] else candidates) for name in names}
    path = profile_path(PROCESS.choice.settings.profile)
    save_profile(path, Profile(SCHEMA, fingerprint(), describe(), kernels))
    PROCESS.choice.__dict__.pop("measured", None)
    return path
