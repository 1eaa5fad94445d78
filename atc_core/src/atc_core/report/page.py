"""The page: sections, data, style, script and plotly.js in one file that loads nothing."""

from __future__ import annotations

import os
from html import escape
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import msgspec

from atc_core.errors import ReportError
from atc_core.hints import install_extra
from atc_core.places import expanded
from atc_core.report.facts import Facts, KernelFacts
from atc_core.report.panels import kernels_section
from atc_core.report.regret import Regret
from atc_core.report.sections import codes_section, header, machine_section, overview, regret_section
from atc_core.tuning.model import TIE_BAND


def plotly_script() -> str:
    """The text of plotly.js; ReportError with the command that installs it where it is missing."""
    try:
        script: str = import_module("plotly.offline").get_plotlyjs()
    except ImportError:
        raise ReportError(f"the report needs plotly; install it with: {install_extra('report')}") from None
    return script.replace("</script", r"<\/script")


def render(facts: Facts, regret: Regret | None) -> str:
    """The whole page."""
    sections = [
        header(facts),
        overview(facts),
        kernels_section(facts),
        regret_section(regret, Path(facts.path)),
        machine_section(facts),
        codes_section(),
    ]
    return Template(part("page.html")).substitute(
        title=escape(f"ATC core on {facts.doctor.machine}"),
        style=part("page.css"),
        body="\n".join(sections),
        facts=chart_data(facts),
        plotly=plotly_script(),
        script=part("page.js"),
    )


def chart_data(facts: Facts) -> str:
    """What the charts are drawn from: JSON that cannot end the script it stands in."""
    content = {"names": facts.names, "tie_band": TIE_BAND, "kernels": [drawn(kernel) for kernel in facts.kernels]}
    return msgspec.json.encode(content).decode().replace("<", r"\u003c")


def drawn(kernel: KernelFacts) -> dict[str, Any]:
    """What the script reads of a kernel and the backends that have it: three of seven kB, a hundred times a page."""
    backends = {
        name: {
            "state": backend.state,
            "detail": backend.detail,
            "sizes": backend.sizes,
            "spread": backend.spread,
            "curve": backend.curve,
            "in_race": backend.mean is not None,
        }
        for name, backend in kernel.backends.items()
        if backend.state != "no-kernel"
    }
    fields = {name: getattr(kernel, name) for name in ("name", "grid", "fastest", "chosen", "edges", "names")}
    return {**fields, "backends": backends}


def part(name: str) -> str:
    """A file that lies beside this one."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def write(path: Path, page: str) -> Path:
    """Put the page into a file at once; ReportError where that is impossible."""
    try:
        path = expanded(path).resolve()
    except OSError as error:
        raise ReportError(f"{path} cannot be written ({error})") from None
    if path.exists() and not path.is_file():
        raise ReportError(f"{path} is not a file; name another with --output")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        try:
            temporary.write_text(page, encoding="utf-8")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(f"{path} cannot be written ({error.strerror or error})") from None
    return path
