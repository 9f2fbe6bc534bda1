"""The sentences, documents and dates behind what the explorer shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cetgraph.graph.store import Store
from cetgraph.graph.terms import Iri
from cetgraph.web.explorer_graph import Edge, ExplorerGraph, short_name
from cetgraph.web.view import room_of

MOST: Final = 25
"""Sentences behind one link; more are counted, and can be asked of the endpoint."""

_SENTENCES: Final = """\
SELECT ?finding ?quote ?start ?title ?issued ?document ?reviewed WHERE {
  ?finding cet:statedIn ?document ; cet:evidence ?evidence .
  ?evidence oa:hasSelector/oa:exact ?quote .
  ?document dcterms:title ?title .
  OPTIONAL { ?evidence oa:hasSelector/oa:start ?start }
  OPTIONAL { ?document dcterms:issued ?issued }
  OPTIONAL { ?finding cet:reviewed ?reviewed }
} ORDER BY ?issued ?document ?quote
"""

_APPEARANCES: Final = """\
SELECT ?person ?other ?finding WHERE {
  ?finding cet:person ?person ; ?as ?other .
  FILTER(?as IN (cet:atMeeting, cet:forParty, cet:inCapacityOf, cet:onBehalfOf))
} ORDER BY ?finding
"""

_NAMED: Final = """\
SELECT ?thing ?finding WHERE {
  { ?finding cet:mentionOf ?thing } UNION { ?finding cet:person ?thing }
} ORDER BY ?finding
"""

_PAPERS: Final = """\
SELECT DISTINCT ?source ?target ?title ?issued ?document WHERE {
  GRAPH ?stated { ?source ?by ?target }
  ?stated prov:wasDerivedFrom ?snapshot .
  ?document cet:snapshot ?snapshot ; dcterms:title ?title .
  OPTIONAL { ?document dcterms:issued ?issued }
} ORDER BY ?issued ?document
"""

_FINDINGS: Final = frozenset({"commitment", "heading", "event"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a link or a thing rests on: a document, and its sentence where one finding stands behind it.

    `finding` and `document` are names in our addresses, `room` is the sentence's place in the reading room;
    `is_reviewed` tells whether a person has looked at it.
    """

    quote: str
    title: str
    issued: str
    document: str
    finding: str
    room: str
    is_reviewed: bool


def sources_of_edge(store: Store, graph: ExplorerGraph, edge: Edge) -> tuple[Source, ...]:
    """What the link rests on, the oldest document first."""
    kind = graph.things[edge.source].kind
    if edge.through:
        return _sentences(store, graph, edge.through)
    if kind in _FINDINGS:
        return _sentences(store, graph, [edge.source])
    if kind == "person":
        rows = store.select(
            _APPEARANCES, substitutions={"person": _iri(graph, edge.source), "other": _iri(graph, edge.target)}
        )
        return _quotes(store, [row["finding"] for row in rows])
    if kind == "initiative":
        return _sentences(store, graph, _made(graph, edge.source))
    rows = store.select(_PAPERS, substitutions={"source": _iri(graph, edge.source), "target": _iri(graph, edge.target)})
    return tuple(
        Source(
            quote="",
            title=row["title"],
            issued=row.get("issued", ""),
            document=short_name(row["document"]),
            finding="",
            room=room_of(Iri(row["document"])),
            is_reviewed=True,
        )
        for row in rows[:MOST]
    )


def sources_of_thing(store: Store, graph: ExplorerGraph, name: str) -> tuple[Source, ...]:
    """The words in which documents speak of the thing, the oldest document first."""
    kind = graph.things[name].kind
    if kind in _FINDINGS:
        return _sentences(store, graph, [name])
    if kind == "initiative":
        return _sentences(store, graph, _made(graph, name))
    rows = store.select(_NAMED, substitutions={"thing": _iri(graph, name)})
    return _quotes(store, [row["finding"] for row in rows])


def _made(graph: ExplorerGraph, initiative: str) -> list[str]:
    return sorted(edge.source for edge in graph.edges[initiative] if edge.kind == "concernsInitiative")


def _sentences(store: Store, graph: ExplorerGraph, names: Iterable[str]) -> tuple[Source, ...]:
    return _quotes(store, [graph.things[name].iri for name in names])


def _quotes(store: Store, findings: Iterable[str]) -> tuple[Source, ...]:
    found = {source for finding in list(dict.fromkeys(findings))[:MOST] for source in _of_finding(store, finding)}
    return tuple(sorted(found, key=lambda source: (source.issued, source.document, source.quote, source.finding)))


def _of_finding(store: Store, finding: str) -> Iterator[Source]:
    for row in store.select(_SENTENCES, substitutions={"finding": Iri(finding)}):
        yield Source(
            quote=row["quote"],
            title=row["title"],
            issued=row.get("issued", ""),
            document=short_name(row["document"]),
            finding=short_name(finding),
            room=room_of(Iri(row["document"])) + (f"#c{row['start']}" if "start" in row else ""),
            is_reviewed=row.get("reviewed") != "false",
        )


def _iri(graph: ExplorerGraph, name: str) -> Iri:
    return Iri(graph.things[name].iri)
