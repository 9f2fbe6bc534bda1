"""The explorer's pictures as its page reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, TypedDict

from flask import url_for

from cetgraph.web.explorer_graph import Edge, ExplorerGraph, date_of
from cetgraph.web.explorer_scene import MOST
from cetgraph.web.explorer_sources import Source
from cetgraph.web.explorer_view import Address, Bundle, Picture
from cetgraph.web.explorer_words import KINDS, LINKS, facts, kind_words, label_lines, wrap

MEMBERS: Final = 60
"""Members of a group that are named; more are counted."""

INNER: Final = 8
"""Links between a group and something else that are listed; more are counted."""

GROUPED: Final = "grouped"
"""The kind of a group of things."""


class NamedJson(TypedDict):
    """A thing by name."""

    id: str
    label: str
    kind: str


class NodeJson(TypedDict):
    """A thing or group in the picture; `size` is how many things it is, of which `members` are named."""

    id: str
    kind: str
    words: str
    label: str
    lines: list[str]
    date: str
    progress: str
    reviewed: bool
    pinned: bool
    x: float
    y: float
    page: str
    facts: list[tuple[str, str]]
    more: dict[str, int]
    size: int
    members: list[NamedJson]


class LinkJson(TypedDict):
    """A link between two things."""

    source: str
    target: str
    kind: str
    words: str
    basis: str
    reviewed: bool
    labels: tuple[str, str]


class EdgeJson(TypedDict):
    """A line in the picture: a link, or of a group several (then it has no kind), the first of which are told."""

    id: str
    source: str
    target: str
    kind: str
    words: str
    basis: str
    reviewed: bool
    count: int
    links: list[LinkJson]


class ViewJson(TypedDict):
    """All that the page shows at an address; `steps` are the names of what was done."""

    title: str
    start: list[str]
    limit: int
    most: int
    nodes: list[NodeJson]
    edges: list[EdgeJson]
    hidden: list[NamedJson]
    steps: list[str]
    ways: list[list[str]]
    filtered: int
    notes: list[str]
    kinds: dict[str, tuple[str, str]]


class SourceJson(TypedDict):
    """A sentence or document behind something, with the addresses of their pages."""

    quote: str
    title: str
    issued: str
    document: str
    finding: str
    room: str
    reviewed: bool


def view_to_json(graph: ExplorerGraph, picture: Picture, address: Address) -> ViewJson:
    """The picture at the address: what one starts from first, then by kind, time and name."""
    ordered = sorted(
        picture.spots,
        key=lambda name: (name not in address.start, name in picture.groups, _order(graph, picture, name)),
    )
    shown = {graph.things[name].kind for name in picture.homes}
    beside = {kind for counts in picture.more.values() for kind in counts}
    return ViewJson(
        title=title_of(graph, picture, address),
        start=[name for name in address.start if name in graph.things],
        limit=picture.scene.limit,
        most=MOST,
        nodes=[
            _group(graph, picture, name) if name in picture.groups else _node(graph, picture, name) for name in ordered
        ],
        edges=[
            *(_edge(graph, edge) for edge in picture.single_edges),
            *(_bundle(graph, each) for each in picture.bundles),
        ],
        hidden=named(graph, picture.scene.hidden),
        steps=list(picture.scene.said),
        ways=[list(way) for way in picture.scene.ways],
        filtered=picture.filtered,
        notes=list(picture.notes),
        kinds={kind: KINDS.get(kind, (kind_words(kind), kind_words(kind, 2))) for kind in sorted(shown | beside)},
    )


def title_of(graph: ExplorerGraph, picture: Picture, address: Address) -> str:
    """What the picture is of."""
    return "; ".join(graph.things[name].label for name in address.start if name in picture.spots) or "Nothing"


def named(graph: ExplorerGraph, names: Iterable[str]) -> list[NamedJson]:
    """The things by name."""
    return [NamedJson(id=name, label=graph.things[name].label, kind=graph.things[name].kind) for name in names]


def source_to_json(source: Source) -> SourceJson:
    """The source, with the addresses of its document and claim."""
    return SourceJson(
        quote=source.quote,
        title=source.title,
        issued=source.issued,
        document=_page(source.document),
        finding=_page(source.finding) if source.finding else "",
        room=source.room,
        reviewed=source.is_reviewed,
    )


def edge_id(edge: Edge) -> str:
    """What a link is called in addresses."""
    return f"{edge.source} {edge.kind} {edge.target}"


def is_reviewed(graph: ExplorerGraph, edge: Edge) -> bool:
    """Whether a person has looked at all that the link rests on."""
    return not {edge.source, *edge.through} & graph.unreviewed


def _order(graph: ExplorerGraph, picture: Picture, name: str) -> tuple[str, ...]:
    return (picture.groups[name].label.casefold(), name) if name in picture.groups else graph.order(name)


def _node(graph: ExplorerGraph, picture: Picture, name: str) -> NodeJson:
    thing, spot = graph.things[name], picture.spots[name]
    date = date_of(thing)
    return NodeJson(
        id=name,
        kind=thing.kind,
        words=kind_words(thing.kind),
        label=thing.label,
        lines=label_lines(thing, date),
        date=date or min(graph.facets[name].years, default=""),
        progress=dict(thing.attributes).get("progress", ""),
        reviewed=name not in graph.unreviewed,
        pinned=name in picture.scene.pinned,
        x=spot.x,
        y=spot.y,
        page=_page(name),
        facts=facts(thing),
        more=dict(picture.more[name]),
        size=1,
        members=[],
    )


def _group(graph: ExplorerGraph, picture: Picture, name: str) -> NodeJson:
    group, spot = picture.groups[name], picture.spots[name]
    kinds = Counter(graph.things[member].kind for member in group.members)
    words = ", ".join(f"{count} {kind_words(kind, count)}" for kind, count in sorted(kinds.items()))
    return NodeJson(
        id=name,
        kind=GROUPED,
        words=f"group: {words}",
        label=group.label,
        lines=wrap(group.label, 3),
        date="",
        progress="",
        reviewed=not graph.unreviewed.intersection(group.members),
        pinned=name in picture.scene.pinned,
        x=spot.x,
        y=spot.y,
        page="",
        facts=[],
        more=dict(picture.more[name]),
        size=len(group.members),
        members=named(graph, group.members[:MEMBERS]),
    )


def _edge(graph: ExplorerGraph, edge: Edge) -> EdgeJson:
    return EdgeJson(
        id=edge_id(edge),
        source=edge.source,
        target=edge.target,
        kind=edge.kind,
        words=LINKS.get(edge.kind, edge.kind),
        basis=edge.basis,
        reviewed=is_reviewed(graph, edge),
        count=1,
        links=[],
    )


def _bundle(graph: ExplorerGraph, bundle: Bundle) -> EdgeJson:
    counts = Counter(LINKS.get(edge.kind, edge.kind) for edge in bundle.edges)
    return EdgeJson(
        id=f"{bundle.first} links {bundle.second}",
        source=bundle.first,
        target=bundle.second,
        kind="",
        words=", ".join(f"{words} {count}" for words, count in sorted(counts.items())),
        basis=GROUPED,
        reviewed=all(is_reviewed(graph, edge) for edge in bundle.edges),
        count=len(bundle.edges),
        links=[_link(graph, edge) for edge in bundle.edges[:INNER]],
    )


def _link(graph: ExplorerGraph, edge: Edge) -> LinkJson:
    return LinkJson(
        source=edge.source,
        target=edge.target,
        kind=edge.kind,
        words=LINKS.get(edge.kind, edge.kind),
        basis=edge.basis,
        reviewed=is_reviewed(graph, edge),
        labels=(graph.things[edge.source].label, graph.things[edge.target].label),
    )


def _page(name: str) -> str:
    """The address of a thing's own page."""
    return url_for("linked_data.describe", local=name)
