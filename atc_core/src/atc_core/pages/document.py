"""A page: title, body, data, style, script and plotly.js in one file that loads nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from html import escape
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import msgspec

from atc_core.errors import ReportError
from atc_core.hints import install_here
from atc_core.places import expanded, put_in_place

__all__ = ["ReportError", "document", "embedded", "part", "plotly_script", "write"]

INSTALL = 'pip install "atc-core[report]"'


def plotly_script(install: str = INSTALL) -> str:
    """The text of plotly.js; ReportError with the command that installs it where it is missing."""
    try:
        script: str = import_module("plotly.offline").get_plotlyjs()
    except ImportError:
        raise ReportError(f"the report needs plotly; install it with: {install_here(install)}") from None
    return script.replace("</script", r"<\/script")


def document(
    title: str,
    sections: Iterable[str],
    facts: Any,
    *,
    style: str,
    script: str,
    install: str = INSTALL,
) -> str:
    """The whole page.

    Args:
        title: text.
        sections: HTML.
        facts: what the script reads, which JSON must be able to say.
        style: CSS after that of all pages.
        script: JavaScript after that of all pages, to which `facts` is a constant.
        install: the command that installs plotly from wheels; by default that of the core's extra.
    """
    return Template(part(__package__, "document.html")).substitute(
        title=escape(title),
        style=part(__package__, "document.css") + style,
        body="\n".join(sections),
        facts=embedded(facts),
        plotly=plotly_script(install),
        script=part(__package__, "charts.js") + script,
    )


def embedded(facts: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return msgspec.json.encode(facts).decode().replace("<", r"\u003c")


def part(package: str, name: str) -> str:
    """A file that lies in a package."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def write(path: Path, page: str, option: str = "--output") -> Path:
    """Put the page into a file at once; ReportError, which names the option, where that is impossible."""
    try:
        path = expanded(path).resolve()
    except OSError as error:
        raise ReportError(f"{path} cannot be written ({error})") from None
    if path.exists() and not path.is_file():
        raise ReportError(f"{path} is not a file; name another with {option}")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        try:
            temporary.write_text(page, encoding="utf-8")
            put_in_place(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(f"{path} cannot be written ({error.strerror or error})") from None
    return path
