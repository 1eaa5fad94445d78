"""A page for each kernel and each family, made from the declarations and from what is installed and measured."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from itertools import groupby

from generate import axes, backend_table, implementations, own_kernels, title
from measured import cost_section
from names_elsewhere import otherwise
from pictures import has_picture, picture
from places import ONE_PAGE, ROOT, family_place, kernel_place, with_links
from stub import option_type

import atc_core
from atc_core.c_abi import has_c_form
from atc_core.dispatch import handle_of
from atc_core.parameters import MISSING, Parameter
from atc_core.registry import REGISTRY, AnyKernel
from atc_trading.talib import STUDIES

WIDTH = 84
"""Characters of a line of code that fit beside the navigation."""
GAPS = {
    "keep": 'stay in the windows they fall into; `gaps="skip"` leaves them out, `"raise"` names the first',
    "skip": 'are left out; `gaps="keep"` gives NaN by the rules below, `"raise"` names the first',
    "raise": "are an error that names the first, unless `gaps=` says otherwise",
    None: "follow the rule below; the kernel takes no `gaps=`",
}
KERNEL = """# {name}
{picture}
```python
{signature}
```

::: {module}.{name}
    options:
      show_root_heading: false
      show_root_toc_entry: false
      show_signature: false

## What it takes and gives

{facts}

{elsewhere}## Backends and what they cost

{costs}
"""


def families() -> dict[str, list[AnyKernel]]:
    """The kernels of each family."""
    return {family: list(found) for family, found in groupby(own_kernels(), key=lambda kernel: kernel.family)}


def pages() -> dict[str, str | bytes]:
    """Every page and picture by its path in the site."""
    found: dict[str, str | bytes] = {
        "kernels/index.md": index(),
        "kernels/backends.md": f"# Backends\n\n{backend_table()}\n",
    }
    for family, kernels in families().items():
        found[family_place(family)] = family_page(family, kernels)
        for kernel in kernels:
            caption, image = picture(kernel) if has_picture(kernel) else ("", b"")
            found[kernel_place(kernel)] = kernel_page(kernel, caption)
            if image:
                found[kernel_place(kernel).replace(".md", ".svg")] = image
    return found


def navigation() -> list[object]:
    """The kernels in the navigation, family by family."""
    parts = [
        {title(family): [family_place(family), *({kernel.name: kernel_place(kernel)} for kernel in kernels)]}
        for family, kernels in families().items()
    ]
    return ["kernels/index.md", *parts, {"Backends": "kernels/backends.md"}]


def index() -> str:
    """What holds for all kernels, then each with what it gives."""
    head = (ROOT / ONE_PAGE).read_text(encoding="utf-8").partition("<!--")[0]
    return with_links(head, ONE_PAGE, "kernels/index.md") + family_tables("")


def family_tables(folder: str) -> str:
    """Every family with its kernels, seen from the folder above `kernels/` or inside of it."""
    return "\n\n".join(
        f"## [{title(family)}]({folder}{family}/index.md)\n\n{table(kernels, f'{folder}{family}/')}"
        for family, kernels in families().items()
    )


def family_page(family: str, kernels: list[AnyKernel]) -> str:
    """What the module of a family says of all its kernels, then each."""
    said = inspect.getdoc(import_module(REGISTRY.home(kernels[0].module)))
    return f"# {title(family)}\n\n{said}\n\n{table(kernels, '')}\n"


def table(kernels: list[AnyKernel], folder: str) -> str:
    """Kernels with what they give."""
    rows = [f"| [`{kernel.name}`]({folder}{kernel.name}.md) | {kernel.summary} |" for kernel in kernels]
    return "\n".join(["| kernel | gives |", "| --- | --- |", *rows])


def kernel_page(kernel: AnyKernel, caption: str) -> str:
    """One kernel."""
    drawing = f"\n![{caption.replace('`', '')}]({kernel.name}.svg)\n\n*{caption}*\n" if caption else ""
    return KERNEL.format(
        name=kernel.name,
        module=kernel.module,
        signature=signature(kernel),
        facts="\n\n".join(filter(None, (facts_table(kernel), option_table(kernel), field_table(kernel)))),
        picture=drawing,
        elsewhere=elsewhere(kernel),
        costs=cost_section(kernel, [name for name, found in installed().items() if kernel.name in found]),
    )


def signature(kernel: AnyKernel) -> str:
    """How a kernel is called, on a line of its own for each parameter where one line is too long."""
    found = inspect.signature(handle_of(kernel))
    if len(kernel.name) + len(str(found)) <= WIDTH:
        return f"{kernel.name}{found}"
    parameters = list(found.parameters.values())
    parts = [str(item) for item in parameters]
    first = next((place for place, item in enumerate(parameters) if item.kind is item.KEYWORD_ONLY), None)
    if first is not None:
        parts.insert(first, "*")
    inside = "".join(f"    {part},\n" for part in parts)
    return f"{kernel.name}(\n{inside}){str(found).rpartition(')')[2]}"


def facts_table(kernel: AnyKernel) -> str:
    """What holds for the kernel as a whole."""
    return "\n".join(["| | |", "| --- | --- |", *(f"| {term} | {said} |" for term, said in facts(kernel).items())])


def option_table(kernel: AnyKernel) -> str:
    """The options with their types, what is allowed, and what holds where they are not given."""
    rows = [
        f"| `{item.name}` | `{option_type(item).replace(' | ', ' or ')}` | {item.domain.allowed(0)} | {default(item)} |"
        for item in kernel.options
    ]
    return "\n".join(["| option | type | allowed | default |", "| --- | --- | --- | --- |", *rows]) if rows else ""


def default(option: Parameter) -> str:
    """What holds where an option is not given."""
    return "must be given" if option.default is MISSING else f"`{option.default!r}`"


def field_table(kernel: AnyKernel) -> str:
    """The fields of a result that has several."""
    if kernel.result.type is None:
        return ""
    rows = [f"| `{item.name}` | {dtype(item)} | `({', '.join(item.axes)})` |" for item in kernel.result.fields]
    return "\n".join(["| field | type | axes |", "| --- | --- | --- |", *rows])


def dtype(field: Parameter) -> str:
    """The type of a field: of structured rows their own fields."""
    if field.dtype is None:
        return "that of the input"
    if field.dtype.names is None:
        return f"`{field.dtype}`"
    return f"rows of {', '.join(f'`{name}`' for name in field.dtype.names)}"


@cache
def installed() -> dict[str, set[str]]:
    """The kernels of every backend that is installed here."""
    return implementations()


def facts(kernel: AnyKernel) -> dict[str, str]:
    """What the declaration says besides its text."""
    found = {"axes": f"`{axes(kernel.arrays) or 'a model'} → {axes(kernel.result.fields)}`"}
    if kernel.is_by_series:
        found["tables"] = "`(time, series)` too, series by series"
    found["accuracy"] = accuracy(kernel)
    if kernel.is_per_bar:
        found["missing bars"] = GAPS[kernel.gaps]
    found["bar by bar"] = stream(kernel)
    found["single precision"] = single_precision(kernel)
    found["`out=`"] = "no: its size is found by computing" if kernel.is_found else "yes"
    found["[C function](../../c_door.md)"] = f"`atc_{kernel.name}`" if has_c_form(kernel) else "no"
    return found


def accuracy(kernel: AnyKernel) -> str:
    """How far backends may be apart."""
    if all(kernel.exact):
        return "the same bits on every backend"
    measure = "the scale that its declaration gives" if kernel.scale else "the largest magnitude in reach of a bar"
    near = f"within {kernel.tolerance:g} of {measure}, on every backend"
    names = [f"`{field.name}`" for field in kernel.result.fields if field.exact]
    return f"{near}; {', '.join(names)} to the last bit" if names else near


def stream(kernel: AnyKernel) -> str:
    """How it goes on live."""
    needed = [item.name for item in kernel.options if item.default is MISSING]
    try:
        atc_core.stream(kernel.name, *(item.typical for item in kernel.options))
    except (TypeError, ValueError, atc_core.BackendError):
        return "no"
    call = ", ".join([f'"{kernel.name}"', *(f"{name}=…" for name in needed)])
    reach = f"; it depends on the last `{' + '.join(kernel.lookback_options)}` bars" if kernel.lookback else ""
    return f"`atc_core.stream({call})`{reach}"


def single_precision(kernel: AnyKernel) -> str:
    """Whether there is a float32 kernel."""
    if kernel.float32 is None:
        return "no"
    return f'`atc_core.get("{kernel.name}", precision="float32")`, within {kernel.float32.tolerance:g}'


def elsewhere(kernel: AnyKernel) -> str:
    """What other libraries call it, and which define it otherwise."""
    studies = [f"`{name}`" for name, study in STUDIES.items() if kernel.name in study.kernels]
    said = [f"Other libraries call it {', '.join(f'`{name}`' for name in kernel.also)}."] if kernel.also else []
    if studies:
        said.append(f"[TA-Lib's functions](../../talib.md#functions) made of it: {', '.join(sorted(studies))}.")
    said.append(otherwise(kernel))
    return f"## Elsewhere\n\n{' '.join(filter(None, said))}\n\n" if any(said) else ""
