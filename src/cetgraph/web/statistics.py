"""How much the graph holds, counted in the graph itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cetgraph.graph.store import Store
from cetgraph.graph.terms import Iri
from cetgraph.web.wording import term

_TYPE = term("rdf:type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Counts over the union of all graphs, each statement once. `classes` and `properties` are by IRI."""

    triples: int
    subjects: int
    objects: int
    documents: int
    classes: tuple[tuple[Iri, int], ...]
    properties: tuple[tuple[Iri, int], ...]


def count_statements(store: Store) -> Statistics:
    """The counts of a store."""
    subjects, objects = set(), set()
    properties: Counter[Iri] = Counter()
    classes: Counter[Iri] = Counter()
    for triple in store.match():
        subjects.add(triple.subject)
        objects.add(triple.object)
        properties[triple.predicate] += 1
        if triple.predicate == _TYPE and isinstance(triple.object, Iri):
            classes[triple.object] += 1
    return Statistics(
        triples=sum(properties.values()),
        subjects=len(subjects),
        objects=len(objects),
        documents=classes[term("cet:SourceDocument")],
        classes=tuple(sorted(classes.items())),
        properties=tuple(sorted(properties.items())),
    )
