"""Threads and fingerprint follow the quota of a container, in either version of control groups."""

import os

import pytest

from atc_core import cores
from atc_core.sweeps.executors import thread_count
from atc_core.tuning import machine


@pytest.fixture
def groups(tmp_path, monkeypatch):
    """Lay out control groups: what the process belongs to, and the files of each group."""
    monkeypatch.setattr(os, "cpu_count", lambda: 16)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(12)), raising=False)
    for variable in ("ATC_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(variable, raising=False)
    machine.fingerprint.cache_clear()

    def lay_out(own, **files):
        (tmp_path / "own").write_text(own)
        for path, text in files.items():
            file = tmp_path / "groups" / path.replace("__", "/").replace("max", "cpu.max")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        monkeypatch.setattr(cores, "OWN_GROUPS", tmp_path / "own")
        monkeypatch.setattr(cores, "GROUPS", tmp_path / "groups")

    yield lay_out
    machine.fingerprint.cache_clear()


@pytest.mark.parametrize(
    ("own", "files", "paid"),
    [
        ("0::/\n", {"max": "200000 100000\n"}, 2),
        ("0::/\n", {"max": "max 100000\n"}, 16),
        ("0::/\n", {"max": "50000 100000\n"}, 1),
        ("0::/\n", {"max": "350000 100000\n"}, 3),
        ("0::/outer/inner\n", {"outer__max": "200000 100000", "outer__inner__max": "400000 100000"}, 2),
        ("0::/../../sibling\n", {"max": "200000 100000"}, 2),
        ("0::/gone\n", {}, 16),
        ("nonsense\n", {"max": "200000"}, 16),
        ("", {}, 16),
    ],
)
def test_a_quota_decides_about_threads_and_fingerprint(groups, own, files, paid):
    groups(own, **files)
    assert (thread_count(), cores.paid_cores()) == (min(paid, 12), paid)
    assert f"-{paid}c-" in machine.fingerprint()
    assert f", {paid} cores, " in machine.describe()


def test_a_quota_in_the_older_version_counts_too(groups, tmp_path):
    groups("5:cpu,cpuacct:/docker/1\n3:memory:/docker/1\n")
    folder = tmp_path / "groups" / "cpu,cpuacct" / "docker" / "1"
    folder.mkdir(parents=True)
    (folder / "cpu.cfs_quota_us").write_text("200000\n")
    (folder / "cpu.cfs_period_us").write_text("100000\n")
    assert (thread_count(), cores.paid_cores()) == (2, 2)
    (folder / "cpu.cfs_quota_us").write_text("-1\n")
    assert (thread_count(), cores.paid_cores()) == (12, 16)


def test_a_process_that_is_pinned_has_fewer_threads_and_the_same_fingerprint(groups, monkeypatch):
    groups("")
    before = machine.fingerprint()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    machine.fingerprint.cache_clear()
    assert (thread_count(), machine.fingerprint()) == (1, before)
