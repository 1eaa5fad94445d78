"""The documentation's site in a real browser: headless Chromium from the system's packages, where there is one."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(site):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def visit(browser, address):
    """Open a page; what the browser complains of, or asks another machine for, fails the test."""
    contexts, problems, requests = [], [], []

    def go(place="", width=1280, scheme="light"):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        # What was asked for when the page is left is cut off: nothing is wrong with it.
        page.on("requestfailed", lambda asked: asked.failure == "net::ERR_ABORTED" or problems.append(asked.url))
        page.on("request", lambda request: requests.append(request.url))
        page.on("response", lambda answer: answer.ok or answer.status == 304 or problems.append(answer.url))
        page.goto(address + place, wait_until="networkidle")
        return page

    yield go
    for context in contexts:
        context.close()
    assert problems == []
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize(
    "place", ["", "kernels/", "commands/", "interfaces/", "tuning/", "troubleshooting/", "start/pandas/"]
)
def test_pages_open_without_a_complaint(visit, place):
    page = visit(place)
    assert page.locator("h1").count() == 1
    broken = "[...document.images].filter((image) => !image.complete || !image.naturalWidth).map((image) => image.src)"
    assert page.evaluate(broken) == []


def test_a_search_finds_a_kernel_by_its_name_and_by_another_librarys(visit):
    for words, expected in (("supertrend", "supertrend"), ("BBANDS", "bollinger"), ("ATC_FREEZE", "ladder")):
        page = visit()
        page.locator("input[data-md-component='search-query']").click()
        page.keyboard.type(words)
        found = page.locator(f".md-search-result__item a[href*='{expected}']").first
        found.wait_for(timeout=20_000)
        assert words.lower() in page.locator(".md-search-result__list").text_content().lower()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_kernels_page_fits_the_screen_in_light_and_dark(visit, tmp_path, width, scheme):
    page = visit("kernels/indicators/bollinger/", width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("img[src$='bollinger.svg']").bounding_box()["width"] > 0.6 * min(width, 700)
    assert (page.locator("body").get_attribute("data-md-color-scheme") == "slate") == (scheme == "dark")
    assert len(page.screenshot(path=tmp_path / f"{width}-{scheme}.png", full_page=True)) > 30_000


def test_the_navigation_leads_from_the_start_to_a_kernel(visit):
    page = visit()
    page.locator(".md-tabs a", has_text="Kernels").click()
    page.locator(".md-content a", has_text="rsi").first.click()
    page.wait_for_url("**/kernels/indicators/rsi/")
    assert page.locator("h1").text_content().startswith("rsi")
