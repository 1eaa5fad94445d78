"""The profile: what was measured on one machine, as a JSON file that is checked when it is read."""

from __future__ import annotations

import sys
from functools import lru_cache
from hashlib import blake2s
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import msgspec

from atc_core.blame import warn
from atc_core.errors import ProfileWarning
from atc_core.places import UnusableError, config_folder, expanded, read_file
from atc_core.spelling import closest
from atc_core.tuning.machine import fingerprint
from atc_core.tuning.model import Curve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from atc_core.tuning.measure import Timing

SCHEMA = 1
DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
SHIPPED = Path(__file__).parents[1] / "default_profile.json"


class ProfileError(ValueError):
    """A profile file cannot be used; the message names the file and says why."""


class Candidate(msgspec.Struct, frozen=True, omit_defaults=True):
    """One backend's measurements for one kernel."""

    version: str
    """`Backend.version()` at the time: another version makes the entry void."""
    sizes: tuple[int, ...] = ()
    seconds: tuple[float, ...] = ()
    spread: tuple[float, ...] = ()
    """Relative uncertainty of the seconds at each size."""
    first_call: float = 0.0
    """Seconds that import and first call take in a fresh process; 0 where unknown."""
    undecided: tuple[int, ...] = ()
    """Sizes at which the race ended before it was known whether this or the fastest is faster."""
    quarantine: str = ""
    """Why this implementation may not run, where it disagreed with the reference."""

    def __post_init__(self) -> None:
        """Refuse measurements that cannot have been made."""
        if not len(self.sizes) == len(self.seconds) == len(self.spread):
            raise ValueError("sizes, seconds and spread must be equally long")
        if self.sizes and (self.sizes[0] < 0 or any(a >= b for a, b in pairwise(self.sizes))):
            raise ValueError("sizes must be positive and increase")
        if not set(self.undecided) <= set(self.sizes):
            raise ValueError("undecided must name measured sizes")
        if not all(isfinite(value) and value > 0.0 for value in self.seconds):
            raise ValueError("seconds must be positive and finite")
        if not all(isfinite(value) and value >= 0.0 for value in (*self.spread, self.first_call)):
            raise ValueError("spread and first_call must be finite and not negative")

    @property
    def curve(self) -> Curve | None:
        """The cost curve, where there is one."""
        return Curve(self.sizes, self.seconds) if self.sizes else None

    def points(self) -> dict[int, tuple[float, float]]:
        """Seconds and spread by size."""
        return dict(zip(self.sizes, zip(self.seconds, self.spread, strict=True), strict=True))

    def with_points(self, points: dict[int, tuple[float, float]]) -> Candidate:
        """The same candidate with other measurements."""
        sizes = tuple(sorted(points))
        seconds, spread = (tuple(points[n][part] for n in sizes) for part in (0, 1))
        return msgspec.structs.replace(self, sizes=sizes, seconds=seconds, spread=spread)

    def with_timing(self, n: int, timing: Timing) -> Candidate:
        """The same candidate with another measurement at `n`."""
        measured = self.with_points({**self.points(), n: (timing.seconds, timing.spread)})
        undecided = {*self.undecided} - {n} | ({n} if timing.is_open else set())
        return msgspec.structs.replace(measured, undecided=tuple(sorted(undecided)))


class Entry(msgspec.Struct, frozen=True):
    """All candidates of one kernel."""

    candidates: dict[str, Candidate]


class Profile(msgspec.Struct, frozen=True):
    """The content of a profile file."""

    schema: int
    machine: str
    """Fingerprint of the machine that was measured."""
    description: str
    """The same for people: CPU model and cores."""
    kernels: dict[str, Entry]
    checksum: str = ""
    """Of everything else, so that no damage goes unnoticed."""


class Header(msgspec.Struct):
    """What every version of the file has: enough to refuse it politely."""

    schema: int


def encode(profile: Profile) -> bytes:
    """The file's text: indented JSON with its checksum."""
    sealed = msgspec.structs.replace(profile, checksum=checksum(profile))
    return msgspec.json.format(msgspec.json.encode(sealed), indent=1) + b"\n"


def decode(content: bytes) -> Profile:
    """The profile in a file's text; ProfileError says what is wrong with it."""
    try:
        profile = msgspec.json.decode(content, type=Profile)
    except DECODE_ERRORS as error:
        check_schema(content)
        raise ProfileError(f"is damaged ({error})") from None
    if profile.schema != SCHEMA:
        check_schema(content)
    if profile.checksum != checksum(profile):
        raise ProfileError("is damaged or was edited (its checksum does not match)")
    return profile


def check_schema(content: bytes) -> None:
    """Refuse the file of another version as such, whatever else it holds."""
    try:
        schema = msgspec.json.decode(content, type=Header).schema
    except DECODE_ERRORS:
        return
    if schema != SCHEMA:
        raise ProfileError(f"has schema {schema}, this version reads {SCHEMA}")


def checksum(profile: Profile) -> str:
    """A digest of the canonical text without the checksum."""
    plain = msgspec.json.encode(msgspec.structs.replace(profile, checksum=""))
    return blake2s(plain, digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def default_profile() -> Profile:
    """The cost model that is shipped, measured on a reference machine."""
    return decode(SHIPPED.read_bytes())


def shipped(profile: Profile) -> Profile:
    """What of a tuned profile may serve as the default of other machines: costs, not verdicts on versions."""
    kernels = {
        name: Entry(
            {
                backend: msgspec.structs.replace(item, version="")
                for backend, item in entry.candidates.items()
                if item.curve is not None and not item.quarantine
            }
        )
        for name, entry in profile.kernels.items()
    }
    return msgspec.structs.replace(profile, machine="", kernels=kernels)


def profile_path(setting: str) -> Path:
    """The file that `setting` (``ATC_PROFILE``) names, or this machine's in the user's configuration directory."""
    if setting:
        return named_path(setting)
    folder = config_folder()
    if folder is None:
        raise ProfileError("there is no home folder to keep a profile in; name a file with ATC_PROFILE")
    return folder / f"profile-{fingerprint()}.json"


def named_path(setting: str) -> Path:
    """The file that a setting names; ProfileError where that cannot be one."""
    try:
        return expanded(setting)
    except UnusableError as error:
        refuse(Path(setting), f"cannot be read ({error})")


def missing_profile(setting: str) -> Iterator[ProfileError]:
    """What is wrong with the name of a profile: there must be such a file."""
    try:
        path = named_path(setting)
        if not path.exists():
            beside = closest(path.stem, [item.stem for item in path.parent.glob("*.json")])
            refuse(path, f"does not exist{beside}; where ATC_PROFILE names it, `atc-tune` writes it")
    except ProfileError as error:
        yield error
    except OSError as error:
        yield ProfileError(f"profile {setting} cannot be read ({error.strerror or error})")


def profile_layers(setting: str) -> list[Path]:
    """The files that are read, each replacing what those before it say of a kernel.

    The user's, or what ``ATC_PROFILE`` names; the program's own stands between the two.
    """
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    beside = [Path(main).parent / "atc-profile.json"] if isinstance(main, str) else []
    try:
        own = [profile_path(setting)]
    except ProfileError as error:
        warn(f"{error}; none is read", ProfileWarning)
        own = []
    return [*beside, *own] if setting else [*own, *beside]


def load_profile(path: Path, machine: str) -> Profile | None:
    """The profile in `path`, None where there is no file; ProfileError where it is not usable on `machine`."""
    try:
        profile = decode(read_file(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        refuse(path, f"cannot be read ({error.strerror or error})")
    except ProfileError as error:
        refuse(path, str(error))
    if profile.machine != machine:
        refuse(path, f"was measured on another machine ({profile.description or profile.machine})")
    return profile


def refuse(path: Path, reason: str) -> NoReturn:
    """Say which file cannot be used, and why."""
    raise ProfileError(f"profile {path} {reason}") from None


def read_profile(path: Path, machine: str) -> Profile | None:
    """The profile in `path`; None where there is none, or, with one warning, none for this machine."""
    try:
        return load_profile(path, machine)
    except ProfileError as error:
        warn(f"{error}; it is ignored", ProfileWarning)
        return None
