"""How much the graph holds, counted in the graph itself."""

from __future__ import annotations

from dataclasses import dataclass

from cetgraph.errors import QueryError
from cetgraph.graph.store import Store
from cetgraph.graph.terms import Iri
from cetgraph.web.wording import term


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Counts over the union of all graphs, each statement once. `classes` and `properties` are by IRI."""

    triples: int
    subjects: int
    objects: int
    documents: int
    classes: tuple[tuple[Iri, int], ...]
    properties: tuple[tuple[Iri, int], ...]


_COUNTS = (
    "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
)
_PROPERTIES = "SELECT ?name (COUNT(*) AS ?count) { ?s ?name ?o } GROUP BY ?name ORDER BY ?name"
_CLASSES = "SELECT ?name (COUNT(*) AS ?count) { ?s a ?name FILTER(isIRI(?name)) } GROUP BY ?name ORDER BY ?name"


def count_statements(store: Store) -> Statistics:
    """The counts of a store, made by its engine: it need not hand every statement over."""
    (counts,) = store.select(_COUNTS) or ({},)
    if set(counts) != {"triples", "subjects", "objects"}:
        raise QueryError("the triples cannot be counted")
    classes = _tally(store, _CLASSES)
    return Statistics(
        triples=int(counts["triples"]),
        subjects=int(counts["subjects"]),
        objects=int(counts["objects"]),
        documents=dict(classes).get(term("cet:SourceDocument"), 0),
        classes=classes,
        properties=_tally(store, _PROPERTIES),
    )


def _tally(store: Store, query: str) -> tuple[tuple[Iri, int], ...]:
    return tuple((Iri(row["name"]), int(row["count"])) for row in store.select(query) if "name" in row)
