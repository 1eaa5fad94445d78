"""The sections of a report that hold for all kernels."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from atc_core.pages import markup
from atc_core.report import text
from atc_core.report.facts import CHOSEN, CODES, SIZES, Facts, KernelFacts
from atc_core.report.regret import Keys, Regret, Slower, Statistics, beside

if TYPE_CHECKING:
    from pathlib import Path


def header(facts: Facts) -> str:
    """What this is, of which machine, when."""
    tuned = sum(kernel.tuned for kernel in facts.kernels)
    return (
        "<header><h1>Which backend runs where</h1>\n"
        f'<p class="quiet">{tuned} of {len(facts.kernels)} kernels tuned on {escape(facts.doctor.machine)}; '
        f"profile written on {facts.measured:%Y-%m-%d at %H:%M %Z}.</p></header>"
    )


def overview(facts: Facts) -> str:
    """The cost of forcing each backend, kernel by kernel."""
    names = [name for name in facts.names if facts.mean(name) is not None]
    heads = ["kernel", *(text.backend(name, facts.names.index(name)) for name in names)]
    total = row_of_means("all it runs", [facts.mean(name) for name in names], "total")
    rows = [overview_row(kernel, names) for kernel in facts.kernels]
    caption = (
        "Times the cost of the chosen backend, from the model: geometric mean over "
        f"{', '.join(markup.bars(n) for n in SIZES)} bars. A dash: it does not run the kernel here."
    )
    return f"<section><h2>What forcing one backend costs</h2>\n{markup.table(caption, heads, [*rows, total])}</section>"


def overview_row(kernel: KernelFacts, names: list[str]) -> str:
    """One kernel's geometric means."""
    link = (
        f'<a href="#{escape(kernel.name)}" data-kernel="{escape(kernel.name)}"><code>{escape(kernel.name)}</code></a>'
    )
    return row_of_means(link, [kernel.backends[name].mean for name in names])


def row_of_means(header: str, means: list[float | None], kind: str = "") -> str:
    """Ratios in the tint of their size."""
    return markup.row(header, (markup.cell(text.times(mean), text.tint(mean)) for mean in means), kind)


def regret_section(regret: Regret | None, profile: Path) -> str:
    """How far the choices are from the best, as far as that was measured."""
    title = "<section><h2>Regret: how far the choices are from the best</h2>\n"
    if regret is None:
        place = escape(str(beside(profile)))
        return (
            f"{title}<p>Not measured. <code>benchmarks/regret.py --json</code> in the source repository measures it; "
            f"name its output with <code>--regret FILE</code> or keep it at <code>{place}</code>.</p></section>"
        )
    heads = ["geometric mean", "95 % below", "worst", "over 2 %"]
    about = f"The chosen backend over the best, at {markup.bars(regret.keys.cells)} places that no tuning measured."
    tables = markup.table(about, ["policy", *heads], (statistics_row(*item) for item in regret.policies.items()))
    if regret.delivered:
        rows = (statistics_row(markup.bars(n), found) for n, found in regret.delivered.items())
        tables += markup.table("A call through the handle over the best native call.", ["bars", *heads], rows)
    return f"{title}{tables}{slower_table(regret.keys)}</section>"


def statistics_row(name: str, found: Statistics) -> str:
    """One line of statistics."""
    ratios = [f"{value:.3f}" for value in (found.gmean, found.p95, found.max)]
    return markup.row(escape(name), map(markup.cell, [*ratios, f"{100 * found.over:.1f} %"]))


def slower_table(keys: Keys) -> str:
    """Where tuning did harm."""
    if not keys.slower:
        return '<p class="quiet">No tuned choice is over 3 % slower than the untuned default.</p>' if keys.cells else ""
    rows = (slower_row(item) for item in sorted(keys.slower, key=lambda item: -item.ratio))
    heads = ["kernel", "bars", "layout", "chosen", "default", "ratio"]
    return markup.table("Where the tuned choice is slower than the untuned default.", heads, rows)


def slower_row(item: Slower) -> str:
    """One place where tuning did harm."""
    words = [markup.bars(item.n), item.layout, item.chosen, item.default, f"{item.ratio:.3f}"]
    return markup.row(f"<code>{escape(item.kernel)}</code>", (markup.cell(escape(word)) for word in words))


def machine_section(facts: Facts) -> str:
    """Machine, versions, profile and the installed backends."""
    doctor = facts.doctor
    terms = [("machine", doctor.machine), ("fingerprint", doctor.fingerprint), ("Python", doctor.python)]
    terms += doctor.versions.items()
    terms += [("profile", facts.path), ("profile written", f"{facts.measured:%Y-%m-%d %H:%M:%S %z}")]
    terms += doctor.environment.items()
    heads = ["backend", "state", "chosen", "version now", "details"]
    rows = [backend_row(facts, name) for name in facts.names]
    caption = f"Chosen: how many of {len(facts.kernels) * len(SIZES)} decisions, {len(SIZES)} sizes of each kernel."
    table = markup.table(caption, heads, rows, "text")
    return f"<section><h2>Machine and versions</h2>\n{markup.facts_list(terms)}{table}</section>"


def backend_row(facts: Facts, name: str) -> str:
    """One backend."""
    wins = sum(cost.code == CHOSEN for kernel in facts.kernels for cost in kernel.backends[name].costs)
    item = facts.doctor.backends.get(name)
    state, version = (item.state, item.version) if item else ("not installed", "")
    details = (item.untunable or item.detail or f"{len(item.kernels)} kernels") if item else "its plugin is gone"
    cells = [markup.cell(escape(state)), markup.cell(str(wins)), markup.cell(escape(version or markup.UNKNOWN), "long")]
    return markup.row(text.backend(name, facts.names.index(name)), [*cells, markup.cell(escape(details), "long")])


def codes_section() -> str:
    """What the codes mean."""
    return f"<section><h2>Codes</h2>\n{markup.facts_list(CODES.items())}</section>"
