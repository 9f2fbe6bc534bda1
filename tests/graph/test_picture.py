from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cetgraph.graph.picture import draw_things, find_requests
from cetgraph.graph.things import Link, Thing, Things

THINGS = Things(
    things=(
        Thing("https://a.example/1", "agency", "A </script><b>", (("note", "<img src=x onerror=alert(1)>"),)),
        Thing("https://a.example/2", "novelty", "A thing of a kind that has no colour of its own", ()),
    ),
    links=(Link("https://a.example/1", "https://a.example/2", "worksWith"),),
)

ASKING = {
    "a script": '<script src="https://a.example/b.js"></script>',
    "a script beside the page": '<script src="lib/bindings/utils.js"></script>',
    "a script without a scheme": "<script src=//a.example/b.js></script>",
    "a style sheet": '<link rel="stylesheet" href="https://a.example/b.css">',
    "a hint to connect": '<link rel="preconnect" href="https://a.example">',
    "an icon": '<link rel="icon" href="/favicon.ico">',
    "a picture": '<img src="b.png">',
    "a picture by size": '<img srcset="b.png 2x">',
    "a picture in capitals": '<IMG SRC="HTTPS://A.EXAMPLE/B.PNG">',
    "a frame": '<iframe src="https://a.example/"></iframe>',
    "an object": '<object data="https://a.example/"></object>',
    "a video's poster": '<video poster="b.png"></video>',
    "a form": '<form action="https://a.example/"></form>',
    "a drawing's picture": '<svg><image href="https://a.example/b.png"/></svg>',
    "a drawing's reference": '<svg><use xlink:href="https://a.example/b.svg#c"/></svg>',
    "a jump": '<meta http-equiv="refresh" content="0; url=https://a.example/">',
    "a background in an attribute": "<p style=\"background: url('b.png')\">",
    "a background": "<style>p { background: url(https://a.example/b.png) }</style>",
    "a font": '<style>@font-face { src: url("b.woff2") }</style>',
    "an import of a style": '<style>@import "b.css";</style>',
    "an address in a script": '<script>const b = "https://a.example/b";</script>',
    "a fetch": "<script>fetch(b)</script>",
    "an import of a script": '<script>import("./b.js")</script>',
    "an old request": "<script>new XMLHttpRequest()</script>",
    "a socket": "<script>new WebSocket(b)</script>",
    "a beacon": "<script>navigator.sendBeacon(b)</script>",
}


@pytest.mark.parametrize("page", ASKING.values(), ids=ASKING.keys())
def test_what_asks_is_found(page: str) -> None:
    """Everything that a browser would fetch when it opens the page."""
    assert find_requests(page)


SILENT = {
    "a link to follow": '<a href="https://a.example/">a</a>',
    "a link within the page": '<a href="#b">b</a>',
    "a picture in the page": '<img src="data:image/png;base64,AAAA">',
    "a background in the page": "<style>p { background: url(data:image/png;base64,AA) }</style>",
    "a drawing's own reference": '<svg><use href="#b"/></svg>',
    "a namespace": '<script>document.createElementNS("http://www.w3.org/2000/svg", "p")</script>',
    "an address in a comment": '<script>/* "https://a.example/" */ var a;</script>',
    "data": '<script type="application/json">{"a": "https://a.example/"}</script>',
    "words": "<p>https://a.example/ fetch(b) @import url(b)</p>",
    "a description": '<meta name="description" content="no url here">',
}


@pytest.mark.parametrize("page", SILENT.values(), ids=SILENT.keys())
def test_what_asks_nobody_is_left_alone(page: str) -> None:
    """Links, names and words are no requests."""
    assert find_requests(page) == ()


def test_what_pyvis_itself_writes_asks() -> None:
    """The page that pyvis would write fetches from elsewhere, also with all put in line; that is why ours exists."""
    from pyvis.network import Network  # noqa: PLC0415

    page = Network(cdn_resources="in_line").generate_html()
    assert any("cdn.jsdelivr.net" in request for request in find_requests(page))


def test_the_picture_asks_nobody_and_forbids_it() -> None:
    """Nothing in the page fetches, and its policy lets the browser fetch nothing."""
    page = draw_things(THINGS, title="T")
    assert find_requests(page) == ()
    assert "default-src 'none'" in page
    assert "connect-src" not in page


def test_names_stay_words() -> None:
    """What a document says cannot become markup or script of the page."""
    page = draw_things(THINGS, title="<i>T</i>")
    assert "<i>T" not in page
    assert "</script><b>" not in page
    assert "<img src=x" not in page
    assert "<td>A &lt;/script&gt;&lt;b&gt;</td><td>worksWith</td>" in page


def test_the_data_is_all_there() -> None:
    """Nodes with label, words and kind, and the links between them; a legend and a table say the same."""
    page = draw_things(THINGS, title="T")
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert match
    data = json.loads(match[1])
    assert [node["title"].splitlines()[0] for node in data["nodes"]] == [
        "agency: A </script><b>",
        "novelty: A thing of a kind that has no colour of its own",
    ]
    assert data["nodes"][1]["label"] == "A thing of a kind that has no…"
    assert [(edge["from"], edge["to"], edge["title"]) for edge in data["edges"]] == [(0, 1, "worksWith")]
    assert page.count("<tr>") == 2
    assert "agency</li>" in page


def test_an_empty_graph_is_a_page() -> None:
    """Nothing to draw is no error."""
    assert "<table>" in draw_things(Things((), ()), title="T")


@pytest.mark.slow
def test_a_browser_draws_it(tmp_path: Path, program: Callable[[str], str]) -> None:
    """Chromium runs the page under its policy without a complaint, and the picture is there."""
    page = tmp_path / "picture.html"
    page.write_text(draw_things(THINGS, title="T"), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--enable-logging=stderr"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [program("chromium"), *options, profile, "--dump-dom", page.as_uri()]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "<canvas" in ended.stdout
    assert "CONSOLE" not in ended.stderr
