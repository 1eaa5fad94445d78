"""Fixtures that every test file shares."""

import gc
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

import atc_core
from atc_core.choice import Choice
from atc_core.dispatch import handle_of
from atc_core.process import PROCESS
from atc_core.registry import REGISTRY
from atc_core.samples import price_walk

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

for name in [name for name in os.environ if name.startswith("ATC_")]:
    del os.environ[name]


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Leave the 800 000 objects of 26 000 collected tests out of garbage collection: looking at them takes 0.4 s."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch, tmp_path):
    """Every test decides from the shipped default, and leaves nothing decided behind."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    PROCESS.invalidate(Choice())
    yield
    PROCESS.invalidate(Choice())


@pytest.fixture
def environment(monkeypatch):
    """Set ATC_ variables as a new process would see them."""

    def set_variables(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"ATC_{name}", value)
        PROCESS.invalidate(Choice())

    yield set_variables
    PROCESS.invalidate(Choice())


@pytest.fixture
def registered():
    """Register backends for one test, as an installed plugin would be."""
    added = []

    def register(backend):
        class Plugin:
            @atc_core.hookimpl
            def atc_backend(self):
                return backend

        added.append(backend.name)
        PROCESS.choice.plugins.register(Plugin(), backend.name, "somebody-else")
        return backend

    yield register
    PROCESS.invalidate(Choice())


@pytest.fixture
def declare(registered):
    """Declare a kernel for one test; the given function is its reference, a backend called ``mine``."""
    REGISTRY.load()
    tables = (REGISTRY.float64, REGISTRY.float32)
    before = [dict(table) for table in tables]

    def declare_kernel(declaration, function, *, sample=price_walk, tables=False, **declaring):
        kernel = atc_core.kernel(sample=sample, reference="mine", **declaring)(declaration)
        backend = atc_core.Backend("mine")
        backend.implements(kernel, tables=tables)(with_signature(kernel, function))
        registered(backend)
        return handle_of(kernel)

    yield declare_kernel
    for table, known in zip(tables, before, strict=True):
        table.clear()
        table.update(known)


def with_signature(kernel, function):
    """A function that takes whatever the kernel gives it, as an implementation of it."""

    def implementation(*arguments, **options):
        return function(*arguments, **options)

    implementation.__signature__ = kernel.signature
    return implementation


@pytest.fixture
def in_process(capfd):
    """Run a command in this process: status, standard output, standard error."""

    def invoke(main, *arguments):
        with pytest.raises(SystemExit) as ending:
            main([str(item) for item in arguments])
        return (ending.value.code, *capfd.readouterr())

    return invoke


@pytest.fixture
def told(run):
    """What the command of a test file says with `--json`."""

    def invoke(*arguments):
        status, out, err = run(*arguments, "--json")
        assert (status, err) == (0, "")
        return json.loads(out)

    return invoke


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium from the system's packages; nothing is downloaded."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no Chromium on the PATH: install the system's package, for example apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install playwright")
    arguments = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=arguments)
        yield running
        running.close()


@pytest.fixture
def visited(browser):
    """Open a page of ours; whatever the browser complains of or asks for fails the test."""
    contexts, problems, requests, pages = [], [], [], {"data:,"}

    def go(path, width=1280, scheme="light"):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        pages.add(path.as_uri())
        page.goto(path.as_uri())
        page.wait_for_selector(".chart .main-svg")
        return page

    yield go
    for context in contexts:
        context.close()
    assert problems == []
    assert set(requests) <= pages


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The documentation's site, built once for all workers of a run, with warnings as errors."""
    for name in ("latex2mathml", "mkdocs", "material", "mkdocstrings"):
        pytest.importorskip(name, reason="the site is built where its packages are: pip install --group docs")
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not folder.exists():
            command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
            environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
            root = Path(__file__).parents[1]
            done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
            (shared / "site.log").write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", encoding="utf-8")
    status, _, said = (shared / "site.log").read_text(encoding="utf-8").partition("\n")
    assert (status, said) == ("0", "")
    return folder


@pytest.fixture
def server(tmp_path):
    """A real Redis server on a free port of this machine, nothing of it on disk."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(
            "no redis-server on the PATH: install the system's package, for example apt-get install redis-server"
        )
    pytest.importorskip("redis", reason='a cache on Redis needs redis: pip install "./atc_trading[cache]"')
    from redis_process import Server

    server = Server(program, tmp_path)
    server.start()
    yield server
    server.stop()
