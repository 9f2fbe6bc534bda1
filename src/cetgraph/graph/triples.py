"""From a reading to its graph: what the document states, where each statement comes from, and what is known anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Dataset, Graph
from rdflib.term import Node

from cetgraph.graph.labels import settle_labels
from cetgraph.graph.namespaces import BASE, Base, bind_prefixes
from cetgraph.graph.provenance import provenance_triples
from cetgraph.graph.reading_iris import ReadingIris, name_reading
from cetgraph.graph.reference import reference_triples
from cetgraph.graph.statements import Triple
from cetgraph.graph.triples_bodies import body_triples, instrument_triples
from cetgraph.graph.triples_commitments import commitment_triples, event_triples, initiative_triples
from cetgraph.graph.triples_document import document_triples, heading_triples, meeting_triples
from cetgraph.graph.triples_people import people_triples
from cetgraph.model import Reading


def reading_to_dataset(reading: Reading, *, base: Base = BASE) -> Dataset:
    """The graph of one reading: a named graph of assertions, one of their provenance, and the reference graph.

    It holds no blank nodes and no time of day: the same reading gives the same triples. Raises ValueError for a
    reading that contradicts itself, such as one with a party that it does not describe.
    """
    iris = name_reading(reading, base=base)
    dataset = _empty(base)
    for name, triples in (
        (iris.assertions_graph, _assertions(reading, iris)),
        (iris.provenance_graph, provenance_triples(reading, iris)),
        (base.graph["reference"], reference_triples(reading, iris)),
    ):
        _add(triples, dataset.graph(name))
    return settle_labels(dataset)


def merge(datasets: Iterable[Dataset], *, base: Base = BASE) -> Dataset:
    """One dataset with the graphs of all; a thing that they label differently keeps one label, see `settle_labels`."""
    merged = _empty(base)
    for dataset in datasets:
        for graph in dataset.graphs():
            _add(graph, merged.graph(graph.identifier))
    return settle_labels(merged)


def union(dataset: Dataset) -> Graph:
    """All triples of the dataset's graphs in one graph."""
    graph = Graph()
    for part in dataset.graphs():
        _add(part, graph)
    return graph


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


def _add(triples: Iterable[tuple[Node, Node, Node]], graph: Graph) -> None:
    graph.addN((*triple, graph) for triple in triples)


def _empty(base: Base) -> Dataset:
    dataset = Dataset()
    bind_prefixes(dataset, base=base)
    return dataset
