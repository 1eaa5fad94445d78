"""The profile's life: what goes in comes out, damage is told once, and no writer loses another's work."""

import json
import os
import random
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import msgspec
import pytest
from damage import corrupted

import atc_core
from atc_core.errors import ProfileWarning
from atc_core.tuning.machine import fingerprint, parse_cpuinfo
from atc_core.tuning.profile import (
    SCHEMA,
    Candidate,
    Entry,
    Profile,
    ProfileError,
    decode,
    default_profile,
    encode,
    load_profile,
    profile_path,
    read_profile,
)
from atc_core.tuning.store import check_target, clear_profile, merge, save_profile
from atc_core.variant import kernel_name

MACHINE = "cpu-1"


def candidate(seconds=1e-6, sizes=(32, 1000), **others):
    values = tuple(seconds * n for n in sizes)
    return Candidate("1.0", sizes, values, tuple(0.01 for _ in sizes), **others)


def profile(kernels=None, machine=MACHINE):
    entries = {name: Entry(candidates) for name, candidates in (kernels or {}).items()}
    return Profile(SCHEMA, machine, "a machine", entries)


FULL = profile({"ema": {"rust": candidate(), "numba": candidate(2e-6, first_call=0.5)}, "wma": {"rust": candidate()}})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "profile.json"


def test_what_is_saved_is_read(path):
    save_profile(path, FULL)
    found = read_profile(path, MACHINE)
    assert msgspec.structs.replace(found, checksum="") == FULL
    assert [item.name for item in path.parent.iterdir() if item.suffix == ".new"] == []


def test_no_file_is_no_profile(path):
    assert read_profile(path, MACHINE) is None


def test_the_shipped_default_is_valid():
    assert {kernel_name(entry) for entry in default_profile().kernels} >= set(atc_core.kernels())


def test_the_path_is_the_setting_or_this_machines(tmp_path):
    assert profile_path(str(tmp_path / "x.json")) == tmp_path / "x.json"
    assert profile_path("").name == f"profile-{fingerprint()}.json"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
        (b"[" * 100_000, "is damaged"),
        (b'{"hello": "world"}', "is damaged"),
        (encode(FULL)[:-30], "is damaged"),
        (encode(FULL).replace(b"a machine", b"another machine"), "checksum"),
        (b'{"schema": 2, "anything": "else"}', "has schema 2, this version reads 1"),
        (encode(profile(machine="cpu-2")), "was measured on another machine"),
    ],
)
def test_an_unusable_file_is_named_once_and_left_alone(path, content, reason):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.warns(ProfileWarning) as caught:
        assert read_profile(path, MACHINE) is None
    assert len(caught) == 1
    assert str(path) in str(caught[0].message)
    assert reason in str(caught[0].message)
    with pytest.raises(ProfileError, match="atc-tune clear"):
        check_target(path, MACHINE)
    with pytest.raises(ProfileError, match=reason):
        save_profile(path, FULL)
    assert path.read_bytes() == content


def test_a_folder_in_the_place_of_the_file_is_named(path):
    path.mkdir(parents=True)
    with pytest.warns(ProfileWarning, match="cannot be read"):
        assert read_profile(path, MACHINE) is None


def test_an_unwritable_place_is_an_error_that_names_it(tmp_path):
    (tmp_path / "file").write_text("in the way")
    target = tmp_path / "file" / "profile.json"
    for attempt in (lambda: save_profile(target, FULL), lambda: check_target(target, MACHINE)):
        with pytest.raises(ProfileError, match="profile.json cannot be"):
            attempt()


@pytest.mark.parametrize(
    "changes",
    [
        {"sizes": (32, 32)},
        {"sizes": (1000, 32)},
        {"sizes": (-1, 32)},
        {"sizes": (32,)},
        {"seconds": (1e-6, 0.0)},
        {"seconds": (1e-6, -1.0)},
        {"seconds": (1e-6, float("inf"))},
        {"seconds": (1e-6, float("nan"))},
        {"spread": (0.1, -0.1)},
        {"spread": ()},
        {"first_call": -1.0},
        {"undecided": (7,)},
    ],
)
def test_impossible_measurements_are_refused(changes):
    with pytest.raises(ValueError, match="must"):
        msgspec.structs.replace(candidate(), **changes)
    content = json.loads(encode(profile({"ema": {"rust": candidate()}})))
    content["kernels"]["ema"]["candidates"]["rust"].update(changes)
    with pytest.raises(ProfileError):
        decode(json.dumps(content).encode())


def test_damage_is_harmless_or_told_once(path):
    path.parent.mkdir()
    content, dice, harmless = encode(FULL), random.Random(7), 0
    whole = decode(content)
    for _ in range(300):
        path.write_bytes(corrupted(content, dice))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found = read_profile(path, MACHINE)
        if caught:
            assert found is None
            assert [item.category for item in caught] == [ProfileWarning]
        else:
            assert found == whole
            harmless += 1
    assert harmless < 60, "white space and cut line ends only"


def test_merging_keeps_what_was_not_measured_again():
    old = profile({"ema": {"rust": candidate(1e-6, (32, 1000)), "talib": candidate()}, "sma": {"rust": candidate()}})
    new = profile({"ema": {"rust": candidate(2e-6, (1000, 5000))}})
    merged = merge(old, new).kernels
    assert merged["ema"].candidates["rust"].points() == {
        32: (32e-6, 0.01),
        1000: (2e-6 * 1000, 0.01),
        5000: (2e-6 * 5000, 0.01),
    }
    assert merged["ema"].candidates["talib"] == candidate()
    assert merged["sma"] == old.kernels["sma"]


def test_merging_forgets_a_doubt_that_was_settled():
    old = profile({"ema": {"rust": candidate(1e-6, (32, 1000), undecided=(32, 1000))}})
    new = profile({"ema": {"rust": candidate(1e-6, (1000, 5000), undecided=(5000,))}})
    assert merge(old, new).kernels["ema"].candidates["rust"].undecided == (32, 5000)


def test_another_version_or_verdict_replaces():
    old = candidate(1e-6, (32, 1000))
    new = msgspec.structs.replace(candidate(2e-6, (1000,)), version="2.0")
    wrong = Candidate("1.0", quarantine="wrong")
    for latest in (new, wrong):
        merged = merge(profile({"ema": {"rust": old}}), profile({"ema": {"rust": latest}}))
        assert merged.kernels["ema"].candidates["rust"] == latest
    repaired = merge(profile({"ema": {"rust": wrong}}), profile({"ema": {"rust": old}}))
    assert repaired.kernels["ema"].candidates["rust"] == old


WRITER = """
import sys
from pathlib import Path
from atc_core.tuning.profile import Candidate, Entry, Profile, SCHEMA
from atc_core.tuning.store import save_profile
path, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
for round in range(rounds):
    candidate = Candidate("1.0", (round + 1,), (1e-6,), (0.0,))
    save_profile(path, Profile(SCHEMA, "cpu-1", "", {f"{name}": Entry({"rust": candidate})}))
"""


def start_writer(path, name, rounds):
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(rounds)], stdout=subprocess.PIPE)


def test_concurrent_writers_lose_nothing(path):
    writers = [start_writer(path, name, 25) for name in ("one", "two", "three")]
    assert [writer.communicate() and writer.returncode for writer in writers] == [0, 0, 0]
    kernels = load_profile(path, MACHINE).kernels
    assert {name: len(entry.candidates["rust"].sizes) for name, entry in kernels.items()} == {
        "one": 25,
        "two": 25,
        "three": 25,
    }


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill without asking")
def test_a_kill_leaves_a_valid_file(path):
    dice = random.Random(3)
    for turn in range(4):
        writer = start_writer(path, f"kernel{turn}", 100_000)
        writer.stdout.readline()
        while not path.exists():
            assert writer.poll() is None
        for _ in range(dice.randrange(200)):
            load_profile(path, MACHINE)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        assert load_profile(path, MACHINE) is not None
    save_profile(path, FULL)
    assert not list(path.parent.glob("*.new")), "the next writer clears up"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(path, monkeypatch, call):
    save_profile(path, FULL)
    before = path.read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), fail)
    with pytest.raises(ProfileError, match="No space left"):
        save_profile(path, profile({"sma": {"rust": candidate()}}))
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*.new"))


@pytest.mark.skipif(os.name == "nt", reason="this system lets few users make links")
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    save_profile(tmp_path / "link.json", FULL)
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").exists()


def test_clearing_removes_a_profile_and_keeps_anything_else(path):
    assert clear_profile(path, MACHINE) == "there is no profile"
    save_profile(path, FULL)
    assert clear_profile(path, MACHINE) == "removed"
    path.write_text("a novel")
    assert "profile.json.unusable" in clear_profile(path, MACHINE)
    assert not path.exists()
    assert (path.parent / "profile.json.unusable").read_text() == "a novel"


def test_a_profile_that_is_damaged_harms_no_call(path, environment):
    path.parent.mkdir()
    path.write_text("{")
    environment(PROFILE=str(path))
    with pytest.warns(ProfileWarning) as caught:
        result = [atc_core.sma([1.0, 2.0, 3.0], 2).tolist()[1:] for _ in range(3)]
    assert result == [[1.5, 2.5]] * 3
    assert len(caught) == 1


def test_the_fingerprint_is_short_and_stable():
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) < 60
    assert fingerprint().replace("-", "").replace(".", "").isalnum()


X86 = """processor	: 0
vendor_id	: GenuineIntel
cpu family	: 6
model		: 142
model name	: Some Marketing Name @ 2.00GHz
stepping	: 12
flags		: fpu sse sse2 avx2 tsc_known_freq

processor	: 1
vendor_id	: SomebodyElse
"""
ARM = """processor	: 0
Features	: fp asimd evtstrm sve
CPU implementer	: 0x41
CPU architecture: 8
CPU part	: 0xd40
CPU revision	: 1
"""


def test_cpuinfo_of_both_families_is_read():
    x86, arm = parse_cpuinfo(X86), parse_cpuinfo(ARM)
    assert (x86["vendor"], x86["family"], x86["model"], x86["stepping"]) == ("intel", "6", "142", "12")
    assert x86["flags"] == "avx2 sse sse2", "flags that do not decide speed come and go with the system"
    assert (arm["vendor"], arm["model"], arm["flags"]) == ("0x41", "0xd40", "asimd sve")
