"""The documentation: it builds without a warning, nothing in it is dead, and nothing that there is is missing."""

import pytest
import typer.main
from cases import KERNELS
from site_reader import read_site, target
from test_documented import COMMANDS, options

from atc_core.decision import REASONS
from atc_core.parameters import MISSING
from atc_core.settings import variables


@pytest.fixture(scope="module")
def pages(site):
    return read_site(site)


def page_of(pages, site, kernel):
    return pages[site / "kernels" / kernel.family / kernel.name / "index.html"]


def test_no_link_is_dead_and_nothing_comes_from_elsewhere(site, pages):
    # The page of errors is shown at any depth: its links begin at the root of a server.
    for path, page in pages.items():
        for link in (*page.links, *page.loaded):
            file, place = target(site, path, link)
            if file is None:
                assert link not in page.loaded, f"{path} loads {link}"
                continue
            assert file.is_file(), f"{path}: {link}"
            assert not place or file.suffix != ".html" or place in pages[file].ids, f"{path}: {link}"


def test_every_marked_place_is_filled(pages):
    assert [path for path in pages if "<!-- site:" in path.read_text(encoding="utf-8")] == []
    assert [path for path, page in pages.items() if "Made from the code:" in page.text] == []


def test_pages_lead_to_nothing_but_sources_and_standards(pages):
    outside = {link for page in pages.values() for link in page.links if "://" in link}
    assert not {link for link in outside if "localhost" in link or "127.0.0.1" in link}


def test_styles_load_nothing_from_elsewhere(site):
    for path in site.rglob("*.css"):
        assert "url(http" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("name", KERNELS)
def test_every_kernel_has_a_page_that_says_all_about_it(site, pages, name):
    kernel = KERNELS[name]
    page = page_of(pages, site, kernel)
    for item in (*kernel.parameters, *kernel.result.fields):
        assert item.name in page.text, item.name
    for word in (kernel.reference, *kernel.also, "Source:", "Raises", "Backends and what they cost"):
        assert word in page.text, word
    for option in kernel.options:
        assert option.default is MISSING or repr(option.default) in page.text, option
    pictures = [item for item in page.loaded if item.endswith(".svg") and "assets" not in item]
    assert len(pictures) == (1 if kernel.is_per_bar else 0)


def test_every_option_of_every_command_is_in_the_site(site, pages):
    text = pages[site / "commands" / "index.html"].text
    for name, entry in COMMANDS.items():
        module = __import__(entry.module, fromlist=["app"])
        for command, parameter in options(typer.main.get_command(module.app), name):
            if parameter.param_type_name == "option" and "export-default" not in command:
                assert set(parameter.opts) <= set(text.replace(",", " ").split()), (command, parameter.opts)


def test_every_variable_and_every_code_is_in_the_site(site, pages):
    text = pages[site / "ladder" / "index.html"].text
    for name in (*variables(), *REASONS):
        assert name in text, name
