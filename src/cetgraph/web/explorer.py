"""`/explore`: the graph to look at, from one thing to the next, and what its page asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound, UnprocessableEntity
from werkzeug.wrappers import Response as BaseResponse

from cetgraph.errors import OutputError
from cetgraph.graph.store import Store
from cetgraph.web.editor import POLICY
from cetgraph.web.explorer_export import MEDIA_TYPES, ViewFormat, export_view, make_account
from cetgraph.web.explorer_graph import Edge, ExplorerGraph, date_of, make_explorer_graph
from cetgraph.web.explorer_json import NamedJson, SourceJson, ViewJson, named, source_to_json, view_to_json
from cetgraph.web.explorer_opening import usual_start
from cetgraph.web.explorer_sources import sources_of_edge, sources_of_thing
from cetgraph.web.explorer_view import Address, Pictures, read_address, write_address, write_filters
from cetgraph.web.explorer_words import KINDS, kind_words
from cetgraph.web.search_index import SearchIndex

ROWS: Final = 100
"""Rows of each table in the page itself, unless it is asked for all; its script brings the others."""

PROGRESS: Final = ("exploring", "announced", "under-way", "completed")

KINDS_CHOSEN: Final = "kinds"
"""The field that says that the fields `with` list the kinds to be shown."""

BASES: Final = {
    "stated": "stated",
    "derived": "inferred: a commitment links the two",
    "grouped": "several links of a group",
}
"""What links rest on, in words."""

FORMATS: Final = (
    ("csv", "CSV", "a row for each sentence"),
    ("graphml", "GraphML", "for yEd, Gephi and networkx"),
    ("gexf", "GEXF", "for Gephi"),
    ("html", "A page by itself", "made by pyvis, needs no network"),
)
"""The files that a view can be saved as: ending, name, and what for."""

_AREAS: Final = "SELECT ?area ?name WHERE { ?area skos:prefLabel ?name FILTER(STRSTARTS(STR(?area), STR(area:))) }"


def explorer(store: Store, ontology: Store, index: SearchIndex) -> Blueprint:
    """The explorer over the data of the store, with the ontology's names of areas; the index finds what is added."""
    blueprint = Blueprint("explorer", __name__)
    graph = make_explorer_graph(store, {row["area"]: row["name"] for row in ontology.select(_AREAS)})
    pictures = Pictures(graph)
    starts = named(graph, [name for name in sorted(graph.things, key=graph.order) if _opens(graph, name)])
    choices = _choices(graph)

    @blueprint.get("/explore")
    def explore() -> BaseResponse:
        address = _address(graph)
        if KINDS_CHOSEN in request.args:  # the form without scripts says which kinds to show, an address which not to
            return redirect(url_for("explorer.explore") + _query(address), 303)
        words = request.args.get("q", "")
        view = view_to_json(graph, pictures.at(address), address)
        body = render_template(
            "explore.html",
            view=view,
            labels={node["id"]: node["label"] for node in view["nodes"]},
            address=address,
            filters=dict(write_filters(replace(address, without=frozenset()))),
            state=write_address(address),
            rows=None if request.args.get("rows") == "all" else ROWS,
            back=url_for("explorer.explore") + _query(replace(address, steps=address.steps[:-1], chosen="")),
            chosen=_chosen(view, address.chosen),
            sources=_sources(store, graph, view, address.chosen),
            starts=starts,
            found=find(graph, index, words),
            words=words,
            choices=choices,
            query=_query(address),
            formats=FORMATS,
            bases=BASES,
            kinds=KINDS,
        )
        response = Response(body)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @blueprint.get("/explore/view.json")
    def view() -> Response:
        address = _address(graph)
        return _kept(jsonify(view_to_json(graph, pictures.at(address), address)))

    @blueprint.get("/explore/search.json")
    def search() -> Response:
        return _kept(jsonify(find(graph, index, request.args.get("q", ""))))

    @blueprint.get("/explore/sources.json")
    def sources() -> Response:
        if "thing" in request.args:
            name = request.args["thing"]
            if name not in graph.things:
                raise NotFound("There is no such thing.")
            return _kept(jsonify([source_to_json(source) for source in sources_of_thing(store, graph, name)]))
        edge = _edge(graph, *(request.args.get(field, "") for field in ("source", "target", "kind")))
        return _kept(jsonify([source_to_json(source) for source in sources_of_edge(store, graph, edge)]))

    @blueprint.get("/explore/caption.json")
    def caption() -> Response:
        address = _address(graph)
        account = make_account(store, graph, pictures.at(address), address, _here(address))
        return _kept(jsonify([account.title, *account.notes]))

    @blueprint.get("/explore/view.<any(csv, graphml, gexf, html):ending>")
    def export(ending: str) -> Response:
        address = _address(graph)
        picture, view_format = pictures.at(address), ViewFormat(ending)
        account = make_account(store, graph, picture, address, _here(address))
        try:
            octets = export_view(graph, picture, account, view_format)
        except OutputError as error:
            raise UnprocessableEntity(f"This file is not offered: {error}") from error
        disposition = f'attachment; filename="cetgraph-view.{ending}"'
        return Response(octets, content_type=MEDIA_TYPES[view_format], headers={"Content-Disposition": disposition})

    return blueprint


def find(graph: ExplorerGraph, index: SearchIndex, words: str) -> list[NamedJson]:
    """The things that a search finds by name, and then the commitments that it finds by their words."""
    things, said = index.suggest(words)
    names = [*(hit.name for hit in things), *(sentence.finding for sentence in said)]
    return named(graph, [name for name in dict.fromkeys(names) if name in graph.things])


def _address(graph: ExplorerGraph) -> Address:
    fields = request.args.copy()
    if KINDS_CHOSEN in fields:
        kinds = {thing.kind for thing in graph.things.values()}
        fields.setlist("without", sorted(kinds.difference(fields.getlist("with"))))
    if not fields.getlist("start"):
        fields.setlist("start", list(usual_start(graph)))
    return read_address(fields)


def _query(address: Address) -> str:
    return f"?{urlencode(write_address(address))}"


def _here(address: Address) -> str:
    """The URL at which others find the view."""
    return url_for("explorer.explore", _external=True) + _query(replace(address, chosen="", ticked=()))


def _chosen(view: ViewJson, name: str) -> str:
    """The heading of the panel: the thing or link that is chosen."""
    labels = {node["id"]: node["label"] for node in view["nodes"]}
    for edge in view["edges"]:
        if edge["id"] == name:
            return f"{labels[edge['source']]} – {edge['words']} – {labels[edge['target']]}"
    return labels.get(name, "")


def _sources(store: Store, graph: ExplorerGraph, view: ViewJson, name: str) -> list[SourceJson]:
    """What the chosen thing or link rests on."""
    if name in graph.things:
        return [source_to_json(source) for source in sources_of_thing(store, graph, name)]
    for edge in view["edges"]:
        if edge["id"] == name and edge["kind"]:
            found = _edge(graph, edge["source"], edge["target"], edge["kind"])
            return [source_to_json(source) for source in sources_of_edge(store, graph, found)]
    return []


def _kept(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response


def _opens(graph: ExplorerGraph, name: str) -> bool:
    return graph.things[name].kind == "dialogue" and any(
        graph.things[other].kind == "meeting" for other in graph.neighbours(name)
    )


def _choices(graph: ExplorerGraph) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: values with their words."""

    def things(*kinds: str) -> list[tuple[str, str]]:
        found = [name for kind in kinds for name in _all(graph, kind)]
        return [(name, graph.things[name].label) for name in found]

    return {
        "area": things("area"),
        "country": things("country", "group"),
        "progress": [(word, word.replace("-", " ")) for word in PROGRESS],
        "years": [(year, year) for year in sorted({date_of(thing)[:4] for thing in graph.things.values()} - {""})],
        "kinds": [(kind, kind_words(kind, 2)) for kind in sorted({thing.kind for thing in graph.things.values()})],
    }


def _all(graph: ExplorerGraph, kind: str) -> list[str]:
    return sorted((name for name, thing in graph.things.items() if thing.kind == kind), key=graph.order)


def _edge(graph: ExplorerGraph, source: str, target: str, kind: str) -> Edge:
    for edge in graph.edges.get(source, ()):
        if (edge.source, edge.target, edge.kind) == (source, target, kind):
            return edge
    raise NotFound("There is no such link.")
