"""Where the files of the repository are in the site: a page of docs/, a page a kernel, or a page of a source."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from generate import own_kernels

from atc_core.registry import AnyKernel

ROOT = Path(__file__).parents[2]
DOCS = "docs"
ONE_PAGE = "docs/kernels.md"
"""All kernels on one page, for those who read the repository: the site has a page for each in its place."""
SOURCES = "repository"
"""The folder of the site for what lies outside of docs/."""
LINK = re.compile(r"(\]\()([^)\s#:]+)?(#[^)\s]*)?(\))")
LANGUAGES = {".py": "python", ".toml": "toml", ".c": "c", ".h": "c", ".json": "json"}


def kernel_place(kernel: AnyKernel) -> str:
    """The page of a kernel."""
    return f"kernels/{kernel.family}/{kernel.name}.md"


def family_place(family: str) -> str:
    """The page of a family."""
    return f"kernels/{family}/index.md"


def place_of_anchor(anchor: str) -> str:
    """The page of what has an anchor on the one page, a kernel or a family; empty where there is none."""
    kernels = own_kernels()
    families = {kernel.family.replace("_", "-"): family_place(kernel.family) for kernel in kernels}
    return {**families, **{kernel.name: kernel_place(kernel) for kernel in kernels}}.get(anchor, "")


def site_place(path: str, anchor: str) -> tuple[str, str]:
    """The page, and the place in it, of a path in the repository; no page where there is nothing of that path."""
    if path == ONE_PAGE:
        own = place_of_anchor(anchor.removeprefix("#"))
        return own or "kernels/index.md", "" if own else anchor
    if not (ROOT / path).exists():
        return "", anchor
    if path.startswith(f"{DOCS}/"):
        return path.removeprefix(f"{DOCS}/"), anchor
    return source_place(path), anchor


def source_place(path: str) -> str:
    """The page of what lies outside of docs/: that of a folder is its README."""
    if (ROOT / path).is_dir():
        return f"{SOURCES}/{path.rstrip('/')}/README.md"
    return f"{SOURCES}/{path}" if path.endswith(".md") else f"{SOURCES}/{path}.md"


def with_links(text: str, origin: str, page: str) -> str:
    """The text of a file of the repository, `origin`, with links that hold on a page of the site."""

    def replaced(found: re.Match[str]) -> str:
        opening, path, anchor, closing = found.groups()
        if not path:
            return found[0]
        target, anchor = site_place(resolved(origin, path), anchor or "")
        if not target:
            return found[0]
        return f"{opening}{posixpath.relpath(target, posixpath.dirname(page) or '.')}{anchor}{closing}"

    return LINK.sub(replaced, text)


def resolved(origin: str, path: str) -> str:
    """The path in the repository that a relative link of a file means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))


def sources(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Path and Markdown of everything outside of docs/ that the texts of some files link, and what that links."""
    waiting, seen = list(texts.items()), set[str]()
    while waiting:
        origin, text = waiting.pop(0)
        for path in (resolved(origin, found[2]) for found in LINK.finditer(text) if found[2]):
            if path in seen or path.startswith((f"{DOCS}/", "..")) or not (ROOT / path).exists():
                continue
            seen.add(path)
            shown = source_text(path)
            waiting.append((f"{path}/README.md" if (ROOT / path).is_dir() else path, shown))
            yield path, shown


def source_text(path: str) -> str:
    """A file as Markdown; of a folder its README and its other files."""
    file = ROOT / path
    if file.is_dir():
        readme = file / "README.md"
        head = readme.read_text(encoding="utf-8") if readme.exists() else f"# {path}\n"
        others = (item for item in sorted(file.rglob("*")) if item.suffix in LANGUAGES and "build" not in item.parts)
        return "\n\n".join([head, *(f"## {item.relative_to(file)}\n\n{code(item)}" for item in others)])
    return file.read_text(encoding="utf-8") if file.suffix == ".md" else f"# {path}\n\n{code(file)}"


def code(file: Path) -> str:
    """A source as a block."""
    language = LANGUAGES.get(file.suffix, "text")
    return f"~~~~{language}\n{file.read_text(encoding='utf-8').rstrip()}\n~~~~"
