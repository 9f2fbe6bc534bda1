from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, RDF, VANN, XSD

from cetgraph.graph.namespaces import CET, PREFIXES

FILES = ("core", "axioms", "schemes", "mappings")

HEADER = (
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.creator,
    DCTERMS.license,
    DCTERMS.created,
    DCTERMS.modified,
    OWL.versionIRI,
    OWL.versionInfo,
)


def test_each_file_is_tested(ontology_folder: Path) -> None:
    """No file of the folder escapes these tests."""
    assert sorted(path.stem for path in ontology_folder.glob("*.ttl")) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_two_parsers_read_the_same(name: str, ontology_folder: Path) -> None:
    """pyoxigraph, which is strict, reads each file, and reads what rdflib reads."""
    source = (ontology_folder / f"{name}.ttl").read_bytes()
    strict = pyoxigraph.serialize(
        (quad.triple for quad in pyoxigraph.parse(source, pyoxigraph.RdfFormat.TURTLE)),
        format=pyoxigraph.RdfFormat.N_TRIPLES,
    )
    assert strict is not None
    assert isomorphic(Graph().parse(data=source, format="turtle"), Graph().parse(data=strict, format="nt"))


@pytest.mark.parametrize("name", FILES)
def test_literals_fit_their_datatypes(name: str, ontology_files: dict[str, Graph]) -> None:
    """A date is a date, a number a number."""
    assert not [literal for literal in ontology_files[name].objects() if getattr(literal, "ill_typed", False)]


@pytest.mark.parametrize("name", FILES)
def test_the_prefixes_are_ours(name: str, ontology_folder: Path) -> None:
    """A prefix that the program writes means the same in the files."""
    graph = Graph(bind_namespaces="none").parse(ontology_folder / f"{name}.ttl")
    bound = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    assert {prefix: bound[prefix] for prefix in bound.keys() & PREFIXES.keys()} == {
        prefix: PREFIXES[prefix] for prefix in bound.keys() & PREFIXES.keys()
    }


@pytest.mark.parametrize("name", FILES)
def test_the_header_is_complete(name: str, ontology_files: dict[str, Graph]) -> None:
    """Each file is one ontology, with one title, description, creator, licence, date and version."""
    graph = ontology_files[name]
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    counts = {term: len(list(graph.objects(header, term))) for term in HEADER}
    assert counts == dict.fromkeys(HEADER, 1)
    assert graph.value(header, OWL.versionIRI) == URIRef(f"{header}/{graph.value(header, OWL.versionInfo)}")
    created, modified = graph.value(header, DCTERMS.created), graph.value(header, DCTERMS.modified)
    assert isinstance(created, Literal)
    assert isinstance(modified, Literal)
    assert created.datatype == modified.datatype == XSD.date
    assert created.value <= modified.value


def test_the_files_are_one_release(ontology_files: dict[str, Graph]) -> None:
    """All files carry the same version, and none imports anything."""
    versions = {str(value) for graph in ontology_files.values() for value in graph.objects(None, OWL.versionInfo)}
    assert len(versions) == 1
    assert not [graph for graph in ontology_files.values() if (None, OWL.imports, None) in graph]


def test_the_core_names_its_namespace(ontology_files: dict[str, Graph]) -> None:
    """The preferred prefix and namespace are those that the program writes."""
    core = ontology_files["core"]
    header = URIRef(str(CET).removesuffix("#"))
    assert core.value(header, VANN.preferredNamespacePrefix) == Literal("cet")
    assert core.value(header, VANN.preferredNamespaceUri) == Literal(str(CET))


def test_a_first_version_has_no_prior_one(ontology: Graph) -> None:
    """A prior version is named only once there has been one."""
    for header in ontology.subjects(RDF.type, OWL.Ontology):
        prior = ontology.value(header, OWL.priorVersion)
        assert prior is None or prior != ontology.value(header, OWL.versionIRI)
