"""Numba's cache on disk: torn, unwritable or without a place, it costs a compilation and nothing else."""

import os
import subprocess
import sys

import pytest

CODE = """
import atc_core, atc_core.process
print(atc_core.ema([10.0, 11.0, 12.0, 11.0], 3, backend="numba").tolist())
"""


def run(**environment):
    variables = {**os.environ, **environment}
    done = subprocess.run(  # noqa: PLW1510
        [sys.executable, "-W", "error", "-c", CODE], capture_output=True, text=True, env=variables
    )
    assert done.stdout == "[nan, nan, 11.0, 11.0]\n", done.stderr


def cut(content):
    return content[: len(content) // 2]


DAMAGES = {
    "an empty index": ("nbi", lambda _: b""),
    "half an index": ("nbi", cut),
    "half of the code": ("nbc", cut),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_torn_compiler_cache_is_begun_anew(tmp_path, damage):
    suffix, change = DAMAGES[damage]
    run(NUMBA_CACHE_DIR=str(tmp_path))
    found = list(tmp_path.rglob(f"*.{suffix}"))
    assert found
    torn = {file: change(file.read_bytes()) for file in found}
    for file, content in torn.items():
        file.write_bytes(content)
    run(NUMBA_CACHE_DIR=str(tmp_path))
    assert all(file.read_bytes() != content for file, content in torn.items())


def test_a_compiler_cache_without_a_place_is_none(tmp_path):
    (tmp_path / "file").touch()
    run(NUMBA_CACHE_DIR=str(tmp_path / "file" / "below"))
