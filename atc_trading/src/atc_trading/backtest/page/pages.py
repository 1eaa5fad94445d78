"""Pages of backtests: what they tell in one file that loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from atc_core.pages.document import document, part, write

INSTALL = 'pip install "atc-trading[backtest]"'


class Content(Protocol):
    """What a page tells."""

    @property
    def script(self) -> str:
        """The file of its charts, beside what all accounts share."""

    @property
    def title(self) -> str:
        """What the window is called."""

    def sections(self) -> list[str]:
        """The parts of the body; ReportError where there is nothing to tell."""

    def facts(self) -> dict[str, Any]:
        """What the charts are drawn from."""


def render(content: Content) -> str:
    """The whole page; ReportError where there are no bars, or plotly is missing."""
    sections = content.sections()
    script = part(__package__, "account_curves.js") + part(__package__, content.script)
    style = part(__package__, "backtest_page.css")
    return document(content.title, sections, content.facts(), style=style, script=script, install=INSTALL)


def write_page(content: Content, path: str | Path) -> Path:
    """Put the page into a file at once; ReportError where that is impossible, or plotly is missing."""
    return write(Path(path), render(content), "--report")
