"""Named graphs as plain sets of triples, which costs a tenth of what an rdflib Dataset of them does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from rdflib import Dataset, Graph, URIRef

from cetgraph.graph.namespaces import BASE, Base, bind_prefixes
from cetgraph.graph.statements import Triple

NamedGraphs: TypeAlias = Mapping[URIRef, frozenset[Triple]]
"""The triples of each graph, by its name."""


def merge_graphs(parts: Iterable[NamedGraphs]) -> dict[URIRef, frozenset[Triple]]:
    """The graphs of all parts; graphs of one name become one."""
    merged: dict[URIRef, frozenset[Triple]] = {}
    shared: dict[URIRef, set[Triple]] = {}
    for part in parts:
        for name, triples in part.items():
            if name in shared:
                shared[name] |= triples
            elif name in merged:
                shared[name] = {*merged[name], *triples}
            else:
                merged[name] = triples
    return merged | {name: frozenset(triples) for name, triples in shared.items()}


def all_triples(graphs: NamedGraphs) -> frozenset[Triple]:
    """The triples of all graphs."""
    return frozenset[Triple]().union(*graphs.values())


def to_dataset(graphs: NamedGraphs, *, base: Base = BASE) -> Dataset:
    """The graphs as an rdflib Dataset."""
    dataset = Dataset()
    bind_prefixes(dataset, base=base)
    for name, triples in graphs.items():
        _add(triples, dataset.graph(name))
    return dataset


def to_graph(triples: Iterable[Triple]) -> Graph:
    """The triples as an rdflib Graph."""
    graph = Graph()
    _add(triples, graph)
    return graph


def _add(triples: Iterable[Triple], graph: Graph) -> None:
    graph.addN((*triple, graph) for triple in triples)
