"""Figures that commands keep in docs/figures, as tables."""

from __future__ import annotations

import json
from typing import Any

from places import DOCS, ROOT


def section(name: str) -> str:
    """What a command found, when and on which machine."""
    path = ROOT / DOCS / "figures" / f"{name}.json"
    if not path.exists():
        return "*Not measured yet.*"
    found = json.loads(path.read_text(encoding="utf-8"))
    when = f"`{found['command']}`, {found['measured']}, on {found['machine']}."
    return "\n\n".join([found["summary"], *map(table, found["tables"]), when])


def table(found: dict[str, Any]) -> str:
    """One table; columns of numbers are to the right."""
    rows = found["rows"]
    are_numbers = [all(isinstance(row[place], (int, float)) for row in rows) for place in range(len(found["columns"]))]
    rules = [" ---: " if is_number else " --- " for is_number in are_numbers]
    lines = [f"| {' | '.join(found['columns'])} |", f"|{'|'.join(rules)}|"]
    lines += [f"| {' | '.join(map(cell, row))} |" for row in rows]
    body = "\n".join(lines)
    return f"**{found['title']}**\n\n{body}" if found["title"] else body


def cell(value: str | float) -> str:
    """A number with its thousands apart, or words."""
    return f"{value:,}" if isinstance(value, (int, float)) else value
