"""The ontology under a reasoner: HermiT, which owlready2 carries and Java runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import owlready2
import pytest
from rdflib import Graph, Literal
from rdflib.namespace import XSD
from tests.gold_reading import gold_names, read_gold

from cetgraph.graph.triples import merge, reading_to_dataset, union

CONTRADICTIONS = sorted((Path(__file__).parent / "contradictions").glob("*.ttl"))
UNSUPPORTED = frozenset({XSD.date, XSD.gYearMonth, XSD.gYear})
"""Datatypes outside the OWL 2 map, at which HermiT stops; no axiom of ours is about them."""


@pytest.fixture(scope="session")
def java(program: Callable[[str], str]) -> str:
    """The path of Java."""
    return program("java")


def _unsatisfiable(graph: Graph, folder: Path, java: str) -> list[str] | None:
    """The names of classes that nothing can belong to; `None` if the graph contradicts itself."""
    file = folder / "ontology.nt"
    supported = Graph()
    for triple in graph:
        if not (isinstance(triple[2], Literal) and triple[2].datatype in UNSUPPORTED):
            supported.add(triple)
    supported.serialize(file, format="nt", encoding="utf-8")
    owlready2.JAVA_EXE = java
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load()
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return None
    return sorted(found.iri for found in world.inconsistent_classes() if found is not owlready2.Nothing)


def test_the_ontology_is_consistent(ontology: Graph, tmp_path: Path, java: str) -> None:
    """The ontology contradicts itself nowhere, and each class can have members."""
    assert _unsatisfiable(ontology, tmp_path, java) == []


def test_a_sound_example_is_consistent(ontology: Graph, tmp_path: Path, java: str) -> None:
    """The axioms leave room for what documents say."""
    example = Graph().parse(Path(__file__).parent / "example.ttl")
    assert _unsatisfiable(ontology + example, tmp_path, java) == []


@pytest.mark.usefixtures("shared")
def test_careful_readings_are_consistent(ontology: Graph, tmp_path: Path, java: str) -> None:
    """What careful readers found in all documents, taken together, fits the axioms."""
    found = union(merge(reading_to_dataset(read_gold(name)) for name in gold_names()))
    assert _unsatisfiable(ontology + found, tmp_path, java) == []


def test_the_published_graph_is_consistent(ontology: Graph, repository: Path, tmp_path: Path, java: str) -> None:
    """What the project publishes does not contradict its own ontology."""
    published = sorted((repository / "data" / "graph").rglob("*.ttl"))
    if not published:
        pytest.skip("no published graph (data/graph/ holds no Turtle)")
    whole = Graph() + ontology
    for path in published:
        whole.parse(path)
    assert _unsatisfiable(whole, tmp_path, java) == []


@pytest.mark.parametrize("path", CONTRADICTIONS, ids=lambda path: path.stem)
def test_a_contradiction_is_caught(path: Path, ontology_files: dict[str, Graph], tmp_path: Path, java: str) -> None:
    """The axioms refuse what the ontology's texts exclude."""
    logic = ontology_files["core"] + ontology_files["axioms"]
    assert _unsatisfiable(logic + Graph().parse(path), tmp_path, java) is None


def test_a_class_without_members_is_caught(ontology_files: dict[str, Graph], tmp_path: Path, java: str) -> None:
    """A class under two that are disjoint is found, though nothing is yet said to belong to it."""
    impossible = Graph().parse(
        data="""
        @prefix cet: <https://w3id.org/cetgraph/ontology#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        cet:Impossible a owl:Class ; rdfs:subClassOf cet:Dialogue , cet:Meeting .
        """,
        format="turtle",
    )
    logic = ontology_files["core"] + ontology_files["axioms"]
    found = _unsatisfiable(logic + impossible, tmp_path, java)
    assert found == ["https://w3id.org/cetgraph/ontology#Impossible"]


def test_there_are_contradictions_to_catch() -> None:
    """The fixtures have not gone missing."""
    assert len(CONTRADICTIONS) >= 10
