"""The report's page: its sections, and what its charts are drawn from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from atc_core.pages.document import document, part
from atc_core.report.facts import Facts, KernelFacts
from atc_core.report.panels import kernels_section
from atc_core.report.regret import Regret
from atc_core.report.sections import codes_section, header, machine_section, overview, regret_section
from atc_core.tuning.model import TIE_BAND


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
    style, script = part(__package__, "page.css"), part(__package__, "page.js")
    return document(f"ATC core on {facts.doctor.machine}", sections, chart_data(facts), style=style, script=script)


def chart_data(facts: Facts) -> dict[str, Any]:
    """What the charts are drawn from."""
    return {"names": facts.names, "tie_band": TIE_BAND, "kernels": [drawn(kernel) for kernel in facts.kernels]}


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
