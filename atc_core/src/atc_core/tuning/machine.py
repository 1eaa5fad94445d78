"""Which machine this is: a fingerprint of what decides speed, and a description for people."""

from __future__ import annotations

import os
import re
import sys
import time
from functools import lru_cache
from hashlib import blake2s
from pathlib import Path

from atc_core.cores import paid_cores

CPUINFO = Path("/proc/cpuinfo")
FIRST_BLOCK = 16_384
"""Bytes that hold the first processor's block of ``/proc/cpuinfo``; a kernel prints one block per core."""
SPEED_FLAGS = re.compile(r"s?sse|avx|fma|f16c|bmi|abm$|popcnt|amx|asimd|neon|sve|sme|vsx|rv64")
"""Vector and bit instructions; other flags come and go with the version of the operating system."""
APPLE_KEYS = ("machdep.cpu.brand_string", "hw.cpufamily", "hw.cpusubfamily", "machdep.cpu.features")


STARTED = Path("/proc/self/stat")


def seconds_since_start() -> float:
    """How long this process has been running; where the system does not tell, how long it has computed."""
    try:
        # After the name, which may hold spaces, the twentieth field counts the ticks from boot to start.
        ticks = int(STARTED.read_text().rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return time.process_time()


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Vendor, family, model, stepping and cores in words, and a hash that adds the feature flags."""
    facts = identity()
    cores = paid_cores()
    words = [facts.get(key, "") for key in ("vendor", "family", "model", "stepping")]
    digest = blake2s("|".join([*words, str(cores), facts.get("flags", "")]).encode(), digest_size=4)
    name = "-".join([*filter(None, words), f"{cores}c", digest.hexdigest()])
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")


def describe() -> str:
    """The machine for people: processor, architecture, cores and operating system."""
    import platform

    name = identity().get("name") or platform.processor() or "unknown processor"
    cores = paid_cores()
    return f"{name}, {platform.machine()}, {cores} cores, {platform.system()}"


@lru_cache(maxsize=1)
def identity() -> dict[str, str]:
    """Vendor, family, model, stepping, flags and name, as far as the system tells."""
    readers = {"linux": linux_identity, "darwin": apple_identity, "win32": windows_identity}
    reader = readers.get(sys.platform)
    facts = reader() if reader else {}
    if any(facts.values()):
        return facts
    import platform

    return {"vendor": platform.machine() or "unknown"}


def linux_identity() -> dict[str, str]:
    """The first block of ``/proc/cpuinfo``."""
    try:
        with CPUINFO.open("rb", buffering=0) as file:
            text = file.read(FIRST_BLOCK).decode("ascii", "replace")
    except OSError:
        return {}
    return parse_cpuinfo(text)


def parse_cpuinfo(text: str) -> dict[str, str]:
    """The facts in one block of ``/proc/cpuinfo``, x86 or ARM."""
    pairs = (line.partition(":") for line in text.partition("\n\n")[0].splitlines())
    block = {key.strip().lower(): value.strip() for key, _, value in pairs}

    def first(*keys: str) -> str:
        return next((block[key] for key in keys if block.get(key)), "")

    flags = first("flags", "features", "isa").split()
    return {
        "vendor": short_vendor(first("vendor_id", "cpu implementer", "cpu", "uarch")),
        "family": first("cpu family", "cpu architecture"),
        "model": first("model", "cpu part"),
        "stepping": first("stepping", "cpu revision", "revision"),
        "flags": " ".join(sorted({flag for flag in flags if SPEED_FLAGS.match(flag)})),
        "name": first("model name", "hardware", "cpu"),
    }


def short_vendor(vendor: str) -> str:
    """``AuthenticAMD`` as ``amd``, ``GenuineIntel`` as ``intel``."""
    return re.sub(r"^(authentic|genuine)", "", vendor.lower())


def apple_identity() -> dict[str, str]:
    """What ``sysctl`` says."""
    import platform
    import subprocess

    answers = subprocess.run(  # noqa: S603 a fixed command
        ["/usr/sbin/sysctl", *APPLE_KEYS], capture_output=True, text=True, check=False, timeout=10
    ).stdout
    pairs = (line.partition(": ") for line in answers.splitlines())
    facts = {key: value.strip() for key, _, value in pairs}
    return {
        "vendor": "apple" if platform.machine() == "arm64" else "intel",
        "family": facts.get("hw.cpufamily", ""),
        "model": facts.get("hw.cpusubfamily", ""),
        "flags": facts.get("machdep.cpu.features", ""),
        "name": facts.get("machdep.cpu.brand_string", ""),
    }


def windows_identity() -> dict[str, str]:
    """What the system puts into every environment: ``Intel64 Family 6 Model 142 Stepping 12, GenuineIntel``."""
    text = os.environ.get("PROCESSOR_IDENTIFIER", "")
    found = re.search(r"Family (\d+) Model (\d+) Stepping (\d+), (\w+)", text)
    if found is None:
        return {"vendor": text}
    family, model, stepping, vendor = found.groups()
    return {
        "vendor": short_vendor(vendor),
        "family": family,
        "model": model,
        "stepping": stepping,
        "name": text,
    }
