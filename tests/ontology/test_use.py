"""The ontology against what is written with it: the graphs of careful readings of real documents."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node
from tests.gold_reading import gold_names, read_gold

from cetgraph.graph.namespaces import CET, SCHEME
from cetgraph.graph.triples import merge, reading_to_dataset, union

BUILTIN = (str(RDF), str(RDFS), str(OWL))


@pytest.fixture(scope="module")
def written(shared: object) -> Graph:
    """All careful readings as one graph."""
    assert shared
    return union(merge(reading_to_dataset(read_gold(name)) for name in gold_names()))


def _classes(graph: Graph, ontology: Graph, thing: Node) -> set[Node]:
    """The classes that the thing is said to belong to, in either graph, and all above them."""
    stated = {*graph.objects(thing, RDF.type), *ontology.objects(thing, RDF.type)}
    return {above for kind in stated for above in ontology.transitive_objects(kind, RDFS.subClassOf) if above}


def test_each_term_in_use_is_declared(written: Graph, ontology: Graph) -> None:
    """A graph uses no class, property or concept that the ontology does not know."""
    used = {*written.predicates(), *written.objects(None, RDF.type)}
    used |= {thing for thing in written.objects() if str(thing).startswith(str(SCHEME))}
    known = {term for term in used if (term, RDF.type, None) in ontology or str(term).startswith(BUILTIN)}
    assert sorted(str(term) for term in used - known) == []


def test_domains_and_ranges_are_kept(written: Graph, ontology: Graph) -> None:
    """What stands on either side of a property is stated to be what its domain and range say, without inference."""
    broken = []
    for term in set(written.predicates()):
        if not str(term).startswith(str(CET)):
            continue
        domain, range_ = ontology.value(term, RDFS.domain), ontology.value(term, RDFS.range)
        for subject, value in written.subject_objects(term):
            if domain not in (OWL.Thing, *_classes(written, ontology, subject)):
                broken.append((subject, term, domain))
            if isinstance(value, Literal):
                fits = range_ in (RDFS.Literal, value.datatype or XSD.string) and not value.language
            else:
                fits = range_ in (OWL.Thing, *_classes(written, ontology, value))
            if not fits:
                broken.append((value, term, range_))
    assert broken == []
