"""The graph as one HTML page that draws itself and asks nobody for anything.

pyvis writes the data and brings along vis-network, the script that draws; its own page would fetch styles and scripts
from elsewhere, so the page around them is ours. Its policy forbids the browser every request, and a table of the links
stands below the picture for those whom a picture does not serve.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from importlib.resources import files
from typing import Final

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader
from pyvis.network import Network

from cetgraph.graph.network import Spot
from cetgraph.graph.things import Things

COLOURS: Final = {
    "country": "#b3541e",
    "group": "#b3541e",
    "agency": "#1f6f8b",
    "organisation": "#4d9fb8",
    "person": "#7a4e9b",
    "post": "#b79cc9",
    "dialogue": "#2e7d4f",
    "meeting": "#57a773",
    "instrument": "#8a7a1f",
    "initiative": "#d6a419",
    "commitment": "#e8c872",
    "document": "#6b6b6b",
    "heading": "#9c9c9c",
    "area": "#a8325e",
    "event": "#c2607f",
}
"""One colour for each kind of thing; the legend names them, so that colour alone says nothing."""

SHAPES: Final = {"country": "square", "group": "square", "document": "triangle", "area": "diamond"}
"""How things that are no dot are drawn, by kind."""

_OUTLINES: Final = {
    "square": "M1 1h8v8h-8z",
    "triangle": "M5 1l4 8h-8z",
    "diamond": "M5 0l5 5-5 5-5-5z",
    "dot": "M0 5a5 5 0 0 0 10 0a5 5 0 0 0-10 0z",
}
"""The shapes in the legend, as paths in a square of ten by ten."""

LONGEST_LABEL: Final = 32
"""Characters of a label in the picture; the whole of it shows when the pointer rests on the thing."""

OPTIONS: Final = """{
  "layout": {"randomSeed": 7, "improvedLayout": false},
  "physics": {
    "solver": "forceAtlas2Based",
    "forceAtlas2Based": {"gravitationalConstant": -45, "springLength": 60, "avoidOverlap": 0.5},
    "stabilization": {"iterations": 300}
  },
  "nodes": {"font": {"size": 20, "color": "#1c1c1c"}, "size": 18},
  "edges": {"arrows": {"to": {"enabled": true, "scaleFactor": 0.5}}, "color": {"color": "#8a8a8a", "inherit": false}},
  "interaction": {"hover": true, "keyboard": {"enabled": true, "bindToWindow": false}, "tooltipDelay": 100}
}"""
"""vis-network's own options; the seed makes the picture the same each time."""

PLACED: Final = json.dumps(json.loads(OPTIONS) | {"physics": False})
"""The same where places are given."""

_LIBRARY: Final = "lib/vis-9.1.2"


def draw_things(
    things: Things, *, title: str, notes: Sequence[str] = (), places: Mapping[str, Spot] | None = None
) -> str:
    """The page, in HTML. The same things give the same characters.

    `notes` stand below the title, a paragraph each. Things for which `places` has a place, by IRI, stand there; without
    any, the page finds places for all as it opens.
    """
    network = Network(directed=True, cdn_resources="in_line", height="100%", width="100%", heading=title)
    numbers = {thing.iri: number for number, thing in enumerate(things.things)}
    for thing in things.things:
        words = "\n".join([f"{thing.kind}: {thing.label}", *(f"{name}: {value}" for name, value in thing.attributes)])
        network.add_node(
            numbers[thing.iri],
            label=_shorten(thing.label),
            title=words,
            color=COLOURS.get(thing.kind, "#333333"),
            shape=SHAPES.get(thing.kind, "dot"),
            **_place(places, thing.iri),
        )
    for link in things.links:
        network.add_edge(numbers[link.source], numbers[link.target], title=link.kind, arrows="to")
    network.set_options(PLACED if places else OPTIONS)
    nodes, edges, heading, _, _, options = network.get_network_data()
    labels = {thing.iri: thing.label for thing in things.things}
    return (
        _environment()
        .get_template("picture.html")
        .render(
            title=heading,
            notes=notes,
            nodes=nodes,
            edges=edges,
            options=options,
            library=_LIBRARY,
            legend=[
                (kind, COLOURS.get(kind, "#333333"), _OUTLINES[SHAPES.get(kind, "dot")])
                for kind in sorted({thing.kind for thing in things.things})
            ],
            links=[
                (labels[link.source], link.kind, labels[link.target], dict(link.attributes)) for link in things.links
            ],
        )
    )


def find_requests(page: str) -> tuple[str, ...]:
    """What a page of HTML would ask of others when it is opened, each as the words that ask; empty for none.

    Links that a person must follow are none. In scripts every address in quotes counts, except those that are names and
    that nobody fetches.

    >>> find_requests('<a href="https://a.example/">A</a> <p style="color: red">')
    ()
    >>> find_requests('<img src="//a.example/b.png"> <style>@import "c.css"</style>')
    ('<img src=//a.example/b.png>', '@import "c.css"')
    """
    finder = _RequestFinder()
    finder.feed(page)
    finder.close()
    return tuple(finder.found)


_LOADING = frozenset("src srcset data poster background action formaction ping manifest icon classid codebase".split())
_LOADING_LINKS = frozenset({"link", "image", "use", "feimage", "script"})
_STYLE_REQUEST = re.compile(r"@import[^;}]*|url\(\s*(?!['\"]?(?:data:|#|\)))[^)]*\)", re.IGNORECASE)
_NAMES: Final = (
    r"www\.w3\.org/(?:2000/svg|1999/xhtml|1999/xlink|XML/1998/namespace)",
    r"github\.com/zloirock/core-js(?:/blob/v[\d.]+/LICENSE)?",
)
"""Addresses that a script holds as names: namespaces, and of the library core-js its origin and licence."""

_SCRIPT_REQUEST = re.compile(
    rf"""(['"`])(?:https?:|wss?:|ftp:)?//(?!(?:{"|".join(_NAMES)})\1)[\w.-]+"""
    r"|\bimportScripts\s*\(|\bimport\s*\(|\bnavigator\.sendBeacon\b|\bnew\s+(?:WebSocket|EventSource|SharedWorker)\b"
    r"|\bfetch\s*\(|\bXMLHttpRequest\b"
)
_SCRIPT_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class _RequestFinder(HTMLParser):
    """Collects in `found` what would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "style" or (tag == "script" and not _is_data(attrs)):
            self._inside = tag
        for name, value in attrs:
            if value and _asks(tag, name, value):
                self.found.append(f"<{tag} {name}={value}>")
            if name == "style" and value:
                self.found += _STYLE_REQUEST.findall(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.found += (match[0].strip() for match in _STYLE_REQUEST.finditer(data))
        elif self._inside == "script":
            self.found += _script_requests(data)


def _is_data(attributes: list[tuple[str, str | None]]) -> bool:
    """Whether a script element holds JSON, which is never run."""
    return ("type", "application/json") in attributes


def _asks(tag: str, name: str, value: str) -> bool:
    words = value.strip().lower()
    if not words or words.startswith(("data:", "#", "about:", "javascript:void")):
        return False
    if name in _LOADING:
        return True
    if name in {"href", "xlink:href"}:
        return tag in _LOADING_LINKS
    return tag == "meta" and name == "content" and "url=" in words


def _script_requests(script: str) -> Iterator[str]:
    for match in _SCRIPT_REQUEST.finditer(_SCRIPT_COMMENT.sub("", script)):
        yield match[0]


def _environment() -> Environment:
    """Templates: our page, and beside it pyvis's folder, from which vis-network is taken."""
    ours = (files("cetgraph.graph") / "picture.html").read_text(encoding="utf-8")
    theirs = str(files("pyvis") / "templates")
    return Environment(
        loader=ChoiceLoader([DictLoader({"picture.html": ours}), FileSystemLoader(theirs)]), autoescape=True
    )


def _place(places: Mapping[str, Spot] | None, iri: str) -> dict[str, float]:
    """The thing's place as pyvis takes it; nothing where it has none."""
    spot = (places or {}).get(iri)
    return {"x": spot.x, "y": spot.y} if spot else {}


def _shorten(label: str) -> str:
    """The label, cut at a word's end.

    >>> _shorten("Cooperating to support the development of standards")
    'Cooperating to support the…'
    """
    if len(label) <= LONGEST_LABEL:
        return label
    return f"{label[:LONGEST_LABEL].rpartition(' ')[0] or label[: LONGEST_LABEL - 1]}…"
