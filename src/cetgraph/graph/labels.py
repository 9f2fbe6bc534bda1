"""One label for each thing, where documents spell its name differently."""

from __future__ import annotations

from rdflib import Dataset, Literal
from rdflib.graph import Graph
from rdflib.namespace import RDFS, SKOS
from rdflib.term import Node


def settle_labels(dataset: Dataset) -> Dataset:
    """The same dataset; of several labels of one thing the first graph's stays, the others become alternatives.

    The reference graph comes first, then the documents' graphs in the order of their names, which is that of their
    dates; within one graph the alphabet decides.
    """
    labels: dict[Node, list[tuple[bool, str, str, Literal, Graph]]] = {}
    for graph in dataset.graphs():
        name = str(graph.identifier)
        for thing, label in graph.subject_objects(RDFS.label):
            if isinstance(label, Literal):
                labels.setdefault(thing, []).append((not name.endswith("/reference"), name, str(label), label, graph))
    for thing, uses in labels.items():
        if len({use[3] for use in uses}) == 1:
            continue
        chosen = min(uses, key=lambda use: use[:3])[3]
        for _, _, _, label, graph in uses:
            if label != chosen:
                graph.remove((thing, RDFS.label, label))
                graph.add((thing, RDFS.label, chosen))
                graph.add((thing, SKOS.altLabel, label))
    return dataset
