"""Figures that commands keep: the page shows all of them, they say what they must, and what finds them is right."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
KEPT = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "docs" / "figures").glob("*.json")}


@pytest.fixture(autouse=True)
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "site"))
    monkeypatch.syspath_prepend(str(ROOT / "docs"))


def test_the_page_shows_all_figures():
    assert set(KEPT) <= set(re.findall(r"<!-- site: figures (\w+) -->", PAGE))


@pytest.mark.parametrize("name", KEPT)
def test_figures_say_by_what_when_and_where_they_were_found(name):
    found = KEPT[name]
    target = found["command"].removeprefix("make ")
    assert re.search(rf"^{target}:.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", found["measured"])
    assert "cores" in found["machine"]
    for table in found["tables"]:
        assert {len(row) for row in table["rows"]} <= {len(table["columns"])}, table["title"]


OPEN = {"random_calls": ("open faults", 0), "conformance": ("disagreements", 0), "sanitize": ("faults", 0)}
"""By the figures: a column of their first table, and the most that may stand in it."""


@pytest.mark.parametrize("name", [name for name in OPEN if name in KEPT])
def test_nothing_that_was_found_is_open(name):
    title, most = OPEN[name]
    table = KEPT[name]["tables"][0]
    assert max(row[table["columns"].index(title)] for row in table["rows"]) <= most


def test_no_leak_is_kept():
    assert "leaks" not in KEPT or ", 0 leaks" in KEPT["leaks"]["summary"]


def test_figures_become_tables_of_markdown(monkeypatch, tmp_path):
    import figure_tables
    import kept_figures

    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(kept_figures, "FOLDER", tmp_path / "docs" / "figures")
    monkeypatch.setattr(figure_tables, "ROOT", tmp_path)
    assert figure_tables.section("calls") == "*Not measured yet.*"
    kept_figures.keep("calls", "make calls", "One.", [kept_figures.Figures("Calls", ["what", "%"], [["all", 1234.5]])])
    text = figure_tables.section("calls")
    assert text.startswith("One.\n\n**Calls**\n\n| what | % |\n| --- | ---: |\n| all | 1,234.5 |\n\n`make calls`, 20")
    assert kept_figures.kept("calls")["command"] == "make calls"
    assert kept_figures.kept("others") == {}


def test_what_leaks_is_told():
    from leaks import measured

    kept = []

    def leaking(count):
        kept.extend(object() for _ in range(count))

    assert measured("objects", "python", leaking, 1000).leaks
    assert not measured("nothing", "python", lambda count: [object() for _ in range(count)], 1000).leaks


@pytest.mark.parametrize("backend", ["python", "numba", "rust"])
def test_hot_calls_leave_no_blocks(backend):
    from leaking_calls import kinds
    from leaks import measured

    left = {kind: measured(kind, backend, repeat, 200).blocks for kind, _, repeat in kinds(backend)}
    assert {kind: blocks for kind, blocks in left.items() if blocks > 64} == {}


def test_coverage_of_rust_is_told_by_crate():
    from covered_rust import RUST, Covered, by_crate

    def file(path, lines, branches):
        kinds = {"lines": lines, "branches": branches}
        return {
            "filename": str(path),
            "summary": {kind: {"covered": covered, "count": count} for kind, (covered, count) in kinds.items()},
        }

    files = [
        file(RUST / "src" / "lib.rs", (5, 10), (1, 2)),
        file(RUST / "kernels" / "engine" / "src" / "plain.rs", (1, 2), (0, 0)),
        file(RUST / "kernels" / "engine" / "src" / "lanes" / "prefetch.rs", (2, 2), (3, 4)),
        file(RUST / "kernels" / "tests" / "atc.rs", (9, 9), (9, 9)),
        file("/elsewhere/src/lib.rs", (9, 9), (9, 9)),
    ]
    assert by_crate(files) == [Covered("binding", 5, 10, 1, 2), Covered("kernels/engine", 3, 4, 3, 4)]
