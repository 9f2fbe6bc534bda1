"""The lint catches each mistake that SHACL itself lets pass, and finds none in our shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from cetgraph.graph.shape_lint import Mistake, lint_shapes
from cetgraph.graph.validate import read_folder, read_shapes

REPOSITORY = Path(__file__).resolve().parents[2]

HEAD = """
@prefix cet: <https://w3id.org/cetgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix progress: <https://w3id.org/cetgraph/scheme/progress/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/cetgraph/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/cetgraph/shapes> sh:declare
    [ sh:prefix "cet" ; sh:namespace "https://w3id.org/cetgraph/ontology#"^^xsd:anyURI ] .
"""

PROPERTY = """shape:X a sh:PropertyShape ; sh:targetClass cet:Commitment ; sh:path cet:party ; sh:minCount 1 ;
    sh:severity sh:Violation ; sh:message "A commitment must have a party."@en ."""

QUERY = """shape:X a sh:NodeShape ; sh:targetNode cet:Commitment ; sh:severity sh:Violation ; sh:sparql [
    sh:message "{?issued}"@en ;
    sh:select "SELECT $this ?value ?issued WHERE { ?value cet:statedIn ?document . BIND (1 AS ?issued) }" ] ."""

# What is planted: the clean shape, the words in it that give way, the words that come in, the mistake to be found.
PLANTED = [
    (PROPERTY, "sh:minCount", "sh:mincount", Mistake.UNKNOWN_SHACL_TERM),
    (PROPERTY, "sh:Violation", "sh:violation", Mistake.UNKNOWN_SHACL_TERM),
    (PROPERTY, "sh:severity", "sh:serverity", Mistake.UNKNOWN_SHACL_TERM),
    (PROPERTY, "sh:minCount 1", "cet:minCount 1 ; sh:minCount 1", Mistake.UNKNOWN_SHACL_TERM),
    (PROPERTY, "sh:targetClass", "sh:targetclass", Mistake.UNKNOWN_SHACL_TERM),
    (PROPERTY, "cet:Commitment", "cet:Comitment", Mistake.UNKNOWN_CLASS),
    (PROPERTY, "sh:minCount 1", "sh:class cet:Partei", Mistake.UNKNOWN_CLASS),
    (PROPERTY, "sh:minCount 1", "sh:or ( [ sh:class cet:Partei ] [ sh:class cet:Party ] )", Mistake.UNKNOWN_CLASS),
    (PROPERTY, "cet:party", "cet:partie", Mistake.UNKNOWN_PROPERTY),
    (PROPERTY, "cet:party", "( cet:party cet:partie )", Mistake.UNKNOWN_PROPERTY),
    (PROPERTY, "cet:party", "[ sh:inversePath cet:partie ]", Mistake.UNKNOWN_PROPERTY),
    (
        PROPERTY,
        "cet:party",
        "[ sh:alternativePath ( cet:party [ sh:zeroOrMorePath cet:x ] ) ]",
        Mistake.UNKNOWN_PROPERTY,
    ),
    (PROPERTY, "sh:minCount 1", "sh:disjoint cet:partie", Mistake.UNKNOWN_PROPERTY),
    (PROPERTY, "sh:targetClass cet:Commitment", "sh:targetSubjectsOf cet:partie", Mistake.UNKNOWN_PROPERTY),
    (PROPERTY, "cet:party ; sh:minCount 1", "org:hold ; sh:maxCount 0", Mistake.UNKNOWN_PROPERTY),
    (PROPERTY, "sh:minCount 1", "sh:in ( progress:done )", Mistake.UNKNOWN_CONCEPT),
    (PROPERTY, "sh:minCount 1", "sh:hasValue progress:done", Mistake.UNKNOWN_CONCEPT),
    (PROPERTY, 'sh:message "A commitment must have a party."@en', 'rdfs:label "X"', Mistake.NO_MESSAGE),
    (PROPERTY, "A commitment must have a party.", " ", Mistake.NO_MESSAGE),
    (PROPERTY, "sh:severity sh:Violation ;", "", Mistake.NO_SEVERITY),
    (PROPERTY, "sh:targetClass cet:Commitment ;", "", Mistake.NO_TARGET),
    (PROPERTY, "sh:minCount 1 ;", "", Mistake.NO_CONSTRAINT),
    (PROPERTY, "shape:X a", "[] a", Mistake.NO_ADDRESS),
    (QUERY, 'sh:message "{?issued}"@en ;', "", Mistake.NO_MESSAGE),
    (QUERY, "SELECT", "SELCT", Mistake.BROKEN_QUERY),
    (QUERY, "cet:statedIn", "cte:statedIn", Mistake.BROKEN_QUERY),
    (QUERY, "sh:targetNode cet:Commitment", "sh:targetClass cet:Commitment", Mistake.SLOW_QUERY),
    (QUERY, "cet:Commitment ;", "cet:Commitment ; sh:targetClass cet:Commitment ;", Mistake.SLOW_QUERY),
    (QUERY, "$this ?value", "$this", Mistake.NO_OFFENDER),
    (QUERY, "{?issued}", "{?isued}", Mistake.UNKNOWN_VARIABLE),
    (QUERY, "cet:statedIn", "cet:saidIn", Mistake.UNKNOWN_PROPERTY),
]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """The ontology, in which the terms of shapes have to be."""
    return read_folder(REPOSITORY / "ontology")


def lint(words: str, ontology: Graph) -> set[Mistake]:
    """The mistakes in one shape."""
    shapes = Graph().parse(data=HEAD + words, format="turtle")
    return {flaw.mistake for flaw in lint_shapes(shapes, ontology=ontology)}


def test_our_shapes_are_clean(ontology: Graph) -> None:
    """No shape of ours has a mistake that the lint knows."""
    assert lint_shapes(read_shapes(REPOSITORY / "shapes"), ontology=ontology) == ()


@pytest.mark.parametrize("words", [PROPERTY, QUERY], ids=["property", "query"])
def test_the_clean_shape_is_clean(words: str, ontology: Graph) -> None:
    """Without a planted mistake there is none to find."""
    assert lint(words, ontology) == set()


@pytest.mark.parametrize("forbidden", ["org:holds", "schema:jobTitle"])
def test_a_forbidden_property_need_not_be_in_the_ontology(forbidden: str, ontology: Graph) -> None:
    """A shape may name a property in order to forbid it, if its vocabulary has it."""
    assert lint(PROPERTY.replace("cet:party ; sh:minCount 1", f"{forbidden} ; sh:maxCount 0"), ontology) == set()


@pytest.mark.parametrize(
    ("words", "old", "new", "mistake"), PLANTED, ids=[f"{case[3].name}: {case[2]}" for case in PLANTED]
)
def test_a_planted_mistake_is_caught(words: str, old: str, new: str, mistake: Mistake, ontology: Graph) -> None:
    """Each kind of mistake is found where it is made."""
    assert old in words
    assert mistake in lint(words.replace(old, new, 1), ontology)


def test_every_kind_of_mistake_is_planted() -> None:
    """No rule of the lint is without a case."""
    assert {case[3] for case in PLANTED} == set(Mistake)
