"""Writing profiles: merged with what others wrote, under a lock, and whole at every moment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from atc_core.places import expanded, put_in_place
from atc_core.tuning.profile import Candidate, Entry, Profile, ProfileError, encode, load_profile, refuse

if TYPE_CHECKING:
    from pathlib import Path


def merge(old: Profile | None, new: Profile) -> Profile:
    """`new` over `old`: candidates of one version keep the points that were not measured again."""
    if old is None:
        return new
    kernels = dict(old.kernels)
    for name, entry in new.kernels.items():
        kernels[name] = merge_entry(kernels.get(name), entry)
    return msgspec.structs.replace(new, kernels=kernels)


def merge_entry(old: Entry | None, new: Entry) -> Entry:
    """The candidates of `new` over those of `old`."""
    known = old.candidates if old else {}
    fresh = {name: merge_candidate(known.get(name), candidate) for name, candidate in new.candidates.items()}
    return Entry({**known, **fresh})


def merge_candidate(old: Candidate | None, new: Candidate) -> Candidate:
    """The points of both where both measured the same version; the newer verdict holds."""
    if old is None or old.version != new.version or new.quarantine:
        return new
    merged = new.with_points({**old.points(), **new.points()})
    undecided = tuple(sorted({*old.undecided} - {*new.sizes} | {*new.undecided}))
    return msgspec.structs.replace(merged, undecided=undecided, first_call=new.first_call or old.first_call)


def save_profile(path: Path, profile: Profile) -> Profile:
    """Merge `profile` into the file under a lock and give what stands there now; ProfileError where that fails."""
    from filelock import FileLock, Timeout

    try:
        path = expanded(path).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=30):
            merged = merge(load_profile(path, profile.machine), profile)
            replace_file(path, encode(merged))
    except Timeout:
        refuse(path, "is locked by another process; try again when that has finished")
    except OSError as error:
        refuse(path, f"cannot be written ({error.strerror or error})")
    return merged


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` into `path` at once; the caller holds the lock. A kill leaves the old or the new file."""
    for leftover in path.parent.glob(f".{path.name}.*.new"):
        leftover.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make a renaming survive a power failure, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_target(path: Path, machine: str) -> None:
    """Refuse now what :func:`save_profile` would refuse after all the measuring."""
    try:
        path = expanded(path).resolve()
        load_profile(path, machine)
        path.parent.mkdir(parents=True, exist_ok=True)
        probe = path.with_name(f".{path.name}.{os.getpid()}.new")
        probe.touch()
        probe.unlink()
    except ProfileError as error:
        raise ProfileError(f"{error}; clear it with: atc-tune clear") from None
    except OSError as error:
        refuse(path, f"cannot be written ({error.strerror or error})")


def clear_profile(path: Path, machine: str) -> str:
    """Remove a profile, or move aside what is no profile of `machine`; says what was done."""
    try:
        if load_profile(path, machine) is None:
            return "there is no profile"
        path.unlink()
    except ProfileError:
        return move_aside(path)
    except OSError as error:
        refuse(path, f"cannot be removed ({error.strerror or error})")
    return "removed"


def move_aside(path: Path) -> str:
    """Keep a file that cannot be read, under a name that is not looked for."""
    target = path.with_name(f"{path.name}.unusable")
    try:
        path.replace(target)
    except OSError as error:
        refuse(path, f"cannot be moved ({error.strerror or error})")
    return f"it could not be used, and is called {target.name} now"
