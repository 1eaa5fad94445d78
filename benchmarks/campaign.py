"""Campaigns of random calls: what was called so far and what it came to, kept in docs/figures/random_calls.json.

The numbers of calls mean other calls once generators or kernels change: a campaign is one digest of both, and a seed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kept_figures import Figures, keep, kept, today

NAME = "random_calls"
CHUNK = 500
"""Calls that are kept together: about 3 s of work are lost where a campaign is stopped."""
GENERATORS = Path(__file__).parent / "fuzz"


class Finding(NamedTuple):
    """A call that did not come to what it should."""

    index: int
    kernel: str
    backend: str
    text: str

    @property
    def kind(self) -> str:
        """What findings of one cause have in common: the text without names and numbers."""
        return "".join(item for item in self.text.replace(self.kernel, "") if not item.isdigit())[:70]


@dataclass
class Tally:
    """What some calls came to."""

    calls: int = 0
    runs: int = 0
    """Calls times the backends that have their kernels."""
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    """Calls by the type of the exception, or "a result"."""
    kernels: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """Calls that did not come to what they should."""
        return len({item.index for item in self.findings})

    def add(self, other: Tally) -> None:
        """Count other calls too."""
        self.calls += other.calls
        self.runs += other.runs
        self.seconds += other.seconds
        self.outcomes += other.outcomes
        self.kernels += other.kernels
        self.findings += other.findings


@dataclass
class Campaign:
    """The calls of one seed and one form of the generators."""

    digest: str
    seed: int
    tally: Tally = field(default_factory=Tally)
    chunks: list[tuple[int, int]] = field(default_factory=list)
    """Spans of chunks that were called, first and end, ascending and apart."""
    began: str = field(default_factory=today)
    ended: str = field(default_factory=today)

    def has(self, chunk: int) -> bool:
        """Whether a chunk was called without a finding."""
        return any(first <= chunk < end for first, end in self.chunks)

    def add(self, chunk: int, found: Tally) -> None:
        """Count a chunk; one with findings is called again another time, and its findings stay open until then."""
        self.ended = today()
        inside = range(chunk * CHUNK, (chunk + 1) * CHUNK)
        self.tally.findings = [item for item in self.tally.findings if item.index not in inside]
        if found.findings:
            self.tally.findings += found.findings
            return
        self.tally.add(found)
        self.chunks = merged([*self.chunks, (chunk, chunk + 1)])


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same numbers in as few spans as there can be."""
    found: list[tuple[int, int]] = []
    for first, end in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((first, end))
    return found


def digest_of(kernels: Sequence[str]) -> str:
    """Names what decides which call a number means: the sources of the generators and the kernels."""
    made = hashlib.blake2s("|".join(kernels).encode(), digest_size=4)
    for path in sorted(GENERATORS.glob("*.py")):
        made.update(path.read_bytes())
    return made.hexdigest()


def campaigns() -> list[Campaign]:
    """Every campaign that is kept, the latest last."""
    return [campaign_of(item) for item in kept(NAME).get("campaigns", [])]


def campaign_of(item: dict[str, Any]) -> Campaign:
    """A campaign as it was kept."""
    found = item["tally"]
    counts = {name: Counter(found[name]) for name in ("outcomes", "kernels")}
    tally = Tally(**{**found, **counts, "findings": [Finding(*row) for row in found["findings"]]})
    return Campaign(**{**item, "tally": tally, "chunks": [tuple(span) for span in item["chunks"]]})


def keep_all(found: Sequence[Campaign]) -> None:
    """Write the campaigns and what they say together."""
    calls, runs = (sum(getattr(item.tally, name) for item in found) for name in ("calls", "runs"))
    faults = sum(own.tally.faults for own in found)
    summary = f"{calls:,} random calls, {runs:,} runs on our three backends: {faults} open faults."
    tables = [
        Figures("Campaigns", ["generators", "seed", "from", "to", "calls", "open faults"], [*map(row_of, found)]),
        *tables_of(found[-1].tally),
    ]
    keep(
        NAME,
        "make random-calls",
        summary,
        tables,
        {"campaigns": [{**vars(item), "tally": vars(item.tally)} for item in found]},
    )


def row_of(item: Campaign) -> list[str | float]:
    """A campaign in a line."""
    return [f"`{item.digest}`", item.seed, item.began, item.ended, item.tally.calls, item.tally.faults]


def tables_of(tally: Tally) -> Iterator[Figures]:
    """What the calls of the latest campaign came to, and how many each kernel had."""
    outcomes = [[name, count] for name, count in tally.outcomes.most_common()]
    yield Figures("What the calls of the latest came to", ["outcome", "calls"], outcomes)
    counts = sorted(tally.kernels.values())
    if counts:
        row: list[str | float] = [len(counts), counts[0], counts[len(counts) // 2], counts[-1]]
        yield Figures("Calls a kernel, float32 apart", ["kernels", "fewest", "median", "most"], [row])
