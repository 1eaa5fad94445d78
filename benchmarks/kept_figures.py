"""Figures that are kept: a command writes what it found to docs/figures, and the page docs/figures.md shows it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from atc_core.tuning.machine import describe

FOLDER = Path(__file__).parents[1] / "docs" / "figures"


class Figures(NamedTuple):
    """One table of figures, with what it says in a sentence."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | float]]


def keep(
    name: str, command: str, summary: str, tables: Sequence[Figures], more: Mapping[str, Any] | None = None
) -> Path:
    """Write the figures of a command with the day and the machine; `more` is what the command itself reads again."""
    path = FOLDER / f"{name}.json"
    content = {
        "command": command,
        "measured": today(),
        "machine": f"{describe()}, Python {platform.python_version()}",
        "summary": summary,
        "tables": [table._asdict() for table in tables],
        **(more or {}),
    }
    FOLDER.mkdir(exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path)
    return path


def kept(name: str) -> dict[str, Any]:
    """What a command kept; empty where it never ran."""
    path = FOLDER / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def today() -> str:
    """The day of now, as 2026-11-30."""
    return datetime.now(timezone.utc).date().isoformat()
