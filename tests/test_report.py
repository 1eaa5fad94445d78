"""The report: a page that holds everything, loads nothing and says what the ladder decides."""

import json
import re
import sys

import pytest
from cases import EVERY_KERNEL
from page_reader import Page, check_page
from report_profile import REASON, write_profile

import atc_core
from atc_core.command.main import main
from atc_core.command.reporting import report
from atc_core.errors import ReportError
from atc_core.hints import install_extra
from atc_core.pages import document as report_page
from atc_core.pages.document import write
from atc_core.process import PROCESS
from atc_core.registry import REGISTRY
from atc_core.report.facts import CHOSEN, SIZES
from atc_core.report.gather import gather
from atc_core.report.regret import beside, read_regret
from atc_core.tuning.machine import describe, fingerprint

STATISTICS = {"gmean": 1.003, "p95": 1.01, "max": 1.15, "over 2 %": 0.015}


@pytest.fixture
def tuned(environment, registered):
    return write_profile(environment, registered)


@pytest.fixture
def made(tuned, tmp_path):
    """A report on disk."""
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "atc-core[report]"')
    path = tmp_path / "report.html"
    report(output=path)
    return path


@pytest.fixture
def facts(tuned):
    return gather(PROCESS.choice, tuned, fingerprint())


@pytest.fixture
def run(capfd):
    """Run `atc-tune report` in this process: status, standard output, standard error."""

    def invoke(*arguments):
        with pytest.raises(SystemExit) as ending:
            main(["report", *map(str, arguments)])
        return (ending.value.code or 0, *capfd.readouterr())

    return invoke


def backend_facts(facts, backend):
    return facts.kernels[0].backends[backend]


def test_every_state_is_told_with_its_reason(facts):
    states = {name: backend_facts(facts, name).state for name in ("small", "wrong", "stale", "fresh", "gone")}
    assert states == {
        "small": "verified",
        "wrong": "quarantined",
        "stale": "expired",
        "fresh": "unmeasured",
        "gone": "not-installed",
    }
    assert backend_facts(facts, "wrong").detail == REASON
    assert "measured another version" in backend_facts(facts, "stale").detail


def test_codes_and_winners_agree_with_explain(facts):
    for item in facts.kernels:
        for position, n in enumerate(SIZES):
            costs = {name: standing.costs[position] for name, standing in item.backends.items()}
            decision = atc_core.get(item.name).explain(n=n)
            assert [name for name, cost in costs.items() if cost.code == CHOSEN] == [decision.backend]
            for rejection in decision.rejected:
                # Explain imports no backend to find out; the report has imported them all.
                assert costs[rejection.backend].code in {rejection.code, "no-kernel"}


def test_forcing_a_backend_costs_what_the_model_says(facts):
    costs = backend_facts(facts, "small").costs
    assert [cost.ratio for cost in costs] == pytest.approx([1.0, 1.0, 2.5, 3.0, 3.0], rel=0.02)
    assert [cost.predicted for cost in costs] == [False] * 4 + [True]
    assert backend_facts(facts, "small").mean == pytest.approx((2.5 * 3.0 * 3.0) ** 0.2, rel=0.02)
    assert backend_facts(facts, "wrong").mean is None
    assert facts.mean("small") is not None


def test_what_was_not_tuned_is_the_shipped_default(facts):
    last = facts.kernels[-1]
    assert not last.tuned
    assert {item.state for item in last.backends.values()} <= {"unmeasured", "no-kernel", "not-installed", "broken"}


def test_curves_have_a_point_at_every_measured_size(facts):
    for item in facts.kernels:
        for backend in item.backends.values():
            assert set(backend.sizes) <= set(item.grid)
            assert len(backend.curve) in {0, len(item.grid)}


def test_the_page_is_complete_and_loads_nothing(made):
    # A panel a kernel, of 8.2 kB with its chart.
    ids = check_page(made.read_text(encoding="utf-8"), most=10_000 * len(REGISTRY.all())).having("id")
    assert {f"{part}-{name}" for name in EVERY_KERNEL for part in ("tab", "panel", "chart")} <= set(ids)


def test_the_page_names_everything(made, tuned):
    words = " ".join(Page(made.read_text(encoding="utf-8")).words)
    for text in (
        *EVERY_KERNEL,
        "small",
        "large",
        "wrong",
        "stale",
        "fresh",
        "gone",
        describe(),
        fingerprint(),
        str(tuned),
    ):
        assert text in words
    for text in ("verified", "quarantined", "expired", "unmeasured", "not-installed", "341 ms", REASON):
        assert text in words
    assert re.search(r"small up to [\d\u202f]+ bars, then large", words)
    assert "undecided at 1\u202f000, 10\u202f000 bars" in words
    assert "Python" in words


def test_data_cannot_end_its_script(made):
    text = made.read_text(encoding="utf-8")
    content = text.partition('id="facts">')[2].partition("</script>")[0]
    assert "<" not in content
    reasons = {item["detail"] for item in json.loads(content)["kernels"][0]["backends"].values()}
    assert REASON in reasons


def test_regret_is_shown_where_there_is_some(run, tuned, tmp_path):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "atc-core[report]"')
    slower = {"kernel": "ema", "n": 812, "layout": "strided", "chosen": "small", "default": "large", "ratio": 1.234}
    keys = {"cells": 396, "slower than the untuned default": [{**slower, "options": {"length": 28}}]}
    content = {"policies": {"tuned": STATISTICS}, "delivered": {"812": STATISTICS}, "keys": keys}
    beside(tuned).write_text(json.dumps(content), encoding="utf-8")
    output = tmp_path / "report.html"
    assert run("--output", output)[0] == 0
    words = " ".join(Page(output.read_text(encoding="utf-8")).words)
    for text in ("tuned", "1.003", "1.150", "1.5 %", "1.234", "strided"):
        assert text in words


@pytest.mark.parametrize("content", ["{", '{"policies": []}', '{"policies": {"tuned": {"gmean": 1}}}', "\xff"])
def test_a_bad_regret_file_is_named(tmp_path, content):
    path = tmp_path / "regret.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(ReportError, match=r"regret\.json is no regret file"):
        read_regret(path)
    with pytest.raises(ReportError, match="cannot be read"):
        read_regret(tmp_path / "absent.json")


def test_without_a_profile_it_says_to_tune(run, tmp_path):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "atc-core[report]"')
    status, out, err = run("--output", tmp_path / "report.html")
    assert (status, out) == (1, "")
    assert err.endswith("tune this machine first with: atc-tune\n")
    assert list(tmp_path.glob("*.html")) == []


def test_without_plotly_it_says_how_to_install_it(run, tuned, monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    status, out, err = run()
    assert (status, out) == (1, "")
    assert err == f"atc-tune: the report needs plotly; install it with: {install_extra('report')}\n"


def test_the_file_is_replaced_at_once_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old")
    assert write(path, "new").read_text() == "new"
    monkeypatch.setattr(report_page.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(ReportError, match=r"report\.html cannot be written \(disk full\)"):
        write(path, "newer")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("target", "sentence"), [(".", "is not a file"), ("no/such/folder/report.html", "cannot be written")]
)
def test_a_bad_target_is_a_sentence(tmp_path, target, sentence):
    with pytest.raises(ReportError, match=sentence):
        write(tmp_path / target, "page")


def test_the_command_says_where_the_page_is(run, tuned, tmp_path, monkeypatch):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "atc-core[report]"')
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    output = tmp_path / "report.html"
    assert run("-o", output, "--open") == (0, f"report: {output}\n", "")
    assert opened == [output.as_uri()]
    assert json.loads(run("-o", output, "--json")[1]) == {"path": str(output), "bytes": output.stat().st_size}
