"""Every command with every option, as the commands themselves declare them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import typer.main

PREFIX = "atc-"
"""What our commands are called."""


def commands() -> dict[str, Any]:
    """The commands that are installed, by name; each module of one has an `app`."""
    found = (entry for entry in entry_points(group="console_scripts") if entry.name.startswith(PREFIX))
    apps = {entry.name: import_module(entry.module).app for entry in found}
    return {name: typer.main.get_command(app) for name, app in sorted(apps.items())}


def section() -> str:
    """All of them."""
    return "\n\n".join(part for name, command in commands().items() for part in described(command, name, "##"))


def described(command: Any, name: str, level: str) -> Iterator[str]:
    """One command, then those below it."""
    context = command.context_class(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    yield f"{level} {name}\n\n{prose(inspect.cleandoc(command.help or ''))}\n\n```console\n$ {usage}\n```"
    records = (item.get_help_record(context) for item in command.params if not item.hidden)
    rows = [f"| {code(spelling)} | {prose(meaning)} |" for spelling, meaning in filter(None, records)]
    if rows:
        yield "\n".join(["| option | meaning |", "| --- | --- |", *rows])
    for below, item in getattr(command, "commands", {}).items():
        if not item.hidden:
            yield from described(item, f"{name} {below}", f"{level}#")


def code(spelling: str) -> str:
    """How an option is written, in a cell of a table."""
    return f"`{spelling}`".replace("|", "\\|")


def prose(text: str) -> str:
    """Plain text whose signs mean nothing to Markdown."""
    return re.sub(r"([*<>|\[\]])", r"\\\1", text)
