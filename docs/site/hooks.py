"""What MkDocs calls while it builds the site: generated pages, the navigation of kernels, links, and marked places.

A page of docs/ may hold marks, ``<!-- site: commands --> … <!-- end -->``; `SECTIONS` has what takes its place.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

import command_pages
import crossovers
import figure_tables
import formulas
import interfaces
import kernel_pages
import names_elsewhere
from generate import own_kernels
from places import DOCS, ONE_PAGE, ROOT, kernel_place, source_place, sources, with_links

from atc_core.registry import REGISTRY

MARK = re.compile(r"<!-- site: (\w+) ?(\S*) -->.*?<!-- end -->", re.DOTALL)
SECTIONS = {
    "commands": command_pages.section,
    "crossovers": crossovers.section,
    "figures": figure_tables.section,
    "families": lambda: kernel_pages.family_tables("kernels/"),
    "names": names_elsewhere.section,
    "public": interfaces.section,
}
ROLE = re.compile(r":(?:class|func|meth|mod):(?=<code>)")
"""What docstrings write before a name, for readers of another kind."""
BARE = re.compile(r"<code>(?:<[^>]+>)*Annotated(?:<[^>]+>)*\[(?:<[^>]+>)*(\w+).*?</code>")
"""A type with its domain, which the table of options says in words."""
SAID = re.compile(r"<code>([^<]*[` ][^<]*)</code>\s*–\s*<div class=\"doc-md-description\">\s*<p>")
"""Words before the first colon of what is returned, which the parser of docstrings takes for a type."""
FORMULA = re.compile(r"<details class=\"formula\" open>\s*<summary>Formula</summary>(.*?)</details>", re.DOTALL)
"""What is computed, which the parser of docstrings takes for a remark."""
AS_FORMULA = r'<p><span class="doc-section-title">Formula:</span></p>\n<div class="formula">\1</div>'
NAME = re.compile(r"(<a\b.*?</a>|<h\d.*?</h\d>|<pre.*?</pre>)|<code>(\w+)</code>", re.DOTALL)
ORIGINS: dict[str, str] = {}
"""By page that shows what lies outside of docs/: its path in the repository."""


def on_config(config: Any) -> Any:
    """Put the kernels where the navigation says ``kernels``, and pages that it does not name at its end."""
    named = set(re.findall(r"[\w/.-]+\.md", str(config.nav)))
    own = sorted(path.relative_to(ROOT / DOCS).as_posix() for path in (ROOT / DOCS).rglob("*.md"))
    more = [page for page in own if page not in named and f"{DOCS}/{page}" != ONE_PAGE]
    config.nav = [
        {title: kernel_pages.navigation() if part == "kernels" else part}
        for item in config.nav
        for title, part in item.items()
    ] + ([{"More": more}] if more else [])
    config.markdown_extensions.append(formulas.Mathematics())
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages and pictures, and the sources that pages link."""
    found: dict[str, str | bytes] = {**kernel_pages.pages(), **crossovers.pictures()}
    texts = {f"{DOCS}/{file.src_uri}": file.content_string for file in files.documentation_pages()}
    named = dict.fromkeys(re.findall(r"repository/([\w/.-]+\.md)", str(config.nav)), "")
    texts[""] = " ".join(f"[]({path})" for path in named)
    for path, text in sources(texts):
        ORIGINS[source_place(path)] = f"{path}/README.md" if (ROOT / path).is_dir() else path
        found[source_place(path)] = text
    for place, content in found.items():
        files.append(File.generated(config, place, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill marked places, and let links of the repository lead to pages of the site."""
    place = page.file.src_uri
    if place.startswith("kernels/"):
        return markdown
    filled = MARK.sub(lambda found: SECTIONS[found[1]](*filter(None, [found[2]])), markdown)
    return with_links(filled, ORIGINS.get(place, f"{DOCS}/{place}"), place)


def on_page_content(html: str, page: Any, files: Any, **_: Any) -> str:
    """Link the names of kernels where kernels are described."""
    html = BARE.sub(r"<code>\1</code>", ROLE.sub("", html))
    html = FORMULA.sub(AS_FORMULA, html)
    html = SAID.sub(lambda found: f'<div class="doc-md-description"><p>{as_code(found[1])}: ', html)
    if not page.file.src_uri.startswith("kernels/"):
        return html
    own = page.file.src_uri.rpartition("/")[2].removesuffix(".md")
    taken = {own, *parameters(own)}
    links = {kernel.name: kernel_place(kernel) for kernel in own_kernels() if kernel.name not in taken}

    def linked(found: re.Match[str]) -> str:
        target = files.get_file_from_path(links.get(found[2] or "", ""))
        return found[0] if target is None else f'<a href="{target.url_relative_to(page.file)}">{found[0]}</a>'

    return NAME.sub(linked, html)


def as_code(words: str) -> str:
    """Words of which some stand between backticks."""
    return re.sub(r"`+([^`]+)`+", r"<code>\1</code>", words)


def parameters(name: str) -> set[str]:
    """What a kernel calls its parameters and fields, which may be the names of others."""
    found = REGISTRY.find(name)
    return {item.name for item in (*found.parameters, *found.result.fields)} if found else set()
