"""Each kind of page in a real browser: accessible, light in weight, and there at once."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypedDict

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.axe import run_axe
from tests.web.page_kinds import find_pages

from cetgraph.graph.store import open_store

pytestmark = pytest.mark.slow

HEAVIEST: Final = 150_000
"""Bytes that a page may cost to load, as sent."""

LIBRARIES: Final = {"graph.js": 80_000, "yasqe.js": 120_000, "yasr.js": 185_000}
"""What a page fetches after it can be read, and the most that each may be: the explorer's graph library, YASGUI's
editor, which takes the place of a form that works without it, and its table, which comes with the first answer."""

LATEST: Final = 1_000
"""Milliseconds after which something is to be seen."""

_PAINTED: Final = """new Promise((told) => new PerformanceObserver((list) => {
  const [entry] = list.getEntriesByName("first-contentful-paint");
  if (entry) told(entry.startTime);
}).observe({ type: "paint", buffered: true }))"""

_DRAWN: Final = """new Promise((drawn) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 50))))"""
"""Until the page has taken in its new colours and width."""

LOOKS: Final = (("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390))


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page cost, by file, when it was seen (milliseconds), and what is wrong with it by look."""

    path: str
    painted: float
    widths: dict[str, int]
    bytes_of: dict[str, int]
    violations: dict[str, list[str]] = field(default_factory=dict)


class _Response(TypedDict):
    """What the browser tells when an answer begins."""

    requestId: str
    response: dict[str, object]


class _Loaded(TypedDict):
    """What it tells when the answer has come."""

    requestId: str
    encodedDataLength: float


@pytest.fixture(scope="module")
def visits(browser: Browser, site: str, axe: str, graph_folder: Path) -> list[Visit]:
    """A visit to one page of each kind, with nothing cached, in each look."""
    pages = find_pages(open_store([graph_folder]), lambda path: _fetch(f"{site}{path}"))
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    found = [_visit(page, site, path, axe) for paths in pages.values() for path in paths]
    context.close()
    return found


def test_axe_finds_nothing(visits: list[Visit]) -> None:
    """In light and dark, wide and on a phone, by all rules of WCAG 2.2 AA."""
    assert len(visits) > 60
    assert {visit.path: visit.violations for visit in visits if visit.violations} == {}


def test_no_page_is_heavy(visits: list[Visit]) -> None:
    """Page, styles, scripts and what these fetch until it is ready: under 150 kB, but for the libraries.

    The editor's page keeps to it with its editor, too, as it opens over the published graph.
    """
    heavy = {}
    for visit in visits:
        counted = {name: size for name, size in visit.bytes_of.items() if name not in LIBRARIES}
        if sum(counted.values()) > HEAVIEST:
            heavy[visit.path] = counted
        for name in visit.bytes_of.keys() & LIBRARIES.keys():
            assert visit.bytes_of[name] <= LIBRARIES[name], name
    assert heavy == {}
    (editor,) = (visit for visit in visits if visit.path == "/sparql")
    assert sum(editor.bytes_of.values()) <= HEAVIEST
    assert {name for visit in visits for name in visit.bytes_of} >= {"yasqe.js", "graph.js", "style.css"}


def test_every_page_is_there_at_once(visits: list[Visit]) -> None:
    """The first words are painted within a second, of two visits at the second."""
    assert {visit.path: visit.painted for visit in visits if visit.painted > LATEST} == {}


def test_no_page_is_wider_than_the_screen(visits: list[Visit]) -> None:
    """None scrolls sideways, on a phone neither; wide tables scroll within themselves."""
    assert {visit.path: visit.widths for visit in visits if any(visit.widths.values())} == {}


def _visit(page: Page, site: str, path: str, axe: str) -> Visit:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    with _weigh(page) as sizes:
        page.goto(f"{site}{path}")
        if page.locator("#editor, #explorer").count():
            page.wait_for_selector("[data-ready]")
    painted = page.evaluate(_PAINTED)
    if painted > LATEST:  # once more: the machine does other things too, and the site has only just started
        page.reload()
        painted = page.evaluate(_PAINTED)
        if page.locator("#editor, #explorer").count():
            page.wait_for_selector("[data-ready]")
    seen = Visit(path, painted, {}, sizes)
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(_DRAWN)
        if found := run_axe(page, axe):
            seen.violations[f"{scheme} {width}"] = found
        seen.widths[str(width)] = max(0, page.evaluate("document.documentElement.scrollWidth") - width)
    return seen


@contextmanager
def _weigh(page: Page) -> Iterator[dict[str, int]]:
    """What the page loads meanwhile, with nothing taken from a cache: bytes as sent, by the last part of the path."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names: dict[str, str] = {}
    sizes: defaultdict[str, int] = defaultdict(int)

    def name(event: _Response) -> None:
        names[event["requestId"]] = str(event["response"]["url"]).partition("?")[0].rpartition("/")[2]

    def weigh(event: _Loaded) -> None:
        sizes[names.get(event["requestId"], "?")] += int(event["encodedDataLength"])

    session.on("Network.responseReceived", name)
    session.on("Network.loadingFinished", weigh)
    yield sizes
    session.detach()


def _fetch(address: str) -> str:
    asked = urllib.request.Request(address, headers={"Accept": "text/html"})
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return str(answer.read().decode("utf-8"))
    except urllib.error.HTTPError as error:
        return error.read().decode("utf-8")
