"""Reads the pages that are written here, strictly."""

import re
from html.parser import HTMLParser

from atc_core.pages.document import plotly_script

VOID = {"meta", "link", "input", "br", "hr", "img"}
MEGABYTE = 1_000_000


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.words = [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.words.append(data)

    def having(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def check_page(text, most=MEGABYTE):
    """A page holds everything, loads nothing, has at most so many signs of its own, and its parts find each other."""
    assert MEGABYTE < len(text) < 8 * MEGABYTE
    without = text.replace(plotly_script(), "")
    assert len(without) < most
    assert not re.findall(r"https?://|@import|url\(", without)
    page = Page(text)
    for name in ("src", "srcset", "data", "action", "poster"):
        assert not page.having(name)
    assert all(target.startswith(("#", "data:")) for target in page.having("href"))
    assert "default-src 'none'" in next(value for value in page.having("content") if "default-src" in value)
    ids = page.having("id")
    assert len(ids) == len(set(ids))
    assert {*page.having("aria-controls"), *page.having("aria-labelledby")} <= set(ids)
    return page
