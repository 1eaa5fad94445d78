"""What a program really calls: ``ATC_TUNE=record`` writes it down, ``atc-tune --from`` tunes it first."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atc_core.blame import warn
from atc_core.columns import Chosen
from atc_core.errors import ProfileWarning

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

RECORD = "atc-record.jsonl"
"""The file, in the working directory; a line per kernel, size, options and layout of one process."""


class Recorder:
    """Calls and seconds by what decides their cost."""

    def __init__(self) -> None:
        """Start with nothing recorded."""
        self._totals: dict[tuple[str, int, tuple[tuple[str, Any], ...], str], list[float]] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()

    def timed(self, kernel: Kernel[..., Any], chosen: Chosen, layout: str) -> Chosen:
        """`chosen`, timing its calls."""
        count = len(kernel.arrays)

        def timed(*arguments: Any, **out: Any) -> Any:
            begin = time.perf_counter()
            result = chosen.function(*arguments, **out)
            seconds = time.perf_counter() - begin
            values = zip(kernel.options, arguments[count:], strict=True)
            options = tuple((item.name, value) for item, value in values if item.domain.affects_speed)
            self.add((kernel.name, len(arguments[0]), options, layout), seconds)
            return result

        return Chosen(chosen.backend, timed)

    def add(self, key: tuple[str, int, tuple[tuple[str, Any], ...], str], seconds: float) -> None:
        """Count one call."""
        with self._lock:
            total = self._totals.setdefault(key, [0, 0.0])
            total[0] += 1
            total[1] += seconds

    def write(self, path: Path = Path(RECORD)) -> None:
        """Append the totals; several processes may append to one file."""
        lines = [
            json.dumps(
                {
                    "kernel": kernel,
                    "n": n,
                    "options": dict(options),
                    "layout": layout,
                    "calls": calls,
                    "seconds": seconds,
                }
            )
            for (kernel, n, options, layout), (calls, seconds) in self._totals.items()
        ]
        try:
            if lines and os.getpid() == self._process:
                with path.open("a", encoding="utf-8") as file:
                    file.write("\n".join(lines) + "\n")
        except OSError as error:
            reason = error.strerror or error
            warn(f"calls cannot be recorded in {path.absolute()} ({reason})", ProfileWarning)
