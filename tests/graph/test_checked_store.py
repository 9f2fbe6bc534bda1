"""The store of a graph that is being checked answers as rdflib's own does."""

from __future__ import annotations

from itertools import product

import pytest
from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, URIRef, Variable
from rdflib.term import Node

from cetgraph.graph.checked_store import CheckedStore
from cetgraph.graph.namespaces import CET, ID

A, B, BLANK = ID["a"], ID["b"], BNode("x")
TRIPLES: list[tuple[Node, Node, Node]] = [
    (A, RDF.type, CET["Party"]),
    (A, RDFS.label, Literal("A", lang="en")),
    (A, CET["knows"], B),
    (A, CET["knows"], BLANK),
    (B, CET["knows"], A),
    (B, CET["count"], Literal("2", datatype=XSD.integer)),
    (BLANK, RDFS.label, Literal("nobody")),
]
TERMS = [None, A, B, BLANK, RDF.type, RDFS.label, CET["knows"], CET["Party"], Literal("A", lang="en"), Literal("A")]


@pytest.fixture
def rdflib_graph() -> Graph:
    """The triples in rdflib's own store."""
    graph = Graph()
    for triple in TRIPLES:
        graph.add(triple)
    return graph


def test_look_ups(rdflib_graph: Graph) -> None:
    """Every pattern finds what rdflib's store finds."""
    graph = CheckedStore(TRIPLES).graph
    assert len(graph) == len(rdflib_graph)
    for subject, predicate, value in product(TERMS, repeat=3):
        pattern = (subject, predicate, value)
        assert set(graph.triples(pattern)) == set(rdflib_graph.triples(pattern)), pattern


QUERIES = {
    "rows": "SELECT ?x ?y { ?x cet:knows ?y FILTER isIRI(?y) }",
    "literals": "SELECT ?y { ?x rdfs:label|cet:count ?y }",
    "an unbound variable": "SELECT ?x ?none { ?x a cet:Party }",
    "no rows": "SELECT ?x { ?x a cet:Country }",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_queries(query: str, rdflib_graph: Graph) -> None:
    """A query gives the rows that rdflib gives, terms and all."""
    prefixes = {"cet": CET, "rdfs": RDFS}
    ours, theirs = (graph.query(query, initNs=prefixes) for graph in (CheckedStore(TRIPLES).graph, rdflib_graph))
    assert ours.vars == theirs.vars
    assert sorted(map(repr, ours)) == sorted(map(repr, theirs))


def test_a_value_given_beforehand() -> None:
    """A variable may be bound before the query runs, as SHACL binds $this."""
    answer = CheckedStore(TRIPLES).graph.query(
        "SELECT $this ?y { $this ?p ?y FILTER isNumeric(?y) }", initBindings={"this": B}
    )
    assert answer.bindings == [{Variable("this"): B, Variable("y"): Literal("2", datatype=XSD.integer)}]


ODD = {
    "an impossible IRI": (A, CET["knows"], URIRef("https://example.org/a b")),
    "half a character": (A, RDFS.label, Literal("\ud800")),
    "an impossible language": (A, RDFS.label, Literal("a", lang="en-x-0123456789")),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_what_the_engine_cannot_hold(odd: tuple[Node, Node, Node]) -> None:
    """The query is answered all the same, by rdflib."""
    answer = CheckedStore([*TRIPLES, odd]).graph.query("SELECT ?x { ?x a ?kind }")
    assert answer.bindings == [{Variable("x"): A}]
