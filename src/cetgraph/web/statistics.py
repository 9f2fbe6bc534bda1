"""How much the graph holds, counted in the graph itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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


_COUNTS: Final = (
    "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
)
_PROPERTIES: Final = "SELECT ?name (COUNT(*) AS ?count) { ?s ?name ?o } GROUP BY ?name ORDER BY ?name"
_CLASSES: Final = "SELECT ?name (COUNT(*) AS ?count) { ?s a ?name FILTER(ISIRI(?name)) } GROUP BY ?name ORDER BY ?name"


def count_statements(store: Store) -> Statistics:
    """The counts of a store."""
    (counts,) = store.select(_COUNTS) or ({},)
    if set(counts) != {"triples", "subjects", "objects"}:
        raise QueryError("the triples cannot be counted")
    classes, properties = _counts(store, _CLASSES), _counts(store, _PROPERTIES)
    return Statistics(
        triples=int(counts["triples"]),
        subjects=int(counts["subjects"]),
        objects=int(counts["objects"]),
        documents=dict(classes).get(term("cet:SourceDocument"), 0),
        classes=classes,
        properties=properties,
    )


def _counts(store: Store, query: str) -> tuple[tuple[Iri, int], ...]:
    return tuple(sorted((Iri(row["name"]), int(row["count"])) for row in store.select(query) if "name" in row))
