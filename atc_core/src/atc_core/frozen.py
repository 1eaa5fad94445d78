"""Decisions pinned in a file: written where there is none yet, followed where there is one."""

from __future__ import annotations

import atexit
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from atc_core.blame import warn
from atc_core.errors import ProfileWarning
from atc_core.places import put_in_place, read_file
from atc_core.tuning.model import Thresholds

if TYPE_CHECKING:
    from atc_core.choice import Choice


def read_frozen(path: Path) -> dict[str, Thresholds] | None:
    """The thresholds of every kernel in `path`; None where there is no such file; empty, with a warning, if broken."""
    try:
        kernels = json.loads(read_file(path))["kernels"]
        return {name: thresholds(item["edges"], item["names"]) for name, item in kernels.items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        warn(f"frozen decisions {path} cannot be read ({error}); they are ignored", ProfileWarning)
        return {}


def thresholds(edges: list[int], names: list[str]) -> Thresholds:
    """Thresholds from plain lists, if they are such."""
    if len(names) != len(edges) + 1 or sorted(set(edges)) != edges:
        raise ValueError("edges must increase and names be one more")
    if not all(isinstance(name, str) for name in names):
        raise ValueError("names must be text")
    return Thresholds(tuple(edges), tuple(names))


def freeze_at_exit(choice: Choice, path: Path) -> None:
    """Write the decisions of this process when it ends; one that was forked from it has not taken them."""
    process = os.getpid()

    def write() -> None:
        if os.getpid() != process:
            return
        try:
            write_frozen(path, choice.rankings())
        except OSError as error:
            reason = error.strerror or error
            warn(f"decisions cannot be frozen in {path} ({reason})", ProfileWarning)

    atexit.register(write)


def write_frozen(path: Path, decided: dict[str, Thresholds]) -> None:
    """Write decisions atomically; a file that another process wrote first stays."""
    if path.exists() or not decided:
        return
    kernels = {name: {"edges": item.edges, "names": item.names} for name, item in decided.items()}
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    draft.write_text(json.dumps({"kernels": kernels}, indent=1) + "\n", encoding="utf-8")
    put_in_place(draft, path)
