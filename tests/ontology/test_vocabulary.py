from __future__ import annotations

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, SKOS

from cetgraph.graph import vocabulary
from cetgraph.graph.namespaces import CET, OA, SCHEMA
from cetgraph.model import (
    Capacity,
    DocumentKind,
    InstrumentKind,
    OrganisationKind,
    Progress,
    ProgressBasis,
    Stance,
)


def _of_type(graph: Graph, kind: URIRef) -> set[URIRef]:
    return {term for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef) and term.startswith(str(CET))}


def _constants() -> dict[str, URIRef]:
    return {name: value for name, value in vars(vocabulary).items() if isinstance(value, URIRef)}


def test_classes_and_properties_equal_the_ontology(ontology: Graph) -> None:
    """The module lists each class and property of the ontology once, and no other."""
    for listed, kind in (
        (vocabulary.CLASSES, OWL.Class),
        (vocabulary.OBJECT_PROPERTIES, OWL.ObjectProperty),
        (vocabulary.DATATYPE_PROPERTIES, OWL.DatatypeProperty),
    ):
        assert len(listed) == len(set(listed))
        assert set(listed) == _of_type(ontology, kind)


def test_constants_are_spelt_as_the_ontology_spells() -> None:
    """A constant's name is its term's local name, foreign ones after the prefix."""
    for name, term in _constants().items():
        prefix, _, local = name.rpartition("_")
        assert term == {"": CET, "OA": OA, "SCHEMA": SCHEMA}[prefix][local]


def test_every_constant_is_a_listed_or_declared_term(ontology: Graph) -> None:
    """Nothing hides in the module that the ontology does not declare."""
    listed = {*vocabulary.CLASSES, *vocabulary.OBJECT_PROPERTIES, *vocabulary.DATATYPE_PROPERTIES}
    assert {term for term in _constants().values() if term.startswith(str(CET))} == listed
    assert all((term, RDF.type, None) in ontology for term in _constants().values())


def test_schemes_equal_the_ontology(ontology_files: dict[str, Graph]) -> None:
    """The module's schemes and notations are those of schemes.ttl."""
    graph = ontology_files["schemes"]
    assert {scheme.iri for scheme in vocabulary.SCHEMES} == set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    for scheme in vocabulary.SCHEMES:
        assert len(scheme.notations) == len(set(scheme.notations))
        concepts = {
            concept: graph.value(concept, SKOS.notation) for concept in graph.subjects(SKOS.inScheme, scheme.iri)
        }
        assert concepts == {scheme.concept(notation): Literal(notation) for notation in scheme.notations}


def test_schemes_equal_the_model() -> None:
    """What a reading can say, the schemes can say, in the same words."""
    assert vocabulary.PROGRESS.notations == tuple(Progress)
    assert vocabulary.PROGRESS_BASIS.notations == tuple(ProgressBasis)
    assert vocabulary.STANCE.notations == tuple(Stance)
    assert vocabulary.INSTRUMENT_KIND.notations == tuple(InstrumentKind)
    assert vocabulary.DOCUMENT_KIND.notations == tuple(DocumentKind)
    assert vocabulary.ORGANISATION_KIND.notations == tuple(OrganisationKind)
    assert {*vocabulary.MEETING_ROLE.notations, Capacity.MENTIONED} == set(Capacity)
