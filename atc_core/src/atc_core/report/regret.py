"""The regret file: how far choices are from the best, as ``benchmarks/regret.py --json`` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from atc_core.errors import ReportError
from atc_core.tuning.profile import DECODE_ERRORS

if TYPE_CHECKING:
    from pathlib import Path


class Statistics(msgspec.Struct, frozen=True):
    """Costs relative to the best, over many held-out measurements; 1 is perfect."""

    gmean: float
    p95: float
    max: float
    over: float = msgspec.field(name="over 2 %")
    """The share of measurements that cost over 2 % more than the best."""


class Slower(msgspec.Struct, frozen=True):
    """A measurement at which the tuned choice lost to the untuned default's."""

    kernel: str
    n: int
    layout: str
    chosen: str
    default: str
    ratio: float


class Keys(msgspec.Struct, frozen=True):
    """What was measured."""

    cells: int = 0
    slower: tuple[Slower, ...] = msgspec.field(default=(), name="slower than the untuned default")


class Regret(msgspec.Struct, frozen=True):
    """The content of a regret file."""

    policies: dict[str, Statistics]
    """By way of choosing: the chosen backend over the best."""
    delivered: dict[int, Statistics] = {}
    """By bars: a call through the handle over the best native call."""
    keys: Keys = Keys()


def beside(profile: Path) -> Path:
    """Where the regret of a profile is kept: ``profile.json`` has ``profile.regret.json``."""
    return profile.with_suffix(".regret.json")


def read_regret(path: Path) -> Regret:
    """The regret in a file; ReportError says what is wrong with it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Regret)
    except OSError as error:
        raise ReportError(f"regret file {path} cannot be read ({error.strerror or error})") from None
    except DECODE_ERRORS as error:
        raise ReportError(f"{path} is no regret file ({error}); benchmarks/regret.py --json prints one") from None


def find_regret(given: Path | None, profile: Path) -> Regret | None:
    """The regret in the file that was given, or in the one beside the profile where there is one."""
    if given is not None:
        return read_regret(given)
    return read_regret(beside(profile)) if beside(profile).is_file() else None
