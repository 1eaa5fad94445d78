"""Write what follows from the declarations into the documentation: `make docs`; `--check` only compares."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path

from stub import stub

import atc_core
from atc_core.decision import REASONS, RUNGS
from atc_core.dispatch import handle_of
from atc_core.parameters import Parameter
from atc_core.ranking import curves
from atc_core.registry import REGISTRY, AnyKernel
from atc_core.settings import variables
from atc_core.tuning.model import compile_thresholds
from atc_core.tuning.profile import default_profile
from atc_trading.talib import STUDIES

ROOT = Path(__file__).parents[1]
OWN = "atc_core."
"""What the modules of the core's own declarations begin with."""
STUB = "atc_core/src/atc_core/__init__.pyi"
SIZES = (32, 1_000, 10_000, 100_000)
"""Bars at which winners are counted."""
BEGIN, END = "<!-- generated: {} -->", "<!-- end -->"


def main() -> int:
    """Generate every part; with `--check`, name the files that would change."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail where something would")
    check = parser.parse_args().check
    parts = {
        "docs/tuning.md": {"winners": winners()},
        "docs/kernels.md": {"backends": backend_table(), "kernels": kernel_pages()},
        "docs/talib.md": {"functions": talib_table()},
        "docs/ladder.md": {"rungs": rung_table(), "variables": variable_table(), "reasons": reason_table()},
    }
    changed = [name for name, sections in parts.items() if update(ROOT / name, sections, check=check)]
    changed += [STUB] if replace(ROOT / STUB, stub(own_kernels()), check=check) else []
    for name in changed:
        print(f"{name} {'is out of date: run `make docs`' if check else 'written'}")
    return 1 if check and changed else 0


def update(path: Path, sections: dict[str, str], *, check: bool) -> bool:
    """Replace the generated sections of a file; True where that changes it."""
    new = path.read_text(encoding="utf-8")
    for name, content in sections.items():
        begin = BEGIN.format(name)
        head, _, rest = new.partition(begin)
        tail = rest.partition(END)[2]
        new = f"{head}{begin}\n{content}\n{END}{tail}"
    return replace(path, new, check=check)


def replace(path: Path, new: str, *, check: bool) -> bool:
    """Write a file; True where that changes it."""
    is_new = not path.exists() or path.read_text(encoding="utf-8") != new
    if is_new and not check:
        path.write_text(new, encoding="utf-8")
    return is_new


def own_kernels() -> list[AnyKernel]:
    """The kernels that come with the core, family by family; installed strangers' are left out."""
    own = (kernel for kernel in REGISTRY.all().values() if kernel.module.startswith(OWN))
    return sorted(own, key=lambda kernel: kernel.family)


def winners() -> str:
    """How often each backend is the fastest, by the costs that are shipped."""
    entries = default_profile().kernels.values()
    found: Counter[str] = Counter()
    for entry in entries:
        thresholds = compile_thresholds(curves(entry, list(entry.candidates)), None)
        found.update(thresholds.at(n) for n in SIZES)
    shares = [f"{name} {count}" for name, count in found.most_common()]
    sizes = ", ".join(f"{n:,}".replace(",", " ") for n in SIZES[:-1]) + f" and {SIZES[-1]:,}".replace(",", " ")
    return (
        f"By the costs that are shipped, of {len(entries)} kinds of call at {sizes} bars, {found.total()} cases, "
        f"the fastest is {', '.join(shares)}."
    )


def title(family: str) -> str:
    """A family's name in words."""
    return family.replace("_", " ").capitalize()


def backend_table() -> str:
    """Which backend implements which kernel."""
    plugins = {name: backend for name, backend in implementations().items() if backend}
    lines = [f"| kernel | {' | '.join(plugins)} | gives |", "| --- |" + " :-: |" * len(plugins) + " --- |"]
    for kernel in own_kernels():
        marks = " | ".join("✓" if kernel.name in found else "" for found in plugins.values())
        lines.append(f"| `{kernel.name}` | {marks} | {kernel.summary} |")
    return "\n".join(lines)


def implementations() -> dict[str, set[str]]:
    """The kernels of every installed backend."""
    found = {}
    for name, status in atc_core.backends().items():
        if status.state == "available":
            found[name] = {kernel.name for kernel in own_kernels() if implements(name, kernel.name)}
    return found


def implements(backend: str, kernel: str) -> bool:
    """Whether a backend has an implementation of a kernel."""
    try:
        atc_core.get(kernel, backend=backend)
    except atc_core.BackendError:
        return False
    return True


def kernel_pages() -> str:
    """Every family with its kernels."""
    families = ((family, list(kernels)) for family, kernels in groupby(own_kernels(), key=lambda kernel: kernel.family))
    return "\n\n".join(
        part for family, kernels in families for part in (family_head(family, kernels[0]), *map(kernel_page, kernels))
    )


def family_head(family: str, kernel: AnyKernel) -> str:
    """The name of a family, and what its module says of all its kernels."""
    return f"## {title(family)}\n\n{inspect.getdoc(import_module(REGISTRY.home(kernel.module)))}"


def kernel_page(kernel: AnyKernel) -> str:
    """One kernel: signature, what is known of its shapes, and documentation."""
    signature = inspect.signature(handle_of(kernel))
    return (
        f"### {kernel.name}\n\n```python\n{kernel.name}{signature}\n```\n\n{shape_of(kernel)}\n\n"
        f"```text\n{kernel.documentation}\n```"
    )


def shape_of(kernel: AnyKernel) -> str:
    """The kernel's axes as NumPy writes those of a generalized ufunc, and what follows from them."""
    facts = [f"`{axes(kernel.arrays)} → {axes(kernel.result.fields)}`"]
    facts += ["tables, series by series"] * kernel.is_by_series
    facts += ["`out=`"] * (not kernel.is_found)
    facts += ["float32"] * (kernel.float32 is not None)
    facts += [f"streams, the last `{' + '.join(kernel.lookback_options)}` bars"] * bool(kernel.lookback)
    return "; ".join(facts)


def axes(parameters: Sequence[Parameter]) -> str:
    """The axes of some arrays, ``(rows, columns), (centers, columns)``; the same several times in a row once."""
    groups = ((f"({', '.join(names)})", len(list(found))) for names, found in groupby(item.axes for item in parameters))
    return ", ".join(text if count == 1 else f"{count} × {text}" for text, count in groups)


def talib_table() -> str:
    """TA-Lib's functions, and the kernels that each is made of."""
    rows = ["| function | kernels | gives |", "| --- | --- | --- |"]
    for declared in sorted(STUDIES.values(), key=lambda declared: (declared.group, declared.name)):
        options = [f"{name}={value!r}" for name, value in declared.options.items()]
        call = f"{declared.name}({', '.join([*declared.inputs, *options])})"
        kernels = [f"`{name}`" for name in declared.kernels]
        kernels += ["those of its type"] * any("matype" in name for name in declared.options)
        rows.append(f"| `{call}` | {' '.join(kernels) or 'arithmetic'} | {declared.summary} |")
    return "\n".join(rows)


def rung_table() -> str:
    """The ladder."""
    rows = [f"| {number} | {name} |" for number, name in RUNGS.items()]
    return "\n".join(["| rung | decided by |", "| --- | --- |", *rows])


def variable_table() -> str:
    """The variables of the environment."""
    rows = [f"| `{name}` | {meaning} |" for name, meaning in variables().items()]
    return "\n".join(["| variable | meaning |", "| --- | --- |", *rows])


def reason_table() -> str:
    """The codes of rejections."""
    rows = [f"| `{code}` | {meaning} |" for code, meaning in REASONS.items()]
    return "\n".join(["| code | why a backend does not run |", "| --- | --- |", *rows])


if __name__ == "__main__":
    sys.exit(main())
