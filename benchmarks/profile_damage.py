"""What a profile file must survive: ``make damage`` (1000 corruptions, 500 kills, 8 writers).

It ends with status 1 if anything was lost, read wrongly, or reported more than once.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from damage import corrupted
from rich.console import Console
from rich.table import Table

from atc_core.errors import ProfileWarning
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile, decode, encode, load_profile, read_profile
from atc_core.tuning.store import save_profile

MACHINE = "machine-1"
WRITER = """
import sys
from pathlib import Path
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile
from atc_core.tuning.store import save_profile
path, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for turn in range(rounds):
    candidate = Candidate("1", (turn + 1,), (1e-6,), (0.0,))
    save_profile(path, Profile(SCHEMA, "machine-1", "", {name: Entry({"rust": candidate})}))
"""


def sample() -> Profile:
    """A profile of some size."""
    candidate = Candidate("1", (32, 1_000, 10_000), (1e-6, 2e-6, 9e-6), (0.01, 0.02, 0.01), undecided=(32,))
    return Profile(SCHEMA, MACHINE, "a machine", {f"kernel{turn}": Entry({"rust": candidate}) for turn in range(4)})


def corruptions(path: Path, count: int) -> list[str]:
    """Damage a file again and again: each time it is refused with one warning, or means what it meant."""
    content, dice, problems = encode(sample()), random.Random(7), []
    whole = decode(content)
    for turn in range(count):
        path.write_bytes(corrupted(content, dice))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found = read_profile(path, MACHINE)
        told = [item.category for item in caught]
        if (found, told) != (None, [ProfileWarning]) and (found != whole or told):
            problems.append(f"corruption {turn}: read {found is not None}, warnings {told}")
    return problems


def start_writer(path: Path, name: str, rounds: int) -> subprocess.Popen[bytes]:
    """A process that will add sizes to one kernel of a profile as soon as it may :func:`go`."""
    command = [sys.executable, "-c", WRITER, str(path), name, str(rounds)]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    return writer


def go(writer: subprocess.Popen[bytes]) -> None:
    """Let a writer begin."""
    assert writer.stdin is not None
    writer.stdin.write(b"go\n")
    writer.stdin.flush()


def kills(path: Path, count: int) -> list[str]:
    """Kill a writer at a random moment: the file is the old or the new one, and everything before is in it."""
    dice, problems = random.Random(3), []
    save_profile(path, sample())
    known = set(sample().kernels)
    for turn in range(count):
        writer = start_writer(path, f"killed{turn}", 1_000)
        go(writer)
        time.sleep(dice.random() * 0.02)
        writer.kill()
        writer.communicate()
        found = load_profile(path, MACHINE)
        if found is None or not known <= found.kernels.keys():
            problems.append(f"kill {turn}: lost {known - set(found.kernels if found else ())}")
            continue
        known = set(found.kernels)
    save_profile(path, sample())
    left = [item.name for item in path.parent.glob(".*.new")]
    return problems + [f"left behind: {name}" for name in left]


def writers(path: Path, count: int, rounds: int = 50) -> list[str]:
    """Let several processes write at once: nothing that any of them wrote is lost."""
    names = [f"writer{turn}" for turn in range(count)]
    processes = [start_writer(path, name, rounds) for name in names]
    for process in processes:
        go(process)
    statuses = [process.communicate() and process.returncode for process in processes]
    found = load_profile(path, MACHINE)
    kept = {name: len(entry.candidates["rust"].sizes) for name, entry in found.kernels.items()} if found else {}
    lost = [f"{name}: {kept.get(name, 0)} of {rounds} rounds" for name in names if kept.get(name) != rounds]
    return lost + [f"status {status}" for status in statuses if status]


def main() -> None:
    """Run everything and say what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corruptions", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--writers", type=int, default=8)
    options = parser.parse_args()
    tests: dict[str, tuple[Callable[[Path, int], list[str]], int]] = {
        "corruptions": (corruptions, options.corruptions),
        "kills": (kills, options.kills),
        "writers of 50 rounds": (writers, options.writers),
    }
    shown, failed = Table("test", "times", "problems", "seconds", title="damage to the profile"), []
    for name, (test, count) in tests.items():
        begin = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            problems = test(Path(folder) / "profile.json", count)
        shown.add_row(name, str(count), str(len(problems)), f"{time.monotonic() - begin:.0f}")
        failed += problems
    Console().print(shown)
    for problem in failed:
        print(problem)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
