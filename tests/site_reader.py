"""Reads the pages of a built site: what they say, what they link, and what a browser would load for them."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"link": "href", "script": "src", "img": "src"}


class SitePage(HTMLParser):
    """The ids, links and words of one page."""

    def __init__(self, path):
        super().__init__()
        self.path, self.ids, self.links, self.loaded, self.words = path, set(), [], [], []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = "".join(self.words)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if found.get(LOADED.get(tag, "")):
            self.loaded.append(found[LOADED[tag]])

    def handle_data(self, data):
        self.words.append(data)


def read_site(folder):
    """Every page by its path."""
    return {path: SitePage(path) for path in sorted(folder.rglob("*.html"))}


def target(folder, page, link):
    """The file that a link of a page leads to, and the place in it; no file where it leads elsewhere."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None, ""
    start = folder if parts.path.startswith("/") else page.parent
    path = Path(start, unquote(parts.path).lstrip("/")).resolve() if parts.path else page
    return (path / "index.html" if path.is_dir() else path), unquote(parts.fragment)
