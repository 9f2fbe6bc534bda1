"""From a reading to its graph: what the document states, where each statement comes from, and what is known anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Dataset, Graph, Literal, URIRef

from cetgraph.graph.named_graphs import NamedGraphs, to_dataset, to_graph
from cetgraph.graph.namespaces import BASE, Base
from cetgraph.graph.provenance import provenance_triples
from cetgraph.graph.reading_iris import ReadingIris, name_reading
from cetgraph.graph.reference import reference_triples
from cetgraph.graph.settle import settle
from cetgraph.graph.statements import Triple
from cetgraph.graph.triples_bodies import body_triples, instrument_triples
from cetgraph.graph.triples_commitments import commitment_triples, event_triples, initiative_triples
from cetgraph.graph.triples_document import document_triples, heading_triples, meeting_triples
from cetgraph.graph.triples_people import people_triples
from cetgraph.model import Reading


def reading_to_graphs(reading: Reading, *, base: Base = BASE) -> NamedGraphs:
    """The graphs of one reading: one of assertions, one of their provenance, and the reference graph.

    They hold no blank nodes and no time of day: the same reading gives the same triples. Two names of one thing are
    both its label, until `settle` has chosen one. Raises ValueError for a reading that contradicts itself, such as one
    with a party that it does not describe.
    """
    iris = name_reading(reading, base=base)
    return {
        iris.assertions_graph: frozenset(_assertions(reading, iris)),
        iris.provenance_graph: frozenset(provenance_triples(reading, iris)),
        base.graph["reference"]: frozenset(reference_triples(reading, iris)),
    }


def reading_to_dataset(reading: Reading, *, base: Base = BASE) -> Dataset:
    """The settled graphs of one reading as an rdflib Dataset. Raises as `reading_to_graphs` does."""
    return to_dataset(settle(reading_to_graphs(reading, base=base)), base=base)


def merge(datasets: Iterable[Dataset], *, base: Base = BASE) -> Dataset:
    """One dataset with the graphs of all, settled."""
    graphs: dict[URIRef, set[Triple]] = {}
    for dataset in datasets:
        for graph in dataset.graphs():
            graphs.setdefault(URIRef(graph.identifier), set()).update(_triples(graph))
    return to_dataset(settle({name: frozenset(triples) for name, triples in graphs.items() if triples}), base=base)


def union(dataset: Dataset) -> Graph:
    """All triples of the dataset's graphs in one graph."""
    return to_graph(triple for graph in dataset.graphs() for triple in _triples(graph))


def _assertions(reading: Reading, iris: ReadingIris) -> Iterator[Triple]:
    yield from document_triples(reading, iris)
    yield from meeting_triples(reading, iris)
    yield from people_triples(reading, iris)
    yield from body_triples(reading, iris)
    yield from instrument_triples(reading, iris)
    yield from heading_triples(reading, iris)
    yield from commitment_triples(reading, iris)
    yield from initiative_triples(reading, iris)
    yield from event_triples(reading, iris)


def _triples(graph: Graph) -> Iterator[Triple]:
    for subject, predicate, value in graph:
        if isinstance(subject, URIRef) and isinstance(predicate, URIRef) and isinstance(value, URIRef | Literal):
            yield subject, predicate, value
        else:
            raise TypeError(f"no triple of ours: {subject!r} {predicate!r} {value!r}")
