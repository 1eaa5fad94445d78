"""How many cores there are for this process: a container's quota counts, as it does for Rust's threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

OWN_GROUPS = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")


def usable_cores() -> int:
    """The cores that this process may run on, at most as many as its quota pays for."""
    affinity = getattr(os, "sched_getaffinity", None)
    return min(len(affinity(0)) if affinity else os.cpu_count() or 1, paid_cores())


def paid_cores() -> int:
    """The machine's cores, at most as many as the quota pays for; wherever a process is pinned, the same."""
    return max(int(min([os.cpu_count() or 1, *quotas()])), 1)


def quotas() -> Iterator[float]:
    """The quota in cores of every control group that holds this process, the outer ones too."""
    try:
        lines = OWN_GROUPS.read_text().splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers == "" or "cpu" in controllers.split(","):
            yield from quotas_along(GROUPS / controllers, path)


def quotas_along(root: Path, path: str) -> Iterator[float]:
    """The quotas from a group up to the outermost."""
    group = root / path.strip("/")
    for folder in (group, *group.parents):
        yield from quota_of(folder)
        if folder == root:
            return


def quota_of(folder: Path) -> Iterator[float]:
    """One group's quota in cores, where it has one: version 2 writes it in one file, version 1 in two."""
    try:
        if (folder / "cpu.max").exists():
            quota, period = (folder / "cpu.max").read_text().split()
        else:
            quota, period = ((folder / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
        if int(quota) > 0 and int(period) > 0:
            yield int(quota) / int(period)
    except (OSError, ValueError):  # no file, or "max"
        return
