from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS, XSD
from tests.small_reading import make_small_reading

from cetgraph.graph.namespaces import CET, GRAPH, ID, Base
from cetgraph.graph.serialise import to_trig, to_turtle
from cetgraph.graph.triples import reading_to_dataset, union

Triple = tuple[URIRef, URIRef, URIRef | Literal]

LOCAL_NAMES = st.sampled_from(
    ["id/country/SG", "id/a.b/c", "id/a.", "id/../x", "id//x", "id/", "", "graph/x", "ontology#Party", "ontology#a.b",
     "ontology#", "ontology#-a", "id/é", "id/a%20b", "id/a?b#c", "ID/x", "scheme/area/space"]
)  # fmt: skip
IRIS = st.one_of(
    LOCAL_NAMES.map(lambda name: URIRef(f"https://w3id.org/cetgraph/{name}")),
    st.sampled_from(["http://www.wikidata.org/entity/Q30", "urn:x:y", "https://example.org/?a=b&c"]).map(URIRef),
)
WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ['"', '""', '"""', "\n", 'a\n"', '\n""', "\\", "\\\n", "\r\n", "\t", "'", "a\x7f", "\x01\n\x01"]
)
LITERALS = st.one_of(
    WORDS.map(Literal),
    WORDS.map(lambda words: Literal(words, lang="en")),
    st.booleans().map(Literal),
    st.integers().map(Literal),
    st.sampled_from(["1.50", "10", "-0.5"]).map(lambda n: Literal(n, datatype=XSD.decimal, normalize=False)),
    st.sampled_from(["2024", "2025"]).map(lambda year: Literal(year, datatype=XSD.gYear)),
    st.just(Literal("2024-09", datatype=XSD.gYearMonth)),
    st.just(Literal("1", datatype=XSD.positiveInteger)),
)
PREDICATES = st.one_of(IRIS, st.sampled_from([RDF.type, RDFS.label]))
TRIPLES = st.lists(st.tuples(IRIS, PREDICATES, st.one_of(IRIS, LITERALS)), max_size=12)


def _graph(triples: list[Triple]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def _terms(graph: Graph) -> set[tuple[str, ...]]:
    """The triples, each literal by its very words: rdflib compares some by value."""
    return {tuple(term.n3() for term in triple) for triple in graph}


@given(TRIPLES)
@settings(max_examples=200, deadline=None)
def test_turtle_gives_its_triples_back(triples: list[Triple]) -> None:
    """Whatever the triples, reading their Turtle gives the same ones."""
    graph = _graph(triples)
    assert _terms(Graph().parse(data=to_turtle(graph), format="turtle")) == _terms(graph)


@given(TRIPLES, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_adding_does_not_count(triples: list[Triple], chance: random.Random) -> None:
    """The same triples give the same bytes, in whichever order they came."""
    shuffled = list(triples)
    chance.shuffle(shuffled)
    assert to_turtle(_graph(triples)) == to_turtle(_graph(shuffled))


@given(st.dictionaries(st.sampled_from([ID["a"], GRAPH["b"], GRAPH["b/c"], URIRef("urn:g")]), TRIPLES, max_size=3))
@settings(deadline=None)
def test_trig_gives_its_quads_back(graphs: dict[URIRef, list[Triple]]) -> None:
    """Each triple comes back in its own graph, and a second writing gives the same bytes."""
    dataset = Dataset()
    for name, triples in graphs.items():
        for triple in triples:
            dataset.graph(name).add(triple)
    again = Dataset()
    again.parse(data=to_trig(dataset), format="trig")
    assert {name: _terms(again.graph(name)) for name in graphs} == {
        name: _terms(dataset.graph(name)) for name in graphs
    }
    assert to_trig(again) == to_trig(dataset)


def test_form() -> None:
    """Types and labels come first, subjects and objects in order, with no prefix that is not used."""
    graph = _graph(
        [
            (ID["country/SG"], CET["b"], Literal("2024-09", datatype=XSD.gYearMonth)),
            (ID["country/SG"], RDFS.label, Literal("Singapore", lang="en")),
            (ID["country/SG"], RDF.type, CET["Country"]),
            (ID["country/SG"], CET["a"], Literal(2)),
            (ID["country/SG"], CET["a"], ID["country/GB"]),
            (ID["country/GB"], CET["a"], Literal('one\n"two"')),
        ]
    )
    assert to_turtle(graph) == (
        "@base <https://w3id.org/cetgraph/> .\n"
        "@prefix cet: <https://w3id.org/cetgraph/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "\n"
        "<id/country/GB> cet:a " + '"""one\n"two\\"""" .\n'
        "\n"
        "<id/country/SG> a cet:Country ;\n"
        '    rdfs:label "Singapore"@en ;\n'
        "    cet:a <id/country/GB>,\n"
        "        2 ;\n"
        '    cet:b "2024-09"^^xsd:gYearMonth .\n'
    )


def test_the_default_graph_comes_first() -> None:
    """Triples outside any named graph stand before the graphs."""
    dataset = Dataset()
    dataset.graph(GRAPH["a"]).add((ID["x"], RDF.type, CET["Party"]))
    dataset.add((ID["y"], RDF.type, CET["Party"]))
    lines = to_trig(dataset).splitlines()
    assert lines[3] == "<id/y> a cet:Party ."
    assert lines[5] == "<graph/a> {"


def test_another_base() -> None:
    """The things of another base are written relative to that base."""
    base = Base("https://example.org/kg/")
    turtle = to_turtle(_graph([(base.id["x"], RDF.type, CET["Party"])]), base=base)
    assert turtle.startswith("@base <https://example.org/kg/> .\n")
    assert "<id/x> a cet:Party ." in turtle


REFUSED = {
    "a blank node": BNode("x"),
    "a space in an IRI": URIRef("https://example.org/a b"),
    "a bracket in an IRI": URIRef("https://example.org/<script>"),
}


@pytest.mark.parametrize("node", REFUSED.values(), ids=REFUSED.keys())
def test_refused(node: URIRef | BNode) -> None:
    """What would not be the same on each writing, or no Turtle, is refused."""
    graph = Graph()
    graph.add((ID["x"], RDF.type, node))
    with pytest.raises(ValueError, match="IRI"):
        to_turtle(graph)


def test_a_reading_is_written_alike_each_time() -> None:
    """Two graphs made from the same reading are the same bytes, and parse to the same graph."""
    first, second = (reading_to_dataset(make_small_reading()) for _ in range(2))
    assert to_trig(first) == to_trig(second)
    turtle = to_turtle(union(first))
    assert turtle == to_turtle(union(second))
    assert isomorphic(Graph().parse(data=turtle, format="turtle"), union(first))
