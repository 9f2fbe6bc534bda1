"""`/explore`: the graph to look at, from one thing to the next, and what its page asks for."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final, TypedDict
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from werkzeug.exceptions import NotFound

from cetgraph.graph.network import things_to_gexf, things_to_graphml
from cetgraph.graph.store import Store
from cetgraph.graph.things import Link, Thing, Things
from cetgraph.web.editor import POLICY
from cetgraph.web.explorer_graph import Edge, ExplorerGraph, date_of, make_explorer_graph
from cetgraph.web.explorer_sources import Source, sources_of_edge, sources_of_thing
from cetgraph.web.explorer_view import Address, Picture, draw, read_address, usual_start
from cetgraph.web.search_index import SearchIndex

PROGRESS: Final = ("exploring", "announced", "under-way", "completed")

_AREAS: Final = "SELECT ?area ?name WHERE { ?area skos:prefLabel ?name FILTER(STRSTARTS(STR(?area), STR(area:))) }"

WORDS: Final = {
    "area": "area",
    "atMeeting": "at",
    "belongsTo": "of",
    "body": "takes part",
    "broadMatch": "falls under",
    "chair": "chairs",
    "concernsInitiative": "concerns",
    "concernsInstrument": "concerns",
    "continues": "continues",
    "dialogueParty": "party",
    "documentParty": "party",
    "eventOf": "of",
    "extendsTo": "extends to",
    "forParty": "for",
    "hasMember": "has as a member",
    "inCapacityOf": "as",
    "initiativeInstrument": "by",
    "meetingOf": "meeting of",
    "meetingParty": "party",
    "onBehalfOf": "on behalf of",
    "participant": "takes part in",
    "party": "party",
    "postOf": "post of",
    "pursuedUnder": "pursued under",
    "reports": "reports",
    "statedIn": "stated in",
    "subOrganizationOf": "part of",
    "underHeading": "under the heading",
    "wasDerivedFrom": "told by",
}
"""What links are called, read from their source to their target."""


class NodeJson(TypedDict):
    """A thing in the picture."""

    id: str
    kind: str
    label: str
    date: str
    progress: str
    reviewed: bool
    x: float
    y: float
    page: str
    facts: list[tuple[str, str]]
    more: dict[str, int]


class EdgeJson(TypedDict):
    """A link in the picture."""

    id: str
    source: str
    target: str
    kind: str
    words: str
    basis: str
    reviewed: bool


class ViewJson(TypedDict):
    """All that the page shows at an address."""

    start: list[str]
    limit: int
    nodes: list[NodeJson]
    edges: list[EdgeJson]
    filtered: int
    notes: list[str]


class SourceJson(TypedDict):
    """A sentence or document behind something, with the addresses of their pages."""

    quote: str
    title: str
    issued: str
    document: str
    finding: str
    room: str
    reviewed: bool


class FoundJson(TypedDict):
    """A thing that a search found."""

    id: str
    label: str
    kind: str


def explorer(store: Store, ontology: Store, index: SearchIndex) -> Blueprint:
    """The explorer over the data of the store, with the ontology's names of areas; the index finds what is added."""
    blueprint = Blueprint("explorer", __name__)
    graph = make_explorer_graph(store, {row["area"]: row["name"] for row in ontology.select(_AREAS)})

    @blueprint.get("/explore")
    def explore() -> Response:
        address = _address(graph)
        words = request.args.get("q", "")
        view = _view(graph, address, draw(graph, address))
        body = render_template(
            "explore.html",
            view=view,
            labels={node["id"]: node["label"] for node in view["nodes"]},
            title=graph.things[address.start[0]].label if address.start and address.start[0] in graph.things else "",
            starts=_named(graph, [name for name in sorted(graph.things, key=graph.order) if _opens(graph, name)]),
            found=find(graph, index, words),
            words=words,
            choices={
                "area": _named(graph, _all(graph, "area")),
                "country": _named(graph, [*_all(graph, "country"), *_all(graph, "group")]),
                "progress": PROGRESS,
                "years": sorted({date_of(thing)[:4] for thing in graph.things.values()} - {""}),
                "kinds": sorted({thing.kind for thing in graph.things.values()}),
            },
        )
        response = Response(body)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @blueprint.get("/explore/view.json")
    def view() -> Response:
        address = _address(graph)
        return _kept(jsonify(_view(graph, address, draw(graph, address))))

    @blueprint.get("/explore/search.json")
    def search() -> Response:
        return _kept(jsonify(find(graph, index, request.args.get("q", ""))))

    @blueprint.get("/explore/sources.json")
    def sources() -> Response:
        if "thing" in request.args:
            name = request.args["thing"]
            if name not in graph.things:
                raise NotFound("There is no such thing.")
            return _kept(jsonify([_source(source) for source in sources_of_thing(store, graph, name)]))
        edge = _edge(graph, *(request.args.get(field, "") for field in ("source", "target", "kind")))
        return _kept(jsonify([_source(source) for source in sources_of_edge(store, graph, edge)]))

    @blueprint.get("/explore/view.<any(csv, graphml, gexf):ending>")
    def export(ending: str) -> Response:
        address = _address(graph)
        picture = draw(graph, address)
        match ending:
            case "csv":
                octets, media_type = _csv(store, graph, picture.edges), "text/csv; charset=utf-8"
            case "graphml":
                octets, media_type = things_to_graphml(_things(graph, picture)), "application/graphml+xml"
            case _:
                octets, media_type = things_to_gexf(_things(graph, picture)), "application/gexf+xml"
        disposition = f'attachment; filename="cetgraph-view.{ending}"'
        return Response(octets, content_type=media_type, headers={"Content-Disposition": disposition})

    return blueprint


def find(graph: ExplorerGraph, index: SearchIndex, words: str) -> list[FoundJson]:
    """The things that a search finds by name, and then the commitments that it finds by their words."""
    things, said = index.suggest(words)
    names = [*(hit.name for hit in things), *(sentence.finding for sentence in said)]
    return _named(graph, [name for name in dict.fromkeys(names) if name in graph.things])


def _address(graph: ExplorerGraph) -> Address:
    fields = request.args.copy()
    if not fields.getlist("start"):
        fields.setlist("start", list(usual_start(graph)))
    return read_address(fields)


def _kept(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response


def _opens(graph: ExplorerGraph, name: str) -> bool:
    return graph.things[name].kind == "dialogue" and any(
        graph.things[other].kind == "meeting" for other in graph.neighbours(name)
    )


def _all(graph: ExplorerGraph, kind: str) -> list[str]:
    return sorted((name for name, thing in graph.things.items() if thing.kind == kind), key=graph.order)


def _named(graph: ExplorerGraph, names: Sequence[str]) -> list[FoundJson]:
    return [FoundJson(id=name, label=graph.things[name].label, kind=graph.things[name].kind) for name in names]


def _view(graph: ExplorerGraph, address: Address, picture: Picture) -> ViewJson:
    return ViewJson(
        start=[name for name in address.start if name in graph.things],
        limit=address.limit,
        nodes=[
            NodeJson(
                id=name,
                kind=graph.things[name].kind,
                label=graph.things[name].label,
                date=date_of(graph.things[name]) or min(graph.facets[name].years, default=""),
                progress=dict(graph.things[name].attributes).get("progress", ""),
                reviewed=name not in graph.unreviewed,
                x=spot.x,
                y=spot.y,
                page=_page(name),
                facts=list(graph.things[name].attributes),
                more=dict(picture.more[name]),
            )
            for name, spot in sorted(
                picture.spots.items(), key=lambda item: (item[0] not in address.start, graph.order(item[0]))
            )
        ],
        edges=[
            EdgeJson(
                id=f"{edge.source} {edge.kind} {edge.target}",
                source=edge.source,
                target=edge.target,
                kind=edge.kind,
                words=WORDS.get(edge.kind, edge.kind),
                basis=edge.basis,
                reviewed=not {edge.source, *edge.through} & graph.unreviewed,
            )
            for edge in picture.edges
        ],
        filtered=picture.filtered,
        notes=list(picture.notes),
    )


def _page(name: str) -> str:
    """The address of a thing's own page."""
    return url_for("linked_data.describe", local=name)


def _edge(graph: ExplorerGraph, source: str, target: str, kind: str) -> Edge:
    for edge in graph.edges.get(source, ()):
        if (edge.source, edge.target, edge.kind) == (source, target, kind):
            return edge
    raise NotFound("There is no such link.")


def _source(source: Source) -> SourceJson:
    return SourceJson(
        quote=source.quote,
        title=source.title,
        issued=source.issued,
        document=_page(source.document),
        finding=_page(source.finding) if source.finding else "",
        room=source.room,
        reviewed=source.is_reviewed,
    )


def _things(graph: ExplorerGraph, picture: Picture) -> Things:
    """The picture for other programs, derived links among the others."""
    things = tuple(sorted((graph.things[name] for name in picture.spots), key=_iri))
    iris = {name: graph.things[name].iri for name in picture.spots}
    links = [Link(iris[edge.source], iris[edge.target], edge.kind) for edge in picture.edges]
    return Things(things, tuple(sorted(links, key=lambda link: (link.source, link.kind, link.target))))


def _iri(thing: Thing) -> str:
    return thing.iri


def _csv(store: Store, graph: ExplorerGraph, edges: Sequence[Edge]) -> bytes:
    """The links, a row for each sentence or document behind them, and how they were chosen."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        ("source", "link", "target", "basis", "sentence", "document", "issued", "source_iri", "target_iri", "view")
    )
    view = "/explore?" + urlencode(list(request.args.items(multi=True)))
    for edge in edges:
        one, other = graph.things[edge.source], graph.things[edge.target]
        for source in sources_of_edge(store, graph, edge) or (None,):
            behind = (source.quote, source.title, source.issued) if source else ("", "", "")
            writer.writerow(
                (one.label, WORDS.get(edge.kind, edge.kind), other.label, edge.basis, *behind, one.iri, other.iri, view)
            )
    return text.getvalue().encode("utf-8")
