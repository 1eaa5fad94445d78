"""The command `atc-conformance` names everything in which a backend is wrong, with the rule that it breaks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[1] / "examples" / "third_party_backend" / "src" / "acme_atc"
RETURN, NEW, LOOP = "    return result\n", "np.empty(len(r_values))", "        result[t] = value\n"
SABOTAGE = {
    "not_returned": (RETURN, "    return result.copy()\n", "out= was given and not returned", "`out` is filled"),
    "another_dtype": (NEW, "np.empty(len(r_values), np.float32)", "of float64, was float32", "of the declaration"),
    "another_shape": (NEW, "np.empty(len(r_values) + 1)", "must have shape", "of the declaration"),
    "a_little_off": (LOOP, "        result[t] = value * (1.0 + 1e-9)\n", "the reference gives", "within"),
    "wrong_at_gaps": (" and not np.isnan(returns[t])", "", "is 0.25, the reference gives", "within"),
    "a_view": ("    _fill(", "    result = r_values.view()\n    _fill(", "raised ", "raises nothing"),
    "one_buffer": (NEW, "BUFFER[: len(r_values)]", "two calls gave the same memory", "nothing but its own result"),
    "raises": (RETURN, "    raise KeyError('key')\n", "raised KeyError: 'key'", "raises nothing"),
    "dies": (RETURN, "    os._exit(3)\n", "the process died", "raises nothing"),
    "prints_and_lies": (RETURN, "    print('fine'); result[-1:] = 7.0\n    return result\n", "is 7.0", "within"),
}
"""What is replaced in the example by what, a part of the sentence about it, and of the rule."""


def plant(folder, name, old="", new=""):
    """Install a copy of the example as a backend of this name, with a replacement."""
    package = folder / name
    package.mkdir()
    code = (EXAMPLE / "trend.py").read_text()
    assert old in code
    code = code.replace(old, new).replace("from acme_atc", f"from {name}")
    (package / "trend.py").write_text(code.replace("import numba\n", "import os\nimport numba\n", 1) + BUFFER)
    (package / "__init__.py").write_text(
        (EXAMPLE / "__init__.py").read_text().replace("acme_atc", name).replace('"acme"', f'"{name}"')
    )
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[atc.backends]\n{name} = {name}\n")


BUFFER = "\n\nBUFFER = np.empty(2_000_000)\n"


def conformance(folder, *arguments):
    command = [sys.executable, "-m", "atc_core.command.conformance", *arguments]
    others = {name: value for name, value in os.environ.items() if not name.startswith("ATC_")}
    return subprocess.run(
        command, env={**others, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", SABOTAGE)
def test_a_sabotaged_copy_of_the_example_fails_with_a_fitting_sentence(tmp_path, name):
    old, new, sentence, rule = SABOTAGE[name]
    plant(tmp_path, name, old, new)
    done = conformance(tmp_path, name, "--json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert (found["backend"], found["kernels"]) == (name, 1)
    fitting = [row for row in found["disagreements"] if sentence in row["problem"]]
    assert fitting, found["disagreements"][:3]
    assert rule in fitting[0]["rule"]
    assert {row["kernel"] for row in found["disagreements"]} == {"equity"}


def test_the_example_passes_and_people_read_so(tmp_path):
    plant(tmp_path, "acme_copy")
    done = conformance(tmp_path, "acme_copy", "--workers", "1")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
    assert "checks of 1 kernels, all pass" in done.stderr


def test_people_read_each_case_with_the_rule(tmp_path):
    plant(tmp_path, "off", *SABOTAGE["a_little_off"][:2])
    done = conformance(tmp_path, "off", "--workers", "1")
    assert done.returncode == 1
    assert "equity, edge_cases: What the tuner verifies." in done.stdout
    assert "\n  rule: within" in done.stdout
    assert "\n  and " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["rsut"], 2, "did you mean 'rust'"),
        (["talib", "--kernel", "atc"], 2, "backend 'talib' does not implement atc"),
        (["python", "--kernel", "emma"], 2, "did you mean 'ema'"),
        (["python", "--workers", "0"], 2, "greater than or equal to 1"),
        ([], 2, "Missing argument"),
    ],
)
def test_wrong_usage_is_a_sentence(tmp_path, arguments, status, sentence):
    done = conformance(tmp_path, *arguments)
    assert done.returncode == status
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
