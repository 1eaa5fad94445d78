"""The contract's own results of indicators: twelve bars, of which bar 5 has no range and no volume."""

from __future__ import annotations

from pathlib import Path

from oracle.vector import Vector, vector

SERIES, CALLS = Path(__file__).with_name("indicators.txt").read_text(encoding="utf-8").split("\n\n")
BARS = {name: tuple(map(float, values.split())) for name, values in (line.split(" = ") for line in SERIES.splitlines())}
BARS["session_start"] = tuple(map(bool, BARS["session_start"]))


def read(call: str) -> Vector:
    """A kernel with the names of its series and its options, then each field after a bar."""
    head, *fields = call.split("|")
    kernel, *words = head.split()
    arguments = [BARS.get(word) or (float(word) if "." in word else int(word)) for word in words]
    return vector(kernel, fields[0] if len(fields) == 1 else tuple(fields), *arguments)


VECTORS = [read(call) for call in CALLS.replace("\n    |", " |").splitlines()]
